package db_test

import (
	"testing"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
)

func TestAFreshDatabaseHasThisProgramsSchema(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		if err := db.Check(t.Context(), d); err != nil {
			t.Fatal(err)
		}
		n := dbtest.CountStatements(d, func() {
			err := d.Tx(t.Context(), func(tx *gorm.DB) error {
				return tx.Exec("INSERT INTO schedules(name, next_at) VALUES (?, ?)", "a", 1).Error
			})
			if err != nil {
				t.Fatal(err)
			}
		})
		if n != 1 {
			t.Errorf("%d statements", n)
		}
	})
}
