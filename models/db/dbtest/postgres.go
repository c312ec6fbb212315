package dbtest

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	_ "github.com/jackc/pgx/v5/stdlib" // the maintenance connections

	"github.com/chophien/chophien/models/db"
)

// errNoServer says that PostgreSQL is not installed here.
var errNoServer = errors.New("no PostgreSQL server: neither CHOPHIEN_TEST_POSTGRES_URL, nor initdb and postgres in PATH or /usr/lib/postgresql/*/bin")

const startLimit = 3 * time.Minute

// server is the address of the maintenance database, found or started once.
var server = sync.OnceValues(func() (*url.URL, error) {
	given := os.Getenv("CHOPHIEN_TEST_POSTGRES_URL")
	if given == "" {
		var err error
		if given, err = startCluster(); err != nil {
			return nil, err
		}
	}
	u, err := url.Parse(given)
	if err != nil {
		return nil, errors.New("CHOPHIEN_TEST_POSTGRES_URL is not a URL") // the text may hold a password
	}
	return u, nil
})

// postgresConfig makes a database, cloned from the migrated template or empty.
func postgresConfig(t testing.TB, migrated bool) db.Config {
	t.Helper()
	u, err := server()
	if errors.Is(err, errNoServer) && os.Getenv("CI") != "true" {
		t.Skipf("NOT TESTED ON POSTGRESQL: %v", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	name := fmt.Sprintf("t_%d_%s", os.Getpid(), strings.ReplaceAll(db.NewID(), "-", ""))
	ctx, cancel := context.WithTimeout(context.Background(), startLimit)
	defer cancel()
	if err := create(ctx, u, name, migrated); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), startLimit)
		defer cancel()
		if err := asOwner(ctx, u, func(c *sql.Conn) error {
			_, err := c.ExecContext(ctx, "DROP DATABASE "+name+" WITH (FORCE)")
			return err
		}); err != nil {
			t.Error(err)
		}
	})
	return db.Config{URL: named(u, name), MaxConns: 12}
}

func create(ctx context.Context, u *url.URL, name string, migrated bool) error {
	if !migrated {
		return asOwner(ctx, u, func(c *sql.Conn) error {
			_, err := c.ExecContext(ctx, "CREATE DATABASE "+name)
			return err
		})
	}
	for try := 0; ; try++ {
		tpl, err := template(ctx, u, try > 0)
		if err != nil {
			return err
		}
		err = asOwner(ctx, u, func(c *sql.Conn) error {
			q := "CREATE DATABASE " + name + " TEMPLATE " + tpl
			var version int
			if err := c.QueryRowContext(ctx, "SHOW server_version_num").Scan(&version); err != nil {
				return err
			}
			if version >= 150000 {
				q += " STRATEGY file_copy" // a quarter of the time of the default
			}
			_, err := c.ExecContext(ctx, q)
			return err
		})
		var pg *pgconn.PgError
		if try == 0 && errors.As(err, &pg) && pg.Code == "3D000" {
			continue // the template was swept away since
		}
		return err
	}
}

var made struct {
	sync.Mutex
	name string
}

// template makes the migrated database that others are cloned from, unless some test
// binary with the same migrations already has. Its name holds their hash.
func template(ctx context.Context, u *url.URL, again bool) (string, error) {
	made.Lock()
	defer made.Unlock()
	if made.name != "" && !again {
		return made.name, nil
	}
	sum, err := hashOf(db.Migrations(db.Postgres))
	if err != nil {
		return "", err
	}
	name := "tpl_" + sum
	return name, asOwner(ctx, u, func(c *sql.Conn) error {
		// One binary makes it, the others wait here.
		if _, err := c.ExecContext(ctx, "SELECT pg_advisory_lock(20250701)"); err != nil {
			return err
		}
		defer c.ExecContext(context.WithoutCancel(ctx), "SELECT pg_advisory_unlock(20250701)")
		var there int
		if err := c.QueryRowContext(ctx, "SELECT count(*) FROM pg_database WHERE datname = $1", name).Scan(&there); err != nil {
			return err
		}
		if there == 0 {
			if err := migrateInto(ctx, u, c, name); err != nil {
				return err
			}
		}
		made.name = name
		return nil
	})
}

func migrateInto(ctx context.Context, u *url.URL, c *sql.Conn, name string) error {
	raw := name + "_raw" // a binary killed half-way must not leave a half-made template
	for _, q := range []string{"DROP DATABASE IF EXISTS " + raw + " WITH (FORCE)", "CREATE DATABASE " + raw} {
		if _, err := c.ExecContext(ctx, q); err != nil {
			return err
		}
	}
	d, err := db.Open(ctx, db.Config{URL: named(u, raw), MaxConns: 4})
	if err != nil {
		return err
	}
	err = errors.Join(db.Migrate(ctx, d, nil), d.Close())
	if err != nil {
		return err
	}
	_, err = c.ExecContext(ctx, "ALTER DATABASE "+raw+" RENAME TO "+name)
	return err
}

func asOwner(ctx context.Context, u *url.URL, fn func(c *sql.Conn) error) error {
	p, err := sql.Open("pgx", u.String())
	if err != nil {
		return err
	}
	defer p.Close()
	c, err := p.Conn(ctx)
	if err != nil {
		return err
	}
	defer c.Close()
	return fn(c)
}

func named(u *url.URL, database string) string {
	v := *u
	v.Path = "/" + database
	return v.String()
}

func hashOf(fsys fs.FS) (string, error) {
	h := sha256.New()
	err := fs.WalkDir(fsys, ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		b, err := fs.ReadFile(fsys, name)
		fmt.Fprintf(h, "%s %d\n%s", name, len(b), b)
		return err
	})
	return hex.EncodeToString(h.Sum(nil))[:16], err
}
