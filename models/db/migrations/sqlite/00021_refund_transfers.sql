-- +goose Up

-- One bank transfer to a buyer, in the same file as the payouts. It carries every refund
-- of one purchase that waits for the same account. code is its text at the bank. The row
-- stays when the transfer comes back: it is the evidence that it was sent.
CREATE TABLE refund_transfers (
  id             TEXT   NOT NULL PRIMARY KEY,
  code           TEXT   NOT NULL UNIQUE,
  batch_id       TEXT   NOT NULL REFERENCES payout_batches(id),
  payment_id     TEXT   NOT NULL REFERENCES payments(id),
  amount         BIGINT NOT NULL CHECK (amount > 0),
  status         TEXT   NOT NULL REFERENCES payout_statuses(status),
  account_sealed TEXT   NOT NULL,
  bank_ref       TEXT   NOT NULL DEFAULT '',
  reason         TEXT   NOT NULL DEFAULT '', -- why it came back
  sent_at        BIGINT NOT NULL DEFAULT 0,
  paid_at        BIGINT NOT NULL DEFAULT 0,
  returned_at    BIGINT NOT NULL DEFAULT 0,
  created_at     BIGINT NOT NULL,
  CHECK (status NOT IN ('due', 'sent') OR account_sealed <> ''),
  CHECK ((status = 'returned') = (returned_at > 0)),
  CHECK ((status = 'returned') = (reason <> '')),
  CHECK (status <> 'paid' OR (paid_at > 0 AND bank_ref <> ''))
);
CREATE INDEX refund_transfers_of_batch ON refund_transfers (batch_id, created_at, id);
CREATE INDEX refund_transfers_of_payment ON refund_transfers (payment_id);

-- What a transfer carried: append-only.
CREATE TABLE refund_transfer_lines (
  transfer_id TEXT   NOT NULL REFERENCES refund_transfers(id),
  refund_id   TEXT   NOT NULL REFERENCES refunds(id),
  amount      BIGINT NOT NULL CHECK (amount > 0),
  PRIMARY KEY (transfer_id, refund_id)
);
CREATE INDEX refund_transfer_lines_of_refund ON refund_transfer_lines (refund_id);
-- +goose StatementBegin
CREATE TRIGGER refund_transfer_lines_no_update BEFORE UPDATE ON refund_transfer_lines
BEGIN SELECT RAISE(ABORT, 'refund_transfer_lines is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER refund_transfer_lines_no_delete BEFORE DELETE ON refund_transfer_lines
BEGIN SELECT RAISE(ABORT, 'refund_transfer_lines is append-only'); END;
-- +goose StatementEnd

-- The transfer that carries a refund now: at most one, and nobody sends it by hand meanwhile.
ALTER TABLE refunds ADD COLUMN transfer_id TEXT REFERENCES refund_transfers(id);
CREATE INDEX refunds_to_transfer ON refunds (payment_id, account_sealed) WHERE status = 'sending' AND poll_at = 0 AND transfer_id IS NULL;
CREATE INDEX refunds_of_transfer ON refunds (transfer_id) WHERE transfer_id IS NOT NULL;

-- +goose Down
DROP INDEX refunds_of_transfer;
DROP INDEX refunds_to_transfer;
ALTER TABLE refunds DROP COLUMN transfer_id;
DROP TABLE refund_transfer_lines;
DROP TABLE refund_transfers;
