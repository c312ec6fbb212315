package admission_test

import (
	"bytes"
	"context"
	"image"
	"image/png"
	"log/slog"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/admission"
	"github.com/chophien/chophien/models/crypt"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/division"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/identity"
	"github.com/chophien/chophien/models/identity/eauth"
	"github.com/chophien/chophien/models/identity/eauth/stage"
	"github.com/chophien/chophien/models/identity/inperson"
	"github.com/chophien/chophien/models/markettest"
	"github.com/chophien/chophien/models/media"
	"github.com/chophien/chophien/models/media/disk"
	"github.com/chophien/chophien/models/onboarding"
	"github.com/chophien/chophien/models/requirement"
	"github.com/chophien/chophien/models/seller"
)

var ctx = context.Background()

// gate is a market whose stalls are still to be opened.
type gate struct {
	*markettest.Market
	*admission.Admission
	t       *testing.T
	opening *onboarding.Onboarding
	stage   *stage.Stage
	desk    actor.Admin
	officer actor.Officer // of the ward
	away    actor.Officer // of another
	helper  actor.Helper
}

func open(t *testing.T, d *db.DB) *gate {
	t.Helper()
	m := markettest.New(t, d)
	keys, blind, err := crypt.Generate(nil, "k1")
	if err != nil {
		t.Fatal(err)
	}
	ring, err := crypt.ParseKeyring(keys, blind)
	if err != nil {
		t.Fatal(err)
	}
	store, err := disk.Open(t.TempDir(), m.Now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	played := &stage.Stage{ClientID: "test", Secret: "secret", Page: "https://eid.test/tx/", Now: m.Now}
	line := httptest.NewServer(played)
	t.Cleanup(line.Close)
	eid, err := eauth.New(eauth.Config{URL: line.URL, ClientID: "test", Secret: "secret", Pages: []string{"https://eid.test"}, Now: m.Now})
	if err != nil {
		t.Fatal(err)
	}
	g := &gate{
		Market: m, t: t, stage: played, opening: &onboarding.Onboarding{DB: d, Keys: ring, Now: m.Now},
		Admission: &admission.Admission{
			DB: d, Now: m.Now, Keys: ring, Album: &media.Album{DB: d, Store: store, Keys: ring, Now: m.Now}, Providers: identity.Providers{inperson.Provider{}, eid},
			Market: "Chợ thử", BaseURL: "https://market.test", CallLimit: 5 * time.Second, Log: slog.New(slog.DiscardHandler),
		},
	}
	_, g.desk.PersonID = m.Phone(t)
	_, g.officer.PersonID = m.Phone(t)
	_, g.away.PersonID = m.Phone(t)
	_, g.helper.PersonID = m.Phone(t)
	g.officer.Scheme, g.officer.Code = division.Current, markettest.Ward
	g.away.Scheme, g.away.Code = division.Current, markettest.Away
	g.in(func(tx *gorm.DB) error {
		return tx.Exec("INSERT INTO roles (id, person_id, role, scheme, code, granted_by, granted_at) VALUES (?, ?, 'helper', ?, ?, 'test', 1)", db.NewID(), g.helper.PersonID, division.Current, markettest.Ward).Error
	})
	return g
}

func (g *gate) in(fn func(tx *gorm.DB) error) {
	g.t.Helper()
	if err := g.Market.DB.Tx(ctx, fn); err != nil {
		g.t.Fatal(err)
	}
}

func (g *gate) q() *gorm.DB { return g.Market.DB.Read(ctx) }

// applied is a stall that asks to sell, with the person who leads it.
func (g *gate) applied(kind seller.Kind) actor.Member {
	g.t.Helper()
	phone, person := g.Phone(g.t)
	g.Agrees(g.t, person)
	id, err := g.opening.Apply(ctx, seller.NewSeller{Name: "Gian mới", Kind: kind, Scheme: division.Current, WardCode: markettest.Ward, OwnerID: person, PhoneID: phone}, "", actor.Buyer{PersonID: person})
	if err != nil {
		g.t.Fatal(err)
	}
	return actor.Member{PersonID: person, SellerID: id, Rights: actor.NewRights(actor.AllRights...), Channel: actor.Page}
}

// opened is a stall that sells: who stands behind it was checked, and all else waived.
func (g *gate) opened(kind seller.Kind) actor.Member {
	g.t.Helper()
	who := g.applied(kind)
	for _, r := range g.asked(who.SellerID) {
		if r.Kind != requirement.Identity {
			g.must(g.Waive(ctx, r.ID, "Thử", g.officer))
		}
	}
	g.must(g.Check(ctx, who.SellerID, seller.NewCheck{Method: seller.ChipCard, Reference: "015000000777"}, g.officer))
	if s := g.state(who); s != seller.Active {
		g.t.Fatalf("the stall is %s", s)
	}
	return who
}

func (g *gate) asked(sellerID string) map[requirement.Kind]requirement.Requirement {
	g.t.Helper()
	all, err := requirement.OfSeller(ctx, g.q(), sellerID)
	if err != nil {
		g.t.Fatal(err)
	}
	out := map[requirement.Kind]requirement.Requirement{}
	for _, r := range all {
		out[r.Kind] = r
	}
	return out
}

func (g *gate) state(who actor.Member) seller.State {
	g.t.Helper()
	s, err := seller.Find(ctx, g.q(), who.SellerID)
	if err != nil {
		g.t.Fatal(err)
	}
	return s.State
}

func (g *gate) must(err error) {
	g.t.Helper()
	if err != nil {
		g.t.Fatal(err)
	}
}

func (g *gate) refused(key string, err error) {
	g.t.Helper()
	if !fault.Has(err, key) {
		g.t.Errorf("want %s, got %v", key, err)
	}
}

// proved fails for every promise of requirement that is broken.
func (g *gate) proved() {
	g.t.Helper()
	found, err := requirement.Verify(ctx, g.q())
	if err != nil || len(found) > 0 {
		g.t.Errorf("%v, %v", found, err)
	}
}

// sent is a picture or scan that a member has sent.
func (g *gate) sent(who actor.Member, p media.Purpose) string {
	g.t.Helper()
	var b bytes.Buffer
	if p == media.Identity {
		g.must(png.Encode(&b, image.NewRGBA(image.Rect(0, 0, 20, 10))))
	} else {
		b.WriteString("%PDF-1.7 giấy thử")
	}
	photo, err := g.Album.Take(ctx, &b, p, media.Owner{SellerID: who.SellerID, PersonID: who.PersonID})
	if err != nil {
		g.t.Fatal(err)
	}
	return photo.ID
}

func (g *gate) nameOf(who actor.Member) (name string) {
	g.t.Helper()
	g.must(g.q().Table("people").Select("name").Where("id = ?", who.PersonID).Scan(&name).Error)
	return name
}

// confirms is the person's word in the played app.
func (g *gate) confirms(try *identity.Attempt, card *stage.Card) {
	g.t.Helper()
	g.must(g.stage.Act(strings.TrimPrefix(try.NextURL, "https://eid.test/tx/"), card))
}
