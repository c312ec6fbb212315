-- +goose Up

-- The desk's inbox asks which payments a bank credit may have been for.
CREATE INDEX payments_by_amount ON payments (amount, created_at);
CREATE INDEX bank_credits_of_payment ON bank_credits (payment_id) WHERE payment_id IS NOT NULL;

-- +goose Down
DROP INDEX bank_credits_of_payment;
DROP INDEX payments_by_amount;
