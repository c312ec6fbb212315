package db

import (
	"context"
	"fmt"
)

// Alone asks to be the only process that holds name on d, and reports whether it is. The
// claim lasts until release is called or the process dies. A SQLite file belongs to one
// machine, whose other locks decide; there everybody is alone.
func Alone(ctx context.Context, d *DB, name string) (release func(), won bool, err error) {
	return claim(ctx, d, name, "")
}

// Together asks to hold name with others who ask the same, and reports whether nobody holds
// it alone. It lasts as Alone does.
func Together(ctx context.Context, d *DB, name string) (release func(), won bool, err error) {
	return claim(ctx, d, name, "_shared")
}

func claim(ctx context.Context, d *DB, name, kind string) (release func(), won bool, err error) {
	if d.dialect == SQLite {
		return func() {}, true, nil
	}
	conn, err := d.reader.Conn(ctx) // the lock is the session's, so the session is kept
	if err != nil {
		return nil, false, fmt.Errorf("db: alone: %w", err)
	}
	closing := func() { _ = conn.Close() }
	err = conn.QueryRowContext(ctx, "SELECT pg_try_advisory_lock"+kind+"(hashtext($1))", name).Scan(&won)
	if err != nil || !won {
		closing()
		if err != nil {
			err = fmt.Errorf("db: alone: %w", err)
		}
		return nil, false, err
	}
	return func() {
		_, _ = conn.ExecContext(context.WithoutCancel(ctx), "SELECT pg_advisory_unlock"+kind+"(hashtext($1))", name)
		closing()
	}, true, nil
}
