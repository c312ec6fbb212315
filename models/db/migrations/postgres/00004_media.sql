-- +goose Up

-- What pictures and scans are for. Each purpose has its own folder in the store; only that
-- of open ones is served to everybody.
CREATE TABLE photo_purposes (
  purpose TEXT NOT NULL PRIMARY KEY,
  open    BOOLEAN NOT NULL
);
INSERT INTO photo_purposes (purpose, open) VALUES
  ('product', TRUE), ('seller', TRUE), ('complaint', FALSE), ('certificate', FALSE);

-- One row is one picture in one place; its id names its files and is never used again.
-- The row is written before the files, so no file is ever without one.
CREATE TABLE photos (
  id              TEXT    NOT NULL PRIMARY KEY,
  purpose         TEXT    NOT NULL REFERENCES photo_purposes(purpose),
  owner_seller_id TEXT    NOT NULL DEFAULT '', -- no foreign key: a buyer's complaint has none
  created_by      TEXT    NOT NULL DEFAULT '', -- the person; '' for the program itself
  content_type    TEXT    NOT NULL CHECK (content_type IN ('image/jpeg', 'application/pdf')),
  content_hash    TEXT    NOT NULL CHECK (content_hash <> ''), -- of the bytes as they came
  width           INTEGER NOT NULL CHECK (width >= 0),
  height          INTEGER NOT NULL CHECK (height >= 0),
  blurhash        TEXT    NOT NULL DEFAULT '',
  bytes           BIGINT  NOT NULL CHECK (bytes > 0), -- of all its files together
  created_at      BIGINT  NOT NULL CHECK (created_at > 0),
  loose_since     BIGINT  NOT NULL CHECK (loose_since >= 0), -- attached to nothing since then; 0: attached
  dropped_at      BIGINT  NOT NULL DEFAULT 0 CHECK (dropped_at >= 0), -- its files are being removed
  CHECK (content_type <> 'application/pdf' OR purpose = 'certificate'),
  CHECK ((content_type = 'image/jpeg') = (width > 0 AND height > 0)),
  CHECK (dropped_at = 0 OR loose_since > 0)
);
CREATE INDEX photos_loose ON photos (loose_since, id) WHERE loose_since > 0;
CREATE INDEX photos_of_seller ON photos (owner_seller_id, created_at, id);
CREATE INDEX photos_of_content ON photos (content_hash);

-- +goose Down
DROP TABLE photos;
DROP TABLE photo_purposes;
