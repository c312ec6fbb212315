package privacy_test

import (
	"context"
	"testing"
	"time"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/harvest"
	"github.com/chophien/chophien/models/markettest"
	"github.com/chophien/chophien/models/seller"
)

// The copy of who keeps a stall's goods holds what the stall sold ahead, of who only sees its
// orders it does not; what was sold ahead stays when the person goes, as orders do.
func TestACopyHoldsTheHarvestsOfAStall(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := open(t, d)
		ctx := t.Context()
		sellerID, owner := h.Seller(t)
		variant := h.Variant(t, markettest.Good{SellerID: sellerID})
		hs := harvest.Harvests{DB: d, Now: h.Now, Gateways: h.Gateways}
		from := h.Now().Date().AddDays(20)
		in := harvest.Announcement{VariantID: variant, From: from, To: from.AddDays(2), Until: from.AddDays(-5), Most: 7}
		v, err := hs.Announce(ctx, sellerID, in, owner)
		if err != nil {
			t.Fatal(err)
		}
		me := h.me.Identity.PersonID
		may := func(set func(context.Context, *gorm.DB, string, string, actor.Rights, actor.Actor, clock.Instant) error, rights ...actor.Right) {
			t.Helper()
			err := d.Tx(ctx, func(tx *gorm.DB) error { return set(ctx, tx, sellerID, me, actor.NewRights(rights...), owner, h.Now()) })
			if err != nil {
				t.Fatal(err)
			}
		}
		copied := func() int {
			t.Helper()
			all, err := h.p.Export(ctx, h.by())
			if err != nil || len(all.Stalls) != 1 {
				t.Fatalf("%+v, %v", all.Stalls, err)
			}
			for _, one := range all.Stalls[0].Harvests {
				if one.VariantID != variant || one.State != harvest.Open || one.From != in.From || one.To != in.To || one.OrdersUntil != in.Until || one.Most != 7 {
					t.Errorf("%+v", one)
				}
			}
			return len(all.Stalls[0].Harvests)
		}
		may(seller.AddMember, actor.SeeOrders)
		if n := copied(); n != 0 {
			t.Errorf("who sees orders only has %d harvests", n)
		}
		may(seller.ChangeRights, actor.AllRights...)
		if n := copied(); n != 1 {
			t.Errorf("who keeps the goods has %d harvests", n)
		}
		h.Pass(2 * time.Minute)
		if err := h.erase(t); err != nil {
			t.Fatal(err)
		}
		if kept, err := harvest.ByID(ctx, d.Read(ctx), v.Harvest.ID); err != nil || kept.State != harvest.Open {
			t.Errorf("%+v, %v", kept, err)
		}
	})
}
