// Package divisiontest keeps tests quick: it puts into a fresh database the few places that
// a test names instead of all 14,000.
package divisiontest

import (
	"testing"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/division"
)

// Wards that tests speak of, by their current codes.
const (
	VanChan  = "04672" // Xã Văn Chấn, Lào Cai; holds the old Suối Giàng
	NghiaLo  = "04288" // Phường Nghĩa Lộ, Lào Cai
	BaDinh   = "00004" // Phường Ba Đình, Hà Nội: the same region
	NhieuLoc = "27142" // Phường Nhiêu Lộc, Thành phố Hồ Chí Minh: far
)

// Seed inserts the two schemes, the four wards above and the current wards in codes, with
// their provinces and the legacy units of which they were made. Loading
// all lists afterwards still works.
func Seed(t testing.TB, d *db.DB, codes ...string) *division.Directory {
	t.Helper()
	dir, err := division.New("15")
	if err != nil {
		t.Fatal(err)
	}
	err = d.Tx(t.Context(), func(tx *gorm.DB) error {
		for _, s := range []string{division.Legacy, division.Current} {
			if err := tx.Exec("INSERT INTO division_schemes (scheme, edition) VALUES (?, 'test')", s).Error; err != nil {
				return err
			}
		}
		done := map[[2]string]bool{}
		for _, code := range append([]string{VanChan, NghiaLo, BaDinh, NhieuLoc}, codes...) {
			if err := plant(tx, dir, division.Current, code, done); err != nil {
				return err
			}
			for _, old := range dir.Sources(code) {
				if err := plant(tx, dir, division.Legacy, old.Code, done); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// plant inserts a unit after those above it.
func plant(tx *gorm.DB, dir *division.Directory, scheme, code string, done map[[2]string]bool) error {
	key := [2]string{scheme, code}
	u, ok := dir.Lookup(scheme, code)
	if !ok || done[key] {
		return nil
	}
	done[key] = true
	if u.ParentCode != "" {
		if err := plant(tx, dir, scheme, u.ParentCode, done); err != nil {
			return err
		}
	}
	return tx.Create(&u).Error
}
