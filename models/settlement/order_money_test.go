package settlement_test

import (
	"log/slog"
	"testing"
	"time"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/charge"
	"github.com/chophien/chophien/models/checkout"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/earning"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/fulfillment"
	"github.com/chophien/chophien/models/ledger"
	"github.com/chophien/chophien/models/markettest"
	"github.com/chophien/chophien/models/markettest/saletest"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/settlement"
)

// walk brings an order to its end, and says after every step what its seller is told.
func walk(t *testing.T, s *saletest.Shop, by actor.Member, id string, arrive func(*fulfillment.Fulfillment) error) []settlement.OrderMoney {
	t.Helper()
	f := &fulfillment.Fulfillment{DB: s.DB, Now: s.Now, Gateways: s.Gateways, Carriers: s.Carriers, Log: slog.New(slog.DiscardHandler)}
	till := settlement.Cashier{DB: s.DB, Now: s.Now, Keys: s.Till.Keys}
	var told []settlement.OrderMoney
	for _, step := range []func() error{
		func() error { _, err := f.Confirm(ctx, by, id); return err },
		func() error { _, err := f.Pack(ctx, by, id, s.AsOrdered(t, id)); return err },
		func() error { _, err := f.Ship(ctx, by, id, ""); return err },
		func() error { return arrive(f) },
		func() error { s.Pass(4 * 24 * time.Hour); return f.CompleteDue(ctx) },
	} {
		if err := step(); err != nil {
			t.Fatal(err)
		}
		if o, err := till.OfOrder(ctx, by, id); err == nil {
			told = append(told, o)
		} else if !fault.Has(err, "order.unknown") {
			t.Fatal(err)
		}
	}
	return told
}

// What a seller took at the door, or had by transfer, is told of as had, and the rest is
// what the ledger holds.
func TestWhatTheBuyerGaveTheSellerIsNotOwedToThem(t *testing.T) {
	for name, c := range map[string]struct {
		prepare func(*testing.T, *saletest.Shop)
		buy     func(*testing.T, *saletest.Shop, actor.Member, checkout.Buyer, map[string]int64) string
		arrive  func(*saletest.Shop, actor.Member, string) func(*fulfillment.Fulfillment) error
	}{
		"cash": {
			func(t *testing.T, s *saletest.Shop) { s.OpenDoor(t, order.SellerTakes, order.EarnedBySeller, true) },
			func(t *testing.T, s *saletest.Shop, _ actor.Member, b checkout.Buyer, cart map[string]int64) string {
				return s.Orders(t, s.AtDoor(t, b, cart))[0].ID
			},
			func(s *saletest.Shop, by actor.Member, id string) func(*fulfillment.Fulfillment) error {
				return func(f *fulfillment.Fulfillment) error {
					if _, err := s.Till.TakeCash(ctx, by, id); err != nil {
						return err
					}
					_, err := f.Deliver(ctx, by, id)
					return err
				}
			},
		},
		"direct": {
			func(t *testing.T, s *saletest.Shop) { s.OpenDirect(t) },
			func(t *testing.T, s *saletest.Shop, by actor.Member, b checkout.Buyer, cart map[string]int64) string {
				s.Payee(t, by, "0011002233")
				id := s.Orders(t, s.Direct(t, b, cart))[0].ID
				return s.Confirmed(t, by, id).ID
			},
			func(_ *saletest.Shop, by actor.Member, id string) func(*fulfillment.Fulfillment) error {
				return func(f *fulfillment.Fulfillment) error { _, err := f.Deliver(ctx, by, id); return err }
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, d *db.DB) {
				s := saletest.Open(t, d, order.EarnedBySeller)
				c.prepare(t, s)
				sellerID, by := s.Seller(t)
				cart := map[string]int64{s.Variant(t, markettest.Good{SellerID: sellerID, Price: 100_000, Stock: 10}): 2}
				id := c.buy(t, s, by, s.Buyer(t), cart)
				told := walk(t, s, by, id, c.arrive(s, by, id))
				if len(told) == 0 {
					t.Fatal("nothing is told")
				}
				last := told[len(told)-1]
				booked := s.Balance(t, ledger.Seller(sellerID))
				if !last.Ended || last.Net.Sub(last.Had).Dong() != booked || last.Booked.Dong() != booked || booked >= 0 || last.Had != last.Paid || last.Net.Cmp(last.Paid) >= 0 {
					t.Errorf("%+v, and the ledger holds %d", last, booked)
				}
				for _, before := range told[:len(told)-1] {
					if before.Ended || before.Net != last.Net {
						t.Errorf("before: %+v, in the end: %+v", before, last)
					}
				}
			})
		})
	}
}

func TestAnothersOrderIsNotTold(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := saletest.Open(t, d, order.EarnedBySeller)
		sellerID, by := s.Seller(t)
		_, other := s.Seller(t)
		v := s.Variant(t, markettest.Good{SellerID: sellerID, Stock: 10})
		paid := s.Orders(t, s.Paid(t, s.Buyer(t), map[string]int64{v: 1}, "flat"))[0]
		open := s.Orders(t, s.Placed(t, s.Buyer(t), map[string]int64{v: 1}, "flat"))[0]
		till := settlement.Cashier{DB: d, Now: s.Now, Keys: s.Till.Keys}
		for _, c := range []struct {
			by actor.Member
			id string
		}{{other, paid.ID}, {other, paid.Code}, {by, open.ID}, {by, "nothing"}} {
			if _, err := till.OfOrder(ctx, c.by, c.id); !fault.Has(err, "order.unknown") {
				t.Errorf("%v", err)
			}
		}
		if o, err := till.OfOrder(ctx, by, paid.Code); err != nil || o.OrderID != paid.ID || o.Ended || !o.Booked.IsZero() || !o.Net.Positive() {
			t.Errorf("%+v, %v", o, err)
		}
		by.Rights = actor.NewRights(actor.SeeOrders)
		if rows, err := till.Orders(ctx, other, db.Cursor{}, 10); err != nil || len(rows) != 0 {
			t.Errorf("%v, %v", rows, err)
		}
	})
}

// What a seller is told at a glance of an order paid to them is what its own page tells,
// delivery that was given back before and after the end taken off.
func TestDeliveryGivenBackIsNotTaken(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := saletest.Open(t, d, order.EarnedBySeller)
		s.OpenDirect(t)
		sellerID, by := s.Seller(t)
		s.Payee(t, by, "0011002233")
		id := s.Orders(t, s.Direct(t, s.Buyer(t), map[string]int64{s.Variant(t, markettest.Good{SellerID: sellerID, Price: 100_000, Stock: 10}): 2}))[0].ID
		o := s.Confirmed(t, by, id)
		back := func(cause string) {
			t.Helper()
			err := d.Tx(ctx, func(tx *gorm.DB) error {
				return earning.BackDirect(ctx, tx, earning.Refund{OrderID: id, SellerID: sellerID, ShippingEarner: string(o.ShippingEarner), Cause: ledger.Cause{Kind: "refund", ID: cause}, Shipping: money.Of(1000)},
					charge.Rates{CommissionBP: o.CommissionBP, VATBP: o.VATBP}, s.Now())
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		back("before")
		walk(t, s, by, id, func(f *fulfillment.Fulfillment) error { _, err := f.Deliver(ctx, by, id); return err })
		till := settlement.Cashier{DB: d, Now: s.Now, Keys: s.Till.Keys}
		for _, next := range []string{"after", "and again"} {
			told, err := till.OfOrder(ctx, by, id)
			if err != nil || !told.Ended {
				t.Fatalf("%+v, %v", told, err)
			}
			if g, err := till.Glance(ctx, by); err != nil || g.Today != (settlement.Takings{Orders: 1, Net: told.Net}) {
				t.Errorf("%+v at a glance, %v; of the order %+v", g.Today, err, told)
			}
			back(next)
		}
	})
}

// Of every kind of seller and goods, weighed lighter and partly refunded, an order brings
// what was told before its end, and its page what the ledger holds.
func TestEveryOrderBringsWhatTheLedgerHolds(t *testing.T) {
	for _, c := range []struct {
		name, entity, kind string
		earner             order.Earner
	}{
		{"household", "individual", "household", order.EarnedBySeller}, {"household by carrier", "individual", "household", order.EarnedByCarrier},
		{"company", "company", "company", order.EarnedBySeller}, {"company by carrier", "company", "company", order.EarnedByCarrier},
	} {
		t.Run(c.name, func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, d *db.DB) {
				s := saletest.Open(t, d, c.earner)
				sellerID, by := s.Seller(t)
				if err := d.Tx(ctx, func(tx *gorm.DB) error {
					return tx.Exec("UPDATE sellers SET tax_entity = ?, kind = ? WHERE id = ?", c.entity, c.kind, sellerID).Error
				}); err != nil {
					t.Fatal(err)
				}
				heavy := s.Variant(t, markettest.Good{SellerID: sellerID, Basis: "gram", Price: 123_457, Stock: 100_000, TaxClass: "goods"})
				box := s.Variant(t, markettest.Good{SellerID: sellerID, Price: 33_333, Stock: 100, TaxClass: "goods"})
				greens := s.Variant(t, markettest.Good{SellerID: sellerID, Price: 77_777, Stock: 100, TaxClass: "own_raw_produce"})
				o := s.Orders(t, s.Paid(t, s.Buyer(t), map[string]int64{heavy: 1300, box: 3, greens: 1}, "flat"))[0]
				f := &fulfillment.Fulfillment{DB: d, Now: s.Now, Gateways: s.Gateways, Carriers: s.Carriers, Log: slog.New(slog.DiscardHandler)}
				till := settlement.Cashier{DB: d, Now: s.Now, Keys: s.Till.Keys}
				packed := s.AsOrdered(t, o.ID)
				for _, l := range s.Lines(t, o.ID) {
					if l.VariantID == heavy {
						packed[l.ID] = 1291
					}
				}
				var told []settlement.OrderMoney
				for _, step := range []func() error{
					func() error { _, err := f.Confirm(ctx, by, o.ID); return err },
					func() error { _, err := f.Pack(ctx, by, o.ID, packed); return err },
					func() error { _, err := f.Ship(ctx, by, o.ID, "THU12345"); return err },
					func() error { _, err := f.Deliver(ctx, by, o.ID); return err },
					func() error { s.Pass(4 * 24 * time.Hour); return f.CompleteDue(ctx) },
				} {
					if err := step(); err != nil {
						t.Fatal(err)
					}
					one, err := till.OfOrder(ctx, by, o.ID)
					if err != nil {
						t.Fatal(err)
					}
					told = append(told, one)
				}
				last := told[len(told)-1]
				booked := s.Balance(t, ledger.Seller(sellerID))
				if !last.Ended || last.Net.Dong() != booked || last.Booked.Dong() != booked || booked <= 0 {
					t.Errorf("%+v, and the ledger holds %d", last, booked)
				}
				for i, before := range told[1 : len(told)-1] {
					if before.Net != last.Net || before.Goods != last.Goods || before.Ended {
						t.Errorf("%d before: %+v\nin the end: %+v", i, before, last)
					}
				}
				if told[0].Net.Cmp(last.Net) < 0 {
					t.Errorf("%+v before it was weighed", told[0])
				}
				s.Prove(t)
			})
		})
	}
}
