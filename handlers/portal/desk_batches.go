package portal

import (
	"bytes"

	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/handlers/parts"
	"github.com/chophien/chophien/handlers/session"
	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/seller"
	"github.com/chophien/chophien/models/settlement"
	"github.com/chophien/chophien/web/pdf"
	pages "github.com/chophien/chophien/web/portal"
	"github.com/chophien/chophien/web/view"
)

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
	batch, err := w.Cashier.Batch(ctx, by, id)
	if err != nil {
		return err
	}
	p := pages.BatchPage{
		Code: batch.Code, Day: batch.Day, Export: pages.DeskPath("payouts", id, "export"), Paid: pages.DeskPath("payouts", id, "paid"),
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
