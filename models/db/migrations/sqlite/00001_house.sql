-- +goose Up

-- Notes delivered after commit. seq is given while the writer holds the row that the
-- note is about, so the notes of one subject are numbered in the order of its changes;
-- nobody reads "seq > last seen", because numbers of different subjects commit in any order.
CREATE TABLE outbox_notes (
  seq          INTEGER PRIMARY KEY AUTOINCREMENT,
  id           TEXT    NOT NULL UNIQUE,
  type         TEXT    NOT NULL CHECK (type <> ''),
  version      INTEGER NOT NULL CHECK (version > 0),
  subject      TEXT    NOT NULL CHECK (subject <> ''),
  lane         TEXT    NOT NULL, -- family of the type and subject: what is kept in order
  body         TEXT    NOT NULL, -- ids only
  created_at   BIGINT  NOT NULL CHECK (created_at > 0),
  available_at BIGINT  NOT NULL,
  attempts     INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0),
  leased_until BIGINT  NOT NULL DEFAULT 0,
  lease_owner  TEXT    NOT NULL DEFAULT '',
  delivered_at BIGINT  NOT NULL DEFAULT 0,
  state        TEXT    NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'done', 'dead')),
  last_error   TEXT    NOT NULL DEFAULT '', -- a message key
  CHECK ((state = 'done') = (delivered_at > 0))
);
CREATE INDEX outbox_notes_pending ON outbox_notes (seq) WHERE state = 'pending';
CREATE INDEX outbox_notes_lane ON outbox_notes (lane, seq) WHERE state = 'pending';
CREATE INDEX outbox_notes_delivered ON outbox_notes (delivered_at) WHERE state = 'done';
CREATE INDEX outbox_notes_dead ON outbox_notes (created_at, id) WHERE state = 'dead';

-- Jobs that fire once however many processes run.
CREATE TABLE schedules (
  name         TEXT    NOT NULL PRIMARY KEY CHECK (name <> ''),
  next_at      BIGINT  NOT NULL CHECK (next_at > 0),
  leased_until BIGINT  NOT NULL DEFAULT 0,
  owner        TEXT    NOT NULL DEFAULT '',
  last_run_at  BIGINT  NOT NULL DEFAULT 0,
  last_error   TEXT    NOT NULL DEFAULT '' -- a message key
);

-- What a retried request has made. The primary key is what makes the second of two
-- equal requests wait for the first.
CREATE TABLE once_keys (
  actor        TEXT   NOT NULL, -- hashed: a guest's cart token is a secret
  operation    TEXT   NOT NULL CHECK (operation <> ''),
  key          TEXT   NOT NULL, -- hashed: what the client sent may be anything
  request_hash TEXT   NOT NULL CHECK (request_hash <> ''),
  result_id    TEXT   NOT NULL DEFAULT '',
  created_at   BIGINT NOT NULL CHECK (created_at > 0),
  PRIMARY KEY (actor, operation, key)
);
CREATE INDEX once_keys_created ON once_keys (created_at);

-- Who did what for whom: ids and codes only, so that erasing a person breaks no chain.
CREATE TABLE audit_entries (
  id           TEXT   NOT NULL PRIMARY KEY,
  at           BIGINT NOT NULL CHECK (at > 0),
  actor_kind   TEXT   NOT NULL CHECK (actor_kind <> ''),
  actor_id     TEXT   NOT NULL DEFAULT '',
  on_behalf_of TEXT   NOT NULL DEFAULT '',
  channel      TEXT   NOT NULL,
  verb         TEXT   NOT NULL CHECK (verb <> ''),
  subject_kind TEXT   NOT NULL CHECK (subject_kind <> ''),
  subject_id   TEXT   NOT NULL DEFAULT '',
  reason       TEXT   NOT NULL DEFAULT '', -- a code
  detail       TEXT   NOT NULL DEFAULT '{}'
);
CREATE INDEX audit_entries_at ON audit_entries (at, id);
CREATE INDEX audit_entries_subject ON audit_entries (subject_kind, subject_id, at, id);
CREATE INDEX audit_entries_actor ON audit_entries (actor_id, at, id);

-- +goose StatementBegin
CREATE TRIGGER audit_entries_no_update BEFORE UPDATE ON audit_entries
BEGIN SELECT RAISE(ABORT, 'audit_entries is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER audit_entries_no_delete BEFORE DELETE ON audit_entries
BEGIN SELECT RAISE(ABORT, 'audit_entries is append-only'); END;
-- +goose StatementEnd

-- +goose Down
DROP TABLE audit_entries;
DROP TABLE once_keys;
DROP TABLE schedules;
DROP TABLE outbox_notes;
