-- Undoes 0009_reset_tokens_and_locales. Loses the languages that accounts chose.
DROP INDEX `reset_links_by_token`;
ALTER TABLE `accounts` DROP COLUMN `locale`;
DELETE FROM `d1_migrations` WHERE `name` = '0009_reset_tokens_and_locales.sql';
