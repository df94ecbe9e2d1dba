-- Undoes 0015_oauth. Loses every app and everything that people allowed apps: administrators register the apps again, and people sign
-- in to them again.
DROP TRIGGER `revocations_grant_end`;
DROP TABLE `authorization_codes`;
DROP TABLE `grants`;
DROP TABLE `clients`;
DELETE FROM `d1_migrations` WHERE `name` = '0015_oauth.sql';
