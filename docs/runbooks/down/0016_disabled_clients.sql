-- Undoes 0016_disabled_clients. Apps that are disabled can sign people in again: delete those first.
ALTER TABLE `clients` DROP COLUMN `disabled_at`;
DELETE FROM `d1_migrations` WHERE `name` = '0016_disabled_clients.sql';
