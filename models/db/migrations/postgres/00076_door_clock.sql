-- +goose Up

-- The desk is asked what became of a parcel that is to be paid where it arrives, and is not.
INSERT INTO money_task_kinds VALUES ('door');
CREATE UNIQUE INDEX money_tasks_door ON money_tasks (payment_id) WHERE kind = 'door' AND state = 'open';

-- Before that its seller is reminded.
ALTER TABLE order_nudges DROP CONSTRAINT order_nudges_kind_check;
ALTER TABLE order_nudges ADD CONSTRAINT order_nudges_kind_check
  CHECK (kind IN ('silent', 'pack_soon', 'late_packing', 'ship_soon', 'late_shipping', 'late_arrival', 'door_unpaid'));

-- +goose Down
DELETE FROM order_nudges WHERE kind = 'door_unpaid';
ALTER TABLE order_nudges DROP CONSTRAINT order_nudges_kind_check;
ALTER TABLE order_nudges ADD CONSTRAINT order_nudges_kind_check
  CHECK (kind IN ('silent', 'pack_soon', 'late_packing', 'ship_soon', 'late_shipping', 'late_arrival'));
DROP INDEX money_tasks_door;
DELETE FROM money_tasks WHERE kind = 'door';
DELETE FROM money_task_kinds WHERE kind = 'door';
