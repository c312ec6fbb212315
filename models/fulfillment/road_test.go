package fulfillment_test

import (
	"testing"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/fulfillment"
	"github.com/chophien/chophien/models/ledger"
	"github.com/chophien/chophien/models/markettest"
	"github.com/chophien/chophien/models/markettest/saletest"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/shipping"
	"github.com/chophien/chophien/models/stock"
)

// offers lets a seller send by a carrier.
func (s *sale) offers(t testing.TB, sellerID, carrier string) {
	t.Helper()
	by := actor.System{Job: "test"}
	places, err := saletest.Places()
	fine(t, err)
	fine(t, s.DB.Tx(ctx, func(tx *gorm.DB) error {
		if carrier == shipping.PickupCode {
			_, err := shipping.AddPickupPoint(ctx, tx, places, sellerID, shipping.NewPoint{
				Name: "Điểm thử", WardCode: markettest.Ward, Street: "Chợ thử", Days: []int{0, 2, 4}, Hours: "7–9 giờ"}, by, s.Now())
			return err
		}
		return shipping.SetDelivery(ctx, tx, s.Carriers, sellerID, shipping.Delivery{Carrier: carrier, Active: true}, by, s.Now())
	}))
}

func TestTheWholeRoad(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := sold(t, d, "flat")
		o, err := s.f.Confirm(ctx, s.seller, s.now(t).Code)
		fine(t, err)
		// Sunday 10:00, two days to pack: the end of Tuesday.
		if want := s.Now().Date().AddDays(3).Start(); o.PackBy != want || s.now(t).PackBy != want || s.now(t).ConfirmBy != 0 {
			t.Errorf("packs by %v, want %v", s.now(t).PackBy, want)
		}
		s.until(t, order.Delivered)
		if err := s.f.CompleteDue(ctx); err != nil {
			t.Fatal(err)
		}
		s.status(t, order.Delivered)
		s.Pass(order.Quiet)
		fine(t, s.f.CompleteDue(ctx))
		s.status(t, order.Completed)
		// 350,000 goods and 30,000 delivery, less 1 % + 0.5 % of goods, 3 % + 1.5 % of delivery, 5 % commission and its VAT.
		if got := s.Balance(t, ledger.Seller(s.seller.SellerID)); got != goods+30_000-5_250-1_350-17_500-1_750 {
			t.Errorf("the seller has earned %d", got)
		}
		if left := s.Balance(t, ledger.Escrow(s.id)); left != 0 {
			t.Errorf("%d left in escrow", left)
		}
		stocked, err := stock.Find(ctx, s.DB.Read(ctx), []string{s.weighedOf})
		fine(t, err)
		if got := stocked[s.weighedOf]; got.OnHand != 8000 || got.Held != 0 {
			t.Errorf("in stock %+v", got)
		}
		parcel, found, err := shipping.ShipmentOf(ctx, s.DB.Read(ctx), s.id)
		fine(t, err)
		if !found || parcel.Status != shipping.Arrived || parcel.Grams != shipping.Packed(grams+3*300) {
			t.Errorf("parcel %+v", parcel)
		}
		news, err := shipping.Track(ctx, s.DB.Read(ctx), parcel.ID)
		if err != nil || len(news) != 3 {
			t.Errorf("%d news, %v", len(news), err)
		}
		s.Prove(t)
	})
}

func TestRepeatedVerbsChangeNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := sold(t, d, "flat").until(t, order.Delivered)
		moves := s.Count(t, "order_moves", "order_id = ?", s.id)
		_, err := s.f.Confirm(ctx, s.seller, s.id)
		fine(t, err)
		p, err := s.f.Pack(ctx, s.seller, s.id, s.packs(grams, boxes))
		fine(t, err)
		if p.Question != nil || !p.Back.IsZero() {
			t.Errorf("packing again gives %+v", p)
		}
		_, err = s.f.Ship(ctx, s.seller, s.id, "")
		fine(t, err)
		_, err = s.f.Deliver(ctx, s.seller, s.id)
		fine(t, err)
		_, err = s.f.ConfirmReceived(ctx, s.buyer, s.id)
		fine(t, err)
		_, err = s.f.Pack(ctx, s.seller, s.id, s.packs(grams-10, boxes))
		refused(t, err, "order.packed_other")
		if n := s.Count(t, "order_moves", "order_id = ?", s.id); n != moves {
			t.Errorf("%d moves became %d", moves, n)
		}
		s.Prove(t)
	})
}

func TestWhoMay(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := sold(t, d, "flat")
		_, other := s.Seller(t)
		reader := s.seller
		reader.Rights = actor.NewRights(actor.SeeOrders, actor.EditProducts)
		stranger := buyerOf(s.Buyer(t))
		for name, try := range map[string]func(by actor.Actor) error{
			"confirm": func(by actor.Actor) error { _, err := s.f.Confirm(ctx, by, s.id); return err },
			"refuse": func(by actor.Actor) error {
				_, err := s.f.Refuse(ctx, by, s.id, fulfillment.Refusal{Reason: "refuse.sold_out"})
				return err
			},
			"pack":    func(by actor.Actor) error { _, err := s.f.Pack(ctx, by, s.id, s.packs(grams, boxes)); return err },
			"ship":    func(by actor.Actor) error { _, err := s.f.Ship(ctx, by, s.id, ""); return err },
			"deliver": func(by actor.Actor) error { _, err := s.f.Deliver(ctx, by, s.id); return err },
			"return": func(by actor.Actor) error {
				_, err := s.f.ReturnToSender(ctx, by, s.id, fulfillment.Return{Reason: "return.lost"})
				return err
			},
			"retrack": func(by actor.Actor) error { return s.f.Retrack(ctx, by, s.id, "VN123456") },
		} {
			if err := try(other); !fault.Has(err, "order.unknown") || !fault.Is(err, fault.NotFound) {
				t.Errorf("%s: another seller is told %v", name, err)
			}
			if err := try(reader); !fault.Has(err, "right.handle_orders") || !fault.Is(err, fault.Forbidden) {
				t.Errorf("%s: a member who only reads is told %v", name, err)
			}
			if err := try(s.buyer); !fault.Has(err, "order.unknown") {
				t.Errorf("%s: the buyer is told %v", name, err)
			}
			if err := try(actor.Helper{PersonID: "p", SellerID: other.SellerID}); !fault.Has(err, "order.unknown") {
				t.Errorf("%s: another's helper is told %v", name, err)
			}
		}
		_, err := s.f.ConfirmReceived(ctx, stranger, s.id)
		refused(t, err, "order.unknown")
		_, err = s.f.TakeLess(ctx, stranger, s.id)
		refused(t, err, "order.unknown")
		s.status(t, order.Placed)
		_, err = s.f.Confirm(ctx, actor.Helper{PersonID: "p", SellerID: s.seller.SellerID}, s.id)
		fine(t, err)
	})
}

func TestUnpaidIsNotWorkedOn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		shop, f := open(t, d, order.EarnedBySeller)
		sellerID, seller := shop.Seller(t)
		variant := shop.Variant(t, markettest.Good{SellerID: sellerID, Stock: 5})
		g := shop.Placed(t, shop.Buyer(t), map[string]int64{variant: 2}, "flat")
		id := shop.Orders(t, g)[0].ID
		_, err := f.Confirm(ctx, seller, id)
		refused(t, err, "payment.not_paid")
		_, err = f.Refuse(ctx, seller, id, fulfillment.Refusal{Reason: "refuse.sold_out"})
		refused(t, err, "payment.not_paid")
		if o := shop.Order(t, id); o.Status != order.Placed {
			t.Errorf("it is %s", o.Status)
		}
	})
}

func TestRefusingGivesEverythingBack(t *testing.T) {
	for _, from := range []order.Status{order.Placed, order.Confirmed} {
		t.Run(string(from), func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, d *db.DB) {
				s := sold(t, d, "flat").until(t, from)
				_, err := s.f.Refuse(ctx, s.seller, s.id, fulfillment.Refusal{Reason: "because"})
				refused(t, err, "order.refuse_reason")
				for range 2 {
					_, err = s.f.Refuse(ctx, s.seller, s.id, fulfillment.Refusal{Reason: "refuse.sold_out"})
					fine(t, err)
				}
				s.status(t, order.Cancelled)
				if back := s.Back(t, s.id); back != goods+30_000 {
					t.Errorf("%d goes back", back)
				}
				if n := s.Count(t, "holds", "state = 'held'"); n != 0 {
					t.Errorf("%d holds stand", n)
				}
				_, err = s.f.Confirm(ctx, s.seller, s.id)
				refused(t, err, "order.move")
				s.Prove(t)
			})
		})
	}
}

func TestACounterParcelNeedsItsNumber(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := sold(t, d, "counter").until(t, order.Packed)
		_, err := s.f.Ship(ctx, s.seller, s.id, "")
		refused(t, err, "shipping.tracking_needed")
		_, err = s.f.Ship(ctx, s.seller, s.id, "<b>")
		refused(t, err, "shipping.tracking")
		s.status(t, order.Packed)
		_, err = s.f.Ship(ctx, s.seller, s.id, " eb 123 456 789 vn")
		fine(t, err)
		fine(t, s.f.Retrack(ctx, s.seller, s.id, "EB123456780VN"))
		parcel, err := shipping.ByTracking(ctx, s.DB.Read(ctx), "counter", "EB123456780VN")
		if err != nil || parcel.OrderID != s.id {
			t.Errorf("%+v, %v", parcel, err)
		}
	})
}

func TestAFetchedParcelIsHandedOver(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := sold(t, d, "pickup").until(t, order.Packed)
		o, err := s.f.Deliver(ctx, s.seller, s.id)
		fine(t, err)
		if o.Status != order.Delivered || o.PickupID == "" || !o.Shipping.IsZero() {
			t.Errorf("%+v", o)
		}
		s.Prove(t)
	})
}

func TestWhatComesBack(t *testing.T) {
	for reason, want := range map[string]int64{"return.absent": goods, "return.lost": goods + 30_000} {
		t.Run(reason, func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, d *db.DB) {
				s := sold(t, d, "flat").until(t, order.Shipped)
				for range 2 {
					_, err := s.f.ReturnToSender(ctx, s.seller, s.id, fulfillment.Return{Reason: reason, Restock: true})
					fine(t, err)
				}
				s.status(t, order.Returned)
				if back := s.Back(t, s.id); back != want {
					t.Errorf("%d goes back, want %d", back, want)
				}
				if left := s.Balance(t, ledger.Escrow(s.id)); left != 0 {
					t.Errorf("%d left in escrow", left)
				}
				found, err := stock.Find(ctx, s.DB.Read(ctx), []string{s.weighedOf})
				if err != nil || found[s.weighedOf].OnHand != 10_000 {
					t.Errorf("on the shelf %+v, %v", found[s.weighedOf], err)
				}
				s.Prove(t)
			})
		})
	}
}
