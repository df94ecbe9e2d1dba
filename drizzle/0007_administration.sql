DROP INDEX `devices_by_use`;--> statement-breakpoint
CREATE INDEX `devices_by_use` ON `devices` (`used_at`,`account_id`);--> statement-breakpoint
ALTER TABLE `accounts` ADD `password_change_required` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `api_tokens` ADD `sent_to` text;--> statement-breakpoint
ALTER TABLE `events` ADD `user_agent` text;--> statement-breakpoint
ALTER TABLE `events` ADD `country` text;--> statement-breakpoint
CREATE INDEX `events_by_actor` ON `events` (`actor_id`,`at`) WHERE actor_id <> account_id;