package division_test

import (
	"testing"

	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/division"
	"gorm.io/gorm"
)

func TestLoadingIsIdempotent(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		load := func() bool {
			did, err := division.Install(t.Context(), d)
			if err != nil {
				t.Fatal(err)
			}
			return did
		}
		count := func(sql string, args ...any) (n int64) {
			if err := d.Read(t.Context()).Raw(sql, args...).Scan(&n).Error; err != nil {
				t.Fatal(err)
			}
			return n
		}
		if !load() || load() {
			t.Error("the first load did nothing, or the second did it again")
		}
		for again := range 2 {
			for sql, want := range map[string]int64{
				"SELECT count(*) FROM divisions": 14149,
				"SELECT count(*) FROM divisions WHERE level = 'ward' AND scheme = '" + division.Current + "'": 3321,
				"SELECT count(*) FROM division_links":                            10602 + 63,
				"SELECT count(*) FROM division_links WHERE coverage = 'partial'": 1033,
			} {
				if got := count(sql); got != want {
					t.Errorf("%s: %d, want %d", sql, got, want)
				}
			}
			if again == 1 {
				break
			}
			// An older edition with a name since mended is brought up again.
			err := d.Tx(t.Context(), func(tx *gorm.DB) error {
				if err := tx.Exec("UPDATE divisions SET name = 'x' WHERE code = '04672'").Error; err != nil {
					return err
				}
				return tx.Exec("UPDATE division_schemes SET edition = 'older'").Error
			})
			if err != nil || !load() {
				t.Fatalf("not loaded again: %v", err)
			}
			if n := count("SELECT count(*) FROM divisions WHERE name = 'x'"); n != 0 {
				t.Errorf("%d names were left as they were", n)
			}
		}
		var names []string
		err := d.Read(t.Context()).Raw("SELECT name FROM divisions WHERE code = '04672' ORDER BY scheme").Scan(&names).Error
		if err != nil || len(names) != 2 || names[0] != "Thị trấn Sơn Thịnh" || names[1] != "Xã Văn Chấn" {
			t.Errorf("04672 is %v, %v", names, err)
		}
	})
}
