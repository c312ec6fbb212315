-- +goose Up

-- That a stall was told so many days before that a paper of its ends, once for each last day:
-- a renewed paper has another one.
CREATE TABLE requirement_warnings (
  requirement_id TEXT    NOT NULL REFERENCES requirements(id),
  last_day       TEXT    NOT NULL CHECK (length(last_day) = 10),
  days           INTEGER NOT NULL CHECK (days IN (30, 7)),
  created_at     BIGINT  NOT NULL CHECK (created_at > 0),
  PRIMARY KEY (requirement_id, last_day, days)
);

-- +goose Down
DROP TABLE requirement_warnings;
