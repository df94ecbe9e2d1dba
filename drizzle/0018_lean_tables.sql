-- Fewer rows per write: each index is a row that D1 charges for, and a table with a text key has one more for its rowid. No table that is
-- copied is the parent of another. The copies are made in parts, so that no statement runs for long.
-- ON CONFLICT REPLACE: the version before inserts events with the id null.
DROP INDEX `accounts_by_role`;--> statement-breakpoint
DROP INDEX `accounts_by_referrer`;--> statement-breakpoint
DROP INDEX `accounts_by_default`;--> statement-breakpoint
CREATE INDEX `accounts_admins` ON `accounts` (`created_at`,`id`) WHERE role_id = 'admin';--> statement-breakpoint
CREATE INDEX `accounts_by_referrer` ON `accounts` (`referrer_id`) WHERE referrer_id is not null;--> statement-breakpoint
CREATE UNIQUE INDEX `accounts_by_default` ON `accounts` (`default_of`) WHERE default_of is not null;--> statement-breakpoint
ALTER TABLE `events` RENAME TO `former_events`;--> statement-breakpoint
CREATE TABLE `events` (
	`id` integer NOT NULL ON CONFLICT REPLACE DEFAULT (abs(random()) >> 14),
	`at` integer NOT NULL,
	`event` text NOT NULL,
	`account_id` text,
	`actor_id` text,
	`outcome` text NOT NULL,
	`detail` text,
	`ip` text,
	`request_id` text NOT NULL,
	`user_agent` text,
	`country` text,
	PRIMARY KEY(`at`, `id`)
) WITHOUT ROWID;--> statement-breakpoint
INSERT INTO `events` (`id`, `at`, `event`, `account_id`, `actor_id`, `outcome`, `detail`, `ip`, `request_id`, `user_agent`, `country`) SELECT `id`, `at`, `event`, `account_id`, `actor_id`, `outcome`, `detail`, `ip`, `request_id`, `user_agent`, `country` FROM `former_events` WHERE true AND `at` < (SELECT min(`at`) FROM `former_events`) + ((SELECT max(`at`) FROM `former_events`) - (SELECT min(`at`) FROM `former_events`)) / 16 * 1;--> statement-breakpoint
INSERT INTO `events` (`id`, `at`, `event`, `account_id`, `actor_id`, `outcome`, `detail`, `ip`, `request_id`, `user_agent`, `country`) SELECT `id`, `at`, `event`, `account_id`, `actor_id`, `outcome`, `detail`, `ip`, `request_id`, `user_agent`, `country` FROM `former_events` WHERE `at` >= (SELECT min(`at`) FROM `former_events`) + ((SELECT max(`at`) FROM `former_events`) - (SELECT min(`at`) FROM `former_events`)) / 16 * 1 AND `at` < (SELECT min(`at`) FROM `former_events`) + ((SELECT max(`at`) FROM `former_events`) - (SELECT min(`at`) FROM `former_events`)) / 16 * 2;--> statement-breakpoint
INSERT INTO `events` (`id`, `at`, `event`, `account_id`, `actor_id`, `outcome`, `detail`, `ip`, `request_id`, `user_agent`, `country`) SELECT `id`, `at`, `event`, `account_id`, `actor_id`, `outcome`, `detail`, `ip`, `request_id`, `user_agent`, `country` FROM `former_events` WHERE `at` >= (SELECT min(`at`) FROM `former_events`) + ((SELECT max(`at`) FROM `former_events`) - (SELECT min(`at`) FROM `former_events`)) / 16 * 2 AND `at` < (SELECT min(`at`) FROM `former_events`) + ((SELECT max(`at`) FROM `former_events`) - (SELECT min(`at`) FROM `former_events`)) / 16 * 3;--> statement-breakpoint
INSERT INTO `events` (`id`, `at`, `event`, `account_id`, `actor_id`, `outcome`, `detail`, `ip`, `request_id`, `user_agent`, `country`) SELECT `id`, `at`, `event`, `account_id`, `actor_id`, `outcome`, `detail`, `ip`, `request_id`, `user_agent`, `country` FROM `former_events` WHERE `at` >= (SELECT min(`at`) FROM `former_events`) + ((SELECT max(`at`) FROM `former_events`) - (SELECT min(`at`) FROM `former_events`)) / 16 * 3 AND `at` < (SELECT min(`at`) FROM `former_events`) + ((SELECT max(`at`) FROM `former_events`) - (SELECT min(`at`) FROM `former_events`)) / 16 * 4;--> statement-breakpoint
INSERT INTO `events` (`id`, `at`, `event`, `account_id`, `actor_id`, `outcome`, `detail`, `ip`, `request_id`, `user_agent`, `country`) SELECT `id`, `at`, `event`, `account_id`, `actor_id`, `outcome`, `detail`, `ip`, `request_id`, `user_agent`, `country` FROM `former_events` WHERE `at` >= (SELECT min(`at`) FROM `former_events`) + ((SELECT max(`at`) FROM `former_events`) - (SELECT min(`at`) FROM `former_events`)) / 16 * 4 AND `at` < (SELECT min(`at`) FROM `former_events`) + ((SELECT max(`at`) FROM `former_events`) - (SELECT min(`at`) FROM `former_events`)) / 16 * 5;--> statement-breakpoint
INSERT INTO `events` (`id`, `at`, `event`, `account_id`, `actor_id`, `outcome`, `detail`, `ip`, `request_id`, `user_agent`, `country`) SELECT `id`, `at`, `event`, `account_id`, `actor_id`, `outcome`, `detail`, `ip`, `request_id`, `user_agent`, `country` FROM `former_events` WHERE `at` >= (SELECT min(`at`) FROM `former_events`) + ((SELECT max(`at`) FROM `former_events`) - (SELECT min(`at`) FROM `former_events`)) / 16 * 5 AND `at` < (SELECT min(`at`) FROM `former_events`) + ((SELECT max(`at`) FROM `former_events`) - (SELECT min(`at`) FROM `former_events`)) / 16 * 6;--> statement-breakpoint
INSERT INTO `events` (`id`, `at`, `event`, `account_id`, `actor_id`, `outcome`, `detail`, `ip`, `request_id`, `user_agent`, `country`) SELECT `id`, `at`, `event`, `account_id`, `actor_id`, `outcome`, `detail`, `ip`, `request_id`, `user_agent`, `country` FROM `former_events` WHERE `at` >= (SELECT min(`at`) FROM `former_events`) + ((SELECT max(`at`) FROM `former_events`) - (SELECT min(`at`) FROM `former_events`)) / 16 * 6 AND `at` < (SELECT min(`at`) FROM `former_events`) + ((SELECT max(`at`) FROM `former_events`) - (SELECT min(`at`) FROM `former_events`)) / 16 * 7;--> statement-breakpoint
INSERT INTO `events` (`id`, `at`, `event`, `account_id`, `actor_id`, `outcome`, `detail`, `ip`, `request_id`, `user_agent`, `country`) SELECT `id`, `at`, `event`, `account_id`, `actor_id`, `outcome`, `detail`, `ip`, `request_id`, `user_agent`, `country` FROM `former_events` WHERE `at` >= (SELECT min(`at`) FROM `former_events`) + ((SELECT max(`at`) FROM `former_events`) - (SELECT min(`at`) FROM `former_events`)) / 16 * 7 AND `at` < (SELECT min(`at`) FROM `former_events`) + ((SELECT max(`at`) FROM `former_events`) - (SELECT min(`at`) FROM `former_events`)) / 16 * 8;--> statement-breakpoint
INSERT INTO `events` (`id`, `at`, `event`, `account_id`, `actor_id`, `outcome`, `detail`, `ip`, `request_id`, `user_agent`, `country`) SELECT `id`, `at`, `event`, `account_id`, `actor_id`, `outcome`, `detail`, `ip`, `request_id`, `user_agent`, `country` FROM `former_events` WHERE `at` >= (SELECT min(`at`) FROM `former_events`) + ((SELECT max(`at`) FROM `former_events`) - (SELECT min(`at`) FROM `former_events`)) / 16 * 8 AND `at` < (SELECT min(`at`) FROM `former_events`) + ((SELECT max(`at`) FROM `former_events`) - (SELECT min(`at`) FROM `former_events`)) / 16 * 9;--> statement-breakpoint
INSERT INTO `events` (`id`, `at`, `event`, `account_id`, `actor_id`, `outcome`, `detail`, `ip`, `request_id`, `user_agent`, `country`) SELECT `id`, `at`, `event`, `account_id`, `actor_id`, `outcome`, `detail`, `ip`, `request_id`, `user_agent`, `country` FROM `former_events` WHERE `at` >= (SELECT min(`at`) FROM `former_events`) + ((SELECT max(`at`) FROM `former_events`) - (SELECT min(`at`) FROM `former_events`)) / 16 * 9 AND `at` < (SELECT min(`at`) FROM `former_events`) + ((SELECT max(`at`) FROM `former_events`) - (SELECT min(`at`) FROM `former_events`)) / 16 * 10;--> statement-breakpoint
INSERT INTO `events` (`id`, `at`, `event`, `account_id`, `actor_id`, `outcome`, `detail`, `ip`, `request_id`, `user_agent`, `country`) SELECT `id`, `at`, `event`, `account_id`, `actor_id`, `outcome`, `detail`, `ip`, `request_id`, `user_agent`, `country` FROM `former_events` WHERE `at` >= (SELECT min(`at`) FROM `former_events`) + ((SELECT max(`at`) FROM `former_events`) - (SELECT min(`at`) FROM `former_events`)) / 16 * 10 AND `at` < (SELECT min(`at`) FROM `former_events`) + ((SELECT max(`at`) FROM `former_events`) - (SELECT min(`at`) FROM `former_events`)) / 16 * 11;--> statement-breakpoint
INSERT INTO `events` (`id`, `at`, `event`, `account_id`, `actor_id`, `outcome`, `detail`, `ip`, `request_id`, `user_agent`, `country`) SELECT `id`, `at`, `event`, `account_id`, `actor_id`, `outcome`, `detail`, `ip`, `request_id`, `user_agent`, `country` FROM `former_events` WHERE `at` >= (SELECT min(`at`) FROM `former_events`) + ((SELECT max(`at`) FROM `former_events`) - (SELECT min(`at`) FROM `former_events`)) / 16 * 11 AND `at` < (SELECT min(`at`) FROM `former_events`) + ((SELECT max(`at`) FROM `former_events`) - (SELECT min(`at`) FROM `former_events`)) / 16 * 12;--> statement-breakpoint
INSERT INTO `events` (`id`, `at`, `event`, `account_id`, `actor_id`, `outcome`, `detail`, `ip`, `request_id`, `user_agent`, `country`) SELECT `id`, `at`, `event`, `account_id`, `actor_id`, `outcome`, `detail`, `ip`, `request_id`, `user_agent`, `country` FROM `former_events` WHERE `at` >= (SELECT min(`at`) FROM `former_events`) + ((SELECT max(`at`) FROM `former_events`) - (SELECT min(`at`) FROM `former_events`)) / 16 * 12 AND `at` < (SELECT min(`at`) FROM `former_events`) + ((SELECT max(`at`) FROM `former_events`) - (SELECT min(`at`) FROM `former_events`)) / 16 * 13;--> statement-breakpoint
INSERT INTO `events` (`id`, `at`, `event`, `account_id`, `actor_id`, `outcome`, `detail`, `ip`, `request_id`, `user_agent`, `country`) SELECT `id`, `at`, `event`, `account_id`, `actor_id`, `outcome`, `detail`, `ip`, `request_id`, `user_agent`, `country` FROM `former_events` WHERE `at` >= (SELECT min(`at`) FROM `former_events`) + ((SELECT max(`at`) FROM `former_events`) - (SELECT min(`at`) FROM `former_events`)) / 16 * 13 AND `at` < (SELECT min(`at`) FROM `former_events`) + ((SELECT max(`at`) FROM `former_events`) - (SELECT min(`at`) FROM `former_events`)) / 16 * 14;--> statement-breakpoint
INSERT INTO `events` (`id`, `at`, `event`, `account_id`, `actor_id`, `outcome`, `detail`, `ip`, `request_id`, `user_agent`, `country`) SELECT `id`, `at`, `event`, `account_id`, `actor_id`, `outcome`, `detail`, `ip`, `request_id`, `user_agent`, `country` FROM `former_events` WHERE `at` >= (SELECT min(`at`) FROM `former_events`) + ((SELECT max(`at`) FROM `former_events`) - (SELECT min(`at`) FROM `former_events`)) / 16 * 14 AND `at` < (SELECT min(`at`) FROM `former_events`) + ((SELECT max(`at`) FROM `former_events`) - (SELECT min(`at`) FROM `former_events`)) / 16 * 15;--> statement-breakpoint
INSERT INTO `events` (`id`, `at`, `event`, `account_id`, `actor_id`, `outcome`, `detail`, `ip`, `request_id`, `user_agent`, `country`) SELECT `id`, `at`, `event`, `account_id`, `actor_id`, `outcome`, `detail`, `ip`, `request_id`, `user_agent`, `country` FROM `former_events` WHERE `at` >= (SELECT min(`at`) FROM `former_events`) + ((SELECT max(`at`) FROM `former_events`) - (SELECT min(`at`) FROM `former_events`)) / 16 * 15;--> statement-breakpoint
DROP TABLE `former_events`;--> statement-breakpoint
CREATE INDEX `events_by_account` ON `events` (`account_id`,`at`);--> statement-breakpoint
CREATE INDEX `events_by_actor` ON `events` (`actor_id`,`at`) WHERE actor_id <> account_id;--> statement-breakpoint
CREATE INDEX `events_by_name` ON `events` (`event`,`at`) WHERE event not in ('authn_login_success', 'user_created');--> statement-breakpoint
CREATE TRIGGER `events_never_change` BEFORE UPDATE ON `events`
BEGIN
  SELECT RAISE(ABORT, 'events are append-only');
END;--> statement-breakpoint
ALTER TABLE `sessions` RENAME TO `former_sessions`;--> statement-breakpoint
CREATE TABLE `sessions` (
	`id` text NOT NULL,
	`account_id` text NOT NULL,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`ends_at` integer,
	`last_used_at` integer,
	`user_agent` text,
	`country` text,
	`level` integer DEFAULT 1 NOT NULL,
	`amr` text DEFAULT 'pwd' NOT NULL,
	`proved_at` integer,
	PRIMARY KEY(`account_id`, `id`),
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE cascade
) WITHOUT ROWID;--> statement-breakpoint
INSERT INTO `sessions` (`id`, `account_id`, `created_at`, `expires_at`, `ends_at`, `last_used_at`, `user_agent`, `country`, `level`, `amr`, `proved_at`) SELECT `id`, `account_id`, `created_at`, `expires_at`, `ends_at`, `last_used_at`, `user_agent`, `country`, `level`, `amr`, `proved_at` FROM `former_sessions` WHERE `account_id` < '1';--> statement-breakpoint
INSERT INTO `sessions` (`id`, `account_id`, `created_at`, `expires_at`, `ends_at`, `last_used_at`, `user_agent`, `country`, `level`, `amr`, `proved_at`) SELECT `id`, `account_id`, `created_at`, `expires_at`, `ends_at`, `last_used_at`, `user_agent`, `country`, `level`, `amr`, `proved_at` FROM `former_sessions` WHERE `account_id` >= '1' AND `account_id` < '2';--> statement-breakpoint
INSERT INTO `sessions` (`id`, `account_id`, `created_at`, `expires_at`, `ends_at`, `last_used_at`, `user_agent`, `country`, `level`, `amr`, `proved_at`) SELECT `id`, `account_id`, `created_at`, `expires_at`, `ends_at`, `last_used_at`, `user_agent`, `country`, `level`, `amr`, `proved_at` FROM `former_sessions` WHERE `account_id` >= '2' AND `account_id` < '3';--> statement-breakpoint
INSERT INTO `sessions` (`id`, `account_id`, `created_at`, `expires_at`, `ends_at`, `last_used_at`, `user_agent`, `country`, `level`, `amr`, `proved_at`) SELECT `id`, `account_id`, `created_at`, `expires_at`, `ends_at`, `last_used_at`, `user_agent`, `country`, `level`, `amr`, `proved_at` FROM `former_sessions` WHERE `account_id` >= '3' AND `account_id` < '4';--> statement-breakpoint
INSERT INTO `sessions` (`id`, `account_id`, `created_at`, `expires_at`, `ends_at`, `last_used_at`, `user_agent`, `country`, `level`, `amr`, `proved_at`) SELECT `id`, `account_id`, `created_at`, `expires_at`, `ends_at`, `last_used_at`, `user_agent`, `country`, `level`, `amr`, `proved_at` FROM `former_sessions` WHERE `account_id` >= '4' AND `account_id` < '5';--> statement-breakpoint
INSERT INTO `sessions` (`id`, `account_id`, `created_at`, `expires_at`, `ends_at`, `last_used_at`, `user_agent`, `country`, `level`, `amr`, `proved_at`) SELECT `id`, `account_id`, `created_at`, `expires_at`, `ends_at`, `last_used_at`, `user_agent`, `country`, `level`, `amr`, `proved_at` FROM `former_sessions` WHERE `account_id` >= '5' AND `account_id` < '6';--> statement-breakpoint
INSERT INTO `sessions` (`id`, `account_id`, `created_at`, `expires_at`, `ends_at`, `last_used_at`, `user_agent`, `country`, `level`, `amr`, `proved_at`) SELECT `id`, `account_id`, `created_at`, `expires_at`, `ends_at`, `last_used_at`, `user_agent`, `country`, `level`, `amr`, `proved_at` FROM `former_sessions` WHERE `account_id` >= '6' AND `account_id` < '7';--> statement-breakpoint
INSERT INTO `sessions` (`id`, `account_id`, `created_at`, `expires_at`, `ends_at`, `last_used_at`, `user_agent`, `country`, `level`, `amr`, `proved_at`) SELECT `id`, `account_id`, `created_at`, `expires_at`, `ends_at`, `last_used_at`, `user_agent`, `country`, `level`, `amr`, `proved_at` FROM `former_sessions` WHERE `account_id` >= '7' AND `account_id` < '8';--> statement-breakpoint
INSERT INTO `sessions` (`id`, `account_id`, `created_at`, `expires_at`, `ends_at`, `last_used_at`, `user_agent`, `country`, `level`, `amr`, `proved_at`) SELECT `id`, `account_id`, `created_at`, `expires_at`, `ends_at`, `last_used_at`, `user_agent`, `country`, `level`, `amr`, `proved_at` FROM `former_sessions` WHERE `account_id` >= '8' AND `account_id` < '9';--> statement-breakpoint
INSERT INTO `sessions` (`id`, `account_id`, `created_at`, `expires_at`, `ends_at`, `last_used_at`, `user_agent`, `country`, `level`, `amr`, `proved_at`) SELECT `id`, `account_id`, `created_at`, `expires_at`, `ends_at`, `last_used_at`, `user_agent`, `country`, `level`, `amr`, `proved_at` FROM `former_sessions` WHERE `account_id` >= '9' AND `account_id` < 'a';--> statement-breakpoint
INSERT INTO `sessions` (`id`, `account_id`, `created_at`, `expires_at`, `ends_at`, `last_used_at`, `user_agent`, `country`, `level`, `amr`, `proved_at`) SELECT `id`, `account_id`, `created_at`, `expires_at`, `ends_at`, `last_used_at`, `user_agent`, `country`, `level`, `amr`, `proved_at` FROM `former_sessions` WHERE `account_id` >= 'a' AND `account_id` < 'b';--> statement-breakpoint
INSERT INTO `sessions` (`id`, `account_id`, `created_at`, `expires_at`, `ends_at`, `last_used_at`, `user_agent`, `country`, `level`, `amr`, `proved_at`) SELECT `id`, `account_id`, `created_at`, `expires_at`, `ends_at`, `last_used_at`, `user_agent`, `country`, `level`, `amr`, `proved_at` FROM `former_sessions` WHERE `account_id` >= 'b' AND `account_id` < 'c';--> statement-breakpoint
INSERT INTO `sessions` (`id`, `account_id`, `created_at`, `expires_at`, `ends_at`, `last_used_at`, `user_agent`, `country`, `level`, `amr`, `proved_at`) SELECT `id`, `account_id`, `created_at`, `expires_at`, `ends_at`, `last_used_at`, `user_agent`, `country`, `level`, `amr`, `proved_at` FROM `former_sessions` WHERE `account_id` >= 'c' AND `account_id` < 'd';--> statement-breakpoint
INSERT INTO `sessions` (`id`, `account_id`, `created_at`, `expires_at`, `ends_at`, `last_used_at`, `user_agent`, `country`, `level`, `amr`, `proved_at`) SELECT `id`, `account_id`, `created_at`, `expires_at`, `ends_at`, `last_used_at`, `user_agent`, `country`, `level`, `amr`, `proved_at` FROM `former_sessions` WHERE `account_id` >= 'd' AND `account_id` < 'e';--> statement-breakpoint
INSERT INTO `sessions` (`id`, `account_id`, `created_at`, `expires_at`, `ends_at`, `last_used_at`, `user_agent`, `country`, `level`, `amr`, `proved_at`) SELECT `id`, `account_id`, `created_at`, `expires_at`, `ends_at`, `last_used_at`, `user_agent`, `country`, `level`, `amr`, `proved_at` FROM `former_sessions` WHERE `account_id` >= 'e' AND `account_id` < 'f';--> statement-breakpoint
INSERT INTO `sessions` (`id`, `account_id`, `created_at`, `expires_at`, `ends_at`, `last_used_at`, `user_agent`, `country`, `level`, `amr`, `proved_at`) SELECT `id`, `account_id`, `created_at`, `expires_at`, `ends_at`, `last_used_at`, `user_agent`, `country`, `level`, `amr`, `proved_at` FROM `former_sessions` WHERE `account_id` >= 'f';--> statement-breakpoint
DROP TABLE `former_sessions`;--> statement-breakpoint
CREATE TRIGGER `revocations_session_end` AFTER DELETE ON `sessions`
WHEN old.expires_at > CAST(unixepoch('subsec') * 1000 AS integer) AND EXISTS (SELECT 1 FROM `signing_keys`)
BEGIN
  INSERT INTO `revocations` (`kind`, `subject`, `revoked_at`, `expires_at`)
    SELECT 'session', old.id, CAST(unixepoch('subsec') * 1000 AS integer), CAST(unixepoch('subsec') * 1000 AS integer) + 60000 + 1000 * max(`token_life`) FROM `signing_keys`;
END;--> statement-breakpoint
CREATE TRIGGER `revocations_session_id` AFTER UPDATE OF `id` ON `sessions`
WHEN old.id <> new.id AND EXISTS (SELECT 1 FROM `signing_keys`)
BEGIN
  INSERT INTO `revocations` (`kind`, `subject`, `revoked_at`, `expires_at`)
    SELECT 'session', old.id, CAST(unixepoch('subsec') * 1000 AS integer), CAST(unixepoch('subsec') * 1000 AS integer) + 60000 + 1000 * max(`token_life`) FROM `signing_keys`;
END;--> statement-breakpoint
ALTER TABLE `identifiers` RENAME TO `former_identifiers`;--> statement-breakpoint
CREATE TABLE `identifiers` (
	`key` text PRIMARY KEY NOT NULL,
	`account_id` text NOT NULL,
	`kind` text NOT NULL,
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE cascade
) WITHOUT ROWID;--> statement-breakpoint
INSERT INTO `identifiers` (`key`, `account_id`, `kind`) SELECT `key`, `account_id`, `kind` FROM `former_identifiers` WHERE `account_id` < '1';--> statement-breakpoint
INSERT INTO `identifiers` (`key`, `account_id`, `kind`) SELECT `key`, `account_id`, `kind` FROM `former_identifiers` WHERE `account_id` >= '1' AND `account_id` < '2';--> statement-breakpoint
INSERT INTO `identifiers` (`key`, `account_id`, `kind`) SELECT `key`, `account_id`, `kind` FROM `former_identifiers` WHERE `account_id` >= '2' AND `account_id` < '3';--> statement-breakpoint
INSERT INTO `identifiers` (`key`, `account_id`, `kind`) SELECT `key`, `account_id`, `kind` FROM `former_identifiers` WHERE `account_id` >= '3' AND `account_id` < '4';--> statement-breakpoint
INSERT INTO `identifiers` (`key`, `account_id`, `kind`) SELECT `key`, `account_id`, `kind` FROM `former_identifiers` WHERE `account_id` >= '4' AND `account_id` < '5';--> statement-breakpoint
INSERT INTO `identifiers` (`key`, `account_id`, `kind`) SELECT `key`, `account_id`, `kind` FROM `former_identifiers` WHERE `account_id` >= '5' AND `account_id` < '6';--> statement-breakpoint
INSERT INTO `identifiers` (`key`, `account_id`, `kind`) SELECT `key`, `account_id`, `kind` FROM `former_identifiers` WHERE `account_id` >= '6' AND `account_id` < '7';--> statement-breakpoint
INSERT INTO `identifiers` (`key`, `account_id`, `kind`) SELECT `key`, `account_id`, `kind` FROM `former_identifiers` WHERE `account_id` >= '7' AND `account_id` < '8';--> statement-breakpoint
INSERT INTO `identifiers` (`key`, `account_id`, `kind`) SELECT `key`, `account_id`, `kind` FROM `former_identifiers` WHERE `account_id` >= '8' AND `account_id` < '9';--> statement-breakpoint
INSERT INTO `identifiers` (`key`, `account_id`, `kind`) SELECT `key`, `account_id`, `kind` FROM `former_identifiers` WHERE `account_id` >= '9' AND `account_id` < 'a';--> statement-breakpoint
INSERT INTO `identifiers` (`key`, `account_id`, `kind`) SELECT `key`, `account_id`, `kind` FROM `former_identifiers` WHERE `account_id` >= 'a' AND `account_id` < 'b';--> statement-breakpoint
INSERT INTO `identifiers` (`key`, `account_id`, `kind`) SELECT `key`, `account_id`, `kind` FROM `former_identifiers` WHERE `account_id` >= 'b' AND `account_id` < 'c';--> statement-breakpoint
INSERT INTO `identifiers` (`key`, `account_id`, `kind`) SELECT `key`, `account_id`, `kind` FROM `former_identifiers` WHERE `account_id` >= 'c' AND `account_id` < 'd';--> statement-breakpoint
INSERT INTO `identifiers` (`key`, `account_id`, `kind`) SELECT `key`, `account_id`, `kind` FROM `former_identifiers` WHERE `account_id` >= 'd' AND `account_id` < 'e';--> statement-breakpoint
INSERT INTO `identifiers` (`key`, `account_id`, `kind`) SELECT `key`, `account_id`, `kind` FROM `former_identifiers` WHERE `account_id` >= 'e' AND `account_id` < 'f';--> statement-breakpoint
INSERT INTO `identifiers` (`key`, `account_id`, `kind`) SELECT `key`, `account_id`, `kind` FROM `former_identifiers` WHERE `account_id` >= 'f';--> statement-breakpoint
DROP TABLE `former_identifiers`;--> statement-breakpoint
CREATE UNIQUE INDEX `identifiers_by_account` ON `identifiers` (`account_id`,`kind`);--> statement-breakpoint
ALTER TABLE `devices` RENAME TO `former_devices`;--> statement-breakpoint
CREATE TABLE `devices` (
	`account_id` text NOT NULL,
	`key` text NOT NULL,
	`used_at` integer NOT NULL,
	PRIMARY KEY(`account_id`, `key`),
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE cascade
) WITHOUT ROWID;--> statement-breakpoint
INSERT INTO `devices` (`account_id`, `key`, `used_at`) SELECT `account_id`, `key`, `used_at` FROM `former_devices` WHERE `account_id` < '1';--> statement-breakpoint
INSERT INTO `devices` (`account_id`, `key`, `used_at`) SELECT `account_id`, `key`, `used_at` FROM `former_devices` WHERE `account_id` >= '1' AND `account_id` < '2';--> statement-breakpoint
INSERT INTO `devices` (`account_id`, `key`, `used_at`) SELECT `account_id`, `key`, `used_at` FROM `former_devices` WHERE `account_id` >= '2' AND `account_id` < '3';--> statement-breakpoint
INSERT INTO `devices` (`account_id`, `key`, `used_at`) SELECT `account_id`, `key`, `used_at` FROM `former_devices` WHERE `account_id` >= '3' AND `account_id` < '4';--> statement-breakpoint
INSERT INTO `devices` (`account_id`, `key`, `used_at`) SELECT `account_id`, `key`, `used_at` FROM `former_devices` WHERE `account_id` >= '4' AND `account_id` < '5';--> statement-breakpoint
INSERT INTO `devices` (`account_id`, `key`, `used_at`) SELECT `account_id`, `key`, `used_at` FROM `former_devices` WHERE `account_id` >= '5' AND `account_id` < '6';--> statement-breakpoint
INSERT INTO `devices` (`account_id`, `key`, `used_at`) SELECT `account_id`, `key`, `used_at` FROM `former_devices` WHERE `account_id` >= '6' AND `account_id` < '7';--> statement-breakpoint
INSERT INTO `devices` (`account_id`, `key`, `used_at`) SELECT `account_id`, `key`, `used_at` FROM `former_devices` WHERE `account_id` >= '7' AND `account_id` < '8';--> statement-breakpoint
INSERT INTO `devices` (`account_id`, `key`, `used_at`) SELECT `account_id`, `key`, `used_at` FROM `former_devices` WHERE `account_id` >= '8' AND `account_id` < '9';--> statement-breakpoint
INSERT INTO `devices` (`account_id`, `key`, `used_at`) SELECT `account_id`, `key`, `used_at` FROM `former_devices` WHERE `account_id` >= '9' AND `account_id` < 'a';--> statement-breakpoint
INSERT INTO `devices` (`account_id`, `key`, `used_at`) SELECT `account_id`, `key`, `used_at` FROM `former_devices` WHERE `account_id` >= 'a' AND `account_id` < 'b';--> statement-breakpoint
INSERT INTO `devices` (`account_id`, `key`, `used_at`) SELECT `account_id`, `key`, `used_at` FROM `former_devices` WHERE `account_id` >= 'b' AND `account_id` < 'c';--> statement-breakpoint
INSERT INTO `devices` (`account_id`, `key`, `used_at`) SELECT `account_id`, `key`, `used_at` FROM `former_devices` WHERE `account_id` >= 'c' AND `account_id` < 'd';--> statement-breakpoint
INSERT INTO `devices` (`account_id`, `key`, `used_at`) SELECT `account_id`, `key`, `used_at` FROM `former_devices` WHERE `account_id` >= 'd' AND `account_id` < 'e';--> statement-breakpoint
INSERT INTO `devices` (`account_id`, `key`, `used_at`) SELECT `account_id`, `key`, `used_at` FROM `former_devices` WHERE `account_id` >= 'e' AND `account_id` < 'f';--> statement-breakpoint
INSERT INTO `devices` (`account_id`, `key`, `used_at`) SELECT `account_id`, `key`, `used_at` FROM `former_devices` WHERE `account_id` >= 'f';--> statement-breakpoint
DROP TABLE `former_devices`;--> statement-breakpoint
ALTER TABLE `throttles` RENAME TO `former_throttles`;--> statement-breakpoint
CREATE TABLE `throttles` (
	`key` text PRIMARY KEY NOT NULL,
	`count` integer NOT NULL,
	`expires_at` integer NOT NULL
) WITHOUT ROWID;--> statement-breakpoint
INSERT INTO `throttles` (`key`, `count`, `expires_at`) SELECT `key`, `count`, `expires_at` FROM `former_throttles`;--> statement-breakpoint
DROP TABLE `former_throttles`;--> statement-breakpoint
ALTER TABLE `spent_passkey_challenges` RENAME TO `former_spent_passkey_challenges`;--> statement-breakpoint
CREATE TABLE `spent_passkey_challenges` (
	`id` text PRIMARY KEY NOT NULL,
	`expires_at` integer NOT NULL
) WITHOUT ROWID;--> statement-breakpoint
INSERT INTO `spent_passkey_challenges` (`id`, `expires_at`) SELECT `id`, `expires_at` FROM `former_spent_passkey_challenges`;--> statement-breakpoint
DROP TABLE `former_spent_passkey_challenges`;--> statement-breakpoint
CREATE INDEX `spent_passkey_challenges_by_expiry` ON `spent_passkey_challenges` (`expires_at`);--> statement-breakpoint
ALTER TABLE `pending_sign_ins` RENAME TO `former_pending_sign_ins`;--> statement-breakpoint
CREATE TABLE `pending_sign_ins` (
	`id` text PRIMARY KEY NOT NULL,
	`account_id` text NOT NULL,
	`credential_version` integer NOT NULL,
	`amr` text NOT NULL,
	`tries` integer DEFAULT 0 NOT NULL,
	`expires_at` integer NOT NULL,
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE cascade
) WITHOUT ROWID;--> statement-breakpoint
INSERT INTO `pending_sign_ins` (`id`, `account_id`, `credential_version`, `amr`, `tries`, `expires_at`) SELECT `id`, `account_id`, `credential_version`, `amr`, `tries`, `expires_at` FROM `former_pending_sign_ins`;--> statement-breakpoint
DROP TABLE `former_pending_sign_ins`;--> statement-breakpoint
CREATE INDEX `pending_sign_ins_by_account` ON `pending_sign_ins` (`account_id`);--> statement-breakpoint
CREATE INDEX `pending_sign_ins_by_expiry` ON `pending_sign_ins` (`expires_at`);
