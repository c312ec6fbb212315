package harvest_test

import (
	"context"
	"log/slog"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/aftersale"
	"github.com/chophien/chophien/models/cart"
	"github.com/chophien/chophien/models/checkout"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/division"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/fulfillment"
	"github.com/chophien/chophien/models/harvest"
	"github.com/chophien/chophien/models/markettest"
	"github.com/chophien/chophien/models/markettest/saletest"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/payment"
	"github.com/chophien/chophien/models/season"
	"github.com/chophien/chophien/models/shipping"
	"github.com/chophien/chophien/models/stock"
	"github.com/chophien/chophien/payments"
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

// A harvest that fails gives everybody everything back, those too who pay at that moment or
// later; who cancelled before has had it.
func TestAHarvestFails(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		v := w.announced(20)
		one, two := w.ahead(3), w.ahead(2)
		gone := w.Buyer(t)
		early := w.Orders(t, w.Paid(t, gone, map[string]int64{w.tea: 1}, "flat"))[0]
		_, err := w.a.Cancel(ctx, aftersale.Buyer{Shopper: gone.Shopper, PersonID: gone.PersonID, PhoneID: gone.PhoneID}, early.ID, "cancel.changed_mind")
		w.fine(err)
		w.held(v.Harvest.ID, 5)

		slow, late := w.Buyer(t), w.Buyer(t)
		slowly := w.Placed(t, slow, map[string]int64{w.tea: 1}, "flat")
		paying := w.Begun(t, slow, slowly)
		lately := w.Placed(t, late, map[string]int64{w.tea: 1}, "flat")
		tooLate := w.Begun(t, late, lately)

		v, err = w.Fail(ctx, w.sellerID, v.Harvest.ID, w.by)
		w.fine(err)
		_, err = w.Fail(ctx, w.sellerID, v.Harvest.ID, w.by)
		w.fine(err)
		_, err = w.Arrive(ctx, w.sellerID, v.Harvest.ID, 5, w.by)
		w.refused(err, "harvest.over")
		for _, o := range []order.Order{one, two, early} {
			w.status(o.ID, order.Cancelled)
			if back := w.Back(t, o.ID); back != o.Total().Dong() {
				t.Errorf("%d went back of %s", back, o.Total())
			}
		}
		w.Tell(t, paying) // in time, but for nothing
		w.fine(w.Turn(ctx))
		o := w.Orders(t, slowly)[0]
		w.status(o.ID, order.Cancelled)
		if back := w.Back(t, o.ID); back != o.Total().Dong() {
			t.Errorf("%d went back of %s", back, o.Total())
		}
		w.Pass(checkout.HoldAtMost)
		w.fine(w.Till.Expire(ctx))
		w.Tell(t, tooLate)
		w.fine(w.Turn(ctx))
		w.status(w.Orders(t, lately)[0].ID, order.Cancelled)
		for range 3 {
			w.Pass(time.Hour)
			w.fine(w.Till.SendRefunds(ctx))
		}
		if given, paid := w.Bank.GivenBack(), one.Total().Add(two.Total()).Add(early.Total()).Add(paying.Amount).Add(tooLate.Amount); given != paid {
			t.Errorf("%s went back of %s", given, paid)
		}
		w.held(v.Harvest.ID, 0)

		// The form is sold off the shelf again, and may be announced anew.
		ready := w.ahead(1)
		if ready.HarvestID != nil {
			t.Error("an order of a failed harvest")
		}
		w.announced(5)
	})
}

// Late money finds its place if the harvest still has one, else it goes back.
func TestLateMoneyOfAHarvest(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		v := w.announced(2)
		late, later := w.Buyer(t), w.Buyer(t)
		a := w.Placed(t, late, map[string]int64{w.tea: 1}, "flat")
		b := w.Placed(t, later, map[string]int64{w.tea: 1}, "flat")
		begun := func(by checkout.Buyer, g order.Group) payment.Attempt {
			step, err := w.Till.Pay(ctx, by, g.Code, checkout.PayNow{Gateway: w.Bank.Code()}, "203.0.113.9")
			w.fine(err)
			return step.Attempt
		}
		tryA, tryB := begun(late, a), begun(later, b)
		w.Pass(checkout.HoldAtMost)
		w.fine(w.Till.Expire(ctx))
		w.held(v.Harvest.ID, 0)
		w.ahead(1)
		w.Tell(t, w.Bank.Pay(tryA.Ref, tryA.Amount, w.Shop.Now()))
		w.Tell(t, w.Bank.Pay(tryB.Ref, tryB.Amount, w.Shop.Now()))
		if o := w.status(w.Orders(t, a)[0].ID, order.Placed); !o.Waits() || o.ConfirmBy != 0 {
			t.Errorf("%+v", o)
		}
		w.status(w.Orders(t, b)[0].ID, order.Cancelled)
		w.held(v.Harvest.ID, 2)
	})
}

// The calendar reminds, and then gives the money back; over the end of a month and a year.
func TestNobodySaysAWord(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		v := w.announced(5)
		o := w.ahead(2)
		notes := func(kind string) int64 { return w.Count(t, "outbox_notes", "type = '"+kind+"'") }
		for _, day := range []struct {
			day               clock.Date
			due, late, missed int64
			status            order.Status
		}{
			{"2026-12-26", 0, 0, 0, order.Placed},
			{"2026-12-27", 1, 0, 0, order.Placed},
			{"2026-12-29", 1, 0, 0, order.Placed},
			{"2026-12-30", 1, 1, 0, order.Placed},
			{"2027-01-01", 1, 1, 0, order.Placed},
			{"2027-01-02", 1, 1, 1, order.Cancelled},
		} {
			w.set(day.day)
			if due, late, missed := notes(harvest.DueNote), notes(harvest.LateNote), notes(harvest.MissedNote); due != day.due || late != day.late || missed != day.missed {
				t.Errorf("%s: %d due, %d late, %d missed", day.day, due, late, missed)
			}
			w.status(o.ID, day.status)
			w.Prove(t)
		}
		if back := w.Back(t, o.ID); back != o.Total().Dong() {
			t.Errorf("%d went back", back)
		}
		_, err := w.Arrive(ctx, w.sellerID, v.Harvest.ID, 5, w.by)
		w.refused(err, "harvest.over")
	})
}

// The days move once, within two weeks, and the promise to buyers with them.
func TestTheDaysMoveOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		v := w.announced(5)
		o := w.ahead(1)
		move := func(from, to clock.Date) error {
			_, err := w.Move(ctx, w.sellerID, v.Harvest.ID, harvest.Days{From: from, To: to}, w.by)
			return err
		}
		w.fine(move("2026-12-27", "2026-12-29")) // nothing
		w.refused(move("2026-11-21", "2026-12-29"), "harvest.from")
		for _, wrong := range []struct {
			from, to   clock.Date
			key, field string
		}{
			{"2026-12-30", "2026-12-29", "harvest.first", "from"}, // the last day stays as it was: it is the first that is wrong
			{"2026-12-10", "2026-12-29", "harvest.first", "from"},
			{"2027-01-13", "2027-01-14", "harvest.first_late", "from"},
			{"2026-12-31", "2026-12-30", "harvest.to", "to"},
			{"2026-12-20", "2027-01-05", "harvest.to", "to"},
			{"2026-12-20", "", "harvest.to", "to"},
			{"2027-01-10", "2027-01-13", "harvest.too_late", "to"},
		} {
			err := move(wrong.from, wrong.to)
			w.refused(err, wrong.key)
			if all := fault.All(err); len(all) != 1 || all[0].Field != wrong.field {
				t.Errorf("%s to %s is wrong at %v", wrong.from, wrong.to, all)
			}
		}
		w.fine(move("2027-01-05", "2027-01-12"))
		w.refused(move("2027-01-06", "2027-01-12"), "harvest.moved_once")
		moved := w.Order(t, o.ID)
		if moved.PromisedFrom != o.PromisedFrom.AddDays(9) || moved.PromisedTo != o.PromisedTo.AddDays(14) {
			t.Errorf("%s to %s, before %s to %s", moved.PromisedFrom, moved.PromisedTo, o.PromisedFrom, o.PromisedTo)
		}
		if n := w.Count(t, "outbox_notes", "type = '"+harvest.MovedNote+"'"); n != 1 {
			t.Errorf("buyers are told %d times", n)
		}
		w.set("2027-01-15")
		w.status(o.ID, order.Placed)
		w.set("2027-01-16")
		w.status(o.ID, order.Cancelled)
		w.refused(move("2027-01-20", "2027-01-21"), "harvest.over")
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

func second[T any](_ T, err error) error { return err }

// What sleeps may be ordered ahead for its season; the calendar's late turn takes no order
// after the last day; nothing is paid at the door.
func TestSleepLastDayAndDoor(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		w.OpenDoor(t, order.SellerTakes, order.EarnedBySeller, true)
		year := &season.Season{DB: d, Now: w.Shop.Now}
		w.fine(year.SleepStall(ctx, w.sellerID, season.Sleep{}, w.by))
		b := w.Buyer(t)
		put := func() error {
			return d.Tx(ctx, func(tx *gorm.DB) error { _, err := cart.Put(ctx, tx, b, w.tea, 1, w.Shop.Now()); return err })
		}
		w.refused(put(), "catalog.asleep")
		v := w.announced(5)
		w.fine(put())
		in := w.DoorForm(t, b)
		_, err := w.Till.Place(ctx, b, in, "key-"+db.NewID())
		w.refused(err, "checkout.door_ahead")
		in.Gateway = w.Bank.Code()
		w.Pass((clock.Date("2026-12-27").Start() + 1).Sub(w.Shop.Now()))
		_, err = w.Till.Place(ctx, b, in, "key-"+db.NewID())
		w.refused(err, "harvest.over")
		w.held(v.Harvest.ID, 0)
	})
}

// Money that comes while the harvest arrives, and cancels at the same moment, leave no order
// that is paid, there, and waits for nobody.
func TestArrivalRacesMoneyAndCancels(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		v := w.announced(40)
		var events []payments.Event
		for range 8 {
			b := w.Buyer(t)
			events = append(events, w.Begun(t, b, w.Placed(t, b, map[string]int64{w.tea: 1}, "flat")))
		}
		var paid []order.Order
		var buyers []checkout.Buyer
		for range 8 {
			b := w.Buyer(t)
			buyers = append(buyers, b)
			paid = append(paid, w.Orders(t, w.Paid(t, b, map[string]int64{w.tea: 2}, "flat"))[0])
		}
		var all sync.WaitGroup
		for _, ev := range events {
			all.Go(func() { w.Tell(t, ev) })
		}
		for i, o := range paid[:4] {
			all.Go(func() {
				b := buyers[i]
				_, err := w.a.Cancel(ctx, aftersale.Buyer{Shopper: b.Shopper, PersonID: b.PersonID, PhoneID: b.PhoneID}, o.ID, "cancel.other")
				if err != nil && !fault.Is(err, fault.Conflict) && !fault.Is(err, fault.Unavailable) {
					t.Error(err)
				}
			})
		}
		all.Go(func() {
			for {
				_, err := w.Arrive(ctx, w.sellerID, v.Harvest.ID, 20, w.by)
				if fault.Is(err, fault.Unavailable) || fault.Is(err, fault.Conflict) {
					continue
				}
				if err != nil {
					t.Error(err)
				}
				return
			}
		})
		all.Wait()
		for _, ev := range events {
			w.Tell(t, ev) // what a busy moment refused comes again, as gateways do
		}
		w.fine(w.Turn(ctx))
		if n := w.Count(t, "orders", "status = 'placed' AND confirm_by = 0"); n != 0 {
			t.Errorf("%d orders stand without a clock", n)
		}
		w.held(v.Harvest.ID, 0)
	})
}
