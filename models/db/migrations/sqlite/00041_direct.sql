-- +goose Up

-- Who takes the money of an order that is paid online, as frozen when it was placed: the
-- market, which holds it in escrow, or the seller, whose own account the QR names.
ALTER TABLE orders ADD COLUMN collector TEXT NOT NULL DEFAULT 'market'
  CHECK (collector IN ('market', 'seller') AND (collector = 'market' OR payable_at = 'online'));

-- A payment to a seller: whose it is, and the row that holds the account, which is another
-- seller's where a cooperative takes the money. claimed_at is when its buyer said that it
-- was sent.
ALTER TABLE payments ADD COLUMN collector_id TEXT REFERENCES sellers(id);
ALTER TABLE payments ADD COLUMN payee_id TEXT REFERENCES payees(id)
  CHECK ((payee_id IS NULL) = (collector_id IS NULL) AND (payee_id IS NULL OR NOT at_door));
ALTER TABLE payments ADD COLUMN claimed_at BIGINT NOT NULL DEFAULT 0;

-- It pays for one order, and for no second one.
ALTER TABLE allocations ADD COLUMN direct BOOLEAN NOT NULL DEFAULT FALSE;
CREATE UNIQUE INDEX allocations_direct ON allocations (payment_id) WHERE direct;

-- A matter of money that a stall looks at, not the desk.
ALTER TABLE money_tasks ADD COLUMN seller_id TEXT REFERENCES sellers(id);
CREATE INDEX money_tasks_of_seller ON money_tasks (seller_id, created_at, id) WHERE state = 'open' AND seller_id IS NOT NULL;

-- What of the lines of such an order, or of its delivery (no line), is to go back. Nothing
-- of it stands in the tax register.
CREATE TABLE direct_backs (
  order_id   TEXT   NOT NULL REFERENCES orders(id),
  cause_kind TEXT   NOT NULL CHECK (cause_kind <> ''),
  cause_id   TEXT   NOT NULL CHECK (cause_id <> ''),
  line_id    TEXT   NOT NULL,
  amount     BIGINT NOT NULL CHECK (amount > 0),
  at         BIGINT NOT NULL CHECK (at > 0),
  PRIMARY KEY (order_id, cause_kind, cause_id, line_id)
);
-- +goose StatementBegin
CREATE TRIGGER direct_backs_no_update BEFORE UPDATE ON direct_backs
BEGIN SELECT RAISE(ABORT, 'direct_backs is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER direct_backs_no_delete BEFORE DELETE ON direct_backs
BEGIN SELECT RAISE(ABORT, 'direct_backs is append-only'); END;
-- +goose StatementEnd

-- What a seller owes the market of such an order when it has ended, and what a refund after
-- that takes off it again. delivery is owed for a carrier on the market's contract.
CREATE TABLE direct_fees (
  id             TEXT   NOT NULL PRIMARY KEY,
  order_id       TEXT   NOT NULL REFERENCES orders(id),
  seller_id      TEXT   NOT NULL REFERENCES sellers(id),
  event          TEXT   NOT NULL CHECK (event IN ('ended', 'back')),
  cause_kind     TEXT   NOT NULL CHECK (cause_kind <> ''),
  cause_id       TEXT   NOT NULL CHECK (cause_id <> ''),
  goods          BIGINT NOT NULL CHECK (goods >= 0),
  commission     BIGINT NOT NULL CHECK (commission >= 0),
  commission_vat BIGINT NOT NULL CHECK (commission_vat >= 0),
  delivery       BIGINT NOT NULL CHECK (delivery >= 0 AND (event = 'ended' OR delivery = 0)),
  at             BIGINT NOT NULL CHECK (at > 0),
  UNIQUE (order_id, cause_kind, cause_id)
);
CREATE UNIQUE INDEX direct_fees_ended ON direct_fees (order_id) WHERE event = 'ended';
CREATE INDEX direct_fees_of_seller ON direct_fees (seller_id, at, id);
-- +goose StatementBegin
CREATE TRIGGER direct_fees_no_update BEFORE UPDATE ON direct_fees
BEGIN SELECT RAISE(ABORT, 'direct_fees is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER direct_fees_no_delete BEFORE DELETE ON direct_fees
BEGIN SELECT RAISE(ABORT, 'direct_fees is append-only'); END;
-- +goose StatementEnd

-- +goose Down
DROP TABLE direct_fees;
DROP TABLE direct_backs;
DROP INDEX money_tasks_of_seller;
ALTER TABLE money_tasks DROP COLUMN seller_id;
DROP INDEX allocations_direct;
ALTER TABLE allocations DROP COLUMN direct;
ALTER TABLE payments DROP COLUMN claimed_at;
ALTER TABLE payments DROP COLUMN payee_id;
ALTER TABLE payments DROP COLUMN collector_id;
ALTER TABLE orders DROP COLUMN collector;
