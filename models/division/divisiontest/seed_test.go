package divisiontest_test

import (
	"testing"

	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/division"
	"github.com/chophien/chophien/models/division/divisiontest"
)

func TestAFewPlaces(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		divisiontest.Seed(t, d, "04456", divisiontest.VanChan)
		var n int64
		if err := d.Read(t.Context()).Table("divisions").Where("parent_code = '15' AND scheme = ?", division.Current).Count(&n).Error; err != nil || n != 3 {
			t.Errorf("%d wards, %v", n, err)
		}
	})
}

// A connection that has seen the table nearly empty loads the rest as quickly.
func TestAFewPlacesAndThenAll(t *testing.T) {
	d := dbtest.Postgres(t)
	divisiontest.Seed(t, d)
	if did, err := division.Install(t.Context(), d); !did || err != nil {
		t.Fatalf("the lists were not loaded: %v", err)
	}
	var n int64
	if err := d.Read(t.Context()).Table("divisions").Count(&n).Error; err != nil || n != 14149 {
		t.Errorf("%d units, %v", n, err)
	}
}
