-- +goose Up

-- The least that a gateway is asked to give back, from a day on; less is transferred.
CREATE TABLE refund_floors (
  id         TEXT   NOT NULL PRIMARY KEY,
  gateway    TEXT   NOT NULL CHECK (gateway <> ''),
  least      BIGINT NOT NULL CHECK (least >= 0),
  valid_from TEXT   NOT NULL CHECK (length(valid_from) = 10),
  source     TEXT   NOT NULL CHECK (source <> ''),
  created_by TEXT   NOT NULL,
  created_at BIGINT NOT NULL,
  UNIQUE (gateway, valid_from)
);
CREATE TRIGGER refund_floors_no_update BEFORE UPDATE ON refund_floors
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER refund_floors_no_delete BEFORE DELETE ON refund_floors
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER refund_floors_no_truncate BEFORE TRUNCATE ON refund_floors
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- +goose Down
DROP TABLE refund_floors;
