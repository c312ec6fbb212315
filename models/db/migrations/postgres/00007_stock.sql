-- +goose Up

-- What is there and what is promised, a row per variant. held never passes on_hand:
-- the CHECK is what makes overselling impossible, whatever the code above does.
CREATE TABLE stock (
  variant_id TEXT PRIMARY KEY REFERENCES variants(id),
  on_hand    BIGINT NOT NULL DEFAULT 0 CHECK (on_hand >= 0),
  held       BIGINT NOT NULL DEFAULT 0 CHECK (held >= 0),
  CHECK (held <= on_hand)
);

-- One harvest or production run. Lots add up to stock.on_hand (proved by verify).
CREATE TABLE lots (
  id           TEXT PRIMARY KEY,
  variant_id   TEXT NOT NULL REFERENCES stock(variant_id),
  code         TEXT NOT NULL DEFAULT '',
  harvested_on TEXT NOT NULL DEFAULT '',
  best_before  TEXT NOT NULL DEFAULT '',
  on_hand      BIGINT NOT NULL CHECK (on_hand >= 0),
  created_at   BIGINT NOT NULL
);
CREATE INDEX lots_by_variant ON lots (variant_id, best_before, created_at);

-- A promise to one holder (an order). A holder holds a variant once.
CREATE TABLE holds (
  id         TEXT PRIMARY KEY,
  variant_id TEXT NOT NULL REFERENCES stock(variant_id),
  holder     TEXT NOT NULL,
  quantity   BIGINT NOT NULL CHECK (quantity > 0),
  state      TEXT NOT NULL DEFAULT 'held' CHECK (state IN ('held', 'consumed', 'released')),
  created_at BIGINT NOT NULL
);
-- A released hold may be taken again (late money), hence only live ones are unique.
CREATE UNIQUE INDEX holds_once ON holds (holder, variant_id) WHERE state = 'held';
CREATE INDEX holds_by_variant ON holds (variant_id) WHERE state = 'held';

-- Why on_hand is what it is: append-only.
CREATE TABLE stock_moves (
  id         TEXT PRIMARY KEY,
  variant_id TEXT NOT NULL REFERENCES stock(variant_id),
  lot_id     TEXT NOT NULL REFERENCES lots(id),
  delta      BIGINT NOT NULL CHECK (delta <> 0),
  cause      TEXT NOT NULL CHECK (cause IN ('received', 'counted', 'packed', 'returned')),
  holder     TEXT NOT NULL DEFAULT '',
  actor_kind TEXT NOT NULL,
  actor_id   TEXT NOT NULL,
  created_at BIGINT NOT NULL
);
CREATE INDEX stock_moves_by_variant ON stock_moves (variant_id, created_at);

-- +goose Down
DROP TABLE stock_moves;
DROP TABLE holds;
DROP TABLE lots;
DROP TABLE stock;
