-- Undoes 0017_device_codes. Devices that wait for an answer must request a new code, which the version before does not know.
DROP TABLE `device_codes`;
ALTER TABLE `clients` DROP COLUMN `device_grant`;
DELETE FROM `d1_migrations` WHERE `name` = '0017_device_codes.sql';
