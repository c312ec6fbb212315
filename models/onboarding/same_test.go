package onboarding_test

import (
	"fmt"
	"sync"
	"testing"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/catalog"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/division"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/onboarding"
	"github.com/chophien/chophien/models/seller"
)

// atOnce runs do n times at once, and fails for each that is refused; it gives back what
// they made.
func atOnce(t *testing.T, n int, do func(i int) (string, error)) map[string]bool {
	t.Helper()
	ids, errs := make([]string, n), make([]error, n)
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() { ids[i], errs[i] = do(i) })
	}
	wg.Wait()
	made := map[string]bool{}
	for i := range n {
		if errs[i] != nil {
			t.Errorf("%d: %v", i, errs[i])
		}
		made[ids[i]] = true
	}
	return made
}

// A name of signs alone is none: nobody could look for it, or read it from a label.
func TestANameHasALetter(t *testing.T) {
	o, me := market(t, dbtest.SQLite(t))
	for _, name := range []string{"🌾🌾🌾", "!!!", "12 34", ""} {
		if _, err := o.Begin(t.Context(), me.SellerID, onboarding.NewListing{NameVI: name, Kind: "tea"}, "", me); !fault.Has(err, "product.name") {
			t.Errorf("%q is a product: %v", name, err)
		}
		_, err := o.Apply(t.Context(), seller.NewSeller{Name: name, Kind: seller.Household, Scheme: division.Current, WardCode: "04672"}, "", actor.Buyer{PersonID: "an"})
		if !fault.Has(err, "seller.name") {
			t.Errorf("%q is a stall: %v", name, err)
		}
	}
}

// At a sign-up day many open stalls and list goods of one name at the same moment; and a
// phone whose answers were lost sends one product several times.
func TestTheSameNameAtTheSameMoment(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o, me := market(t, d)
		ctx := t.Context()
		const n = 8
		facts := catalog.Facts{NameVI: "Mật ong rừng", Kind: "honey", Class: catalog.Raw}
		if made := atOnce(t, n, func(i int) (string, error) {
			return o.Offer(ctx, me.SellerID, onboarding.NewOffer{Facts: facts}, fmt.Sprint("name ", i), me)
		}); len(made) != n {
			t.Errorf("%d products of one name", len(made))
		}
		if made := atOnce(t, n, func(i int) (string, error) {
			return o.Offer(ctx, me.SellerID, onboarding.NewOffer{Facts: facts, ClientID: "of-the-phone"}, fmt.Sprint("again ", i), me)
		}); len(made) != 1 {
			t.Errorf("%d products of one number", len(made))
		}
		if made := atOnce(t, n, func(i int) (string, error) {
			return o.Apply(ctx, seller.NewSeller{Name: "Quầy nhà Lan", Kind: seller.Household, Scheme: division.Current, WardCode: "04672"}, fmt.Sprint("stall ", i), actor.Buyer{PersonID: "an"})
		}); len(made) != n {
			t.Errorf("%d stalls of one name", len(made))
		}
		if all := count(t, d, "products", "seller_id = ?", me.SellerID); all != n+1 {
			t.Errorf("%d products", all)
		}
	})
}
