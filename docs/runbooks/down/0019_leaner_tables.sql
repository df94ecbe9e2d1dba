-- Undoes 0019_leaner_tables: restores the former tables. Loses nothing.
DROP TRIGGER `identifiers_insert`;
DROP TRIGGER `identifiers_delete`;
DROP TRIGGER `identifiers_account_change`;
DROP TRIGGER `identifiers_account_end`;
INSERT OR IGNORE INTO `devices` (`account_id`, `key`, `used_at`) SELECT `id`, `first_device`, `created_at` FROM `accounts` WHERE `first_device` IS NOT NULL AND `id` < '1';
INSERT OR IGNORE INTO `devices` (`account_id`, `key`, `used_at`) SELECT `id`, `first_device`, `created_at` FROM `accounts` WHERE `first_device` IS NOT NULL AND `id` >= '1' AND `id` < '2';
INSERT OR IGNORE INTO `devices` (`account_id`, `key`, `used_at`) SELECT `id`, `first_device`, `created_at` FROM `accounts` WHERE `first_device` IS NOT NULL AND `id` >= '2' AND `id` < '3';
INSERT OR IGNORE INTO `devices` (`account_id`, `key`, `used_at`) SELECT `id`, `first_device`, `created_at` FROM `accounts` WHERE `first_device` IS NOT NULL AND `id` >= '3' AND `id` < '4';
INSERT OR IGNORE INTO `devices` (`account_id`, `key`, `used_at`) SELECT `id`, `first_device`, `created_at` FROM `accounts` WHERE `first_device` IS NOT NULL AND `id` >= '4' AND `id` < '5';
INSERT OR IGNORE INTO `devices` (`account_id`, `key`, `used_at`) SELECT `id`, `first_device`, `created_at` FROM `accounts` WHERE `first_device` IS NOT NULL AND `id` >= '5' AND `id` < '6';
INSERT OR IGNORE INTO `devices` (`account_id`, `key`, `used_at`) SELECT `id`, `first_device`, `created_at` FROM `accounts` WHERE `first_device` IS NOT NULL AND `id` >= '6' AND `id` < '7';
INSERT OR IGNORE INTO `devices` (`account_id`, `key`, `used_at`) SELECT `id`, `first_device`, `created_at` FROM `accounts` WHERE `first_device` IS NOT NULL AND `id` >= '7' AND `id` < '8';
INSERT OR IGNORE INTO `devices` (`account_id`, `key`, `used_at`) SELECT `id`, `first_device`, `created_at` FROM `accounts` WHERE `first_device` IS NOT NULL AND `id` >= '8' AND `id` < '9';
INSERT OR IGNORE INTO `devices` (`account_id`, `key`, `used_at`) SELECT `id`, `first_device`, `created_at` FROM `accounts` WHERE `first_device` IS NOT NULL AND `id` >= '9' AND `id` < 'a';
INSERT OR IGNORE INTO `devices` (`account_id`, `key`, `used_at`) SELECT `id`, `first_device`, `created_at` FROM `accounts` WHERE `first_device` IS NOT NULL AND `id` >= 'a' AND `id` < 'b';
INSERT OR IGNORE INTO `devices` (`account_id`, `key`, `used_at`) SELECT `id`, `first_device`, `created_at` FROM `accounts` WHERE `first_device` IS NOT NULL AND `id` >= 'b' AND `id` < 'c';
INSERT OR IGNORE INTO `devices` (`account_id`, `key`, `used_at`) SELECT `id`, `first_device`, `created_at` FROM `accounts` WHERE `first_device` IS NOT NULL AND `id` >= 'c' AND `id` < 'd';
INSERT OR IGNORE INTO `devices` (`account_id`, `key`, `used_at`) SELECT `id`, `first_device`, `created_at` FROM `accounts` WHERE `first_device` IS NOT NULL AND `id` >= 'd' AND `id` < 'e';
INSERT OR IGNORE INTO `devices` (`account_id`, `key`, `used_at`) SELECT `id`, `first_device`, `created_at` FROM `accounts` WHERE `first_device` IS NOT NULL AND `id` >= 'e' AND `id` < 'f';
INSERT OR IGNORE INTO `devices` (`account_id`, `key`, `used_at`) SELECT `id`, `first_device`, `created_at` FROM `accounts` WHERE `first_device` IS NOT NULL AND `id` >= 'f';
ALTER TABLE `identifiers` RENAME TO `lean_identifiers`;
CREATE TABLE `identifiers` (
	`key` text PRIMARY KEY NOT NULL,
	`account_id` text NOT NULL,
	`kind` text NOT NULL,
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE cascade
) WITHOUT ROWID;
INSERT INTO `identifiers` (`key`, `account_id`, `kind`) SELECT `key`, `account_id`, `kind` FROM `lean_identifiers` WHERE `key` < 'a';
INSERT INTO `identifiers` (`key`, `account_id`, `kind`) SELECT `key`, `account_id`, `kind` FROM `lean_identifiers` WHERE `key` >= 'a' AND `key` < 'b';
INSERT INTO `identifiers` (`key`, `account_id`, `kind`) SELECT `key`, `account_id`, `kind` FROM `lean_identifiers` WHERE `key` >= 'b' AND `key` < 'c';
INSERT INTO `identifiers` (`key`, `account_id`, `kind`) SELECT `key`, `account_id`, `kind` FROM `lean_identifiers` WHERE `key` >= 'c' AND `key` < 'd';
INSERT INTO `identifiers` (`key`, `account_id`, `kind`) SELECT `key`, `account_id`, `kind` FROM `lean_identifiers` WHERE `key` >= 'd' AND `key` < 'e';
INSERT INTO `identifiers` (`key`, `account_id`, `kind`) SELECT `key`, `account_id`, `kind` FROM `lean_identifiers` WHERE `key` >= 'e' AND `key` < 'g';
INSERT INTO `identifiers` (`key`, `account_id`, `kind`) SELECT `key`, `account_id`, `kind` FROM `lean_identifiers` WHERE `key` >= 'g' AND `key` < 'j';
INSERT INTO `identifiers` (`key`, `account_id`, `kind`) SELECT `key`, `account_id`, `kind` FROM `lean_identifiers` WHERE `key` >= 'j' AND `key` < 'k';
INSERT INTO `identifiers` (`key`, `account_id`, `kind`) SELECT `key`, `account_id`, `kind` FROM `lean_identifiers` WHERE `key` >= 'k' AND `key` < 'l';
INSERT INTO `identifiers` (`key`, `account_id`, `kind`) SELECT `key`, `account_id`, `kind` FROM `lean_identifiers` WHERE `key` >= 'l' AND `key` < 'm';
INSERT INTO `identifiers` (`key`, `account_id`, `kind`) SELECT `key`, `account_id`, `kind` FROM `lean_identifiers` WHERE `key` >= 'm' AND `key` < 'n';
INSERT INTO `identifiers` (`key`, `account_id`, `kind`) SELECT `key`, `account_id`, `kind` FROM `lean_identifiers` WHERE `key` >= 'n' AND `key` < 'p';
INSERT INTO `identifiers` (`key`, `account_id`, `kind`) SELECT `key`, `account_id`, `kind` FROM `lean_identifiers` WHERE `key` >= 'p' AND `key` < 'r';
INSERT INTO `identifiers` (`key`, `account_id`, `kind`) SELECT `key`, `account_id`, `kind` FROM `lean_identifiers` WHERE `key` >= 'r' AND `key` < 's';
INSERT INTO `identifiers` (`key`, `account_id`, `kind`) SELECT `key`, `account_id`, `kind` FROM `lean_identifiers` WHERE `key` >= 's' AND `key` < 't';
INSERT INTO `identifiers` (`key`, `account_id`, `kind`) SELECT `key`, `account_id`, `kind` FROM `lean_identifiers` WHERE `key` >= 't' AND `key` < 'w';
INSERT INTO `identifiers` (`key`, `account_id`, `kind`) SELECT `key`, `account_id`, `kind` FROM `lean_identifiers` WHERE `key` >= 'w';
DROP TABLE `lean_identifiers`;
CREATE UNIQUE INDEX `identifiers_by_account` ON `identifiers` (`account_id`,`kind`);
ALTER TABLE `otp_challenges` RENAME TO `lean_otp_challenges`;
CREATE TABLE `otp_challenges` (
	`account_id` text PRIMARY KEY NOT NULL,
	`id` text NOT NULL,
	`code_hash` text NOT NULL,
	`session_id` text NOT NULL,
	`tries` integer DEFAULT 0 NOT NULL,
	`expires_at` integer NOT NULL,
	`new_email` text,
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE cascade
);
INSERT INTO `otp_challenges` (`account_id`, `id`, `code_hash`, `session_id`, `tries`, `expires_at`, `new_email`) SELECT `account_id`, `id`, `code_hash`, `session_id`, `tries`, `expires_at`, `new_email` FROM `lean_otp_challenges`;
DROP TABLE `lean_otp_challenges`;
CREATE UNIQUE INDEX `otp_challenges_id_unique` ON `otp_challenges` (`id`);
CREATE INDEX `otp_challenges_by_expiry` ON `otp_challenges` (`expires_at`);
ALTER TABLE `reset_links` RENAME TO `lean_reset_links`;
CREATE TABLE `reset_links` (
	`account_id` text PRIMARY KEY NOT NULL,
	`token_hash` text NOT NULL,
	`expires_at` integer NOT NULL,
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE cascade
);
INSERT INTO `reset_links` (`account_id`, `token_hash`, `expires_at`) SELECT `account_id`, `token_hash`, `expires_at` FROM `lean_reset_links`;
DROP TABLE `lean_reset_links`;
CREATE INDEX `reset_links_by_token` ON `reset_links` (`token_hash`);
CREATE INDEX `reset_links_by_expiry` ON `reset_links` (`expires_at`);
ALTER TABLE `milestones` RENAME TO `lean_milestones`;
CREATE TABLE `milestones` (
	`name` text PRIMARY KEY NOT NULL,
	`reached_at` integer NOT NULL
);
INSERT INTO `milestones` (`name`, `reached_at`) SELECT `name`, `reached_at` FROM `lean_milestones`;
DROP TABLE `lean_milestones`;
ALTER TABLE `passkeys` RENAME TO `lean_passkeys`;
CREATE TABLE `passkeys` (
	`id` text PRIMARY KEY NOT NULL,
	`account_id` text NOT NULL,
	`rp_id` text NOT NULL,
	`public_key` text NOT NULL,
	`algorithm` integer NOT NULL,
	`counter` integer NOT NULL,
	`transports` text DEFAULT '' NOT NULL,
	`aaguid` text NOT NULL,
	`backup_eligible` integer NOT NULL,
	`backed_up` integer NOT NULL,
	`user_verified` integer NOT NULL,
	`label` text NOT NULL,
	`created_at` integer NOT NULL,
	`last_used_at` integer,
	`user_handle` text,
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE cascade
);
INSERT INTO `passkeys` (`id`, `account_id`, `rp_id`, `public_key`, `algorithm`, `counter`, `transports`, `aaguid`, `backup_eligible`, `backed_up`, `user_verified`, `label`, `created_at`, `last_used_at`, `user_handle`) SELECT `id`, `account_id`, `rp_id`, `public_key`, `algorithm`, `counter`, `transports`, `aaguid`, `backup_eligible`, `backed_up`, `user_verified`, `label`, `created_at`, `last_used_at`, `user_handle` FROM `lean_passkeys` WHERE `id` < '3';
INSERT INTO `passkeys` (`id`, `account_id`, `rp_id`, `public_key`, `algorithm`, `counter`, `transports`, `aaguid`, `backup_eligible`, `backed_up`, `user_verified`, `label`, `created_at`, `last_used_at`, `user_handle`) SELECT `id`, `account_id`, `rp_id`, `public_key`, `algorithm`, `counter`, `transports`, `aaguid`, `backup_eligible`, `backed_up`, `user_verified`, `label`, `created_at`, `last_used_at`, `user_handle` FROM `lean_passkeys` WHERE `id` >= '3' AND `id` < '7';
INSERT INTO `passkeys` (`id`, `account_id`, `rp_id`, `public_key`, `algorithm`, `counter`, `transports`, `aaguid`, `backup_eligible`, `backed_up`, `user_verified`, `label`, `created_at`, `last_used_at`, `user_handle`) SELECT `id`, `account_id`, `rp_id`, `public_key`, `algorithm`, `counter`, `transports`, `aaguid`, `backup_eligible`, `backed_up`, `user_verified`, `label`, `created_at`, `last_used_at`, `user_handle` FROM `lean_passkeys` WHERE `id` >= '7' AND `id` < 'B';
INSERT INTO `passkeys` (`id`, `account_id`, `rp_id`, `public_key`, `algorithm`, `counter`, `transports`, `aaguid`, `backup_eligible`, `backed_up`, `user_verified`, `label`, `created_at`, `last_used_at`, `user_handle`) SELECT `id`, `account_id`, `rp_id`, `public_key`, `algorithm`, `counter`, `transports`, `aaguid`, `backup_eligible`, `backed_up`, `user_verified`, `label`, `created_at`, `last_used_at`, `user_handle` FROM `lean_passkeys` WHERE `id` >= 'B' AND `id` < 'F';
INSERT INTO `passkeys` (`id`, `account_id`, `rp_id`, `public_key`, `algorithm`, `counter`, `transports`, `aaguid`, `backup_eligible`, `backed_up`, `user_verified`, `label`, `created_at`, `last_used_at`, `user_handle`) SELECT `id`, `account_id`, `rp_id`, `public_key`, `algorithm`, `counter`, `transports`, `aaguid`, `backup_eligible`, `backed_up`, `user_verified`, `label`, `created_at`, `last_used_at`, `user_handle` FROM `lean_passkeys` WHERE `id` >= 'F' AND `id` < 'J';
INSERT INTO `passkeys` (`id`, `account_id`, `rp_id`, `public_key`, `algorithm`, `counter`, `transports`, `aaguid`, `backup_eligible`, `backed_up`, `user_verified`, `label`, `created_at`, `last_used_at`, `user_handle`) SELECT `id`, `account_id`, `rp_id`, `public_key`, `algorithm`, `counter`, `transports`, `aaguid`, `backup_eligible`, `backed_up`, `user_verified`, `label`, `created_at`, `last_used_at`, `user_handle` FROM `lean_passkeys` WHERE `id` >= 'J' AND `id` < 'N';
INSERT INTO `passkeys` (`id`, `account_id`, `rp_id`, `public_key`, `algorithm`, `counter`, `transports`, `aaguid`, `backup_eligible`, `backed_up`, `user_verified`, `label`, `created_at`, `last_used_at`, `user_handle`) SELECT `id`, `account_id`, `rp_id`, `public_key`, `algorithm`, `counter`, `transports`, `aaguid`, `backup_eligible`, `backed_up`, `user_verified`, `label`, `created_at`, `last_used_at`, `user_handle` FROM `lean_passkeys` WHERE `id` >= 'N' AND `id` < 'R';
INSERT INTO `passkeys` (`id`, `account_id`, `rp_id`, `public_key`, `algorithm`, `counter`, `transports`, `aaguid`, `backup_eligible`, `backed_up`, `user_verified`, `label`, `created_at`, `last_used_at`, `user_handle`) SELECT `id`, `account_id`, `rp_id`, `public_key`, `algorithm`, `counter`, `transports`, `aaguid`, `backup_eligible`, `backed_up`, `user_verified`, `label`, `created_at`, `last_used_at`, `user_handle` FROM `lean_passkeys` WHERE `id` >= 'R' AND `id` < 'V';
INSERT INTO `passkeys` (`id`, `account_id`, `rp_id`, `public_key`, `algorithm`, `counter`, `transports`, `aaguid`, `backup_eligible`, `backed_up`, `user_verified`, `label`, `created_at`, `last_used_at`, `user_handle`) SELECT `id`, `account_id`, `rp_id`, `public_key`, `algorithm`, `counter`, `transports`, `aaguid`, `backup_eligible`, `backed_up`, `user_verified`, `label`, `created_at`, `last_used_at`, `user_handle` FROM `lean_passkeys` WHERE `id` >= 'V' AND `id` < 'Z';
INSERT INTO `passkeys` (`id`, `account_id`, `rp_id`, `public_key`, `algorithm`, `counter`, `transports`, `aaguid`, `backup_eligible`, `backed_up`, `user_verified`, `label`, `created_at`, `last_used_at`, `user_handle`) SELECT `id`, `account_id`, `rp_id`, `public_key`, `algorithm`, `counter`, `transports`, `aaguid`, `backup_eligible`, `backed_up`, `user_verified`, `label`, `created_at`, `last_used_at`, `user_handle` FROM `lean_passkeys` WHERE `id` >= 'Z' AND `id` < 'c';
INSERT INTO `passkeys` (`id`, `account_id`, `rp_id`, `public_key`, `algorithm`, `counter`, `transports`, `aaguid`, `backup_eligible`, `backed_up`, `user_verified`, `label`, `created_at`, `last_used_at`, `user_handle`) SELECT `id`, `account_id`, `rp_id`, `public_key`, `algorithm`, `counter`, `transports`, `aaguid`, `backup_eligible`, `backed_up`, `user_verified`, `label`, `created_at`, `last_used_at`, `user_handle` FROM `lean_passkeys` WHERE `id` >= 'c' AND `id` < 'g';
INSERT INTO `passkeys` (`id`, `account_id`, `rp_id`, `public_key`, `algorithm`, `counter`, `transports`, `aaguid`, `backup_eligible`, `backed_up`, `user_verified`, `label`, `created_at`, `last_used_at`, `user_handle`) SELECT `id`, `account_id`, `rp_id`, `public_key`, `algorithm`, `counter`, `transports`, `aaguid`, `backup_eligible`, `backed_up`, `user_verified`, `label`, `created_at`, `last_used_at`, `user_handle` FROM `lean_passkeys` WHERE `id` >= 'g' AND `id` < 'k';
INSERT INTO `passkeys` (`id`, `account_id`, `rp_id`, `public_key`, `algorithm`, `counter`, `transports`, `aaguid`, `backup_eligible`, `backed_up`, `user_verified`, `label`, `created_at`, `last_used_at`, `user_handle`) SELECT `id`, `account_id`, `rp_id`, `public_key`, `algorithm`, `counter`, `transports`, `aaguid`, `backup_eligible`, `backed_up`, `user_verified`, `label`, `created_at`, `last_used_at`, `user_handle` FROM `lean_passkeys` WHERE `id` >= 'k' AND `id` < 'o';
INSERT INTO `passkeys` (`id`, `account_id`, `rp_id`, `public_key`, `algorithm`, `counter`, `transports`, `aaguid`, `backup_eligible`, `backed_up`, `user_verified`, `label`, `created_at`, `last_used_at`, `user_handle`) SELECT `id`, `account_id`, `rp_id`, `public_key`, `algorithm`, `counter`, `transports`, `aaguid`, `backup_eligible`, `backed_up`, `user_verified`, `label`, `created_at`, `last_used_at`, `user_handle` FROM `lean_passkeys` WHERE `id` >= 'o' AND `id` < 's';
INSERT INTO `passkeys` (`id`, `account_id`, `rp_id`, `public_key`, `algorithm`, `counter`, `transports`, `aaguid`, `backup_eligible`, `backed_up`, `user_verified`, `label`, `created_at`, `last_used_at`, `user_handle`) SELECT `id`, `account_id`, `rp_id`, `public_key`, `algorithm`, `counter`, `transports`, `aaguid`, `backup_eligible`, `backed_up`, `user_verified`, `label`, `created_at`, `last_used_at`, `user_handle` FROM `lean_passkeys` WHERE `id` >= 's' AND `id` < 'w';
INSERT INTO `passkeys` (`id`, `account_id`, `rp_id`, `public_key`, `algorithm`, `counter`, `transports`, `aaguid`, `backup_eligible`, `backed_up`, `user_verified`, `label`, `created_at`, `last_used_at`, `user_handle`) SELECT `id`, `account_id`, `rp_id`, `public_key`, `algorithm`, `counter`, `transports`, `aaguid`, `backup_eligible`, `backed_up`, `user_verified`, `label`, `created_at`, `last_used_at`, `user_handle` FROM `lean_passkeys` WHERE `id` >= 'w';
DROP TABLE `lean_passkeys`;
CREATE INDEX `passkeys_by_account` ON `passkeys` (`account_id`,`created_at`);
CREATE INDEX `passkeys_by_user_handle` ON `passkeys` (`user_handle`) WHERE user_handle <> '';
ALTER TABLE `recovery_codes` RENAME TO `lean_recovery_codes`;
CREATE TABLE `recovery_codes` (
	`account_id` text NOT NULL,
	`code_hash` text NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`account_id`, `code_hash`),
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE cascade
);
INSERT INTO `recovery_codes` (`account_id`, `code_hash`, `created_at`) SELECT `account_id`, `code_hash`, `created_at` FROM `lean_recovery_codes` WHERE `account_id` < '1';
INSERT INTO `recovery_codes` (`account_id`, `code_hash`, `created_at`) SELECT `account_id`, `code_hash`, `created_at` FROM `lean_recovery_codes` WHERE `account_id` >= '1' AND `account_id` < '2';
INSERT INTO `recovery_codes` (`account_id`, `code_hash`, `created_at`) SELECT `account_id`, `code_hash`, `created_at` FROM `lean_recovery_codes` WHERE `account_id` >= '2' AND `account_id` < '3';
INSERT INTO `recovery_codes` (`account_id`, `code_hash`, `created_at`) SELECT `account_id`, `code_hash`, `created_at` FROM `lean_recovery_codes` WHERE `account_id` >= '3' AND `account_id` < '4';
INSERT INTO `recovery_codes` (`account_id`, `code_hash`, `created_at`) SELECT `account_id`, `code_hash`, `created_at` FROM `lean_recovery_codes` WHERE `account_id` >= '4' AND `account_id` < '5';
INSERT INTO `recovery_codes` (`account_id`, `code_hash`, `created_at`) SELECT `account_id`, `code_hash`, `created_at` FROM `lean_recovery_codes` WHERE `account_id` >= '5' AND `account_id` < '6';
INSERT INTO `recovery_codes` (`account_id`, `code_hash`, `created_at`) SELECT `account_id`, `code_hash`, `created_at` FROM `lean_recovery_codes` WHERE `account_id` >= '6' AND `account_id` < '7';
INSERT INTO `recovery_codes` (`account_id`, `code_hash`, `created_at`) SELECT `account_id`, `code_hash`, `created_at` FROM `lean_recovery_codes` WHERE `account_id` >= '7' AND `account_id` < '8';
INSERT INTO `recovery_codes` (`account_id`, `code_hash`, `created_at`) SELECT `account_id`, `code_hash`, `created_at` FROM `lean_recovery_codes` WHERE `account_id` >= '8' AND `account_id` < '9';
INSERT INTO `recovery_codes` (`account_id`, `code_hash`, `created_at`) SELECT `account_id`, `code_hash`, `created_at` FROM `lean_recovery_codes` WHERE `account_id` >= '9' AND `account_id` < 'a';
INSERT INTO `recovery_codes` (`account_id`, `code_hash`, `created_at`) SELECT `account_id`, `code_hash`, `created_at` FROM `lean_recovery_codes` WHERE `account_id` >= 'a' AND `account_id` < 'b';
INSERT INTO `recovery_codes` (`account_id`, `code_hash`, `created_at`) SELECT `account_id`, `code_hash`, `created_at` FROM `lean_recovery_codes` WHERE `account_id` >= 'b' AND `account_id` < 'c';
INSERT INTO `recovery_codes` (`account_id`, `code_hash`, `created_at`) SELECT `account_id`, `code_hash`, `created_at` FROM `lean_recovery_codes` WHERE `account_id` >= 'c' AND `account_id` < 'd';
INSERT INTO `recovery_codes` (`account_id`, `code_hash`, `created_at`) SELECT `account_id`, `code_hash`, `created_at` FROM `lean_recovery_codes` WHERE `account_id` >= 'd' AND `account_id` < 'e';
INSERT INTO `recovery_codes` (`account_id`, `code_hash`, `created_at`) SELECT `account_id`, `code_hash`, `created_at` FROM `lean_recovery_codes` WHERE `account_id` >= 'e' AND `account_id` < 'f';
INSERT INTO `recovery_codes` (`account_id`, `code_hash`, `created_at`) SELECT `account_id`, `code_hash`, `created_at` FROM `lean_recovery_codes` WHERE `account_id` >= 'f';
DROP TABLE `lean_recovery_codes`;
ALTER TABLE `accounts` DROP COLUMN `username_key`;
ALTER TABLE `accounts` DROP COLUMN `email_key`;
ALTER TABLE `accounts` DROP COLUMN `first_device`;
CREATE INDEX `pending_sign_ins_by_expiry` ON `pending_sign_ins` (`expires_at`);
CREATE INDEX `spent_passkey_challenges_by_expiry` ON `spent_passkey_challenges` (`expires_at`);
DELETE FROM `d1_migrations` WHERE `name` = '0019_leaner_tables.sql';
