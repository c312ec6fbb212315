package order_test

import (
	"context"
	"reflect"
	"testing"
	"time"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/markettest"
	"github.com/chophien/chophien/models/order"
)

var ctx = context.Background()

var machine = markettest.Machine[order.Status]{
	Name: "An order", Statuses: order.Statuses, Edges: order.Edges,
	Begins: []order.Status{order.Placed}, Ends: []order.Status{order.Completed, order.Cancelled, order.Returned},
}

func TestEveryOrderEnds(t *testing.T) {
	machine.Prove(t)
	for _, s := range order.Statuses {
		if s.Ended() != (machine.Ends[0] == s || machine.Ends[1] == s || machine.Ends[2] == s) {
			t.Errorf("%s ends an order: %v", s, s.Ended())
		}
	}
	markettest.Drawn(t, "machine.md", "The course of an order", machine.Drawing())
}

// TestAnOrderMovesAlongItsEdges tries every pair of statuses: what the map allows happens,
// is written down and is what the struct says; what it does not allow changes nothing.
func TestAnOrderMovesAlongItsEdges(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := markettest.New(t, d)
		seller, _ := m.Seller(t)
		var known []order.Status
		if err := d.Read(ctx).Table("order_statuses").Pluck("status", &known).Error; err != nil || len(known) != len(order.Statuses) {
			t.Errorf("the table has %v, the code %v", known, order.Statuses)
		}
		by := actor.Member{PersonID: "p", SellerID: seller, Channel: actor.API}
		for _, from := range order.Statuses {
			for _, to := range order.Statuses {
				id := m.Order(t, markettest.Deal{SellerID: seller, Goods: 10_000, Status: string(from)})
				m.Pass(time.Second)
				now := m.Now()
				o := read(t, m, id)
				err := d.Tx(ctx, func(tx *gorm.DB) error {
					return order.Advance(ctx, tx, &o, to, by, "test.reason", now, order.Clocks{ConfirmBy: &now, PackBy: &now, ShippedAt: &now, DeliveredAt: &now, CompleteAfter: &now})
				})
				if allowed := from.CanBecome(to); allowed != (err == nil) || !allowed && !fault.Has(err, "order.move") {
					t.Errorf("%s → %s: %v", from, to, err)
				}
				fresh := read(t, m, id)
				if !reflect.DeepEqual(fresh, o) {
					t.Errorf("%s → %s: the struct says %+v, the row %+v", from, to, o, fresh)
				}
				if err != nil && fresh.Status != from || err == nil && (fresh.Status != to || fresh.ConfirmBy != now || (fresh.EndedAt == now) != to.Ended()) {
					t.Errorf("%s → %s: the row is %+v", from, to, fresh)
				}
				moves, wrong := order.History(ctx, d.Read(ctx), id)
				if wrong != nil || (err == nil) != (len(moves) == 1 && moves[0].ToStatus == to && moves[0].OnBehalfOf == seller) {
					t.Errorf("%s → %s is told as %+v", from, to, moves)
				}
			}
		}
	})
}

func TestOfTwoMovesOneWins(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := markettest.New(t, d)
		seller, _ := m.Seller(t)
		a, b := m.Order(t, markettest.Deal{SellerID: seller, Goods: 1, Status: "placed"}), m.Order(t, markettest.Deal{SellerID: seller, Goods: 1, Status: "placed"})
		both := []order.Order{read(t, m, a), read(t, m, b)}
		stale := read(t, m, b)
		move := func(next order.Status, orders ...order.Order) error {
			return d.Tx(ctx, func(tx *gorm.DB) error {
				return order.AdvanceAll(ctx, tx, orders, next, actor.System{Job: "test"}, "", m.Now(), order.Clocks{})
			})
		}
		if err := move(order.Confirmed, both[1]); err != nil {
			t.Fatal(err)
		}
		if err := move(order.Cancelled, both[0], stale); !fault.Has(err, "order.moved") {
			t.Errorf("a stale order was moved: %v", err)
		}
		if o := read(t, m, a); o.Status != order.Placed {
			t.Errorf("half of them moved: %s", o.Status)
		}
		if err := move(order.Cancelled, read(t, m, a), read(t, m, b)); !fault.Has(err, "order.move") {
			t.Errorf("orders from two statuses: %v", err)
		}
	})
}

func read(t *testing.T, m *markettest.Market, id string) order.Order {
	t.Helper()
	o, err := order.Find(ctx, m.DB.Read(ctx), id)
	if err != nil {
		t.Fatal(err)
	}
	return o
}
