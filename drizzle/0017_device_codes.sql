CREATE TABLE `device_codes` (
	`id` text PRIMARY KEY NOT NULL,
	`user_code_hash` text NOT NULL,
	`client_id` text NOT NULL,
	`scope` text NOT NULL,
	`resources` text NOT NULL,
	`network` text NOT NULL,
	`country` text,
	`interval` integer NOT NULL,
	`polled_at` integer,
	`account_id` text,
	`session_id` text,
	`denied` integer DEFAULT false NOT NULL,
	`grant_id` text,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	FOREIGN KEY (`client_id`) REFERENCES `clients`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`grant_id`) REFERENCES `grants`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `device_codes_user_code_hash_unique` ON `device_codes` (`user_code_hash`);--> statement-breakpoint
CREATE INDEX `device_codes_by_account` ON `device_codes` (`account_id`);--> statement-breakpoint
CREATE INDEX `device_codes_by_client` ON `device_codes` (`client_id`);--> statement-breakpoint
CREATE INDEX `device_codes_by_grant` ON `device_codes` (`grant_id`);--> statement-breakpoint
CREATE INDEX `device_codes_by_expiry` ON `device_codes` (`expires_at`);--> statement-breakpoint
ALTER TABLE `clients` ADD `device_grant` integer DEFAULT false NOT NULL;