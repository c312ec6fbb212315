package db_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/fault"
)

func put(tx *gorm.DB, name string, n int) error {
	return tx.Exec("INSERT INTO schedules (name, next_at) VALUES (?, ?)", name, n).Error
}

func get(t *testing.T, q *gorm.DB, name string) (n int) {
	t.Helper()
	if err := q.Raw("SELECT coalesce(max(next_at), 0) FROM schedules WHERE name = ?", name).Scan(&n).Error; err != nil {
		t.Fatal(err)
	}
	return n
}

func TestATransactionIsAllOrNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		no := errors.New("no")
		try := func(name string, end func() error) (err error) {
			defer func() {
				if recover() != nil {
					err = errors.New("panicked")
				}
			}()
			return d.Tx(t.Context(), func(tx *gorm.DB) error {
				if err := put(tx, name, 1); err != nil {
					return err
				}
				return end()
			})
		}
		if err := try("kept", func() error { return nil }); err != nil {
			t.Error(err)
		}
		if err := try("refused", func() error { return no }); err != no {
			t.Errorf("the verb's error became %v", err)
		}
		if err := try("panicked", func() error { panic("no") }); err == nil {
			t.Error("the panic was swallowed")
		}
		for name, want := range map[string]int{"kept": 1, "refused": 0, "panicked": 0} {
			if got := get(t, d.Read(t.Context()), name); got != want {
				t.Errorf("%s: %d rows", name, got)
			}
		}
	})
}

func TestReadingCannotWrite(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		if err := put(d.Read(t.Context()), "a", 1); err == nil {
			t.Error("written through Read")
		}
	})
}

func TestADeadlineEndsAStuckTransaction(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		if err := d.Tx(t.Context(), func(tx *gorm.DB) error { return put(tx, "a", 1) }); err != nil {
			t.Fatal(err)
		}
		// The second writer waits for the first, which does not end before the second's time is up.
		err := d.Tx(t.Context(), func(tx *gorm.DB) error {
			if err := tx.Exec("UPDATE schedules SET next_at = 2").Error; err != nil {
				return err
			}
			ctx := t.Context() // has no deadline, and the statement keeps to it all the same
			second := d.TxWithin(ctx, 50*time.Millisecond, func(tx *gorm.DB) error {
				return tx.WithContext(ctx).Exec("UPDATE schedules SET next_at = 3").Error
			})
			if !fault.Has(second, "db.busy") || !fault.Is(second, fault.Unavailable) {
				t.Errorf("%v", second)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if got := get(t, d.Read(t.Context()), "a"); got != 2 {
			t.Errorf("next_at is %d", got)
		}
	})
}

func TestACallerWhoLeavesIsNotToldBusy(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, leave := context.WithCancel(t.Context())
		err := d.Tx(ctx, func(tx *gorm.DB) error {
			leave()
			return put(tx, "a", 1)
		})
		if !errors.Is(err, context.Canceled) || fault.All(err) != nil {
			t.Errorf("%v", err)
		}
	})
}

// Two transactions that take two rows in opposite orders: PostgreSQL ends one of them,
// and it runs again. SQLite has one writer and no such thing.
func TestADeadlockRunsAgain(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		err := d.Tx(t.Context(), func(tx *gorm.DB) error { return errors.Join(put(tx, "a", 1), put(tx, "b", 1)) })
		if err != nil {
			t.Fatal(err)
		}
		var all, wg sync.WaitGroup
		if d.Dialect() == db.Postgres {
			all.Add(2)
		}
		runs := [2]int{}
		for i, order := range [][]string{{"a", "b"}, {"b", "a"}} {
			wg.Go(func() {
				err := d.Tx(t.Context(), func(tx *gorm.DB) error {
					runs[i]++
					for step, name := range order {
						if err := tx.Exec("UPDATE schedules SET next_at = next_at + 1 WHERE name = ?", name).Error; err != nil {
							return err
						}
						if step == 0 && runs[i] == 1 && d.Dialect() == db.Postgres {
							all.Done()
							all.Wait() // both hold their first row
						}
					}
					return nil
				})
				if err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if a, b := get(t, d.Read(t.Context()), "a"), get(t, d.Read(t.Context()), "b"); a != 3 || b != 3 {
			t.Errorf("%d and %d after two transactions", a, b)
		}
		if d.Dialect() == db.Postgres && runs[0]+runs[1] < 3 {
			t.Errorf("%v runs: there was no deadlock to survive", runs)
		}
	})
}

func TestForeverBusyIsToldAfterFourRuns(t *testing.T) {
	d := dbtest.Postgres(t)
	runs := 0
	err := d.Tx(t.Context(), func(tx *gorm.DB) error {
		runs++
		return tx.Exec("DO $$ BEGIN RAISE EXCEPTION 'again' USING ERRCODE = '40001'; END $$").Error
	})
	if !fault.Has(err, "db.busy") || runs != 4 {
		t.Errorf("%d runs, %v", runs, err)
	}
}

func TestAnotherProcessWritingTheFileIsWaitedFor(t *testing.T) {
	cfg := dbtest.Config(t, db.SQLite)
	one, two := dbtest.OpenConfig(t, cfg), dbtest.OpenConfig(t, cfg)
	if err := one.Tx(t.Context(), func(tx *gorm.DB) error { return put(tx, "n", 1) }); err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for i := range 40 {
		wg.Go(func() {
			err := []*db.DB{one, two}[i%2].Tx(t.Context(), func(tx *gorm.DB) error {
				n := get(t, tx, "n") // read, then write
				return tx.Exec("UPDATE schedules SET next_at = ? WHERE name = 'n'", n+1).Error
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if n := get(t, one.Read(t.Context()), "n"); n != 41 {
		t.Errorf("%d after 40 additions to 1", n)
	}
}

func TestSignalsFollowCommits(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		heard, end := d.Subscribe("news")
		other, endOther := d.Subscribe("sport")
		defer endOther()
		tell := func(fail error) {
			_ = d.Tx(t.Context(), func(tx *gorm.DB) error {
				if !db.Signal(tx, "news") || !db.InTx(tx) {
					t.Error("no transaction")
				}
				if len(heard) > 0 && fail != nil {
					t.Error("told before the commit")
				}
				return fail
			})
		}
		tell(errors.New("no"))
		if len(heard) > 0 {
			t.Error("told of what was rolled back")
		}
		tell(nil)
		tell(nil)
		<-heard
		if len(heard) > 0 {
			t.Error("told twice while asleep")
		}
		if len(other) > 0 {
			t.Error("told of another topic")
		}
		end()
		tell(nil)
		if db.Signal(d.Read(t.Context()), "news") || db.InTx(d.Read(t.Context())) {
			t.Error("a reader passes for a transaction")
		}
	})
}

// TestOneStatementStandsByItself: it is kept or not, has the deadline of a transaction, and
// costs no BEGIN.
func TestOneStatementStandsByItself(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		one := func(name string) error {
			return d.Write(t.Context(), func(ctx context.Context, q *gorm.DB) error {
				if _, ok := ctx.Deadline(); !ok {
					t.Error("a statement without an end")
				}
				if db.InTx(q) {
					t.Error("a transaction around one statement")
				}
				return put(q.WithContext(ctx), name, 1)
			})
		}
		if err := one("kept"); err != nil {
			t.Fatal(err)
		}
		if err := one("kept"); !db.IsDuplicate(err) {
			t.Errorf("twice the same row: %v", err)
		}
		if got := get(t, d.Read(t.Context()), "kept"); got != 1 {
			t.Errorf("%d rows", got)
		}
		left, leave := context.WithCancel(t.Context())
		leave()
		err := d.Write(left, func(ctx context.Context, q *gorm.DB) error { return put(q.WithContext(ctx), "left", 1) })
		if !errors.Is(err, context.Canceled) {
			t.Errorf("a caller who left: %v", err)
		}
	})
}

// TestATransactionOutlivesAMigration: what a process had prepared before another one changed
// the columns is prepared anew.
func TestATransactionOutlivesAMigration(t *testing.T) {
	d := dbtest.Postgres(t)
	read := func() error {
		return d.Tx(t.Context(), func(tx *gorm.DB) error {
			var rows []map[string]any
			return tx.Raw("SELECT * FROM schedules").Scan(&rows).Error
		})
	}
	if err := read(); err != nil {
		t.Fatal(err)
	}
	err := d.Write(t.Context(), func(_ context.Context, q *gorm.DB) error {
		return q.Exec("ALTER TABLE schedules ADD COLUMN late BIGINT").Error
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := read(); err != nil {
		t.Error(err)
	}
}
