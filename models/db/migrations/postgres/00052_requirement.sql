-- +goose Up

-- What is asked of who sells, one row a stall and kind. blocks says what waits for it:
-- trade (the stall does not sell), packed (no packed food goes on the shelf), payout (no
-- money is sent). due_on is the day from which it blocks.
CREATE TABLE requirement_kinds (kind TEXT NOT NULL PRIMARY KEY);
INSERT INTO requirement_kinds VALUES ('identity'), ('tax_code'), ('food_safety'), ('cooperative_licence'), ('bank_name');
CREATE TABLE requirement_states (state TEXT NOT NULL PRIMARY KEY);
INSERT INTO requirement_states VALUES ('asked'), ('handed_in'), ('accepted'), ('rejected'), ('waived');
CREATE TABLE requirements (
  id            TEXT   NOT NULL PRIMARY KEY,
  seller_id     TEXT   NOT NULL REFERENCES sellers(id),
  kind          TEXT   NOT NULL REFERENCES requirement_kinds(kind),
  blocks        TEXT   NOT NULL CHECK (blocks IN ('trade', 'packed', 'payout')),
  due_on        TEXT   NOT NULL CHECK (length(due_on) = 10),
  state         TEXT   NOT NULL REFERENCES requirement_states(state),
  number_sealed TEXT   NOT NULL DEFAULT '',
  number_last4  TEXT   NOT NULL DEFAULT '',
  exemption     TEXT   NOT NULL DEFAULT '', -- why no food-safety paper is needed
  method        TEXT   NOT NULL DEFAULT '', -- by which it was proved
  valid_until   TEXT   NOT NULL DEFAULT '', -- the last day, or '' for no end
  reason        TEXT   NOT NULL DEFAULT '', -- the seller reads it
  decided_by    TEXT   NOT NULL DEFAULT '',
  decided_at    BIGINT NOT NULL DEFAULT 0,
  handed_by     TEXT   NOT NULL DEFAULT '',
  handed_at     BIGINT NOT NULL DEFAULT 0,
  created_at    BIGINT NOT NULL,
  UNIQUE (seller_id, kind),
  CHECK ((state IN ('accepted', 'rejected', 'waived')) = (decided_at > 0)),
  CHECK ((decided_at > 0) = (decided_by <> '')),
  CHECK (state NOT IN ('rejected', 'waived') OR reason <> ''),
  CHECK (state <> 'handed_in' OR handed_at > 0),
  CHECK ((number_sealed = '') = (number_last4 = '') OR kind = 'identity'),
  CHECK (exemption = '' OR kind = 'food_safety')
);
CREATE INDEX requirements_waiting ON requirements (handed_at, id) WHERE state = 'handed_in';
CREATE INDEX requirements_ending ON requirements (valid_until) WHERE state = 'accepted' AND valid_until <> '';

-- Every change of a requirement: append-only.
CREATE TABLE requirement_moves (
  id             TEXT   NOT NULL PRIMARY KEY,
  requirement_id TEXT   NOT NULL REFERENCES requirements(id),
  from_state     TEXT   NOT NULL DEFAULT '',
  to_state       TEXT   NOT NULL REFERENCES requirement_states(state),
  actor_kind     TEXT   NOT NULL,
  actor_id       TEXT   NOT NULL,
  on_behalf_of   TEXT   NOT NULL DEFAULT '',
  channel        TEXT   NOT NULL,
  reason         TEXT   NOT NULL DEFAULT '',
  created_at     BIGINT NOT NULL
);
CREATE INDEX requirement_moves_of ON requirement_moves (requirement_id, created_at, id);
CREATE TRIGGER requirement_moves_no_update BEFORE UPDATE ON requirement_moves
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER requirement_moves_no_delete BEFORE DELETE ON requirement_moves
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER requirement_moves_no_truncate BEFORE TRUNCATE ON requirement_moves
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- The pictures and scans that were handed in. The picture of an identity card goes, file
-- and row, when the check is decided; that there was one, and its hash, stays.
CREATE TABLE requirement_files (
  id             TEXT    NOT NULL PRIMARY KEY,
  requirement_id TEXT    NOT NULL REFERENCES requirements(id),
  photo_id       TEXT    REFERENCES photos(id),
  content_hash   TEXT    NOT NULL CHECK (content_hash <> ''),
  identity       BOOLEAN NOT NULL, -- of a card of a person
  created_by     TEXT    NOT NULL,
  created_at     BIGINT  NOT NULL,
  removed_at     BIGINT  NOT NULL DEFAULT 0,
  CHECK ((photo_id IS NULL) = (removed_at > 0))
);
CREATE UNIQUE INDEX requirement_files_photo ON requirement_files (photo_id) WHERE photo_id IS NOT NULL;
CREATE INDEX requirement_files_of ON requirement_files (requirement_id, created_at, id);
CREATE INDEX requirement_files_identity ON requirement_files (created_at) WHERE identity AND removed_at = 0;
INSERT INTO photo_purposes (purpose, open) VALUES ('identity', FALSE);

-- Stalls that are there are asked the same. What they have proved counts: a check of their
-- identity. Who already sells is not stopped: of them the rest is waived, and says so;
-- where no account is named yet, its name is compared when one is.
INSERT INTO requirements (id, seller_id, kind, blocks, due_on, state, number_last4, method, reason, decided_by, decided_at, created_at)
SELECT id || '-' || kind, id, kind, blocks, since, state,
  CASE WHEN kind = 'identity' AND state = 'accepted' THEN last4 ELSE '' END,
  CASE WHEN kind = 'identity' AND state = 'accepted' THEN method ELSE '' END,
  CASE WHEN state = 'waived' THEN 'requirement.before' ELSE '' END,
  CASE WHEN state = 'asked' THEN '' ELSE 'migration' END,
  CASE WHEN state = 'asked' THEN 0 ELSE created_at END, created_at
FROM (SELECT s.id, s.created_at, r.kind, r.since, CASE WHEN r.kind = 'tax_code' AND s.kind = 'company' THEN 'trade' ELSE r.blocks END AS blocks,
    COALESCE((SELECT c.reference_last4 FROM seller_checks c WHERE c.seller_id = s.id ORDER BY c.created_at DESC, c.id DESC LIMIT 1), '') AS last4,
    COALESCE((SELECT c.method FROM seller_checks c WHERE c.seller_id = s.id ORDER BY c.created_at DESC, c.id DESC LIMIT 1), '') AS method,
    CASE
      WHEN r.kind = 'identity' AND EXISTS (SELECT 1 FROM seller_checks c WHERE c.seller_id = s.id) THEN 'accepted'
      WHEN s.state NOT IN ('active', 'suspended') THEN 'asked'
      WHEN r.kind = 'bank_name' AND NOT EXISTS (SELECT 1 FROM payees p WHERE p.seller_id = s.id AND p.removed_at = 0) THEN 'asked'
      ELSE 'waived' END AS state
  FROM sellers s JOIN (
    SELECT 'identity' AS kind, 'trade' AS blocks, '2026-07-01' AS since
    UNION ALL SELECT 'tax_code', 'payout', '2025-07-01'
    UNION ALL SELECT 'food_safety', 'packed', '2018-02-02'
    UNION ALL SELECT 'cooperative_licence', 'trade', '2024-07-01'
    UNION ALL SELECT 'bank_name', 'payout', '2025-07-01') r ON r.kind <> 'cooperative_licence' OR s.kind = 'cooperative'
  WHERE s.state <> 'closed') AS asked;
INSERT INTO requirement_moves (id, requirement_id, to_state, actor_kind, actor_id, channel, reason, created_at)
  SELECT id || '-0', id, state, 'system', 'migration', 'cli', reason, created_at FROM requirements;

-- +goose Down
DROP TABLE requirement_files;
DROP TABLE requirement_moves;
DROP TABLE requirements;
DROP TABLE requirement_states;
DROP TABLE requirement_kinds;
DELETE FROM photos WHERE purpose = 'identity';
DELETE FROM photo_purposes WHERE purpose = 'identity';
