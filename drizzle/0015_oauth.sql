CREATE TABLE `authorization_codes` (
	`id` text PRIMARY KEY NOT NULL,
	`grant_id` text NOT NULL,
	`redirect_uri` text NOT NULL,
	`code_challenge` text NOT NULL,
	`nonce` text,
	`expires_at` integer NOT NULL,
	FOREIGN KEY (`grant_id`) REFERENCES `grants`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `authorization_codes_by_grant` ON `authorization_codes` (`grant_id`);--> statement-breakpoint
CREATE INDEX `authorization_codes_by_expiry` ON `authorization_codes` (`expires_at`);--> statement-breakpoint
CREATE TABLE `clients` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`secret_hash` text,
	`redirect_uris` text NOT NULL,
	`post_logout_redirect_uris` text NOT NULL,
	`resources` text NOT NULL,
	`id_token_alg` text NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `clients_by_age` ON `clients` (`created_at`);--> statement-breakpoint
CREATE TABLE `grants` (
	`id` text PRIMARY KEY NOT NULL,
	`account_id` text NOT NULL,
	`client_id` text NOT NULL,
	`session_id` text NOT NULL,
	`scope` text NOT NULL,
	`resources` text NOT NULL,
	`remembered` integer NOT NULL,
	`credential_version` integer NOT NULL,
	`level` integer NOT NULL,
	`amr` text NOT NULL,
	`auth_time` integer NOT NULL,
	`generation` integer DEFAULT 0 NOT NULL,
	`rotated_at` integer,
	`created_at` integer NOT NULL,
	`last_used_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`client_id`) REFERENCES `clients`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `grants_by_account` ON `grants` (`account_id`,`client_id`,`created_at`);--> statement-breakpoint
CREATE INDEX `grants_by_client` ON `grants` (`client_id`);--> statement-breakpoint
CREATE INDEX `grants_by_expiry` ON `grants` (`expires_at`);--> statement-breakpoint
-- Whatever ends a grant also ends its access tokens, in the same transaction (0014_revocations). A grant that issued no token within their
-- longest life has none left.
CREATE TRIGGER `revocations_grant_end` AFTER DELETE ON `grants`
WHEN old.generation > 0 AND EXISTS (SELECT 1 FROM `signing_keys`)
  AND old.last_used_at > CAST(unixepoch('subsec') * 1000 AS integer) - 60000 - 1000 * (SELECT max(`token_life`) FROM `signing_keys`)
BEGIN
  INSERT INTO `revocations` (`kind`, `subject`, `revoked_at`, `expires_at`)
    SELECT 'grant', old.id, CAST(unixepoch('subsec') * 1000 AS integer), CAST(unixepoch('subsec') * 1000 AS integer) + 60000 + 1000 * max(`token_life`) FROM `signing_keys`;
END;
