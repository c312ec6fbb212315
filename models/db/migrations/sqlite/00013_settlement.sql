-- +goose Up

-- What the market keeps of a sale, by the day on which the order is placed. Orders freeze
-- it, so a rule is never changed: a new one begins on a later day.
CREATE TABLE fee_rules (
  id            TEXT   NOT NULL PRIMARY KEY,
  commission_bp BIGINT NOT NULL CHECK (commission_bp BETWEEN 0 AND 10000), -- of the goods, after the seller's own discounts
  vat_bp        BIGINT NOT NULL CHECK (vat_bp BETWEEN 0 AND 10000),        -- of the commission, on top of it
  valid_from    TEXT   NOT NULL UNIQUE,
  source        TEXT   NOT NULL CHECK (source <> ''),
  created_by    TEXT   NOT NULL DEFAULT '',
  created_at    BIGINT NOT NULL
);
INSERT INTO fee_rules (id, commission_bp, vat_bp, valid_from, source, created_at) VALUES
  ('sample-2025-07-01', 500, 1000, '2025-07-01', 'Sample setting: the operator decides the commission and checks the VAT rate in force (10 % is the standard rate)', 0);
-- +goose StatementBegin
CREATE TRIGGER fee_rules_no_update BEFORE UPDATE ON fee_rules
BEGIN SELECT RAISE(ABORT, 'fee_rules is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER fee_rules_no_delete BEFORE DELETE ON fee_rules
BEGIN SELECT RAISE(ABORT, 'fee_rules is append-only'); END;
-- +goose StatementEnd

-- What is withheld of a seller's transaction, by the day on which its money is accepted.
-- Rates and beginnings never change; a rule ends when valid_to (its last day) is set.
CREATE TABLE tax_rules (
  id         TEXT   NOT NULL PRIMARY KEY,
  class      TEXT   NOT NULL CHECK (class IN ('goods', 'service', 'transport', 'own_raw_produce', 'unknown')),
  residency  TEXT   NOT NULL CHECK (residency IN ('resident', 'non_resident')),
  entity     TEXT   NOT NULL CHECK (entity IN ('individual', 'company')),
  vat_bp     BIGINT NOT NULL CHECK (vat_bp BETWEEN 0 AND 10000),
  pit_bp     BIGINT NOT NULL CHECK (pit_bp BETWEEN 0 AND 10000),
  valid_from TEXT   NOT NULL,
  valid_to   TEXT   NOT NULL DEFAULT '',
  source     TEXT   NOT NULL CHECK (source <> ''),
  created_at BIGINT NOT NULL,
  UNIQUE (class, residency, entity, valid_from),
  CHECK (vat_bp + pit_bp <= 10000),
  CHECK (valid_to = '' OR valid_to >= valid_from)
);
INSERT INTO tax_rules (id, class, residency, entity, vat_bp, pit_bp, valid_from, valid_to, source, created_at) VALUES
  ('goods-resident-individual-2025-07-01', 'goods', 'resident', 'individual', 100, 50, '2025-07-01', '', 'Decree 117/2025/ND-CP', 0),
  ('goods-non-resident-individual-2025-07-01', 'goods', 'non_resident', 'individual', 100, 100, '2025-07-01', '', 'Decree 117/2025/ND-CP', 0),
  ('service-resident-individual-2025-07-01', 'service', 'resident', 'individual', 500, 200, '2025-07-01', '', 'Decree 117/2025/ND-CP', 0),
  ('service-non-resident-individual-2025-07-01', 'service', 'non_resident', 'individual', 500, 500, '2025-07-01', '', 'Decree 117/2025/ND-CP', 0),
  ('transport-resident-individual-2025-07-01', 'transport', 'resident', 'individual', 300, 150, '2025-07-01', '', 'Decree 117/2025/ND-CP', 0),
  ('transport-non-resident-individual-2025-07-01', 'transport', 'non_resident', 'individual', 300, 200, '2025-07-01', '', 'Decree 117/2025/ND-CP', 0),
  ('unknown-resident-individual-2025-07-01', 'unknown', 'resident', 'individual', 500, 200, '2025-07-01', '', 'Decree 117/2025/ND-CP: type of transaction not known, highest rate', 0),
  ('unknown-non-resident-individual-2025-07-01', 'unknown', 'non_resident', 'individual', 500, 500, '2025-07-01', '', 'Decree 117/2025/ND-CP: type of transaction not known, highest rate', 0),
  ('own-raw-produce-resident-individual-2025-07-01', 'own_raw_produce', 'resident', 'individual', 0, 0, '2025-07-01', '', 'Laws on VAT and PIT: unprocessed produce sold by its grower; to be confirmed by the tax office in writing', 0),
  ('own-raw-produce-non-resident-individual-2025-07-01', 'own_raw_produce', 'non_resident', 'individual', 100, 100, '2025-07-01', '', 'Not confirmed for non-residents: withheld as goods', 0),
  ('goods-resident-company-2025-07-01', 'goods', 'resident', 'company', 0, 0, '2025-07-01', '', 'Decree 117/2025/ND-CP: companies and cooperatives invoice and declare themselves', 0),
  ('goods-non-resident-company-2025-07-01', 'goods', 'non_resident', 'company', 0, 0, '2025-07-01', '', 'Decree 117/2025/ND-CP: companies and cooperatives invoice and declare themselves', 0),
  ('service-resident-company-2025-07-01', 'service', 'resident', 'company', 0, 0, '2025-07-01', '', 'Decree 117/2025/ND-CP: companies and cooperatives invoice and declare themselves', 0),
  ('service-non-resident-company-2025-07-01', 'service', 'non_resident', 'company', 0, 0, '2025-07-01', '', 'Decree 117/2025/ND-CP: companies and cooperatives invoice and declare themselves', 0),
  ('transport-resident-company-2025-07-01', 'transport', 'resident', 'company', 0, 0, '2025-07-01', '', 'Decree 117/2025/ND-CP: companies and cooperatives invoice and declare themselves', 0),
  ('transport-non-resident-company-2025-07-01', 'transport', 'non_resident', 'company', 0, 0, '2025-07-01', '', 'Decree 117/2025/ND-CP: companies and cooperatives invoice and declare themselves', 0),
  ('unknown-resident-company-2025-07-01', 'unknown', 'resident', 'company', 0, 0, '2025-07-01', '', 'Decree 117/2025/ND-CP: companies and cooperatives invoice and declare themselves', 0),
  ('unknown-non-resident-company-2025-07-01', 'unknown', 'non_resident', 'company', 0, 0, '2025-07-01', '', 'Decree 117/2025/ND-CP: companies and cooperatives invoice and declare themselves', 0),
  ('own-raw-produce-resident-company-2025-07-01', 'own_raw_produce', 'resident', 'company', 0, 0, '2025-07-01', '', 'Decree 117/2025/ND-CP: companies and cooperatives invoice and declare themselves', 0),
  ('own-raw-produce-non-resident-company-2025-07-01', 'own_raw_produce', 'non_resident', 'company', 0, 0, '2025-07-01', '', 'Decree 117/2025/ND-CP: companies and cooperatives invoice and declare themselves', 0);
-- +goose StatementBegin
CREATE TRIGGER tax_rules_no_update BEFORE UPDATE OF id, class, residency, entity, vat_bp, pit_bp, valid_from ON tax_rules
BEGIN SELECT RAISE(ABORT, 'tax_rules only ever gets an end'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER tax_rules_no_delete BEFORE DELETE ON tax_rules
BEGIN SELECT RAISE(ABORT, 'tax_rules is append-only'); END;
-- +goose StatementEnd

-- What is withheld now of one line of an order; line_id is '' for the delivery that the
-- seller earns. Rows are taken back share by share, guarded by the base that was seen.
CREATE TABLE withheld_lines (
  order_id   TEXT   NOT NULL CHECK (order_id <> ''),
  line_id    TEXT   NOT NULL DEFAULT '',
  seller_id  TEXT   NOT NULL REFERENCES sellers(id),
  rule_id    TEXT   NOT NULL REFERENCES tax_rules(id),
  base       BIGINT NOT NULL CHECK (base >= 0),
  vat        BIGINT NOT NULL CHECK (vat >= 0),
  pit        BIGINT NOT NULL CHECK (pit >= 0),
  created_at BIGINT NOT NULL,
  PRIMARY KEY (order_id, line_id),
  CHECK (vat + pit <= base)
);
CREATE INDEX withheld_lines_of_seller ON withheld_lines (seller_id, order_id);

-- The register that is declared month by month: a reversal is a new row below zero, in the
-- period in which it happens.
CREATE TABLE withholding_entries (
  id            TEXT   NOT NULL PRIMARY KEY,
  order_id      TEXT   NOT NULL,
  order_line_id TEXT   NOT NULL DEFAULT '',
  seller_id     TEXT   NOT NULL REFERENCES sellers(id),
  rule_id       TEXT   NOT NULL REFERENCES tax_rules(id),
  event         TEXT   NOT NULL CHECK (event IN ('accepted', 'reversal')),
  base          BIGINT NOT NULL,
  vat           BIGINT NOT NULL,
  pit           BIGINT NOT NULL,
  period        TEXT   NOT NULL CHECK (length(period) = 7), -- '2026-11', a month in Vietnam
  cause_kind    TEXT   NOT NULL CHECK (cause_kind <> ''),
  cause_id      TEXT   NOT NULL CHECK (cause_id <> ''),
  at            BIGINT NOT NULL CHECK (at > 0),
  UNIQUE (order_id, order_line_id, cause_kind, cause_id, event), -- one cause, once
  FOREIGN KEY (order_id, order_line_id) REFERENCES withheld_lines (order_id, line_id),
  CHECK ((event = 'accepted' AND base > 0 AND vat >= 0 AND pit >= 0) OR (event = 'reversal' AND base < 0 AND vat <= 0 AND pit <= 0))
);
CREATE INDEX withholding_entries_of_period ON withholding_entries (period, seller_id);
CREATE INDEX withholding_entries_of_seller ON withholding_entries (seller_id, at, id);
CREATE INDEX withholding_entries_of_cause ON withholding_entries (cause_kind, cause_id);
-- +goose StatementBegin
CREATE TRIGGER withholding_entries_no_update BEFORE UPDATE ON withholding_entries
BEGIN SELECT RAISE(ABORT, 'withholding_entries is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER withholding_entries_no_delete BEFORE DELETE ON withholding_entries
BEGIN SELECT RAISE(ABORT, 'withholding_entries is append-only'); END;
-- +goose StatementEnd

-- What an order's money became when the order ended.
CREATE TABLE settlements (
  order_id        TEXT   NOT NULL PRIMARY KEY REFERENCES orders(id), -- once
  seller_id       TEXT   NOT NULL REFERENCES sellers(id),
  goods           BIGINT NOT NULL CHECK (goods >= 0),
  shipping        BIGINT NOT NULL CHECK (shipping >= 0),
  shipping_earner TEXT   NOT NULL CHECK (shipping_earner IN ('seller', 'carrier')),
  carrier         TEXT   NOT NULL,
  commission_bp   BIGINT NOT NULL CHECK (commission_bp BETWEEN 0 AND 10000),
  vat_bp          BIGINT NOT NULL CHECK (vat_bp BETWEEN 0 AND 10000),
  commission      BIGINT NOT NULL CHECK (commission >= 0),
  commission_vat  BIGINT NOT NULL CHECK (commission_vat >= 0),
  vat             BIGINT NOT NULL CHECK (vat >= 0),
  pit             BIGINT NOT NULL CHECK (pit >= 0),
  net             BIGINT NOT NULL,
  at              BIGINT NOT NULL CHECK (at > 0),
  CHECK (net = goods + CASE shipping_earner WHEN 'seller' THEN shipping ELSE 0 END - commission - commission_vat - vat - pit)
);
CREATE INDEX settlements_of_seller ON settlements (seller_id, at, order_id);
-- +goose StatementBegin
CREATE TRIGGER settlements_no_update BEFORE UPDATE ON settlements
BEGIN SELECT RAISE(ABORT, 'settlements is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER settlements_no_delete BEFORE DELETE ON settlements
BEGIN SELECT RAISE(ABORT, 'settlements is append-only'); END;
-- +goose StatementEnd

-- What a refund took back of what was earned already, and from whom. A refund before that
-- needs nothing here: the money still lies in escrow.
CREATE TABLE takebacks (
  id             TEXT   NOT NULL PRIMARY KEY,
  order_id       TEXT   NOT NULL REFERENCES orders(id),
  seller_id      TEXT   NOT NULL REFERENCES sellers(id),
  cause_kind     TEXT   NOT NULL CHECK (cause_kind <> ''),
  cause_id       TEXT   NOT NULL CHECK (cause_id <> ''),
  bearer         TEXT   NOT NULL CHECK (bearer IN ('earner', 'seller', 'market')),
  goods          BIGINT NOT NULL CHECK (goods >= 0),
  shipping       BIGINT NOT NULL CHECK (shipping >= 0),
  commission     BIGINT NOT NULL CHECK (commission >= 0),
  commission_vat BIGINT NOT NULL CHECK (commission_vat >= 0),
  vat            BIGINT NOT NULL CHECK (vat >= 0),
  pit            BIGINT NOT NULL CHECK (pit >= 0),
  from_seller    BIGINT NOT NULL, -- out of the seller's balance; below zero when rounding gives it a đồng
  at             BIGINT NOT NULL CHECK (at > 0),
  UNIQUE (order_id, cause_kind, cause_id), -- one cause, once
  CHECK (goods + shipping > 0)
);
CREATE INDEX takebacks_of_seller ON takebacks (seller_id, at, id);
-- +goose StatementBegin
CREATE TRIGGER takebacks_no_update BEFORE UPDATE ON takebacks
BEGIN SELECT RAISE(ABORT, 'takebacks is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER takebacks_no_delete BEFORE DELETE ON takebacks
BEGIN SELECT RAISE(ABORT, 'takebacks is append-only'); END;
-- +goose StatementEnd

CREATE TABLE payout_batch_statuses (status TEXT NOT NULL PRIMARY KEY);
INSERT INTO payout_batch_statuses VALUES ('filling'), ('open'), ('exported'), ('paid');

-- The transfers that go to the bank together.
CREATE TABLE payout_batches (
  id          TEXT   NOT NULL PRIMARY KEY,
  code        TEXT   NOT NULL UNIQUE,
  day         TEXT   NOT NULL UNIQUE, -- one a day, however many processes try
  status      TEXT   NOT NULL REFERENCES payout_batch_statuses(status),
  bank_ref    TEXT   NOT NULL DEFAULT '',
  exported_at BIGINT NOT NULL DEFAULT 0,
  exported_by TEXT   NOT NULL DEFAULT '',
  paid_at     BIGINT NOT NULL DEFAULT 0,
  paid_by     TEXT   NOT NULL DEFAULT '',
  created_at  BIGINT NOT NULL
);
-- Only one batch is filled at a time: a stopped process leaves it for the next to go on.
CREATE UNIQUE INDEX payout_batches_filling ON payout_batches (status) WHERE status = 'filling';
CREATE UNIQUE INDEX payout_batches_ref ON payout_batches (bank_ref) WHERE bank_ref <> '';
CREATE INDEX payout_batches_by_time ON payout_batches (created_at, id);

CREATE TABLE payout_statuses (status TEXT NOT NULL PRIMARY KEY);
INSERT INTO payout_statuses VALUES ('due'), ('sent'), ('paid'), ('returned');

-- One seller's transfer in a batch. code is its text at the bank.
CREATE TABLE payouts (
  id              TEXT   NOT NULL PRIMARY KEY,
  code            TEXT   NOT NULL UNIQUE,
  batch_id        TEXT   NOT NULL REFERENCES payout_batches(id),
  seller_id       TEXT   NOT NULL REFERENCES sellers(id),
  amount          BIGINT NOT NULL CHECK (amount > 0),
  status          TEXT   NOT NULL REFERENCES payout_statuses(status),
  bank_account_id TEXT   NOT NULL REFERENCES bank_accounts(id), -- its rows are never changed, so this is what was meant then
  bank_ref        TEXT   NOT NULL DEFAULT '',
  sent_at         BIGINT NOT NULL DEFAULT 0,
  paid_at         BIGINT NOT NULL DEFAULT 0,
  returned_at     BIGINT NOT NULL DEFAULT 0,
  account_refused BOOLEAN NOT NULL DEFAULT FALSE, -- the bank knows no such account: it is not tried again
  created_at      BIGINT NOT NULL,
  UNIQUE (batch_id, seller_id), -- a seller is paid once in a batch
  CHECK ((status = 'returned') = (returned_at > 0)),
  CHECK (status <> 'paid' OR (paid_at > 0 AND bank_ref <> ''))
);
CREATE INDEX payouts_of_seller ON payouts (seller_id, created_at, id);
CREATE INDEX payouts_refused ON payouts (bank_account_id) WHERE account_refused;

-- Who moved a payout, and through what: append-only.
CREATE TABLE payout_moves (
  id          TEXT   NOT NULL PRIMARY KEY,
  payout_id   TEXT   NOT NULL REFERENCES payouts(id),
  from_status TEXT   NOT NULL DEFAULT '',
  to_status   TEXT   NOT NULL REFERENCES payout_statuses(status),
  actor_kind  TEXT   NOT NULL,
  actor_id    TEXT   NOT NULL,
  channel     TEXT   NOT NULL,
  reason      TEXT   NOT NULL DEFAULT '',
  at          BIGINT NOT NULL CHECK (at > 0)
);
CREATE INDEX payout_moves_of_payout ON payout_moves (payout_id, at, id);
-- +goose StatementBegin
CREATE TRIGGER payout_moves_no_update BEFORE UPDATE ON payout_moves
BEGIN SELECT RAISE(ABORT, 'payout_moves is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER payout_moves_no_delete BEFORE DELETE ON payout_moves
BEGIN SELECT RAISE(ABORT, 'payout_moves is append-only'); END;
-- +goose StatementEnd

-- +goose Down
DROP TABLE payout_moves;
DROP TABLE payouts;
DROP TABLE payout_statuses;
DROP TABLE payout_batches;
DROP TABLE payout_batch_statuses;
DROP TABLE takebacks;
DROP TABLE settlements;
DROP TABLE withholding_entries;
DROP TABLE withheld_lines;
DROP TABLE tax_rules;
DROP TABLE fee_rules;
