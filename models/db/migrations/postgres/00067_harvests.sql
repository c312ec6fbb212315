-- +goose Up

-- A harvest to come of one form, ordered ahead: the days on which it is expected, until
-- when orders are taken, and what became of it.
CREATE TABLE harvests (
  id           TEXT    NOT NULL PRIMARY KEY,
  seller_id    TEXT    NOT NULL REFERENCES sellers(id),
  variant_id   TEXT    NOT NULL REFERENCES variants(id),
  state        TEXT    NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'closed', 'here', 'failed', 'missed')),
  starts_on    TEXT    NOT NULL CHECK (length(starts_on) = 10),
  ends_on      TEXT    NOT NULL CHECK (length(ends_on) = 10 AND ends_on >= starts_on),
  orders_until TEXT    NOT NULL CHECK (length(orders_until) = 10 AND orders_until < starts_on),
  moved        BOOLEAN NOT NULL DEFAULT FALSE, -- the days move once
  created_at   BIGINT  NOT NULL CHECK (created_at > 0),
  ended_at     BIGINT  NOT NULL DEFAULT 0 CHECK ((ended_at > 0) = (state IN ('here', 'failed', 'missed')))
);
CREATE UNIQUE INDEX harvests_awaited ON harvests (variant_id) WHERE state IN ('open', 'closed');
CREATE INDEX harvests_of_seller ON harvests (seller_id, created_at, id);
CREATE INDEX harvests_due ON harvests (orders_until) WHERE state IN ('open', 'closed');

-- What may be ordered of a harvest, and what is, in the basis of its form. It takes no more
-- once the harvest is here or will not come.
CREATE TABLE capacities (
  harvest_id TEXT    NOT NULL PRIMARY KEY REFERENCES harvests(id),
  variant_id TEXT    NOT NULL REFERENCES stock(variant_id),
  most       BIGINT  NOT NULL CHECK (most > 0),
  held       BIGINT  NOT NULL DEFAULT 0 CHECK (held >= 0),
  taking     BOOLEAN NOT NULL DEFAULT TRUE,
  CHECK (held <= most)
);

-- Who was told what of a harvest: each once.
CREATE TABLE harvest_told (
  harvest_id TEXT   NOT NULL REFERENCES harvests(id),
  what       TEXT   NOT NULL CHECK (what IN ('due', 'late')),
  at         BIGINT NOT NULL CHECK (at > 0),
  PRIMARY KEY (harvest_id, what)
);

-- A hold is on the shelf, or on a harvest until that is here.
ALTER TABLE holds ADD COLUMN harvest_id TEXT REFERENCES capacities(harvest_id);
CREATE INDEX holds_of_harvest ON holds (harvest_id) WHERE harvest_id IS NOT NULL;

-- An order ahead is paid to the market before, and stands still until its harvest is here.
ALTER TABLE orders ADD COLUMN harvest_id TEXT REFERENCES harvests(id);
ALTER TABLE orders ADD COLUMN harvested_at BIGINT NOT NULL DEFAULT 0
  CHECK (CASE WHEN harvest_id IS NULL THEN harvested_at = 0
    ELSE payable_at = 'online' AND collector = 'market' AND (harvested_at > 0 OR status IN ('placed', 'cancelled') AND confirm_by = 0) END);
CREATE INDEX orders_of_harvest ON orders (harvest_id, status) WHERE harvest_id IS NOT NULL;

-- +goose Down
DROP INDEX orders_of_harvest;
ALTER TABLE orders DROP COLUMN harvested_at;
ALTER TABLE orders DROP COLUMN harvest_id;
DROP INDEX holds_of_harvest;
ALTER TABLE holds DROP COLUMN harvest_id;
DROP TABLE harvest_told;
DROP TABLE capacities;
DROP TABLE harvests;
