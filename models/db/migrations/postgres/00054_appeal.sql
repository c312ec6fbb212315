-- +goose Up

-- A seller's word against a suspension, once each. Who suspended does not uphold it; due_at
-- is when the answer was promised.
CREATE TABLE appeal_states (state TEXT NOT NULL PRIMARY KEY);
INSERT INTO appeal_states VALUES ('open'), ('upheld'), ('lifted');
CREATE TABLE seller_appeals (
  id           TEXT   NOT NULL PRIMARY KEY,
  seller_id    TEXT   NOT NULL REFERENCES sellers(id),
  move_id      TEXT   NOT NULL UNIQUE REFERENCES seller_moves(id), -- the suspension
  words_sealed TEXT   NOT NULL DEFAULT '', -- '' when who wrote them was erased
  photo_id     TEXT   REFERENCES photos(id),
  state        TEXT   NOT NULL REFERENCES appeal_states(state),
  suspended_by TEXT   NOT NULL,
  filed_by     TEXT   NOT NULL,
  due_at       BIGINT NOT NULL,
  told_at      BIGINT NOT NULL DEFAULT 0, -- the desk heard that it is late
  decided_by   TEXT   NOT NULL DEFAULT '',
  decided_at   BIGINT NOT NULL DEFAULT 0,
  reason       TEXT   NOT NULL DEFAULT '',
  created_at   BIGINT NOT NULL,
  CHECK ((state = 'open') = (decided_at = 0)),
  CHECK ((decided_at > 0) = (decided_by <> '')),
  CHECK (state <> 'upheld' OR (reason <> '' AND decided_by <> suspended_by))
);
CREATE INDEX seller_appeals_open ON seller_appeals (created_at, id) WHERE state = 'open';
CREATE INDEX seller_appeals_of ON seller_appeals (seller_id, created_at, id);

-- Every change of it: append-only.
CREATE TABLE seller_appeal_moves (
  id           TEXT   NOT NULL PRIMARY KEY,
  appeal_id    TEXT   NOT NULL REFERENCES seller_appeals(id),
  from_state   TEXT   NOT NULL DEFAULT '',
  to_state     TEXT   NOT NULL REFERENCES appeal_states(state),
  actor_kind   TEXT   NOT NULL,
  actor_id     TEXT   NOT NULL,
  on_behalf_of TEXT   NOT NULL DEFAULT '',
  channel      TEXT   NOT NULL,
  reason       TEXT   NOT NULL DEFAULT '',
  created_at   BIGINT NOT NULL
);
CREATE INDEX seller_appeal_moves_of ON seller_appeal_moves (appeal_id, created_at, id);
CREATE TRIGGER seller_appeal_moves_no_update BEFORE UPDATE ON seller_appeal_moves
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER seller_appeal_moves_no_delete BEFORE DELETE ON seller_appeal_moves
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER seller_appeal_moves_no_truncate BEFORE TRUNCATE ON seller_appeal_moves
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- +goose Down
DROP TABLE seller_appeal_moves;
DROP TABLE seller_appeals;
DROP TABLE appeal_states;
