package settlement_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/ledger"
	"github.com/chophien/chophien/models/seller"
	"github.com/chophien/chophien/models/settlement"
)

func (s *shop) status(b *settlement.Batch) settlement.BatchStatus {
	s.t.Helper()
	all, err := s.Batches(ctx, desk, db.Cursor{}, 10)
	if err != nil {
		s.t.Fatal(err)
	}
	for _, x := range all {
		if x.ID == b.ID {
			return x.Status
		}
	}
	return ""
}

func TestFromTheFileToTheBanksWord(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newShop(t, d)
		an, binh := s.stall(), s.stall()
		s.sell(an, sale{goods: 100_000})
		s.sell(binh, sale{goods: 200_000})
		b := s.open()
		if err := s.MarkBatchPaid(ctx, desk, b.ID, settlement.MarkPaid{BankRef: "FT26326000001"}); !fault.Has(err, "payout.not_exported") {
			t.Errorf("paid before the bank knows of it: %v", err)
		}
		var file []settlement.Transfer
		for range 2 { // the file may be fetched again
			var err error
			if file, err = s.Export(ctx, desk, b.ID); err != nil || len(file) != 2 {
				t.Fatalf("%v, %v", file, err)
			}
		}
		codes := map[string]settlement.Payout{}
		for _, p := range s.payouts(b) {
			codes[p.Code] = p
			if p.Status != settlement.Sent || p.SentAt == 0 {
				t.Errorf("%+v", p)
			}
		}
		for _, f := range file {
			if p := codes[f.Text]; p.Amount != f.Amount || f.BankBIN != "970436" || f.Holder != "NGUOI THU" || !strings.HasPrefix(f.Account, "00110022") {
				t.Errorf("%+v", f)
			}
		}
		if n := s.Count(t, "audit_entries", "verb = 'payout.export' AND actor_id = 'desk'"); n != 2 {
			t.Errorf("%d openings of the numbers are in the audit", n)
		}
		var wg sync.WaitGroup
		for range 5 {
			wg.Go(func() {
				if err := s.MarkBatchPaid(ctx, desk, b.ID, settlement.MarkPaid{BankRef: " FT26326000001 "}); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if s.status(b) != settlement.Settled || s.holds(ledger.Bank()) != 93_000+186_000 {
			t.Errorf("%s, the bank %d", s.status(b), s.holds(ledger.Bank()))
		}
		for _, p := range s.payouts(b) {
			if p.Status != settlement.Paid || p.BankRef != "FT26326000001" || p.PaidAt == 0 || s.holds(ledger.PayoutTransit(p.ID)) != 0 {
				t.Errorf("%+v", p)
			}
			if n := s.Count(t, "payout_moves", "payout_id = ?", p.ID); n != 3 {
				t.Errorf("%d moves", n)
			}
		}
		if err := s.MarkBatchPaid(ctx, desk, b.ID, settlement.MarkPaid{BankRef: "FT-OTHER"}); !fault.Has(err, "payout.not_exported") {
			t.Errorf("another reference for a paid batch: %v", err)
		}
		s.proved(t)
	})
}

func TestABankReferenceIsOfOneBatch(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newShop(t, d)
		an := s.stall()
		var batches []*settlement.Batch
		for range 2 {
			s.sell(an, sale{goods: 100_000})
			b := s.open()
			if _, err := s.Export(ctx, desk, b.ID); err != nil {
				t.Fatal(err)
			}
			batches = append(batches, b)
			s.Pass(3 * day)
		}
		ref := settlement.MarkPaid{BankRef: "FT1"}
		if err := s.MarkBatchPaid(ctx, desk, batches[0].ID, ref); err != nil {
			t.Fatal(err)
		}
		err := s.MarkBatchPaid(ctx, desk, batches[1].ID, ref)
		if all := fault.All(err); !fault.Has(err, "payout.ref_used") || all[0].Field != "bank_ref" {
			t.Errorf("%v", err)
		}
		if p := s.payouts(batches[1])[0]; p.Status != settlement.Sent {
			t.Errorf("marked all the same: %+v", p)
		}
		for _, bad := range []string{"", "ab", "=1+1", "FT\n1", strings.Repeat("x", 65), "<b>FT</b>"} {
			if err := s.MarkBatchPaid(ctx, desk, batches[1].ID, settlement.MarkPaid{BankRef: bad}); !fault.Has(err, "payout.bank_ref") {
				t.Errorf("%q: %v", bad, err)
			}
		}
		for name, err := range map[string]error{
			"export": func() error { _, err := s.Export(ctx, desk, "nothing"); return err }(),
			"paid":   s.MarkBatchPaid(ctx, desk, "nothing", ref),
			"list":   func() error { _, err := s.Payouts(ctx, desk, "nothing", db.Cursor{}, 5); return err }(),
			"payout": s.MarkPayoutPaid(ctx, desk, "nothing", ref),
			"return": s.ReturnPayout(ctx, desk, "nothing", settlement.Return{Reason: settlement.BankFailed}),
		} {
			if !fault.Is(err, fault.NotFound) {
				t.Errorf("%s of nothing: %v", name, err)
			}
		}
	})
}

func TestATransferThatComesBackIsTheSellersAgain(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newShop(t, d)
		an, binh := s.stall(), s.stall()
		s.sell(an, sale{goods: 100_000})
		s.sell(binh, sale{goods: 200_000})
		b := s.open()
		ps := map[string]settlement.Payout{}
		for _, p := range s.payouts(b) {
			ps[p.SellerID] = p
		}
		if err := s.ReturnPayout(ctx, desk, ps[an.SellerID].ID, settlement.Return{Reason: settlement.AccountUnknown}); !fault.Has(err, "payout.moved") {
			t.Errorf("came back before it was sent: %v", err)
		}
		if _, err := s.Export(ctx, desk, b.ID); err != nil {
			t.Fatal(err)
		}
		if err := s.ReturnPayout(ctx, desk, ps[an.SellerID].ID, settlement.Return{Reason: "no idea"}); !fault.Has(err, "payout.reason") {
			t.Errorf("%v", err)
		}
		if err := s.ReturnPayout(ctx, desk, ps[an.SellerID].ID, settlement.Return{Reason: settlement.AccountUnknown}); err != nil {
			t.Fatal(err)
		}
		// The other bank sends the second one back days after it was marked paid.
		for range 2 {
			if err := s.MarkPayoutPaid(ctx, desk, ps[binh.SellerID].ID, settlement.MarkPaid{BankRef: "FT2"}); err != nil {
				t.Fatal(err)
			}
		}
		if s.status(b) != settlement.Settled {
			t.Errorf("nothing is on its way any more, the batch is %s", s.status(b))
		}
		if err := s.ReturnPayout(ctx, desk, ps[binh.SellerID].ID, settlement.Return{Reason: settlement.BankFailed}); err != nil {
			t.Fatal(err)
		}
		for id, p := range ps {
			if err := s.ReturnPayout(ctx, desk, p.ID, settlement.Return{Reason: settlement.BankFailed}); !fault.Has(err, "payout.moved") {
				t.Errorf("came back twice: %v", err)
			}
			if s.holds(ledger.Seller(id)) != p.Amount.Dong() {
				t.Errorf("%s has %d of %v", id, s.holds(ledger.Seller(id)), p.Amount)
			}
		}
		if got := s.holds(ledger.Bank()); got != 0 {
			t.Errorf("the bank gave %d", got)
		}
		s.proved(t)
		s.Pass(3 * day)
		// An's account is not tried again until there is another one; Bình's is.
		next := s.open()
		if again := s.payouts(next); len(again) != 1 || again[0].SellerID != binh.SellerID {
			t.Fatalf("%+v", again)
		}
		if got := s.balance(an); got.Waits != settlement.AccountRefused || got.Available.Dong() != 93_000 {
			t.Errorf("%+v", got)
		}
		s.bank(an, "9999999999")
		mine, err := s.Mine(ctx, an, db.Cursor{}, 10)
		if err != nil || len(mine) != 1 || mine[0].Status != settlement.Returned || mine[0].Reason != settlement.AccountUnknown || mine[0].Last4 != "0001" || mine[0].BankBIN != "970436" {
			t.Errorf("%+v, %v", mine, err)
		}
		s.Pass(3 * day)
		if again := s.payouts(s.open()); len(again) != 1 || again[0].SellerID != an.SellerID {
			t.Errorf("%+v", again)
		}
		s.proved(t)
	})
}

func TestAHalfMarkedBatchIsGoneOnWith(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newShop(t, d)
		for range 3 {
			s.sell(s.stall(), sale{goods: 100_000})
		}
		b := s.open()
		// A process stopped after the batch was handed over and before its payouts were.
		s.tx(func(tx *gorm.DB) error {
			return tx.Exec("UPDATE payout_batches SET status = 'exported' WHERE id = ?", b.ID).Error
		})
		if file, err := s.Export(ctx, desk, b.ID); err != nil || len(file) != 3 {
			t.Fatalf("%v, %v", file, err)
		}
		if err := s.MarkPayoutPaid(ctx, desk, s.payouts(b)[1].ID, settlement.MarkPaid{BankRef: "ONE"}); err != nil {
			t.Fatal(err)
		}
		if file, err := s.Export(ctx, desk, b.ID); err != nil || len(file) != 2 {
			t.Errorf("the file after one was done: %v, %v", file, err)
		}
		if err := s.MarkBatchPaid(ctx, desk, b.ID, settlement.MarkPaid{BankRef: "ALL"}); err != nil || s.status(b) != settlement.Settled {
			t.Errorf("%v, %s", err, s.status(b))
		}
		refs := map[string]int{}
		for _, p := range s.payouts(b) {
			refs[p.BankRef]++
		}
		if fmt.Sprint(refs) != "map[ALL:2 ONE:1]" {
			t.Errorf("%v", refs)
		}
		if file, err := s.Export(ctx, desk, b.ID); err != nil || len(file) != 0 {
			t.Errorf("the bank is told once more to pay what it has paid: %v, %v", file, err)
		}
		s.proved(t)
	})
}

func TestTheFileRunsNothing(t *testing.T) {
	var out strings.Builder
	err := settlement.WriteCSV(&out, []settlement.Transfer{{BankBIN: "970436", Account: "0011", Holder: "=CMD()", Text: "A,B\"C"}, {Holder: "@x", Account: "+84"}, {Holder: "-1"}})
	want := "\ufeffbank_bin,account,holder,amount,text\r\n970436,0011,'=CMD(),0,\"A,B\"\"C\"\r\n,'+84,'@x,0,\r\n,,'-1,0,\r\n"
	if err != nil || out.String() != want {
		t.Errorf("%q, %v", out.String(), err)
	}
}

// A transfer to a buyer is the bank's: the post's answer does not wait for it, the bank's does,
// and a batch is settled when the last of both is answered.
func TestATransferToABuyerIsTheBanks(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newShop(t, d)
		an := s.stall()
		_, cuc := s.Seller(t)
		s.names(cuc, seller.NewPayee{Kind: seller.ByPost, Holder: "Giàng A Cúc", PostPoint: "Bưu điện xã"})
		s.sell(an, sale{goods: 100_000})
		s.sell(cuc, sale{goods: 100_000})
		b := s.open()
		if _, err := s.Export(ctx, desk, b.ID); err != nil {
			t.Fatal(err)
		}
		if _, err := s.PostList(ctx, desk, b.ID); err != nil {
			t.Fatal(err)
		}
		s.tx(func(tx *gorm.DB) error {
			err := tx.Exec(`INSERT INTO payments (id, code, group_id, status, amount, due_at, hold_until, created_at)
				SELECT 'pay', 'PAY', group_id, 'due', 7000, 1, 1, 1 FROM orders LIMIT 1`).Error
			if err != nil {
				return err
			}
			return tx.Exec(`INSERT INTO refund_transfers (id, code, batch_id, payment_id, amount, status, account_sealed, created_at)
				VALUES ('t', 'T', ?, 'pay', 7000, 'due', 'x', 1)`, b.ID).Error
		})
		if err := s.MarkBatchPaid(ctx, desk, b.ID, settlement.MarkPaid{BankRef: "FT1"}); !fault.Has(err, "payout.not_exported") {
			t.Errorf("the bank answered a file without its transfer to a buyer: %v", err)
		}
		if err := s.MarkPostPaid(ctx, desk, b.ID, settlement.MarkPaid{BankRef: "BD1"}); err != nil {
			t.Errorf("the post waits for the bank: %v", err)
		}
		s.tx(func(tx *gorm.DB) error {
			return tx.Exec("UPDATE refund_transfers SET status = 'sent' WHERE id = 't'").Error
		})
		for _, p := range s.payouts(b) {
			if p.SellerID != an.SellerID {
				continue
			}
			if err := s.MarkPayoutPaid(ctx, desk, p.ID, settlement.MarkPaid{BankRef: "FT2"}); err != nil {
				t.Fatal(err)
			}
		}
		if is := s.status(b); is != settlement.Exported {
			t.Errorf("it is %s while a transfer to a buyer is on its way", is)
		}
		if err := s.MarkRefundPaid(ctx, desk, "t", settlement.MarkPaid{BankRef: "FT3"}); err != nil {
			t.Fatal(err)
		}
		if is := s.status(b); is != settlement.Settled {
			t.Errorf("all is answered, and it is %s", is)
		}
	})
}
