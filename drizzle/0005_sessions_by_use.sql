DROP INDEX `sessions_by_account`;--> statement-breakpoint
CREATE INDEX `sessions_by_account` ON `sessions` (`account_id`,`last_used_at`);