-- +goose Up

-- Who is paid for a seller: their own account, a relative's, the cooperative that sells
-- their goods, or the post, where they fetch it. A row is never changed but by its end and
-- by the cooperative's word, so a payout knows what was meant then. Where the money is
-- somebody else's to hold, the row is the record of consent: created_by agreed, at
-- created_at, to the text of consent, through channel, with assisted_by beside them.
CREATE TABLE payees (
  id             TEXT   NOT NULL PRIMARY KEY,
  seller_id      TEXT   NOT NULL REFERENCES sellers(id),
  kind           TEXT   NOT NULL CHECK (kind IN ('own', 'relative', 'cooperative', 'post')),
  holder         TEXT   NOT NULL CHECK (holder <> ''), -- as banks compare it, or as on the card of who fetches it
  bank_bin       TEXT   NOT NULL DEFAULT '',
  number_sealed  TEXT   NOT NULL DEFAULT '',
  last4          TEXT   NOT NULL DEFAULT '',
  relation       TEXT   NOT NULL DEFAULT '', -- of the relative to the household
  cooperative_id TEXT   REFERENCES sellers(id),
  post_point     TEXT   NOT NULL DEFAULT '', -- the post counter of the commune
  consent        TEXT   NOT NULL DEFAULT '', -- version of the text that was agreed to
  channel        TEXT   NOT NULL DEFAULT '',
  assisted_by    TEXT   NOT NULL DEFAULT '', -- name of who helped, as it was said
  accepted_by    TEXT   NOT NULL DEFAULT '', -- for the cooperative
  accepted_at    BIGINT NOT NULL DEFAULT 0,
  usable_from    BIGINT NOT NULL,
  created_by     TEXT   NOT NULL,
  created_at     BIGINT NOT NULL,
  removed_at     BIGINT NOT NULL DEFAULT 0,
  CHECK (usable_from >= created_at),
  CHECK ((kind IN ('own', 'relative')) = (length(bank_bin) = 6)),
  CHECK ((bank_bin <> '') = (number_sealed <> '')),
  CHECK ((kind = 'relative') = (relation <> '')),
  CHECK ((kind = 'cooperative') = (cooperative_id IS NOT NULL)),
  CHECK (cooperative_id IS NULL OR cooperative_id <> seller_id),
  CHECK ((kind = 'post') = (post_point <> '')),
  CHECK ((kind IN ('relative', 'cooperative')) = (consent <> '')),
  CHECK (consent = '' OR channel <> ''),
  CHECK ((accepted_at > 0) = (accepted_by <> '')),
  CHECK (accepted_at = 0 OR kind = 'cooperative')
);
INSERT INTO payees (id, seller_id, kind, holder, bank_bin, number_sealed, last4, usable_from, created_by, created_at, removed_at)
  SELECT id, seller_id, 'own', holder, bank_bin, number_sealed, last4, usable_from, created_by, created_at, removed_at FROM bank_accounts;
CREATE UNIQUE INDEX payees_live ON payees (seller_id) WHERE removed_at = 0;
CREATE INDEX payees_of_cooperative ON payees (cooperative_id, created_at, id) WHERE cooperative_id IS NOT NULL;
CREATE TRIGGER payees_no_update BEFORE UPDATE OF id, seller_id, kind, holder, bank_bin, number_sealed, last4, relation, cooperative_id,
  post_point, consent, channel, assisted_by, usable_from, created_by, created_at ON payees
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER payees_no_delete BEFORE DELETE ON payees
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER payees_no_truncate BEFORE TRUNCATE ON payees
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- payee_id is whom the seller had named, account_id the row that holds where the money
-- goes: another one when a cooperative is paid. fee is what the seller bears of it.
DROP INDEX payouts_refused;
ALTER TABLE payouts ADD COLUMN payee_id TEXT REFERENCES payees(id);
ALTER TABLE payouts ADD COLUMN account_id TEXT REFERENCES payees(id);
ALTER TABLE payouts ADD COLUMN fee BIGINT NOT NULL DEFAULT 0 CHECK (fee >= 0);
UPDATE payouts SET payee_id = bank_account_id, account_id = bank_account_id;
ALTER TABLE payouts DROP COLUMN bank_account_id;
DROP TABLE bank_accounts;
CREATE INDEX payouts_refused ON payouts (account_id) WHERE account_refused;
-- As the trigger on SQLite, where a column that is added cannot be NOT NULL.
ALTER TABLE payouts ADD CONSTRAINT payouts_to_somebody CHECK (payee_id IS NOT NULL AND account_id IS NOT NULL);

-- The post answers with a reference of its own.
ALTER TABLE payout_batches ADD COLUMN post_ref TEXT NOT NULL DEFAULT '';
CREATE UNIQUE INDEX payout_batches_post_ref ON payout_batches (post_ref) WHERE post_ref <> '';

INSERT INTO account_kinds VALUES ('payout_fee');
INSERT INTO code_purposes VALUES ('payee');

-- When and how sellers are paid, by the day of the batch. A rule is never changed: a new
-- one begins on a later day, and is shown until then.
CREATE TABLE payout_terms (
  id         TEXT    NOT NULL PRIMARY KEY,
  valid_from TEXT    NOT NULL UNIQUE CHECK (length(valid_from) = 10),
  every_days INTEGER NOT NULL CHECK (every_days BETWEEN 1 AND 31), -- from one batch to the next
  most_days  INTEGER NOT NULL CHECK (most_days BETWEEN 1 AND 90),  -- from delivery to the batch
  minimum    BIGINT  NOT NULL CHECK (minimum >= 0),                -- less waits, but not longer than most_days
  fee_bearer TEXT    NOT NULL CHECK (fee_bearer IN ('market', 'seller')),
  fee        BIGINT  NOT NULL CHECK (fee >= 0),                    -- of one transfer
  source     TEXT    NOT NULL CHECK (source <> ''),
  created_by TEXT    NOT NULL DEFAULT '',
  created_at BIGINT  NOT NULL,
  CHECK (most_days >= every_days),
  CHECK (fee_bearer = 'market' OR fee < minimum)
);
INSERT INTO payout_terms (id, valid_from, every_days, most_days, minimum, fee_bearer, fee, source, created_at) VALUES
  ('sample-2025-07-01', '2025-07-01', 3, 10, 50000, 'market', 0, 'Sample setting: the operator decides when sellers are paid and who bears the fee', 0);
CREATE TRIGGER payout_terms_no_update BEFORE UPDATE ON payout_terms
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER payout_terms_no_delete BEFORE DELETE ON payout_terms
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER payout_terms_no_truncate BEFORE TRUNCATE ON payout_terms
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- +goose Down
DROP TABLE payout_terms;
DELETE FROM signin_codes WHERE purpose = 'payee';
DELETE FROM code_purposes WHERE purpose = 'payee';
DELETE FROM account_kinds WHERE kind = 'payout_fee';
DROP INDEX payout_batches_post_ref;
ALTER TABLE payout_batches DROP COLUMN post_ref;
DROP INDEX payouts_refused;
CREATE TABLE bank_accounts (
  id            TEXT PRIMARY KEY,
  seller_id     TEXT NOT NULL REFERENCES sellers(id),
  bank_bin      TEXT NOT NULL CHECK (length(bank_bin) = 6),
  number_sealed TEXT NOT NULL CHECK (number_sealed <> ''),
  last4         TEXT NOT NULL,
  holder        TEXT NOT NULL CHECK (holder <> ''),
  usable_from   BIGINT NOT NULL,
  created_by    TEXT NOT NULL,
  created_at    BIGINT NOT NULL,
  removed_at    BIGINT NOT NULL DEFAULT 0,
  CHECK (usable_from >= created_at)
);
INSERT INTO bank_accounts SELECT id, seller_id, bank_bin, number_sealed, last4, holder, usable_from, created_by, created_at, removed_at
  FROM payees WHERE number_sealed <> '';
CREATE UNIQUE INDEX bank_accounts_live ON bank_accounts (seller_id) WHERE removed_at = 0;
ALTER TABLE payouts ADD COLUMN bank_account_id TEXT REFERENCES bank_accounts(id);
UPDATE payouts SET bank_account_id = account_id WHERE account_id IN (SELECT id FROM bank_accounts);
CREATE INDEX payouts_refused ON payouts (bank_account_id) WHERE account_refused;
ALTER TABLE payouts DROP COLUMN account_id;
ALTER TABLE payouts DROP COLUMN payee_id;
ALTER TABLE payouts DROP COLUMN fee;
DROP TABLE payees;
