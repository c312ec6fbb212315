package db_test

import (
	"errors"
	"fmt"
	"testing"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
)

func TestWhichConstraintRefused(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		err := d.Tx(t.Context(), func(tx *gorm.DB) error {
			return errors.Join(put(tx, "a", 1),
				tx.Exec("CREATE TABLE children (parent TEXT REFERENCES schedules(name), no INTEGER UNIQUE)").Error)
		})
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct {
			q                         string
			duplicate, check, foreign bool
		}{
			{"INSERT INTO schedules (name, next_at) VALUES ('a', 1)", true, false, false},
			{"INSERT INTO children (no) VALUES (1), (1)", true, false, false},
			{"INSERT INTO schedules (name, next_at) VALUES ('b', 0)", false, true, false},
			{"INSERT INTO children (parent) VALUES ('nobody')", false, false, true},
			{"INSERT INTO schedules (name, next_at) VALUES (NULL, 1)", false, false, false},
			{"INSERT INTO nowhere (a) VALUES (1)", false, false, false},
		} {
			err := d.Tx(t.Context(), func(tx *gorm.DB) error { return fmt.Errorf("verb: %w", tx.Exec(c.q).Error) })
			if db.IsDuplicate(err) != c.duplicate || db.IsCheck(err) != c.check || db.IsForeign(err) != c.foreign {
				t.Errorf("%s: %v", c.q, err)
			}
		}
		if db.IsDuplicate(nil) || db.IsCheck(nil) || db.IsForeign(nil) {
			t.Error("no error is no refusal")
		}
	})
}
