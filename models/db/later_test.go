package db_test

import (
	"errors"
	"testing"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/fault"
)

func putLater(t *testing.T, tx *gorm.DB, name string, n int, judge func(error) error) error {
	return put(db.Later(t.Context(), tx, judge), name, n)
}

func TestWhatMayWaitIsReadByItsOwnTransactionAndKeptByTheCommit(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		no := errors.New("no")
		for _, end := range []error{no, nil} {
			err := d.Tx(t.Context(), func(tx *gorm.DB) error {
				for _, err := range []error{
					putLater(t, tx, "a", 1, nil),
					putLater(t, tx, "b", 2, nil),
					db.Later(t.Context(), tx, nil).Exec("UPDATE schedules SET next_at = next_at + 10 WHERE name = 'a'").Error,
				} {
					if err != nil {
						t.Error(err)
					}
				}
				if a, b := get(t, tx, "a"), get(t, tx, "b"); a != 11 || b != 2 {
					t.Errorf("read %d and %d", a, b)
				}
				if err := putLater(t, tx, "c", 3, nil); err != nil {
					t.Error(err)
				}
				res := tx.Exec("UPDATE schedules SET next_at = next_at + 1")
				if res.Error != nil || res.RowsAffected != 3 {
					t.Errorf("a statement behind what waited touched %d rows: %v", res.RowsAffected, res.Error)
				}
				return errors.Join(putLater(t, tx, "d", 4, nil), end)
			})
			if !errors.Is(err, end) {
				t.Error(err)
			}
			for name, kept := range map[string]int{"a": 12, "b": 3, "c": 4, "d": 4} {
				if end != nil {
					kept = 0
				}
				if got := get(t, d.Read(t.Context()), name); got != kept {
					t.Errorf("%s is %d, ended with %v", name, got, end)
				}
			}
		}
	})
}

// TestARefusalOfWhatWaitedIsNobodyElsesAnswer: whoever asks whether its own row was there
// already must not hear of another's.
func TestARefusalOfWhatWaitedIsNobodyElsesAnswer(t *testing.T) {
	closed := fault.New(fault.Conflict, "tax.period_closed")
	next := map[string]func(tx *gorm.DB) error{
		"a statement": func(tx *gorm.DB) error { return put(tx, "b", 1) },
		"a question":  func(tx *gorm.DB) error { var n int; return tx.Raw("SELECT count(*) FROM schedules").Scan(&n).Error },
		"the commit":  func(*gorm.DB) error { return nil },
	}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		if err := d.Tx(t.Context(), func(tx *gorm.DB) error { return put(tx, "a", 1) }); err != nil {
			t.Fatal(err)
		}
		for what, then := range next {
			err := d.Tx(t.Context(), func(tx *gorm.DB) error {
				if err := putLater(t, tx, "a", 2, nil); err != nil {
					return err
				}
				return then(tx)
			})
			if err == nil || db.IsDuplicate(err) {
				t.Errorf("before %s: %v", what, err)
			}
			err = d.Tx(t.Context(), func(tx *gorm.DB) error {
				judge := func(err error) error {
					if !db.IsDuplicate(err) {
						t.Errorf("the judge was told %v", err)
					}
					return closed
				}
				if err := putLater(t, tx, "a", 2, judge); err != nil {
					return err
				}
				return then(tx)
			})
			if !fault.Has(err, closed.Key) {
				t.Errorf("judged, before %s: %v", what, err)
			}
			err = d.Tx(t.Context(), func(tx *gorm.DB) error {
				if err := putLater(t, tx, "c", 1, nil); err != nil {
					return err
				}
				return put(tx, "a", 2)
			})
			if !db.IsDuplicate(err) {
				t.Errorf("its own refusal is no longer told: %v", err)
			}
			if a, b, c := get(t, d.Read(t.Context()), "a"), get(t, d.Read(t.Context()), "b"), get(t, d.Read(t.Context()), "c"); a != 1 || b != 0 || c != 0 {
				t.Errorf("kept %d, %d and %d", a, b, c)
			}
		}
	})
}

func TestWhatWaitedRunsAgainWithItsTransaction(t *testing.T) {
	d := dbtest.Postgres(t)
	runs := 0
	err := d.Tx(t.Context(), func(tx *gorm.DB) error {
		runs++
		return db.Later(t.Context(), tx, func(error) error { return errors.New("judged") }).
			Exec("DO $$ BEGIN RAISE EXCEPTION 'again' USING ERRCODE = '40P01'; END $$").Error
	})
	if !fault.Has(err, "db.busy") || runs != 4 {
		t.Errorf("%d runs, %v", runs, err)
	}
}

func TestAFailureThatWasSwallowedIsNoCommit(t *testing.T) {
	d := dbtest.Postgres(t)
	err := d.Tx(t.Context(), func(tx *gorm.DB) error {
		if err := put(tx, "a", 1); err != nil {
			return err
		}
		_ = tx.Exec("SELECT 1/0").Error
		return nil
	})
	if err == nil || get(t, d.Read(t.Context()), "a") != 0 {
		t.Errorf("%v", err)
	}
}

func TestAConnectionThatDiesInATransactionIsNotUsedAgain(t *testing.T) {
	d := dbtest.Postgres(t)
	for i := range 20 { // more than there are connections
		err := d.Tx(t.Context(), func(tx *gorm.DB) error {
			if err := putLater(t, tx, "a", 1, nil); err != nil {
				return err
			}
			die := func() error { return tx.Exec("SELECT pg_terminate_backend(pg_backend_pid())").Error }
			if i%2 == 0 {
				return die()
			}
			return db.OneTurn(t.Context(), tx, die, func() error { return put(tx, "a", 2) })
		})
		if err == nil {
			t.Error("a dead connection committed")
		}
	}
	if err := d.Tx(t.Context(), func(tx *gorm.DB) error { return put(tx, "b", 1) }); err != nil {
		t.Error(err)
	}
	if a, b := get(t, d.Read(t.Context()), "a"), get(t, d.Read(t.Context()), "b"); a != 0 || b != 1 {
		t.Errorf("%d and %d", a, b)
	}
	if writer, _ := d.Stats(); writer.InUse != 0 {
		t.Errorf("%d connections are still held", writer.InUse)
	}
}
