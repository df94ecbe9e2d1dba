CREATE TABLE `accounts` (
	`id` text PRIMARY KEY NOT NULL,
	`username` text,
	`email` text,
	`email_verified_at` integer,
	`password_hash` text,
	`role_id` text NOT NULL,
	`first_name` text,
	`last_name` text,
	`picture` text,
	`default_of` text,
	`default_password` integer DEFAULT false NOT NULL,
	`referrer_id` text,
	`disabled_at` integer,
	`revision` text,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	FOREIGN KEY (`role_id`) REFERENCES `roles`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`referrer_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE set null
);
--> statement-breakpoint
CREATE INDEX `accounts_by_age` ON `accounts` (`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `accounts_by_role` ON `accounts` (`role_id`);--> statement-breakpoint
CREATE INDEX `accounts_by_referrer` ON `accounts` (`referrer_id`);--> statement-breakpoint
CREATE UNIQUE INDEX `accounts_by_default` ON `accounts` (`default_of`);--> statement-breakpoint
CREATE TABLE `api_tokens` (
	`id` text PRIMARY KEY NOT NULL,
	`account_id` text NOT NULL,
	`token_hash` text NOT NULL,
	`token_sealed` text NOT NULL,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `api_tokens_token_hash_unique` ON `api_tokens` (`token_hash`);--> statement-breakpoint
CREATE INDEX `api_tokens_by_account` ON `api_tokens` (`account_id`,`created_at`);--> statement-breakpoint
CREATE INDEX `api_tokens_by_expiry` ON `api_tokens` (`expires_at`);--> statement-breakpoint
CREATE TABLE `events` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`at` integer NOT NULL,
	`event` text NOT NULL,
	`account_id` text,
	`actor_id` text,
	`outcome` text NOT NULL,
	`detail` text,
	`ip` text,
	`request_id` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `events_by_time` ON `events` (`at`);--> statement-breakpoint
CREATE INDEX `events_by_account` ON `events` (`account_id`,`at`);--> statement-breakpoint
CREATE INDEX `events_by_name` ON `events` (`event`,`at`);--> statement-breakpoint
CREATE TABLE `identifiers` (
	`key` text PRIMARY KEY NOT NULL,
	`account_id` text NOT NULL,
	`kind` text NOT NULL,
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `identifiers_by_account` ON `identifiers` (`account_id`,`kind`);--> statement-breakpoint
CREATE TABLE `milestones` (
	`name` text PRIMARY KEY NOT NULL,
	`reached_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `otp_challenges` (
	`account_id` text PRIMARY KEY NOT NULL,
	`id` text NOT NULL,
	`code_hash` text NOT NULL,
	`session_id` text NOT NULL,
	`tries` integer DEFAULT 0 NOT NULL,
	`expires_at` integer NOT NULL,
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `otp_challenges_id_unique` ON `otp_challenges` (`id`);--> statement-breakpoint
CREATE INDEX `otp_challenges_by_expiry` ON `otp_challenges` (`expires_at`);--> statement-breakpoint
CREATE TABLE `reset_links` (
	`account_id` text PRIMARY KEY NOT NULL,
	`token_hash` text NOT NULL,
	`expires_at` integer NOT NULL,
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `reset_links_by_expiry` ON `reset_links` (`expires_at`);--> statement-breakpoint
CREATE TABLE `roles` (
	`id` text PRIMARY KEY NOT NULL,
	`slug` text NOT NULL,
	`name` text NOT NULL,
	`policies` text NOT NULL,
	`permissions` text NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `roles_slug_unique` ON `roles` (`slug`);--> statement-breakpoint
CREATE TABLE `sessions` (
	`id` text PRIMARY KEY NOT NULL,
	`account_id` text NOT NULL,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `sessions_by_account` ON `sessions` (`account_id`);--> statement-breakpoint
CREATE INDEX `sessions_by_expiry` ON `sessions` (`expires_at`);--> statement-breakpoint
CREATE TABLE `throttles` (
	`key` text PRIMARY KEY NOT NULL,
	`count` integer NOT NULL,
	`expires_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `throttles_by_expiry` ON `throttles` (`expires_at`);