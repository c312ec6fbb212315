-- +goose Up

-- What was handed over at once to who issues it: a seller's own software, or, where
-- seller_id is empty, the market's provider. The document is kept sealed as it was handed
-- over, so that it can be fetched again to the byte; hash is that of its JSON.
CREATE TABLE invoice_batches (
  id              TEXT PRIMARY KEY,
  seller_id       TEXT REFERENCES sellers(id),
  invoices        INTEGER NOT NULL CHECK (invoices > 0),
  total           BIGINT NOT NULL,
  hash            TEXT NOT NULL UNIQUE CHECK (length(hash) = 64),
  document_sealed TEXT NOT NULL CHECK (document_sealed <> ''),
  handed_by       TEXT NOT NULL,
  created_at      BIGINT NOT NULL
);
CREATE INDEX invoice_batches_by_time ON invoice_batches (created_at, id);
ALTER TABLE invoices ADD COLUMN batch_id TEXT REFERENCES invoice_batches(id);
CREATE INDEX invoices_of_batch ON invoices (batch_id) WHERE batch_id IS NOT NULL;

-- +goose Down
DROP INDEX invoices_of_batch;
ALTER TABLE invoices DROP COLUMN batch_id;
DROP TABLE invoice_batches;
