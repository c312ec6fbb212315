package db_test

import (
	"errors"
	"fmt"
	"testing"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
)

// inTx is a transaction that is expected to commit.
func inTx(t *testing.T, d *db.DB, fn func(tx *gorm.DB) error) {
	t.Helper()
	if err := d.Tx(t.Context(), fn); err != nil {
		t.Error(err)
	}
}

func TestActsOfOneTurnAreAnsweredTogether(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		inTx(t, d, func(tx *gorm.DB) error {
			if err := errors.Join(putLater(t, tx, "a", 1, nil), putLater(t, tx, "ab", 2, nil)); err != nil {
				return err
			}
			var both, nobody int64
			var sum int64
			var names, after []string
			before := d.Turns()
			err := db.OneTurn(t.Context(), tx,
				func() error {
					res := tx.Exec("UPDATE schedules SET next_at = next_at + 1 WHERE name LIKE 'a%'")
					both = res.RowsAffected
					return res.Error
				},
				func() error { return tx.Raw("SELECT CAST(SUM(next_at) AS BIGINT) FROM schedules").Scan(&sum).Error },
				func() error { return nil }, // asks nothing
				func() error {
					if err := putLater(t, tx, "b", 1, nil); err != nil {
						return err
					}
					res := tx.Exec("UPDATE schedules SET next_at = 9 WHERE name = 'nobody'")
					nobody = res.RowsAffected
					return res.Error
				},
				func() error {
					err := tx.Raw("SELECT name FROM schedules WHERE name IN ? ORDER BY name", []string{"a", "b", "x"}).Scan(&names).Error
					if turns := d.Turns() - before; d.Dialect() == db.Postgres && turns != 1 {
						t.Errorf("%d turns", turns)
					}
					return errors.Join(err, put(tx, "c", 1), tx.Raw("SELECT name FROM schedules WHERE name > 'a' ORDER BY name").Scan(&after).Error)
				},
			)
			if err != nil || both != 2 || nobody != 0 || sum != 5 || len(names) != 2 || len(after) != 3 {
				t.Errorf("%v: %d and %d rows, a sum of %d, %q, then %q", err, both, nobody, sum, names, after)
			}
			return db.OneTurn(t.Context(), tx)
		})
		for name, want := range map[string]int{"a": 2, "ab": 3, "b": 1, "c": 1} {
			if got := get(t, d.Read(t.Context()), name); got != want {
				t.Errorf("%s is %d, want %d", name, got, want)
			}
		}
	})
}

func TestARefusalInOneTurnIsToldToItsAct(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		inTx(t, d, func(tx *gorm.DB) error { return put(tx, "a", 1) })
		heard, behind := error(nil), false
		quiet := func(tx *gorm.DB) func() error { // an act that hears the refusal and says nothing
			return func() error { heard = put(tx, "a", 1); return nil }
		}
		for what, acts := range map[string]func(tx *gorm.DB) []func() error{
			"told": func(tx *gorm.DB) []func() error {
				return []func() error{
					func() error { return put(tx, "b", 1) },
					func() error { heard = put(tx, "a", 1); return heard },
					func() error { err := put(tx, "c", 1); behind = err == nil; return err },
				}
			},
			"kept quiet": func(tx *gorm.DB) []func() error {
				return []func() error{func() error { return put(tx, "b", 1) }, quiet(tx)}
			},
			"before it asked": func(tx *gorm.DB) []func() error {
				heard = gorm.ErrDuplicatedKey
				return []func() error{func() error { return put(tx, "b", 1) }, func() error { return errors.New("no") }}
			},
		} {
			err := d.Tx(t.Context(), func(tx *gorm.DB) error {
				err := db.OneTurn(t.Context(), tx, acts(tx)...)
				if d.Dialect() == db.Postgres && err == nil {
					t.Errorf("%s: nobody says that it failed", what)
				}
				if d.Dialect() == db.Postgres && put(tx, "d", 1) == nil {
					t.Errorf("%s: it goes on", what)
				}
				return errors.Join(err, errors.New("back")) // on SQLite who keeps quiet may go on
			})
			if err == nil || !db.IsDuplicate(heard) && heard != gorm.ErrDuplicatedKey || behind {
				t.Errorf("%s: %v, told as %v, the next one went on: %v", what, err, heard, behind)
			}
		}
		for _, name := range []string{"b", "c", "d"} {
			if get(t, d.Read(t.Context()), name) != 0 {
				t.Errorf("%s was kept", name)
			}
		}
		inTx(t, d, func(tx *gorm.DB) error { return put(tx, "e", 1) }) // the connection is as it was
	})
}

func TestAWriteThatWaitedIsRefusedInOneTurn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		inTx(t, d, func(tx *gorm.DB) error { return put(tx, "a", 1) })
		err := d.Tx(t.Context(), func(tx *gorm.DB) error {
			if err := putLater(t, tx, "a", 1, nil); err != nil {
				return err
			}
			var n int64
			count := func() error { return tx.Raw("SELECT COUNT(*) FROM schedules").Scan(&n).Error }
			return db.OneTurn(t.Context(), tx, count, count)
		})
		if err == nil || db.IsDuplicate(err) {
			t.Errorf("a question answers for a write that waited: %v", err)
		}
	})
}

// TestOneTurnRunsAgain: whatever the acts in front of the refused one would do next.
func TestOneTurnRunsAgain(t *testing.T) {
	d := dbtest.Postgres(t)
	for i, trouble := range []string{"DO $$ BEGIN RAISE EXCEPTION 'again' USING ERRCODE = '40P01'; END $$", "SELECT pg_terminate_backend(pg_backend_pid())"} {
		runs, went := 0, 0
		inTx(t, d, func(tx *gorm.DB) error {
			runs++
			return db.OneTurn(t.Context(), tx,
				func() error {
					err := put(tx, fmt.Sprint("a", i), 1)
					if err == nil {
						went++
						err = put(tx, fmt.Sprint("b", i), 1)
					}
					return err
				},
				func() error {
					if runs == 1 {
						return tx.Exec(trouble).Error
					}
					return put(tx, fmt.Sprint("c", i), 1)
				})
		})
		if runs != 2 || went != 1 {
			t.Errorf("%s: %d runs, of which %d went on", trouble, runs, went)
		}
	}
}

// TestNobodyGoesOnWithAFaultyTurn: neither an act behind one that refuses by itself, nor one
// that stands still while another does, nor what follows a panic that was caught.
func TestNobodyGoesOnWithAFaultyTurn(t *testing.T) {
	d := dbtest.Postgres(t)
	no := errors.New("no")
	var heard error
	for what, acts := range map[string]func(tx *gorm.DB) []func() error{
		"behind a fault": func(tx *gorm.DB) []func() error {
			return []func() error{func() error { _ = put(tx, "a", 1); return no }, func() error { _ = put(tx, "b", 1); heard = put(tx, "c", 1); return nil }}
		},
		"standing still": func(tx *gorm.DB) []func() error {
			return []func() error{func() error { _ = put(tx, "a", 1); heard = put(tx, "b", 1); return nil }, func() error { return no }}
		},
		"a panic": func(tx *gorm.DB) []func() error {
			return []func() error{func() error { heard = put(tx, "a", 1); return nil }, func() error { panic(no) }}
		},
	} {
		heard = nil
		err := d.Tx(t.Context(), func(tx *gorm.DB) error {
			func() {
				defer func() { _ = recover() }()
				if err := db.OneTurn(t.Context(), tx, acts(tx)...); !errors.Is(err, no) {
					t.Errorf("%s: %v", what, err)
				}
			}()
			return nil
		})
		if err == nil || heard == nil {
			t.Errorf("%s: told %v, committed with %v", what, heard, err)
		}
	}
	for _, name := range []string{"a", "b", "c"} {
		if get(t, d.Read(t.Context()), name) != 0 {
			t.Errorf("%s was kept", name)
		}
	}
}

func TestAPanicInOneTurnGoesOn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		for _, late := range []bool{false, true} {
			func() {
				defer func() {
					if recover() != "ouch" {
						t.Error("the panic was swallowed")
					}
				}()
				_ = d.Tx(t.Context(), func(tx *gorm.DB) error {
					return db.OneTurn(t.Context(), tx, func() error { return put(tx, "a", 1) }, func() error {
						if late {
							_ = put(tx, "b", 1)
						}
						panic("ouch")
					}, func() error { return put(tx, "c", 1) })
				})
			}()
		}
		for _, name := range []string{"a", "b", "c"} {
			if get(t, d.Read(t.Context()), name) != 0 {
				t.Errorf("%s was kept", name)
			}
		}
		inTx(t, d, func(tx *gorm.DB) error { return put(tx, "a", 1) })
		if err := db.OneTurn(t.Context(), d.Read(t.Context()), func() error { return nil }); err == nil {
			t.Error("took acts outside a transaction")
		}
	})
}
