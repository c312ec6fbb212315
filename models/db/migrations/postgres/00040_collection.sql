-- +goose Up

-- What a carrier hands over at once: one file of lines, one bank transfer.
CREATE TABLE remittances (
  id          TEXT PRIMARY KEY,
  carrier     TEXT NOT NULL CHECK (carrier <> ''),
  reference   TEXT NOT NULL CHECK (reference <> ''), -- the carrier's own name of it, in the text of the transfer
  file_hash   TEXT NOT NULL UNIQUE,                  -- one file is taken once
  total       BIGINT NOT NULL CHECK (total > 0),
  state       TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'cleared')),
  credit_id   TEXT UNIQUE REFERENCES bank_credits(id),
  imported_by TEXT NOT NULL,
  created_at  BIGINT NOT NULL,
  cleared_by  TEXT NOT NULL DEFAULT '',
  cleared_at  BIGINT NOT NULL DEFAULT 0,
  UNIQUE (carrier, reference),
  CHECK ((state = 'cleared') = (credit_id IS NOT NULL) AND (state = 'cleared') = (cleared_at > 0))
);
CREATE INDEX remittances_by_time ON remittances (created_at, id);

-- Its lines. What does not fit stands in suspense under the line's id once the transfer is
-- there, until a person says what it was.
CREATE TABLE remittance_lines (
  id            TEXT PRIMARY KEY,
  remittance_id TEXT NOT NULL REFERENCES remittances(id),
  number        INTEGER NOT NULL CHECK (number > 0), -- row of the file
  code          TEXT NOT NULL,                       -- of an order, or the carrier's tracking number
  amount        BIGINT NOT NULL CHECK (amount > 0),
  state         TEXT NOT NULL CHECK (state IN ('fits', 'unknown', 'short', 'over', 'duplicate', 'matched', 'assigned', 'returned')),
  order_id      TEXT REFERENCES orders(id),
  note          TEXT NOT NULL DEFAULT '',
  done_by       TEXT NOT NULL DEFAULT '',
  done_at       BIGINT NOT NULL DEFAULT 0,
  UNIQUE (remittance_id, number),
  CHECK (state NOT IN ('fits', 'matched', 'assigned') OR order_id IS NOT NULL)
);
CREATE INDEX remittance_lines_to_settle ON remittance_lines (remittance_id) WHERE state IN ('unknown', 'short', 'over', 'duplicate');

-- Cash that somebody took at a door. A seller keeps it, and it is taken off what the market
-- owes them; a carrier holds it until a line of a remittance brings it.
CREATE TABLE collections (
  id           TEXT PRIMARY KEY,
  order_id     TEXT NOT NULL UNIQUE REFERENCES orders(id),
  payment_id   TEXT NOT NULL REFERENCES payments(id),
  taker        TEXT NOT NULL CHECK (taker IN ('seller', 'carrier')),
  holder       TEXT NOT NULL CHECK (holder <> ''), -- seller id, or code of the carrier
  amount       BIGINT NOT NULL CHECK (amount > 0),
  state        TEXT NOT NULL CHECK (state IN ('kept', 'held', 'remitted')),
  line_id      TEXT UNIQUE REFERENCES remittance_lines(id),
  told_kind    TEXT NOT NULL, -- who said so
  told_by      TEXT NOT NULL,
  collected_at BIGINT NOT NULL,
  remitted_at  BIGINT NOT NULL DEFAULT 0,
  CHECK ((taker = 'seller') = (state = 'kept')),
  CHECK ((state = 'remitted') = (line_id IS NOT NULL) AND (state = 'remitted') = (remitted_at > 0))
);
CREATE INDEX orders_on_way_to_door ON orders (shipped_at, id) WHERE payable_at = 'door' AND status = 'shipped';
CREATE INDEX collections_held ON collections (holder, collected_at) WHERE state = 'held';

-- +goose Down
DROP INDEX orders_on_way_to_door;
DROP TABLE collections;
DROP TABLE remittance_lines;
DROP TABLE remittances;
