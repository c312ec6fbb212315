-- +goose Up

-- What a purchase costs is what bounds how many a small machine takes. Each step below says
-- what still keeps the promise of what goes.

-- Nobody asks by these. A tax that is accepted twice is found by its orders.
DROP INDEX carts_idle;
DROP INDEX provider_events_by_time;
DROP INDEX withholding_entries_of_cause;

-- The seller's clock starts on a row that has just been written. While an index held
-- confirm_by, that wrote all indexes of the row anew; who waits is found among the placed.
DROP INDEX orders_to_confirm;
CREATE INDEX orders_placed ON orders (created_at, id) WHERE status = 'placed';

-- Room for the next version of a row beside it, so that a change leaves the indexes alone.
ALTER TABLE orders SET (fillfactor = 70);
ALTER TABLE payments SET (fillfactor = 70);
ALTER TABLE allocations SET (fillfactor = 70);
ALTER TABLE attempts SET (fillfactor = 70);
ALTER TABLE carts SET (fillfactor = 70);
ALTER TABLE stock SET (fillfactor = 50);
ALTER TABLE outbox_notes SET (fillfactor = 70);

-- Every sale pointed at the same few rows of these lists, and sales at once stood in line to
-- lock them. A type that knows the same words refuses the same, and locks nothing. The
-- tables stay the lists; a test compares them with the types.
CREATE DOMAIN order_status AS TEXT
  CHECK (VALUE IN ('placed', 'confirmed', 'packed', 'shipped', 'delivered', 'completed', 'cancelled', 'returned'));
CREATE DOMAIN payment_status AS TEXT
  CHECK (VALUE IN ('due', 'checking', 'paid', 'expired', 'cancelled'));
CREATE DOMAIN account_kind AS TEXT
  CHECK (VALUE IN ('gateway', 'bank', 'escrow', 'seller', 'commission', 'commission_vat', 'vat_withheld', 'pit_withheld',
    'shipping_payable', 'shipping_income', 'gateway_fee', 'suspense', 'refund_transit', 'payout_transit', 'courier', 'loss'));
ALTER TABLE orders DROP CONSTRAINT orders_status_fkey, ALTER COLUMN status TYPE order_status;
ALTER TABLE order_moves DROP CONSTRAINT order_moves_to_status_fkey, ALTER COLUMN to_status TYPE order_status;
ALTER TABLE payments DROP CONSTRAINT payments_status_fkey, ALTER COLUMN status TYPE payment_status;
ALTER TABLE postings DROP CONSTRAINT postings_from_kind_fkey, DROP CONSTRAINT postings_to_kind_fkey,
  ALTER COLUMN from_kind TYPE account_kind, ALTER COLUMN to_kind TYPE account_kind;
-- Its own CHECK names four of the kinds.
ALTER TABLE account_balances DROP CONSTRAINT account_balances_kind_fkey;

-- Implied: none of the parts is below zero, and together they are no more than it.
ALTER TABLE payments DROP CONSTRAINT payments_received_check;             -- refunding, refunded
ALTER TABLE withheld_lines DROP CONSTRAINT withheld_lines_base_check;     -- vat, pit
ALTER TABLE stock DROP CONSTRAINT stock_on_hand_check;                    -- held
-- Implied: the CHECK of the amounts names both events.
ALTER TABLE withholding_entries DROP CONSTRAINT withholding_entries_event_check;

-- A line names a product and one of its variants: one reference says so, where two did not
-- say that they belong together.
ALTER TABLE variants ADD CONSTRAINT variants_of_their_product UNIQUE (id, product_id);
ALTER TABLE order_lines DROP CONSTRAINT order_lines_product_id_fkey, DROP CONSTRAINT order_lines_variant_id_fkey,
  ADD CONSTRAINT order_lines_variant_fkey FOREIGN KEY (variant_id, product_id) REFERENCES variants (id, product_id);

-- Whose a line of the register is, and by which rule, is fixed with it; so its rows, which
-- never change either, need only be compared with it once.
CREATE TRIGGER withheld_lines_fixed BEFORE UPDATE OF order_id, line_id, seller_id, rule_id ON withheld_lines
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
ALTER TABLE withholding_entries DROP CONSTRAINT withholding_entries_seller_id_fkey, DROP CONSTRAINT withholding_entries_rule_id_fkey;

-- What the rows of one statement need is looked at once for all of them, no more row by row.
DROP TRIGGER withholding_entries_in_open_period ON withholding_entries;
-- +goose StatementBegin
CREATE OR REPLACE FUNCTION into_open_period() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  month TEXT;
  paper RECORD;
BEGIN
  FOR month IN SELECT DISTINCT period FROM added ORDER BY period LOOP
    PERFORM 1 FROM tax_periods WHERE period = month AND closed_at = 0 FOR SHARE;
    IF NOT FOUND THEN
      INSERT INTO tax_periods (period) VALUES (month) ON CONFLICT DO NOTHING;
      PERFORM 1 FROM tax_periods WHERE period = month AND closed_at = 0 FOR SHARE;
      IF NOT FOUND THEN
        RAISE EXCEPTION 'the tax period is closed' USING ERRCODE = 'check_violation';
      END IF;
    END IF;
  END LOOP;
  FOR paper IN SELECT DISTINCT paper_id, seller_id FROM added WHERE event = 'accepted' AND paper_id IS NOT NULL ORDER BY paper_id LOOP
    PERFORM 1 FROM tax_papers WHERE id = paper.paper_id AND seller_id = paper.seller_id AND state = 'verified' FOR SHARE;
    IF NOT FOUND THEN -- withdrawn meanwhile: the sale is read again and taxed
      RAISE EXCEPTION 'the tax paper does not count' USING ERRCODE = 'serialization_failure';
    END IF;
  END LOOP;
  IF EXISTS (SELECT 1 FROM added a JOIN withheld_lines w ON w.order_id = a.order_id AND w.line_id = a.order_line_id
      WHERE w.seller_id <> a.seller_id OR w.rule_id <> a.rule_id) THEN
    RAISE EXCEPTION 'another seller or rule than the line''s' USING ERRCODE = 'foreign_key_violation';
  END IF;
  RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE TRIGGER withholding_entries_in_open_period AFTER INSERT ON withholding_entries REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION into_open_period();

-- +goose Down
DROP TRIGGER withholding_entries_in_open_period ON withholding_entries;
-- +goose StatementBegin
CREATE OR REPLACE FUNCTION into_open_period() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM tax_periods WHERE period = NEW.period AND closed_at = 0 FOR SHARE;
  IF NOT FOUND THEN
    INSERT INTO tax_periods (period) VALUES (NEW.period) ON CONFLICT DO NOTHING;
    PERFORM 1 FROM tax_periods WHERE period = NEW.period AND closed_at = 0 FOR SHARE;
    IF NOT FOUND THEN
      RAISE EXCEPTION 'the tax period is closed' USING ERRCODE = 'check_violation';
    END IF;
  END IF;
  IF NEW.event = 'accepted' AND NEW.paper_id IS NOT NULL THEN
    PERFORM 1 FROM tax_papers WHERE id = NEW.paper_id AND seller_id = NEW.seller_id AND state = 'verified' FOR SHARE;
    IF NOT FOUND THEN -- withdrawn meanwhile: the sale is read again and taxed
      RAISE EXCEPTION 'the tax paper does not count' USING ERRCODE = 'serialization_failure';
    END IF;
  END IF;
  RETURN NEW;
END $$;
-- +goose StatementEnd
CREATE TRIGGER withholding_entries_in_open_period BEFORE INSERT ON withholding_entries
  FOR EACH ROW EXECUTE FUNCTION into_open_period();
ALTER TABLE withholding_entries ADD CONSTRAINT withholding_entries_rule_id_fkey FOREIGN KEY (rule_id) REFERENCES tax_rules (id),
  ADD CONSTRAINT withholding_entries_seller_id_fkey FOREIGN KEY (seller_id) REFERENCES sellers (id);
DROP TRIGGER withheld_lines_fixed ON withheld_lines;
ALTER TABLE order_lines DROP CONSTRAINT order_lines_variant_fkey,
  ADD CONSTRAINT order_lines_product_id_fkey FOREIGN KEY (product_id) REFERENCES products (id),
  ADD CONSTRAINT order_lines_variant_id_fkey FOREIGN KEY (variant_id) REFERENCES variants (id);
ALTER TABLE variants DROP CONSTRAINT variants_of_their_product;
ALTER TABLE withholding_entries ADD CONSTRAINT withholding_entries_event_check CHECK (event IN ('accepted', 'reversal'));
ALTER TABLE stock ADD CONSTRAINT stock_on_hand_check CHECK (on_hand >= 0);
ALTER TABLE withheld_lines ADD CONSTRAINT withheld_lines_base_check CHECK (base >= 0);
ALTER TABLE payments ADD CONSTRAINT payments_received_check CHECK (received >= 0);
ALTER TABLE account_balances ADD CONSTRAINT account_balances_kind_fkey FOREIGN KEY (kind) REFERENCES account_kinds (kind);
ALTER TABLE postings ALTER COLUMN from_kind TYPE TEXT, ALTER COLUMN to_kind TYPE TEXT,
  ADD CONSTRAINT postings_from_kind_fkey FOREIGN KEY (from_kind) REFERENCES account_kinds (kind),
  ADD CONSTRAINT postings_to_kind_fkey FOREIGN KEY (to_kind) REFERENCES account_kinds (kind);
ALTER TABLE payments ALTER COLUMN status TYPE TEXT, ADD CONSTRAINT payments_status_fkey FOREIGN KEY (status) REFERENCES payment_statuses (status);
ALTER TABLE order_moves ALTER COLUMN to_status TYPE TEXT,
  ADD CONSTRAINT order_moves_to_status_fkey FOREIGN KEY (to_status) REFERENCES order_statuses (status);
ALTER TABLE orders ALTER COLUMN status TYPE TEXT, ADD CONSTRAINT orders_status_fkey FOREIGN KEY (status) REFERENCES order_statuses (status);
DROP DOMAIN account_kind;
DROP DOMAIN payment_status;
DROP DOMAIN order_status;
ALTER TABLE outbox_notes RESET (fillfactor);
ALTER TABLE stock RESET (fillfactor);
ALTER TABLE carts RESET (fillfactor);
ALTER TABLE attempts RESET (fillfactor);
ALTER TABLE allocations RESET (fillfactor);
ALTER TABLE payments RESET (fillfactor);
ALTER TABLE orders RESET (fillfactor);
DROP INDEX orders_placed;
CREATE INDEX orders_to_confirm ON orders (confirm_by) WHERE status = 'placed' AND confirm_by > 0;
CREATE INDEX withholding_entries_of_cause ON withholding_entries (cause_kind, cause_id);
CREATE INDEX provider_events_by_time ON provider_events (received_at, id);
CREATE INDEX carts_idle ON carts (touched_at) WHERE state = 'open';
