package checkout_test

import (
	"bytes"
	"encoding/csv"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
	"gorm.io/gorm"

	"github.com/chophien/chophien/models/checkout"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/earning"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/payment"
	"github.com/chophien/chophien/models/settlement"
)

// till is who sends the bank its file.
func (w *wildWorld) till() *settlement.Cashier {
	return &settlement.Cashier{DB: w.DB, Now: w.Now, Keys: w.co.Keys}
}

// file opens today's batch and gives it out: its id, its transfers, and its lines.
func (w *wildWorld) file(c *settlement.Cashier) (string, []settlement.Transfer, []settlement.Line) {
	w.t.Helper()
	b, err := c.OpenBatch(ctx)
	if err != nil || b == nil {
		w.t.Fatal(b, err)
	}
	all, err := c.Export(ctx, w.desk, b.ID)
	if err != nil {
		w.t.Fatal(err)
	}
	lines, err := c.Lines(ctx, w.desk, b.ID, db.Cursor{}, 100)
	if err != nil || len(lines) != len(all) {
		w.t.Fatal(len(lines), len(all), err)
	}
	return b.ID, all, lines
}

func (w *wildWorld) provedTransfers(t *testing.T) {
	t.Helper()
	if found, err := settlement.Verify(ctx, w.DB.Read(ctx)); err != nil || len(found) > 0 {
		t.Fatal(found, err)
	}
}

var buyersAccount = checkout.RefundAccount{BankBIN: "970436", Number: "00112233", Holder: "Nguyễn Thử"}

func anyBank(string) bool { return true }

func TestRefundsGoInTheBanksFile(t *testing.T) {
	roads(t, "sent, paid, sent back, sent again", func(t *testing.T, w *wildWorld) {
		by, g := w.refunded(w.sync)
		w.sync.mood.Refuses = true
		w.refunds()
		c := w.till()
		if b, err := c.OpenBatch(ctx); b != nil || err != nil {
			t.Fatalf("a batch for whom? %v %v", b, err)
		}
		name := func() error { return w.co.NameRefundAccount(ctx, by, g.Code, buyersAccount, anyBank) }
		if err := name(); err != nil {
			t.Fatal(err)
		}
		batch, all, lines := w.file(c)
		r := w.refundOf(g)
		if len(all) != 1 || all[0].BankBIN != "970436" || all[0].Account != "00112233" || all[0].Holder != "NGUYEN THU" || all[0].Amount != r.Amount || lines[0].Purchase != g.Code {
			t.Fatalf("the file holds %+v", all)
		}
		for what, err := range map[string]error{"by hand beside the file": w.co.MarkTransferred(ctx, w.desk, r.ID, "FT0001", db.NewID())} {
			if !fault.Has(err, "refund.in_batch") {
				t.Error(what, err)
			}
		}
		if err := name(); !fault.Has(err, "payment.refund_closed") {
			t.Errorf("another account, while the file is at the bank: %v", err)
		}
		if again, err := c.OpenBatch(ctx); again != nil || err != nil {
			t.Errorf("in two files: %v %v", again, err)
		}
		w.provedTransfers(t)
		if err := c.MarkBatchPaid(ctx, w.desk, batch, settlement.MarkPaid{BankRef: "FT0001"}); err != nil {
			t.Fatal(err)
		}
		if r = w.refundOf(g); r.Status != payment.RefundDone || r.Evidence != "FT0001" || w.Count(t, "money_tasks", "state = 'open'") != 0 {
			t.Errorf("the refund is %+v", r)
		}
		if err := w.co.ReopenTransfer(ctx, w.desk, r.ID, db.NewID()); !fault.Has(err, "refund.in_batch") {
			t.Errorf("one refund of a transfer came back: %v", err)
		}
		w.provedTransfers(t)

		if err := c.ReturnRefund(ctx, w.desk, lines[0].ID, settlement.Return{Reason: "x"}); !fault.Has(err, "payout.reason") {
			t.Error(err)
		}
		if err := c.ReturnRefund(ctx, w.desk, lines[0].ID, settlement.Return{Reason: settlement.AccountClosed}); err != nil {
			t.Fatal(err)
		}
		if err := c.ReturnRefund(ctx, w.desk, lines[0].ID, settlement.Return{Reason: settlement.AccountClosed}); !fault.Has(err, "payout.moved") {
			t.Errorf("it came back twice: %v", err)
		}
		if r = w.refundOf(g); r.Status != payment.RefundNeedsAccount || r.TransferID != nil || r.AccountSealed != "" {
			t.Errorf("the refund is %+v", r)
		}
		if n := w.Count(t, "refund_transfers", "status = 'returned' AND bank_ref = 'FT0001' AND paid_at > 0"); n != 1 {
			t.Error("the evidence of the transfer is gone")
		}
		w.provedTransfers(t)

		if err := name(); err != nil {
			t.Fatal(err)
		}
		w.Pass(24 * time.Hour)
		_, _, lines = w.file(c)
		if err := c.ReturnRefund(ctx, w.desk, lines[0].ID, settlement.Return{Reason: settlement.BankFailed}); err != nil {
			t.Fatal(err)
		}
		w.provedTransfers(t)
		w.Pass(24 * time.Hour)
		_, _, lines = w.file(c) // nobody is asked again where to
		if err := c.MarkRefundPaid(ctx, w.desk, lines[0].ID, settlement.MarkPaid{BankRef: "FT0003"}); err != nil {
			t.Fatal(err)
		}
		if err := c.MarkRefundPaid(ctx, w.desk, lines[0].ID, settlement.MarkPaid{BankRef: "FT0003"}); err != nil {
			t.Errorf("said twice: %v", err)
		}
		if err := c.MarkRefundPaid(ctx, w.desk, db.NewID(), settlement.MarkPaid{BankRef: "FT0003"}); !fault.Has(err, "payout.unknown") {
			t.Error(err)
		}
		if r = w.refundOf(g); r.Status != payment.RefundDone || w.Count(t, "payout_batches", "status <> 'paid'") != 0 {
			t.Errorf("the refund is %+v", r)
		}
		w.provedTransfers(t)
	})

	roads(t, "small differences of a purchase go together, as one transfer", func(t *testing.T, w *wildWorld) {
		by, g, s := w.bought(w.sync)
		if w.co.Apply(ctx, w.sync.code, w.sync.take(s.Attempt.Ref, s.Attempt.Amount), ""); w.payment(t, g).Status != payment.Paid {
			t.Fatal("not paid")
		}
		orders, err := order.OfGroup(ctx, w.DB.Read(ctx), g.ID)
		if err != nil {
			t.Fatal(err)
		}
		less := func(cause string, dong int64) {
			t.Helper()
			left, err := payment.Left(ctx, w.DB.Read(ctx), orders[0].ID)
			if err != nil {
				t.Fatal(err)
			}
			parts := payment.Parts{Lines: []earning.LineOff{{LineID: left.Lines[0].LineID, Amount: money.Of(dong)}}}
			err = w.DB.Tx(ctx, func(tx *gorm.DB) error {
				_, err := payment.GiveBackParts(ctx, tx, w.co.Gateways, orders[0], parts, payment.Reason{Kind: payment.CauseWeight, ID: cause}, w.Now())
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		less("a", 3_000)
		if err := w.co.NameRefundAccount(ctx, by, g.Code, buyersAccount, anyBank); err != nil {
			t.Fatal(err)
		}
		c := w.till()
		if b, err := c.OpenBatch(ctx); b != nil || err != nil {
			t.Fatalf("an order of the purchase is not packed: %v %v", b, err)
		}
		less("b", 2_000) // below the least that the gateway gives back, as the first one
		if n := w.Count(t, "refunds", "status = 'sending' AND account_sealed <> ''"); n != 2 {
			t.Fatalf("%d of 2 know where to go: the buyer is asked twice", n)
		}
		w.Pass(settlement.Together + time.Minute)
		_, all, _ := w.file(c)
		if len(all) != 1 || all[0].Amount != money.Of(5_000) {
			t.Errorf("the file holds %+v", all)
		}
		w.provedTransfers(t)
	})
}

func TestTheBanksFileRunsNothing(t *testing.T) {
	all := []settlement.Transfer{
		{BankBIN: "970436", Account: "0011002233", Holder: "NGUYEN THU", Amount: money.Of(1_234_567), Text: "ABCDEFGHJK"},
		{BankBIN: "970436", Account: "=1+1", Holder: "@SUM(A1)", Amount: money.Of(1), Text: "-2"},
	}
	want := [][]string{
		{"bank_bin", "account", "holder", "amount", "text"}, {"970436", "0011002233", "NGUYEN THU", "1234567", "ABCDEFGHJK"},
		{"970436", "'=1+1", "'@SUM(A1)", "1", "'-2"},
	}
	var text, book bytes.Buffer
	if err := settlement.WriteCSV(&text, all); err != nil {
		t.Fatal(err)
	}
	if err := settlement.WriteXLSX(&book, all); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(text.String(), "\ufeff"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&book)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	cells, err := f.GetRows("Sheet1", excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	for i := range want {
		if !slices.Equal(rows[i], want[i]) || !slices.Equal(cells[i], want[i]) {
			t.Errorf("row %d: %q and %q, not %q", i, rows[i], cells[i], want[i])
		}
	}
	if kind, err := f.GetCellType("Sheet1", "D2"); err != nil || kind == excelize.CellTypeInlineString || kind == excelize.CellTypeSharedString {
		t.Error("an amount is no number:", kind, err)
	}
	if formula, err := f.GetCellFormula("Sheet1", "B3"); err != nil || formula != "" {
		t.Error("a formula:", formula, err)
	}
}
