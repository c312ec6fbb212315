-- +goose Up

INSERT INTO code_purposes VALUES ('assist');

-- A helper who works for a person who sits beside them: one at a time, half an hour at
-- most, within one session of the helper.
CREATE TABLE assists (
  id         TEXT   NOT NULL PRIMARY KEY,
  helper_id  TEXT   NOT NULL REFERENCES people(id),
  session_id TEXT   NOT NULL CHECK (session_id <> ''),
  person_id  TEXT   NOT NULL REFERENCES people(id),
  started_at BIGINT NOT NULL CHECK (started_at > 0),
  ends_at    BIGINT NOT NULL CHECK (ends_at > started_at AND ends_at - started_at <= 1800000),
  ended_at   BIGINT NOT NULL DEFAULT 0,
  CHECK (helper_id <> person_id),
  CHECK (ended_at = 0 OR ended_at >= started_at)
);
CREATE UNIQUE INDEX assists_one ON assists (helper_id) WHERE ended_at = 0;
CREATE INDEX assists_of_session ON assists (session_id) WHERE ended_at = 0;
CREATE INDEX assists_of_person ON assists (person_id, started_at);

-- +goose Down
DROP TABLE assists;
DELETE FROM signin_codes WHERE purpose = 'assist';
DELETE FROM code_purposes WHERE purpose = 'assist';
