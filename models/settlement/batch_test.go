package settlement_test

import (
	"strings"
	"testing"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/seller"
	"github.com/chophien/chophien/models/settlement"
)

func (s *shop) sum(b *settlement.Batch) settlement.BatchSum {
	s.t.Helper()
	all, err := s.Batches(ctx, desk, db.Cursor{}, 10)
	if err != nil {
		s.t.Fatal(err)
	}
	for _, x := range all {
		if x.ID == b.ID {
			return x
		}
	}
	s.t.Fatalf("no batch %s", b.ID)
	return settlement.BatchSum{}
}

// The desk sees of each batch what is in it, and what of it is still on its way by which road.
func TestTheDeskSeesWhatABatchHolds(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newShop(t, d)
		an, binh := s.stall(), s.stall()
		_, cuc := s.Seller(t)
		s.names(cuc, seller.NewPayee{Kind: seller.ByPost, Holder: "Giàng A Cúc", PostPoint: "Bưu điện xã"})
		for _, by := range []actor.Member{an, binh, cuc} {
			s.sell(by, sale{goods: 100_000})
		}
		first := s.open()
		s.tx(func(tx *gorm.DB) error {
			err := tx.Exec(`INSERT INTO payments (id, code, group_id, status, amount, due_at, hold_until, created_at)
				SELECT 'pay', 'PAY', group_id, 'due', 7000, 1, 1, 1 FROM orders LIMIT 1`).Error
			if err != nil {
				return err
			}
			return tx.Exec(`INSERT INTO refund_transfers (id, code, batch_id, payment_id, amount, status, account_sealed, created_at)
				VALUES ('t', 'T', ?, 'pay', 7000, 'sent', 'x', 1)`, first.ID).Error
		})
		s.Pass(3 * day)
		s.sell(an, sale{goods: 200_000})
		second := s.open()
		holds := func(b *settlement.Batch, payouts, post, refunds, buyers, amount, returned, bankLeft, postLeft int64) {
			t.Helper()
			x := s.sum(b)
			if x.Payouts != payouts || x.ByPost != post || x.Refunds != refunds || x.ToBuyers.Dong() != buyers || x.Amount.Dong() != amount || x.Returned.Dong() != returned {
				t.Errorf("the batch holds %+v", x)
			}
			if n, err := s.ByPost(ctx, desk, b.ID); err != nil || n != post {
				t.Errorf("%d by post, %v", n, err)
			}
			if left, err := s.LeftOf(ctx, desk, b.ID); err != nil || left != (settlement.Left{Bank: bankLeft, Post: postLeft}) {
				t.Errorf("left is %+v, %v", left, err)
			}
		}
		holds(first, 3, 1, 1, 7_000, 3*93_000, 0, 3, 1)
		holds(second, 1, 0, 0, 0, 186_000, 0, 1, 0)
		if _, err := s.Export(ctx, desk, second.ID); err != nil {
			t.Fatal(err)
		}
		if _, err := s.PostList(ctx, desk, first.ID); err != nil {
			t.Fatal(err)
		}
		holds(first, 3, 1, 1, 7_000, 3*93_000, 0, 3, 1)
		of := map[string]settlement.Payout{}
		for _, p := range append(s.payouts(first), s.payouts(second)...) {
			if p.Status == settlement.Sent {
				of[p.SellerID] = p
			}
		}
		under := func(by actor.Member, want int64) {
			t.Helper()
			if n, err := settlement.OnTheWay(ctx, d.Read(ctx), by.SellerID); err != nil || n != want {
				t.Errorf("%d are on their way, not %d: %v", n, want, err)
			}
		}
		under(an, 2)
		under(binh, 1)
		if err := s.ReturnPayout(ctx, desk, of[cuc.SellerID].ID, settlement.Return{Reason: settlement.NotFetched}); err != nil {
			t.Fatal(err)
		}
		if err := s.MarkPayoutPaid(ctx, desk, of[an.SellerID].ID, settlement.MarkPaid{BankRef: "FT1"}); err != nil {
			t.Fatal(err)
		}
		holds(first, 3, 1, 1, 7_000, 3*93_000, 93_000, 3, 0)
		holds(second, 1, 0, 0, 0, 186_000, 0, 0, 0)
		under(an, 1)
		under(cuc, 0)
		for _, c := range []struct{ ref, key string }{{"=", "payout.bank_ref"}, {"FT2", ""}, {"FT2", ""}, {"FT3", "payout.moved"}} {
			err := s.MarkRefundPaid(ctx, desk, "t", settlement.MarkPaid{BankRef: c.ref})
			if (err == nil) != (c.key == "") || c.key != "" && !fault.Has(err, c.key) {
				t.Errorf("a transfer to a buyer, %q: %v", c.ref, err)
			}
		}
		holds(first, 3, 1, 1, 7_000, 3*93_000, 93_000, 2, 0)
		if err := s.ReturnRefund(ctx, desk, "t", settlement.Return{Reason: settlement.AccountClosed}); err != nil {
			t.Error(err)
		}
		if n := s.Count(t, "audit_entries", "verb IN ('refund.paid', 'refund.return') AND subject_id = 't'"); n != 2 {
			t.Errorf("who says so is written down %d times", n)
		}
		for _, c := range []struct {
			of   actor.Member
			want string
		}{{cuc, desk.PersonID}, {an, ""}} {
			if by, err := settlement.ReturnedBy(ctx, d.Read(ctx), of[c.of.SellerID].ID); err != nil || by != c.want {
				t.Errorf("it came back by %q, not %q: %v", by, c.want, err)
			}
		}
		if n := s.Count(t, "audit_entries", "verb = 'payout.return' AND reason = ?", settlement.NotFetched); n != 1 {
			t.Errorf("who says that it came back is written down %d times", n)
		}
	})
}

// A payout and a batch are marked with one reference each, and who did it stays written down.
func TestWhatIsPaidIsMarkedOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newShop(t, d)
		for range 2 {
			s.sell(s.stall(), sale{goods: 100_000})
		}
		b := s.open()
		if _, err := s.Export(ctx, desk, b.ID); err != nil {
			t.Fatal(err)
		}
		one := s.payouts(b)[0]
		mark := func(ref string) error { return s.MarkPayoutPaid(ctx, desk, one.ID, settlement.MarkPaid{BankRef: ref}) }
		for _, c := range []struct{ ref, key string }{{"", "payout.bank_ref"}, {strings.Repeat("x", 65), "payout.bank_ref"}, {"ONE", ""}, {" ONE ", ""}, {"TWO", "payout.moved"}} {
			if err := mark(c.ref); (err == nil) != (c.key == "") || c.key != "" && !fault.Has(err, c.key) {
				t.Errorf("%q: %v", c.ref, err)
			}
		}
		if n := s.Count(t, "audit_entries", "verb = 'payout.paid' AND subject_id = ?", one.ID); n != 1 {
			t.Errorf("it is written down %d times", n)
		}
		// A process stopped after the batch was given its reference.
		s.tx(func(tx *gorm.DB) error {
			return tx.Exec("UPDATE payout_batches SET bank_ref = 'ALL' WHERE id = ?", b.ID).Error
		})
		if err := s.MarkBatchPaid(ctx, desk, b.ID, settlement.MarkPaid{BankRef: "OTHER"}); !fault.Has(err, "payout.moved") {
			t.Errorf("with another reference: %v", err)
		}
		if err := s.MarkBatchPaid(ctx, desk, b.ID, settlement.MarkPaid{BankRef: "ALL"}); err != nil {
			t.Fatal(err)
		}
		if x := s.sum(b); x.Status != settlement.Settled || x.PaidBy != desk.PersonID || x.PaidAt != s.Market.Now() || x.BankRef != "ALL" {
			t.Errorf("%+v", x)
		}
		if n := s.Count(t, "audit_entries", "verb = 'payout.paid' AND subject_id = ? AND detail LIKE '%bank%'", b.ID); n != 1 {
			t.Errorf("the batch is written down %d times", n)
		}
		err := s.MarkPostPaid(ctx, desk, b.ID, settlement.MarkPaid{BankRef: "="})
		if all := fault.All(err); !fault.Has(err, "payout.bank_ref") || all[0].Field != "post_ref" {
			t.Errorf("beside the field of the bank: %v", err)
		}
		s.proved(t)
	})
}
