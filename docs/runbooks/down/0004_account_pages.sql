-- Undoes 0004_account_pages. Deletes known devices, use counts of invitations, and open changes of email address: older
-- code would accept such a code as verification of the present address.
DELETE FROM `otp_challenges` WHERE `new_email` IS NOT NULL;
ALTER TABLE `otp_challenges` DROP COLUMN `new_email`;
ALTER TABLE `api_tokens` DROP COLUMN `uses`;
DROP INDEX `accounts_by_role`;
CREATE INDEX `accounts_by_role` ON `accounts` (`role_id`);
DROP INDEX `accounts_disabled`;
DROP TABLE `devices`;
DELETE FROM `d1_migrations` WHERE `name` = '0004_account_pages.sql';
