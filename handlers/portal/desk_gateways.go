package portal

import (
	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/handlers/session"
	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/payment"
	"github.com/chophien/chophien/models/remittance"
	pages "github.com/chophien/chophien/web/portal"
	"github.com/chophien/chophien/web/view"
)

func (w *portal) gatewaysPage(c *fiber.Ctx, by actor.Admin) error {
	return w.showGateways(c, by, newHandover{}, nil)
}

// newHandover is a hand-over as it is typed.
type newHandover struct {
	Gateway   string `form:"gateway"`
	Reference string `form:"reference"`
	ToBank    string `form:"to_bank"`
	Fee       string `form:"fee"`
	Lost      string `form:"lost"`
	Credit    string `form:"credit_id"`
	Note      string `form:"note"`
}

// mostCredits is how many unmatched bank notices are offered.
const mostCredits = 50

func (w *portal) showGateways(c *fiber.Ctx, by actor.Admin, in newHandover, ps view.Problems) error {
	ctx := c.UserContext()
	q := w.DB.Read(ctx)
	at, err := after(c)
	if err != nil {
		return err
	}
	owed, err := remittance.Owed(ctx, q)
	if err != nil {
		return err
	}
	rows, err := remittance.Handovers(ctx, q, at, perPage+1)
	if err != nil {
		return err
	}
	rows, next := cut(rows, remittance.Handover.Cursor)
	sh := w.desk(c, "portal.gateways")
	p := pages.GatewaysPage{Action: pages.DeskPath("gateways"), Typed: pages.TypedHandover(in), Problems: ps, Pager: pager(c, pages.DeskPath("gateways"), next)}
	for _, o := range owed {
		p.Owed = append(p.Owed, pages.Owing{Gateway: gatewayName(sh, o.Gateway), Amount: o.Amount})
		p.Gateways = append(p.Gateways, view.Option{Value: o.Gateway, Label: gatewayName(sh, o.Gateway)})
	}
	credits, err := payment.NewestUnmatched(ctx, q, mostCredits)
	if err != nil {
		return err
	}
	for _, cr := range credits {
		p.Credits = append(p.Credits, view.Option{Value: cr.ID, Label: sh.Money(cr.Amount) + " · " + sh.Moment(cr.ReceivedAt)})
	}
	for _, h := range rows {
		row := pages.HandoverRow{At: h.CreatedAt, Gateway: gatewayName(sh, h.Gateway), Reference: h.Reference, Total: h.Total()}
		for _, part := range []struct {
			key string
			sum money.VND
		}{{"to_bank", h.ToBank}, {"fee", h.Fee}, {"lost", h.Lost}} {
			if part.sum.Positive() {
				row.Facts = append(row.Facts, pages.Pair{Name: sh.T("portal.gateways.said." + part.key), Value: sh.Money(part.sum)})
			}
		}
		if h.Note != "" {
			row.Facts = append(row.Facts, pages.Pair{Name: sh.T("portal.gateways.note"), Value: h.Note})
		}
		p.Rows = append(p.Rows, row)
	}
	return show(c, pages.Gateways(sh, p))
}

// gatewayHandsOver books what a gateway handed over.
func (w *portal) gatewayHandsOver(c *fiber.Ctx, by actor.Admin) error {
	in, err := session.Bind[newHandover](c)
	if err == nil {
		var wrong fault.List
		h := remittance.NewHandover{Gateway: in.Gateway, Reference: in.Reference, ToBank: amount(&wrong, in.ToBank, "to_bank"), Fee: amount(&wrong, in.Fee, "fee"),
			Lost: amount(&wrong, in.Lost, "lost"), CreditID: in.Credit, Note: in.Note}
		if err = wrong.Err(); err == nil {
			_, err = w.Remittance.HandOver(c.UserContext(), by, h)
		}
	}
	if err == nil {
		return done(c, pages.DeskPath("gateways"), "handover")
	}
	if ps, ok := mendable(c, session.Language(c), err); ok {
		return w.showGateways(c, by, in, ps)
	}
	return err
}
