-- Undoes 0012_signing_keys. Loses the keys that sign tokens for other services: every such token becomes invalid within minutes.
DROP TABLE `signing_keys`;
DELETE FROM `d1_migrations` WHERE `name` = '0012_signing_keys.sql';
