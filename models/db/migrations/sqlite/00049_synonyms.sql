-- +goose Up

-- Words that buyers use for one thing, a line a group: "a | b", "a > b", "a >". Lines are
-- switched off, never taken out: what the operator did not want stays known.
CREATE TABLE synonyms (
  id         TEXT    NOT NULL PRIMARY KEY,
  line       TEXT    NOT NULL CHECK (line <> ''),
  sense      TEXT    NOT NULL UNIQUE CHECK (sense <> ''), -- the line as search reads it, in one order
  folded     TEXT    NOT NULL,                            -- without marks, to be found by
  shipped    TEXT    UNIQUE,                              -- the sense with which it came with the program
  active     BOOLEAN NOT NULL,
  changed_by TEXT    NOT NULL,                            -- empty: nobody has touched it
  changed_at BIGINT  NOT NULL,
  CHECK (shipped IS NOT NULL OR changed_by <> '')
);
CREATE INDEX synonyms_newest ON synonyms (changed_at, id);

-- What a line was, and who made it so.
CREATE TABLE synonym_changes (
  id         TEXT    NOT NULL PRIMARY KEY,
  synonym_id TEXT    NOT NULL REFERENCES synonyms(id),
  line       TEXT    NOT NULL,
  active     BOOLEAN NOT NULL,
  changed_by TEXT    NOT NULL CHECK (changed_by <> ''),
  changed_at BIGINT  NOT NULL
);
CREATE INDEX synonym_changes_of ON synonym_changes (synonym_id, changed_at, id);
-- +goose StatementBegin
CREATE TRIGGER synonym_changes_no_update BEFORE UPDATE ON synonym_changes
BEGIN SELECT RAISE(ABORT, 'synonym_changes is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER synonym_changes_no_delete BEFORE DELETE ON synonym_changes
BEGIN SELECT RAISE(ABORT, 'synonym_changes is append-only'); END;
-- +goose StatementEnd

-- Which state of the list this is: whoever changes it raises the number first, so that two
-- changes come one after the other, and running processes see that they must read it again.
CREATE TABLE lexicon (
  one     BIGINT NOT NULL PRIMARY KEY CHECK (one = 1),
  version BIGINT NOT NULL
);
INSERT INTO lexicon (one, version) VALUES (1, 1);

-- +goose Down
DROP TABLE lexicon;
DROP TABLE synonym_changes;
DROP TABLE synonyms;
