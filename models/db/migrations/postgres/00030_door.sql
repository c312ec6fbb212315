-- +goose Up

-- Who takes the money of an order that is paid at the door: its seller (and the seller's
-- own courier or point), or a carrier that collects for the market by contract.
ALTER TABLE orders ADD COLUMN door_taker TEXT NOT NULL DEFAULT ''
  CHECK (door_taker IN ('', 'seller', 'carrier') AND (payable_at = 'door') = (door_taker <> ''));
CREATE INDEX orders_at_door ON orders (created_at, id) WHERE payable_at = 'door';

-- What is due at a door waits as long as its order does, and is due after packing.
ALTER TABLE payments ADD COLUMN at_door BOOLEAN NOT NULL DEFAULT FALSE;

-- +goose Down
ALTER TABLE payments DROP COLUMN at_door;
DROP INDEX orders_at_door;
ALTER TABLE orders DROP COLUMN door_taker;
