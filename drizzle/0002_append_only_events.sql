-- The audit trail is append-only: rows leave it by age, and none is ever rewritten.
CREATE TRIGGER `events_never_change` BEFORE UPDATE ON `events`
BEGIN
  SELECT RAISE(ABORT, 'events are append-only');
END;
