-- +goose Up

CREATE TABLE order_statuses (status TEXT PRIMARY KEY);
INSERT INTO order_statuses VALUES ('placed'), ('confirmed'), ('packed'), ('shipped'), ('delivered'), ('completed'), ('cancelled'), ('returned');

-- What one buyer placed at one moment; its state is computed from its orders.
CREATE TABLE order_groups (
  id             TEXT PRIMARY KEY,
  code           TEXT NOT NULL UNIQUE,
  cart_id        TEXT NOT NULL UNIQUE REFERENCES carts(id), -- a cart is spent once: the last guard against a double order
  person_id      TEXT REFERENCES people(id),                -- NULL: a guest with a proved phone
  phone_id       TEXT NOT NULL REFERENCES phones(id),
  locale         TEXT NOT NULL,
  terms_version  TEXT NOT NULL,
  scheme         TEXT NOT NULL,
  ward_code      TEXT NOT NULL,
  address_sealed TEXT NOT NULL,
  created_at     BIGINT NOT NULL,
  FOREIGN KEY (scheme, ward_code) REFERENCES divisions (scheme, code)
);
CREATE INDEX order_groups_of_person ON order_groups (person_id, created_at, id);
CREATE INDEX order_groups_of_phone ON order_groups (phone_id, created_at, id);

CREATE TABLE orders (
  id              TEXT PRIMARY KEY,
  group_id        TEXT NOT NULL REFERENCES order_groups(id),
  code            TEXT NOT NULL UNIQUE,
  seller_id       TEXT NOT NULL REFERENCES sellers(id),
  status          TEXT NOT NULL REFERENCES order_statuses(status),
  goods           BIGINT NOT NULL CHECK (goods > 0),
  shipping        BIGINT NOT NULL CHECK (shipping >= 0),
  packed_goods    BIGINT NOT NULL DEFAULT 0 CHECK (packed_goods BETWEEN 0 AND goods), -- never more than was agreed
  commission_bp   BIGINT NOT NULL CHECK (commission_bp BETWEEN 0 AND 10000),
  vat_bp          BIGINT NOT NULL CHECK (vat_bp BETWEEN 0 AND 10000),
  shipping_earner TEXT NOT NULL CHECK (shipping_earner IN ('seller', 'carrier')),
  carrier         TEXT NOT NULL,
  service         TEXT NOT NULL,
  pickup_id       TEXT NOT NULL DEFAULT '',
  promised_from   TEXT NOT NULL,
  promised_to     TEXT NOT NULL,
  payable_at      TEXT NOT NULL CHECK (payable_at IN ('online', 'door')),
  -- The clocks of this order; 0 = does not run.
  confirm_by      BIGINT NOT NULL DEFAULT 0,
  pack_by         BIGINT NOT NULL DEFAULT 0,
  shipped_at      BIGINT NOT NULL DEFAULT 0,
  delivered_at    BIGINT NOT NULL DEFAULT 0,
  complete_after  BIGINT NOT NULL DEFAULT 0,
  ended_at        BIGINT NOT NULL DEFAULT 0,
  created_at      BIGINT NOT NULL
);
CREATE INDEX orders_of_group ON orders (group_id);
CREATE INDEX orders_of_seller ON orders (seller_id, created_at, id);
CREATE INDEX orders_at_work ON orders (seller_id, status, created_at, id);
CREATE INDEX orders_to_confirm ON orders (confirm_by) WHERE status = 'placed' AND confirm_by > 0;
CREATE INDEX orders_to_complete ON orders (complete_after) WHERE status = 'delivered' AND complete_after > 0;

-- Price and name as they were agreed.
CREATE TABLE order_lines (
  id              TEXT PRIMARY KEY,
  order_id        TEXT NOT NULL REFERENCES orders(id),
  position        INTEGER NOT NULL,
  product_id      TEXT NOT NULL REFERENCES products(id),
  variant_id      TEXT NOT NULL REFERENCES variants(id),
  name_vi         TEXT NOT NULL,
  name_en         TEXT NOT NULL DEFAULT '',
  variant_vi      TEXT NOT NULL DEFAULT '',
  variant_en      TEXT NOT NULL DEFAULT '',
  unit            TEXT NOT NULL,
  basis           TEXT NOT NULL CHECK (basis IN ('piece', 'gram')),
  price           BIGINT NOT NULL CHECK (price > 0),
  quantity        BIGINT NOT NULL CHECK (quantity > 0),
  amount          BIGINT NOT NULL CHECK (amount > 0),
  packed_quantity BIGINT NOT NULL DEFAULT -1 CHECK (packed_quantity >= -1), -- -1 = not packed yet
  packed_amount   BIGINT NOT NULL DEFAULT 0 CHECK (packed_amount BETWEEN 0 AND amount),
  ship_grams      BIGINT NOT NULL CHECK (ship_grams >= 0),
  class           TEXT NOT NULL,
  tax_class       TEXT NOT NULL,
  tax_entity      TEXT NOT NULL,
  residency       TEXT NOT NULL,
  sample          BOOLEAN NOT NULL,
  UNIQUE (order_id, variant_id)
);

-- Who moved an order, for whom, through what: append-only.
CREATE TABLE order_moves (
  id           TEXT PRIMARY KEY,
  order_id     TEXT NOT NULL REFERENCES orders(id),
  from_status  TEXT NOT NULL DEFAULT '',
  to_status    TEXT NOT NULL REFERENCES order_statuses(status),
  actor_kind   TEXT NOT NULL,
  actor_id     TEXT NOT NULL,
  on_behalf_of TEXT NOT NULL DEFAULT '',
  channel      TEXT NOT NULL,
  reason       TEXT NOT NULL DEFAULT '',
  created_at   BIGINT NOT NULL
);
CREATE INDEX order_moves_of_order ON order_moves (order_id, created_at, id);

-- +goose Down
DROP TABLE order_moves;
DROP TABLE order_lines;
DROP TABLE orders;
DROP TABLE order_groups;
DROP TABLE order_statuses;
