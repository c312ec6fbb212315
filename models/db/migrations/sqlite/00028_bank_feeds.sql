-- +goose Up

-- What a person must look at, and how a bank credit stands: tables, so that another word
-- needs no other CHECK.
CREATE TABLE money_task_kinds (kind TEXT NOT NULL PRIMARY KEY);
INSERT INTO money_task_kinds VALUES ('under'), ('over'), ('late'), ('duplicate'), ('unmatched'), ('transfer'), ('review'), ('twin'), ('silent');
CREATE TABLE bank_credit_states (state TEXT NOT NULL PRIMARY KEY);
INSERT INTO bank_credit_states VALUES ('matched'), ('unmatched'), ('settled'), ('foreign'), ('twin'), ('doubtful');

CREATE TABLE money_tasks_kept AS SELECT * FROM money_tasks;
DROP TABLE money_tasks;

-- reference is the bank's own number of the transfer, where the source hands it on. twin_of
-- is the credit by which another source, or another road, told of the same money: a twin
-- books nothing, and a doubtful one nothing until a person has judged.
CREATE TABLE bank_credits_next (
  id           TEXT PRIMARY KEY,
  source       TEXT NOT NULL,
  source_id    TEXT NOT NULL,
  account      TEXT NOT NULL,
  amount       BIGINT NOT NULL CHECK (amount > 0),
  content      TEXT NOT NULL,
  payer_sealed TEXT NOT NULL DEFAULT '',
  state        TEXT NOT NULL REFERENCES bank_credit_states(state),
  payment_id   TEXT REFERENCES payments(id),
  received_at  BIGINT NOT NULL,
  created_at   BIGINT NOT NULL,
  reference    TEXT NOT NULL DEFAULT '',
  twin_of      TEXT REFERENCES bank_credits(id),
  UNIQUE (source, source_id),
  CHECK (state <> 'matched' OR payment_id IS NOT NULL),
  CHECK ((state IN ('twin', 'doubtful')) = (twin_of IS NOT NULL))
);
INSERT INTO bank_credits_next (id, source, source_id, account, amount, content, payer_sealed, state, payment_id, received_at, created_at)
  SELECT id, source, source_id, account, amount, content, payer_sealed, state, payment_id, received_at, created_at FROM bank_credits;
DROP TABLE bank_credits;
ALTER TABLE bank_credits_next RENAME TO bank_credits;
CREATE INDEX bank_credits_open ON bank_credits (received_at, id) WHERE state = 'unmatched';
CREATE INDEX bank_credits_of_payment ON bank_credits (payment_id) WHERE payment_id IS NOT NULL;
CREATE INDEX bank_credits_alike ON bank_credits (account, amount, received_at);
CREATE INDEX bank_credits_of_twin ON bank_credits (twin_of) WHERE twin_of IS NOT NULL;

CREATE TABLE money_tasks (
  id         TEXT PRIMARY KEY,
  kind       TEXT NOT NULL REFERENCES money_task_kinds(kind),
  payment_id TEXT REFERENCES payments(id),
  credit_id  TEXT REFERENCES bank_credits(id),
  refund_id  TEXT REFERENCES refunds(id),
  amount     BIGINT NOT NULL CHECK (amount >= 0),
  state      TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'done')),
  note       TEXT NOT NULL DEFAULT '',
  done_by    TEXT NOT NULL DEFAULT '',
  done_at    BIGINT NOT NULL DEFAULT 0,
  created_at BIGINT NOT NULL
);
INSERT INTO money_tasks (id, kind, payment_id, credit_id, refund_id, amount, state, note, done_by, done_at, created_at)
  SELECT id, kind, payment_id, credit_id, refund_id, amount, state, note, done_by, done_at, created_at FROM money_tasks_kept;
DROP TABLE money_tasks_kept;
CREATE INDEX money_tasks_open ON money_tasks (created_at, id) WHERE state = 'open';
CREATE INDEX money_tasks_of_payment ON money_tasks (payment_id);
CREATE INDEX money_tasks_of_refund ON money_tasks (refund_id) WHERE refund_id IS NOT NULL;
CREATE INDEX money_tasks_of_credit ON money_tasks (credit_id) WHERE credit_id IS NOT NULL;

-- Whoever judges whether a credit is a twin takes this row first: of two sources that tell
-- of one transfer at the same moment, the second sees the first.
CREATE TABLE bank_credit_slots (
  account  TEXT   NOT NULL,
  amount   BIGINT NOT NULL,
  heard_at BIGINT NOT NULL,
  PRIMARY KEY (account, amount)
);

-- The sources of bank notices: how far their lists were read, and whether they are silent.
CREATE TABLE bank_feeds (
  source       TEXT   NOT NULL PRIMARY KEY,
  since        BIGINT NOT NULL,            -- watched from then on
  read_to      TEXT   NOT NULL DEFAULT '', -- the source's own mark in its list
  read_at      BIGINT NOT NULL DEFAULT 0,
  silent_since BIGINT NOT NULL DEFAULT 0
);

-- The desk's books: ids are in order of time. What a source last told, and what was told of a
-- payment.
CREATE INDEX provider_events_of_gateway ON provider_events (gateway, id);
CREATE INDEX provider_events_of_payment ON provider_events (payment_id) WHERE payment_id IS NOT NULL;

-- +goose Down
DROP INDEX provider_events_of_payment;
DROP INDEX provider_events_of_gateway;
DROP TABLE bank_feeds;
DROP TABLE bank_credit_slots;
DELETE FROM money_tasks WHERE kind IN ('twin', 'silent') OR credit_id IN (SELECT id FROM bank_credits WHERE state IN ('twin', 'doubtful'));
CREATE TABLE money_tasks_kept AS SELECT * FROM money_tasks;
DROP TABLE money_tasks;
CREATE TABLE bank_credits_before (
  id           TEXT PRIMARY KEY,
  source       TEXT NOT NULL,
  source_id    TEXT NOT NULL,
  account      TEXT NOT NULL,
  amount       BIGINT NOT NULL CHECK (amount > 0),
  content      TEXT NOT NULL,
  payer_sealed TEXT NOT NULL DEFAULT '',
  state        TEXT NOT NULL CHECK (state IN ('matched', 'unmatched', 'settled')),
  payment_id   TEXT REFERENCES payments(id),
  received_at  BIGINT NOT NULL,
  created_at   BIGINT NOT NULL,
  UNIQUE (source, source_id),
  CHECK (state <> 'matched' OR payment_id IS NOT NULL)
);
INSERT INTO bank_credits_before (id, source, source_id, account, amount, content, payer_sealed, state, payment_id, received_at, created_at)
  SELECT id, source, source_id, account, amount, content, payer_sealed, CASE state WHEN 'foreign' THEN 'settled' ELSE state END, payment_id, received_at, created_at
  FROM bank_credits WHERE twin_of IS NULL;
DELETE FROM bank_credits WHERE twin_of IS NOT NULL;
DROP TABLE bank_credits;
ALTER TABLE bank_credits_before RENAME TO bank_credits;
CREATE INDEX bank_credits_open ON bank_credits (received_at, id) WHERE state = 'unmatched';
CREATE INDEX bank_credits_of_payment ON bank_credits (payment_id) WHERE payment_id IS NOT NULL;
CREATE TABLE money_tasks (
  id         TEXT PRIMARY KEY,
  kind       TEXT NOT NULL CHECK (kind IN ('under', 'over', 'late', 'duplicate', 'unmatched', 'transfer', 'review')),
  payment_id TEXT REFERENCES payments(id),
  credit_id  TEXT REFERENCES bank_credits(id),
  refund_id  TEXT REFERENCES refunds(id),
  amount     BIGINT NOT NULL CHECK (amount >= 0),
  state      TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'done')),
  note       TEXT NOT NULL DEFAULT '',
  done_by    TEXT NOT NULL DEFAULT '',
  done_at    BIGINT NOT NULL DEFAULT 0,
  created_at BIGINT NOT NULL
);
INSERT INTO money_tasks (id, kind, payment_id, credit_id, refund_id, amount, state, note, done_by, done_at, created_at)
  SELECT id, kind, payment_id, credit_id, refund_id, amount, state, note, done_by, done_at, created_at FROM money_tasks_kept;
DROP TABLE money_tasks_kept;
CREATE INDEX money_tasks_open ON money_tasks (created_at, id) WHERE state = 'open';
CREATE INDEX money_tasks_of_payment ON money_tasks (payment_id);
CREATE INDEX money_tasks_of_refund ON money_tasks (refund_id) WHERE refund_id IS NOT NULL;
CREATE INDEX money_tasks_of_credit ON money_tasks (credit_id) WHERE credit_id IS NOT NULL;
DROP TABLE bank_credit_states;
DROP TABLE money_task_kinds;
