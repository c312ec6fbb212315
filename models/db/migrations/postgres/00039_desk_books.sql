-- +goose Up

-- The desk's books: what is rare is found without reading what is common. Ids are in order of
-- time.
CREATE INDEX payments_rare ON payments (status, id) WHERE status IN ('checking', 'expired', 'cancelled');
CREATE INDEX provider_events_rare ON provider_events (outcome, id) WHERE outcome IN ('duplicate', 'ignored', 'amount_mismatch');
CREATE INDEX refunds_by_status ON refunds (status, id);

-- +goose Down
DROP INDEX refunds_by_status;
DROP INDEX provider_events_rare;
DROP INDEX payments_rare;
