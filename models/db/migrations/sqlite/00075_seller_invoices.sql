-- +goose Up

-- A seller issues the invoices of its sales itself, whoever it is; nothing ever read this.
ALTER TABLE sellers DROP COLUMN invoices;

-- +goose Down
ALTER TABLE sellers ADD COLUMN invoices BOOLEAN NOT NULL DEFAULT FALSE; -- issues its own e-invoices
