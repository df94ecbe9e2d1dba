-- Undoes 0013_imported_passkeys. Loses the passkeys that other services created, because their user handles differ: people sign in with their
-- passwords, and add their passkeys again.
DROP INDEX `passkeys_by_user_handle`;
DELETE FROM `passkeys` WHERE `user_handle` IS NOT NULL;
ALTER TABLE `passkeys` DROP COLUMN `user_handle`;
DELETE FROM `d1_migrations` WHERE `name` = '0013_imported_passkeys.sql';
