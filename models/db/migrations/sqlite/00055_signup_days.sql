-- +goose Up

-- A day on which people sign up at one place under somebody's eyes. It has a purse of codes
-- for devices that carry its code and come from its address, and ends by itself.
CREATE TABLE signup_days (
  id            TEXT    NOT NULL PRIMARY KEY,
  code          TEXT    NOT NULL UNIQUE CHECK (code <> ''),
  scheme        TEXT    NOT NULL,
  ward_code     TEXT    NOT NULL,
  place         TEXT    NOT NULL CHECK (place <> ''),
  supervisor_id TEXT    NOT NULL REFERENCES people(id),
  opened_by     TEXT    NOT NULL CHECK (opened_by <> ''),
  expected      INTEGER NOT NULL CHECK (expected BETWEEN 1 AND 120),
  purse         INTEGER NOT NULL CHECK (purse BETWEEN expected AND 2 * expected),
  used          INTEGER NOT NULL DEFAULT 0 CHECK (used BETWEEN 0 AND purse),
  address_blind TEXT    NOT NULL DEFAULT '', -- empty until the supervisor is on the spot
  starts_at     BIGINT  NOT NULL CHECK (starts_at > 0),
  ends_at       BIGINT  NOT NULL CHECK (ends_at - starts_at BETWEEN 7200000 AND 28800000),
  ended_at      BIGINT  NOT NULL DEFAULT 0,
  FOREIGN KEY (scheme, ward_code) REFERENCES divisions (scheme, code),
  CHECK (used = 0 OR address_blind <> '')
);
-- Nobody watches two places at once.
CREATE UNIQUE INDEX signup_days_watched ON signup_days (supervisor_id) WHERE ended_at = 0;
CREATE INDEX signup_days_opened ON signup_days (opened_by, starts_at);
CREATE INDEX signup_days_newest ON signup_days (starts_at, id);

-- +goose Down
DROP TABLE signup_days;
