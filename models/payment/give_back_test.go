package payment_test

import (
	"slices"
	"testing"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/earning"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/ledger"
	"github.com/chophien/chophien/models/markettest"
	"github.com/chophien/chophien/models/markettest/saletest"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/payment"
)

// sold is a shop and an order of 2 × 100,000 đ and its delivery.
func sold(t *testing.T, d *db.DB, earner order.Earner) (*saletest.Shop, order.Order) {
	t.Helper()
	s := saletest.Open(t, d, earner)
	sellerID, _ := s.Seller(t)
	g := s.Paid(t, s.Buyer(t), map[string]int64{s.Variant(t, markettest.Good{SellerID: sellerID, Price: 100_000, Stock: 9}): 2}, "flat")
	return s, s.Orders(t, g)[0]
}

func left(t *testing.T, d *db.DB, orderID string) payment.Parts {
	t.Helper()
	parts, err := payment.Left(ctx, d.Read(ctx), orderID)
	if err != nil {
		t.Fatal(err)
	}
	return parts
}

// One reason takes the tax and the escrow back once, whoever retries it, in parts or whole.
func TestPartsGoBackOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, o := sold(t, d, order.EarnedBySeller)
		why := payment.Reason{Kind: payment.CauseComplaint, ID: "c"}
		parts := payment.Parts{Lines: []earning.LineOff{{LineID: s.Lines(t, o.ID)[0].ID, Amount: money.Of(60_000)}}, Shipping: money.Of(1_000)}
		whole := left(t, d, o.ID)
		if whole.Shipping != o.Shipping || whole.Goods() != o.Goods {
			t.Errorf("of %+v is left %+v", o, whole)
		}
		var first []payment.Refund
		for range 2 {
			if err := d.Tx(ctx, func(tx *gorm.DB) error {
				all, err := payment.GiveBackParts(ctx, tx, s.Gateways, o, parts, why, s.Now())
				if first == nil {
					first = all
				}
				if len(all) != 1 || all[0].ID != first[0].ID || all[0].Amount.Dong() != 61_000 {
					t.Errorf("%+v", all)
				}
				return err
			}); err != nil {
				t.Fatal(err)
			}
			if rest := left(t, d, o.ID); rest.Goods().Dong() != 140_000 || rest.Shipping.Dong() != o.Shipping.Dong()-1_000 {
				t.Errorf("left is %+v", rest)
			}
		}
		for range 2 {
			if err := d.Tx(ctx, func(tx *gorm.DB) error {
				_, err := payment.GiveBackAll(ctx, tx, s.Gateways, o, payment.Reason{Kind: payment.CauseReturned, ID: "r"}, s.Now())
				return err
			}); err != nil {
				t.Fatal(err)
			}
		}
		if rest := left(t, d, o.ID); !rest.Sum().IsZero() || s.Back(t, o.ID) != o.Total().Dong() {
			t.Errorf("left is %+v, back went %d", rest, s.Back(t, o.ID))
		}
		for _, a := range []ledger.Account{ledger.Escrow(o.ID), ledger.VATWithheld(), ledger.PITWithheld()} {
			if got := s.Balance(t, a); got != 0 {
				t.Errorf("%v holds %d", a, got)
			}
		}
	})
}

// An order is not handed out while it holds the money of goods that were not packed.
func TestWhatWasNotPackedIsNotEarned(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, o := sold(t, d, order.EarnedBySeller)
		for _, c := range []struct {
			status order.Status
			packed int64
			key    string
		}{
			{order.Delivered, 199_999, "earning.escrow"}, {order.Delivered, 200_000, "test.undone"},
			{order.Cancelled, 0, "test.undone"}, // never packed: what was ordered counts
		} {
			err := d.Tx(ctx, func(tx *gorm.DB) error {
				o.Status, o.PackedGoods = c.status, money.Of(c.packed)
				if _, err := payment.Settle(ctx, tx, o, s.Now()); err != nil {
					return err
				}
				return errUndone
			})
			if !fault.Has(err, c.key) {
				t.Errorf("%s with %d packed: %v", c.status, c.packed, err)
			}
		}
	})
}

// directly is a shop whose sellers are paid, and an order whose money its seller has.
func directly(t *testing.T, d *db.DB) (*saletest.Shop, order.Order) {
	t.Helper()
	s := saletest.Open(t, d, order.EarnedByCarrier)
	s.OpenDirect(t)
	sellerID, member := s.Seller(t)
	s.Payee(t, member, "1111222233")
	g := s.Direct(t, s.Buyer(t), map[string]int64{s.Variant(t, markettest.Good{SellerID: sellerID, Price: 100_000, Stock: 9}): 2})
	o := s.Orders(t, g)[0]
	p := s.Owed(t, o.ID)
	s.Reached("n1", "1111222233", p.Amount.Add(money.Of(5_000)), p.Code)
	return s, s.Order(t, o.ID)
}

// What a buyer sent a seller too much the seller gives back, once, and the market books
// none of it.
func TestWhatASellerGotTooMuchGoesBack(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, o := directly(t, d)
		p := s.Owed(t, o.ID)
		back := func(want ...int64) []payment.Refund {
			t.Helper()
			all, err := payment.RefundsOf(ctx, d.Read(ctx), p.ID)
			if err != nil || len(all) != len(want) {
				t.Fatal(all, err)
			}
			for i, r := range all {
				if r.Amount.Dong() != want[i] || r.OrderID != nil || r.Status != payment.RefundDone && !r.ByHand() {
					t.Errorf("%+v, not %d", r, want[i])
				}
				if n := s.Count(t, "money_tasks", "refund_id = ? AND seller_id = ? AND state = 'open'", r.ID, o.SellerID); r.Status != payment.RefundDone && n == 0 {
					t.Errorf("the seller is not asked to give %d back", want[i])
				}
			}
			return all
		}
		if p.Status != payment.Paid {
			t.Fatalf("%+v", p)
		}
		back(5_000)
		if n := s.Count(t, "outbox_notes", "type = ? AND subject = ?", payment.PaidNoteType, p.ID); n != 1 {
			t.Errorf("the seller is told %d times", n)
		}
		beside := s.Orders(t, s.Direct(t, s.Buyer(t), map[string]int64{s.Lines(t, o.ID)[0].VariantID: 1}))[0]
		s.Reached("b1", "1111222233", s.Owed(t, beside.ID).Amount.Add(money.Of(3_000)), s.Owed(t, beside.ID).Code)
		s.Reached("n2", "1111222233", money.Of(7_000), p.Code)
		all := back(5_000, 7_000)
		if err := d.Tx(ctx, func(tx *gorm.DB) error {
			_, err := payment.Finish(ctx, tx, &all[0], ledger.Bank(), "FT1", s.Now())
			return err
		}); err != nil {
			t.Fatal(err)
		}
		s.Reached("n3", "1111222233", money.Of(9_000), p.Code)
		back(5_000, 7_000, 9_000)
		if p = s.Owed(t, o.ID); p.Refunded.Dong() != 5_000 || p.Refunding.Dong() != 16_000 {
			t.Errorf("%+v", p)
		}
		if n := s.Count(t, "postings", ""); n != 0 {
			t.Errorf("the market books %d postings of money that it never had", n)
		}
		if _, err := payment.LeftBy(ctx, d.Read(ctx), all[0]); !fault.Has(err, "ledger.cause") {
			t.Errorf("it left an account of the market: %v", err)
		}
		s.Prove(t)
	})
}

// Two buyers who sent a seller too much are given back what each sent.
func TestWhatTwoSentTooMuchIsToldApart(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, first := directly(t, d) // 5,000 đ too much
		o := s.Orders(t, s.Direct(t, s.Buyer(t), map[string]int64{s.Lines(t, first.ID)[0].VariantID: 2}))[0]
		p := s.Owed(t, o.ID)
		s.Reached("n2", "1111222233", p.Amount.Add(money.Of(3_000)), p.Code)
		for id, want := range map[string]int64{s.Owed(t, first.ID).ID: 5_000, p.ID: 3_000} {
			all, err := payment.RefundsOf(ctx, d.Read(ctx), id)
			if err != nil || len(all) != 1 || all[0].Amount.Dong() != want {
				t.Errorf("%d đ too much: %+v, %v", want, all, err)
			}
		}
		// The seller sees what is to be given back, of all orders and of each.
		for _, c := range []struct {
			order string
			want  []string
		}{{"", []string{first.Code, o.Code}}, {first.ID, []string{first.Code}}, {o.ID, []string{o.Code}}} {
			rows, err := payment.OfStall(ctx, d.Read(ctx), o.SellerID, c.order, db.Cursor{}, 9)
			var got []string
			for _, w := range rows {
				got = append(got, w.OrderCode)
			}
			if err != nil || !slices.Equal(got, c.want) {
				t.Errorf("of %q waits %v, not %v: %v", c.order, got, c.want, err)
			}
		}
		if rows, err := payment.OfStall(ctx, d.Read(ctx), "another", "", db.Cursor{}, 9); err != nil || len(rows) != 0 {
			t.Errorf("another stall sees %+v, %v", rows, err)
		}
		s.Prove(t)
	})
}

// Of a cancelled order no carrier has brought anything: its seller owes no delivery.
func TestACancelledOrderOwesNoDelivery(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		for status, want := range map[order.Status]bool{order.Cancelled: false, order.Completed: true} {
			s, o := directly(t, dbtest.Open(t, d.Dialect()))
			o.Status = status
			if whole := left(t, s.DB, o.ID); whole.Goods() != o.Goods || whole.Shipping != o.Shipping {
				t.Errorf("of %+v is left %+v", o, whole)
			}
			if err := s.DB.Tx(ctx, func(tx *gorm.DB) error { _, err := payment.Settle(ctx, tx, o, s.Now()); return err }); err != nil {
				t.Fatal(err)
			}
			if owed := s.Balance(t, ledger.ShippingPayable(o.Carrier)); owed != map[bool]int64{true: o.Shipping.Dong()}[want] {
				t.Errorf("%s: %d is owed to the carrier", status, owed)
			}
		}
	})
}
