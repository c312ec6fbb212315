package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"sync/atomic"
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm"
)

// The two dialects.
const (
	SQLite   = "sqlite"
	Postgres = "postgres"
)

// Config says which database to open.
type Config struct {
	URL      string       // postgres://…; empty for SQLite
	Path     string       // the SQLite file, used when URL is empty; its folder must exist
	MaxConns int          // PostgreSQL connections in all, half of them for reading; 0 means 16
	Log      *slog.Logger // slow statements go here, without values; nil means slog.Default
}

// DB is one database: a writer and a reader pool.
type DB struct {
	dialect    string
	path       string
	writer     *pool
	reader     *pool
	write      *gorm.DB
	read       *gorm.DB
	statements atomic.Int64
	turns      atomic.Int64
	topics     topics
}

// Open connects both pools and proves that the database answers. It creates a missing
// SQLite file but no tables: Migrate does that.
func Open(ctx context.Context, cfg Config) (*DB, error) {
	if cfg.URL == "" && cfg.Path == "" {
		return nil, errors.New("db: neither a URL nor a path was given")
	}
	if cfg.Log == nil {
		cfg.Log = slog.Default()
	}
	if cfg.URL != "" {
		return openPostgres(ctx, cfg)
	}
	return openSQLite(ctx, cfg)
}

// assemble makes the handles over two pools that answer.
func (d *DB) assemble(ctx context.Context, cfg Config, w, r *sql.DB, dialector func(gorm.ConnPool) gorm.Dialector) (*DB, error) {
	d.writer, d.reader = &pool{DB: w, of: d}, &pool{DB: r, of: d}
	if err := d.Ping(ctx); err != nil {
		_ = d.Close()
		return nil, fmt.Errorf("db: open %s: %w", d.dialect, err)
	}
	var err error
	for _, h := range []struct {
		to   **gorm.DB
		from *pool
	}{{&d.write, d.writer}, {&d.read, d.reader}} {
		if *h.to, err = gorm.Open(dialector(h.from), gormConfig(cfg.Log)); err != nil {
			_ = d.Close()
			return nil, fmt.Errorf("db: open %s: %w", d.dialect, err)
		}
	}
	return d, nil
}

func gormConfig(log *slog.Logger) *gorm.Config {
	return &gorm.Config{
		SkipDefaultTransaction: true,
		PrepareStmt:            false, // pgx caches statements itself
		TranslateError:         true,
		DisableAutomaticPing:   true,
		CreateBatchSize:        500, // below the 32,766 values that SQLite takes in one statement
		Logger:                 quiet{log},
		// GORM fills a field named CreatedAt by itself, in seconds. Every instant here comes
		// from a passed clock; "not yet" makes a forgotten one visible.
		NowFunc: func() time.Time { return time.Unix(0, 0) },
	}
}

// Dialect is "sqlite" or "postgres".
func (d *DB) Dialect() string { return d.dialect }

// Path is the SQLite file, or empty on PostgreSQL.
func (d *DB) Path() string { return d.path }

// Read is a handle for queries outside transactions; it cannot write.
func (d *DB) Read(ctx context.Context) *gorm.DB { return d.read.WithContext(ctx) }

// Statements counts what was sent to the database since Open, BEGIN and COMMIT apart.
func (d *DB) Statements() int64 { return d.statements.Load() }

// Turns counts how often the database was waited for since Open, BEGIN and COMMIT included:
// statements that go together are one turn.
func (d *DB) Turns() int64 { return d.turns.Load() }

// Stats tells how busy the two pools are.
func (d *DB) Stats() (writer, reader sql.DBStats) { return d.writer.Stats(), d.reader.Stats() }

// Ping asks both pools for a sign of life.
func (d *DB) Ping(ctx context.Context) error {
	if err := d.writer.PingContext(ctx); err != nil {
		return err
	}
	return d.reader.PingContext(ctx)
}

// Close ends both pools.
func (d *DB) Close() error { return errors.Join(d.reader.Close(), d.writer.Close()) }

// NewID makes a UUIDv7: ids made later in one process sort later.
func NewID() string { return uuid.Must(uuid.NewV7()).String() }
