-- +goose Up

-- PostgreSQL keeps the kinds of account in a domain as well; here the table is all.
SELECT 1;

-- +goose Down
SELECT 1;
