-- +goose Up

-- How often a bank sent a refund back after it was done: each way out and back is posted once.
ALTER TABLE refunds ADD COLUMN returned INTEGER NOT NULL DEFAULT 0;

-- When a gateway was last asked about an attempt: some forbid to ask again soon.
ALTER TABLE attempts ADD COLUMN asked_at BIGINT NOT NULL DEFAULT 0;

CREATE INDEX money_tasks_of_refund ON money_tasks (refund_id) WHERE refund_id IS NOT NULL;
CREATE INDEX money_tasks_of_credit ON money_tasks (credit_id) WHERE credit_id IS NOT NULL;

-- +goose Down
DROP INDEX money_tasks_of_credit;
DROP INDEX money_tasks_of_refund;
ALTER TABLE attempts DROP COLUMN asked_at;
ALTER TABLE refunds DROP COLUMN returned;
