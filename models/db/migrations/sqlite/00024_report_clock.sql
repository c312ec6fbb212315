-- +goose Up

-- When the desk was told that a report waits longer than was promised: once.
ALTER TABLE listing_reports ADD COLUMN told_at BIGINT NOT NULL DEFAULT 0;
CREATE INDEX listing_reports_due ON listing_reports (due_at, id) WHERE state = 'open' AND told_at = 0;

-- +goose Down
DROP INDEX listing_reports_due;
ALTER TABLE listing_reports DROP COLUMN told_at;
