-- +goose Up

-- What a code may be asked for: a table, so that another purpose needs no other CHECK.
CREATE TABLE code_purposes (purpose TEXT NOT NULL PRIMARY KEY);
INSERT INTO code_purposes VALUES ('signin'), ('pin'), ('erase');

CREATE TABLE signin_codes_next (
  id           TEXT    NOT NULL PRIMARY KEY,
  phone_blind  TEXT    NOT NULL,
  phone_sealed TEXT    NOT NULL,
  purpose      TEXT    NOT NULL REFERENCES code_purposes(purpose),
  device_hash  TEXT    NOT NULL,
  salt         TEXT    NOT NULL CHECK (salt <> ''),
  hash         TEXT    NOT NULL CHECK (hash <> ''), -- with a server key: six digits are soon tried
  tries        INTEGER NOT NULL DEFAULT 0 CHECK (tries BETWEEN 0 AND 5),
  expires_at   BIGINT  NOT NULL,
  used_at      BIGINT  NOT NULL DEFAULT 0,
  created_at   BIGINT  NOT NULL CHECK (created_at > 0)
);
INSERT INTO signin_codes_next (id, phone_blind, phone_sealed, purpose, device_hash, salt, hash, tries, expires_at, used_at, created_at)
  SELECT id, phone_blind, phone_sealed, purpose, device_hash, salt, hash, tries, expires_at, used_at, created_at FROM signin_codes;
DROP TABLE signin_codes;
ALTER TABLE signin_codes_next RENAME TO signin_codes;
CREATE INDEX signin_codes_of_device ON signin_codes (phone_blind, device_hash);
CREATE INDEX signin_codes_expired ON signin_codes (expires_at);

-- Who was erased orders nothing: an order that is placed at the same moment would be left
-- without anybody to bring it to.
-- +goose StatementBegin
CREATE TRIGGER order_groups_of_the_known BEFORE INSERT ON order_groups
WHEN NOT EXISTS (SELECT 1 FROM phones WHERE id = NEW.phone_id AND erased_at = 0)
  OR (NEW.person_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM people WHERE id = NEW.person_id AND state = 'active'))
BEGIN SELECT RAISE(ABORT, 'who was erased orders nothing'); END;
-- +goose StatementEnd

-- +goose Down
DROP TRIGGER order_groups_of_the_known;
DELETE FROM signin_codes WHERE purpose = 'erase';
CREATE TABLE signin_codes_before (
  id           TEXT    NOT NULL PRIMARY KEY,
  phone_blind  TEXT    NOT NULL,
  phone_sealed TEXT    NOT NULL,
  purpose      TEXT    NOT NULL CHECK (purpose IN ('signin', 'pin')),
  device_hash  TEXT    NOT NULL,
  salt         TEXT    NOT NULL CHECK (salt <> ''),
  hash         TEXT    NOT NULL CHECK (hash <> ''),
  tries        INTEGER NOT NULL DEFAULT 0 CHECK (tries BETWEEN 0 AND 5),
  expires_at   BIGINT  NOT NULL,
  used_at      BIGINT  NOT NULL DEFAULT 0,
  created_at   BIGINT  NOT NULL CHECK (created_at > 0)
);
INSERT INTO signin_codes_before (id, phone_blind, phone_sealed, purpose, device_hash, salt, hash, tries, expires_at, used_at, created_at)
  SELECT id, phone_blind, phone_sealed, purpose, device_hash, salt, hash, tries, expires_at, used_at, created_at FROM signin_codes;
DROP TABLE signin_codes;
ALTER TABLE signin_codes_before RENAME TO signin_codes;
CREATE INDEX signin_codes_of_device ON signin_codes (phone_blind, device_hash);
CREATE INDEX signin_codes_expired ON signin_codes (expires_at);
DROP TABLE code_purposes;
