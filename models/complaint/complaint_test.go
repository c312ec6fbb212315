package complaint_test

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"gorm.io/gorm"
	"pgregory.net/rapid"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/complaint"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/markettest"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/order"
)

var (
	ctx   = context.Background()
	buyer = actor.Buyer{PersonID: "buyer", Channel: actor.Page}
)

type market struct {
	*markettest.Market
	seller string
	member actor.Member
}

func open(t testing.TB, d *db.DB) *market {
	t.Helper()
	m := &market{Market: markettest.New(t, d)}
	m.seller, m.member = m.Seller(t)
	return m
}

func (m *market) order(t testing.TB) order.Order {
	t.Helper()
	o, err := order.Find(ctx, m.DB.Read(ctx), m.Order(t, markettest.Deal{SellerID: m.seller, Goods: 100_000, Status: "shipped"}))
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func (m *market) begin(o order.Order) (t complaint.Ticket, err error) {
	err = m.DB.Tx(ctx, func(tx *gorm.DB) error {
		t, err = complaint.Begin(ctx, tx, o, complaint.Damaged, complaint.Refund, nil, m.due(), buyer, m.Now())
		return err
	})
	return t, err
}

func (m *market) due() clock.Instant { return m.Now().Add(48 * time.Hour) }

func (m *market) advance(t complaint.Ticket, next complaint.State) (complaint.Ticket, error) {
	err := m.DB.Tx(ctx, func(tx *gorm.DB) error {
		return complaint.Advance(ctx, tx, &t, next, m.due(), complaint.Verdict{}, buyer, "", m.Now())
	})
	return t, err
}

func (m *market) prove(t testing.TB) {
	t.Helper()
	found, err := complaint.Verify(ctx, m.DB.Read(ctx))
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range found {
		t.Error(v)
	}
}

func fine(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// TestTheMachine walks complaints at random: only edges lead on, somebody has to act until
// the end, and the row says how it ended.
func TestTheMachine(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := open(t, d)
		rapid.Check(t, func(rt *rapid.T) {
			at, err := m.begin(m.order(t))
			fine(t, err)
			for at.State != complaint.Closed {
				next := rapid.SampledFrom(complaint.States).Draw(rt, "next")
				to, err := m.advance(at, next)
				if at.State.CanBecome(next) != (err == nil) {
					rt.Fatalf("%s to %s: %v", at.State, next, err)
				}
				if err != nil {
					continue
				}
				kept, err := complaint.Find(ctx, d.Read(ctx), at.Code)
				fine(t, err)
				if kept != to {
					rt.Fatalf("%+v was kept as %+v", to, kept)
				}
				want := map[complaint.State]complaint.Outcome{complaint.Agreed: complaint.OutcomeAgreed, complaint.Rejected: complaint.OutcomeRejected}[next]
				if next == complaint.Closed {
					if want = at.Outcome; at.State.Live() {
						want = complaint.OutcomeWithdrawn
					}
				}
				if to.Outcome != want || (to.DueAt == 0) != (next == complaint.Closed) || (to.ClosedAt > 0) != (next == complaint.Closed) {
					rt.Fatalf("%s to %s: %+v", at.State, next, to)
				}
				at = to
			}
		})
		m.prove(t)
	})
}

func TestEveryStateLeadsToTheEnd(t *testing.T) {
	for _, s := range complaint.States {
		if s != complaint.Closed && !s.CanBecome(complaint.Closed) {
			t.Errorf("%s cannot be closed", s)
		}
		if s.CanBecome(s) || complaint.Closed.CanBecome(s) {
			t.Errorf("%s goes in a circle", s)
		}
	}
}

func TestOneOpenComplaintAboutAnOrder(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := open(t, d)
		o := m.order(t)
		var begun atomic.Int64
		var wg sync.WaitGroup
		for range 12 {
			wg.Go(func() {
				switch _, err := m.begin(o); {
				case err == nil:
					begun.Add(1)
				case !fault.Has(err, "complaint.already"):
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if begun.Load() != 1 {
			t.Errorf("%d were opened", begun.Load())
		}
		first, found, err := complaint.LiveOf(ctx, d.Read(ctx), o.ID)
		if err != nil || !found {
			t.Fatal(found, err)
		}
		_, err = m.advance(first, complaint.Agreed)
		fine(t, err)
		second, err := m.begin(o)
		fine(t, err)
		all, err := complaint.OfOrders(ctx, d.Read(ctx), o.ID)
		if err != nil || len(all) != 2 || all[1].ID != second.ID {
			t.Errorf("%+v, %v", all, err)
		}
	})
}

func TestOneOfManyMovesIt(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := open(t, d)
		at, err := m.begin(m.order(t))
		fine(t, err)
		var won atomic.Int64
		var wg sync.WaitGroup
		for i := range 12 {
			wg.Go(func() {
				next := []complaint.State{complaint.Agreed, complaint.Rejected, complaint.Escalated}[i%3]
				switch _, err := m.advance(at, next); {
				case err == nil:
					won.Add(1)
				case !fault.Has(err, "complaint.moved"):
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if won.Load() != 1 {
			t.Errorf("%d moved it", won.Load())
		}
		m.prove(t)
	})
}

func TestTheLastOfferCounts(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := open(t, d)
		at, err := m.begin(m.order(t))
		fine(t, err)
		propose := func(dong int64, again bool) error {
			return d.Tx(ctx, func(tx *gorm.DB) error {
				_, err := complaint.Propose(ctx, tx, &at, map[string]money.VND{"a": money.Of(dong), "b": money.Of(1)}, money.Of(2), again, m.due(), m.member, m.Now())
				return err
			})
		}
		fine(t, propose(100, false))
		m.Pass(time.Hour)
		fine(t, propose(200, true))
		o, found, err := complaint.LastOffer(ctx, d.Read(ctx), at.ID)
		fine(t, err)
		parts, err := o.Parts()
		fine(t, err)
		if !found || o.Total.Dong() != 203 || !o.Again || parts["a"].Dong() != 200 || o.No() || at.DueAt != m.due() {
			t.Errorf("%+v, due %v", o, at.DueAt)
		}
		at, err = m.advance(at, complaint.Escalated)
		fine(t, err)
		if err := propose(300, false); !fault.Has(err, "complaint.move") {
			t.Errorf("an offer behind the desk's back: %v", err)
		}
	})
}

func TestListsAndTalk(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := open(t, d)
		other, _ := m.Seller(t)
		var last complaint.Ticket
		for range 5 {
			at, err := m.begin(m.order(t))
			fine(t, err)
			m.Pass(time.Minute)
			last = at
		}
		var seen []string
		var after db.Cursor
		for {
			page, err := complaint.ForSeller(ctx, d.Read(ctx), m.seller, []complaint.State{complaint.Open}, after, 2)
			fine(t, err)
			if len(page) == 0 {
				break
			}
			for _, at := range page {
				seen = append(seen, at.ID)
			}
			after = page[len(page)-1].Cursor()
		}
		if len(seen) != 5 || seen[0] != last.ID {
			t.Errorf("%v", seen)
		}
		if none, err := complaint.ForSeller(ctx, d.Read(ctx), other, nil, db.Cursor{}, 9); err != nil || len(none) != 0 {
			t.Errorf("another seller sees %v, %v", none, err)
		}
		if all, err := complaint.ForDesk(ctx, d.Read(ctx), nil, db.Cursor{}, 9); err != nil || len(all) != 5 {
			t.Errorf("the desk sees %d, %v", len(all), err)
		}
		say := func(at complaint.Ticket, text string) error {
			return d.Tx(ctx, func(tx *gorm.DB) error {
				_, err := complaint.Say(ctx, tx, at, complaint.ByBuyer, text, nil, buyer, m.Now())
				return err
			})
		}
		for _, text := range []string{"một", "<b>hai</b>"} {
			fine(t, say(last, text))
		}
		talk, err := complaint.Talk(ctx, d.Read(ctx), last.ID)
		if err != nil || len(talk) != 2 || talk[1].Text != "<b>hai</b>" || talk[0].ActorID != "buyer" {
			t.Errorf("%+v, %v", talk, err)
		}
		last, err = m.advance(last, complaint.Closed)
		fine(t, err)
		if err := say(last, "x"); !fault.Has(err, "complaint.closed") {
			t.Errorf("after the end: %v", err)
		}
		due, err := complaint.Due(ctx, d.Read(ctx), m.due(), 9)
		if err != nil || len(due) != 4 {
			t.Errorf("%d are due, %v", len(due), err)
		}
	})
}
