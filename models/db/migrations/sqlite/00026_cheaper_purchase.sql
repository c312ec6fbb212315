-- +goose Up

-- What a purchase costs is what bounds how many a small machine takes. References and checks
-- that another one implies are cheap here, and stay.

-- Nobody asks by these. A tax that is accepted twice is found by its orders.
DROP INDEX carts_idle;
DROP INDEX provider_events_by_time;
DROP INDEX withholding_entries_of_cause;

-- The seller's clock starts on a row that has just been written; who waits is found among
-- the placed.
DROP INDEX orders_to_confirm;
CREATE INDEX orders_placed ON orders (created_at, id) WHERE status = 'placed';

-- Whose a line of the register is, and by which rule, is fixed with it, and its rows say the same.
CREATE TRIGGER withheld_lines_fixed BEFORE UPDATE OF order_id, line_id, seller_id, rule_id ON withheld_lines
BEGIN SELECT RAISE(ABORT, 'withheld_lines is fixed'); END;
-- +goose StatementBegin
CREATE TRIGGER withholding_entries_of_their_line BEFORE INSERT ON withholding_entries
BEGIN
  SELECT RAISE(ABORT, 'another seller or rule than the line''s') FROM withheld_lines w
    WHERE w.order_id = NEW.order_id AND w.line_id = NEW.order_line_id AND (w.seller_id <> NEW.seller_id OR w.rule_id <> NEW.rule_id);
END;
-- +goose StatementEnd

-- +goose Down
DROP TRIGGER withholding_entries_of_their_line;
DROP TRIGGER withheld_lines_fixed;
DROP INDEX orders_placed;
CREATE INDEX orders_to_confirm ON orders (confirm_by) WHERE status = 'placed' AND confirm_by > 0;
CREATE INDEX withholding_entries_of_cause ON withholding_entries (cause_kind, cause_id);
CREATE INDEX provider_events_by_time ON provider_events (received_at, id);
CREATE INDEX carts_idle ON carts (touched_at) WHERE state = 'open';
