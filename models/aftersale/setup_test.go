package aftersale_test

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/aftersale"
	"github.com/chophien/chophien/models/checkout"
	"github.com/chophien/chophien/models/complaint"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/fulfillment"
	"github.com/chophien/chophien/models/markettest"
	"github.com/chophien/chophien/models/markettest/saletest"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/order"
)

var (
	ctx  = context.Background()
	desk = actor.Admin{PersonID: "desk", Channel: actor.Page}
)

// market is a shop with what comes after a sale.
type market struct {
	*saletest.Shop
	a *aftersale.Aftersale
	f *fulfillment.Fulfillment
}

func open(t testing.TB, d *db.DB, earner order.Earner) *market {
	t.Helper()
	s, quiet := saletest.Open(t, d, earner), slog.New(slog.DiscardHandler)
	return &market{
		Shop: s, a: &aftersale.Aftersale{DB: d, Now: s.Now, Gateways: s.Gateways, Log: quiet},
		f: &fulfillment.Fulfillment{DB: d, Now: s.Now, Gateways: s.Gateways, Carriers: s.Carriers, Log: quiet},
	}
}

// sale is one paid order of tea (two at 100,000 đ) and honey (one at 50,000 đ), with
// 30,000 đ of delivery.
type sale struct {
	*market
	seller     actor.Member
	shopper    checkout.Buyer
	buyer      aftersale.Buyer
	group      order.Group
	id         string
	tea, honey string // line ids
}

const (
	paidGoods = 250_000
	delivery  = 30_000
)

func buyerOf(b checkout.Buyer) aftersale.Buyer {
	return aftersale.Buyer{Shopper: b.Shopper, PersonID: b.PersonID, PhoneID: b.PhoneID}
}

// stocked is a seller's tea and honey in a buyer's cart.
func (m *market) stocked(t testing.TB, shelfLife int) (s *sale, cart map[string]int64, tea string) {
	t.Helper()
	s = &sale{market: m, shopper: m.Buyer(t)}
	var sellerID string
	sellerID, s.seller = m.Seller(t)
	tea = m.Variant(t, markettest.Good{SellerID: sellerID, Price: 100_000, Stock: 10})
	honey := m.Variant(t, markettest.Good{SellerID: sellerID, Price: 50_000, Stock: 10, ShelfLife: shelfLife})
	s.buyer = buyerOf(s.shopper)
	return s, map[string]int64{tea: 2, honey: 1}, tea
}

func (m *market) sold(t testing.TB, shelfLife int) *sale {
	t.Helper()
	s, cart, tea := m.stocked(t, shelfLife)
	s.group = m.Paid(t, s.shopper, cart, "flat")
	s.named(t, tea)
	return s
}

func (s *sale) named(t testing.TB, tea string) {
	t.Helper()
	s.id = s.Orders(t, s.group)[0].ID
	for _, l := range s.Lines(t, s.id) {
		if l.VariantID == tea {
			s.tea = l.ID
		} else {
			s.honey = l.ID
		}
	}
}

func (s *sale) until(t testing.TB, status order.Status) *sale {
	t.Helper()
	for _, step := range []func() error{
		func() error { _, err := s.f.Confirm(ctx, s.seller, s.id); return err },
		func() error { _, err := s.f.Pack(ctx, s.seller, s.id, s.AsOrdered(t, s.id)); return err },
		func() error { _, err := s.f.Ship(ctx, s.seller, s.id, "VN"+db.NewID()[24:]); return err },
		func() error { _, err := s.f.Deliver(ctx, s.seller, s.id); return err },
		func() error { s.Pass(order.Quiet); return s.f.CompleteDue(ctx) },
	} {
		if s.Order(t, s.id).Status == status {
			break
		}
		fine(t, step())
	}
	s.status(t, status)
	return s
}

func (s *sale) status(t testing.TB, want order.Status) {
	t.Helper()
	if got := s.Order(t, s.id).Status; got != want {
		t.Fatalf("the order is %s, want %s", got, want)
	}
}

// complains opens a complaint about the honey, or about all lines.
func (s *sale) complains(t testing.TB, reason complaint.Reason, lines ...string) complaint.Ticket {
	t.Helper()
	ticket, err := s.a.Complain(ctx, s.buyer, s.id, aftersale.Complaint{Reason: reason, Lines: lines, Text: "Lọ mật bị vỡ."}, db.NewID())
	fine(t, err)
	return ticket
}

func (s *sale) ticket(t testing.TB, id string) complaint.Ticket {
	t.Helper()
	found, err := complaint.Find(ctx, s.DB.Read(ctx), id)
	fine(t, err)
	return found
}

func (s *sale) state(t testing.TB, id string, want complaint.State) {
	t.Helper()
	if got := s.ticket(t, id).State; got != want {
		t.Fatalf("the complaint is %s, want %s", got, want)
	}
}

func (s *sale) gives(dong int64) aftersale.Terms {
	return aftersale.Terms{Lines: map[string]money.VND{s.honey: money.Of(dong)}}
}

// tick lets all clocks run.
func (m *market) tick(t saletest.Fataler) {
	t.Helper()
	for _, run := range []func(context.Context) error{
		m.Till.Expire, m.Till.SendRefunds, m.f.ConfirmOverdue, m.f.AskOverdue, m.f.PackOverdue, m.f.ShipOverdue, m.f.ArriveOverdue,
		m.a.DueTickets, m.f.CompleteDue, m.f.NudgeSlow,
	} {
		if err := run(ctx); err != nil {
			t.Fatalf("%v", err)
		}
	}
}

// later lets days pass with the clocks running.
func (m *market) later(t saletest.Fataler, days int) {
	t.Helper()
	for range days {
		m.Pass(24 * time.Hour)
		m.tick(t)
	}
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
