package harvest_test

import (
	"context"
	"log/slog"
	"testing"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/aftersale"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/fulfillment"
	"github.com/chophien/chophien/models/harvest"
	"github.com/chophien/chophien/models/markettest"
	"github.com/chophien/chophien/models/markettest/saletest"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/stock"
)

var ctx = context.Background()

// farm is a shop with one household, whose tea is ordered ahead.
type farm struct {
	*saletest.Shop
	*harvest.Harvests
	t        *testing.T
	f        *fulfillment.Fulfillment
	a        *aftersale.Aftersale
	sellerID string
	by       actor.Member
	tea      string
}

func open(t *testing.T, d *db.DB) *farm {
	t.Helper()
	s, quiet := saletest.Open(t, d, order.EarnedByCarrier), slog.New(slog.DiscardHandler)
	w := &farm{Shop: s, t: t, Harvests: &harvest.Harvests{DB: d, Now: s.Now, Gateways: s.Gateways, Log: quiet}}
	w.f = &fulfillment.Fulfillment{DB: d, Now: s.Now, Gateways: s.Gateways, Carriers: s.Carriers, Log: quiet}
	w.a = &aftersale.Aftersale{DB: d, Now: s.Now, Gateways: s.Gateways, Log: quiet}
	w.sellerID, w.by = s.Seller(t)
	w.tea = s.Variant(t, markettest.Good{SellerID: w.sellerID, Price: 100_000, Stock: 7})
	return w
}

func (w *farm) fine(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *farm) refused(err error, key string) {
	w.t.Helper()
	if !fault.Has(err, key) {
		w.t.Errorf("want %s, got %v", key, err)
	}
}

// december is a harvest between Christmas and New Year; the market's day is 22 November.
func (w *farm) december(most int64) harvest.Announcement {
	return harvest.Announcement{VariantID: w.tea, From: "2026-12-27", To: "2026-12-29", Until: "2026-12-26", Most: most}
}

func (w *farm) announced(most int64) harvest.View {
	w.t.Helper()
	v, err := w.Announce(ctx, w.sellerID, w.december(most), w.by)
	w.fine(err)
	return v
}

func (w *farm) ahead(n int64) order.Order {
	w.t.Helper()
	return w.Orders(w.t, w.Paid(w.t, w.Buyer(w.t), map[string]int64{w.tea: n}, "flat"))[0]
}

// set moves the clock to the first moment of a day and lets all clocks run, twice.
func (w *farm) set(day clock.Date) {
	w.t.Helper()
	w.Pass((day.Start() + 1).Sub(w.Shop.Now()))
	for range 2 {
		for _, run := range []func(context.Context) error{w.Till.Expire, w.Turn, w.Till.SendRefunds, w.f.ConfirmOverdue, w.f.PackOverdue, w.f.ArriveOverdue, w.f.NudgeSlow} {
			w.fine(run(ctx))
		}
	}
}

func (w *farm) held(id string, want int64) {
	w.t.Helper()
	c, err := stock.FindCapacity(ctx, w.Shop.DB.Read(ctx), id)
	if err != nil || c.Held != want {
		w.t.Errorf("%d of %d are held, want %d (%v)", c.Held, c.Most, want, err)
	}
	w.Prove(w.t)
}

func (w *farm) status(id string, want order.Status) order.Order {
	w.t.Helper()
	o := w.Order(w.t, id)
	if o.Status != want {
		w.t.Errorf("the order is %s, want %s", o.Status, want)
	}
	return o
}

func second[T any](_ T, err error) error { return err }
