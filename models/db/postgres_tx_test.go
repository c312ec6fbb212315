package db_test

import (
	"errors"
	"fmt"
	"testing"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/fault"
)

// TestAQuestionBehindTheBeginIsAnsweredAsAnyOther: the first question of a transaction goes
// by another road through the driver, which must read every type of the schema alike.
func TestAQuestionBehindTheBeginIsAnsweredAsAnyOther(t *testing.T) {
	d := dbtest.Postgres(t)
	const q = `SELECT n, CAST(n AS INTEGER) AS small, CAST(n AS SMALLINT) AS tiny, n > 1 AS more, CAST('abc' AS BYTEA) AS bytes, 'chè ' || n AS words,
		NULL AS nothing, SUM(n) OVER () AS sum, CAST(n AS DOUBLE PRECISION) / 4 AS part, CAST('placed' AS order_status) AS status, CAST('{"a": 1}' AS JSONB) AS json
		FROM generate_series(CAST(1 AS BIGINT), 3) AS n`
	read := func(tx *gorm.DB) string {
		rows, err := tx.Raw(q).Rows()
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		columns, err := rows.Columns()
		if err != nil {
			t.Fatal(err)
		}
		seen := fmt.Sprint(columns)
		for rows.Next() {
			values, into := make([]any, len(columns)), make([]any, len(columns))
			for i := range values {
				into[i] = &values[i]
			}
			if err := rows.Scan(into...); err != nil {
				t.Fatal(err)
			}
			for i, v := range values {
				if bytes, ok := v.([]byte); ok && columns[i] == "json" {
					v = string(bytes) // which the driver hands out as either
				}
				seen += fmt.Sprintf(" %T:%v", v, v)
			}
		}
		if err := rows.Err(); err != nil {
			t.Fatal(err)
		}
		return seen
	}
	err := d.Tx(t.Context(), func(tx *gorm.DB) error {
		before := d.Turns()
		first := read(tx)
		if turns := d.Turns() - before; turns != 1 {
			t.Errorf("%d turns", turns)
		}
		if second := read(tx); first != second {
			t.Errorf("first\n%s\nthen\n%s", first, second)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
	err = d.Tx(t.Context(), func(tx *gorm.DB) error {
		var list string
		return tx.Raw("SELECT CAST('{x,y}' AS TEXT[]) AS list").Scan(&list).Error
	})
	if err == nil {
		t.Error("an array was read as something else")
	}
}

// TestWhatCanNeverGoIsToldAtOnce: the driver closes the connection where a value does not
// fit, and a dead connection is a reason to begin again; this is none.
func TestWhatCanNeverGoIsToldAtOnce(t *testing.T) {
	d := dbtest.Postgres(t)
	var n int
	for what, ask := range map[string]func(tx *gorm.DB) error{
		"a value that is too large": func(tx *gorm.DB) error { return tx.Raw("SELECT CAST(? AS INTEGER)", int64(1)<<40).Scan(&n).Error },
		"and behind a judge": func(tx *gorm.DB) error {
			judge := func(err error) error { t.Errorf("told of another's: %v", err); return err }
			return errors.Join(putLater(t, tx, "a", 1, judge), tx.Raw("SELECT CAST(? AS INTEGER)", int64(1)<<40).Scan(&n).Error)
		},
		"a row of a transaction that failed": func(tx *gorm.DB) error {
			_ = tx.Raw("SELECT n FROM nowhere").Scan(&n).Error
			return tx.Raw("SELECT 1").Row().Scan(&n)
		},
	} {
		runs := 0
		err := d.Tx(t.Context(), func(tx *gorm.DB) error { runs++; return ask(tx) })
		if err == nil || runs != 1 || fault.Has(err, "db.busy") {
			t.Errorf("%s: %d runs, %v", what, runs, err)
		}
	}
}

// TestAJudgeThatPanicsKeepsNothing: database/sql holds a lock while it asks.
func TestAJudgeThatPanicsKeepsNothing(t *testing.T) {
	d := dbtest.Postgres(t)
	if err := d.Tx(t.Context(), func(tx *gorm.DB) error { return put(tx, "a", 1) }); err != nil {
		t.Fatal(err)
	}
	err := d.Tx(t.Context(), func(tx *gorm.DB) error {
		if err := putLater(t, tx, "a", 2, func(error) error { panic("no") }); err != nil {
			return err
		}
		var n int
		return tx.Raw("SELECT 1").Scan(&n).Error
	})
	if err == nil {
		t.Error("committed")
	}
	if writer, _ := d.Stats(); writer.InUse != 0 {
		t.Errorf("%d connections are still held", writer.InUse)
	}
}

// TestNothingIsPreparedInATransaction: what is would run before its BEGIN.
func TestNothingIsPreparedInATransaction(t *testing.T) {
	d := dbtest.Postgres(t)
	err := d.Tx(t.Context(), func(tx *gorm.DB) error {
		if _, err := tx.Statement.ConnPool.PrepareContext(t.Context(), "INSERT INTO schedules (name, next_at) VALUES ('a', 1)"); err == nil {
			t.Error("prepared")
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

// TestNothingGoesBehindAQuestionThatWasNotUnderstood: with it the BEGIN may have stayed
// behind, and a write would stand alone.
func TestNothingGoesBehindAQuestionThatWasNotUnderstood(t *testing.T) {
	d := dbtest.Postgres(t)
	for what, first := range map[string]func(tx *gorm.DB) error{
		"a question": func(tx *gorm.DB) error { var n int; return tx.Raw("SELECT n FROM nowhere").Scan(&n).Error },
		"a write":    func(tx *gorm.DB) error { return tx.Exec("UPDATE nowhere SET n = 1").Error },
		"a value":    func(tx *gorm.DB) error { return tx.Exec("UPDATE schedules SET next_at = ?", "many").Error },
		"a row": func(tx *gorm.DB) error {
			var n int
			return tx.Raw("SELECT 1 / (n - 3) FROM generate_series(1, 5) n").Scan(&n).Error
		},
		"a row of one turn": func(tx *gorm.DB) error {
			var n int
			return db.OneTurn(t.Context(), tx, func() error { return put(tx, "c", 1) },
				func() error { return tx.Raw("SELECT 1 / (n - 3) FROM generate_series(1, 5) n").Scan(&n).Error })
		},
		"a value of one turn": func(tx *gorm.DB) error {
			return db.OneTurn(t.Context(), tx, func() error { return put(tx, "c", 1) },
				func() error { return tx.Exec("UPDATE schedules SET next_at = ?", "many").Error })
		},
	} {
		err := d.Tx(t.Context(), func(tx *gorm.DB) error {
			if err := first(tx); err == nil {
				t.Errorf("%s was understood", what)
			}
			var n int
			if err := tx.Raw("SELECT 1").Scan(&n).Error; err == nil {
				t.Errorf("behind %s a question was answered", what)
			}
			if err := put(tx, "a", 1); err == nil {
				t.Errorf("behind %s a write went", what)
			}
			_ = putLater(t, tx, "b", 1, nil)
			return nil
		})
		if err == nil {
			t.Errorf("%s: committed", what)
		}
		if a, b, c := get(t, d.Read(t.Context()), "a"), get(t, d.Read(t.Context()), "b"), get(t, d.Read(t.Context()), "c"); a != 0 || b != 0 || c != 0 {
			t.Errorf("%s: kept %d, %d and %d", what, a, b, c)
		}
	}
	if err := d.Tx(t.Context(), func(*gorm.DB) error { return nil }); err != nil {
		t.Errorf("a transaction of which nothing was asked: %v", err)
	}
	if writer, _ := d.Stats(); writer.InUse != 0 {
		t.Errorf("%d connections are still held", writer.InUse)
	}
}

// TestATransactionBeginsAgainOnAnotherConnection: a server that was started anew has left
// dead connections behind, and the first statement finds out.
func TestATransactionBeginsAgainOnAnotherConnection(t *testing.T) {
	d := dbtest.Postgres(t)
	for i, first := range []func(tx *gorm.DB) error{
		func(tx *gorm.DB) error { return put(tx, "a0", 1) },
		func(tx *gorm.DB) error { var n int; return tx.Raw("SELECT 1").Scan(&n).Error },
		func(tx *gorm.DB) error { return putLater(t, tx, "a2", 1, nil) },
		func(tx *gorm.DB) error {
			var n int
			return db.OneTurn(t.Context(), tx, func() error { return put(tx, "a3", 1) }, func() error { return tx.Raw("SELECT 1").Scan(&n).Error })
		},
	} {
		if err := d.Tx(t.Context(), func(tx *gorm.DB) error { return put(tx, fmt.Sprint("warm", i), 1) }); err != nil {
			t.Fatal(err)
		}
		err := d.Read(t.Context()).Exec("SELECT pg_terminate_backend(pid, 1000) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()").Error
		if err != nil {
			t.Fatal(err)
		}
		err = d.Tx(t.Context(), func(tx *gorm.DB) error {
			if err := first(tx); err != nil {
				return err
			}
			return putLater(t, tx, fmt.Sprint("b", i), 1, nil)
		})
		if err != nil || get(t, d.Read(t.Context()), fmt.Sprint("b", i)) != 1 {
			t.Error(err)
		}
	}
}

func TestOnlyALightCommitIsAnsweredBeforeItIsOnDisk(t *testing.T) {
	d := dbtest.Postgres(t)
	mode := func(tx *gorm.DB) (s string) {
		if err := tx.Raw("SHOW synchronous_commit").Scan(&s).Error; err != nil {
			t.Error(err)
		}
		return s
	}
	usual := mode(d.Read(t.Context()))
	for _, light := range []bool{true, false} {
		err := d.Tx(t.Context(), func(tx *gorm.DB) error {
			if light {
				if err := db.Lightly(t.Context(), tx); err != nil {
					return err
				}
			}
			if got := mode(tx); (got == "off") != light && usual != "off" {
				t.Errorf("%q where light is %v", got, light)
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	}
}
