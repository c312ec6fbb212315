package storefront_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/account"
	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/seller"
)

// The code on a parcel names the buyer's page. Scanned, it leads whoever works on the order to
// their work, and the buyer to what they bought. To all others,
// and to who works there no more, there is no such order: who is not signed in may do so, and
// comes back to it.
func TestTheCodeOnAParcelLeadsEverybodyToTheirOwnPage(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := open(t, d)
		tea, variant := m.offer("A", "Chè Shan tuyết", 250_000, nil)
		_, other := m.offer("B", "Mật ong bạc hà", 60_000, nil)
		buyer, packer, neighbour := m.browser(), m.browser(), m.browser()
		path, o, owner := buyer.bought(tea, variant)
		work := "/portal/s/" + m.slugOf(owner.SellerID) + "/orders/" + o.Code

		packer.signIn("0900000066", "Người Gói")
		neighbour.signIn("0900000067", "Người Gian Bên")
		m.joins("Người Gói", owner, actor.HandleOrders)
		m.joins("Người Gian Bên", m.of[other], actor.AllRights...)
		m.Pass(2 * time.Second) // an identity is remembered for one
		if p := packer.get(path); p.path != work {
			t.Errorf("it leads who packs to %s", p.path)
		}
		if p := buyer.get(path); p.status != 200 || p.path != path {
			t.Errorf("it leads the buyer to %d %s", p.status, p.path)
		}
		if p := neighbour.get(path); p.status != 404 || p.path != path {
			t.Errorf("it leads another stall to %d %s", p.status, p.path)
		}
		unknown := m.browser().get(path).says(404, "Đăng nhập")
		if back := unknown.Find(`main a[href^="/sign-in"]`).AttrOr("href", ""); !strings.HasSuffix(back, "return_to="+url.QueryEscape(path)) {
			t.Errorf("who is not signed in comes back to %q", back)
		}

		if err := m.p.Onboarding.RemoveMember(t.Context(), owner.SellerID, m.person("Người Gói"), owner); err != nil {
			t.Fatal(err)
		}
		m.Pass(2 * time.Second)
		if p := packer.get(path); p.status != 404 || p.path != path {
			t.Errorf("it leads who packs no more to %d %s", p.status, p.path)
		}
	})
}

// person is who signed up under a name.
func (m *door) person(name string) (id string) {
	m.t.Helper()
	if err := m.DB.Read(m.t.Context()).Raw("SELECT id FROM people WHERE name = ?", name).Scan(&id).Error; err != nil || id == "" {
		m.t.Fatal(name, err)
	}
	return id
}

// joins lets who signed up under a name work for the stall of by.
func (m *door) joins(name string, by actor.Member, rights ...actor.Right) {
	m.t.Helper()
	if err := m.p.Onboarding.AddMember(m.t.Context(), by.SellerID, m.person(name), actor.NewRights(rights...), by); err != nil {
		m.t.Fatal(err)
	}
}

func (m *door) slugOf(sellerID string) string {
	m.t.Helper()
	return must[seller.Card](m.t)(seller.CardOf(m.t.Context(), m.DB.Read(m.t.Context()), sellerID)).Slug
}

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
