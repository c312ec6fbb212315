package db_test

import (
	"context"
	"testing"

	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
)

type claim func(context.Context, *db.DB, string) (release func(), won bool, err error)

// Two processes on one PostgreSQL: those who share a name keep out who wants it alone, and
// the other way round, for as long as they hold it.
func TestANameIsHeldByOneAloneOrBySeveralTogether(t *testing.T) {
	cfg := dbtest.Config(t, db.Postgres)
	one, other := dbtest.OpenConfig(t, cfg), dbtest.OpenConfig(t, cfg)
	wins := func(ask claim, d *db.DB) (release func()) {
		t.Helper()
		release, won, err := ask(t.Context(), d, "stall")
		if err != nil || !won {
			t.Fatalf("won: %v, %v", won, err)
		}
		return release
	}
	loses := func(ask claim, d *db.DB) {
		t.Helper()
		if _, won, err := ask(t.Context(), d, "stall"); err != nil || won {
			t.Fatalf("won: %v, %v", won, err)
		}
	}
	first, second := wins(db.Together, one), wins(db.Together, other)
	loses(db.Alone, other)
	first()
	loses(db.Alone, one)
	second()
	first = wins(db.Alone, one)
	loses(db.Alone, other)
	loses(db.Together, other)
	if release, won, err := db.Alone(t.Context(), other, "another stall"); err != nil || !won {
		t.Errorf("another name: %v, %v", won, err)
	} else {
		release()
	}
	first()
	wins(db.Together, other)()
}

// A process that dies lets go: the server ends its session.
func TestANameIsFreeOnceItsHolderIsGone(t *testing.T) {
	cfg := dbtest.Config(t, db.Postgres)
	one, other := dbtest.OpenConfig(t, cfg), dbtest.OpenConfig(t, cfg)
	if _, won, err := db.Alone(t.Context(), one, "stall"); err != nil || !won {
		t.Fatalf("won: %v, %v", won, err)
	}
	err := other.Read(t.Context()).Exec(`SELECT pg_terminate_backend(pid) FROM pg_locks
		WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`).Error
	if err != nil {
		t.Fatal(err)
	}
	for {
		release, won, err := db.Together(t.Context(), other, "stall")
		if err != nil {
			t.Fatal(err)
		}
		if won {
			release()
			return
		}
	}
}

func TestOnAFileEverybodyIsAlone(t *testing.T) {
	d := dbtest.SQLite(t)
	for _, ask := range []claim{db.Alone, db.Together, db.Alone} {
		if _, won, err := ask(t.Context(), d, "stall"); err != nil || !won {
			t.Errorf("won: %v, %v", won, err)
		}
	}
}
