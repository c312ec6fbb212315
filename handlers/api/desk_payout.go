package api

import (
	"bytes"
	"io"

	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/settlement"
)

func (a *api) deskPayoutRoutes() chapter {
	return chapter{"Desk: payouts", []*route{
		on(a, "GET", "/desk/payouts/batches", "listBatches", "Batches of transfers, newest first", a.batches),
		on(a, "POST", "/desk/payouts/batches", "openBatch", "Open the batch that is due, without waiting for the program to do so", a.openBatch).once().
			says("Without a batch in the answer none is due, or nobody is to be paid."),
		on(a, "GET", "/desk/payouts/batches/{batch}/payouts", "listBatchPayouts", "The transfers of a batch, newest first", a.batchPayouts),
		on(a, "GET", "/desk/payouts/batches/{batch}/transfers", "listBatchTransfers", "Every transfer of a batch, to sellers and to buyers, newest first", a.batchTransfers),
		on(a, "POST", "/desk/payouts/batches/{batch}/export", "exportBatch", "Give a batch out for the bank", a.exportBatch).once().gives("text/csv").
			says("From then on the batch is on its way. Given out again it holds the same transfers, without those that came back. Who opened the account numbers is kept."),
		on(a, "POST", "/desk/payouts/batches/{batch}/export/xlsx", "exportBatchWorkbook", "Give a batch out for the bank as a workbook", a.exportBatchWorkbook).once().gives(xlsx).
			says("As exportBatch."),
		on(a, "POST", "/desk/payouts/batches/{batch}/paid", "markBatchPaid", "Say that the bank has done every transfer of a batch", a.markBatchPaid).once().need("bank_ref"),
		on(a, "POST", "/desk/payouts/{payout}/paid", "markPayoutPaid", "Say that the bank has done one transfer", a.markPayoutPaid).once().need("bank_ref"),
		on(a, "POST", "/desk/payouts/{payout}/return", "returnPayout", "Say that a transfer came back", a.returnPayout).once().need("reason").
			says("Reasons: " + oneOf(settlement.Reasons) + "."),
		on(a, "POST", "/desk/payouts/refunds/{transfer}/paid", "markRefundPaid", "Say that the bank has done one transfer to a buyer", a.markRefundPaid).once().need("bank_ref").
			says("Every refund that it carried is done."),
		on(a, "POST", "/desk/payouts/refunds/{transfer}/return", "returnRefund", "Say that a transfer to a buyer came back", a.returnRefund).once().need("reason").
			says("Its refunds are open again. Reasons: " + oneOf(settlement.Reasons) + "."),
		on(a, "GET", "/desk/payouts/waiting", "listUnpayable", "Sellers with money who cannot be paid, and why", a.unpayable),
	}}
}

type batchOut struct {
	ID         string                 `json:"id"`
	Code       string                 `json:"code"`
	Day        clock.Date             `json:"day"`
	Status     settlement.BatchStatus `json:"status"`
	BankRef    string                 `json:"bank_ref"`
	ExportedAt clock.Instant          `json:"exported_at"`
	PaidAt     clock.Instant          `json:"paid_at"`
	CreatedAt  clock.Instant          `json:"created_at"`
}

func batchOf(b settlement.Batch) batchOut {
	return batchOut{b.ID, b.Code, b.Day, b.Status, b.BankRef, b.ExportedAt, b.PaidAt, b.CreatedAt}
}

type batchCard struct {
	batchOut
	Payouts  int64     `json:"payouts"`
	Refunds  int64     `json:"refunds" doc:"transfers to buyers in the same file"`
	ToBuyers money.VND `json:"to_buyers" doc:"what those come to"`
	Amount   money.VND `json:"amount" doc:"of all payouts, those that came back too"`
	Returned money.VND `json:"returned"`
}

func (a *api) batches(c *fiber.Ctx, by actor.Admin, in paging) (list[batchCard], error) {
	return paged(in, func(after db.Cursor, limit int) ([]settlement.BatchSum, error) {
		return a.Cashier.Batches(c.UserContext(), by, after, limit)
	}, func(b settlement.BatchSum) db.Cursor { return b.Cursor() }, func(b settlement.BatchSum) batchCard {
		return batchCard{batchOf(b.Batch), b.Payouts, b.Refunds, b.ToBuyers, b.Amount, b.Returned}
	})
}

type openedBatch struct {
	Batch *batchOut `json:"batch,omitempty"`
}

func (a *api) openBatch(c *fiber.Ctx, _ actor.Admin, _ none) (openedBatch, error) {
	b, err := a.Cashier.OpenBatch(c.UserContext())
	if err != nil || b == nil {
		return openedBatch{}, err
	}
	out := batchOf(*b)
	return openedBatch{&out}, nil
}

type batchPayout struct {
	ID             string            `json:"id"`
	Code           string            `json:"code" doc:"the text of the transfer"`
	SellerID       string            `json:"seller_id"`
	Amount         money.VND         `json:"amount"`
	Status         settlement.Status `json:"status"`
	BankRef        string            `json:"bank_ref"`
	AccountRefused bool              `json:"account_refused" doc:"the bank knows no such account"`
	SentAt         clock.Instant     `json:"sent_at"`
	PaidAt         clock.Instant     `json:"paid_at"`
	ReturnedAt     clock.Instant     `json:"returned_at"`
}

func (a *api) batchPayouts(c *fiber.Ctx, by actor.Admin, in paging) (list[batchPayout], error) {
	return paged(in, func(after db.Cursor, limit int) ([]settlement.Payout, error) {
		return a.Cashier.Payouts(c.UserContext(), by, c.Params("batch"), after, limit)
	}, settlement.Payout.Cursor, func(p settlement.Payout) batchPayout {
		return batchPayout{p.ID, p.Code, p.SellerID, p.Amount, p.Status, p.BankRef, p.AccountRefused, p.SentAt, p.PaidAt, p.ReturnedAt}
	})
}

type batchTransfer struct {
	ID         string            `json:"id"`
	Code       string            `json:"code" doc:"the text of the transfer"`
	SellerID   string            `json:"seller_id,omitempty" doc:"absent when it goes to a buyer"`
	Purchase   string            `json:"purchase,omitempty" doc:"code of what the buyer bought"`
	Amount     money.VND         `json:"amount"`
	Status     settlement.Status `json:"status"`
	BankRef    string            `json:"bank_ref"`
	Reason     string            `json:"reason,omitempty" doc:"why a transfer to a buyer came back"`
	SentAt     clock.Instant     `json:"sent_at"`
	PaidAt     clock.Instant     `json:"paid_at"`
	ReturnedAt clock.Instant     `json:"returned_at"`
}

func (a *api) batchTransfers(c *fiber.Ctx, by actor.Admin, in paging) (list[batchTransfer], error) {
	return paged(in, func(after db.Cursor, limit int) ([]settlement.Line, error) {
		return a.Cashier.Lines(c.UserContext(), by, c.Params("batch"), after, limit)
	}, settlement.Line.Cursor, func(l settlement.Line) batchTransfer {
		return batchTransfer{l.ID, l.Code, l.SellerID, l.Purchase, l.Amount, l.Status, l.BankRef, l.Reason, l.SentAt, l.PaidAt, l.ReturnedAt}
	})
}

// xlsx is the type of a workbook.
const xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

func (a *api) exportBatch(c *fiber.Ctx, by actor.Admin, _ none) (none, error) {
	return none{}, a.bankFile(c, by, "payouts.csv", "text/csv; charset=utf-8", settlement.WriteCSV)
}

func (a *api) exportBatchWorkbook(c *fiber.Ctx, by actor.Admin, _ none) (none, error) {
	return none{}, a.bankFile(c, by, "payouts.xlsx", xlsx, settlement.WriteXLSX)
}

func (a *api) bankFile(c *fiber.Ctx, by actor.Admin, name, kind string, write func(io.Writer, []settlement.Transfer) error) error {
	all, err := a.Cashier.Export(c.UserContext(), by, c.Params("batch"))
	if err != nil {
		return err
	}
	var file bytes.Buffer
	if err := write(&file, all); err != nil {
		return err
	}
	c.Attachment(name)
	c.Set(fiber.HeaderContentType, kind)
	return c.Send(file.Bytes())
}

func (a *api) markRefundPaid(c *fiber.Ctx, by actor.Admin, in settlement.MarkPaid) (none, error) {
	return none{}, a.Cashier.MarkRefundPaid(c.UserContext(), by, c.Params("transfer"), in)
}

func (a *api) returnRefund(c *fiber.Ctx, by actor.Admin, in settlement.Return) (none, error) {
	return none{}, a.Cashier.ReturnRefund(c.UserContext(), by, c.Params("transfer"), in)
}

func (a *api) markBatchPaid(c *fiber.Ctx, by actor.Admin, in settlement.MarkPaid) (none, error) {
	return none{}, a.Cashier.MarkBatchPaid(c.UserContext(), by, c.Params("batch"), in)
}

func (a *api) markPayoutPaid(c *fiber.Ctx, by actor.Admin, in settlement.MarkPaid) (none, error) {
	return none{}, a.Cashier.MarkPayoutPaid(c.UserContext(), by, c.Params("payout"), in)
}

func (a *api) returnPayout(c *fiber.Ctx, by actor.Admin, in settlement.Return) (none, error) {
	return none{}, a.Cashier.ReturnPayout(c.UserContext(), by, c.Params("payout"), in)
}

type waiter struct {
	SellerID string    `json:"seller_id"`
	Balance  money.VND `json:"balance"`
	Why      string    `json:"why"`
}

func (a *api) unpayable(c *fiber.Ctx, by actor.Admin, in paging) (list[waiter], error) {
	return paged(in, func(after db.Cursor, limit int) ([]settlement.Waiter, error) {
		return a.Cashier.Waiting(c.UserContext(), by, after.ID, limit)
	}, func(w settlement.Waiter) db.Cursor { return db.Cursor{ID: w.SellerID} }, func(w settlement.Waiter) waiter {
		return waiter{w.SellerID, w.Balance, w.Why}
	})
}
