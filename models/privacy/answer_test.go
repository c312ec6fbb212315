package privacy_test

import (
	"encoding/json"
	"log/slog"
	"strings"
	"sync"
	"testing"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/account"
	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/admission"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/division"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/markettest"
	"github.com/chophien/chophien/models/media"
	"github.com/chophien/chophien/models/onboarding"
	"github.com/chophien/chophien/models/seller"
)

var desk = actor.Admin{PersonID: "desk", Channel: actor.Page}

// says is an answer of the person to whether their stalls are shown.
func (h *house) says(t *testing.T, a account.Answer) {
	t.Helper()
	if err := h.p.Answer(t.Context(), h.by(), account.Consent{Purpose: account.Publishing, Version: account.ConsentTexts[account.Publishing], Answer: a}); err != nil {
		t.Fatal(err)
	}
}

// applies asks for a stall of the person's.
func (h *house) applies(t *testing.T, name string) string {
	t.Helper()
	o := &onboarding.Onboarding{DB: h.DB, Keys: h.Till.Keys, Now: h.Now}
	id, err := o.Apply(t.Context(), seller.NewSeller{Name: name, Kind: seller.Household, Scheme: division.Current, WardCode: markettest.Ward}, "", h.by())
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// check is the officer's word about who stands behind a stall.
func (h *house) check(t *testing.T, id string) error {
	a := &admission.Admission{DB: h.DB, Keys: h.Till.Keys, Now: h.Now, Album: &media.Album{DB: h.DB}, Log: slog.New(slog.DiscardHandler)}
	return a.Check(t.Context(), id, seller.NewCheck{Method: seller.ChipCard, Reference: "001099000001"}, desk)
}

// stands fails unless a stall is in a state, kept from being shown by why.
func (h *house) stands(t *testing.T, id string, want seller.State, why string) {
	t.Helper()
	s, err := seller.Find(t.Context(), h.DB.Read(t.Context()), id)
	if err != nil {
		t.Fatal(err)
	}
	got, err := seller.Unshown(t.Context(), h.DB.Read(t.Context()), id)
	if err != nil || s.State != want || got != why {
		t.Errorf("%s is %s (%s), want %s (%s): %v", s.Name, s.State, got, want, why, err)
	}
}

// A stall that has everything but the yes of its keeper waits, and opens with that yes; one
// that lacks something else does not.
func TestAYesOpensWhatWaitedForIt(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := open(t, d)
		ready, raw := h.applies(t, "Nhà Lan"), h.applies(t, "Nhà Lan hai")
		h.says(t, account.No)
		if err := h.check(t, ready); err != nil {
			t.Fatal(err)
		}
		h.stands(t, ready, seller.Checked, seller.Unagreed)
		h.says(t, account.Yes)
		h.says(t, account.Yes) // a phone that sends twice
		h.stands(t, ready, seller.Active, "")
		h.stands(t, raw, seller.Applied, "")
		moves, err := seller.Moves(t.Context(), d.Read(t.Context()), ready)
		if last := moves[len(moves)-1]; err != nil || last.ActorKind != actor.KindSystem || last.ActorID != "consent" || last.Reason != seller.Complete {
			t.Errorf("%+v %v", last, err)
		}
		if err := h.check(t, raw); err != nil {
			t.Fatal(err)
		}
		h.stands(t, raw, seller.Active, "")
		copied, err := h.p.Export(t.Context(), h.by())
		if err != nil {
			t.Fatal(err)
		}
		text, err := json.Marshal(copied.Consents)
		if err != nil || strings.Count(string(text), `"purpose":"publishing","answer":"no"`) != 1 || strings.Count(string(text), `"purpose":"publishing","answer":"yes"`) != 1 {
			t.Errorf("the copy says %s, %v", text, err)
		}
	})
}

// Who took the agreement back while they had no stall is asked again when they open one, and
// it opens with the new yes alone.
func TestWhoTookItBackWithoutAStallIsAskedAgain(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := open(t, d)
		h.says(t, account.Yes)
		if err := h.p.Withdraw(t.Context(), h.by(), account.Publishing); err != nil {
			t.Fatal(err)
		}
		asked, err := account.ToAsk(t.Context(), d.Read(t.Context()), h.me.Identity.PersonID)
		if err != nil || len(asked) == 0 || asked[0] != account.Publishing {
			t.Errorf("asked %v, %v", asked, err)
		}
		id := h.applies(t, "Nhà Lan")
		if err := h.check(t, id); err != nil {
			t.Fatal(err)
		}
		h.stands(t, id, seller.Checked, seller.Unpublished)
		h.says(t, account.No)
		h.stands(t, id, seller.Checked, seller.Unpublished)
		h.says(t, account.Yes)
		h.stands(t, id, seller.Active, "")
	})
}

// Who took it back, so that their stall is hidden, and opens another one: the new yes opens
// the new one, and an officer the old one.
func TestTheOldStallWaitsForAnOfficer(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := open(t, d)
		first := h.applies(t, "Nhà Lan")
		h.says(t, account.Yes)
		if err := h.check(t, first); err != nil {
			t.Fatal(err)
		}
		h.stands(t, first, seller.Active, "")
		if err := h.p.Withdraw(t.Context(), h.by(), account.Publishing); err != nil {
			t.Fatal(err)
		}
		h.stands(t, first, seller.Suspended, seller.Unpublished)
		second := h.applies(t, "Nhà Lan hai")
		if err := h.check(t, second); err != nil {
			t.Fatal(err)
		}
		h.stands(t, second, seller.Checked, seller.Unpublished)
		activate := func() error {
			return d.Tx(t.Context(), func(tx *gorm.DB) error { return seller.Activate(t.Context(), tx, first, "", desk, h.Now()) })
		}
		if err := activate(); !fault.Has(err, seller.Unpublished) {
			t.Error(err)
		}
		h.says(t, account.Yes)
		h.stands(t, second, seller.Active, "")
		h.stands(t, first, seller.Suspended, "")
		if err := activate(); err != nil {
			t.Error(err)
		}
		h.stands(t, first, seller.Active, "")
	})
}

// A stall from before anybody was asked goes on without a word, also where its keeper now
// says no on the way to another; what they agreed to and take back hides it, as ever.
func TestAStallFromBeforeGoesOn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := open(t, d)
		old, keeper := h.Seller(t)
		h.me.Identity.PersonID = keeper.PersonID
		h.stands(t, old, seller.Active, "")
		h.says(t, account.No)
		h.stands(t, old, seller.Active, "")
		h.says(t, account.Yes)
		if err := h.p.Withdraw(t.Context(), h.by(), account.Publishing); err != nil {
			t.Fatal(err)
		}
		h.stands(t, old, seller.Suspended, seller.Unpublished)
	})
}

// While an officer's check opens a stall its keeper takes the yes back: whoever is first, it
// does not sell against their word.
func TestACheckAndAWithdrawalAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := open(t, d)
		for range 8 {
			id := h.applies(t, "Nhà Lan")
			h.says(t, account.Yes)
			var wg sync.WaitGroup
			wg.Go(func() { _ = h.check(t, id) })
			wg.Go(func() { _ = h.p.Withdraw(t.Context(), h.by(), account.Publishing) })
			wg.Wait()
			s, err := seller.Find(t.Context(), d.Read(t.Context()), id)
			if err != nil {
				t.Fatal(err)
			}
			why, err := seller.Unshown(t.Context(), d.Read(t.Context()), id)
			if err != nil || s.State == seller.Active || why != seller.Unpublished {
				t.Fatalf("%s, %q, %v", s.State, why, err)
			}
		}
	})
}
