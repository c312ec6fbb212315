-- +goose Up

-- A check of a person's identity on its way: what was begun with which provider, and what
-- came of it. Numbers and names are sealed; number_blind finds the same card again.
CREATE TABLE identity_states (state TEXT NOT NULL PRIMARY KEY);
INSERT INTO identity_states VALUES ('starting'), ('open'), ('review'), ('passed'), ('failed'), ('expired');
CREATE TABLE identity_attempts (
  id            TEXT   NOT NULL PRIMARY KEY,
  seller_id     TEXT   NOT NULL REFERENCES sellers(id),
  person_id     TEXT   NOT NULL DEFAULT '', -- who is checked; '' where the document says it
  provider      TEXT   NOT NULL CHECK (provider <> ''),
  provider_tx   TEXT   NOT NULL DEFAULT '', -- the provider's own name of it
  state         TEXT   NOT NULL REFERENCES identity_states(state),
  next_url      TEXT   NOT NULL DEFAULT '', -- where the person confirms
  next_code     TEXT   NOT NULL DEFAULT '', -- what they compare or scan there
  name_sealed   TEXT   NOT NULL DEFAULT '',
  number_sealed TEXT   NOT NULL DEFAULT '',
  number_blind  TEXT   NOT NULL DEFAULT '',
  last4         TEXT   NOT NULL DEFAULT '',
  level         TEXT   NOT NULL DEFAULT '',
  valid_until   TEXT   NOT NULL DEFAULT '',
  checked_at    BIGINT NOT NULL DEFAULT 0, -- at the provider
  reason        TEXT   NOT NULL DEFAULT '',
  ask_at        BIGINT NOT NULL DEFAULT 0, -- the provider is asked again then
  expires_at    BIGINT NOT NULL,
  ended_at      BIGINT NOT NULL DEFAULT 0,
  created_at    BIGINT NOT NULL,
  CHECK ((state IN ('passed', 'failed', 'expired')) = (ended_at > 0)),
  CHECK (state NOT IN ('open', 'review', 'passed') OR provider_tx <> '')
);
CREATE UNIQUE INDEX identity_attempts_tx ON identity_attempts (provider, provider_tx) WHERE provider_tx <> '';
CREATE UNIQUE INDEX identity_attempts_live ON identity_attempts (seller_id, provider) WHERE state IN ('starting', 'open', 'review');
CREATE INDEX identity_attempts_ask ON identity_attempts (ask_at) WHERE state IN ('starting', 'open');
CREATE INDEX identity_attempts_of_person ON identity_attempts (person_id) WHERE person_id <> '';

-- Every change of it: append-only.
CREATE TABLE identity_moves (
  id           TEXT   NOT NULL PRIMARY KEY,
  attempt_id   TEXT   NOT NULL REFERENCES identity_attempts(id),
  from_state   TEXT   NOT NULL DEFAULT '',
  to_state     TEXT   NOT NULL REFERENCES identity_states(state),
  actor_kind   TEXT   NOT NULL,
  actor_id     TEXT   NOT NULL,
  on_behalf_of TEXT   NOT NULL DEFAULT '',
  channel      TEXT   NOT NULL,
  reason       TEXT   NOT NULL DEFAULT '',
  created_at   BIGINT NOT NULL
);
CREATE INDEX identity_moves_of ON identity_moves (attempt_id, created_at, id);
CREATE TRIGGER identity_moves_no_update BEFORE UPDATE ON identity_moves
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER identity_moves_no_delete BEFORE DELETE ON identity_moves
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER identity_moves_no_truncate BEFORE TRUNCATE ON identity_moves
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Who has seen the document of a check in person: one helper, with the person beside them,
-- and one officer; nobody is both.
CREATE TABLE identity_sightings (
  attempt_id TEXT   NOT NULL REFERENCES identity_attempts(id),
  role       TEXT   NOT NULL CHECK (role IN ('helper', 'officer')),
  person_id  TEXT   NOT NULL CHECK (person_id <> ''),
  last4      TEXT   NOT NULL CHECK (length(last4) = 4),
  present    BOOLEAN NOT NULL,
  channel    TEXT   NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (attempt_id, role),
  UNIQUE (attempt_id, person_id),
  CHECK (role <> 'helper' OR present)
);
CREATE TRIGGER identity_sightings_no_update BEFORE UPDATE ON identity_sightings
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER identity_sightings_no_delete BEFORE DELETE ON identity_sightings
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER identity_sightings_no_truncate BEFORE TRUNCATE ON identity_sightings
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- The same card behind several stalls is seen by officers; attempt_id is the check that the
-- row came of.
ALTER TABLE seller_checks ADD COLUMN reference_blind TEXT NOT NULL DEFAULT '';
ALTER TABLE seller_checks ADD COLUMN attempt_id TEXT REFERENCES identity_attempts(id);
CREATE INDEX seller_checks_blind ON seller_checks (reference_blind) WHERE reference_blind <> '';
CREATE UNIQUE INDEX seller_checks_attempt ON seller_checks (attempt_id) WHERE attempt_id IS NOT NULL;

-- +goose Down
DROP INDEX seller_checks_attempt;
DROP INDEX seller_checks_blind;
ALTER TABLE seller_checks DROP COLUMN attempt_id;
ALTER TABLE seller_checks DROP COLUMN reference_blind;
DROP TABLE identity_sightings;
DROP TABLE identity_moves;
DROP TABLE identity_attempts;
DROP TABLE identity_states;
