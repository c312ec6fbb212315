package portal

import (
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/handlers/session"
	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/aftersale"
	"github.com/chophien/chophien/models/complaint"
	"github.com/chophien/chophien/models/earning"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/payment"
	pages "github.com/chophien/chophien/web/portal"
	"github.com/chophien/chophien/web/view"
)

// answer is what was typed into the form of an answer or a decision.
type answer struct {
	Give     string            `form:"give"`
	Amounts  map[string]string `form:"amounts"` // by position of the line
	Shipping string            `form:"shipping"`
	Bearer   string            `form:"bearer"`
	Text     string            `form:"text"`
}

// What an answer gives.
const (
	giveAll   = "all"
	givePart  = "part"
	giveAgain = "again"
	giveNone  = "none"
)

// terms turns a choice into amounts: all that is left of the lines, or what was typed.
func (in answer) terms(v aftersale.View) (aftersale.Terms, error) {
	t := aftersale.Terms{Lines: map[string]money.VND{}}
	left := leftOf(v.Left)
	wrong := fault.List{}
	switch in.Give {
	case giveAll:
		for _, l := range v.Lines {
			t.Lines[l.ID] = left[l.ID]
		}
		t.Shipping = v.Left.Shipping
	case givePart:
		given := false
		for _, l := range v.Lines {
			t.Lines[l.ID] = amount(&wrong, in.Amounts[fieldOf(l)], lineField(l))
			given = given || t.Lines[l.ID].Positive()
			if t.Lines[l.ID].Cmp(left[l.ID]) > 0 {
				wrong.Add(fault.New(fault.Invalid, "complaint.amount").On(lineField(l)).With("left", left[l.ID].String()))
			}
		}
		t.Shipping = amount(&wrong, in.Shipping, "shipping")
		if wrong.Err() == nil && !given && !t.Shipping.Positive() { // it would be kept as a refusal
			wrong.Add(fault.New(fault.Invalid, "complaint.nothing").On(lineField(v.Lines[0])))
		}
	case giveAgain, giveNone:
	default:
		wrong.Add(fault.New(fault.Invalid, "complaint.give").On("give"))
	}
	return t, wrong.Err()
}

// amount reads đồng as typed; nothing is 0 đ.
func amount(wrong *fault.List, text, field string) money.VND {
	if strings.TrimSpace(text) == "" {
		return money.VND{}
	}
	v, err := money.Parse(text)
	if err != nil {
		wrong.Add(fault.New(fault.Invalid, "input.money").On(field))
	}
	return v
}

func leftOf(p payment.Parts) map[string]money.VND {
	out := map[string]money.VND{}
	for _, l := range p.Lines {
		out[l.LineID] = l.Amount
	}
	return out
}

// answerPage asks the seller what they give.
func (w *portal) answerPage(c *fiber.Ctx, s stall) error {
	return w.askAnswer(c, s, answer{}, nil)
}

func (w *portal) askAnswer(c *fiber.Ctx, s stall, in answer, ps view.Problems) error {
	at := s.path("complaints", c.Params("ticket"))
	sh := back(w.shell(c, s, "portal.ticket.answer", "today"), at, "portal.complaints")
	v, err := w.Aftersale.Show(c.UserContext(), s.by, c.Params("ticket"))
	if err != nil {
		return err
	}
	p := answerForm(sh, v, in, ps)
	p.Action = at + "/answer"
	p.Choices = append(p.Choices, view.Option{Value: giveAgain, Label: sh.T("portal.give.again")}, view.Option{Value: giveNone, Label: sh.T("portal.give.none")})
	return show(c, pages.Answer(sh, p))
}

// answerForm is what both sides of an answer are asked.
func answerForm(sh *pages.Shell, v aftersale.View, in answer, ps view.Problems) pages.AnswerPage {
	left, all := leftOf(v.Left), v.Left.Shipping
	p := pages.AnswerPage{Give: in.Give, Text: in.Text, Bearer: in.Bearer, Problems: ps}
	for _, l := range v.Lines {
		all = all.Add(left[l.ID])
		p.Lines = append(p.Lines, pages.AmountLine{Field: lineField(l), Name: l.Name(string(sh.Lang)), Left: left[l.ID], Value: in.Amounts[fieldOf(l)]})
	}
	if v.Left.Shipping.Positive() {
		p.Lines = append(p.Lines, pages.AmountLine{Field: "shipping", Name: sh.T("sum.delivery"), Left: v.Left.Shipping, Value: in.Shipping})
	}
	p.Choices = []view.Option{
		{Value: giveAll, Label: sh.T("portal.give.all"), End: sh.Money(all)},
		{Value: givePart, Label: sh.T("portal.give.part")},
	}
	return p
}

func (w *portal) answer(c *fiber.Ctx, s stall) error {
	in, err := session.Bind[answer](c)
	if err == nil {
		err = w.offer(c, s, in)
	}
	if err == nil {
		return done(c, s.path("complaints", c.Params("ticket")), "answered")
	}
	if ps, ok := mendable(c, session.Language(c), err); ok {
		return w.askAnswer(c, s, in, ps)
	}
	return err
}

func (w *portal) offer(c *fiber.Ctx, s stall, in answer) error {
	v, err := w.Aftersale.Show(c.UserContext(), s.by, c.Params("ticket"))
	if err != nil {
		return err
	}
	terms, err := in.terms(v)
	if err != nil {
		return err
	}
	_, err = w.Aftersale.Offer(c.UserContext(), s.by, v.Ticket.ID, aftersale.Answer{Terms: terms, Again: in.Give == giveAgain, Text: in.Text})
	return err
}

// decidePage asks the desk how a complaint ends.
func (w *portal) decidePage(c *fiber.Ctx, by actor.Admin) error {
	return w.askDecide(c, by, answer{Bearer: earning.BearSeller}, nil)
}

func (w *portal) askDecide(c *fiber.Ctx, by actor.Admin, in answer, ps view.Problems) error {
	at := pages.DeskPath("complaints", c.Params("ticket"))
	sh := back(w.desk(c, "portal.decide"), at, "portal.complaints")
	v, err := w.Aftersale.Show(c.UserContext(), by, c.Params("ticket"))
	if err != nil {
		return err
	}
	p := answerForm(sh, v, in, ps)
	p.Action, p.Desk = at+"/decide", true
	p.Choices = append(p.Choices, view.Option{Value: giveNone, Label: sh.T("portal.give.reject")})
	for _, b := range []string{earning.BearSeller, earning.BearEarner, earning.BearMarket} {
		p.Bearers = append(p.Bearers, view.Option{Value: b, Label: sh.T("portal.bearer." + b)})
	}
	return show(c, pages.Answer(sh, p))
}

func (w *portal) decide(c *fiber.Ctx, by actor.Admin) error {
	in, err := session.Bind[answer](c)
	var v aftersale.View
	if err == nil {
		v, err = w.Aftersale.Show(c.UserContext(), by, c.Params("ticket"))
	}
	var terms aftersale.Terms
	if err == nil {
		terms, err = in.terms(v)
	}
	if err == nil && in.Give == giveAgain {
		err = fault.New(fault.Invalid, "complaint.give").On("give")
	}
	if err == nil {
		_, err = w.Aftersale.Decide(c.UserContext(), by, v.Ticket.ID, aftersale.Decision{Terms: terms, Reject: in.Give == giveNone, Bearer: in.Bearer, Text: in.Text})
	}
	if err == nil {
		return done(c, pages.DeskPath("complaints", c.Params("ticket")), "decided")
	}
	if ps, ok := mendable(c, session.Language(c), err); ok {
		return w.askDecide(c, by, in, ps)
	}
	return err
}

// deskComplaints lists the complaints that the desk decides.
func (w *portal) deskComplaints(c *fiber.Ctx, by actor.Admin) error {
	sh := back(w.desk(c, "portal.complaints"), pages.PathDesk, "portal.desk")
	return w.tickets(c, sh, pages.DeskPath("complaints"), complaint.Escalated, w.allTickets)
}

func (w *portal) deskComplaint(c *fiber.Ctx, by actor.Admin) error {
	return w.showTicket(c, back(w.desk(c, "portal.complaints"), pages.DeskPath("complaints"), "portal.complaints"), by, pages.DeskPath("complaints"), "", nil)
}
