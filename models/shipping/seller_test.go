package shipping_test

import (
	"sync"
	"testing"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/division"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/markettest"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/shipping"
	"github.com/chophien/chophien/models/shipping/counter"
	"github.com/chophien/chophien/models/shipping/flat"
	"github.com/chophien/chophien/models/shipping/pickup"
)

// stall is a seller of goods that can be sent.
type stall struct {
	*markettest.Market
	carriers *shipping.Carriers
	id       string
	member   actor.Member
	places   *division.Directory
}

// places are all places of the country.
var places = sync.OnceValues(func() (*division.Directory, error) { return division.New("15") })

func open(t testing.TB, d *db.DB) *stall {
	t.Helper()
	s := &stall{Market: markettest.New(t, d)}
	s.id, s.member = s.Seller(t)
	var err error
	if s.places, err = places(); err != nil {
		t.Fatal(err)
	}
	s.carriers, err = shipping.NewCarriers(flat.Carrier{Places: s.places}, counter.Carrier{Places: s.places}, pickup.Carrier{})
	fine(t, err)
	return s
}

func (s *stall) set(by actor.Actor, in shipping.Delivery) error {
	return s.DB.Tx(ctx, func(tx *gorm.DB) error { return shipping.SetDelivery(ctx, tx, s.carriers, s.id, in, by, s.Now()) })
}

func (s *stall) point(by actor.Actor, in shipping.NewPoint) (p shipping.Point, err error) {
	err = s.DB.Tx(ctx, func(tx *gorm.DB) error {
		p, err = shipping.AddPickupPoint(ctx, tx, s.places, s.id, in, by, s.Now())
		return err
	})
	return p, err
}

func (s *stall) close(by actor.Actor, id string) error {
	return s.DB.Tx(ctx, func(tx *gorm.DB) error { return shipping.ClosePickupPoint(ctx, tx, s.id, id, by) })
}

func (s *stall) days(by actor.Actor, n int) error {
	return s.DB.Tx(ctx, func(tx *gorm.DB) error { return shipping.SetPackingDays(ctx, tx, s.id, n, by) })
}

func (s *stall) ways(t testing.TB) string {
	t.Helper()
	p := parcel(here, 500, 0, "raw")
	p.SellerID = s.id
	quotes, err := shipping.Quotes(ctx, s.DB.Read(ctx), s.carriers, []shipping.Parcel{p}, "2026-11-22")
	if err != nil {
		t.Fatal(err)
	}
	all := ""
	for _, q := range quotes[s.id] {
		all += q.Carrier + ":" + string(q.From) + " "
	}
	return all
}

var market = shipping.NewPoint{Name: "Chợ phiên", WardCode: here, Street: "Trung tâm xã", Days: []int{5, 6}, Hours: "6–10 giờ"}

func refused(t testing.TB, err error, key string) {
	t.Helper()
	if !fault.Has(err, key) {
		t.Errorf("want %s, got %v", key, err)
	}
}

func fine(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestASellerChoosesTheWays(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := open(t, d)
		if got := s.ways(t); got != "flat:2026-11-25 " {
			t.Errorf("who says nothing sends %q", got)
		}
		fine(t, s.days(s.member, 0))
		fine(t, s.set(s.member, shipping.Delivery{Carrier: "counter", Active: true, FreeFrom: money.Of(500_000), Farthest: division.Far}))
		if got := s.ways(t); got != "counter:2026-11-23 " {
			t.Errorf("sends %q", got)
		}
		refused(t, s.set(s.member, shipping.Delivery{Carrier: "counter"}), "shipping.none_left")
		p, err := s.point(s.member, market)
		fine(t, err)
		fine(t, s.set(s.member, shipping.Delivery{Carrier: "counter"}))
		if got := s.ways(t); got != "pickup:2026-11-22 " {
			t.Errorf("sends %q", got)
		}
		refused(t, s.close(s.member, p.ID), "shipping.none_left")
		fine(t, s.set(s.member, shipping.Delivery{Carrier: "flat", Active: true}))
		for range 2 {
			fine(t, s.close(s.member, p.ID))
		}
		if got := s.ways(t); got != "flat:2026-11-23 " {
			t.Errorf("sends %q", got)
		}
		if open, err := shipping.Points(ctx, d.Read(ctx), s.id); err != nil || len(open) != 0 {
			t.Errorf("%v, %v", open, err)
		}
		if p, err := shipping.FindPoint(ctx, d.Read(ctx), p.ID); err != nil || p.Active || p.Name != "Chợ phiên" {
			t.Errorf("%+v, %v", p, err)
		}
		said, err := shipping.Deliveries(ctx, d.Read(ctx), s.id)
		fine(t, err)
		if len(said) != 2 || said["counter"].Active || !said["flat"].Active {
			t.Errorf("%+v", said)
		}
		if days, err := shipping.PackingDaysOf(ctx, d.Read(ctx), s.id); err != nil || days != 0 {
			t.Errorf("%d days, %v", days, err)
		}
	})
}

func TestWhatASellerMayNotSay(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := open(t, d)
		for key, in := range map[string]shipping.Delivery{
			"shipping.unknown_carrier": {Carrier: "pigeon", Active: true},
			"shipping.by_points":       {Carrier: "pickup", Active: true},
			"shipping.free_from":       {Carrier: "flat", Active: true, FreeFrom: money.Of(-1)},
			"shipping.farthest":        {Carrier: "flat", Active: true, Farthest: "moon"},
		} {
			refused(t, s.set(s.member, in), key)
		}
		refused(t, s.days(s.member, -1), "shipping.packing_days")
		refused(t, s.days(s.member, 15), "shipping.packing_days")
		_, err := s.point(s.member, shipping.NewPoint{WardCode: "15", Days: []int{7}, Hours: "a\nb"})
		if all := fault.All(err); len(all) != 5 {
			t.Errorf("%d of five faults: %v", len(all), err)
		}
		for range shipping.MostPoints {
			_, err := s.point(s.member, market)
			fine(t, err)
		}
		_, err = s.point(s.member, market)
		refused(t, err, "pickup.too_many")
	})
}

func TestWhoMaySayHowASellerSends(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := open(t, d)
		p, err := s.point(s.member, market)
		fine(t, err)
		packer := s.member
		packer.Rights = actor.NewRights(actor.HandleOrders)
		_, other := s.Seller(t)
		for by, want := range map[actor.Actor]string{
			packer: "right.edit_products", other: "seller.unknown", actor.Helper{SellerID: other.SellerID}: "seller.unknown",
			actor.Buyer{PersonID: s.member.PersonID}: "seller.unknown", actor.Member{}: "seller.unknown",
		} {
			refused(t, s.set(by, shipping.Delivery{Carrier: "flat", Active: true}), want)
			refused(t, s.days(by, 1), want)
			refused(t, s.close(by, p.ID), want)
			_, err := s.point(by, market)
			refused(t, err, want)
		}
		foreign := &stall{Market: s.Market, id: other.SellerID, member: other, places: s.places}
		refused(t, foreign.close(other, p.ID), "pickup.unknown")
		for _, by := range []actor.Actor{actor.Helper{PersonID: "h", SellerID: s.id}, actor.Admin{PersonID: "a"}} {
			fine(t, s.set(by, shipping.Delivery{Carrier: "flat", Active: true}))
		}
	})
}
