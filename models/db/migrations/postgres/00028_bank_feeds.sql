-- +goose Up

-- What a person must look at, and how a bank credit stands: tables, so that another word
-- needs no other CHECK.
CREATE TABLE money_task_kinds (kind TEXT NOT NULL PRIMARY KEY);
INSERT INTO money_task_kinds VALUES ('under'), ('over'), ('late'), ('duplicate'), ('unmatched'), ('transfer'), ('review'), ('twin'), ('silent');
CREATE TABLE bank_credit_states (state TEXT NOT NULL PRIMARY KEY);
INSERT INTO bank_credit_states VALUES ('matched'), ('unmatched'), ('settled'), ('foreign'), ('twin'), ('doubtful');
ALTER TABLE money_tasks DROP CONSTRAINT money_tasks_kind_check;
ALTER TABLE money_tasks ADD CONSTRAINT money_tasks_kind_known FOREIGN KEY (kind) REFERENCES money_task_kinds(kind);
ALTER TABLE bank_credits DROP CONSTRAINT bank_credits_state_check;
ALTER TABLE bank_credits ADD CONSTRAINT bank_credits_state_known FOREIGN KEY (state) REFERENCES bank_credit_states(state);

-- reference is the bank's own number of the transfer, where the source hands it on. twin_of
-- is the credit by which another source, or another road, told of the same money: a twin
-- books nothing, and a doubtful one nothing until a person has judged.
ALTER TABLE bank_credits ADD COLUMN reference TEXT NOT NULL DEFAULT '';
ALTER TABLE bank_credits ADD COLUMN twin_of TEXT REFERENCES bank_credits(id);
ALTER TABLE bank_credits ADD CONSTRAINT bank_credits_twin CHECK ((state IN ('twin', 'doubtful')) = (twin_of IS NOT NULL));
CREATE INDEX bank_credits_alike ON bank_credits (account, amount, received_at);
CREATE INDEX bank_credits_of_twin ON bank_credits (twin_of) WHERE twin_of IS NOT NULL;

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
DELETE FROM money_tasks WHERE kind IN ('twin', 'silent') OR credit_id IN (SELECT id FROM bank_credits WHERE twin_of IS NOT NULL);
DELETE FROM bank_credits WHERE twin_of IS NOT NULL;
DROP INDEX bank_credits_of_twin;
DROP INDEX bank_credits_alike;
ALTER TABLE bank_credits DROP CONSTRAINT bank_credits_twin;
ALTER TABLE bank_credits DROP COLUMN twin_of;
ALTER TABLE bank_credits DROP COLUMN reference;
ALTER TABLE bank_credits DROP CONSTRAINT bank_credits_state_known;
UPDATE bank_credits SET state = 'settled' WHERE state = 'foreign';
ALTER TABLE bank_credits ADD CONSTRAINT bank_credits_state_check CHECK (state IN ('matched', 'unmatched', 'settled'));
ALTER TABLE money_tasks DROP CONSTRAINT money_tasks_kind_known;
ALTER TABLE money_tasks ADD CONSTRAINT money_tasks_kind_check CHECK (kind IN ('under', 'over', 'late', 'duplicate', 'unmatched', 'transfer', 'review'));
DROP TABLE bank_credit_states;
DROP TABLE money_task_kinds;
