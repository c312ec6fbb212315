package portal

import (
	"net/url"
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/handlers/session"
	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/payment"
	pages "github.com/chophien/chophien/web/portal"
	"github.com/chophien/chophien/web/view"
)

// tasksPage lists the money that a person must look at.
func (w *portal) tasksPage(c *fiber.Ctx, by actor.Admin) error {
	at, err := after(c)
	if err != nil {
		return err
	}
	in, err := session.Query[struct {
		Text string `form:"q"`
	}](c)
	if err != nil {
		return err
	}
	typed := strings.TrimSpace(in.Text)
	rows, err := w.Checkout.Tasks(c.UserContext(), by, typed, at, perPage+1)
	if err != nil {
		return err
	}
	rows, next := cut(rows, func(t payment.Task) db.Cursor { return db.Cursor{At: t.CreatedAt, ID: t.ID} })
	sh := w.desk(c, "portal.tasks")
	list := pages.DeskPath("money")
	p := pages.TasksPage{Text: typed}
	if len(rows) > 0 || typed != "" {
		p.Find = list
	}
	if typed != "" {
		list += "?q=" + url.QueryEscape(typed)
	}
	p.Pager = pager(c, list, next)
	var ids []string
	for _, t := range rows {
		if t.PaymentID != nil {
			ids = append(ids, *t.PaymentID)
		}
	}
	codes, err := payment.Codes(c.UserContext(), w.DB.Read(c.UserContext()), ids)
	if err != nil {
		return err
	}
	for _, t := range rows {
		code := ""
		if t.PaymentID != nil {
			code = codes[*t.PaymentID]
		}
		p.Rows = append(p.Rows, pages.TaskRow{
			URL: pages.DeskPath("money", t.ID), Kind: sh.T("portal.task." + string(t.Kind)), Hint: sh.T("portal.task." + string(t.Kind) + ".hint"),
			At: t.CreatedAt, Amount: t.Amount, Code: code,
		})
	}
	return show(c, pages.Tasks(sh, p))
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
		if t.Kind != payment.TaskDoor { // of which one order is asked about, by a button
			orders, err := order.OfGroup(ctx, q, paid.GroupID)
			if err != nil {
				return err
			}
			for _, o := range orders {
				p.Orders = append(p.Orders, view.Link{URL: pages.DeskPath("orders", o.Code), Label: sh.T("order.title") + " " + o.Code})
			}
		}
	}
	if t.Kind.ByDeed() { // a word would be refused
		p.Close = ""
		if ps.On("note") != "" {
			p.Problems = loose(ps)
		}
	}
	if t.Kind == payment.TaskDoor {
		codes, err := payment.DoorOrders(ctx, q, t)
		if err != nil {
			return err
		}
		p.Order, p.Close = pages.DeskPath("orders", codes[*t.PaymentID]), ""
		p.Problems = loose(ps) // there is no form here that they could stand beside
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
		if p.Transfer != "" && t.Kind != payment.TaskTransfer {
			// The same money stands in a task of its own: told of in two places, it is sent twice.
			other, err := payment.TransferTask(ctx, q, r.ID)
			if err != nil {
				return err
			}
			if other != "" {
				p.Transfer, p.Elsewhere = "", pages.DeskPath("money", other)
			}
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
