package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"
)

const defaultMaxConns = 16

// openPostgres opens two pools on one server. The reader's sessions are read-only, so
// that a write through Read fails here as it does on SQLite, and reads never wait for
// transactions to hand back a connection.
func openPostgres(ctx context.Context, cfg Config) (*DB, error) {
	conns := cfg.MaxConns
	if conns == 0 {
		conns = defaultMaxConns
	}
	if conns < 2 {
		return nil, errors.New("db: at least 2 connections are needed, one to write and one to read")
	}
	pc, err := pgx.ParseConfig(cfg.URL)
	if err != nil {
		return nil, fmt.Errorf("db: %w", err)
	}
	set := func(name, value string) {
		if pc.RuntimeParams[name] == "" { // DATABASE_URL may say otherwise
			pc.RuntimeParams[name] = value
		}
	}
	set("application_name", "chophien")
	set("random_page_cost", "1.1") // tables of a market lie in memory or on flash, not on a turning disk
	// Of tables that it has not counted yet PostgreSQL fears the worst, and takes longer to compile a
	// question to machine code than to answer it: a proof of the books 50 s instead of 7.
	set("jit", "off")
	rc := pc.Copy()
	// What is written is found by key, so one plan serves all of it. Left to itself PostgreSQL plans
	// each such statement anew for as long as its tables have just grown: two fifths of a purchase.
	set("plan_cache_mode", "force_generic_plan")
	rc.RuntimeParams["default_transaction_read_only"] = "on"
	d := &DB{dialect: Postgres}
	return d.assemble(ctx, cfg, pgPool(pc, conns-conns/2), pgPool(rc, conns/2), func(c gorm.ConnPool) gorm.Dialector {
		return postgresDialect{&postgres.Dialector{Config: &postgres.Config{Conn: c}}}
	})
}

// postgresDialect is the dialect, but for what it says to the log.
type postgresDialect struct{ *postgres.Dialector }

// Explain is the statement without its values.
func (postgresDialect) Explain(statement string, _ ...any) string { return statement }

func pgPool(c *pgx.ConnConfig, conns int) *sql.DB {
	p := sql.OpenDB(postgresConnector{stdlib.GetConnector(*c)})
	p.SetMaxOpenConns(conns)
	p.SetMaxIdleConns(conns)
	p.SetConnMaxIdleTime(5 * time.Minute)
	p.SetConnMaxLifetime(time.Hour) // a moved server or a changed role is noticed
	return p
}
