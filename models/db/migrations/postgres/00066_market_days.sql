-- +goose Up

-- When a stall stands at a real market: on weekdays (bit 0 is Monday), or, where the market
-- goes by the moon or by turns, on days that are named.
CREATE TABLE market_days (
  id         TEXT     NOT NULL PRIMARY KEY,
  seller_id  TEXT     NOT NULL REFERENCES sellers(id),
  market     TEXT     NOT NULL CHECK (market <> ''),
  place      TEXT     NOT NULL DEFAULT '',
  weekdays   SMALLINT NOT NULL DEFAULT 0 CHECK (weekdays BETWEEN 0 AND 127),
  dates      TEXT     NOT NULL DEFAULT '', -- "2026-12-05,2026-12-11", in order
  hours      TEXT     NOT NULL DEFAULT '',
  created_at BIGINT   NOT NULL CHECK (created_at > 0),
  removed_at BIGINT   NOT NULL DEFAULT 0,
  CHECK ((weekdays > 0) <> (dates <> ''))
);
CREATE INDEX market_days_of_seller ON market_days (seller_id, created_at, id) WHERE removed_at = 0;

-- On which days the post takes parcels where a stall hands them in.
CREATE TABLE post_days (
  seller_id TEXT     NOT NULL PRIMARY KEY REFERENCES sellers(id),
  point     TEXT     NOT NULL CHECK (point <> ''),
  weekdays  SMALLINT NOT NULL CHECK (weekdays BETWEEN 1 AND 127),
  hours     TEXT     NOT NULL DEFAULT ''
);

-- How a product is packed, and in which boxes. Lengths are centimetres.
CREATE TABLE packing_guides (
  product_id TEXT   NOT NULL PRIMARY KEY REFERENCES products(id),
  words      TEXT   NOT NULL DEFAULT '',
  updated_at BIGINT NOT NULL CHECK (updated_at > 0)
);
CREATE TABLE packing_boxes (
  product_id TEXT     NOT NULL REFERENCES packing_guides(product_id),
  position   SMALLINT NOT NULL CHECK (position BETWEEN 0 AND 9),
  name       TEXT     NOT NULL CHECK (name <> ''),
  length     SMALLINT NOT NULL CHECK (length BETWEEN 1 AND 200),
  width      SMALLINT NOT NULL CHECK (width BETWEEN 1 AND 200),
  height     SMALLINT NOT NULL CHECK (height BETWEEN 1 AND 200),
  holds      TEXT     NOT NULL DEFAULT '', -- "5 kg", "12 hộp"
  PRIMARY KEY (product_id, position)
);

-- +goose Down
DROP TABLE packing_boxes;
DROP TABLE packing_guides;
DROP TABLE post_days;
DROP TABLE market_days;
