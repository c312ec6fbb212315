package db

import (
	"context"
	"errors"
	"fmt"
	"slices"
)

// Why Check refuses a schema.
var (
	ErrOldSchema = errors.New("db: the schema is older than this program: run `chophien migrate`")
	ErrNewSchema = errors.New("db: the schema is newer than this program: run a newer chophien")
)

// Pending lists the numbers of the migrations that are still to be applied. It only
// reads, so a role without the right to change the schema may ask.
func Pending(ctx context.Context, d *DB) ([]int64, error) {
	known, applied, err := d.versions(ctx)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(known, func(n int64) bool { return slices.Contains(applied, n) }), nil
}

// Check refuses a schema that is not exactly that of this program, with ErrOldSchema or
// ErrNewSchema.
func Check(ctx context.Context, d *DB) error {
	known, applied, err := d.versions(ctx)
	if err != nil {
		return err
	}
	for _, n := range applied {
		if !slices.Contains(known, n) {
			return fmt.Errorf("%w (it holds migration %d)", ErrNewSchema, n)
		}
	}
	for _, n := range known {
		if !slices.Contains(applied, n) {
			return fmt.Errorf("%w (migration %d is missing)", ErrOldSchema, n)
		}
	}
	return nil
}

func (d *DB) versions(ctx context.Context) (known, applied []int64, err error) {
	if known, err = d.known(); err != nil {
		return nil, nil, err
	}
	there := "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'goose_db_version'"
	if d.dialect == Postgres {
		there = "SELECT count(*) FROM pg_class WHERE oid = to_regclass('goose_db_version')"
	}
	var n int
	if err := d.Read(ctx).Raw(there).Scan(&n).Error; err != nil {
		return nil, nil, fmt.Errorf("db: schema: %w", err)
	}
	if n == 0 {
		return known, nil, nil
	}
	// A step down and up again leaves several rows of one number; the last one counts.
	err = d.Read(ctx).Raw(`SELECT version_id FROM goose_db_version v
		WHERE version_id > 0 AND is_applied
		AND id = (SELECT max(id) FROM goose_db_version w WHERE w.version_id = v.version_id)
		ORDER BY version_id`).Scan(&applied).Error
	if err != nil {
		return nil, nil, fmt.Errorf("db: schema: %w", err)
	}
	return known, applied, nil
}
