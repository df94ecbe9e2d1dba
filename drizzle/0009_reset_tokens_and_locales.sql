ALTER TABLE `accounts` ADD `locale` text;--> statement-breakpoint
CREATE INDEX `reset_links_by_token` ON `reset_links` (`token_hash`);