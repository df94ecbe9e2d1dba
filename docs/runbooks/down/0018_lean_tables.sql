-- Undoes 0018_lean_tables. Loses the ids of audit events: they are numbered in order of time.
DROP INDEX `accounts_admins`;
DROP INDEX `accounts_by_referrer`;
DROP INDEX `accounts_by_default`;
CREATE INDEX `accounts_by_role` ON `accounts` (`role_id`,`created_at`,`id`);
CREATE INDEX `accounts_by_referrer` ON `accounts` (`referrer_id`);
CREATE UNIQUE INDEX `accounts_by_default` ON `accounts` (`default_of`);
ALTER TABLE `events` RENAME TO `lean_events`;
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
, `user_agent` text, `country` text);
INSERT INTO `events` (`at`, `event`, `account_id`, `actor_id`, `outcome`, `detail`, `ip`, `request_id`, `user_agent`, `country`) SELECT `at`, `event`, `account_id`, `actor_id`, `outcome`, `detail`, `ip`, `request_id`, `user_agent`, `country` FROM `lean_events` WHERE true AND `at` < (SELECT min(`at`) FROM `lean_events`) + ((SELECT max(`at`) FROM `lean_events`) - (SELECT min(`at`) FROM `lean_events`)) / 16 * 1 ORDER BY `at`, `id`;
INSERT INTO `events` (`at`, `event`, `account_id`, `actor_id`, `outcome`, `detail`, `ip`, `request_id`, `user_agent`, `country`) SELECT `at`, `event`, `account_id`, `actor_id`, `outcome`, `detail`, `ip`, `request_id`, `user_agent`, `country` FROM `lean_events` WHERE `at` >= (SELECT min(`at`) FROM `lean_events`) + ((SELECT max(`at`) FROM `lean_events`) - (SELECT min(`at`) FROM `lean_events`)) / 16 * 1 AND `at` < (SELECT min(`at`) FROM `lean_events`) + ((SELECT max(`at`) FROM `lean_events`) - (SELECT min(`at`) FROM `lean_events`)) / 16 * 2 ORDER BY `at`, `id`;
INSERT INTO `events` (`at`, `event`, `account_id`, `actor_id`, `outcome`, `detail`, `ip`, `request_id`, `user_agent`, `country`) SELECT `at`, `event`, `account_id`, `actor_id`, `outcome`, `detail`, `ip`, `request_id`, `user_agent`, `country` FROM `lean_events` WHERE `at` >= (SELECT min(`at`) FROM `lean_events`) + ((SELECT max(`at`) FROM `lean_events`) - (SELECT min(`at`) FROM `lean_events`)) / 16 * 2 AND `at` < (SELECT min(`at`) FROM `lean_events`) + ((SELECT max(`at`) FROM `lean_events`) - (SELECT min(`at`) FROM `lean_events`)) / 16 * 3 ORDER BY `at`, `id`;
INSERT INTO `events` (`at`, `event`, `account_id`, `actor_id`, `outcome`, `detail`, `ip`, `request_id`, `user_agent`, `country`) SELECT `at`, `event`, `account_id`, `actor_id`, `outcome`, `detail`, `ip`, `request_id`, `user_agent`, `country` FROM `lean_events` WHERE `at` >= (SELECT min(`at`) FROM `lean_events`) + ((SELECT max(`at`) FROM `lean_events`) - (SELECT min(`at`) FROM `lean_events`)) / 16 * 3 AND `at` < (SELECT min(`at`) FROM `lean_events`) + ((SELECT max(`at`) FROM `lean_events`) - (SELECT min(`at`) FROM `lean_events`)) / 16 * 4 ORDER BY `at`, `id`;
INSERT INTO `events` (`at`, `event`, `account_id`, `actor_id`, `outcome`, `detail`, `ip`, `request_id`, `user_agent`, `country`) SELECT `at`, `event`, `account_id`, `actor_id`, `outcome`, `detail`, `ip`, `request_id`, `user_agent`, `country` FROM `lean_events` WHERE `at` >= (SELECT min(`at`) FROM `lean_events`) + ((SELECT max(`at`) FROM `lean_events`) - (SELECT min(`at`) FROM `lean_events`)) / 16 * 4 AND `at` < (SELECT min(`at`) FROM `lean_events`) + ((SELECT max(`at`) FROM `lean_events`) - (SELECT min(`at`) FROM `lean_events`)) / 16 * 5 ORDER BY `at`, `id`;
INSERT INTO `events` (`at`, `event`, `account_id`, `actor_id`, `outcome`, `detail`, `ip`, `request_id`, `user_agent`, `country`) SELECT `at`, `event`, `account_id`, `actor_id`, `outcome`, `detail`, `ip`, `request_id`, `user_agent`, `country` FROM `lean_events` WHERE `at` >= (SELECT min(`at`) FROM `lean_events`) + ((SELECT max(`at`) FROM `lean_events`) - (SELECT min(`at`) FROM `lean_events`)) / 16 * 5 AND `at` < (SELECT min(`at`) FROM `lean_events`) + ((SELECT max(`at`) FROM `lean_events`) - (SELECT min(`at`) FROM `lean_events`)) / 16 * 6 ORDER BY `at`, `id`;
INSERT INTO `events` (`at`, `event`, `account_id`, `actor_id`, `outcome`, `detail`, `ip`, `request_id`, `user_agent`, `country`) SELECT `at`, `event`, `account_id`, `actor_id`, `outcome`, `detail`, `ip`, `request_id`, `user_agent`, `country` FROM `lean_events` WHERE `at` >= (SELECT min(`at`) FROM `lean_events`) + ((SELECT max(`at`) FROM `lean_events`) - (SELECT min(`at`) FROM `lean_events`)) / 16 * 6 AND `at` < (SELECT min(`at`) FROM `lean_events`) + ((SELECT max(`at`) FROM `lean_events`) - (SELECT min(`at`) FROM `lean_events`)) / 16 * 7 ORDER BY `at`, `id`;
INSERT INTO `events` (`at`, `event`, `account_id`, `actor_id`, `outcome`, `detail`, `ip`, `request_id`, `user_agent`, `country`) SELECT `at`, `event`, `account_id`, `actor_id`, `outcome`, `detail`, `ip`, `request_id`, `user_agent`, `country` FROM `lean_events` WHERE `at` >= (SELECT min(`at`) FROM `lean_events`) + ((SELECT max(`at`) FROM `lean_events`) - (SELECT min(`at`) FROM `lean_events`)) / 16 * 7 AND `at` < (SELECT min(`at`) FROM `lean_events`) + ((SELECT max(`at`) FROM `lean_events`) - (SELECT min(`at`) FROM `lean_events`)) / 16 * 8 ORDER BY `at`, `id`;
INSERT INTO `events` (`at`, `event`, `account_id`, `actor_id`, `outcome`, `detail`, `ip`, `request_id`, `user_agent`, `country`) SELECT `at`, `event`, `account_id`, `actor_id`, `outcome`, `detail`, `ip`, `request_id`, `user_agent`, `country` FROM `lean_events` WHERE `at` >= (SELECT min(`at`) FROM `lean_events`) + ((SELECT max(`at`) FROM `lean_events`) - (SELECT min(`at`) FROM `lean_events`)) / 16 * 8 AND `at` < (SELECT min(`at`) FROM `lean_events`) + ((SELECT max(`at`) FROM `lean_events`) - (SELECT min(`at`) FROM `lean_events`)) / 16 * 9 ORDER BY `at`, `id`;
INSERT INTO `events` (`at`, `event`, `account_id`, `actor_id`, `outcome`, `detail`, `ip`, `request_id`, `user_agent`, `country`) SELECT `at`, `event`, `account_id`, `actor_id`, `outcome`, `detail`, `ip`, `request_id`, `user_agent`, `country` FROM `lean_events` WHERE `at` >= (SELECT min(`at`) FROM `lean_events`) + ((SELECT max(`at`) FROM `lean_events`) - (SELECT min(`at`) FROM `lean_events`)) / 16 * 9 AND `at` < (SELECT min(`at`) FROM `lean_events`) + ((SELECT max(`at`) FROM `lean_events`) - (SELECT min(`at`) FROM `lean_events`)) / 16 * 10 ORDER BY `at`, `id`;
INSERT INTO `events` (`at`, `event`, `account_id`, `actor_id`, `outcome`, `detail`, `ip`, `request_id`, `user_agent`, `country`) SELECT `at`, `event`, `account_id`, `actor_id`, `outcome`, `detail`, `ip`, `request_id`, `user_agent`, `country` FROM `lean_events` WHERE `at` >= (SELECT min(`at`) FROM `lean_events`) + ((SELECT max(`at`) FROM `lean_events`) - (SELECT min(`at`) FROM `lean_events`)) / 16 * 10 AND `at` < (SELECT min(`at`) FROM `lean_events`) + ((SELECT max(`at`) FROM `lean_events`) - (SELECT min(`at`) FROM `lean_events`)) / 16 * 11 ORDER BY `at`, `id`;
INSERT INTO `events` (`at`, `event`, `account_id`, `actor_id`, `outcome`, `detail`, `ip`, `request_id`, `user_agent`, `country`) SELECT `at`, `event`, `account_id`, `actor_id`, `outcome`, `detail`, `ip`, `request_id`, `user_agent`, `country` FROM `lean_events` WHERE `at` >= (SELECT min(`at`) FROM `lean_events`) + ((SELECT max(`at`) FROM `lean_events`) - (SELECT min(`at`) FROM `lean_events`)) / 16 * 11 AND `at` < (SELECT min(`at`) FROM `lean_events`) + ((SELECT max(`at`) FROM `lean_events`) - (SELECT min(`at`) FROM `lean_events`)) / 16 * 12 ORDER BY `at`, `id`;
INSERT INTO `events` (`at`, `event`, `account_id`, `actor_id`, `outcome`, `detail`, `ip`, `request_id`, `user_agent`, `country`) SELECT `at`, `event`, `account_id`, `actor_id`, `outcome`, `detail`, `ip`, `request_id`, `user_agent`, `country` FROM `lean_events` WHERE `at` >= (SELECT min(`at`) FROM `lean_events`) + ((SELECT max(`at`) FROM `lean_events`) - (SELECT min(`at`) FROM `lean_events`)) / 16 * 12 AND `at` < (SELECT min(`at`) FROM `lean_events`) + ((SELECT max(`at`) FROM `lean_events`) - (SELECT min(`at`) FROM `lean_events`)) / 16 * 13 ORDER BY `at`, `id`;
INSERT INTO `events` (`at`, `event`, `account_id`, `actor_id`, `outcome`, `detail`, `ip`, `request_id`, `user_agent`, `country`) SELECT `at`, `event`, `account_id`, `actor_id`, `outcome`, `detail`, `ip`, `request_id`, `user_agent`, `country` FROM `lean_events` WHERE `at` >= (SELECT min(`at`) FROM `lean_events`) + ((SELECT max(`at`) FROM `lean_events`) - (SELECT min(`at`) FROM `lean_events`)) / 16 * 13 AND `at` < (SELECT min(`at`) FROM `lean_events`) + ((SELECT max(`at`) FROM `lean_events`) - (SELECT min(`at`) FROM `lean_events`)) / 16 * 14 ORDER BY `at`, `id`;
INSERT INTO `events` (`at`, `event`, `account_id`, `actor_id`, `outcome`, `detail`, `ip`, `request_id`, `user_agent`, `country`) SELECT `at`, `event`, `account_id`, `actor_id`, `outcome`, `detail`, `ip`, `request_id`, `user_agent`, `country` FROM `lean_events` WHERE `at` >= (SELECT min(`at`) FROM `lean_events`) + ((SELECT max(`at`) FROM `lean_events`) - (SELECT min(`at`) FROM `lean_events`)) / 16 * 14 AND `at` < (SELECT min(`at`) FROM `lean_events`) + ((SELECT max(`at`) FROM `lean_events`) - (SELECT min(`at`) FROM `lean_events`)) / 16 * 15 ORDER BY `at`, `id`;
INSERT INTO `events` (`at`, `event`, `account_id`, `actor_id`, `outcome`, `detail`, `ip`, `request_id`, `user_agent`, `country`) SELECT `at`, `event`, `account_id`, `actor_id`, `outcome`, `detail`, `ip`, `request_id`, `user_agent`, `country` FROM `lean_events` WHERE `at` >= (SELECT min(`at`) FROM `lean_events`) + ((SELECT max(`at`) FROM `lean_events`) - (SELECT min(`at`) FROM `lean_events`)) / 16 * 15 ORDER BY `at`, `id`;
DROP TABLE `lean_events`;
CREATE INDEX `events_by_time` ON `events` (`at`);
CREATE INDEX `events_by_account` ON `events` (`account_id`,`at`);
CREATE INDEX `events_by_name` ON `events` (`event`,`at`);
CREATE INDEX `events_by_actor` ON `events` (`actor_id`,`at`) WHERE actor_id <> account_id;
CREATE TRIGGER `events_never_change` BEFORE UPDATE ON `events`
BEGIN
  SELECT RAISE(ABORT, 'events are append-only');
END;
ALTER TABLE `sessions` RENAME TO `lean_sessions`;
CREATE TABLE `sessions` (
	`id` text PRIMARY KEY NOT NULL,
	`account_id` text NOT NULL,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL, `ends_at` integer, `last_used_at` integer, `user_agent` text, `country` text, `level` integer DEFAULT 1 NOT NULL, `amr` text DEFAULT 'pwd' NOT NULL, `proved_at` integer,
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE cascade
);
INSERT INTO `sessions` (`id`, `account_id`, `created_at`, `expires_at`, `ends_at`, `last_used_at`, `user_agent`, `country`, `level`, `amr`, `proved_at`) SELECT `id`, `account_id`, `created_at`, `expires_at`, `ends_at`, `last_used_at`, `user_agent`, `country`, `level`, `amr`, `proved_at` FROM `lean_sessions` WHERE `account_id` < '1';
INSERT INTO `sessions` (`id`, `account_id`, `created_at`, `expires_at`, `ends_at`, `last_used_at`, `user_agent`, `country`, `level`, `amr`, `proved_at`) SELECT `id`, `account_id`, `created_at`, `expires_at`, `ends_at`, `last_used_at`, `user_agent`, `country`, `level`, `amr`, `proved_at` FROM `lean_sessions` WHERE `account_id` >= '1' AND `account_id` < '2';
INSERT INTO `sessions` (`id`, `account_id`, `created_at`, `expires_at`, `ends_at`, `last_used_at`, `user_agent`, `country`, `level`, `amr`, `proved_at`) SELECT `id`, `account_id`, `created_at`, `expires_at`, `ends_at`, `last_used_at`, `user_agent`, `country`, `level`, `amr`, `proved_at` FROM `lean_sessions` WHERE `account_id` >= '2' AND `account_id` < '3';
INSERT INTO `sessions` (`id`, `account_id`, `created_at`, `expires_at`, `ends_at`, `last_used_at`, `user_agent`, `country`, `level`, `amr`, `proved_at`) SELECT `id`, `account_id`, `created_at`, `expires_at`, `ends_at`, `last_used_at`, `user_agent`, `country`, `level`, `amr`, `proved_at` FROM `lean_sessions` WHERE `account_id` >= '3' AND `account_id` < '4';
INSERT INTO `sessions` (`id`, `account_id`, `created_at`, `expires_at`, `ends_at`, `last_used_at`, `user_agent`, `country`, `level`, `amr`, `proved_at`) SELECT `id`, `account_id`, `created_at`, `expires_at`, `ends_at`, `last_used_at`, `user_agent`, `country`, `level`, `amr`, `proved_at` FROM `lean_sessions` WHERE `account_id` >= '4' AND `account_id` < '5';
INSERT INTO `sessions` (`id`, `account_id`, `created_at`, `expires_at`, `ends_at`, `last_used_at`, `user_agent`, `country`, `level`, `amr`, `proved_at`) SELECT `id`, `account_id`, `created_at`, `expires_at`, `ends_at`, `last_used_at`, `user_agent`, `country`, `level`, `amr`, `proved_at` FROM `lean_sessions` WHERE `account_id` >= '5' AND `account_id` < '6';
INSERT INTO `sessions` (`id`, `account_id`, `created_at`, `expires_at`, `ends_at`, `last_used_at`, `user_agent`, `country`, `level`, `amr`, `proved_at`) SELECT `id`, `account_id`, `created_at`, `expires_at`, `ends_at`, `last_used_at`, `user_agent`, `country`, `level`, `amr`, `proved_at` FROM `lean_sessions` WHERE `account_id` >= '6' AND `account_id` < '7';
INSERT INTO `sessions` (`id`, `account_id`, `created_at`, `expires_at`, `ends_at`, `last_used_at`, `user_agent`, `country`, `level`, `amr`, `proved_at`) SELECT `id`, `account_id`, `created_at`, `expires_at`, `ends_at`, `last_used_at`, `user_agent`, `country`, `level`, `amr`, `proved_at` FROM `lean_sessions` WHERE `account_id` >= '7' AND `account_id` < '8';
INSERT INTO `sessions` (`id`, `account_id`, `created_at`, `expires_at`, `ends_at`, `last_used_at`, `user_agent`, `country`, `level`, `amr`, `proved_at`) SELECT `id`, `account_id`, `created_at`, `expires_at`, `ends_at`, `last_used_at`, `user_agent`, `country`, `level`, `amr`, `proved_at` FROM `lean_sessions` WHERE `account_id` >= '8' AND `account_id` < '9';
INSERT INTO `sessions` (`id`, `account_id`, `created_at`, `expires_at`, `ends_at`, `last_used_at`, `user_agent`, `country`, `level`, `amr`, `proved_at`) SELECT `id`, `account_id`, `created_at`, `expires_at`, `ends_at`, `last_used_at`, `user_agent`, `country`, `level`, `amr`, `proved_at` FROM `lean_sessions` WHERE `account_id` >= '9' AND `account_id` < 'a';
INSERT INTO `sessions` (`id`, `account_id`, `created_at`, `expires_at`, `ends_at`, `last_used_at`, `user_agent`, `country`, `level`, `amr`, `proved_at`) SELECT `id`, `account_id`, `created_at`, `expires_at`, `ends_at`, `last_used_at`, `user_agent`, `country`, `level`, `amr`, `proved_at` FROM `lean_sessions` WHERE `account_id` >= 'a' AND `account_id` < 'b';
INSERT INTO `sessions` (`id`, `account_id`, `created_at`, `expires_at`, `ends_at`, `last_used_at`, `user_agent`, `country`, `level`, `amr`, `proved_at`) SELECT `id`, `account_id`, `created_at`, `expires_at`, `ends_at`, `last_used_at`, `user_agent`, `country`, `level`, `amr`, `proved_at` FROM `lean_sessions` WHERE `account_id` >= 'b' AND `account_id` < 'c';
INSERT INTO `sessions` (`id`, `account_id`, `created_at`, `expires_at`, `ends_at`, `last_used_at`, `user_agent`, `country`, `level`, `amr`, `proved_at`) SELECT `id`, `account_id`, `created_at`, `expires_at`, `ends_at`, `last_used_at`, `user_agent`, `country`, `level`, `amr`, `proved_at` FROM `lean_sessions` WHERE `account_id` >= 'c' AND `account_id` < 'd';
INSERT INTO `sessions` (`id`, `account_id`, `created_at`, `expires_at`, `ends_at`, `last_used_at`, `user_agent`, `country`, `level`, `amr`, `proved_at`) SELECT `id`, `account_id`, `created_at`, `expires_at`, `ends_at`, `last_used_at`, `user_agent`, `country`, `level`, `amr`, `proved_at` FROM `lean_sessions` WHERE `account_id` >= 'd' AND `account_id` < 'e';
INSERT INTO `sessions` (`id`, `account_id`, `created_at`, `expires_at`, `ends_at`, `last_used_at`, `user_agent`, `country`, `level`, `amr`, `proved_at`) SELECT `id`, `account_id`, `created_at`, `expires_at`, `ends_at`, `last_used_at`, `user_agent`, `country`, `level`, `amr`, `proved_at` FROM `lean_sessions` WHERE `account_id` >= 'e' AND `account_id` < 'f';
INSERT INTO `sessions` (`id`, `account_id`, `created_at`, `expires_at`, `ends_at`, `last_used_at`, `user_agent`, `country`, `level`, `amr`, `proved_at`) SELECT `id`, `account_id`, `created_at`, `expires_at`, `ends_at`, `last_used_at`, `user_agent`, `country`, `level`, `amr`, `proved_at` FROM `lean_sessions` WHERE `account_id` >= 'f';
DROP TABLE `lean_sessions`;
CREATE INDEX `sessions_by_expiry` ON `sessions` (`expires_at`);
CREATE INDEX `sessions_by_account` ON `sessions` (`account_id`,`last_used_at`);
CREATE TRIGGER `revocations_session_end` AFTER DELETE ON `sessions`
WHEN old.expires_at > CAST(unixepoch('subsec') * 1000 AS integer) AND EXISTS (SELECT 1 FROM `signing_keys`)
BEGIN
  INSERT INTO `revocations` (`kind`, `subject`, `revoked_at`, `expires_at`)
    SELECT 'session', old.id, CAST(unixepoch('subsec') * 1000 AS integer), CAST(unixepoch('subsec') * 1000 AS integer) + 60000 + 1000 * max(`token_life`) FROM `signing_keys`;
END;
CREATE TRIGGER `revocations_session_id` AFTER UPDATE OF `id` ON `sessions`
WHEN old.id <> new.id AND EXISTS (SELECT 1 FROM `signing_keys`)
BEGIN
  INSERT INTO `revocations` (`kind`, `subject`, `revoked_at`, `expires_at`)
    SELECT 'session', old.id, CAST(unixepoch('subsec') * 1000 AS integer), CAST(unixepoch('subsec') * 1000 AS integer) + 60000 + 1000 * max(`token_life`) FROM `signing_keys`;
END;
ALTER TABLE `identifiers` RENAME TO `lean_identifiers`;
CREATE TABLE `identifiers` (
	`key` text PRIMARY KEY NOT NULL,
	`account_id` text NOT NULL,
	`kind` text NOT NULL,
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE cascade
);
INSERT INTO `identifiers` (`key`, `account_id`, `kind`) SELECT `key`, `account_id`, `kind` FROM `lean_identifiers` WHERE `account_id` < '1';
INSERT INTO `identifiers` (`key`, `account_id`, `kind`) SELECT `key`, `account_id`, `kind` FROM `lean_identifiers` WHERE `account_id` >= '1' AND `account_id` < '2';
INSERT INTO `identifiers` (`key`, `account_id`, `kind`) SELECT `key`, `account_id`, `kind` FROM `lean_identifiers` WHERE `account_id` >= '2' AND `account_id` < '3';
INSERT INTO `identifiers` (`key`, `account_id`, `kind`) SELECT `key`, `account_id`, `kind` FROM `lean_identifiers` WHERE `account_id` >= '3' AND `account_id` < '4';
INSERT INTO `identifiers` (`key`, `account_id`, `kind`) SELECT `key`, `account_id`, `kind` FROM `lean_identifiers` WHERE `account_id` >= '4' AND `account_id` < '5';
INSERT INTO `identifiers` (`key`, `account_id`, `kind`) SELECT `key`, `account_id`, `kind` FROM `lean_identifiers` WHERE `account_id` >= '5' AND `account_id` < '6';
INSERT INTO `identifiers` (`key`, `account_id`, `kind`) SELECT `key`, `account_id`, `kind` FROM `lean_identifiers` WHERE `account_id` >= '6' AND `account_id` < '7';
INSERT INTO `identifiers` (`key`, `account_id`, `kind`) SELECT `key`, `account_id`, `kind` FROM `lean_identifiers` WHERE `account_id` >= '7' AND `account_id` < '8';
INSERT INTO `identifiers` (`key`, `account_id`, `kind`) SELECT `key`, `account_id`, `kind` FROM `lean_identifiers` WHERE `account_id` >= '8' AND `account_id` < '9';
INSERT INTO `identifiers` (`key`, `account_id`, `kind`) SELECT `key`, `account_id`, `kind` FROM `lean_identifiers` WHERE `account_id` >= '9' AND `account_id` < 'a';
INSERT INTO `identifiers` (`key`, `account_id`, `kind`) SELECT `key`, `account_id`, `kind` FROM `lean_identifiers` WHERE `account_id` >= 'a' AND `account_id` < 'b';
INSERT INTO `identifiers` (`key`, `account_id`, `kind`) SELECT `key`, `account_id`, `kind` FROM `lean_identifiers` WHERE `account_id` >= 'b' AND `account_id` < 'c';
INSERT INTO `identifiers` (`key`, `account_id`, `kind`) SELECT `key`, `account_id`, `kind` FROM `lean_identifiers` WHERE `account_id` >= 'c' AND `account_id` < 'd';
INSERT INTO `identifiers` (`key`, `account_id`, `kind`) SELECT `key`, `account_id`, `kind` FROM `lean_identifiers` WHERE `account_id` >= 'd' AND `account_id` < 'e';
INSERT INTO `identifiers` (`key`, `account_id`, `kind`) SELECT `key`, `account_id`, `kind` FROM `lean_identifiers` WHERE `account_id` >= 'e' AND `account_id` < 'f';
INSERT INTO `identifiers` (`key`, `account_id`, `kind`) SELECT `key`, `account_id`, `kind` FROM `lean_identifiers` WHERE `account_id` >= 'f';
DROP TABLE `lean_identifiers`;
CREATE UNIQUE INDEX `identifiers_by_account` ON `identifiers` (`account_id`,`kind`);
ALTER TABLE `devices` RENAME TO `lean_devices`;
CREATE TABLE `devices` (
	`account_id` text NOT NULL,
	`key` text NOT NULL,
	`used_at` integer NOT NULL,
	PRIMARY KEY(`account_id`, `key`),
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE cascade
);
INSERT INTO `devices` (`account_id`, `key`, `used_at`) SELECT `account_id`, `key`, `used_at` FROM `lean_devices` WHERE `account_id` < '1';
INSERT INTO `devices` (`account_id`, `key`, `used_at`) SELECT `account_id`, `key`, `used_at` FROM `lean_devices` WHERE `account_id` >= '1' AND `account_id` < '2';
INSERT INTO `devices` (`account_id`, `key`, `used_at`) SELECT `account_id`, `key`, `used_at` FROM `lean_devices` WHERE `account_id` >= '2' AND `account_id` < '3';
INSERT INTO `devices` (`account_id`, `key`, `used_at`) SELECT `account_id`, `key`, `used_at` FROM `lean_devices` WHERE `account_id` >= '3' AND `account_id` < '4';
INSERT INTO `devices` (`account_id`, `key`, `used_at`) SELECT `account_id`, `key`, `used_at` FROM `lean_devices` WHERE `account_id` >= '4' AND `account_id` < '5';
INSERT INTO `devices` (`account_id`, `key`, `used_at`) SELECT `account_id`, `key`, `used_at` FROM `lean_devices` WHERE `account_id` >= '5' AND `account_id` < '6';
INSERT INTO `devices` (`account_id`, `key`, `used_at`) SELECT `account_id`, `key`, `used_at` FROM `lean_devices` WHERE `account_id` >= '6' AND `account_id` < '7';
INSERT INTO `devices` (`account_id`, `key`, `used_at`) SELECT `account_id`, `key`, `used_at` FROM `lean_devices` WHERE `account_id` >= '7' AND `account_id` < '8';
INSERT INTO `devices` (`account_id`, `key`, `used_at`) SELECT `account_id`, `key`, `used_at` FROM `lean_devices` WHERE `account_id` >= '8' AND `account_id` < '9';
INSERT INTO `devices` (`account_id`, `key`, `used_at`) SELECT `account_id`, `key`, `used_at` FROM `lean_devices` WHERE `account_id` >= '9' AND `account_id` < 'a';
INSERT INTO `devices` (`account_id`, `key`, `used_at`) SELECT `account_id`, `key`, `used_at` FROM `lean_devices` WHERE `account_id` >= 'a' AND `account_id` < 'b';
INSERT INTO `devices` (`account_id`, `key`, `used_at`) SELECT `account_id`, `key`, `used_at` FROM `lean_devices` WHERE `account_id` >= 'b' AND `account_id` < 'c';
INSERT INTO `devices` (`account_id`, `key`, `used_at`) SELECT `account_id`, `key`, `used_at` FROM `lean_devices` WHERE `account_id` >= 'c' AND `account_id` < 'd';
INSERT INTO `devices` (`account_id`, `key`, `used_at`) SELECT `account_id`, `key`, `used_at` FROM `lean_devices` WHERE `account_id` >= 'd' AND `account_id` < 'e';
INSERT INTO `devices` (`account_id`, `key`, `used_at`) SELECT `account_id`, `key`, `used_at` FROM `lean_devices` WHERE `account_id` >= 'e' AND `account_id` < 'f';
INSERT INTO `devices` (`account_id`, `key`, `used_at`) SELECT `account_id`, `key`, `used_at` FROM `lean_devices` WHERE `account_id` >= 'f';
DROP TABLE `lean_devices`;
CREATE INDEX `devices_by_use` ON `devices` (`used_at`,`account_id`);
ALTER TABLE `throttles` RENAME TO `lean_throttles`;
CREATE TABLE `throttles` (
	`key` text PRIMARY KEY NOT NULL,
	`count` integer NOT NULL,
	`expires_at` integer NOT NULL
);
INSERT INTO `throttles` (`key`, `count`, `expires_at`) SELECT `key`, `count`, `expires_at` FROM `lean_throttles`;
DROP TABLE `lean_throttles`;
CREATE INDEX `throttles_by_expiry` ON `throttles` (`expires_at`);
ALTER TABLE `spent_passkey_challenges` RENAME TO `lean_spent_passkey_challenges`;
CREATE TABLE `spent_passkey_challenges` (
	`id` text PRIMARY KEY NOT NULL,
	`expires_at` integer NOT NULL
);
INSERT INTO `spent_passkey_challenges` (`id`, `expires_at`) SELECT `id`, `expires_at` FROM `lean_spent_passkey_challenges`;
DROP TABLE `lean_spent_passkey_challenges`;
CREATE INDEX `spent_passkey_challenges_by_expiry` ON `spent_passkey_challenges` (`expires_at`);
ALTER TABLE `pending_sign_ins` RENAME TO `lean_pending_sign_ins`;
CREATE TABLE `pending_sign_ins` (
	`id` text PRIMARY KEY NOT NULL,
	`account_id` text NOT NULL,
	`credential_version` integer NOT NULL,
	`amr` text NOT NULL,
	`tries` integer DEFAULT 0 NOT NULL,
	`expires_at` integer NOT NULL,
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE cascade
);
INSERT INTO `pending_sign_ins` (`id`, `account_id`, `credential_version`, `amr`, `tries`, `expires_at`) SELECT `id`, `account_id`, `credential_version`, `amr`, `tries`, `expires_at` FROM `lean_pending_sign_ins`;
DROP TABLE `lean_pending_sign_ins`;
CREATE INDEX `pending_sign_ins_by_account` ON `pending_sign_ins` (`account_id`);
CREATE INDEX `pending_sign_ins_by_expiry` ON `pending_sign_ins` (`expires_at`);
DELETE FROM `d1_migrations` WHERE `name` = '0018_lean_tables.sql';
