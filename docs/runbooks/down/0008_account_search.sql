-- Undoes 0008_account_search. Loses nothing: the index is built again from the accounts.
DROP TRIGGER `accounts_search_insert`;
DROP TRIGGER `accounts_search_delete`;
DROP TRIGGER `accounts_search_update`;
DROP TABLE `accounts_search`;
DROP INDEX `accounts_by_name`;
DELETE FROM `d1_migrations` WHERE `name` = '0008_account_search.sql';
