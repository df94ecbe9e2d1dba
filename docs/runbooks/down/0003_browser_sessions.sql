-- Undoes 0003_browser_sessions. Loses when and where sessions were used, and browsers' sessions: the code before
-- knows no cookie.
DELETE FROM `sessions` WHERE `ends_at` IS NOT NULL;
ALTER TABLE `sessions` DROP COLUMN `ends_at`;
ALTER TABLE `sessions` DROP COLUMN `last_used_at`;
ALTER TABLE `sessions` DROP COLUMN `user_agent`;
ALTER TABLE `sessions` DROP COLUMN `country`;
DELETE FROM `d1_migrations` WHERE `name` = '0003_browser_sessions.sql';
