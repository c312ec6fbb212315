package portal

import (
	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/handlers/session"
	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/payment"
	pages "github.com/chophien/chophien/web/portal"
)

// dealing is what was typed into the forms of a task.
type dealing struct {
	Code     string `form:"payment_code"`
	Evidence string `form:"evidence"`
	Note     string `form:"note"`
	Given    string `form:"given"`
	Reason   string `form:"reason"`
	Same     string `form:"same"`
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
