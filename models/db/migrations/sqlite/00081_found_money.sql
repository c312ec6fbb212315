-- +goose Up

-- What the desk looks for: transfers to the market by what they are, payouts across batches
-- and open tasks by their sum.
CREATE INDEX bank_credits_by_time ON bank_credits (received_at, id);
CREATE INDEX bank_credits_by_state ON bank_credits (state, received_at, id);
CREATE INDEX bank_credits_by_source ON bank_credits (source, received_at, id);
CREATE INDEX bank_credits_by_amount ON bank_credits (amount, received_at, id);
CREATE INDEX bank_credits_by_reference ON bank_credits (reference) WHERE reference <> '';
DROP INDEX bank_credits_open;
CREATE INDEX money_tasks_by_amount ON money_tasks (amount, created_at, id) WHERE state = 'open';
CREATE INDEX payouts_by_time ON payouts (created_at, id);
CREATE INDEX payouts_by_status ON payouts (status, created_at, id);
CREATE INDEX payouts_by_amount ON payouts (amount, created_at, id);

-- +goose Down
DROP INDEX payouts_by_amount;
DROP INDEX payouts_by_status;
DROP INDEX payouts_by_time;
DROP INDEX money_tasks_by_amount;
CREATE INDEX bank_credits_open ON bank_credits (received_at, id) WHERE state = 'unmatched';
DROP INDEX bank_credits_by_reference;
DROP INDEX bank_credits_by_amount;
DROP INDEX bank_credits_by_source;
DROP INDEX bank_credits_by_state;
DROP INDEX bank_credits_by_time;
