-- +goose Up

-- The number that a seller's phone gave a product before the market knew of it: a request
-- that comes again, however late, finds the product that it made.
ALTER TABLE products ADD COLUMN client_id TEXT NOT NULL DEFAULT '' CHECK (length(client_id) <= 64);
CREATE UNIQUE INDEX products_client ON products (seller_id, client_id) WHERE client_id <> '';

-- +goose Down
DROP INDEX products_client;
ALTER TABLE products DROP COLUMN client_id;
