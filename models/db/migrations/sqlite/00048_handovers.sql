-- +goose Up

-- What a gateway has handed over of what it collected: to the bank, kept as its fee, or lost
-- to a dispute.
CREATE TABLE handovers (
  id         TEXT   NOT NULL PRIMARY KEY,
  gateway    TEXT   NOT NULL CHECK (gateway <> ''),
  number     BIGINT NOT NULL CHECK (number > 0), -- of the gateway's, from 1: two at once cannot both be the next
  reference  TEXT   NOT NULL CHECK (reference <> ''),
  to_bank    BIGINT NOT NULL CHECK (to_bank >= 0),
  fee        BIGINT NOT NULL CHECK (fee >= 0),
  lost       BIGINT NOT NULL CHECK (lost >= 0),
  credit_id  TEXT   UNIQUE REFERENCES bank_credits(id),
  note       TEXT   NOT NULL,
  created_by TEXT   NOT NULL,
  created_at BIGINT NOT NULL,
  UNIQUE (gateway, number),
  UNIQUE (gateway, reference),
  CHECK (to_bank > 0 OR fee > 0 OR lost > 0),
  CHECK (credit_id IS NULL OR to_bank > 0),
  CHECK (lost = 0 OR note <> '')
);
CREATE INDEX handovers_newest ON handovers (created_at, id);
-- +goose StatementBegin
CREATE TRIGGER handovers_no_update BEFORE UPDATE ON handovers
BEGIN SELECT RAISE(ABORT, 'handovers is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER handovers_no_delete BEFORE DELETE ON handovers
BEGIN SELECT RAISE(ABORT, 'handovers is append-only'); END;
-- +goose StatementEnd

-- +goose Down
DROP TABLE handovers;
