CREATE TABLE `signing_keys` (
	`kid` text PRIMARY KEY NOT NULL,
	`alg` text NOT NULL,
	`public_jwk` text NOT NULL,
	`private_jwk` text NOT NULL,
	`key_id` text NOT NULL,
	`created_at` integer NOT NULL,
	`active_from` integer NOT NULL,
	`rotate_at` integer NOT NULL,
	`retired_at` integer,
	`expires_at` integer,
	`token_life` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `signing_keys_by_expiry` ON `signing_keys` (`expires_at`);