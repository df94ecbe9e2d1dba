-- Undoes 0003_browser_sessions. Deletes cookie sessions, which older code does not know, and when and where the other
-- sessions were used.
DELETE FROM `sessions` WHERE `ends_at` IS NOT NULL;
ALTER TABLE `sessions` DROP COLUMN `ends_at`;
ALTER TABLE `sessions` DROP COLUMN `last_used_at`;
ALTER TABLE `sessions` DROP COLUMN `user_agent`;
ALTER TABLE `sessions` DROP COLUMN `country`;
DELETE FROM `d1_migrations` WHERE `name` = '0003_browser_sessions.sql';
