-- +goose Up

CREATE INDEX orders_to_pack ON orders (pack_by) WHERE status = 'confirmed' AND pack_by > 0;
CREATE INDEX orders_to_ship ON orders (created_at, id) WHERE status = 'packed';
CREATE INDEX orders_to_arrive ON orders (promised_to, id) WHERE status = 'shipped';

-- What was told about an order that stands still: each thing once.
CREATE TABLE order_nudges (
  order_id   TEXT NOT NULL REFERENCES orders(id),
  kind       TEXT NOT NULL CHECK (kind IN ('silent', 'late_packing', 'late_shipping', 'late_arrival')),
  created_at BIGINT NOT NULL,
  PRIMARY KEY (order_id, kind)
);

-- Less was packed than ordered: does the buyer take it?
CREATE TABLE weight_questions (
  id         TEXT PRIMARY KEY,
  order_id   TEXT NOT NULL REFERENCES orders(id),
  quantities TEXT NOT NULL, -- JSON: order line id to pieces or grams
  goods      BIGINT NOT NULL CHECK (goods > 0), -- what the goods would come to
  less       BIGINT NOT NULL CHECK (less >= 0), -- what would go back
  answer_by  BIGINT NOT NULL,
  state      TEXT NOT NULL CHECK (state IN ('open', 'agreed', 'declined', 'expired', 'withdrawn')),
  created_at BIGINT NOT NULL,
  closed_at  BIGINT NOT NULL DEFAULT 0,
  CHECK ((state = 'open') = (closed_at = 0))
);
-- A buyer is asked one thing at a time.
CREATE UNIQUE INDEX weight_questions_open ON weight_questions (order_id) WHERE state = 'open';
CREATE INDEX weight_questions_of_order ON weight_questions (order_id);
CREATE INDEX weight_questions_due ON weight_questions (answer_by, id) WHERE state = 'open';

CREATE TABLE ticket_states (state TEXT PRIMARY KEY);
INSERT INTO ticket_states VALUES ('open'), ('answered'), ('escalated'), ('agreed'), ('rejected'), ('closed');

CREATE TABLE ticket_reasons (reason TEXT PRIMARY KEY);
INSERT INTO ticket_reasons VALUES ('not_as_described'), ('damaged'), ('wrong'), ('late'), ('spoiled'), ('missing');

-- A complaint of a buyer about an order.
CREATE TABLE tickets (
  id         TEXT PRIMARY KEY,
  code       TEXT NOT NULL UNIQUE,
  order_id   TEXT NOT NULL REFERENCES orders(id),
  group_id   TEXT NOT NULL REFERENCES order_groups(id),
  seller_id  TEXT NOT NULL REFERENCES sellers(id),
  reason     TEXT NOT NULL REFERENCES ticket_reasons(reason),
  wish       TEXT NOT NULL CHECK (wish IN ('refund', 'part', 'replace')),
  state      TEXT NOT NULL REFERENCES ticket_states(state),
  due_at     BIGINT NOT NULL CHECK (due_at >= 0), -- until then whoever's turn it is must act; 0 = closed
  outcome    TEXT NOT NULL DEFAULT '' CHECK (outcome IN ('', 'agreed', 'rejected', 'withdrawn')),
  refund     BIGINT NOT NULL DEFAULT 0 CHECK (refund >= 0), -- what was agreed to go back
  bearer     TEXT NOT NULL DEFAULT '' CHECK (bearer IN ('', 'earner', 'seller', 'market')),
  closed_at  BIGINT NOT NULL DEFAULT 0,
  created_at BIGINT NOT NULL,
  CHECK ((state = 'closed') = (due_at = 0)),
  CHECK ((state = 'closed') = (closed_at > 0)),
  CHECK ((outcome = '') = (state IN ('open', 'answered', 'escalated'))),
  CHECK (refund = 0 OR outcome = 'agreed')
);
-- One complaint about an order is settled before the next begins.
CREATE UNIQUE INDEX tickets_live ON tickets (order_id) WHERE state IN ('open', 'answered', 'escalated');
CREATE INDEX tickets_of_order ON tickets (order_id, created_at, id);
CREATE INDEX tickets_of_seller ON tickets (seller_id, created_at, id);
CREATE INDEX tickets_by_state ON tickets (state, created_at, id);
CREATE INDEX tickets_by_time ON tickets (created_at, id);
CREATE INDEX tickets_due ON tickets (due_at, id) WHERE due_at > 0;

-- Which lines of the order it is about.
CREATE TABLE ticket_lines (
  ticket_id TEXT NOT NULL REFERENCES tickets(id),
  line_id   TEXT NOT NULL REFERENCES order_lines(id),
  PRIMARY KEY (ticket_id, line_id)
);

-- What a seller offered, the last one counts. Nothing back and nothing sent again is a no.
CREATE TABLE ticket_offers (
  id         TEXT PRIMARY KEY,
  ticket_id  TEXT NOT NULL REFERENCES tickets(id),
  lines      TEXT NOT NULL, -- JSON: order line id to đồng
  shipping   BIGINT NOT NULL CHECK (shipping >= 0),
  total      BIGINT NOT NULL CHECK (total >= shipping),
  again      BOOLEAN NOT NULL, -- the goods are sent once more
  actor_kind TEXT NOT NULL,
  actor_id   TEXT NOT NULL,
  created_at BIGINT NOT NULL
);
CREATE INDEX ticket_offers_of_ticket ON ticket_offers (ticket_id, created_at, id);

-- What was said, by whom: append-only.
CREATE TABLE ticket_messages (
  id         TEXT PRIMARY KEY,
  ticket_id  TEXT NOT NULL REFERENCES tickets(id),
  author     TEXT NOT NULL CHECK (author IN ('buyer', 'seller', 'desk')),
  actor_id   TEXT NOT NULL,
  text       TEXT NOT NULL CHECK (text <> ''),
  created_at BIGINT NOT NULL
);
CREATE INDEX ticket_messages_of_ticket ON ticket_messages (ticket_id, created_at, id);

CREATE TABLE ticket_photos (
  photo_id   TEXT PRIMARY KEY REFERENCES photos(id),
  message_id TEXT NOT NULL REFERENCES ticket_messages(id),
  position   INTEGER NOT NULL,
  UNIQUE (message_id, position)
);

-- Who moved a complaint, for whom, through what: append-only.
CREATE TABLE ticket_moves (
  id           TEXT PRIMARY KEY,
  ticket_id    TEXT NOT NULL REFERENCES tickets(id),
  from_state   TEXT NOT NULL DEFAULT '',
  to_state     TEXT NOT NULL REFERENCES ticket_states(state),
  actor_kind   TEXT NOT NULL,
  actor_id     TEXT NOT NULL,
  on_behalf_of TEXT NOT NULL DEFAULT '',
  channel      TEXT NOT NULL,
  reason       TEXT NOT NULL DEFAULT '',
  created_at   BIGINT NOT NULL
);
CREATE INDEX ticket_moves_of_ticket ON ticket_moves (ticket_id, created_at, id);

-- +goose Down
DROP TABLE ticket_moves;
DROP TABLE ticket_photos;
DROP TABLE ticket_messages;
DROP TABLE ticket_offers;
DROP TABLE ticket_lines;
DROP TABLE tickets;
DROP TABLE ticket_reasons;
DROP TABLE ticket_states;
DROP TABLE weight_questions;
DROP TABLE order_nudges;
DROP INDEX orders_to_arrive;
DROP INDEX orders_to_ship;
DROP INDEX orders_to_pack;
