-- +goose Up

-- The desk is asked what became of a parcel that is to be paid where it arrives, and is not.
INSERT INTO money_task_kinds VALUES ('door');
CREATE UNIQUE INDEX money_tasks_door ON money_tasks (payment_id) WHERE kind = 'door' AND state = 'open';

-- Before that its seller is reminded.
CREATE TABLE order_nudges_new (
  order_id   TEXT NOT NULL REFERENCES orders(id),
  kind       TEXT NOT NULL CHECK (kind IN ('silent', 'pack_soon', 'late_packing', 'ship_soon', 'late_shipping', 'late_arrival', 'door_unpaid')),
  created_at BIGINT NOT NULL,
  PRIMARY KEY (order_id, kind)
);
INSERT INTO order_nudges_new SELECT order_id, kind, created_at FROM order_nudges;
DROP TABLE order_nudges;
ALTER TABLE order_nudges_new RENAME TO order_nudges;

-- +goose Down
CREATE TABLE order_nudges_old (
  order_id   TEXT NOT NULL REFERENCES orders(id),
  kind       TEXT NOT NULL CHECK (kind IN ('silent', 'pack_soon', 'late_packing', 'ship_soon', 'late_shipping', 'late_arrival')),
  created_at BIGINT NOT NULL,
  PRIMARY KEY (order_id, kind)
);
INSERT INTO order_nudges_old SELECT order_id, kind, created_at FROM order_nudges WHERE kind <> 'door_unpaid';
DROP TABLE order_nudges;
ALTER TABLE order_nudges_old RENAME TO order_nudges;
DROP INDEX money_tasks_door;
DELETE FROM money_tasks WHERE kind = 'door';
DELETE FROM money_task_kinds WHERE kind = 'door';
