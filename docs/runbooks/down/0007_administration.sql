-- Undoes 0007_administration. Loses which passwords must be changed, where invitations were sent, and the browser and country of
-- audit events.
DROP INDEX `events_by_actor`;
ALTER TABLE `events` DROP COLUMN `country`;
ALTER TABLE `events` DROP COLUMN `user_agent`;
ALTER TABLE `api_tokens` DROP COLUMN `sent_to`;
ALTER TABLE `accounts` DROP COLUMN `password_change_required`;
DROP INDEX `devices_by_use`;
CREATE INDEX `devices_by_use` ON `devices` (`used_at`);
DELETE FROM `d1_migrations` WHERE `name` = '0007_administration.sql';
