package fulfillment_test

import (
	"context"
	"log/slog"
	"slices"
	"testing"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/checkout"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/fulfillment"
	"github.com/chophien/chophien/models/markettest"
	"github.com/chophien/chophien/models/markettest/saletest"
	"github.com/chophien/chophien/models/order"
)

var ctx = context.Background()

// sale is one paid order of a gram good and a piece good, and who acts on it.
type sale struct {
	*saletest.Shop
	f            *fulfillment.Fulfillment
	seller       actor.Member
	buyer        fulfillment.Buyer
	id           string
	weighed, box string // line ids
	weighedOf    string // variant
}

const (
	grams   = 2000
	perKg   = 100_000
	boxes   = 3
	boxCost = 50_000
	goods   = 2*perKg + boxes*boxCost
)

func open(t testing.TB, d *db.DB, earner order.Earner) (*saletest.Shop, *fulfillment.Fulfillment) {
	t.Helper()
	s := saletest.Open(t, d, earner)
	return s, &fulfillment.Fulfillment{DB: d, Now: s.Now, Gateways: s.Gateways, Carriers: s.Carriers, Log: slog.New(slog.DiscardHandler)}
}

func buyerOf(b checkout.Buyer) fulfillment.Buyer {
	return fulfillment.Buyer{Shopper: b.Shopper, PersonID: b.PersonID, PhoneID: b.PhoneID}
}

// sold is a paid order, brought by carrier if the seller offers it.
func sold(t testing.TB, d *db.DB, carrier string) *sale {
	t.Helper()
	shop, f := open(t, d, order.EarnedBySeller)
	return one(t, shop, f, carrier)
}

// another is one more such order in the same market.
func (s *sale) another(t testing.TB, carrier string) *sale {
	t.Helper()
	return one(t, s.Shop, s.f, carrier)
}

func one(t testing.TB, shop *saletest.Shop, f *fulfillment.Fulfillment, carrier string) *sale {
	t.Helper()
	s := &sale{Shop: shop, f: f}
	var sellerID string
	sellerID, s.seller = s.Seller(t)
	s.weighedOf = s.Variant(t, markettest.Good{SellerID: sellerID, Basis: "gram", Price: perKg, Stock: 10_000})
	box := s.Variant(t, markettest.Good{SellerID: sellerID, Price: boxCost, Stock: 10})
	s.offers(t, sellerID, carrier)
	b := s.Buyer(t)
	s.buyer = buyerOf(b)
	g := s.Paid(t, b, map[string]int64{s.weighedOf: grams, box: boxes}, carrier)
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

func (s *sale) now(t testing.TB) order.Order { return s.Order(t, s.id) }

func (s *sale) status(t testing.TB, want order.Status) {
	t.Helper()
	if got := s.now(t).Status; got != want {
		t.Fatalf("the order is %s, want %s", got, want)
	}
}

func (s *sale) packs(weight, count int64) map[string]int64 {
	return map[string]int64{s.weighed: weight, s.box: count}
}

// until brings the order to a status by the road, all packed as ordered.
func (s *sale) until(t testing.TB, status order.Status) *sale {
	t.Helper()
	steps := []struct {
		to order.Status
		do func() error
	}{
		{order.Confirmed, func() error { _, err := s.f.Confirm(ctx, s.seller, s.id); return err }},
		{order.Packed, func() error { _, err := s.f.Pack(ctx, s.seller, s.id, s.packs(grams, boxes)); return err }},
		{order.Shipped, func() error { _, err := s.f.Ship(ctx, s.seller, s.id, ""); return err }},
		{order.Delivered, func() error { _, err := s.f.Deliver(ctx, s.seller, s.id); return err }},
	}
	for _, step := range steps {
		at := s.now(t).Status
		if at == status {
			break
		}
		if slices.Index(order.Statuses, step.to) <= slices.Index(order.Statuses, at) {
			continue
		}
		if err := step.do(); err != nil {
			t.Fatal(step.to, err)
		}
	}
	s.status(t, status)
	return s
}

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
