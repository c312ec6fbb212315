-- +goose Up

-- A number that somebody proved, or that the market was given for a seller. A family
-- shares one, so nothing of a person stands here.
CREATE TABLE phones (
  id         TEXT   NOT NULL PRIMARY KEY,
  blind      TEXT   NOT NULL UNIQUE, -- 'erased:' and the id once erased: the number may come back as a new row
  sealed     TEXT   NOT NULL,
  created_at BIGINT NOT NULL CHECK (created_at > 0),
  erased_at  BIGINT NOT NULL DEFAULT 0,
  CHECK ((erased_at > 0) = (sealed = ''))
);

CREATE TABLE person_states (state TEXT NOT NULL PRIMARY KEY);
INSERT INTO person_states VALUES ('active'), ('erased');

CREATE TABLE people (
  id               TEXT    NOT NULL PRIMARY KEY,
  phone_id         TEXT    NOT NULL REFERENCES phones(id),
  name             TEXT    NOT NULL,
  locale           TEXT    NOT NULL,
  state            TEXT    NOT NULL REFERENCES person_states(state),
  pin_hash         TEXT    NOT NULL DEFAULT '', -- argon2id, sealed: a stolen copy alone cannot be searched
  pin_tries        INTEGER NOT NULL DEFAULT 0 CHECK (pin_tries BETWEEN 0 AND 5), -- since the last right PIN or lock
  pin_locks        INTEGER NOT NULL DEFAULT 0 CHECK (pin_locks >= 0),            -- since the last right PIN: the next lock is longer
  pin_locked_until BIGINT  NOT NULL DEFAULT 0,
  pin_reset_at     BIGINT  NOT NULL DEFAULT 0, -- from when a forgotten PIN may be replaced; 0: nobody asked
  created_at       BIGINT  NOT NULL CHECK (created_at > 0),
  CHECK (state <> 'erased' OR (name = '' AND pin_hash = ''))
);
CREATE INDEX people_of_phone ON people (phone_id, created_at, id);

CREATE TABLE role_names (role TEXT NOT NULL PRIMARY KEY);
INSERT INTO role_names VALUES ('helper'), ('officer'), ('admin');

CREATE TABLE roles (
  id         TEXT   NOT NULL PRIMARY KEY,
  person_id  TEXT   NOT NULL REFERENCES people(id),
  role       TEXT   NOT NULL REFERENCES role_names(role),
  scheme     TEXT,            -- NULL with code: the whole home province
  code       TEXT,
  granted_by TEXT   NOT NULL, -- a person, or the name of a command
  granted_at BIGINT NOT NULL CHECK (granted_at > 0),
  revoked_by TEXT   NOT NULL DEFAULT '',
  revoked_at BIGINT NOT NULL DEFAULT 0,
  FOREIGN KEY (scheme, code) REFERENCES divisions (scheme, code),
  CHECK ((scheme IS NULL) = (code IS NULL)),
  CHECK (role <> 'admin' OR scheme IS NULL),
  CHECK ((revoked_at > 0) = (revoked_by <> ''))
);
CREATE UNIQUE INDEX roles_held ON roles (person_id, role, COALESCE(scheme, ''), COALESCE(code, '')) WHERE revoked_at = 0;
CREATE INDEX roles_of_person ON roles (person_id, granted_at, id);

-- One-time codes. The number stands here and not in phones, because most numbers that
-- anybody types are proved by nobody; and asking for a code does the same for every number.
CREATE TABLE signin_codes (
  id           TEXT    NOT NULL PRIMARY KEY,
  phone_blind  TEXT    NOT NULL,
  phone_sealed TEXT    NOT NULL,
  purpose      TEXT    NOT NULL CHECK (purpose IN ('signin', 'pin')),
  device_hash  TEXT    NOT NULL,
  salt         TEXT    NOT NULL CHECK (salt <> ''),
  hash         TEXT    NOT NULL CHECK (hash <> ''), -- with a server key: six digits are soon tried
  tries        INTEGER NOT NULL DEFAULT 0 CHECK (tries BETWEEN 0 AND 5),
  expires_at   BIGINT  NOT NULL,
  used_at      BIGINT  NOT NULL DEFAULT 0,
  created_at   BIGINT  NOT NULL CHECK (created_at > 0)
);
CREATE INDEX signin_codes_of_device ON signin_codes (phone_blind, device_hash);
CREATE INDEX signin_codes_expired ON signin_codes (expires_at);

-- How often something was done since a moment. A row is raised by one conditional
-- statement, so that all processes agree.
CREATE TABLE signin_counters (
  name  TEXT   NOT NULL PRIMARY KEY CHECK (name <> ''), -- blind: no number and no address
  used  BIGINT NOT NULL CHECK (used >= 0),
  until BIGINT NOT NULL
);
CREATE INDEX signin_counters_over ON signin_counters (until);

-- Browsers on which a phone was proved: strangers who ask for codes for that phone do
-- not use up theirs.
CREATE TABLE devices (
  token_hash   TEXT   NOT NULL,
  phone_id     TEXT   NOT NULL REFERENCES phones(id),
  last_used_at BIGINT NOT NULL,
  created_at   BIGINT NOT NULL CHECK (created_at > 0),
  PRIMARY KEY (token_hash, phone_id)
);
CREATE INDEX devices_of_phone ON devices (phone_id, last_used_at);
CREATE INDEX devices_unused ON devices (last_used_at);

CREATE TABLE sessions (
  id           TEXT   NOT NULL PRIMARY KEY,
  token_hash   TEXT   NOT NULL UNIQUE,
  phone_id     TEXT   NOT NULL REFERENCES phones(id),
  person_id    TEXT   REFERENCES people(id),
  kind         TEXT   NOT NULL CHECK (kind IN ('guest', 'cookie', 'bearer')),
  label        TEXT   NOT NULL DEFAULT '',
  proved_at    BIGINT NOT NULL,           -- when a code proved the phone
  pin_at       BIGINT NOT NULL DEFAULT 0, -- when the PIN proved the person; 0: not in this session
  last_seen_at BIGINT NOT NULL,
  expires_at   BIGINT NOT NULL,
  revoked_at   BIGINT NOT NULL DEFAULT 0,
  created_at   BIGINT NOT NULL CHECK (created_at > 0),
  CHECK ((kind = 'guest') = (person_id IS NULL)), -- a phone alone is nobody yet
  CHECK (kind <> 'guest' OR pin_at = 0)
);
CREATE INDEX sessions_of_person ON sessions (person_id, created_at, id);
CREATE INDEX sessions_of_phone ON sessions (phone_id);
CREATE INDEX sessions_over ON sessions (expires_at);

CREATE TABLE addresses (
  id         TEXT   NOT NULL PRIMARY KEY,
  person_id  TEXT   NOT NULL REFERENCES people(id),
  scheme     TEXT   NOT NULL,
  ward_code  TEXT   NOT NULL,
  sealed     TEXT   NOT NULL,
  removed_at BIGINT NOT NULL DEFAULT 0,
  created_at BIGINT NOT NULL CHECK (created_at > 0),
  FOREIGN KEY (scheme, ward_code) REFERENCES divisions (scheme, code),
  CHECK ((removed_at > 0) = (sealed = '')) -- a removed address is gone
);
CREATE INDEX addresses_of_person ON addresses (person_id, created_at, id);

-- What a person agreed to: kept when the person is erased, because it must stay provable.
CREATE TABLE consents (
  id           TEXT   NOT NULL PRIMARY KEY,
  person_id    TEXT   NOT NULL REFERENCES people(id),
  purpose      TEXT   NOT NULL CHECK (purpose <> ''),
  version      TEXT   NOT NULL CHECK (version <> ''), -- of the text that was shown
  channel      TEXT   NOT NULL,
  assisted_by  TEXT   NOT NULL DEFAULT '', -- the helper who was present
  withdrawn_at BIGINT NOT NULL DEFAULT 0,
  created_at   BIGINT NOT NULL CHECK (created_at > 0)
);
CREATE UNIQUE INDEX consents_given ON consents (person_id, purpose, version) WHERE withdrawn_at = 0;

-- +goose Down
DROP TABLE consents;
DROP TABLE addresses;
DROP TABLE sessions;
DROP TABLE devices;
DROP TABLE signin_counters;
DROP TABLE signin_codes;
DROP TABLE roles;
DROP TABLE role_names;
DROP TABLE people;
DROP TABLE person_states;
DROP TABLE phones;
