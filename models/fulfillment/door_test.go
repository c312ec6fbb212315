package fulfillment_test

import (
	"log/slog"
	"slices"
	"testing"
	"time"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/checkout"
	"github.com/chophien/chophien/models/complaint"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/fulfillment"
	"github.com/chophien/chophien/models/ledger"
	"github.com/chophien/chophien/models/markettest"
	"github.com/chophien/chophien/models/markettest/saletest"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/payment"
	"github.com/chophien/chophien/payments"
)

// doorMarket is a market whose orders are paid where they arrive.
func doorMarket(t testing.TB, d *db.DB, taker order.Taker, earner order.Earner, cash bool) (*saletest.Shop, *fulfillment.Fulfillment) {
	t.Helper()
	s := saletest.Open(t, d, earner)
	s.OpenDoor(t, taker, earner, cash)
	return s, &fulfillment.Fulfillment{DB: d, Now: s.Now, Gateways: s.Gateways, Carriers: s.Carriers, Log: slog.New(slog.DiscardHandler)}
}

// atDoor is one such order of a gram good and a piece good.
func atDoor(t testing.TB, shop *saletest.Shop, f *fulfillment.Fulfillment) *sale {
	t.Helper()
	s := &sale{Shop: shop, f: f}
	var sellerID string
	sellerID, s.seller = s.Seller(t)
	s.weighedOf = s.Variant(t, markettest.Good{SellerID: sellerID, Basis: "gram", Price: perKg, Stock: 10_000})
	box := s.Variant(t, markettest.Good{SellerID: sellerID, Price: boxCost, Stock: 10})
	b := s.Buyer(t)
	s.buyer = buyerOf(b)
	g := s.AtDoor(t, b, map[string]int64{s.weighedOf: grams, box: boxes})
	s.id = s.Orders(t, g)[0].ID
	for _, l := range s.Lines(t, s.id) {
		if l.VariantID == box {
			s.box = l.ID
		} else {
			s.weighed = l.ID
		}
	}
	return s
}

func TestAnOrderPaidAtTheDoorGoesOnUnpaidAndIsNotHandedOver(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := atDoor2(t, d)
		if o := s.now(t); o.PayableAt != order.Door || o.DoorTaker != order.SellerTakes || o.ConfirmBy == 0 {
			t.Fatalf("%+v", o)
		}
		_, err := s.f.Confirm(ctx, s.seller, s.id)
		fine(t, err)
		at, found, err := s.Till.AtDoor(ctx, s.now(t))
		if err != nil || !found || at.Known || at.Due.Dong() != goods+30_000 {
			t.Errorf("%+v %v %v", at, found, err)
		}
		_, err = s.f.Pack(ctx, s.seller, s.id, s.packs(1980, boxes)) // 2,000 đ less
		fine(t, err)
		due := money.Of(goods + 30_000 - 2_000)
		at, found, err = s.Till.AtDoor(ctx, s.now(t))
		if err != nil || !found || !at.Known || at.Due != due || at.Cash {
			t.Errorf("%+v %v %v", at, found, err)
		}
		_, err = s.f.Ship(ctx, s.seller, s.id, "")
		fine(t, err)
		s.Prove(t)
		_, err = s.f.Deliver(ctx, s.seller, s.id)
		refused(t, err, "order.pay_at_door")
		_, err = s.f.ConfirmReceived(ctx, s.buyer, s.id)
		refused(t, err, "order.pay_at_door")
		s.Pass(60 * 24 * time.Hour)
		fine(t, s.f.ArriveOverdue(ctx)) // nobody presumes that it arrived
		fine(t, s.Till.Expire(ctx))     // and no clock of a checkout ends it
		s.status(t, order.Shipped)
		if o := s.Transferred("1", due, s.Owed(t, s.id).Code); o != payments.Applied {
			t.Fatal(o)
		}
		if _, found, err := s.Till.AtDoor(ctx, s.now(t)); err != nil || found {
			t.Errorf("still due: %v %v", found, err)
		}
		s.until(t, order.Delivered)
		s.Pass(order.Quiet)
		fine(t, s.f.CompleteDue(ctx))
		s.status(t, order.Completed)
		if s.Balance(t, ledger.Escrow(s.id)) != 0 {
			t.Error("money left in escrow")
		}
		s.Prove(t)
	})
}

func atDoor2(t testing.TB, d *db.DB) *sale {
	t.Helper()
	shop, f := doorMarket(t, d, order.SellerTakes, order.EarnedBySeller, false)
	return atDoor(t, shop, f)
}

// Money may come before it is due, a part of it, too much of it, twice, and too late.
func TestMoneyForTheDoorWheneverItComes(t *testing.T) {
	total := int64(goods + 30_000)
	for name, c := range map[string]struct {
		before, after []int64 // transfers before packing and after
		back          int64   // what goes back of the order
		rest          int64   // what goes back that no order took
	}{
		"before it is packed":    {before: []int64{total}, back: 2_000},
		"a part before":          {before: []int64{100_000}, after: []int64{total - 102_000}},
		"nearly all before":      {before: []int64{total - 1_000}, rest: 1_000},
		"all of it in two":       {after: []int64{1_000, total - 3_000}},
		"too much":               {after: []int64{total}, rest: 2_000},
		"scanned twice":          {after: []int64{total - 2_000, total - 2_000}, rest: total - 2_000},
		"before, and once again": {before: []int64{total}, after: []int64{5_000}, back: 2_000, rest: 5_000},
	} {
		t.Run(name, func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, d *db.DB) {
				s := atDoor2(t, d).until(t, order.Confirmed)
				pay := func(id string, v int64) {
					if o := s.Transferred(id, money.Of(v), s.Owed(t, s.id).Code); o != payments.Applied {
						t.Fatal(o)
					}
					s.Prove(t)
				}
				for i, v := range c.before {
					pay("b"+string(rune('0'+i)), v)
				}
				_, err := s.f.Pack(ctx, s.seller, s.id, s.packs(1980, boxes))
				fine(t, err)
				s.Prove(t)
				for i, v := range c.after {
					pay("a"+string(rune('0'+i)), v)
				}
				s.until(t, order.Delivered)
				s.Pass(order.Quiet)
				fine(t, s.f.CompleteDue(ctx))
				s.status(t, order.Completed)
				if got := s.Back(t, s.id); got != c.back {
					t.Errorf("of the order %d goes back, want %d", got, c.back)
				}
				p := s.Owed(t, s.id)
				if rest := p.Refunding.Add(p.Refunded).Dong() - c.back; rest != c.rest {
					t.Errorf("%d that nobody needs goes back, want %d", rest, c.rest)
				}
				s.Prove(t)
			})
		})
	}
}

// Every way that a door order ends unpaid gives the goods back and wants no money; what
// little came goes back, and so does what comes afterwards.
func TestADoorOrderEndsUnpaid(t *testing.T) {
	for name, c := range map[string]struct {
		at    order.Status
		end   func(s *sale) error
		as    order.Status
		shelf int64 // grams of the weighed good afterwards
	}{
		"the buyer thinks twice": {order.Placed, func(s *sale) error {
			_, err := s.f.Refuse(ctx, s.seller, s.id, fulfillment.Refusal{Reason: "refuse.sold_out"})
			return err
		}, order.Cancelled, 10_000},
		"the seller is silent": {order.Placed, func(s *sale) error { s.Pass(25 * time.Hour); return s.f.ConfirmOverdue(ctx) }, order.Cancelled, 10_000},
		"nobody packs":         {order.Confirmed, func(s *sale) error { s.Pass(20 * 24 * time.Hour); return s.f.PackOverdue(ctx) }, order.Cancelled, 10_000},
		"nobody sends":         {order.Packed, func(s *sale) error { s.Pass(8 * 24 * time.Hour); return s.f.ShipOverdue(ctx) }, order.Cancelled, 10_000},
		"refused at the door": {order.Shipped, func(s *sale) error {
			_, err := s.f.ReturnToSender(ctx, s.seller, s.id, fulfillment.Return{Reason: "return.refused", Restock: true})
			return err
		}, order.Returned, 10_000},
		"lost": {order.Shipped, func(s *sale) error {
			_, err := s.f.ReturnToSender(ctx, s.seller, s.id, fulfillment.Return{Reason: "return.lost"})
			return err
		}, order.Returned, 10_000 - grams},
	} {
		t.Run(name, func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, d *db.DB) {
				s := atDoor2(t, d).until(t, c.at)
				code := s.Owed(t, s.id).Code
				s.Transferred("1", money.Of(7_000), code)
				fine(t, c.end(s))
				s.status(t, c.as)
				s.Transferred("2", money.Of(goods+30_000), code)
				p := s.Owed(t, s.id)
				if p.Status != payment.Cancelled || p.Refunding.Dong() != goods+37_000 || s.Count(t, "settlements", "") != 0 {
					t.Errorf("%+v", p)
				}
				var left int64
				fine(t, s.DB.Read(ctx).Raw("SELECT on_hand - held FROM stock WHERE variant_id = ?", s.weighedOf).Scan(&left).Error)
				if left != c.shelf {
					t.Errorf("%d g on the shelf, want %d", left, c.shelf)
				}
				s.Prove(t)
			})
		})
	}
}

// A parcel that was paid by transfer and is refused all the same is given back like any
// other.
func TestAPaidDoorOrderComesBack(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := atDoor2(t, d).until(t, order.Shipped)
		s.Transferred("1", money.Of(goods+30_000), s.Owed(t, s.id).Code)
		_, err := s.f.ReturnToSender(ctx, s.seller, s.id, fulfillment.Return{Reason: "return.refused", Restock: true})
		fine(t, err)
		if got := s.Back(t, s.id); got != goods {
			t.Errorf("%d goes back", got)
		}
		if s.Count(t, "settlements", "") != 1 {
			t.Error("the delivery was not handed out")
		}
		s.Prove(t)
	})
}

// Who pays at the door is counted by the phone, and who refuses again and again pays before.
func TestHowManyMayPayAtTheDoor(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		shop, f := doorMarket(t, d, order.SellerTakes, order.EarnedBySeller, false)
		sellerID, member := shop.Seller(t)
		tea := shop.Variant(t, markettest.Good{SellerID: sellerID, Stock: 1000})
		by, other := shop.Buyer(t), shop.Buyer(t)
		place := func(by checkout.Buyer) (string, error) {
			shop.Fill(t, by, map[string]int64{tea: 1})
			g, err := shop.Till.Place(ctx, by, shop.DoorForm(t, by), "key-"+db.NewID())
			if err != nil {
				return "", err
			}
			all, err := order.OfGroup(ctx, d.Read(ctx), g)
			fine(t, err)
			return all[0].ID, nil
		}
		var ids []string
		for range checkout.DoorAtMost {
			id, err := place(by)
			fine(t, err)
			ids = append(ids, id)
		}
		_, err := place(by)
		refused(t, err, "checkout.door_many")
		_, err = place(other) // another phone
		fine(t, err)
		bring := func(id string) {
			for _, step := range []func() error{
				func() error { _, err := f.Confirm(ctx, member, id); return err },
				func() error { _, err := f.Pack(ctx, member, id, shop.AsOrdered(t, id)); return err },
				func() error { _, err := f.Ship(ctx, member, id, ""); return err },
			} {
				fine(t, step())
			}
		}
		bring(ids[0])
		shop.Transferred("1", money.Of(80_000), shop.Owed(t, ids[0]).Code)
		id, err := place(by) // one is paid: room for another
		fine(t, err)
		ids = append(ids, id)
		for _, id := range ids[1:3] {
			bring(id)
			_, err := f.ReturnToSender(ctx, member, id, fulfillment.Return{Reason: "return.refused", Restock: true})
			fine(t, err)
		}
		_, err = place(by)
		refused(t, err, "checkout.door_refused")
		shop.Pass((checkout.DoorBarredDays + 1) * 24 * time.Hour)
		_, err = place(by)
		fine(t, err)
		shop.Prove(t)
	})
}

// Many purchases of one phone at the same moment pass the limit no more than one by one.
func TestTheDoorIsCountedUnderALock(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		shop, _ := doorMarket(t, d, order.SellerTakes, order.EarnedBySeller, false)
		sellerID, _ := shop.Seller(t)
		tea := shop.Variant(t, markettest.Good{SellerID: sellerID, Stock: 1000})
		by := shop.Buyer(t)
		var all []func() error
		for range 8 { // guests with one phone: each with a cart of its own
			one := by
			_, one.PersonID = shop.Phone(t)
			one.Shopper = shop.Buyer(t).Shopper
			shop.Fill(t, one, map[string]int64{tea: 1})
			in := shop.DoorForm(t, one)
			all = append(all, func() error { _, err := shop.Till.Place(ctx, one, in, "key-"+db.NewID()); return err })
		}
		placed := 0
		for _, err := range together(all...) {
			switch {
			case err == nil:
				placed++
			case !fault.Has(err, "checkout.door_many"):
				t.Error(err)
			}
		}
		if placed != checkout.DoorAtMost {
			t.Errorf("%d of one phone are on their way to a door", placed)
		}
	})
}

// The door is offered where every carrier takes money, and for no more than it takes.
func TestWhereTheDoorIsOffered(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		shop, _ := doorMarket(t, d, order.NoTaker, order.EarnedBySeller, false)
		sellerID, _ := shop.Seller(t)
		tea := shop.Variant(t, markettest.Good{SellerID: sellerID, Stock: 1000})
		by := shop.Buyer(t)
		shop.Fill(t, by, map[string]int64{tea: 1})
		_, err := shop.Till.Place(ctx, by, shop.DoorForm(t, by), "k1")
		refused(t, err, "checkout.door_way")
		shop.OpenDoor(t, order.SellerTakes, order.EarnedBySeller, false)
		shop.Fill(t, by, map[string]int64{tea: 200})
		_, err = shop.Till.Place(ctx, by, shop.DoorForm(t, by), "k2")
		refused(t, err, "checkout.door_amount")
		shop.Fill(t, by, map[string]int64{tea: 2})
		id, err := shop.Till.Place(ctx, by, shop.DoorForm(t, by), "k3")
		fine(t, err)
		_, err = shop.Till.Pay(ctx, by, id, checkout.PayNow{Gateway: shop.Bank.Code()}, "")
		refused(t, err, "payment.at_door")
		shop.Prove(t)
	})
}

// Of a parcel that was to be paid at the door nothing is presumed, but somebody is asked: its
// seller after a week, the desk after two. The money, or the parcel's return, answers.
func TestAParcelThatNobodyPaysAtTheDoor(t *testing.T) {
	const due = (5*24 + 14) * time.Hour // promised for Friday at the latest
	for name, c := range map[string]struct {
		answer func(t *testing.T, s *sale) error
		then   order.Status
	}{
		"the money comes": {func(t *testing.T, s *sale) error {
			s.Transferred("1", money.Of(goods+30_000), s.Owed(t, s.id).Code)
			_, err := s.f.Deliver(ctx, s.seller, s.id)
			return err
		}, order.Delivered},
		"it came back": {func(t *testing.T, s *sale) error {
			_, err := s.f.ReturnToSender(ctx, actor.Admin{PersonID: "desk", Channel: actor.Page}, s.id, fulfillment.Return{Reason: "return.absent", Restock: true})
			return err
		}, order.Returned},
		"it is lost": {func(t *testing.T, s *sale) error {
			_, err := s.f.ReturnToSender(ctx, s.seller, s.id, fulfillment.Return{Reason: "return.lost"})
			return err
		}, order.Returned},
	} {
		t.Run(name, func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, d *db.DB) {
				s := atDoor2(t, d).until(t, order.Shipped)
				reminded := func() int64 { return s.Count(t, "order_nudges", "kind = ?", fulfillment.DoorUnpaid) }
				asked := func() int64 { return s.Count(t, "money_tasks", "kind = 'door' AND state = 'open'") }
				runs := func(sellers, desks int64) {
					t.Helper()
					for range 2 { // asked once, however often the clocks run
						fine(t, s.f.NudgeSlow(ctx))
						fine(t, s.f.DoorOverdue(ctx))
						fine(t, s.f.ArriveOverdue(ctx))
					}
					if reminded() != sellers || asked() != desks {
						t.Errorf("%d sellers and %d desks are asked, want %d and %d", reminded(), asked(), sellers, desks)
					}
					s.status(t, order.Shipped)
					s.Prove(t)
				}
				s.Pass(due + fulfillment.DoorSeller - time.Millisecond)
				runs(0, 0)
				s.Pass(time.Millisecond)
				runs(1, 0)
				s.Pass(fulfillment.DoorDesk - fulfillment.DoorSeller - time.Millisecond)
				runs(1, 0)
				s.Pass(time.Millisecond)
				runs(1, 1)
				var task payment.Task
				fine(t, d.Read(ctx).Where("kind = 'door'").Take(&task).Error)
				refused(t, s.Till.CloseTask(ctx, actor.Admin{PersonID: "desk", Channel: actor.Page}, task.ID, "it was sent"), "payment.task_deed")
				if task.Amount.Dong() != goods+30_000 {
					t.Errorf("asked about %v", task.Amount)
				}
				fine(t, c.answer(t, s))
				s.status(t, c.then)
				if asked() != 0 {
					t.Error("the desk is still asked")
				}
				s.Prove(t)
				s.Pass(60 * 24 * time.Hour)
				fine(t, s.f.DoorOverdue(ctx))
				fine(t, s.f.NudgeSlow(ctx))
				if asked() != 0 || reminded() != 1 {
					t.Error("asked about what is known")
				}
			})
		})
	}
}

// What is paid, or complained about, or not sent, is no question of the door.
func TestWhoIsNotAskedAboutTheDoor(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		shop, f := doorMarket(t, d, order.SellerTakes, order.EarnedBySeller, false)
		paid := atDoor(t, shop, f).until(t, order.Shipped)
		paid.Transferred("1", money.Of(goods+30_000), paid.Owed(t, paid.id).Code)
		disputed := atDoor(t, shop, f).until(t, order.Shipped)
		atDoor(t, shop, f).until(t, order.Packed)
		open := atDoor(t, shop, f).until(t, order.Shipped)
		fine(t, d.Tx(ctx, func(tx *gorm.DB) error {
			o, err := order.Find(ctx, tx, disputed.id)
			if err != nil {
				return err
			}
			_, err = complaint.Begin(ctx, tx, o, complaint.Reasons[0], complaint.Wishes[0], nil, shop.Now().Add(90*24*time.Hour), disputed.buyer, shop.Now())
			return err
		}))
		shop.Pass(60 * 24 * time.Hour)
		fine(t, f.DoorOverdue(ctx))
		var asked []string
		fine(t, d.Read(ctx).Raw("SELECT a.order_id FROM money_tasks t JOIN allocations a ON a.payment_id = t.payment_id WHERE t.kind = 'door'").Scan(&asked).Error)
		if !slices.Equal(asked, []string{open.id}) {
			t.Errorf("asked about %v, want %s", asked, open.id)
		}
		shop.Prove(t)
	})
}
