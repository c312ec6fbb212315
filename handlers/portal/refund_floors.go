package portal

import (
	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/handlers/session"
	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/payment"
	pages "github.com/chophien/chophien/web/portal"
	"github.com/chophien/chophien/web/view"
)

func (w *portal) floorsPage(c *fiber.Ctx, _ actor.Admin) error {
	return w.showFloors(c, newFloor{}, nil)
}

// newFloor is a floor as it is typed.
type newFloor struct {
	Gateway string     `form:"gateway"`
	Least   string     `form:"least"`
	From    clock.Date `form:"valid_from"`
	Source  string     `form:"source"`
}

func (w *portal) showFloors(c *fiber.Ctx, in newFloor, ps view.Problems) error {
	all, err := w.Checkout.RefundFloors(c.UserContext())
	if err != nil {
		return err
	}
	sh := back(w.desk(c, "portal.floors"), pages.DeskPath("books", "refunds"), "portal.books.refunds")
	p := pages.FloorsPage{Action: pages.DeskPath("floors"), Gateway: in.Gateway, Least: in.Least, From: string(in.From), Source: in.Source, Problems: ps}
	for _, f := range all {
		name := gatewayName(sh, f.Gateway)
		t := pages.Terms{Head: name, Lines: []string{sh.T("portal.floors.from", "least", f.Least)}, Note: f.Source}
		switch {
		case f.ValidFrom == "":
			t.Note = sh.T("portal.floors.own")
		case f.ValidFrom > w.Now().Date():
			t.Head = name + ": " + sh.T("portal.terms.coming", "day", f.ValidFrom.Format())
		default:
			t.Head = name + ": " + sh.T("portal.terms.since", "day", f.ValidFrom.Format())
		}
		p.All = append(p.All, t)
		if n := len(p.Gateways); n == 0 || p.Gateways[n-1].Value != f.Gateway {
			p.Gateways = append(p.Gateways, view.Option{Value: f.Gateway, Label: name})
		}
	}
	return show(c, pages.RefundFloors(sh, p))
}

// announceFloor adds what a gateway gives back at least from a coming day on.
func (w *portal) announceFloor(c *fiber.Ctx, by actor.Admin) error {
	in, err := session.Bind[newFloor](c)
	if err == nil {
		var wrong fault.List
		f := payment.NewFloor{Gateway: in.Gateway, Least: amount(&wrong, in.Least, "least"), ValidFrom: in.From, Source: in.Source}
		if err = wrong.Err(); err == nil {
			_, err = w.Checkout.AnnounceFloor(c.UserContext(), by, f)
		}
	}
	if err == nil {
		return done(c, pages.DeskPath("floors"), "terms")
	}
	if ps, ok := mendable(c, session.Language(c), err); ok {
		return w.showFloors(c, in, ps)
	}
	return err
}
