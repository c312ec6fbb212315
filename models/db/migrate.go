package db

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/pressly/goose/v3"
)

//go:embed migrations
var migrations embed.FS

// Step is one migration that Migrate has just applied.
type Step struct {
	Number int64
	Name   string
	Took   time.Duration
}

// Migrations is the folder of SQL files for dialect, for those who want to know whether
// two schemas are the same.
func Migrations(dialect string) fs.FS {
	sub, err := fs.Sub(migrations, path.Join("migrations", dialect))
	if err != nil {
		panic(err) // fs.Sub refuses only a malformed path
	}
	return sub
}

// Migrate brings the schema of d to that of this program, one migration after another,
// and tells each step (tell may be nil). Two processes may do so at once: each step is
// applied by one of them. It refuses to touch a schema newer than the program.
func Migrate(ctx context.Context, d *DB, tell func(Step)) error {
	if err := Check(ctx, d); errors.Is(err, ErrNewSchema) {
		return err
	}
	p, err := d.provider()
	if err != nil {
		return err
	}
	unlock, err := d.lockSchema(ctx)
	if err != nil {
		return err
	}
	defer unlock()
	if err := d.applyEachStepOnce(ctx, p); err != nil {
		return err
	}
	stuck := 0
	for {
		before, err := Pending(ctx, d)
		if err != nil {
			return err
		}
		if len(before) == 0 {
			return nil
		}
		r, err := p.UpByOne(ctx)
		switch {
		case err == nil:
			if tell != nil {
				tell(Step{r.Source.Version, path.Base(r.Source.Path), r.Duration})
			}
		case errors.Is(err, goose.ErrNoNextVersion):
			return nil
		default:
			// On SQLite nothing is locked between the look and the step, so another
			// process may have taken it: then there is less left, and we go on.
			left, perr := Pending(ctx, d)
			if perr != nil || len(left) >= len(before) {
				if stuck++; stuck == 3 || !worthRetrying(err) || perr != nil {
					return fmt.Errorf("db: migrate: %w", err)
				}
			}
		}
	}
}

// applyEachStepOnce makes the step of a process that came second fail as a whole: goose
// writes the number of a step in the step's own transaction.
func (d *DB) applyEachStepOnce(ctx context.Context, p *goose.Provider) error {
	if _, err := p.GetDBVersion(ctx); err != nil { // makes the table
		return fmt.Errorf("db: migrate: %w", err)
	}
	_, err := d.writer.ExecContext(ctx, "CREATE UNIQUE INDEX IF NOT EXISTS goose_db_version_once ON goose_db_version (version_id) WHERE version_id > 0")
	if err != nil {
		return fmt.Errorf("db: migrate: %w", err)
	}
	return nil
}

func (d *DB) provider() (*goose.Provider, error) {
	dialect := goose.DialectSQLite3
	if d.dialect == Postgres {
		dialect = goose.DialectPostgres
	}
	p, err := goose.NewProvider(dialect, d.writer.DB, Migrations(d.dialect), goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return nil, fmt.Errorf("db: migrations: %w", err)
	}
	return p, nil
}

// schemaLock is the number under which PostgreSQL knows the lock on the schema.
const schemaLock = 20250701

// lockSchema waits until nobody else migrates. The lock is the session's, so it goes with
// a process that dies. SQLite has no such lock; there Migrate looks again.
func (d *DB) lockSchema(ctx context.Context) (unlock func(), err error) {
	if d.dialect != Postgres {
		return func() {}, nil
	}
	c, err := d.reader.Conn(ctx) // the writer's connections are for goose
	if err != nil {
		return nil, fmt.Errorf("db: lock the schema: %w", err)
	}
	if _, err := c.ExecContext(ctx, "SELECT pg_advisory_lock($1)", schemaLock); err != nil {
		return nil, errors.Join(fmt.Errorf("db: lock the schema: %w", err), c.Close())
	}
	return func() {
		_, _ = c.ExecContext(context.WithoutCancel(ctx), "SELECT pg_advisory_unlock($1)", schemaLock)
		_ = c.Close()
	}, nil
}

// known lists the numbers of the program's migrations in order.
func (d *DB) known() ([]int64, error) {
	files, err := fs.Glob(Migrations(d.dialect), "*.sql")
	if err != nil {
		return nil, err
	}
	var out []int64
	for _, f := range files {
		n, err := goose.NumericComponent(f)
		if err != nil {
			return nil, fmt.Errorf("db: migration %s: %w", strings.TrimSuffix(f, ".sql"), err)
		}
		out = append(out, n)
	}
	slices.Sort(out)
	return out, nil
}
