package db_test

import (
	"errors"
	"reflect"
	"testing"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
)

func TestWritesOfOneTurnCountTheirRows(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		raise := func(name string) func(q *gorm.DB) error {
			return func(q *gorm.DB) error {
				return q.Exec("UPDATE schedules SET next_at = next_at + 1 WHERE name LIKE ?", name).Error
			}
		}
		err := d.Tx(t.Context(), func(tx *gorm.DB) error {
			if err := errors.Join(putLater(t, tx, "a", 1, nil), putLater(t, tx, "ab", 2, nil)); err != nil {
				return err
			}
			writes := []func(q *gorm.DB) error{raise("a%"), raise("nobody"), raise("ab")}
			before := d.Turns()
			rows, err := db.OneTurn(t.Context(), tx, len(writes), func(q *gorm.DB, i int) error { return writes[i](q) })
			if err != nil || !reflect.DeepEqual(rows, []int64{2, 0, 1}) {
				t.Errorf("%v rows, %v", rows, err)
			}
			if turns := d.Turns() - before; d.Dialect() == db.Postgres && turns != 1 {
				t.Errorf("%d turns", turns)
			}
			none, err := db.OneTurn(t.Context(), tx, 0, nil)
			if err != nil || len(none) != 0 {
				t.Errorf("of no writes %v, %v", none, err)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if a, ab := get(t, d.Read(t.Context()), "a"), get(t, d.Read(t.Context()), "ab"); a != 2 || ab != 4 {
			t.Errorf("%d and %d", a, ab)
		}
		err = d.Tx(t.Context(), func(tx *gorm.DB) error {
			_, err := db.OneTurn(t.Context(), tx, 2, func(q *gorm.DB, i int) error { return put(q, []string{"c", "a"}[i], 1) })
			if !db.IsDuplicate(err) {
				t.Errorf("a refusal is told as %v", err)
			}
			return err
		})
		if err == nil || get(t, d.Read(t.Context()), "c") != 0 {
			t.Errorf("kept half of it: %v", err)
		}
		for what, write := range map[string]func(q *gorm.DB) error{
			"none": func(*gorm.DB) error { return nil },
			"two":  func(q *gorm.DB) error { return errors.Join(put(q, "x", 1), put(q, "y", 1)) },
		} {
			err := d.Tx(t.Context(), func(tx *gorm.DB) error {
				_, err := db.OneTurn(t.Context(), tx, 1, func(q *gorm.DB, _ int) error { return write(q) })
				return err
			})
			if err == nil {
				t.Errorf("%s is taken for one write", what)
			}
		}
		if _, err := db.OneTurn(t.Context(), d.Read(t.Context()), 1, func(q *gorm.DB, i int) error { return nil }); err == nil {
			t.Error("took writes outside a transaction")
		}
	})
}
