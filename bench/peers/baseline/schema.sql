CREATE TABLE users (
  id text PRIMARY KEY,
  email text NOT NULL UNIQUE,
  hash text NOT NULL,
  role text NOT NULL
) WITHOUT ROWID;
