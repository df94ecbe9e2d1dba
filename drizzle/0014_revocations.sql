CREATE TABLE `revocations` (
	`id` integer PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`subject` text NOT NULL,
	`revoked_at` integer NOT NULL,
	`expires_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `revocations_by_subject` ON `revocations` (`subject`);--> statement-breakpoint
CREATE INDEX `revocations_by_expiry` ON `revocations` (`expires_at`);--> statement-breakpoint
-- Whatever ends a session or changes an account also ends its access tokens, in the same transaction. Without a signing key no token
-- was ever issued, so nothing is written. A minute is added because clocks differ.
CREATE TRIGGER `revocations_session_end` AFTER DELETE ON `sessions`
WHEN old.expires_at > CAST(unixepoch('subsec') * 1000 AS integer) AND EXISTS (SELECT 1 FROM `signing_keys`)
BEGIN
  INSERT INTO `revocations` (`kind`, `subject`, `revoked_at`, `expires_at`)
    SELECT 'session', old.id, CAST(unixepoch('subsec') * 1000 AS integer), CAST(unixepoch('subsec') * 1000 AS integer) + 60000 + 1000 * max(`token_life`) FROM `signing_keys`;
END;--> statement-breakpoint
CREATE TRIGGER `revocations_session_id` AFTER UPDATE OF `id` ON `sessions`
WHEN old.id <> new.id AND EXISTS (SELECT 1 FROM `signing_keys`)
BEGIN
  INSERT INTO `revocations` (`kind`, `subject`, `revoked_at`, `expires_at`)
    SELECT 'session', old.id, CAST(unixepoch('subsec') * 1000 AS integer), CAST(unixepoch('subsec') * 1000 AS integer) + 60000 + 1000 * max(`token_life`) FROM `signing_keys`;
END;--> statement-breakpoint
CREATE TRIGGER `revocations_account_change` AFTER UPDATE OF `role_id`, `credential_version`, `disabled_at` ON `accounts`
WHEN ((old.role_id, old.credential_version) IS NOT (new.role_id, new.credential_version) OR (old.disabled_at IS NULL AND new.disabled_at IS NOT NULL))
  AND EXISTS (SELECT 1 FROM `signing_keys`)
BEGIN
  INSERT INTO `revocations` (`kind`, `subject`, `revoked_at`, `expires_at`)
    SELECT 'account', new.id, CAST(unixepoch('subsec') * 1000 AS integer), CAST(unixepoch('subsec') * 1000 AS integer) + 60000 + 1000 * max(`token_life`) FROM `signing_keys`;
END;--> statement-breakpoint
CREATE TRIGGER `revocations_account_end` AFTER DELETE ON `accounts`
WHEN EXISTS (SELECT 1 FROM `signing_keys`)
BEGIN
  INSERT INTO `revocations` (`kind`, `subject`, `revoked_at`, `expires_at`)
    SELECT 'account', old.id, CAST(unixepoch('subsec') * 1000 AS integer), CAST(unixepoch('subsec') * 1000 AS integer) + 60000 + 1000 * max(`token_life`) FROM `signing_keys`;
END;