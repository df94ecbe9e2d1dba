CREATE INDEX `accounts_by_name` ON `accounts` (substr(lower(coalesce(coalesce(nullif(trim(coalesce(first_name, '') || ' ' || coalesce(last_name, '')), ''), username, email), '')), 1, 60), `id`);--> statement-breakpoint
-- Names, username, email address and id of each account, by the rowid of the account. It stores no text, only where each sequence
-- of three characters occurs, so a deletion repeats the indexed text.
CREATE VIRTUAL TABLE `accounts_search` USING fts5(`text`, content='', columnsize=0, tokenize='trigram remove_diacritics 1');--> statement-breakpoint
-- A deletion removes the text at once, not at some later merge.
INSERT INTO `accounts_search` (`accounts_search`, `rank`) VALUES ('secure-delete', 1);--> statement-breakpoint
INSERT INTO `accounts_search` (`rowid`, `text`) SELECT `rowid`, coalesce(first_name || ' ', '') || coalesce(last_name, '') || char(10) || coalesce(username, '') || char(10) || coalesce(email, '') || char(10) || id FROM `accounts`;--> statement-breakpoint
CREATE TRIGGER `accounts_search_insert` AFTER INSERT ON `accounts`
BEGIN
  INSERT INTO `accounts_search` (`rowid`, `text`) VALUES (new.rowid, coalesce(new.first_name || ' ', '') || coalesce(new.last_name, '') || char(10) || coalesce(new.username, '') || char(10) || coalesce(new.email, '') || char(10) || new.id);
END;--> statement-breakpoint
CREATE TRIGGER `accounts_search_delete` AFTER DELETE ON `accounts`
BEGIN
  INSERT INTO `accounts_search` (`accounts_search`, `rowid`, `text`) VALUES ('delete', old.rowid, coalesce(old.first_name || ' ', '') || coalesce(old.last_name, '') || char(10) || coalesce(old.username, '') || char(10) || coalesce(old.email, '') || char(10) || old.id);
END;--> statement-breakpoint
-- A sign-in changes none of these columns.
CREATE TRIGGER `accounts_search_update` AFTER UPDATE OF `first_name`, `last_name`, `username`, `email` ON `accounts`
WHEN (old.first_name, old.last_name, old.username, old.email) IS NOT (new.first_name, new.last_name, new.username, new.email)
BEGIN
  INSERT INTO `accounts_search` (`accounts_search`, `rowid`, `text`) VALUES ('delete', old.rowid, coalesce(old.first_name || ' ', '') || coalesce(old.last_name, '') || char(10) || coalesce(old.username, '') || char(10) || coalesce(old.email, '') || char(10) || old.id);
  INSERT INTO `accounts_search` (`rowid`, `text`) VALUES (new.rowid, coalesce(new.first_name || ' ', '') || coalesce(new.last_name, '') || char(10) || coalesce(new.username, '') || char(10) || coalesce(new.email, '') || char(10) || new.id);
END;
