package storefront

import (
	"context"
	"net/url"

	"github.com/gofiber/fiber/v2"
	"github.com/skip2/go-qrcode"

	"github.com/chophien/chophien/handlers/session"
	"github.com/chophien/chophien/handlers/webhooks"
	"github.com/chophien/chophien/models/checkout"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/payment"
	"github.com/chophien/chophien/models/seller"
	"github.com/chophien/chophien/payments"
	pages "github.com/chophien/chophien/web/storefront"
	"github.com/chophien/chophien/web/view"
)

// owed is the payment of a code, if it is the buyer's; "payment.unknown" otherwise.
func (s *shop) owed(c *fiber.Ctx) (payment.Payment, order.Group, error) {
	ctx := c.UserContext()
	q := s.DB.Read(ctx)
	p, err := payment.Find(ctx, q, c.Params("code"))
	if err != nil {
		return p, order.Group{}, err
	}
	group, err := order.FindGroup(ctx, q, p.GroupID)
	if err != nil {
		return p, group, err
	}
	who := session.Who(c)
	if !group.BelongsTo(who.PersonID, who.PhoneID) {
		return p, group, fault.New(fault.NotFound, "payment.unknown")
	}
	return p, group, nil
}

func (s *shop) payPage(c *fiber.Ctx) error { return s.showPay(c, nil) }

func (s *shop) showPay(c *fiber.Ctx, refused error) error {
	p, group, err := s.owed(c)
	if err != nil {
		return err
	}
	if p.AtDoor { // its order says what is paid, and where
		return goOn(c, "/orders/"+url.PathEscape(group.Code))
	}
	ctx := c.UserContext()
	step, found, err := s.Checkout.Current(ctx, buyer(c), group.ID, p.ID)
	if err != nil {
		return err
	}
	f := s.form(c, "orders")
	page := pages.PayPage{
		Code: p.Code, State: stateOf(p, step, found), Amount: p.Amount, Received: p.Received, Deadline: p.DueAt, Problems: problemsOf(f.Lang, refused),
	}
	f.Title, f.Path = f.T("pay.title."+string(page.State)), view.PayPath(p.Code)
	if page.Orders, err = s.orderLinks(ctx, f, group.ID); err != nil {
		return err
	}
	if err := s.fillDirect(ctx, f, p, &page); err != nil {
		return err
	}
	if found {
		page.Method = f.T("gateway." + step.Attempt.Gateway)
	}
	switch page.State {
	case pages.PayDue, pages.PayShort:
		s.nextOf(&page, step, found)
	case pages.PayFailed:
		page.Why = f.T("pay.decline." + declined(step.Attempt.Failure))
	}
	if p.Status.Open() {
		page.Others = gatewaysOf(f, s.takes(p))
	}
	if back := p.Refunding.Add(p.Refunded); back.Positive() && p.Direct() {
		page.Refund = f.T("pay.refund_direct", "amount", back)
	} else if back.Positive() {
		page.Refund = f.T("pay.refund", "amount", p.Refunding.Add(p.Refunded))
	}
	status := fiber.StatusOK
	if refused != nil {
		status = statusOf(refused)
	}
	return show(c, status, pages.Pay(f, page))
}

// stateOf is where a payment stands as its buyer sees it.
func stateOf(p payment.Payment, step checkout.Step, found bool) pages.PayState {
	switch {
	case p.Status == payment.Paid:
		return pages.PayPaid
	case !p.Status.Open() && p.Received.Positive():
		return pages.PayLate
	case !p.Status.Open():
		return pages.PayExpired
	case found && step.Checking, p.Status == payment.Checking:
		return pages.PayChecking
	case p.Received.Positive():
		return pages.PayShort
	case found && (step.Attempt.Status == payment.AttemptFailed || step.Attempt.Status == payment.AttemptCancelled || step.Attempt.Status == payment.AttemptExpired):
		return pages.PayFailed
	}
	return pages.PayDue
}

// declined is a reason that has a sentence.
func declined(failure string) string {
	switch payments.Decline(failure) {
	case payments.DeclineFunds, payments.DeclineLimit, payments.DeclineBuyer, payments.DeclineExpired, payments.DeclineAuth, payments.DeclineAccount, payments.DeclineUnavailable:
		return failure
	}
	return string(payments.DeclineOther)
}

// nextOf is what the buyer does now.
func (s *shop) nextOf(page *pages.PayPage, step checkout.Step, found bool) {
	if !found || step.Attempt.Status != payment.AttemptOpen || s.Now() >= step.Attempt.ExpiresAt {
		return
	}
	next := step.Next
	switch {
	case next.Transfer != nil:
		t := next.Transfer
		page.QR = &pages.QR{Image: view.PayPath(page.Code) + "/qr.png", Bank: t.Bank, Account: t.Account, Holder: t.Holder, Text: t.Memo}
		if s.Demo != nil && s.Demo.Bank != nil {
			page.Play = "/sandbox/transfer?" + url.Values{"code": {page.Code}}.Encode()
		}
	case next.URL != "":
		page.GoTo = next.URL
	}
}

func (s *shop) orderLinks(ctx context.Context, f *view.Frame, groupID string) ([]view.Link, error) {
	q := s.DB.Read(ctx)
	orders, err := order.OfGroup(ctx, q, groupID)
	if err != nil {
		return nil, err
	}
	ids := make([]string, len(orders))
	for i, o := range orders {
		ids[i] = o.SellerID
	}
	names, err := seller.Names(ctx, q, ids)
	if err != nil {
		return nil, err
	}
	out := make([]view.Link, len(orders))
	for i, o := range orders {
		out[i] = view.Link{Label: f.T("order.of", "code", o.Code, "seller", names[o.SellerID]), URL: view.OrderPath(o.Code)}
	}
	return out, nil
}

// pay tries another way, or the same once more.
func (s *shop) pay(c *fiber.Ctx) error {
	p, _, err := s.owed(c)
	if err != nil {
		return err
	}
	in, err := session.Bind[struct {
		Gateway string `form:"gateway"`
	}](c)
	if err != nil {
		return s.showPay(c, err)
	}
	if _, err := s.Gateways.Gateway(in.Gateway); err != nil {
		return s.showPay(c, fault.New(fault.Invalid, "checkout.gateway").On("gateway"))
	}
	return s.begin(c, buyer(c), p.GroupID, p.ID, in.Gateway)
}

// payStatus answers the page that waits for money.
func (s *shop) payStatus(c *fiber.Ctx) error {
	p, group, err := s.owed(c)
	if err != nil {
		return err
	}
	step, found, err := s.Checkout.Current(c.UserContext(), buyer(c), group.ID, p.ID)
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderCacheControl, "no-store")
	return c.JSON(fiber.Map{"state": stateOf(p, step, found)})
}

// payQR draws what a bank's app reads.
func (s *shop) payQR(c *fiber.Ctx) error {
	p, group, err := s.owed(c)
	if err != nil {
		return err
	}
	step, found, err := s.Checkout.Current(c.UserContext(), buyer(c), group.ID, p.ID)
	if err != nil {
		return err
	}
	if !found || step.Next.QR == "" {
		return fault.New(fault.NotFound, "payment.unknown")
	}
	picture, err := qrcode.Encode(step.Next.QR, qrcode.Medium, 528)
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderCacheControl, "no-store")
	c.Set(fiber.HeaderContentType, "image/png")
	return c.Send(picture)
}

// returned is the browser coming back from a gateway. What it carries proves nothing: the
// gateway is asked, and the page says what is true.
func (s *shop) returned(c *fiber.Ctx) error {
	ctx := c.UserContext()
	id, err := s.Checkout.Return(ctx, c.Params("gateway"), webhooks.Raw(c, s.Now()))
	if err != nil {
		s.Log.WarnContext(ctx, "nobody can be seen coming back", "error", err)
		return goOn(c, view.PathOrders)
	}
	p, err := payment.Find(ctx, s.DB.Read(ctx), id)
	if err != nil {
		return err
	}
	return goOn(c, view.PayPath(p.Code))
}
