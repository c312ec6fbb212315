-- +goose Up

CREATE TABLE payment_statuses (status TEXT PRIMARY KEY);
INSERT INTO payment_statuses VALUES ('due'), ('checking'), ('paid'), ('expired'), ('cancelled');

-- What is to be paid at once. code is the text of a bank transfer, unique for ever.
CREATE TABLE payments (
  id         TEXT PRIMARY KEY,
  code       TEXT NOT NULL UNIQUE,
  group_id   TEXT NOT NULL REFERENCES order_groups(id),
  status     TEXT NOT NULL REFERENCES payment_statuses(status),
  amount     BIGINT NOT NULL CHECK (amount > 0),
  received   BIGINT NOT NULL DEFAULT 0 CHECK (received >= 0),   -- sum of the captures
  allocated  BIGINT NOT NULL DEFAULT 0 CHECK (allocated >= 0),  -- of it, what went to the orders' escrow
  refunding  BIGINT NOT NULL DEFAULT 0 CHECK (refunding >= 0),  -- asked back, not yet given
  refunded   BIGINT NOT NULL DEFAULT 0 CHECK (refunded >= 0),
  due_at     BIGINT NOT NULL,  -- the buyer pays until here
  hold_until BIGINT NOT NULL,  -- stock stands until here
  paid_at    BIGINT NOT NULL DEFAULT 0,
  created_at BIGINT NOT NULL,
  CHECK (allocated <= amount),
  CHECK (refunding + refunded <= received)
);
CREATE INDEX payments_of_group ON payments (group_id);
CREATE INDEX payments_to_expire ON payments (hold_until) WHERE status IN ('due', 'checking');

-- How a payment covers its orders.
CREATE TABLE allocations (
  payment_id TEXT NOT NULL REFERENCES payments(id),
  order_id   TEXT NOT NULL UNIQUE REFERENCES orders(id),
  goods      BIGINT NOT NULL CHECK (goods >= 0),
  shipping   BIGINT NOT NULL CHECK (shipping >= 0),
  funded     BOOLEAN NOT NULL DEFAULT FALSE,                    -- its money stands in the order's escrow
  refunded   BIGINT NOT NULL DEFAULT 0 CHECK (refunded >= 0),   -- asked back or given back
  PRIMARY KEY (payment_id, order_id),
  CHECK (refunded <= goods + shipping)
);

-- One try with one gateway. ref is ours and single-use.
CREATE TABLE attempts (
  id            TEXT PRIMARY KEY,
  payment_id    TEXT NOT NULL REFERENCES payments(id),
  number        INTEGER NOT NULL,
  gateway       TEXT NOT NULL,
  ref           TEXT NOT NULL,
  status        TEXT NOT NULL CHECK (status IN ('creating', 'open', 'checking', 'succeeded', 'failed', 'cancelled', 'expired')),
  amount        BIGINT NOT NULL CHECK (amount > 0),
  provider_ref  TEXT NOT NULL DEFAULT '',
  provider_at   BIGINT NOT NULL DEFAULT 0,  -- the instant that we told the provider; some ask for it again
  state         TEXT NOT NULL DEFAULT '{}', -- the driver's own notes
  next          TEXT NOT NULL DEFAULT '{}', -- what the buyer does next
  failure       TEXT NOT NULL DEFAULT '',
  expires_at    BIGINT NOT NULL,
  poll_at       BIGINT NOT NULL DEFAULT 0,  -- 0 = nothing to ask
  polls         INTEGER NOT NULL DEFAULT 0,
  created_at    BIGINT NOT NULL,
  UNIQUE (payment_id, number),
  UNIQUE (gateway, ref)
);
CREATE INDEX attempts_to_poll ON attempts (poll_at) WHERE poll_at > 0;

-- What a gateway or a bank told us, raw, stored in the transaction that applied it.
CREATE TABLE provider_events (
  id          TEXT PRIMARY KEY,
  gateway     TEXT NOT NULL,
  event_key   TEXT NOT NULL,
  kind        TEXT NOT NULL,
  outcome     TEXT NOT NULL,
  payment_id  TEXT REFERENCES payments(id),
  raw         TEXT NOT NULL,
  received_at BIGINT NOT NULL,
  UNIQUE (gateway, event_key)
);
CREATE INDEX provider_events_by_time ON provider_events (received_at, id);

-- Money that came, by its provider's own number: the same money seen by two roads is one row.
CREATE TABLE captures (
  id              TEXT PRIMARY KEY,
  payment_id      TEXT NOT NULL REFERENCES payments(id),
  attempt_id      TEXT REFERENCES attempts(id),
  gateway         TEXT NOT NULL,
  provider_txn_id TEXT NOT NULL,
  amount          BIGINT NOT NULL CHECK (amount > 0),
  refunded        BIGINT NOT NULL DEFAULT 0 CHECK (refunded >= 0),
  late            BOOLEAN NOT NULL,
  created_at      BIGINT NOT NULL,
  UNIQUE (gateway, provider_txn_id),
  CHECK (refunded <= amount)
);
CREATE INDEX captures_of_payment ON captures (payment_id, created_at);

-- Every credit that a bank notice named, matched or not.
CREATE TABLE bank_credits (
  id           TEXT PRIMARY KEY,
  source       TEXT NOT NULL,
  source_id    TEXT NOT NULL,
  account      TEXT NOT NULL,
  amount       BIGINT NOT NULL CHECK (amount > 0),
  content      TEXT NOT NULL,
  payer_sealed TEXT NOT NULL DEFAULT '',
  state        TEXT NOT NULL CHECK (state IN ('matched', 'unmatched', 'settled')),
  payment_id   TEXT REFERENCES payments(id),
  received_at  BIGINT NOT NULL,
  created_at   BIGINT NOT NULL,
  UNIQUE (source, source_id),
  CHECK (state <> 'matched' OR payment_id IS NOT NULL)
);
CREATE INDEX bank_credits_open ON bank_credits (received_at, id) WHERE state = 'unmatched';

-- Money on its way back. order_id is NULL for money that never reached an order (over, late, unmatched).
CREATE TABLE refunds (
  id             TEXT PRIMARY KEY,
  payment_id     TEXT NOT NULL REFERENCES payments(id),
  order_id       TEXT REFERENCES orders(id),
  capture_id     TEXT NOT NULL REFERENCES captures(id),
  gateway        TEXT NOT NULL,
  ref            TEXT NOT NULL,
  amount         BIGINT NOT NULL CHECK (amount > 0),
  status         TEXT NOT NULL CHECK (status IN ('due', 'needs_account', 'sending', 'processing', 'done', 'failed')),
  cause_kind     TEXT NOT NULL,
  cause_id       TEXT NOT NULL,
  provider_ref   TEXT NOT NULL DEFAULT '',
  account_sealed TEXT NOT NULL DEFAULT '',
  evidence       TEXT NOT NULL DEFAULT '',
  failure        TEXT NOT NULL DEFAULT '',
  poll_at        BIGINT NOT NULL DEFAULT 0,
  polls          INTEGER NOT NULL DEFAULT 0,
  done_at        BIGINT NOT NULL DEFAULT 0,
  created_at     BIGINT NOT NULL,
  UNIQUE (gateway, ref),
  UNIQUE (cause_kind, cause_id, capture_id) -- one cause gives back once, whoever retries it
);
CREATE INDEX refunds_of_payment ON refunds (payment_id, created_at);
CREATE INDEX refunds_of_order ON refunds (order_id);
CREATE INDEX refunds_to_poll ON refunds (poll_at) WHERE poll_at > 0;
CREATE INDEX refunds_open ON refunds (created_at, id) WHERE status <> 'done';

-- Money that a person must look at.
CREATE TABLE money_tasks (
  id         TEXT PRIMARY KEY,
  kind       TEXT NOT NULL CHECK (kind IN ('under', 'over', 'late', 'duplicate', 'unmatched', 'transfer', 'review')),
  payment_id TEXT REFERENCES payments(id),
  credit_id  TEXT REFERENCES bank_credits(id),
  refund_id  TEXT REFERENCES refunds(id),
  amount     BIGINT NOT NULL CHECK (amount >= 0),
  state      TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'done')),
  note       TEXT NOT NULL DEFAULT '',
  done_by    TEXT NOT NULL DEFAULT '',
  done_at    BIGINT NOT NULL DEFAULT 0,
  created_at BIGINT NOT NULL
);
CREATE INDEX money_tasks_open ON money_tasks (created_at, id) WHERE state = 'open';
CREATE INDEX money_tasks_of_payment ON money_tasks (payment_id);

-- +goose Down
DROP TABLE money_tasks;
DROP TABLE refunds;
DROP TABLE bank_credits;
DROP TABLE captures;
DROP TABLE provider_events;
DROP TABLE attempts;
DROP TABLE allocations;
DROP TABLE payments;
DROP TABLE payment_statuses;
