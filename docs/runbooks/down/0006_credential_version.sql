-- Undoes 0006_credential_version. Loses nothing that code from before it reads.
ALTER TABLE `accounts` DROP COLUMN `credential_version`;
DELETE FROM `d1_migrations` WHERE `name` = '0006_credential_version.sql';
