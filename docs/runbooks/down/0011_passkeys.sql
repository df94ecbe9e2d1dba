-- Undoes 0011_passkeys. Loses every passkey: people sign in with their passwords, and add their passkeys again later.
DROP TABLE `spent_passkey_challenges`;
DROP TABLE `passkeys`;
DELETE FROM `d1_migrations` WHERE `name` = '0011_passkeys.sql';
