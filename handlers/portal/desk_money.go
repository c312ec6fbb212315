package portal

import (
	"bytes"

	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/handlers/parts"
	"github.com/chophien/chophien/handlers/session"
	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/payment"
	"github.com/chophien/chophien/models/seller"
	"github.com/chophien/chophien/models/settlement"
	"github.com/chophien/chophien/web/pdf"
	pages "github.com/chophien/chophien/web/portal"
	"github.com/chophien/chophien/web/view"
)

// tasksPage lists the money that a person must look at.
func (w *portal) tasksPage(c *fiber.Ctx, _ actor.Admin) error {
	at, err := after(c)
	if err != nil {
		return err
	}
	rows, err := payment.OpenTasks(c.UserContext(), w.DB.Read(c.UserContext()), at.At, at.ID, perPage+1)
	if err != nil {
		return err
	}
	rows, next := cut(rows, func(t payment.Task) db.Cursor { return db.Cursor{At: t.CreatedAt, ID: t.ID} })
	sh := w.desk(c, "portal.tasks")
	p := pages.TasksPage{Pager: pager(c, pages.DeskPath("money"), next)}
	for _, t := range rows {
		p.Rows = append(p.Rows, pages.TaskRow{
			URL: pages.DeskPath("money", t.ID), Kind: sh.T("portal.task." + string(t.Kind)), Hint: sh.T("portal.task." + string(t.Kind) + ".hint"),
			At: t.CreatedAt, Amount: t.Amount,
		})
	}
	return show(c, pages.Tasks(sh, p))
}

// dealing is what was typed into the forms of a task.
type dealing struct {
	Code     string `form:"payment_code"`
	Evidence string `form:"evidence"`
	Note     string `form:"note"`
	Given    string `form:"given"`
	Reason   string `form:"reason"`
	Same     string `form:"same"`
}

func (w *portal) taskPage(c *fiber.Ctx, by actor.Admin) error {
	return w.showTask(c, by, dealing{}, nil)
}

// showTask shows one task with what can be done. Where a refund goes to is opened for
// the desk, and who looked is kept.
func (w *portal) showTask(c *fiber.Ctx, by actor.Admin, in dealing, ps view.Problems) error {
	ctx := c.UserContext()
	q := w.DB.Read(ctx)
	t, err := payment.FindTask(ctx, q, c.Params("task"))
	if err != nil {
		return err
	}
	if t.State != "open" {
		return done(c, pages.DeskPath("money"), "task")
	}
	sh := back(w.desk(c, "portal.tasks"), pages.DeskPath("money"), "portal.tasks")
	at := func(verb string) string { return pages.DeskPath("money", t.ID, verb) }
	kind := "portal.task." + string(t.Kind)
	p := pages.TaskPage{
		Kind: sh.T(kind), Hint: sh.T(kind + ".hint"), Amount: t.Amount, Close: at("close"), Code: in.Code, Given: in.Given, Evidence: in.Evidence, Note: in.Note,
		Reason: in.Reason, Same: in.Same, Problems: ps,
	}
	if t.Kind == payment.TaskSilent {
		p.Facts = append(p.Facts, pages.Pair{Name: sh.T("portal.task.source"), Value: t.Note})
	}
	if t.PaymentID != nil {
		paid, err := payment.Find(ctx, q, *t.PaymentID)
		if err != nil {
			return err
		}
		p.Facts = append(p.Facts, pages.Pair{Name: sh.T("portal.task.code"), Value: paid.Code},
			pages.Pair{Name: sh.T("portal.task.due"), Value: sh.Money(paid.Amount)}, pages.Pair{Name: sh.T("portal.task.received"), Value: sh.Money(paid.Received)})
	}
	if t.CreditID != nil {
		credits, err := w.Checkout.Credits(ctx, by, *t.CreditID)
		if err != nil {
			return err
		}
		cr := credits[*t.CreditID]
		p.Facts = append(p.Facts, pages.Pair{Name: sh.T("portal.task.content"), Value: cr.Text}, pages.Pair{Name: sh.T("portal.task.at"), Value: sh.Moment(cr.ReceivedAt)})
		if t.Kind == payment.TaskUnmatched {
			p.Match, p.SendBack, p.Disown = at("match"), at("return"), at("disown")
			likely, err := w.Checkout.Suggest(ctx, by, *t.CreditID)
			if err != nil {
				return err
			}
			for _, s := range likely {
				row := pages.Likely{Code: s.Code, Amount: s.Amount, State: sh.T("portal.payment." + string(s.Status))}
				for _, why := range s.Whys {
					row.Whys = append(row.Whys, sh.T("suggest."+why))
				}
				p.Likely = append(p.Likely, row)
			}
		}
	}
	if t.Kind == payment.TaskTwin && t.CreditID != nil {
		p.Twin = at("twin")
		of, found, err := w.Checkout.TwinOf(ctx, by, *t.CreditID)
		if err != nil {
			return err
		}
		if found {
			p.Facts = append(p.Facts, pages.Pair{Name: sh.T("portal.task.first"), Value: of.Text}, pages.Pair{Name: sh.T("portal.task.at"), Value: sh.Moment(of.ReceivedAt)})
		}
	}
	if t.RefundID != nil {
		r, to, named, err := w.Checkout.RefundTarget(ctx, by, *t.RefundID)
		if err != nil {
			return err
		}
		if r.Status == payment.RefundNeedsAccount || r.Status == payment.RefundSending && t.Kind == payment.TaskTransfer {
			p.Transfer = at("transferred")
		}
		if r.TransferID != nil {
			p.Transfer, p.InFile = "", true
		}
		if t.Kind == payment.TaskReview && !r.ByHand() && (r.Status == payment.RefundSending || r.Status == payment.RefundProcessing) {
			p.Decide = at("decide")
		}
		if named {
			p.Account = []pages.Pair{
				{Name: sh.T("refund.bank"), Value: bankName(w.Parts, to.BankBIN)}, {Name: sh.T("refund.account"), Value: to.Number}, {Name: sh.T("refund.holder"), Value: to.Holder},
				{Name: sh.T("pay.text"), Value: r.Ref},
			}
		}
	}
	return show(c, pages.Task(sh, p))
}

// deal runs one verb about a task.
func (w *portal) deal(do func(c *fiber.Ctx, by actor.Admin, t payment.Task, in dealing) error) func(*fiber.Ctx, actor.Admin) error {
	return func(c *fiber.Ctx, by actor.Admin) error {
		t, err := payment.FindTask(c.UserContext(), w.DB.Read(c.UserContext()), c.Params("task"))
		if err != nil {
			return err
		}
		in, err := session.Bind[dealing](c)
		if err == nil {
			err = do(c, by, t, in)
		}
		if err == nil {
			return done(c, pages.DeskPath("money"), "task")
		}
		if ps, ok := mendable(c, session.Language(c), err); ok {
			return w.showTask(c, by, in, ps)
		}
		return err
	}
}

func (w *portal) match(c *fiber.Ctx, by actor.Admin, t payment.Task, in dealing) error {
	if t.CreditID == nil {
		return fault.New(fault.NotFound, "payment.unknown")
	}
	err := w.Checkout.MatchCredit(c.UserContext(), by, *t.CreditID, in.Code)
	if fault.Has(err, "payment.unknown") {
		return fault.New(fault.Invalid, "payment.unknown").On("payment_code")
	}
	return onField(err, "payment_code")
}

func (w *portal) transferred(c *fiber.Ctx, by actor.Admin, t payment.Task, in dealing) error {
	if t.RefundID == nil {
		return fault.New(fault.NotFound, "payment.unknown")
	}
	key, err := session.Key(c)
	if err != nil {
		return err
	}
	return onField(w.Checkout.MarkTransferred(c.UserContext(), by, *t.RefundID, in.Evidence, key), "evidence")
}

// decide records what a gateway's books say of a refund.
func (w *portal) decideRefund(c *fiber.Ctx, by actor.Admin, t payment.Task, in dealing) error {
	if t.RefundID == nil {
		return fault.New(fault.NotFound, "payment.unknown")
	}
	if in.Given != "yes" && in.Given != "no" {
		return fault.New(fault.Invalid, "refund.given").On("given")
	}
	return onField(w.Checkout.DecideRefund(c.UserContext(), by, *t.RefundID, in.Given == "yes", in.Evidence), "evidence")
}

// sendBack records that money of nobody knows whom went back to its sender.
func (w *portal) sendBack(c *fiber.Ctx, by actor.Admin, t payment.Task, in dealing) error {
	if t.CreditID == nil {
		return fault.New(fault.NotFound, "payment.unknown")
	}
	return onField(w.Checkout.ReturnCredit(c.UserContext(), by, *t.CreditID, in.Evidence), "evidence")
}

// disown records that money is none of the market's business.
func (w *portal) disown(c *fiber.Ctx, by actor.Admin, t payment.Task, in dealing) error {
	if t.CreditID == nil {
		return fault.New(fault.NotFound, "payment.unknown")
	}
	return onField(w.Checkout.DisownCredit(c.UserContext(), by, *t.CreditID, in.Reason), "reason")
}

// judgeTwin records whether two words are of one transfer.
func (w *portal) judgeTwin(c *fiber.Ctx, by actor.Admin, t payment.Task, in dealing) error {
	if t.CreditID == nil {
		return fault.New(fault.NotFound, "payment.unknown")
	}
	if in.Same != "yes" && in.Same != "no" {
		return fault.New(fault.Invalid, "credit.same").On("same")
	}
	return onField(w.Checkout.JudgeTwin(c.UserContext(), by, *t.CreditID, in.Same == "yes"), "same")
}

func (w *portal) closeTask(c *fiber.Ctx, by actor.Admin, t payment.Task, in dealing) error {
	return onField(w.Checkout.CloseTask(c.UserContext(), by, t.ID, in.Note), "note")
}

// batchesPage lists the batches of transfers.
func (w *portal) batchesPage(c *fiber.Ctx, by actor.Admin) error {
	at, err := after(c)
	if err != nil {
		return err
	}
	rows, err := w.Cashier.Batches(c.UserContext(), by, at, perPage+1)
	if err != nil {
		return err
	}
	rows, next := cut(rows, func(b settlement.BatchSum) db.Cursor { return b.Cursor() })
	sh := w.desk(c, "portal.batches")
	p := pages.BatchesPage{Open: pages.DeskPath("payouts", "open"), Waiting: pages.DeskPath("waiting"), Terms: pages.DeskPath("terms"), Pager: pager(c, pages.DeskPath("payouts"), next)}
	for _, b := range rows {
		tone := view.Care
		if b.Status == settlement.Settled {
			tone = view.Good
		}
		p.Rows = append(p.Rows, pages.BatchRow{
			URL: pages.DeskPath("payouts", b.ID), Code: b.Code, Day: b.Day, Tone: tone, State: sh.T("portal.batch." + string(b.Status)),
			Payouts: sh.N("portal.batch.payouts", int(b.Payouts+b.Refunds)), Amount: b.Amount.Add(b.ToBuyers), Returned: b.Returned,
		})
	}
	return show(c, pages.Batches(sh, p))
}

// openBatch opens the batch that is due, without waiting for the schedule.
func (w *portal) openBatch(c *fiber.Ctx, _ actor.Admin) error {
	b, err := w.Cashier.OpenBatch(c.UserContext())
	if err != nil {
		return err
	}
	if b == nil {
		return done(c, pages.DeskPath("payouts"), "no_batch")
	}
	return done(c, pages.DeskPath("payouts", b.ID), "batch")
}

func (w *portal) batchPage(c *fiber.Ctx, by actor.Admin) error {
	return w.showBatch(c, by, "", "", nil)
}

// ofPost stands for the form of what a batch sends by the post.
const ofPost = "post"

// showBatch shows a batch; of is the id of the transfer whose form was refused, empty for that
// of the whole batch, and ref what was typed there.
func (w *portal) showBatch(c *fiber.Ctx, by actor.Admin, of, ref string, ps view.Problems) error {
	ctx := c.UserContext()
	at, err := after(c)
	if err != nil {
		return err
	}
	id := c.Params("batch")
	rows, err := w.Cashier.Lines(ctx, by, id, at, perPage+1)
	if err != nil {
		return err
	}
	rows, next := cut(rows, settlement.Line.Cursor)
	sh := back(w.desk(c, "portal.batches"), pages.DeskPath("payouts"), "portal.batches")
	p := pages.BatchPage{
		Code: sh.T("portal.batch"), Export: pages.DeskPath("payouts", id, "export"), Paid: pages.DeskPath("payouts", id, "paid"),
		Pager: pager(c, pages.DeskPath("payouts", id), next), Problems: ps,
	}
	formless := of != "" && of != ofPost // the form that was refused is not on the page
	if of == "" {
		p.Ref = ref
	}
	for _, r := range settlement.Reasons {
		p.Reasons = append(p.Reasons, view.Option{Value: r, Label: sh.T("payout.reason." + r)})
	}
	left, err := w.Cashier.LeftOf(ctx, by, id)
	if err != nil {
		return err
	}
	p.AtBank = left.Bank > 0
	formless = formless || of == "" && !p.AtBank || of == ofPost && left.Post == 0
	posted, err := w.Cashier.ByPost(ctx, by, id)
	if err != nil {
		return err
	}
	if posted > 0 {
		p.Post = &pages.PostPart{List: pages.DeskPath("payouts", id, "post"), Paid: pages.DeskPath("payouts", id, "post", "paid"), Left: left.Post > 0}
		if of == ofPost {
			p.Post.Ref = ref
		}
		for _, r := range settlement.PostReasons {
			p.Post.Reasons = append(p.Post.Reasons, view.Option{Value: r, Label: sh.T("payout.reason." + r)})
		}
	}
	var ids []string
	for _, r := range rows {
		ids = append(ids, r.SellerID)
	}
	names, err := seller.Names(ctx, w.DB.Read(ctx), ids)
	if err != nil {
		return err
	}
	for _, r := range rows {
		row := pages.BatchPayout{
			ID: r.ID, ByPost: r.ByPost, Code: r.Code, Seller: names[r.SellerID], Tone: payoutTone(r.Status), State: sh.T("payout.status." + string(r.Status)), Amount: r.Amount, Ref: r.BankRef,
		}
		at := []string{"payouts", id, r.ID}
		if r.SellerID == "" {
			at = []string{"payouts", id, "refunds", r.ID}
			row.Seller = sh.T("portal.batch.buyer", "code", r.Purchase)
		}
		if r.Status == settlement.Sent {
			row.Paid = here(c, pages.DeskPath(append(at, "paid")...))
		}
		if r.Status.CanBecome(settlement.Returned) {
			row.Return = here(c, pages.DeskPath(append(at[:len(at):len(at)], "return")...))
		}
		if r.ID == of {
			row.Typed, formless = ref, row.Paid == "" || row.Return == ""
		}
		p.Rows = append(p.Rows, row)
	}
	if formless {
		p.Problems = loose(p.Problems)
	}
	return show(c, pages.Batch(sh, p))
}

// export hands out the file for the bank.
func (w *portal) export(c *fiber.Ctx, by actor.Admin) error {
	all, err := w.Cashier.Export(c.UserContext(), by, c.Params("batch"))
	if err != nil {
		if ps, ok := mendable(c, session.Language(c), err); ok {
			return w.showBatch(c, by, "", "", ps)
		}
		return err
	}
	name, write := "chi-tra.csv", settlement.WriteCSV
	if c.FormValue("format") == "xlsx" {
		name, write = "chi-tra.xlsx", settlement.WriteXLSX
	}
	var file bytes.Buffer
	if err := write(&file, all); err != nil {
		return err
	}
	c.Attachment(name) // tells the type too
	c.Set(fiber.HeaderCacheControl, "no-store")
	return c.Send(file.Bytes())
}

// markPaid records that the bank has done a batch.
func (w *portal) markPaid(c *fiber.Ctx, by actor.Admin) error {
	in, err := session.Bind[settlement.MarkPaid](c)
	if err == nil {
		err = onField(w.Cashier.MarkBatchPaid(c.UserContext(), by, c.Params("batch"), in), "bank_ref")
	}
	return w.batchDone(c, by, in.BankRef, "batch_paid", err)
}

// postList hands out the list for the post.
func (w *portal) postList(c *fiber.Ctx, by actor.Admin) error {
	all, err := w.Cashier.PostList(c.UserContext(), by, c.Params("batch"))
	if err != nil {
		if ps, ok := mendable(c, session.Language(c), err); ok {
			return w.showBatch(c, by, "", "", ps)
		}
		return err
	}
	var file bytes.Buffer
	ending := c.FormValue("format")
	switch ending {
	case "xlsx":
		err = all.WriteXLSX(&file)
	case "pdf":
		err = pdf.List(&file, session.Language(c), parts.PostSheet(session.Language(c), w.Market.Name, all, w.Now().Date()))
	default:
		ending, err = "csv", all.WriteCSV(&file)
	}
	if err != nil {
		return err
	}
	c.Attachment("buu-dien." + ending)
	c.Set(fiber.HeaderCacheControl, "no-store")
	return c.Send(file.Bytes())
}

// markPostPaid records that the post has paid out a batch's list.
func (w *portal) markPostPaid(c *fiber.Ctx, by actor.Admin) error {
	in, err := session.Bind[struct {
		Ref string `form:"post_ref"`
	}](c)
	if err == nil {
		err = onField(w.Cashier.MarkPostPaid(c.UserContext(), by, c.Params("batch"), settlement.MarkPaid{BankRef: in.Ref}), "post_ref")
	}
	if err == nil {
		return done(c, pages.DeskPath("payouts", c.Params("batch")), "batch_paid")
	}
	if ps, ok := mendable(c, session.Language(c), err); ok {
		return w.showBatch(c, by, ofPost, in.Ref, ps)
	}
	return err
}

// markPayoutPaid records that the bank has done one transfer of a batch.
func (w *portal) markPayoutPaid(c *fiber.Ctx, by actor.Admin) error {
	in, err := session.Bind[settlement.MarkPaid](c)
	if err == nil {
		err = w.Cashier.MarkPayoutPaid(c.UserContext(), by, c.Params("payout"), in)
	}
	return w.transferDone(c, by, c.Params("payout"), in.BankRef, "payout_paid", err)
}

// markRefundPaid records that the bank has done one transfer to a buyer.
func (w *portal) markRefundPaid(c *fiber.Ctx, by actor.Admin) error {
	in, err := session.Bind[settlement.MarkPaid](c)
	if err == nil {
		err = w.Cashier.MarkRefundPaid(c.UserContext(), by, c.Params("transfer"), in)
	}
	return w.transferDone(c, by, c.Params("transfer"), in.BankRef, "payout_paid", err)
}

// returnRefund records that a transfer to a buyer did not arrive.
func (w *portal) returnRefund(c *fiber.Ctx, by actor.Admin) error {
	in, err := session.Bind[settlement.Return](c)
	if err == nil {
		err = w.Cashier.ReturnRefund(c.UserContext(), by, c.Params("transfer"), in)
	}
	return w.transferDone(c, by, c.Params("transfer"), "", "payout_returned", err)
}

// returnPayout records that a transfer did not arrive.
func (w *portal) returnPayout(c *fiber.Ctx, by actor.Admin) error {
	in, err := session.Bind[settlement.Return](c)
	if err == nil {
		err = w.Cashier.ReturnPayout(c.UserContext(), by, c.Params("payout"), in)
	}
	return w.transferDone(c, by, c.Params("payout"), "", "payout_returned", err)
}

func (w *portal) batchDone(c *fiber.Ctx, by actor.Admin, ref, word string, err error) error {
	if err == nil {
		return done(c, here(c, pages.DeskPath("payouts", c.Params("batch"))), word)
	}
	if ps, ok := mendable(c, session.Language(c), err); ok {
		return w.showBatch(c, by, "", ref, ps)
	}
	return err
}

// transferDone ends a deed about one transfer of a batch: what is wrong stands in its form,
// while that is there.
func (w *portal) transferDone(c *fiber.Ctx, by actor.Admin, of, ref, word string, err error) error {
	if err != nil {
		if ps, ok := mendable(c, session.Language(c), err); ok {
			return w.showBatch(c, by, of, ref, ps.Of(of))
		}
	}
	return w.batchDone(c, by, "", word, err)
}

// waitersPage lists the sellers with money who cannot be paid.
func (w *portal) waitersPage(c *fiber.Ctx, by actor.Admin) error {
	ctx := c.UserContext()
	at, err := after(c)
	if err != nil {
		return err
	}
	rows, err := w.Cashier.Waiting(ctx, by, at.ID, perPage+1)
	if err != nil {
		return err
	}
	rows, next := cut(rows, func(x settlement.Waiter) db.Cursor { return db.Cursor{ID: x.SellerID} })
	sh := back(w.desk(c, "portal.waiting"), pages.DeskPath("payouts"), "portal.batches")
	p := pages.WaitersPage{Pager: pager(c, pages.DeskPath("waiting"), next)}
	var ids []string
	for _, x := range rows {
		ids = append(ids, x.SellerID)
	}
	names, err := seller.Names(ctx, w.DB.Read(ctx), ids)
	if err != nil {
		return err
	}
	for _, x := range rows {
		p.Rows = append(p.Rows, pages.WaiterRow{Name: names[x.SellerID], Why: sh.T(x.Why), Balance: x.Balance})
	}
	return show(c, pages.Waiters(sh, p))
}
