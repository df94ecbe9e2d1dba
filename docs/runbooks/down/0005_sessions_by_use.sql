-- Undoes 0005_sessions_by_use. Loses nothing.
DROP INDEX `sessions_by_account`;
CREATE INDEX `sessions_by_account` ON `sessions` (`account_id`);
DELETE FROM `d1_migrations` WHERE `name` = '0005_sessions_by_use.sql';
