-- +goose Up

-- A buyer who had paid already paid once more at the door: what the carrier brought of it
-- goes back to them, by way of the payment that it came too much for.
ALTER TABLE remittance_lines ADD COLUMN payment_id TEXT REFERENCES payments(id);

-- +goose Down
ALTER TABLE remittance_lines DROP COLUMN payment_id;
