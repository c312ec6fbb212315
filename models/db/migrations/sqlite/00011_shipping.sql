-- +goose Up

-- How a seller sends: which carriers, with what settings. A seller without a row sends by
-- the market's standard table.
CREATE TABLE seller_delivery (
  seller_id  TEXT NOT NULL REFERENCES sellers(id),
  carrier    TEXT NOT NULL,
  settings   TEXT NOT NULL DEFAULT '{}',
  active     BOOLEAN NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (seller_id, carrier)
);

-- How many days a seller needs to pack, counted from the money.
CREATE TABLE seller_packing (
  seller_id TEXT PRIMARY KEY REFERENCES sellers(id),
  days      INTEGER NOT NULL CHECK (days BETWEEN 0 AND 14)
);

-- Where a buyer can fetch a parcel, and on which days (bit 0 is Monday).
CREATE TABLE pickup_points (
  id         TEXT PRIMARY KEY,
  seller_id  TEXT NOT NULL REFERENCES sellers(id),
  name       TEXT NOT NULL CHECK (name <> ''),
  scheme     TEXT NOT NULL,
  ward_code  TEXT NOT NULL,
  street     TEXT NOT NULL,
  days       INTEGER NOT NULL CHECK (days BETWEEN 1 AND 127),
  hours      TEXT NOT NULL,
  active     BOOLEAN NOT NULL,
  created_at BIGINT NOT NULL,
  FOREIGN KEY (scheme, ward_code) REFERENCES divisions (scheme, code)
);
CREATE INDEX pickup_points_of_seller ON pickup_points (seller_id) WHERE active;

CREATE TABLE shipment_statuses (status TEXT PRIMARY KEY);
INSERT INTO shipment_statuses VALUES ('created'), ('picking'), ('pickup_failed'), ('picked_up'), ('in_transit'), ('out_for_delivery'),
  ('delivered'), ('attempt_failed'), ('return_pending'), ('returning'), ('returned'), ('cancelled'), ('exception');

-- The parcel of an order.
CREATE TABLE shipments (
  id          TEXT PRIMARY KEY,
  order_id    TEXT NOT NULL UNIQUE REFERENCES orders(id), -- one parcel for one order
  carrier     TEXT NOT NULL,
  service     TEXT NOT NULL,
  tracking_no TEXT NOT NULL DEFAULT '',
  status      TEXT NOT NULL REFERENCES shipment_statuses(status),
  status_at   BIGINT NOT NULL, -- when that happened: older news change nothing
  fee         BIGINT NOT NULL CHECK (fee >= 0),
  grams       BIGINT NOT NULL CHECK (grams >= 0),
  created_at  BIGINT NOT NULL
);
CREATE UNIQUE INDEX shipments_by_tracking ON shipments (carrier, tracking_no) WHERE tracking_no <> '';

-- What became of a parcel: append-only, each news once.
CREATE TABLE shipment_events (
  id          TEXT PRIMARY KEY,
  shipment_id TEXT NOT NULL REFERENCES shipments(id),
  status      TEXT NOT NULL REFERENCES shipment_statuses(status),
  source      TEXT NOT NULL,
  at          BIGINT NOT NULL,
  created_at  BIGINT NOT NULL,
  UNIQUE (shipment_id, status, at)
);

-- +goose Down
DROP TABLE shipment_events;
DROP TABLE shipments;
DROP TABLE shipment_statuses;
DROP TABLE pickup_points;
DROP TABLE seller_packing;
DROP TABLE seller_delivery;
