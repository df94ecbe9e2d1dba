-- Undoes 0014_revocations. From then on, an access token is valid until it expires, even if its session or account has ended.
DROP TRIGGER `revocations_account_end`;
DROP TRIGGER `revocations_account_change`;
DROP TRIGGER `revocations_session_id`;
DROP TRIGGER `revocations_session_end`;
DROP TABLE `revocations`;
DELETE FROM `d1_migrations` WHERE `name` = '0014_revocations.sql';
