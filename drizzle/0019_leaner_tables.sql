-- Fewer rows per registration. The copies are made in parts, so that no statement runs for long, and in the order of the key. No table
-- that is copied is the parent of another.
DROP INDEX `pending_sign_ins_by_expiry`;--> statement-breakpoint
DROP INDEX `spent_passkey_challenges_by_expiry`;--> statement-breakpoint
ALTER TABLE `accounts` ADD `username_key` text;--> statement-breakpoint
ALTER TABLE `accounts` ADD `email_key` text;--> statement-breakpoint
ALTER TABLE `accounts` ADD `first_device` text;--> statement-breakpoint
UPDATE `accounts` SET `username_key` = (SELECT `key` FROM `identifiers` WHERE `account_id` = `accounts`.`id` AND `kind` = 'username'), `email_key` = (SELECT `key` FROM `identifiers` WHERE `account_id` = `accounts`.`id` AND `kind` = 'email') WHERE `rowid` <= (SELECT max(`rowid`) FROM `accounts`) / 16 * 1;--> statement-breakpoint
UPDATE `accounts` SET `username_key` = (SELECT `key` FROM `identifiers` WHERE `account_id` = `accounts`.`id` AND `kind` = 'username'), `email_key` = (SELECT `key` FROM `identifiers` WHERE `account_id` = `accounts`.`id` AND `kind` = 'email') WHERE `rowid` > (SELECT max(`rowid`) FROM `accounts`) / 16 * 1 AND `rowid` <= (SELECT max(`rowid`) FROM `accounts`) / 16 * 2;--> statement-breakpoint
UPDATE `accounts` SET `username_key` = (SELECT `key` FROM `identifiers` WHERE `account_id` = `accounts`.`id` AND `kind` = 'username'), `email_key` = (SELECT `key` FROM `identifiers` WHERE `account_id` = `accounts`.`id` AND `kind` = 'email') WHERE `rowid` > (SELECT max(`rowid`) FROM `accounts`) / 16 * 2 AND `rowid` <= (SELECT max(`rowid`) FROM `accounts`) / 16 * 3;--> statement-breakpoint
UPDATE `accounts` SET `username_key` = (SELECT `key` FROM `identifiers` WHERE `account_id` = `accounts`.`id` AND `kind` = 'username'), `email_key` = (SELECT `key` FROM `identifiers` WHERE `account_id` = `accounts`.`id` AND `kind` = 'email') WHERE `rowid` > (SELECT max(`rowid`) FROM `accounts`) / 16 * 3 AND `rowid` <= (SELECT max(`rowid`) FROM `accounts`) / 16 * 4;--> statement-breakpoint
UPDATE `accounts` SET `username_key` = (SELECT `key` FROM `identifiers` WHERE `account_id` = `accounts`.`id` AND `kind` = 'username'), `email_key` = (SELECT `key` FROM `identifiers` WHERE `account_id` = `accounts`.`id` AND `kind` = 'email') WHERE `rowid` > (SELECT max(`rowid`) FROM `accounts`) / 16 * 4 AND `rowid` <= (SELECT max(`rowid`) FROM `accounts`) / 16 * 5;--> statement-breakpoint
UPDATE `accounts` SET `username_key` = (SELECT `key` FROM `identifiers` WHERE `account_id` = `accounts`.`id` AND `kind` = 'username'), `email_key` = (SELECT `key` FROM `identifiers` WHERE `account_id` = `accounts`.`id` AND `kind` = 'email') WHERE `rowid` > (SELECT max(`rowid`) FROM `accounts`) / 16 * 5 AND `rowid` <= (SELECT max(`rowid`) FROM `accounts`) / 16 * 6;--> statement-breakpoint
UPDATE `accounts` SET `username_key` = (SELECT `key` FROM `identifiers` WHERE `account_id` = `accounts`.`id` AND `kind` = 'username'), `email_key` = (SELECT `key` FROM `identifiers` WHERE `account_id` = `accounts`.`id` AND `kind` = 'email') WHERE `rowid` > (SELECT max(`rowid`) FROM `accounts`) / 16 * 6 AND `rowid` <= (SELECT max(`rowid`) FROM `accounts`) / 16 * 7;--> statement-breakpoint
UPDATE `accounts` SET `username_key` = (SELECT `key` FROM `identifiers` WHERE `account_id` = `accounts`.`id` AND `kind` = 'username'), `email_key` = (SELECT `key` FROM `identifiers` WHERE `account_id` = `accounts`.`id` AND `kind` = 'email') WHERE `rowid` > (SELECT max(`rowid`) FROM `accounts`) / 16 * 7 AND `rowid` <= (SELECT max(`rowid`) FROM `accounts`) / 16 * 8;--> statement-breakpoint
UPDATE `accounts` SET `username_key` = (SELECT `key` FROM `identifiers` WHERE `account_id` = `accounts`.`id` AND `kind` = 'username'), `email_key` = (SELECT `key` FROM `identifiers` WHERE `account_id` = `accounts`.`id` AND `kind` = 'email') WHERE `rowid` > (SELECT max(`rowid`) FROM `accounts`) / 16 * 8 AND `rowid` <= (SELECT max(`rowid`) FROM `accounts`) / 16 * 9;--> statement-breakpoint
UPDATE `accounts` SET `username_key` = (SELECT `key` FROM `identifiers` WHERE `account_id` = `accounts`.`id` AND `kind` = 'username'), `email_key` = (SELECT `key` FROM `identifiers` WHERE `account_id` = `accounts`.`id` AND `kind` = 'email') WHERE `rowid` > (SELECT max(`rowid`) FROM `accounts`) / 16 * 9 AND `rowid` <= (SELECT max(`rowid`) FROM `accounts`) / 16 * 10;--> statement-breakpoint
UPDATE `accounts` SET `username_key` = (SELECT `key` FROM `identifiers` WHERE `account_id` = `accounts`.`id` AND `kind` = 'username'), `email_key` = (SELECT `key` FROM `identifiers` WHERE `account_id` = `accounts`.`id` AND `kind` = 'email') WHERE `rowid` > (SELECT max(`rowid`) FROM `accounts`) / 16 * 10 AND `rowid` <= (SELECT max(`rowid`) FROM `accounts`) / 16 * 11;--> statement-breakpoint
UPDATE `accounts` SET `username_key` = (SELECT `key` FROM `identifiers` WHERE `account_id` = `accounts`.`id` AND `kind` = 'username'), `email_key` = (SELECT `key` FROM `identifiers` WHERE `account_id` = `accounts`.`id` AND `kind` = 'email') WHERE `rowid` > (SELECT max(`rowid`) FROM `accounts`) / 16 * 11 AND `rowid` <= (SELECT max(`rowid`) FROM `accounts`) / 16 * 12;--> statement-breakpoint
UPDATE `accounts` SET `username_key` = (SELECT `key` FROM `identifiers` WHERE `account_id` = `accounts`.`id` AND `kind` = 'username'), `email_key` = (SELECT `key` FROM `identifiers` WHERE `account_id` = `accounts`.`id` AND `kind` = 'email') WHERE `rowid` > (SELECT max(`rowid`) FROM `accounts`) / 16 * 12 AND `rowid` <= (SELECT max(`rowid`) FROM `accounts`) / 16 * 13;--> statement-breakpoint
UPDATE `accounts` SET `username_key` = (SELECT `key` FROM `identifiers` WHERE `account_id` = `accounts`.`id` AND `kind` = 'username'), `email_key` = (SELECT `key` FROM `identifiers` WHERE `account_id` = `accounts`.`id` AND `kind` = 'email') WHERE `rowid` > (SELECT max(`rowid`) FROM `accounts`) / 16 * 13 AND `rowid` <= (SELECT max(`rowid`) FROM `accounts`) / 16 * 14;--> statement-breakpoint
UPDATE `accounts` SET `username_key` = (SELECT `key` FROM `identifiers` WHERE `account_id` = `accounts`.`id` AND `kind` = 'username'), `email_key` = (SELECT `key` FROM `identifiers` WHERE `account_id` = `accounts`.`id` AND `kind` = 'email') WHERE `rowid` > (SELECT max(`rowid`) FROM `accounts`) / 16 * 14 AND `rowid` <= (SELECT max(`rowid`) FROM `accounts`) / 16 * 15;--> statement-breakpoint
UPDATE `accounts` SET `username_key` = (SELECT `key` FROM `identifiers` WHERE `account_id` = `accounts`.`id` AND `kind` = 'username'), `email_key` = (SELECT `key` FROM `identifiers` WHERE `account_id` = `accounts`.`id` AND `kind` = 'email') WHERE `rowid` > (SELECT max(`rowid`) FROM `accounts`) / 16 * 15;--> statement-breakpoint
ALTER TABLE `identifiers` RENAME TO `former_identifiers`;--> statement-breakpoint
CREATE TABLE `identifiers` (
	`key` text PRIMARY KEY NOT NULL,
	`account_id` text NOT NULL,
	`kind` text NOT NULL
) WITHOUT ROWID;--> statement-breakpoint
INSERT INTO `identifiers` (`key`, `account_id`, `kind`) SELECT `key`, `account_id`, `kind` FROM `former_identifiers` WHERE `key` < 'a';--> statement-breakpoint
INSERT INTO `identifiers` (`key`, `account_id`, `kind`) SELECT `key`, `account_id`, `kind` FROM `former_identifiers` WHERE `key` >= 'a' AND `key` < 'b';--> statement-breakpoint
INSERT INTO `identifiers` (`key`, `account_id`, `kind`) SELECT `key`, `account_id`, `kind` FROM `former_identifiers` WHERE `key` >= 'b' AND `key` < 'c';--> statement-breakpoint
INSERT INTO `identifiers` (`key`, `account_id`, `kind`) SELECT `key`, `account_id`, `kind` FROM `former_identifiers` WHERE `key` >= 'c' AND `key` < 'd';--> statement-breakpoint
INSERT INTO `identifiers` (`key`, `account_id`, `kind`) SELECT `key`, `account_id`, `kind` FROM `former_identifiers` WHERE `key` >= 'd' AND `key` < 'e';--> statement-breakpoint
INSERT INTO `identifiers` (`key`, `account_id`, `kind`) SELECT `key`, `account_id`, `kind` FROM `former_identifiers` WHERE `key` >= 'e' AND `key` < 'g';--> statement-breakpoint
INSERT INTO `identifiers` (`key`, `account_id`, `kind`) SELECT `key`, `account_id`, `kind` FROM `former_identifiers` WHERE `key` >= 'g' AND `key` < 'j';--> statement-breakpoint
INSERT INTO `identifiers` (`key`, `account_id`, `kind`) SELECT `key`, `account_id`, `kind` FROM `former_identifiers` WHERE `key` >= 'j' AND `key` < 'k';--> statement-breakpoint
INSERT INTO `identifiers` (`key`, `account_id`, `kind`) SELECT `key`, `account_id`, `kind` FROM `former_identifiers` WHERE `key` >= 'k' AND `key` < 'l';--> statement-breakpoint
INSERT INTO `identifiers` (`key`, `account_id`, `kind`) SELECT `key`, `account_id`, `kind` FROM `former_identifiers` WHERE `key` >= 'l' AND `key` < 'm';--> statement-breakpoint
INSERT INTO `identifiers` (`key`, `account_id`, `kind`) SELECT `key`, `account_id`, `kind` FROM `former_identifiers` WHERE `key` >= 'm' AND `key` < 'n';--> statement-breakpoint
INSERT INTO `identifiers` (`key`, `account_id`, `kind`) SELECT `key`, `account_id`, `kind` FROM `former_identifiers` WHERE `key` >= 'n' AND `key` < 'p';--> statement-breakpoint
INSERT INTO `identifiers` (`key`, `account_id`, `kind`) SELECT `key`, `account_id`, `kind` FROM `former_identifiers` WHERE `key` >= 'p' AND `key` < 'r';--> statement-breakpoint
INSERT INTO `identifiers` (`key`, `account_id`, `kind`) SELECT `key`, `account_id`, `kind` FROM `former_identifiers` WHERE `key` >= 'r' AND `key` < 's';--> statement-breakpoint
INSERT INTO `identifiers` (`key`, `account_id`, `kind`) SELECT `key`, `account_id`, `kind` FROM `former_identifiers` WHERE `key` >= 's' AND `key` < 't';--> statement-breakpoint
INSERT INTO `identifiers` (`key`, `account_id`, `kind`) SELECT `key`, `account_id`, `kind` FROM `former_identifiers` WHERE `key` >= 't' AND `key` < 'w';--> statement-breakpoint
INSERT INTO `identifiers` (`key`, `account_id`, `kind`) SELECT `key`, `account_id`, `kind` FROM `former_identifiers` WHERE `key` >= 'w';--> statement-breakpoint
DROP TABLE `former_identifiers`;--> statement-breakpoint
ALTER TABLE `otp_challenges` RENAME TO `former_otp_challenges`;--> statement-breakpoint
CREATE TABLE `otp_challenges` (
	`account_id` text PRIMARY KEY NOT NULL,
	`id` text NOT NULL,
	`code_hash` text NOT NULL,
	`session_id` text NOT NULL,
	`tries` integer DEFAULT 0 NOT NULL,
	`expires_at` integer NOT NULL,
	`new_email` text,
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE cascade
) WITHOUT ROWID;--> statement-breakpoint
INSERT INTO `otp_challenges` (`account_id`, `id`, `code_hash`, `session_id`, `tries`, `expires_at`, `new_email`) SELECT `account_id`, `id`, `code_hash`, `session_id`, `tries`, `expires_at`, `new_email` FROM `former_otp_challenges`;--> statement-breakpoint
DROP TABLE `former_otp_challenges`;--> statement-breakpoint
ALTER TABLE `reset_links` RENAME TO `former_reset_links`;--> statement-breakpoint
CREATE TABLE `reset_links` (
	`account_id` text PRIMARY KEY NOT NULL,
	`token_hash` text NOT NULL,
	`expires_at` integer NOT NULL,
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE cascade
) WITHOUT ROWID;--> statement-breakpoint
INSERT INTO `reset_links` (`account_id`, `token_hash`, `expires_at`) SELECT `account_id`, `token_hash`, `expires_at` FROM `former_reset_links`;--> statement-breakpoint
DROP TABLE `former_reset_links`;--> statement-breakpoint
CREATE INDEX `reset_links_by_token` ON `reset_links` (`token_hash`);--> statement-breakpoint
ALTER TABLE `milestones` RENAME TO `former_milestones`;--> statement-breakpoint
CREATE TABLE `milestones` (
	`name` text PRIMARY KEY NOT NULL,
	`reached_at` integer NOT NULL
) WITHOUT ROWID;--> statement-breakpoint
INSERT INTO `milestones` (`name`, `reached_at`) SELECT `name`, `reached_at` FROM `former_milestones`;--> statement-breakpoint
DROP TABLE `former_milestones`;--> statement-breakpoint
ALTER TABLE `passkeys` RENAME TO `former_passkeys`;--> statement-breakpoint
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
) WITHOUT ROWID;--> statement-breakpoint
INSERT INTO `passkeys` (`id`, `account_id`, `rp_id`, `public_key`, `algorithm`, `counter`, `transports`, `aaguid`, `backup_eligible`, `backed_up`, `user_verified`, `label`, `created_at`, `last_used_at`, `user_handle`) SELECT `id`, `account_id`, `rp_id`, `public_key`, `algorithm`, `counter`, `transports`, `aaguid`, `backup_eligible`, `backed_up`, `user_verified`, `label`, `created_at`, `last_used_at`, `user_handle` FROM `former_passkeys` WHERE `id` < '3';--> statement-breakpoint
INSERT INTO `passkeys` (`id`, `account_id`, `rp_id`, `public_key`, `algorithm`, `counter`, `transports`, `aaguid`, `backup_eligible`, `backed_up`, `user_verified`, `label`, `created_at`, `last_used_at`, `user_handle`) SELECT `id`, `account_id`, `rp_id`, `public_key`, `algorithm`, `counter`, `transports`, `aaguid`, `backup_eligible`, `backed_up`, `user_verified`, `label`, `created_at`, `last_used_at`, `user_handle` FROM `former_passkeys` WHERE `id` >= '3' AND `id` < '7';--> statement-breakpoint
INSERT INTO `passkeys` (`id`, `account_id`, `rp_id`, `public_key`, `algorithm`, `counter`, `transports`, `aaguid`, `backup_eligible`, `backed_up`, `user_verified`, `label`, `created_at`, `last_used_at`, `user_handle`) SELECT `id`, `account_id`, `rp_id`, `public_key`, `algorithm`, `counter`, `transports`, `aaguid`, `backup_eligible`, `backed_up`, `user_verified`, `label`, `created_at`, `last_used_at`, `user_handle` FROM `former_passkeys` WHERE `id` >= '7' AND `id` < 'B';--> statement-breakpoint
INSERT INTO `passkeys` (`id`, `account_id`, `rp_id`, `public_key`, `algorithm`, `counter`, `transports`, `aaguid`, `backup_eligible`, `backed_up`, `user_verified`, `label`, `created_at`, `last_used_at`, `user_handle`) SELECT `id`, `account_id`, `rp_id`, `public_key`, `algorithm`, `counter`, `transports`, `aaguid`, `backup_eligible`, `backed_up`, `user_verified`, `label`, `created_at`, `last_used_at`, `user_handle` FROM `former_passkeys` WHERE `id` >= 'B' AND `id` < 'F';--> statement-breakpoint
INSERT INTO `passkeys` (`id`, `account_id`, `rp_id`, `public_key`, `algorithm`, `counter`, `transports`, `aaguid`, `backup_eligible`, `backed_up`, `user_verified`, `label`, `created_at`, `last_used_at`, `user_handle`) SELECT `id`, `account_id`, `rp_id`, `public_key`, `algorithm`, `counter`, `transports`, `aaguid`, `backup_eligible`, `backed_up`, `user_verified`, `label`, `created_at`, `last_used_at`, `user_handle` FROM `former_passkeys` WHERE `id` >= 'F' AND `id` < 'J';--> statement-breakpoint
INSERT INTO `passkeys` (`id`, `account_id`, `rp_id`, `public_key`, `algorithm`, `counter`, `transports`, `aaguid`, `backup_eligible`, `backed_up`, `user_verified`, `label`, `created_at`, `last_used_at`, `user_handle`) SELECT `id`, `account_id`, `rp_id`, `public_key`, `algorithm`, `counter`, `transports`, `aaguid`, `backup_eligible`, `backed_up`, `user_verified`, `label`, `created_at`, `last_used_at`, `user_handle` FROM `former_passkeys` WHERE `id` >= 'J' AND `id` < 'N';--> statement-breakpoint
INSERT INTO `passkeys` (`id`, `account_id`, `rp_id`, `public_key`, `algorithm`, `counter`, `transports`, `aaguid`, `backup_eligible`, `backed_up`, `user_verified`, `label`, `created_at`, `last_used_at`, `user_handle`) SELECT `id`, `account_id`, `rp_id`, `public_key`, `algorithm`, `counter`, `transports`, `aaguid`, `backup_eligible`, `backed_up`, `user_verified`, `label`, `created_at`, `last_used_at`, `user_handle` FROM `former_passkeys` WHERE `id` >= 'N' AND `id` < 'R';--> statement-breakpoint
INSERT INTO `passkeys` (`id`, `account_id`, `rp_id`, `public_key`, `algorithm`, `counter`, `transports`, `aaguid`, `backup_eligible`, `backed_up`, `user_verified`, `label`, `created_at`, `last_used_at`, `user_handle`) SELECT `id`, `account_id`, `rp_id`, `public_key`, `algorithm`, `counter`, `transports`, `aaguid`, `backup_eligible`, `backed_up`, `user_verified`, `label`, `created_at`, `last_used_at`, `user_handle` FROM `former_passkeys` WHERE `id` >= 'R' AND `id` < 'V';--> statement-breakpoint
INSERT INTO `passkeys` (`id`, `account_id`, `rp_id`, `public_key`, `algorithm`, `counter`, `transports`, `aaguid`, `backup_eligible`, `backed_up`, `user_verified`, `label`, `created_at`, `last_used_at`, `user_handle`) SELECT `id`, `account_id`, `rp_id`, `public_key`, `algorithm`, `counter`, `transports`, `aaguid`, `backup_eligible`, `backed_up`, `user_verified`, `label`, `created_at`, `last_used_at`, `user_handle` FROM `former_passkeys` WHERE `id` >= 'V' AND `id` < 'Z';--> statement-breakpoint
INSERT INTO `passkeys` (`id`, `account_id`, `rp_id`, `public_key`, `algorithm`, `counter`, `transports`, `aaguid`, `backup_eligible`, `backed_up`, `user_verified`, `label`, `created_at`, `last_used_at`, `user_handle`) SELECT `id`, `account_id`, `rp_id`, `public_key`, `algorithm`, `counter`, `transports`, `aaguid`, `backup_eligible`, `backed_up`, `user_verified`, `label`, `created_at`, `last_used_at`, `user_handle` FROM `former_passkeys` WHERE `id` >= 'Z' AND `id` < 'c';--> statement-breakpoint
INSERT INTO `passkeys` (`id`, `account_id`, `rp_id`, `public_key`, `algorithm`, `counter`, `transports`, `aaguid`, `backup_eligible`, `backed_up`, `user_verified`, `label`, `created_at`, `last_used_at`, `user_handle`) SELECT `id`, `account_id`, `rp_id`, `public_key`, `algorithm`, `counter`, `transports`, `aaguid`, `backup_eligible`, `backed_up`, `user_verified`, `label`, `created_at`, `last_used_at`, `user_handle` FROM `former_passkeys` WHERE `id` >= 'c' AND `id` < 'g';--> statement-breakpoint
INSERT INTO `passkeys` (`id`, `account_id`, `rp_id`, `public_key`, `algorithm`, `counter`, `transports`, `aaguid`, `backup_eligible`, `backed_up`, `user_verified`, `label`, `created_at`, `last_used_at`, `user_handle`) SELECT `id`, `account_id`, `rp_id`, `public_key`, `algorithm`, `counter`, `transports`, `aaguid`, `backup_eligible`, `backed_up`, `user_verified`, `label`, `created_at`, `last_used_at`, `user_handle` FROM `former_passkeys` WHERE `id` >= 'g' AND `id` < 'k';--> statement-breakpoint
INSERT INTO `passkeys` (`id`, `account_id`, `rp_id`, `public_key`, `algorithm`, `counter`, `transports`, `aaguid`, `backup_eligible`, `backed_up`, `user_verified`, `label`, `created_at`, `last_used_at`, `user_handle`) SELECT `id`, `account_id`, `rp_id`, `public_key`, `algorithm`, `counter`, `transports`, `aaguid`, `backup_eligible`, `backed_up`, `user_verified`, `label`, `created_at`, `last_used_at`, `user_handle` FROM `former_passkeys` WHERE `id` >= 'k' AND `id` < 'o';--> statement-breakpoint
INSERT INTO `passkeys` (`id`, `account_id`, `rp_id`, `public_key`, `algorithm`, `counter`, `transports`, `aaguid`, `backup_eligible`, `backed_up`, `user_verified`, `label`, `created_at`, `last_used_at`, `user_handle`) SELECT `id`, `account_id`, `rp_id`, `public_key`, `algorithm`, `counter`, `transports`, `aaguid`, `backup_eligible`, `backed_up`, `user_verified`, `label`, `created_at`, `last_used_at`, `user_handle` FROM `former_passkeys` WHERE `id` >= 'o' AND `id` < 's';--> statement-breakpoint
INSERT INTO `passkeys` (`id`, `account_id`, `rp_id`, `public_key`, `algorithm`, `counter`, `transports`, `aaguid`, `backup_eligible`, `backed_up`, `user_verified`, `label`, `created_at`, `last_used_at`, `user_handle`) SELECT `id`, `account_id`, `rp_id`, `public_key`, `algorithm`, `counter`, `transports`, `aaguid`, `backup_eligible`, `backed_up`, `user_verified`, `label`, `created_at`, `last_used_at`, `user_handle` FROM `former_passkeys` WHERE `id` >= 's' AND `id` < 'w';--> statement-breakpoint
INSERT INTO `passkeys` (`id`, `account_id`, `rp_id`, `public_key`, `algorithm`, `counter`, `transports`, `aaguid`, `backup_eligible`, `backed_up`, `user_verified`, `label`, `created_at`, `last_used_at`, `user_handle`) SELECT `id`, `account_id`, `rp_id`, `public_key`, `algorithm`, `counter`, `transports`, `aaguid`, `backup_eligible`, `backed_up`, `user_verified`, `label`, `created_at`, `last_used_at`, `user_handle` FROM `former_passkeys` WHERE `id` >= 'w';--> statement-breakpoint
DROP TABLE `former_passkeys`;--> statement-breakpoint
CREATE INDEX `passkeys_by_account` ON `passkeys` (`account_id`,`created_at`);--> statement-breakpoint
CREATE INDEX `passkeys_by_user_handle` ON `passkeys` (`user_handle`) WHERE user_handle <> '';--> statement-breakpoint
ALTER TABLE `recovery_codes` RENAME TO `former_recovery_codes`;--> statement-breakpoint
CREATE TABLE `recovery_codes` (
	`account_id` text NOT NULL,
	`code_hash` text NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`account_id`, `code_hash`),
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE cascade
) WITHOUT ROWID;--> statement-breakpoint
INSERT INTO `recovery_codes` (`account_id`, `code_hash`, `created_at`) SELECT `account_id`, `code_hash`, `created_at` FROM `former_recovery_codes` WHERE `account_id` < '1';--> statement-breakpoint
INSERT INTO `recovery_codes` (`account_id`, `code_hash`, `created_at`) SELECT `account_id`, `code_hash`, `created_at` FROM `former_recovery_codes` WHERE `account_id` >= '1' AND `account_id` < '2';--> statement-breakpoint
INSERT INTO `recovery_codes` (`account_id`, `code_hash`, `created_at`) SELECT `account_id`, `code_hash`, `created_at` FROM `former_recovery_codes` WHERE `account_id` >= '2' AND `account_id` < '3';--> statement-breakpoint
INSERT INTO `recovery_codes` (`account_id`, `code_hash`, `created_at`) SELECT `account_id`, `code_hash`, `created_at` FROM `former_recovery_codes` WHERE `account_id` >= '3' AND `account_id` < '4';--> statement-breakpoint
INSERT INTO `recovery_codes` (`account_id`, `code_hash`, `created_at`) SELECT `account_id`, `code_hash`, `created_at` FROM `former_recovery_codes` WHERE `account_id` >= '4' AND `account_id` < '5';--> statement-breakpoint
INSERT INTO `recovery_codes` (`account_id`, `code_hash`, `created_at`) SELECT `account_id`, `code_hash`, `created_at` FROM `former_recovery_codes` WHERE `account_id` >= '5' AND `account_id` < '6';--> statement-breakpoint
INSERT INTO `recovery_codes` (`account_id`, `code_hash`, `created_at`) SELECT `account_id`, `code_hash`, `created_at` FROM `former_recovery_codes` WHERE `account_id` >= '6' AND `account_id` < '7';--> statement-breakpoint
INSERT INTO `recovery_codes` (`account_id`, `code_hash`, `created_at`) SELECT `account_id`, `code_hash`, `created_at` FROM `former_recovery_codes` WHERE `account_id` >= '7' AND `account_id` < '8';--> statement-breakpoint
INSERT INTO `recovery_codes` (`account_id`, `code_hash`, `created_at`) SELECT `account_id`, `code_hash`, `created_at` FROM `former_recovery_codes` WHERE `account_id` >= '8' AND `account_id` < '9';--> statement-breakpoint
INSERT INTO `recovery_codes` (`account_id`, `code_hash`, `created_at`) SELECT `account_id`, `code_hash`, `created_at` FROM `former_recovery_codes` WHERE `account_id` >= '9' AND `account_id` < 'a';--> statement-breakpoint
INSERT INTO `recovery_codes` (`account_id`, `code_hash`, `created_at`) SELECT `account_id`, `code_hash`, `created_at` FROM `former_recovery_codes` WHERE `account_id` >= 'a' AND `account_id` < 'b';--> statement-breakpoint
INSERT INTO `recovery_codes` (`account_id`, `code_hash`, `created_at`) SELECT `account_id`, `code_hash`, `created_at` FROM `former_recovery_codes` WHERE `account_id` >= 'b' AND `account_id` < 'c';--> statement-breakpoint
INSERT INTO `recovery_codes` (`account_id`, `code_hash`, `created_at`) SELECT `account_id`, `code_hash`, `created_at` FROM `former_recovery_codes` WHERE `account_id` >= 'c' AND `account_id` < 'd';--> statement-breakpoint
INSERT INTO `recovery_codes` (`account_id`, `code_hash`, `created_at`) SELECT `account_id`, `code_hash`, `created_at` FROM `former_recovery_codes` WHERE `account_id` >= 'd' AND `account_id` < 'e';--> statement-breakpoint
INSERT INTO `recovery_codes` (`account_id`, `code_hash`, `created_at`) SELECT `account_id`, `code_hash`, `created_at` FROM `former_recovery_codes` WHERE `account_id` >= 'e' AND `account_id` < 'f';--> statement-breakpoint
INSERT INTO `recovery_codes` (`account_id`, `code_hash`, `created_at`) SELECT `account_id`, `code_hash`, `created_at` FROM `former_recovery_codes` WHERE `account_id` >= 'f';--> statement-breakpoint
DROP TABLE `former_recovery_codes`;--> statement-breakpoint
-- `accounts` has the keys of each account, in place of an index of `identifiers` by account and a foreign key. The version before, an import
-- and older backups write the identifier only.
CREATE TRIGGER `identifiers_insert` AFTER INSERT ON `identifiers`
WHEN NOT EXISTS (SELECT 1 FROM `accounts` WHERE `id` = new.account_id AND new.key = CASE new.kind WHEN 'email' THEN `email_key` ELSE `username_key` END)
BEGIN
  SELECT RAISE(ABORT, 'FOREIGN KEY constraint failed') WHERE NOT EXISTS (SELECT 1 FROM `accounts` WHERE `id` = new.account_id);
  SELECT RAISE(ABORT, 'UNIQUE constraint failed: identifiers.account_id, identifiers.kind') FROM `accounts`
    WHERE `id` = new.account_id AND CASE new.kind WHEN 'email' THEN `email_key` ELSE `username_key` END IS NOT NULL;
  UPDATE `accounts` SET `username_key` = iif(new.kind = 'email', `username_key`, new.key), `email_key` = iif(new.kind = 'email', new.key, `email_key`)
    WHERE `id` = new.account_id;
END;--> statement-breakpoint
CREATE TRIGGER `identifiers_delete` AFTER DELETE ON `identifiers`
BEGIN
  UPDATE `accounts` SET `username_key` = nullif(`username_key`, old.key), `email_key` = nullif(`email_key`, old.key)
    WHERE `id` = old.account_id AND old.key IN (`username_key`, `email_key`);
END;--> statement-breakpoint
CREATE TRIGGER `identifiers_account_change` AFTER UPDATE OF `username_key`, `email_key` ON `accounts`
BEGIN
  DELETE FROM `identifiers` WHERE `key` IN (old.username_key, old.email_key) AND `account_id` = old.id
    AND `key` IS NOT new.username_key AND `key` IS NOT new.email_key;
END;--> statement-breakpoint
CREATE TRIGGER `identifiers_account_end` AFTER DELETE ON `accounts`
BEGIN
  DELETE FROM `identifiers` WHERE `key` IN (old.username_key, old.email_key) AND `account_id` = old.id;
END;