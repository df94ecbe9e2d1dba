-- Undoes 0010_second_factors. Loses authenticator apps and recovery codes: passwords alone sign in again.
DROP TABLE `pending_sign_ins`;
DROP TABLE `recovery_codes`;
DROP TABLE `totp_factors`;
ALTER TABLE `sessions` DROP COLUMN `level`;
ALTER TABLE `sessions` DROP COLUMN `amr`;
ALTER TABLE `sessions` DROP COLUMN `proved_at`;
DELETE FROM `d1_migrations` WHERE `name` = '0010_second_factors.sql';
