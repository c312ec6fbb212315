-- +goose Up

-- Two reminders more, each before its deadline: of packing, and of handing over.
CREATE TABLE order_nudges_new (
  order_id   TEXT NOT NULL REFERENCES orders(id),
  kind       TEXT NOT NULL CHECK (kind IN ('silent', 'pack_soon', 'late_packing', 'ship_soon', 'late_shipping', 'late_arrival')),
  created_at BIGINT NOT NULL,
  PRIMARY KEY (order_id, kind)
);
INSERT INTO order_nudges_new SELECT order_id, kind, created_at FROM order_nudges;
DROP TABLE order_nudges;
ALTER TABLE order_nudges_new RENAME TO order_nudges;

-- +goose Down
CREATE TABLE order_nudges_old (
  order_id   TEXT NOT NULL REFERENCES orders(id),
  kind       TEXT NOT NULL CHECK (kind IN ('silent', 'late_packing', 'late_shipping', 'late_arrival')),
  created_at BIGINT NOT NULL,
  PRIMARY KEY (order_id, kind)
);
INSERT INTO order_nudges_old SELECT order_id, kind, created_at FROM order_nudges WHERE kind NOT IN ('pack_soon', 'ship_soon');
DROP TABLE order_nudges;
ALTER TABLE order_nudges_old RENAME TO order_nudges;
