-- Undoes 0006_credential_version. Loses nothing that older code reads.
ALTER TABLE `accounts` DROP COLUMN `credential_version`;
DELETE FROM `d1_migrations` WHERE `name` = '0006_credential_version.sql';
