ALTER TABLE `passkeys` ADD `user_handle` text;--> statement-breakpoint
CREATE INDEX `passkeys_by_user_handle` ON `passkeys` (`user_handle`) WHERE user_handle <> '';