-- +goose Up

-- Only PostgreSQL has types that refuse; here the columns keep their CHECKs.
SELECT 1;

-- +goose Down
SELECT 1;
