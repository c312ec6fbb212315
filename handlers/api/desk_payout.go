package api

import (
	"bytes"
	"io"

	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/handlers/parts"
	"github.com/chophien/chophien/handlers/session"
	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/settlement"
	"github.com/chophien/chophien/web/pdf"
)

func (a *api) deskPayoutRoutes() chapter {
	return chapter{"Desk: payouts", []*route{
		on(a, "GET", "/desk/payouts/batches", "listBatches", "Batches of transfers, newest first", a.batches),
		on(a, "POST", "/desk/payouts/batches", "openBatch", "Open the batch that is due, without waiting for the program to do so", a.openBatch).once().
			says("Without a batch in the answer none is due, or nobody is to be paid."),
		on(a, "GET", "/desk/payouts/batches/{batch}/payouts", "listBatchPayouts", "The transfers of a batch, newest first", a.batchPayouts),
		on(a, "GET", "/desk/payouts/batches/{batch}/transfers", "listBatchTransfers", "Every transfer of a batch, to sellers and to buyers, newest first", a.batchTransfers),
		on(a, "POST", "/desk/payouts/batches/{batch}/export", "exportBatch", "Give a batch out for the bank", a.exportBatch).once().gives("text/csv").
			says("From then on the batch is on its way. Given out again it holds the same transfers, without those that came back or were done. Who opened the account numbers is kept."),
		on(a, "POST", "/desk/payouts/batches/{batch}/export/xlsx", "exportBatchWorkbook", "Give a batch out for the bank as a workbook", a.exportBatchWorkbook).once().gives(xlsx).
			says("As exportBatch."),
		on(a, "POST", "/desk/payouts/batches/{batch}/paid", "markBatchPaid", "Say that the bank has done every transfer of a batch", a.markBatchPaid).once().need("bank_ref"),
		on(a, "POST", "/desk/payouts/{payout}/paid", "markPayoutPaid", "Say that the bank has done one transfer", a.markPayoutPaid).once().need("bank_ref"),
		on(a, "POST", "/desk/payouts/{payout}/return", "returnPayout", "Say that a transfer came back", a.returnPayout).once().need("reason").
			says("Reasons: " + oneOf(settlement.Reasons) + "; of money at the post: " + oneOf(settlement.PostReasons) + "."),
		on(a, "POST", "/desk/payouts/refunds/{transfer}/paid", "markRefundPaid", "Say that the bank has done one transfer to a buyer", a.markRefundPaid).once().need("bank_ref").
			says("Every refund that it carried is done."),
		on(a, "POST", "/desk/payouts/refunds/{transfer}/return", "returnRefund", "Say that a transfer to a buyer came back", a.returnRefund).once().need("reason").
			says("Its refunds are open again. Reasons: " + oneOf(settlement.Reasons) + "."),
		on(a, "POST", "/desk/payouts/batches/{batch}/post-list", "exportPostList", "Give out the list of who fetches money at the post", a.exportPostList).once().gives("text/csv").
			says("From then on those payouts are on their way; as exportBatch."),
		on(a, "POST", "/desk/payouts/batches/{batch}/post-list/xlsx", "exportPostListWorkbook", "The same as a workbook", a.exportPostListWorkbook).once().gives(xlsx),
		on(a, "POST", "/desk/payouts/batches/{batch}/post-list/pdf", "exportPostListPDF", "The same to print and sign", a.exportPostListPDF).once().gives("application/pdf"),
		on(a, "POST", "/desk/payouts/batches/{batch}/post-paid", "markPostPaid", "Say that the post has paid out a batch's list", a.markPostPaid).once().need("post_ref"),
		on(a, "GET", "/desk/payouts/terms", "listAllPayoutTerms", "Every set of terms of payout, newest first", a.everyTerms),
		on(a, "POST", "/desk/payouts/terms", "announcePayoutTerms", "Announce terms that begin on a coming day", a.announceTerms).once().made().
			need("valid_from", "every_days", "most_days", "minimum", "fee_bearer", "fee", "source").
			says("most_days is at least three days of quiet after delivery and every_days."),
		on(a, "GET", "/desk/payouts/waiting", "listUnpayable", "Sellers with money who cannot be paid, and why", a.unpayable),
	}}
}

type batchOut struct {
	ID         string                 `json:"id"`
	Code       string                 `json:"code"`
	Day        clock.Date             `json:"day"`
	Status     settlement.BatchStatus `json:"status"`
	BankRef    string                 `json:"bank_ref"`
	PostRef    string                 `json:"post_ref" doc:"of money fetched at the post"`
	ExportedAt clock.Instant          `json:"exported_at"`
	PaidAt     clock.Instant          `json:"paid_at"`
	CreatedAt  clock.Instant          `json:"created_at"`
}

func batchOf(b settlement.Batch) batchOut {
	return batchOut{b.ID, b.Code, b.Day, b.Status, b.BankRef, b.PostRef, b.ExportedAt, b.PaidAt, b.CreatedAt}
}

type batchCard struct {
	batchOut
	Payouts  int64     `json:"payouts"`
	ByPost   int64     `json:"by_post" doc:"of them, those fetched at the post"`
	Refunds  int64     `json:"refunds" doc:"transfers to buyers in the same file"`
	ToBuyers money.VND `json:"to_buyers" doc:"what those come to"`
	Amount   money.VND `json:"amount" doc:"of all payouts, those that came back too"`
	Returned money.VND `json:"returned"`
}

func (a *api) batches(c *fiber.Ctx, by actor.Admin, in paging) (list[batchCard], error) {
	return paged(in, func(after db.Cursor, limit int) ([]settlement.BatchSum, error) {
		return a.Cashier.Batches(c.UserContext(), by, after, limit)
	}, func(b settlement.BatchSum) db.Cursor { return b.Cursor() }, func(b settlement.BatchSum) batchCard {
		return batchCard{batchOf(b.Batch), b.Payouts, b.ByPost, b.Refunds, b.ToBuyers, b.Amount, b.Returned}
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
	Amount         money.VND         `json:"amount" doc:"what arrives"`
	Fee            money.VND         `json:"fee" doc:"what the seller bears beside it"`
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
	}, settlement.Payout.Cursor, payoutOf)
}

func payoutOf(p settlement.Payout) batchPayout {
	return batchPayout{p.ID, p.Code, p.SellerID, p.Amount, p.Fee, p.Status, p.BankRef, p.AccountRefused, p.SentAt, p.PaidAt, p.ReturnedAt}
}

type batchTransfer struct {
	ID         string            `json:"id"`
	Code       string            `json:"code" doc:"the text of the transfer"`
	SellerID   string            `json:"seller_id,omitempty" doc:"absent when it goes to a buyer"`
	Purchase   string            `json:"purchase,omitempty" doc:"code of what the buyer bought"`
	ByPost     bool              `json:"by_post" doc:"fetched at the post"`
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
		return batchTransfer{l.ID, l.Code, l.SellerID, l.Purchase, l.ByPost, l.Amount, l.Status, l.BankRef, l.Reason, l.SentAt, l.PaidAt, l.ReturnedAt}
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

func (a *api) exportPostList(c *fiber.Ctx, by actor.Admin, _ none) (none, error) {
	return none{}, a.postFile(c, by, "post.csv", "text/csv; charset=utf-8", func(l settlement.PostList, w io.Writer) error { return l.WriteCSV(w) })
}

func (a *api) exportPostListWorkbook(c *fiber.Ctx, by actor.Admin, _ none) (none, error) {
	return none{}, a.postFile(c, by, "post.xlsx", xlsx, func(l settlement.PostList, w io.Writer) error { return l.WriteXLSX(w) })
}

func (a *api) exportPostListPDF(c *fiber.Ctx, by actor.Admin, _ none) (none, error) {
	lang := session.Language(c)
	return none{}, a.postFile(c, by, "post.pdf", "application/pdf", func(l settlement.PostList, w io.Writer) error {
		return pdf.List(w, lang, parts.PostSheet(lang, a.Market.Name, l, a.Now().Date()))
	})
}

func (a *api) postFile(c *fiber.Ctx, by actor.Admin, name, kind string, write func(settlement.PostList, io.Writer) error) error {
	all, err := a.Cashier.PostList(c.UserContext(), by, c.Params("batch"))
	if err != nil {
		return err
	}
	var file bytes.Buffer
	if err := write(all, &file); err != nil {
		return err
	}
	c.Attachment(name)
	c.Set(fiber.HeaderContentType, kind)
	return c.Send(file.Bytes())
}

type postPaid struct {
	Ref string `json:"post_ref" doc:"the post's own reference"`
}

func (a *api) markPostPaid(c *fiber.Ctx, by actor.Admin, in postPaid) (none, error) {
	return none{}, a.Cashier.MarkPostPaid(c.UserContext(), by, c.Params("batch"), settlement.MarkPaid{BankRef: in.Ref})
}

func (a *api) everyTerms(c *fiber.Ctx, _ actor.Admin, _ none) (allTerms, error) {
	ctx := c.UserContext()
	all, err := settlement.AllTerms(ctx, a.DB.Read(ctx))
	return allTerms{each(all, termsOf)}, err
}

func (a *api) announceTerms(c *fiber.Ctx, by actor.Admin, in settlement.NewTerms) (termsOut, error) {
	t, err := a.Cashier.Announce(c.UserContext(), by, in)
	if err != nil {
		return termsOut{}, err
	}
	return termsOf(*t), nil
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
