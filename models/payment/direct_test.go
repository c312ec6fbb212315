package payment_test

import (
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/chophien/chophien/models/checkout"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/markettest"
	"github.com/chophien/chophien/models/markettest/saletest"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/payment"
)

const stallsAccount = "1111222233"

// Seller and source may both tell of a transfer to a seller: it is booked once, two
// transfers of one sum are booked twice, and of two words that differ a person is asked.
func TestTwoWordsOfOneTransfer(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := saletest.Open(t, d, order.EarnedByCarrier)
		s.OpenDirect(t)
		sellerID, member := s.Seller(t)
		s.Payee(t, member, stallsAccount)
		cart := map[string]int64{s.Variant(t, markettest.Good{SellerID: sellerID, Price: 100_000, Stock: 90}): 9}
		other := s.Orders(t, s.Direct(t, s.Buyer(t), cart))[0]
		o := s.Orders(t, s.Direct(t, s.Buyer(t), cart))[0]
		says := func(of order.Order, amount int64, text string) error {
			_, err := s.Till.ConfirmReceived(ctx, member, of.ID, checkout.ReceivedMoney{Amount: money.Of(amount), Text: text})
			return err
		}
		tells := func(of order.Order, id string, amount int64) {
			s.Reached(id, stallsAccount, money.Of(amount), s.Owed(t, of.ID).Code)
		}
		has := func(what string, err error, want int64) {
			t.Helper()
			if got := s.Owed(t, o.ID).Received.Dong(); err != nil || got != want {
				t.Errorf("%s: %d came, not %d: %v", what, got, want, err)
			}
		}
		// Words about another buyer's payment are not about this one.
		if err := says(other, 50_000, "other 1"); err != nil {
			t.Fatal(err)
		}
		tells(other, "o2", 70_000)

		has("the seller first", says(o, 50_000, "GD 1"), 50_000)
		tells(o, "n1", 50_000)
		has("and the bank of the same", nil, 50_000)
		tells(o, "n2", 50_000)
		has("the bank of a second one", nil, 100_000)
		has("and the seller of that", says(o, 50_000, "GD 2"), 100_000)
		has("the same words again", says(o, 50_000, "GD 2"), 100_000)
		has("the seller of a third one", says(o, 50_000, "GD 3"), 150_000)
		tells(o, "n3", 50_000)
		has("and the bank of that", nil, 150_000)

		tells(o, "n4", 70_000)
		has("another sum", nil, 220_000)
		if err := says(o, 60_000, "GD 4"); !fault.Has(err, "payment.bank_told") {
			t.Errorf("a slip of the pen: %v", err)
		}
		has("nothing is written of it", nil, 220_000)
		has("the right sum", says(o, 70_000, "GD 4"), 220_000)
		has("a sum that the bank has not told of", says(o, 10_000, "GD 5"), 230_000)
		reviews := func() int64 {
			return s.Count(t, "money_tasks", "kind = 'review' AND note = 'amount' AND payment_id = ?", s.Owed(t, o.ID).ID)
		}
		if reviews() != 0 {
			t.Error("a person is asked of words that agree")
		}
		tells(o, "n5", 11_000)
		if has("the bank of another", nil, 230_000); reviews() != 1 {
			t.Error("nobody is asked which of two sums is true")
		}
		tells(o, "n6", 10_000)
		has("the bank of the seller's sum after all", nil, 230_000)
		tells(o, "n7", 12_000)
		has("all words are borne out: this is another transfer", nil, 242_000)
		s.Prove(t)
	})
}

// A buyer's word moves nothing but the time in which the seller looks, and is told once.
func TestABuyersWordIsToldOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := saletest.Open(t, d, order.EarnedByCarrier)
		s.OpenDirect(t)
		sellerID, member := s.Seller(t)
		s.Payee(t, member, stallsAccount)
		cart := map[string]int64{s.Variant(t, markettest.Good{SellerID: sellerID, Price: 100_000, Stock: 9}): 1}
		beside := s.Orders(t, s.Direct(t, s.Buyer(t), cart))[0]
		by := s.Buyer(t)
		g := s.Direct(t, by, cart)
		o := s.Orders(t, g)[0]
		before, aside := s.Owed(t, o.ID), s.Owed(t, beside.ID)
		var first payment.Payment
		for i := range 2 {
			s.Pass(time.Minute)
			said, err := s.Till.SayPaid(ctx, by, g.Code, before.ID)
			if err != nil {
				t.Fatal(err)
			}
			p := s.Owed(t, o.ID)
			if i == 0 {
				first = p
			}
			if !reflect.DeepEqual(p, first) || p.ClaimedAt == 0 || p.HoldUntil <= before.HoldUntil || p.DueAt != before.DueAt || said.ClaimedAt != p.ClaimedAt || said.HoldUntil != p.HoldUntil {
				t.Errorf("time %d: %+v, told %+v", i, p, said)
			}
		}
		if n := s.Count(t, "outbox_notes", "type = ?", payment.ClaimNoteType); n != 1 {
			t.Errorf("the seller is told %d times", n)
		}
		if p := s.Owed(t, beside.ID); !reflect.DeepEqual(p, aside) {
			t.Errorf("another payment was %+v, and is %+v", aside, p)
		}
	})
}

// A stall sees its own open matters of money, page by page, of all orders or of one.
func TestAStallSeesItsOwnMatters(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := saletest.Open(t, d, order.EarnedByCarrier)
		s.OpenDirect(t)
		var stalls []string
		var carts []map[string]int64
		for _, account := range []string{stallsAccount, "4444555566"} {
			id, member := s.Seller(t)
			s.Payee(t, member, account)
			stalls = append(stalls, id)
			carts = append(carts, map[string]int64{s.Variant(t, markettest.Good{SellerID: id, Price: 100_000, Stock: 9}): 1})
		}
		reached := func(i int, id string, more int64) (orderID string) {
			t.Helper()
			o := s.Orders(t, s.Direct(t, s.Buyer(t), carts[i]))[0]
			p := s.Owed(t, o.ID)
			s.Reached(id, []string{stallsAccount, "4444555566"}[i], p.Amount.Add(money.Of(more)), p.Code)
			return o.ID
		}
		short, over := reached(0, "a", -1_000), reached(0, "b", 2_000)
		s.Pass(time.Minute)
		later := reached(0, "c", -3_000)
		reached(1, "d", -4_000)
		reached(0, "e", 0)
		type matter struct {
			order string
			kind  payment.TaskKind
		}
		read := func(orderID string) (got []matter) {
			t.Helper()
			for after := (db.Cursor{}); ; {
				page, err := payment.OfStall(ctx, d.Read(ctx), stalls[0], orderID, after, 1)
				if err != nil || len(got) > 9 {
					t.Fatal(got, err)
				}
				if len(page) == 0 {
					return got
				}
				got, after = append(got, matter{page[0].OrderID, page[0].Kind}), page[0].Cursor()
			}
		}
		want := []matter{{short, payment.TaskUnder}, {over, payment.TaskTransfer}, {later, payment.TaskUnder}}
		if got := read(""); !slices.Equal(got, want) {
			t.Errorf("%v, not %v", got, want)
		}
		if got := read(over); !slices.Equal(got, want[1:2]) {
			t.Errorf("of one order: %v", got)
		}
		p := s.Owed(t, short)
		s.Reached("f", stallsAccount, p.Missing(), p.Code)
		if got := read(""); !slices.Equal(got, want[1:]) {
			t.Errorf("after the rest came: %v", got)
		}
	})
}
