-- +goose Up

-- What traders offered a household for a kilogram, as the household noted it: of one product,
-- or of a kind of goods. Who was asked is sealed: it may be a neighbour's name. The day is
-- one in Vietnam.
CREATE TABLE trader_prices (
  id           TEXT   NOT NULL PRIMARY KEY,
  seller_id    TEXT   NOT NULL REFERENCES sellers(id),
  product_id   TEXT   REFERENCES products(id),
  kind         TEXT   NOT NULL DEFAULT '',
  price        BIGINT NOT NULL CHECK (price BETWEEN 1 AND 1000000000),
  day          TEXT   NOT NULL CHECK (length(day) = 10),
  asked_sealed TEXT   NOT NULL DEFAULT '',
  created_by   TEXT   NOT NULL CHECK (created_by <> ''),
  created_at   BIGINT NOT NULL CHECK (created_at > 0),
  removed_at   BIGINT NOT NULL DEFAULT 0,
  CHECK ((product_id IS NULL) = (kind <> ''))
);
CREATE INDEX trader_prices_of_seller ON trader_prices (seller_id, created_at, id) WHERE removed_at = 0;

-- +goose Down
DROP TABLE trader_prices;
