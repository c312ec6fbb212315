package storefront_test

import (
	"strings"
	"testing"
	"time"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/account"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
)

// The code on a parcel leads a helper to the work of the household that they help, and
// nobody to it after the help.
func TestAHelperScansTheParcelOfWhomTheyHelp(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := open(t, d)
		buyer, helper := m.browser(), m.browser()
		tea, variant := m.offer("A", "Chè Shan tuyết", 250_000, nil)
		path, o, owner := buyer.bought(tea, variant)
		helper.signIn("0900000066", "Người Giúp")
		var in struct{ ID, PersonID string }
		err := d.Read(t.Context()).Raw("SELECT s.id, s.person_id FROM sessions s JOIN people p ON p.id = s.person_id WHERE p.name = 'Người Giúp' AND s.revoked_at = 0").Scan(&in).Error
		if err != nil {
			t.Fatal(err)
		}
		at := "/orders/" + o.Code
		if p := helper.get(path); strings.HasPrefix(p.path, "/portal/s/") {
			t.Fatalf("%d %s", p.status, p.path)
		}
		now := m.Now()
		err = d.Tx(t.Context(), func(tx *gorm.DB) error {
			if err := tx.Exec("INSERT INTO roles (id, person_id, role, granted_by, granted_at) VALUES (?, ?, 'helper', 'test', 1)", db.NewID(), in.PersonID).Error; err != nil {
				return err
			}
			return tx.Create(&account.Assist{ID: db.NewID(), HelperID: in.PersonID, SessionID: in.ID, PersonID: owner.PersonID, StartedAt: now, EndsAt: now.Add(account.AssistLife)}).Error
		})
		if err != nil {
			t.Fatal(err)
		}
		m.Pass(2 * time.Second) // an identity is remembered for one
		if p := helper.get(path); !strings.HasPrefix(p.path, "/portal/s/") || !strings.HasSuffix(p.path, at) {
			t.Errorf("the code leads to %d %s", p.status, p.path)
		}
		m.Pass(account.AssistLife)
		if p := helper.get(path); strings.HasPrefix(p.path, "/portal/s/") {
			t.Errorf("after the help the code leads to %s", p.path)
		}
	})
}
