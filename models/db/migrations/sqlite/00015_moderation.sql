-- +goose Up

-- Somebody says that a listing is wrong. What they wrote, and how to reach them, is sealed.
CREATE TABLE listing_reports (
  id          TEXT PRIMARY KEY,
  product_id  TEXT NOT NULL REFERENCES products(id),
  reason      TEXT NOT NULL CHECK (reason IN ('wrong', 'fake', 'banned', 'stars', 'other')),
  words_sealed TEXT NOT NULL DEFAULT '',
  state       TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'upheld', 'dismissed')),
  actor_kind  TEXT NOT NULL,
  actor_id    TEXT NOT NULL,
  settled_by  TEXT NOT NULL DEFAULT '',
  settled_at  BIGINT NOT NULL DEFAULT 0,
  note        TEXT NOT NULL DEFAULT '',
  due_at      BIGINT NOT NULL,
  created_at  BIGINT NOT NULL,
  CHECK ((state = 'open') = (settled_at = 0))
);
CREATE INDEX listing_reports_open ON listing_reports (created_at, id) WHERE state = 'open';
CREATE INDEX listing_reports_of_product ON listing_reports (product_id, created_at);

-- +goose Down
DROP TABLE listing_reports;
