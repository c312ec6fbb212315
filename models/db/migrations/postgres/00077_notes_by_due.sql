-- +goose Up

-- Notes are taken by when they are due: what waits for a morning is not read at every look.
CREATE INDEX outbox_notes_due ON outbox_notes (available_at, seq) WHERE state = 'pending';
DROP INDEX outbox_notes_pending;

-- +goose Down
CREATE INDEX outbox_notes_pending ON outbox_notes (seq) WHERE state = 'pending';
DROP INDEX outbox_notes_due;
