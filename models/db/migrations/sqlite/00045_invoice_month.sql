-- +goose Up

-- The months whose commission was invoiced to sellers, each once. Postings are never
-- changed, so what a closed month comes to stands for ever.
CREATE TABLE invoice_months (
  period     TEXT PRIMARY KEY CHECK (length(period) = 7),
  sellers    INTEGER NOT NULL CHECK (sellers >= 0),
  commission BIGINT NOT NULL, -- less what was given back in the month
  vat        BIGINT NOT NULL,
  closed_at  BIGINT NOT NULL
);

-- +goose Down
DELETE FROM invoice_moves WHERE invoice_id IN (SELECT id FROM invoices WHERE kind = 'fee');
DELETE FROM invoice_lines WHERE invoice_id IN (SELECT id FROM invoices WHERE kind = 'fee');
DELETE FROM invoices WHERE kind = 'fee';
DROP TABLE invoice_months;
