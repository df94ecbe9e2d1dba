-- Undoes 0004_account_pages. Loses known devices, how often user tokens were used, and open changes of address:
-- the code before would take such a code for a proof of the address the account has.
DELETE FROM `otp_challenges` WHERE `new_email` IS NOT NULL;
ALTER TABLE `otp_challenges` DROP COLUMN `new_email`;
ALTER TABLE `api_tokens` DROP COLUMN `uses`;
DROP INDEX `accounts_by_role`;
CREATE INDEX `accounts_by_role` ON `accounts` (`role_id`);
DROP INDEX `accounts_disabled`;
DROP TABLE `devices`;
DELETE FROM `d1_migrations` WHERE `name` = '0004_account_pages.sql';
