-- +goose Up

-- PostgreSQL reads the text of every CHECK of a table anew for each statement that writes to
-- it: of what a purchase costs it, an eighth. What a type promises it keeps at hand. So what
-- is said of one column is said by the column's type, which names the unit too; what columns
-- say of each other stays a CHECK. Nothing is allowed that was refused before; a value that a
-- column cannot take is refused as soon as it is sent, even where no row would have taken it.

CREATE DOMAIN vnd AS BIGINT CHECK (VALUE >= 0);                -- đồng, never below zero
CREATE DOMAIN vnd_due AS BIGINT CHECK (VALUE > 0);             -- đồng that somebody owes or moved
CREATE DOMAIN vnd_posted AS BIGINT CHECK (VALUE BETWEEN 1 AND 1000000000000);
CREATE DOMAIN basis_points AS BIGINT CHECK (VALUE BETWEEN 0 AND 10000);
CREATE DOMAIN instant AS BIGINT CHECK (VALUE > 0);             -- milliseconds since 1970
CREATE DOMAIN quantity AS BIGINT CHECK (VALUE > 0);            -- pieces or grams
CREATE DOMAIN quantity_wished AS BIGINT CHECK (VALUE BETWEEN 1 AND 10000000);
CREATE DOMAIN quantity_packed AS BIGINT CHECK (VALUE >= -1);   -- -1: not packed yet
CREATE DOMAIN quantity_held AS BIGINT CHECK (VALUE >= 0);
CREATE DOMAIN grams AS BIGINT CHECK (VALUE >= 0);
CREATE DOMAIN note_version AS INTEGER CHECK (VALUE > 0);
CREATE DOMAIN tally AS INTEGER CHECK (VALUE >= 0);
CREATE DOMAIN word AS TEXT CHECK (VALUE <> '');
CREATE DOMAIN tax_month AS TEXT CHECK (length(VALUE) = 7);         -- 2026-12

CREATE DOMAIN cart_state AS TEXT CHECK (VALUE IN ('open', 'spent', 'merged'));
CREATE DOMAIN hold_state AS TEXT CHECK (VALUE IN ('held', 'consumed', 'released'));
CREATE DOMAIN note_state AS TEXT CHECK (VALUE IN ('pending', 'done', 'dead'));
CREATE DOMAIN attempt_status AS TEXT
  CHECK (VALUE IN ('creating', 'open', 'checking', 'succeeded', 'failed', 'cancelled', 'expired'));
CREATE DOMAIN sale_basis AS TEXT CHECK (VALUE IN ('piece', 'gram'));
CREATE DOMAIN payable_at AS TEXT CHECK (VALUE IN ('online', 'door'));
CREATE DOMAIN shipping_earner AS TEXT CHECK (VALUE IN ('seller', 'carrier'));
CREATE DOMAIN door_taker AS TEXT CHECK (VALUE IN ('', 'seller', 'carrier'));
CREATE DOMAIN collector AS TEXT CHECK (VALUE IN ('market', 'seller'));
CREATE DOMAIN balanced_kind AS TEXT CHECK (VALUE IN ('escrow', 'suspense', 'refund_transit', 'payout_transit'));
CREATE DOMAIN withholding_event AS TEXT CHECK (VALUE IN ('accepted', 'reversal'));

ALTER TABLE carts DROP CONSTRAINT carts_state_check, ALTER COLUMN state TYPE cart_state;
ALTER TABLE cart_lines DROP CONSTRAINT cart_lines_quantity_check, ALTER COLUMN quantity TYPE quantity_wished;
ALTER TABLE once_keys DROP CONSTRAINT once_keys_created_at_check, DROP CONSTRAINT once_keys_operation_check, DROP CONSTRAINT once_keys_request_hash_check,
  ALTER COLUMN created_at TYPE instant, ALTER COLUMN operation TYPE word, ALTER COLUMN request_hash TYPE word;
ALTER TABLE stock DROP CONSTRAINT stock_held_check, ALTER COLUMN held TYPE quantity_held;
ALTER TABLE holds DROP CONSTRAINT holds_quantity_check, DROP CONSTRAINT holds_state_check,
  ALTER COLUMN quantity TYPE quantity, ALTER COLUMN state TYPE hold_state;

ALTER TABLE orders DROP CONSTRAINT orders_goods_check, DROP CONSTRAINT orders_shipping_check, DROP CONSTRAINT orders_check,
  DROP CONSTRAINT orders_commission_bp_check, DROP CONSTRAINT orders_vat_bp_check,
  DROP CONSTRAINT orders_payable_at_check, DROP CONSTRAINT orders_shipping_earner_check,
  DROP CONSTRAINT orders_check1, DROP CONSTRAINT orders_check2,
  ALTER COLUMN goods TYPE vnd_due, ALTER COLUMN shipping TYPE vnd, ALTER COLUMN packed_goods TYPE vnd,
  ALTER COLUMN commission_bp TYPE basis_points, ALTER COLUMN vat_bp TYPE basis_points,
  ALTER COLUMN payable_at TYPE payable_at, ALTER COLUMN shipping_earner TYPE shipping_earner,
  ALTER COLUMN door_taker TYPE door_taker, ALTER COLUMN collector TYPE collector,
  ADD CONSTRAINT orders_packed CHECK (packed_goods <= goods),
  ADD CONSTRAINT orders_taker CHECK ((payable_at = 'door') = (door_taker <> '')),
  ADD CONSTRAINT orders_collected CHECK (collector = 'market' OR payable_at = 'online');
ALTER TABLE order_lines DROP CONSTRAINT order_lines_amount_check, DROP CONSTRAINT order_lines_basis_check, DROP CONSTRAINT order_lines_check,
  DROP CONSTRAINT order_lines_packed_quantity_check, DROP CONSTRAINT order_lines_price_check,
  DROP CONSTRAINT order_lines_quantity_check, DROP CONSTRAINT order_lines_ship_grams_check,
  ALTER COLUMN amount TYPE vnd_due, ALTER COLUMN basis TYPE sale_basis, ALTER COLUMN packed_amount TYPE vnd,
  ALTER COLUMN packed_quantity TYPE quantity_packed, ALTER COLUMN price TYPE vnd_due,
  ALTER COLUMN quantity TYPE quantity, ALTER COLUMN ship_grams TYPE grams,
  ADD CONSTRAINT order_lines_packed CHECK (packed_amount <= amount);
ALTER TABLE outbox_notes DROP CONSTRAINT outbox_notes_attempts_check, DROP CONSTRAINT outbox_notes_created_at_check, DROP CONSTRAINT outbox_notes_state_check,
  DROP CONSTRAINT outbox_notes_subject_check, DROP CONSTRAINT outbox_notes_type_check, DROP CONSTRAINT outbox_notes_version_check,
  ALTER COLUMN attempts TYPE tally, ALTER COLUMN created_at TYPE instant, ALTER COLUMN state TYPE note_state,
  ALTER COLUMN subject TYPE word, ALTER COLUMN type TYPE word, ALTER COLUMN version TYPE note_version;

ALTER TABLE payments DROP CONSTRAINT payments_allocated_check, DROP CONSTRAINT payments_amount_check,
  DROP CONSTRAINT payments_refunded_check, DROP CONSTRAINT payments_refunding_check,
  ALTER COLUMN allocated TYPE vnd, ALTER COLUMN amount TYPE vnd_due, ALTER COLUMN refunded TYPE vnd, ALTER COLUMN refunding TYPE vnd;
ALTER TABLE allocations DROP CONSTRAINT allocations_goods_check, DROP CONSTRAINT allocations_refunded_check, DROP CONSTRAINT allocations_shipping_check,
  ALTER COLUMN goods TYPE vnd, ALTER COLUMN refunded TYPE vnd, ALTER COLUMN shipping TYPE vnd;
ALTER TABLE attempts DROP CONSTRAINT attempts_amount_check, DROP CONSTRAINT attempts_status_check,
  ALTER COLUMN amount TYPE vnd_due, ALTER COLUMN status TYPE attempt_status;
ALTER TABLE captures DROP CONSTRAINT captures_amount_check, DROP CONSTRAINT captures_refunded_check,
  ALTER COLUMN amount TYPE vnd_due, ALTER COLUMN refunded TYPE vnd;

ALTER TABLE postings DROP CONSTRAINT postings_amount_check, DROP CONSTRAINT postings_at_check, DROP CONSTRAINT postings_cause_id_check,
  DROP CONSTRAINT postings_cause_kind_check, DROP CONSTRAINT postings_seq_check,
  ALTER COLUMN amount TYPE vnd_posted, ALTER COLUMN at TYPE instant, ALTER COLUMN cause_id TYPE word,
  ALTER COLUMN cause_kind TYPE word, ALTER COLUMN seq TYPE tally;
ALTER TABLE account_balances DROP CONSTRAINT account_balances_balance_check, DROP CONSTRAINT account_balances_kind_check, DROP CONSTRAINT account_balances_owner_check,
  ALTER COLUMN balance TYPE vnd, ALTER COLUMN kind TYPE balanced_kind, ALTER COLUMN owner TYPE word;
ALTER TABLE withheld_lines DROP CONSTRAINT withheld_lines_pit_check, DROP CONSTRAINT withheld_lines_vat_check,
  ALTER COLUMN pit TYPE vnd, ALTER COLUMN vat TYPE vnd;
ALTER TABLE withholding_entries DROP CONSTRAINT withholding_entries_at_check, DROP CONSTRAINT withholding_entries_cause_id_check,
  DROP CONSTRAINT withholding_entries_cause_kind_check, DROP CONSTRAINT withholding_entries_period_check, DROP CONSTRAINT withholding_entries_check,
  ALTER COLUMN at TYPE instant, ALTER COLUMN cause_id TYPE word, ALTER COLUMN cause_kind TYPE word,
  ALTER COLUMN period TYPE tax_month, ALTER COLUMN event TYPE withholding_event,
  ADD CONSTRAINT withholding_entries_signs
    CHECK (CASE event WHEN 'accepted' THEN base > 0 AND LEAST(vat, pit) >= 0 ELSE base < 0 AND GREATEST(vat, pit) <= 0 END);

-- What was known of the values went with the old types. Of tables without rows nothing is
-- asked: what is known to be empty is planned for as if it stayed so.
-- +goose StatementBegin
DO $$ BEGIN
  IF EXISTS (SELECT 1 FROM orders) THEN
    ANALYZE carts, cart_lines, once_keys, stock, holds, orders, order_lines, outbox_notes, payments, allocations, attempts, captures,
      postings, account_balances, withheld_lines, withholding_entries;
  END IF;
END $$;
-- +goose StatementEnd

-- +goose Down
ALTER TABLE withholding_entries DROP CONSTRAINT withholding_entries_signs,
  ALTER COLUMN at TYPE BIGINT, ALTER COLUMN cause_id TYPE TEXT, ALTER COLUMN cause_kind TYPE TEXT,
  ALTER COLUMN period TYPE TEXT, ALTER COLUMN event TYPE TEXT,
  ADD CONSTRAINT withholding_entries_at_check CHECK (at > 0),
  ADD CONSTRAINT withholding_entries_cause_id_check CHECK (cause_id <> ''),
  ADD CONSTRAINT withholding_entries_cause_kind_check CHECK (cause_kind <> ''),
  ADD CONSTRAINT withholding_entries_period_check CHECK (length(period) = 7),
  ADD CONSTRAINT withholding_entries_check CHECK (event = 'accepted' AND base > 0 AND vat >= 0 AND pit >= 0
    OR event = 'reversal' AND base < 0 AND vat <= 0 AND pit <= 0);
ALTER TABLE withheld_lines ALTER COLUMN pit TYPE BIGINT, ALTER COLUMN vat TYPE BIGINT,
  ADD CONSTRAINT withheld_lines_pit_check CHECK (pit >= 0), ADD CONSTRAINT withheld_lines_vat_check CHECK (vat >= 0);
ALTER TABLE account_balances ALTER COLUMN balance TYPE BIGINT, ALTER COLUMN kind TYPE TEXT, ALTER COLUMN owner TYPE TEXT,
  ADD CONSTRAINT account_balances_balance_check CHECK (balance >= 0), ADD CONSTRAINT account_balances_owner_check CHECK (owner <> ''),
  ADD CONSTRAINT account_balances_kind_check CHECK (kind IN ('escrow', 'suspense', 'refund_transit', 'payout_transit'));
ALTER TABLE postings ALTER COLUMN amount TYPE BIGINT, ALTER COLUMN at TYPE BIGINT, ALTER COLUMN cause_id TYPE TEXT,
  ALTER COLUMN cause_kind TYPE TEXT, ALTER COLUMN seq TYPE INTEGER,
  ADD CONSTRAINT postings_amount_check CHECK (amount BETWEEN 1 AND 1000000000000), ADD CONSTRAINT postings_at_check CHECK (at > 0),
  ADD CONSTRAINT postings_cause_id_check CHECK (cause_id <> ''), ADD CONSTRAINT postings_cause_kind_check CHECK (cause_kind <> ''),
  ADD CONSTRAINT postings_seq_check CHECK (seq >= 0);

ALTER TABLE captures ALTER COLUMN amount TYPE BIGINT, ALTER COLUMN refunded TYPE BIGINT,
  ADD CONSTRAINT captures_amount_check CHECK (amount > 0), ADD CONSTRAINT captures_refunded_check CHECK (refunded >= 0);
ALTER TABLE attempts ALTER COLUMN amount TYPE BIGINT, ALTER COLUMN status TYPE TEXT,
  ADD CONSTRAINT attempts_amount_check CHECK (amount > 0),
  ADD CONSTRAINT attempts_status_check CHECK (status IN ('creating', 'open', 'checking', 'succeeded', 'failed', 'cancelled', 'expired'));
ALTER TABLE allocations ALTER COLUMN goods TYPE BIGINT, ALTER COLUMN refunded TYPE BIGINT, ALTER COLUMN shipping TYPE BIGINT,
  ADD CONSTRAINT allocations_goods_check CHECK (goods >= 0), ADD CONSTRAINT allocations_refunded_check CHECK (refunded >= 0),
  ADD CONSTRAINT allocations_shipping_check CHECK (shipping >= 0);
ALTER TABLE payments ALTER COLUMN allocated TYPE BIGINT, ALTER COLUMN amount TYPE BIGINT, ALTER COLUMN refunded TYPE BIGINT, ALTER COLUMN refunding TYPE BIGINT,
  ADD CONSTRAINT payments_allocated_check CHECK (allocated >= 0), ADD CONSTRAINT payments_amount_check CHECK (amount > 0),
  ADD CONSTRAINT payments_refunded_check CHECK (refunded >= 0), ADD CONSTRAINT payments_refunding_check CHECK (refunding >= 0);

ALTER TABLE outbox_notes ALTER COLUMN attempts TYPE INTEGER, ALTER COLUMN created_at TYPE BIGINT, ALTER COLUMN state TYPE TEXT,
  ALTER COLUMN subject TYPE TEXT, ALTER COLUMN type TYPE TEXT, ALTER COLUMN version TYPE INTEGER,
  ADD CONSTRAINT outbox_notes_attempts_check CHECK (attempts >= 0), ADD CONSTRAINT outbox_notes_created_at_check CHECK (created_at > 0),
  ADD CONSTRAINT outbox_notes_state_check CHECK (state IN ('pending', 'done', 'dead')), ADD CONSTRAINT outbox_notes_subject_check CHECK (subject <> ''),
  ADD CONSTRAINT outbox_notes_type_check CHECK (type <> ''), ADD CONSTRAINT outbox_notes_version_check CHECK (version > 0);
ALTER TABLE order_lines DROP CONSTRAINT order_lines_packed,
  ALTER COLUMN amount TYPE BIGINT, ALTER COLUMN basis TYPE TEXT, ALTER COLUMN packed_amount TYPE BIGINT,
  ALTER COLUMN packed_quantity TYPE BIGINT, ALTER COLUMN price TYPE BIGINT, ALTER COLUMN quantity TYPE BIGINT, ALTER COLUMN ship_grams TYPE BIGINT,
  ADD CONSTRAINT order_lines_amount_check CHECK (amount > 0), ADD CONSTRAINT order_lines_basis_check CHECK (basis IN ('piece', 'gram')),
  ADD CONSTRAINT order_lines_check CHECK (packed_amount >= 0 AND packed_amount <= amount),
  ADD CONSTRAINT order_lines_packed_quantity_check CHECK (packed_quantity >= -1), ADD CONSTRAINT order_lines_price_check CHECK (price > 0),
  ADD CONSTRAINT order_lines_quantity_check CHECK (quantity > 0), ADD CONSTRAINT order_lines_ship_grams_check CHECK (ship_grams >= 0);
ALTER TABLE orders DROP CONSTRAINT orders_packed, DROP CONSTRAINT orders_taker, DROP CONSTRAINT orders_collected,
  ALTER COLUMN goods TYPE BIGINT, ALTER COLUMN shipping TYPE BIGINT, ALTER COLUMN packed_goods TYPE BIGINT,
  ALTER COLUMN commission_bp TYPE BIGINT, ALTER COLUMN vat_bp TYPE BIGINT,
  ALTER COLUMN payable_at TYPE TEXT, ALTER COLUMN shipping_earner TYPE TEXT, ALTER COLUMN door_taker TYPE TEXT, ALTER COLUMN collector TYPE TEXT,
  ADD CONSTRAINT orders_goods_check CHECK (goods > 0), ADD CONSTRAINT orders_shipping_check CHECK (shipping >= 0),
  ADD CONSTRAINT orders_check CHECK (packed_goods >= 0 AND packed_goods <= goods),
  ADD CONSTRAINT orders_commission_bp_check CHECK (commission_bp BETWEEN 0 AND 10000), ADD CONSTRAINT orders_vat_bp_check CHECK (vat_bp BETWEEN 0 AND 10000),
  ADD CONSTRAINT orders_payable_at_check CHECK (payable_at IN ('online', 'door')),
  ADD CONSTRAINT orders_shipping_earner_check CHECK (shipping_earner IN ('seller', 'carrier')),
  ADD CONSTRAINT orders_check1 CHECK (door_taker IN ('', 'seller', 'carrier') AND (payable_at = 'door') = (door_taker <> '')),
  ADD CONSTRAINT orders_check2 CHECK (collector IN ('market', 'seller') AND (collector = 'market' OR payable_at = 'online'));

ALTER TABLE holds ALTER COLUMN quantity TYPE BIGINT, ALTER COLUMN state TYPE TEXT,
  ADD CONSTRAINT holds_quantity_check CHECK (quantity > 0), ADD CONSTRAINT holds_state_check CHECK (state IN ('held', 'consumed', 'released'));
ALTER TABLE stock ALTER COLUMN held TYPE BIGINT, ADD CONSTRAINT stock_held_check CHECK (held >= 0);
ALTER TABLE once_keys ALTER COLUMN created_at TYPE BIGINT, ALTER COLUMN operation TYPE TEXT, ALTER COLUMN request_hash TYPE TEXT,
  ADD CONSTRAINT once_keys_created_at_check CHECK (created_at > 0), ADD CONSTRAINT once_keys_operation_check CHECK (operation <> ''),
  ADD CONSTRAINT once_keys_request_hash_check CHECK (request_hash <> '');
ALTER TABLE cart_lines ALTER COLUMN quantity TYPE BIGINT, ADD CONSTRAINT cart_lines_quantity_check CHECK (quantity > 0 AND quantity <= 10000000);
ALTER TABLE carts ALTER COLUMN state TYPE TEXT, ADD CONSTRAINT carts_state_check CHECK (state IN ('open', 'spent', 'merged'));

DROP DOMAIN withholding_event, balanced_kind, collector, door_taker, shipping_earner, payable_at, sale_basis, attempt_status, note_state,
  hold_state, cart_state, tax_month, word, tally, note_version, grams, quantity_held, quantity_packed, quantity_wished, quantity, instant,
  basis_points, vnd_posted, vnd_due, vnd;
