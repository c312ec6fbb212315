package divisiontest_test

import (
	"testing"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/division"
	"github.com/chophien/chophien/models/division/divisiontest"
)

func TestAFewPlacesAndThenAll(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		divisiontest.Seed(t, d, "04456", divisiontest.VanChan)
		var n int64
		if err := d.Read(t.Context()).Table("divisions").Where("parent_code = '15' AND scheme = ?", division.Current).Count(&n).Error; err != nil || n != 3 {
			t.Errorf("%d wards, %v", n, err)
		}
		err := d.Tx(t.Context(), func(tx *gorm.DB) error {
			did, err := division.Load(t.Context(), tx)
			if !did {
				t.Error("the lists were not loaded")
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := d.Read(t.Context()).Table("divisions").Count(&n).Error; err != nil || n != 14149 {
			t.Errorf("%d units, %v", n, err)
		}
	})
}
