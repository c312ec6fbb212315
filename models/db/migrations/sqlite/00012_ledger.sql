-- +goose Up

-- The chart of accounts. A kind is one table row, because the set grows.
CREATE TABLE account_kinds (kind TEXT NOT NULL PRIMARY KEY);
INSERT INTO account_kinds VALUES
  ('gateway'), ('bank'), ('escrow'), ('seller'), ('commission'), ('commission_vat'), ('vat_withheld'), ('pit_withheld'),
  ('shipping_payable'), ('shipping_income'), ('gateway_fee'), ('suspense'), ('refund_transit'), ('payout_transit'), ('courier'), ('loss');

-- Every đồng that moved, from one account to another: a row sums to zero by its shape.
CREATE TABLE postings (
  id         TEXT    NOT NULL PRIMARY KEY,
  from_kind  TEXT    NOT NULL REFERENCES account_kinds(kind),
  from_owner TEXT    NOT NULL DEFAULT '',
  to_kind    TEXT    NOT NULL REFERENCES account_kinds(kind),
  to_owner   TEXT    NOT NULL DEFAULT '',
  amount     BIGINT  NOT NULL CHECK (amount BETWEEN 1 AND 1000000000000),
  order_id   TEXT    NOT NULL DEFAULT '',
  cause_kind TEXT    NOT NULL CHECK (cause_kind <> ''),
  cause_id   TEXT    NOT NULL CHECK (cause_id <> ''),
  seq        INTEGER NOT NULL CHECK (seq >= 0),
  at         BIGINT  NOT NULL CHECK (at > 0),
  UNIQUE (cause_kind, cause_id, seq), -- one cause is posted once, whoever retries it
  CHECK (from_kind <> to_kind OR from_owner <> to_owner),
  -- These belong to somebody: without an owner the money could not be found again.
  CHECK (from_kind NOT IN ('gateway', 'escrow', 'seller') OR from_owner <> ''),
  CHECK (to_kind NOT IN ('gateway', 'escrow', 'seller') OR to_owner <> '')
);
CREATE INDEX postings_from ON postings (from_kind, from_owner, at, id);
CREATE INDEX postings_to ON postings (to_kind, to_owner, at, id);
CREATE INDEX postings_of_order ON postings (order_id) WHERE order_id <> '';

-- +goose StatementBegin
CREATE TRIGGER postings_no_update BEFORE UPDATE ON postings
BEGIN SELECT RAISE(ABORT, 'postings is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER postings_no_delete BEFORE DELETE ON postings
BEGIN SELECT RAISE(ABORT, 'postings is append-only'); END;
-- +goose StatementEnd

-- What lies in an escrow, in suspense or on its way: many small accounts that only give what
-- they were given. The CHECK is what keeps a refund and a completion that meet from both
-- taking the same money. The market's own accounts keep no balance here: every sale would
-- wait for their row.
CREATE TABLE account_balances (
  kind    TEXT   NOT NULL REFERENCES account_kinds(kind),
  owner   TEXT   NOT NULL CHECK (owner <> ''),
  balance BIGINT NOT NULL CHECK (balance >= 0),
  PRIMARY KEY (kind, owner),
  CHECK (kind IN ('escrow', 'suspense', 'refund_transit', 'payout_transit'))
);
CREATE INDEX account_balances_standing ON account_balances (kind, owner) WHERE balance > 0;

-- What the market owes a seller; payouts are guarded by it. A refund after the payout may
-- take it below zero.
CREATE TABLE seller_balances (
  seller_id TEXT   NOT NULL PRIMARY KEY REFERENCES sellers(id),
  balance   BIGINT NOT NULL
);
CREATE INDEX seller_balances_payable ON seller_balances (seller_id) WHERE balance > 0;

-- +goose Down
DROP TABLE seller_balances;
DROP TABLE account_balances;
DROP TABLE postings;
DROP TABLE account_kinds;
