-- +goose Up

-- A shopper's basket: of a person, or of a visitor known by the hash of a cookie.
CREATE TABLE carts (
  id         TEXT PRIMARY KEY,
  person_id  TEXT REFERENCES people(id),
  token_hash TEXT,
  state      TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'spent', 'merged')),
  created_at BIGINT NOT NULL,
  touched_at BIGINT NOT NULL,
  CHECK ((person_id IS NULL) <> (token_hash IS NULL))
);
CREATE UNIQUE INDEX carts_of_person ON carts (person_id) WHERE state = 'open' AND person_id IS NOT NULL;
CREATE UNIQUE INDEX carts_of_visitor ON carts (token_hash) WHERE state = 'open' AND token_hash IS NOT NULL;
CREATE INDEX carts_idle ON carts (touched_at) WHERE state = 'open';

CREATE TABLE cart_lines (
  cart_id    TEXT NOT NULL REFERENCES carts(id) ON DELETE CASCADE,
  variant_id TEXT NOT NULL REFERENCES variants(id),
  quantity   BIGINT NOT NULL CHECK (quantity > 0 AND quantity <= 10000000),
  added_at   BIGINT NOT NULL,
  PRIMARY KEY (cart_id, variant_id)
);

-- +goose Down
DROP TABLE cart_lines;
DROP TABLE carts;
