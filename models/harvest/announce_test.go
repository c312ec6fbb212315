package harvest_test

import (
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/aftersale"
	"github.com/chophien/chophien/models/checkout"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/division"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/harvest"
	"github.com/chophien/chophien/models/markettest"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/shipping"
)

// A harvest is ordered ahead by the one road, nobody is called late before it is there, it
// serves in order of placing, whom it does not reach has all the money back, and the rest go
// the usual way to their end.
func TestAHarvestIsOrderedAheadAndServed(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		v := w.announced(10)
		first, second, third := w.ahead(4), w.ahead(3), w.ahead(2)
		w.held(v.Harvest.ID, 9)
		if !first.Waits() || first.ConfirmBy != 0 || first.PromisedFrom <= "2026-12-27" || first.PromisedTo <= "2026-12-29" {
			t.Errorf("%+v", first)
		}
		_, err := w.f.Confirm(ctx, w.by, first.ID)
		w.refused(err, "harvest.not_yet")
		todo, err := order.TodoOf(ctx, d.Read(ctx), w.sellerID, nil, db.Cursor{}, 10)
		if err != nil || len(todo) != 0 {
			t.Errorf("%d orders ahead are to do, %v", len(todo), err)
		}
		w.set("2026-12-28") // weeks later nobody is late
		w.status(first.ID, order.Placed)
		if n := w.Count(t, "order_nudges", ""); n != 0 {
			t.Errorf("%d were called late", n)
		}
		v, err = w.Arrive(ctx, w.sellerID, v.Harvest.ID, 6, w.by)
		w.fine(err)
		again, err := w.Arrive(ctx, w.sellerID, v.Harvest.ID, 60, w.by)
		if err != nil || again.State != harvest.Here {
			t.Errorf("%+v, %v", again, err)
		}
		w.status(second.ID, order.Cancelled) // 4 and 2 of 6: 3 more were not there
		if back := w.Back(t, second.ID); back != second.Total().Dong() {
			t.Errorf("%d went back of %s", back, second.Total())
		}
		w.held(v.Harvest.ID, 0)
		o := w.status(first.ID, order.Placed)
		if o.Waits() || o.ConfirmBy != w.Shop.Now().Add(24*time.Hour) || o.PromisedTo < "2026-12-28" || o.PromisedTo >= first.PromisedTo {
			t.Errorf("%+v", o)
		}
		todo, err = order.TodoOf(ctx, d.Read(ctx), w.sellerID, nil, db.Cursor{}, 10)
		if err != nil || len(todo) != 2 {
			t.Errorf("%d orders are to do, %v", len(todo), err)
		}
		_, err = w.f.Confirm(ctx, w.by, first.ID)
		w.fine(err)
		_, err = w.f.Pack(ctx, w.by, first.ID, w.AsOrdered(t, first.ID))
		w.fine(err)
		w.set("2026-12-31") // who does not answer within a day is late now
		w.status(third.ID, order.Cancelled)
		w.Prove(t)
	})
}

// 200 buyers at one moment of a harvest of 50: exactly 50 have it, the others are told so.
func TestTwoHundredBuyersOfFifty(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		v := w.announced(50)
		const crowd = 200
		forms, buyers := make([]checkout.PlaceOrder, crowd), make([]checkout.Buyer, crowd)
		for i := range crowd {
			buyers[i] = w.Buyer(t)
			w.Fill(t, buyers[i], map[string]int64{w.tea: 1})
			offer, err := w.Till.Show(ctx, buyers[i], shipping.Place{Scheme: division.Current, Ward: markettest.Ward}, nil)
			w.fine(err)
			forms[i] = checkout.PlaceOrder{
				Recipient: "Người Nhận Thử", Phone: "0900000009", Gateway: w.Bank.Code(), TermsVersion: "2026-11-01", Locale: "vi", ExpectedTotal: offer.Total,
				Address: division.Address{ProvinceCode: "15", WardCode: markettest.Ward, Street: "Bản Thử, nhà số 1"},
			}
			for key, q := range offer.Chosen {
				forms[i].Deliveries = append(forms[i].Deliveries, shipping.ChoiceOf(key, q))
			}
		}
		var won, short atomic.Int64
		var all sync.WaitGroup
		gate := make(chan struct{}, 16) // as many as one machine lets in
		for i := range crowd {
			all.Go(func() {
				gate <- struct{}{}
				defer func() { <-gate }()
				for {
					_, err := w.Till.Place(ctx, buyers[i], forms[i], "key-"+db.NewID())
					switch {
					case err == nil:
						won.Add(1)
					case fault.Has(err, "stock.short"):
						short.Add(1)
					case fault.Is(err, fault.Unavailable): // busy: the buyer presses again
						continue
					default:
						t.Error(err)
					}
					return
				}
			})
		}
		all.Wait()
		if won.Load() != 50 || short.Load() != 150 {
			t.Errorf("%d have it, %d were told that it is gone", won.Load(), short.Load())
		}
		w.held(v.Harvest.ID, 50)

		// Those who do not pay give it back, once, whatever comes together: the clock, a
		// cancel, another look of the clock.
		var some []order.Order
		w.fine(d.Read(ctx).Where("harvest_id = ?", v.Harvest.ID).Order("id").Limit(20).Find(&some).Error)
		w.Pass(checkout.HoldAtMost)
		for _, o := range some {
			for range 2 {
				all.Go(func() {
					var g order.Group
					if err := d.Read(ctx).Where("id = ?", o.GroupID).Take(&g).Error; err != nil {
						t.Error(err)
						return
					}
					_, err := w.a.Cancel(ctx, aftersale.Buyer{Shopper: actor.Buyer{PersonID: *g.PersonID}, PersonID: *g.PersonID, PhoneID: g.PhoneID}, o.ID, "cancel.other")
					if err != nil && !fault.Is(err, fault.Conflict) && !fault.Is(err, fault.Unavailable) {
						t.Error(err)
					}
				})
			}
		}
		for range 2 {
			all.Go(func() {
				if err := w.Till.Expire(ctx); err != nil && !fault.Is(err, fault.Unavailable) && !fault.Is(err, fault.Conflict) {
					t.Error(err)
				}
			})
		}
		all.Wait()
		w.fine(w.Till.Expire(ctx))
		w.held(v.Harvest.ID, 0)
		w.ahead(50) // and can be ordered again
		w.held(v.Harvest.ID, 50)
	})
}

// What is on the shelf and what is ordered ahead are orders of their own, in one payment.
func TestReadyAndAheadAreTwoOrders(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		honey := w.Variant(t, markettest.Good{SellerID: w.sellerID, Price: 50_000, Stock: 3})
		v := w.announced(5)
		orders := w.Orders(t, w.Paid(t, w.Buyer(t), map[string]int64{w.tea: 2, honey: 1}, "flat"))
		if len(orders) != 2 {
			t.Fatalf("%d orders", len(orders))
		}
		for _, o := range orders {
			if (o.Goods.Dong() == 200_000) != o.Waits() || o.Waits() == (o.ConfirmBy > 0) {
				t.Errorf("%+v", o)
			}
		}
		w.held(v.Harvest.ID, 2)
		w.Pass(24 * time.Hour)
		w.fine(w.f.ConfirmOverdue(ctx))
		for _, o := range w.Orders(t, order.Group{ID: orders[0].GroupID}) {
			if (o.Status == order.Placed) != o.Waits() {
				t.Errorf("%s waits: %v", o.Status, o.Waits())
			}
		}
		w.held(v.Harvest.ID, 2)
	})
}

// Who may not, what may not, and when.
func TestWhatIsRefused(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		say := func(change func(in *harvest.Announcement)) error {
			in := w.december(5)
			change(&in)
			_, err := w.Announce(ctx, w.sellerID, in, w.by)
			return err
		}
		otherID, other := w.Seller(t)
		foreign := w.Variant(t, markettest.Good{SellerID: otherID})
		stay := w.Variant(t, markettest.Good{SellerID: w.sellerID, Class: "service", TaxClass: "service"})
		for key, change := range map[string]func(in *harvest.Announcement){
			"harvest.from":      func(in *harvest.Announcement) { in.From = "2026-11-22" },
			"harvest.to":        func(in *harvest.Announcement) { in.To = "2026-12-26" },
			"harvest.too_far":   func(in *harvest.Announcement) { in.To = "2027-01-07" },
			"harvest.until":     func(in *harvest.Announcement) { in.Until = "2026-12-27" },
			"quantity.positive": func(in *harvest.Announcement) { in.Most = 0 },
			"quantity.too_much": func(in *harvest.Announcement) { in.Most = 1 << 40 },
			"variant.unknown":   func(in *harvest.Announcement) { in.VariantID = foreign },
			"catalog.contact_only": func(in *harvest.Announcement) {
				in.VariantID = stay
			},
		} {
			if err := say(change); !fault.Has(err, key) {
				t.Errorf("want %s, got %v", key, err)
			}
		}
		_, err := w.Announce(ctx, w.sellerID, w.december(5), other)
		w.refused(err, "seller.unknown")
		_, err = w.Announce(ctx, w.sellerID, w.december(5), actor.Officer{PersonID: "o"})
		w.refused(err, "seller.unknown")
		_, err = w.Announce(ctx, w.sellerID, w.december(5), actor.Buyer{PersonID: "b"})
		w.refused(err, "seller.unknown")
		v, err := w.Announce(ctx, w.sellerID, w.december(5), actor.Helper{PersonID: "h", SellerID: w.sellerID})
		w.fine(err)
		same := w.announced(5)
		if same.Harvest.ID != v.Harvest.ID {
			t.Error("the same was announced twice")
		}
		w.refused(say(func(in *harvest.Announcement) { in.Most = 6 }), "harvest.there")
		for _, err := range []error{
			second(w.Move(ctx, w.sellerID, v.Harvest.ID, harvest.Days{From: "2026-12-28", To: "2026-12-29"}, other)),
			second(w.Stop(ctx, w.sellerID, v.Harvest.ID, other)), second(w.Fail(ctx, w.sellerID, v.Harvest.ID, other)),
			second(w.Arrive(ctx, w.sellerID, v.Harvest.ID, 1, other)),
		} {
			w.refused(err, "seller.unknown")
		}
		w.refused(second(w.Stop(ctx, otherID, v.Harvest.ID, other)), "harvest.unknown")

		// Once no more orders are taken, the shelf sells again, and who was about to order
		// ahead is told.
		b := w.Buyer(t)
		w.Fill(t, b, map[string]int64{w.tea: 1})
		in := w.DoorForm(t, b)
		in.Gateway = w.Bank.Code()
		w.fine(second(w.Stop(ctx, w.sellerID, v.Harvest.ID, w.by)))
		w.fine(second(w.Stop(ctx, w.sellerID, v.Harvest.ID, w.by)))
		_, err = w.Till.Place(ctx, b, in, "key-"+db.NewID())
		if err == nil {
			t.Error("a stopped harvest was ordered")
		}
		if o := w.ahead(1); o.HarvestID != nil {
			t.Error("the shelf sells a harvest")
		}
		w.fine(second(w.Fail(ctx, w.sellerID, v.Harvest.ID, w.by)))

		w.fine(d.Tx(ctx, func(tx *gorm.DB) error {
			return tx.Exec("UPDATE sellers SET kind = 'cooperative' WHERE id = ?", w.sellerID).Error
		}))
		w.refused(say(func(*harvest.Announcement) {}), "harvest.household")
		w.Harvests.Direct = true
		w.refused(say(func(*harvest.Announcement) {}), "harvest.direct")
	})
}
