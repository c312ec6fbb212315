-- +goose Up

-- Two reminders more, each before its deadline: of packing, and of handing over.
ALTER TABLE order_nudges DROP CONSTRAINT order_nudges_kind_check;
ALTER TABLE order_nudges ADD CONSTRAINT order_nudges_kind_check
  CHECK (kind IN ('silent', 'pack_soon', 'late_packing', 'ship_soon', 'late_shipping', 'late_arrival'));

-- +goose Down
DELETE FROM order_nudges WHERE kind IN ('pack_soon', 'ship_soon');
ALTER TABLE order_nudges DROP CONSTRAINT order_nudges_kind_check;
ALTER TABLE order_nudges ADD CONSTRAINT order_nudges_kind_check
  CHECK (kind IN ('silent', 'late_packing', 'late_shipping', 'late_arrival'));
