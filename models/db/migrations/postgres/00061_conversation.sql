-- +goose Up

-- What buyer and seller of an order say to each other, sealed; empty once somebody is erased.
CREATE TABLE conversation_messages (
  id          TEXT PRIMARY KEY,
  order_id    TEXT NOT NULL REFERENCES orders(id),
  author      TEXT NOT NULL CHECK (author IN ('buyer', 'seller')),
  actor_id    TEXT NOT NULL,
  text_sealed TEXT NOT NULL,
  created_at  BIGINT NOT NULL
);
CREATE INDEX conversation_messages_of_order ON conversation_messages (order_id, created_at, id);
CREATE INDEX conversation_messages_by_time ON conversation_messages (created_at);

-- How much a side has written about an order, and how far it has read.
CREATE TABLE conversation_sides (
  order_id   TEXT NOT NULL REFERENCES orders(id),
  side       TEXT NOT NULL CHECK (side IN ('buyer', 'seller')),
  written    INTEGER NOT NULL CHECK (written BETWEEN 0 AND 200),
  read_until BIGINT NOT NULL CHECK (read_until >= 0),
  PRIMARY KEY (order_id, side)
);

-- A call for the desk. One of each side is open at a time.
CREATE TABLE conversation_reports (
  id         TEXT PRIMARY KEY,
  order_id   TEXT NOT NULL REFERENCES orders(id),
  side       TEXT NOT NULL CHECK (side IN ('buyer', 'seller')),
  reason     TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  settled_at BIGINT NOT NULL DEFAULT 0,
  settled_by TEXT NOT NULL DEFAULT '',
  CHECK ((settled_at = 0) = (settled_by = ''))
);
CREATE UNIQUE INDEX conversation_reports_open ON conversation_reports (order_id, side) WHERE settled_at = 0;
CREATE INDEX conversation_reports_waiting ON conversation_reports (created_at, id) WHERE settled_at = 0;

-- +goose Down
DROP TABLE conversation_reports;
DROP TABLE conversation_sides;
DROP TABLE conversation_messages;
