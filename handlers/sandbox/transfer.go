package sandbox

import (
	"context"
	"net/url"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/handlers/parts"
	"github.com/chophien/chophien/handlers/session"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/payment"
	"github.com/chophien/chophien/payments"
	"github.com/chophien/chophien/payments/vietqr/demobank"
	pages "github.com/chophien/chophien/web/sandbox"
	"github.com/chophien/chophien/web/view"
)

// transferForm is a transfer as somebody types it into a banking app.
type transferForm struct {
	Amount  money.VND `form:"amount"`
	Text    string    `form:"text"`
	Outcome string    `form:"outcome"`
}

// due is the payment of the code in the address and what its QR says; nothing of either
// where there is none.
func (s *play) due(c *fiber.Ctx) (p payment.Payment, t payments.Transfer, err error) {
	code := c.Query("code")
	if code == "" {
		return p, t, nil
	}
	ctx := c.UserContext()
	if p, err = payment.Find(ctx, s.DB.Read(ctx), code); err != nil {
		return p, t, err
	}
	if p.AtDoor {
		t, err = s.dueAtDoor(ctx, p)
		return p, t, err
	}
	a, found, err := payment.LastAttempt(ctx, s.DB.Read(ctx), p.ID, "vietqr")
	if err != nil || !found {
		return p, t, err
	}
	next, err := a.NextStep()
	if err == nil && next.Transfer != nil {
		t = *next.Transfer
	}
	return p, t, err
}

// dueAtDoor is what the QR at the door of a payment's order says; nothing where none is shown.
func (s *play) dueAtDoor(ctx context.Context, p payment.Payment) (t payments.Transfer, err error) {
	q := s.DB.Read(ctx)
	of, err := payment.Allocations(ctx, q, p.ID)
	if err != nil || len(of) == 0 {
		return t, err
	}
	o, err := order.Find(ctx, q, of[0].OrderID)
	if err != nil {
		return t, err
	}
	at, _, err := s.Checkout.AtDoor(ctx, o)
	if err == nil && at.Next.Transfer != nil {
		t = *at.Next.Transfer
	}
	return t, err
}

func (s *play) transferPage(c *fiber.Ctx) error {
	p, t, err := s.due(c)
	if err != nil {
		return err
	}
	return s.showTransfer(c, p, t, transferForm{Amount: p.Missing(), Text: t.Memo}, c.Query("sent") != "", nil)
}

func (s *play) showTransfer(c *fiber.Ctx, p payment.Payment, t payments.Transfer, in transferForm, sent bool, refused error) error {
	f := s.frame(c, "play.transfer")
	page := pages.TransferPage{
		Action: "/sandbox/transfer", Bank: t.Bank, Account: t.Account, Holder: t.Holder, Amount: in.Amount.String(), Text: in.Text, Sent: sent,
		Problems: view.ProblemsOf(f.Lang, refused),
	}
	if typed := session.Typed(c, "amount"); typed != "" {
		page.Amount = typed
	}
	if p.Code != "" {
		page.Action += "?" + url.Values{"code": {p.Code}}.Encode()
		page.Back = view.PayPath(p.Code)
	}
	status := fiber.StatusOK
	if refused != nil {
		status = parts.Status(refused)
	}
	return show(c, status, pages.Transfer(f, page))
}

func (s *play) transfer(c *fiber.Ctx) error {
	p, t, err := s.due(c)
	if err != nil {
		return err
	}
	in, err := session.Bind[transferForm](c)
	if err == nil {
		err = s.send(c, p, demobank.Transfer{
			Account: t.Account, Amount: in.Amount, Content: in.Text, PayerName: "NGUOI MUA THU", PayerAccount: "0000000001", PayerBIN: "970400",
		}, in.Outcome)
	}
	if err != nil {
		if len(fault.All(err)) == 0 {
			return err
		}
		return s.showTransfer(c, p, t, in, false, err)
	}
	return c.Redirect("/sandbox/transfer?"+url.Values{"code": {p.Code}, "sent": {"1"}}.Encode(), fiber.StatusSeeOther)
}

// send plays the transfer as wished: at once, after the deadline, twice, or by a forger.
func (s *play) send(c *fiber.Ctx, p payment.Payment, t demobank.Transfer, outcome string) error {
	ctx := c.UserContext()
	switch outcome {
	case "late":
		due := s.Now().Add(time.Minute)
		if after := p.HoldUntil.Add(time.Minute); after > due {
			due = after
		}
		_, err := s.Demo.Bank.SendAt(t, due)
		return err
	case "unsigned":
		t.Forged = true
	case "send", "twice":
	default:
		return fault.New(fault.Invalid, "input.value").On("outcome")
	}
	receipt, err := s.Demo.Bank.Send(ctx, t)
	if err == nil && outcome == "twice" {
		t.ID = receipt.ID
		_, err = s.Demo.Bank.Send(ctx, t)
	}
	return err
}
