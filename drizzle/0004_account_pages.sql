CREATE TABLE `devices` (
	`account_id` text NOT NULL,
	`key` text NOT NULL,
	`used_at` integer NOT NULL,
	PRIMARY KEY(`account_id`, `key`),
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `devices_by_use` ON `devices` (`used_at`);--> statement-breakpoint
DROP INDEX `accounts_by_role`;--> statement-breakpoint
CREATE INDEX `accounts_disabled` ON `accounts` (`created_at`,`id`) WHERE disabled_at is not null;--> statement-breakpoint
CREATE INDEX `accounts_by_role` ON `accounts` (`role_id`,`created_at`,`id`);--> statement-breakpoint
ALTER TABLE `api_tokens` ADD `uses` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `otp_challenges` ADD `new_email` text;