package checkout

import (
	"context"
	"errors"
	"net/url"
	"slices"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/payment"
	"github.com/chophien/chophien/payments"
)

// PayNow is what a buyer says to pay: with which gateway.
type PayNow struct {
	Gateway string `json:"gateway" form:"gateway"`
	Method  string `json:"method" form:"method"`   // the gateway's own choice within it, or ""
	Payment string `json:"payment" form:"payment"` // id or code of one where sellers are paid each by itself; "": the first that is open
}

// Step is what the buyer does next. Checking means that nobody knows yet whether the
// gateway took the attempt on: the buyer waits and does not pay again.
type Step struct {
	Payment  payment.Payment
	Attempt  payment.Attempt
	Next     payments.Next
	Checking bool
}

// Pay begins to pay a group's payment with a gateway and says what the buyer does next. A
// second call while the first attempt still stands gives the same step: a double click
// opens nothing twice. It refuses with "order.unknown" what is not the buyer's, with
// "payment.at_door" what is paid when it arrives, with
// "payment.unknown" a payment that is none of the group's, with
// "payment.closed" what no longer waits for money, and with the gateway's limits.
func (c *Checkout) Pay(ctx context.Context, by Buyer, groupIDOrCode string, in PayNow, ip string) (Step, error) {
	owed, err := c.mine(ctx, by, groupIDOrCode, in.Payment)
	if err != nil {
		return Step{}, err
	}
	if owed.AtDoor {
		return Step{}, fault.New(fault.Conflict, "payment.at_door").On("gateway")
	}
	g, err := c.Gateways.Gateway(in.Gateway)
	if err != nil {
		return Step{}, fault.New(fault.Invalid, "checkout.gateway").On("gateway")
	}
	to, err := c.payTo(ctx, c.DB.Read(ctx), owed.Payment, g)
	if err != nil {
		return Step{}, err
	}
	p, a, begun, err := c.prepare(ctx, owed.ID, g)
	if err != nil {
		return Step{}, err
	}
	if begun {
		return step(p, a)
	}
	return c.call(ctx, owed.Group, p, a, g, in, to, ip)
}

// mine finds a payment of a group of the buyer by its id or code; where none is named, the
// first that is open, else the first.
func (c *Checkout) mine(ctx context.Context, by Buyer, groupIDOrCode, named string) (payment.Owed, error) {
	all, err := c.allMine(ctx, by, groupIDOrCode)
	if err != nil {
		return payment.Owed{}, err
	}
	i := slices.IndexFunc(all, func(o payment.Owed) bool {
		return named == "" && o.Status.Open() || named != "" && (o.ID == named || o.Code == named)
	})
	switch {
	case i >= 0:
		return all[i], nil
	case named != "":
		return payment.Owed{}, fault.New(fault.NotFound, "payment.unknown").On("payment")
	}
	return all[0], nil
}

// allMine are the payments of a group of the buyer, at least one.
func (c *Checkout) allMine(ctx context.Context, by Buyer, groupIDOrCode string) ([]payment.Owed, error) {
	all, err := payment.OfGroupNamed(ctx, c.DB.Read(ctx), groupIDOrCode)
	if err == nil && (len(all) == 0 || !all[0].Group.BelongsTo(by.PersonID, by.PhoneID)) {
		err = fault.New(fault.NotFound, "order.unknown")
	}
	return all, err
}

// prepare writes the attempt before the gateway hears of it; begun is true when one with
// the same gateway already stands.
func (c *Checkout) prepare(ctx context.Context, paymentID string, g payments.Gateway) (p payment.Payment, a payment.Attempt, begun bool, err error) {
	err = c.DB.Tx(ctx, func(tx *gorm.DB) error {
		now := c.Now()
		var tried []payment.Attempt
		err := db.OneTurn(ctx, tx,
			func() (err error) { p, err = payment.Lock(ctx, tx, paymentID); return err },
			func() (err error) { tried, err = payment.AttemptsOf(ctx, tx, paymentID); return err })
		if err != nil {
			return err
		}
		if !p.Status.Open() {
			return fault.New(fault.Conflict, "payment.closed")
		}
		if a, begun = standing(tried, p, g, now); a.ID != "" {
			return nil
		}
		if err := g.Capabilities().Accepts(p.Missing()); err != nil {
			return err
		}
		due, hold := deadlines(c.Gateways, g.Code(), p.CreatedAt, now)
		if err := payment.Allow(ctx, tx, &p, due, hold); err != nil {
			return err
		}
		a, err = payment.Begin(ctx, tx, p, tried, g, now)
		return err
	})
	return p, a, begun, err
}

// standing finds the newest attempt with a gateway that can still be used as it is, of
// those that were tried. begun is false for one whose gateway must be called once more: a
// process ended before it answered, and nobody can be asked what became of it. Beginning
// the same attempt again opens nothing twice.
func standing(tried []payment.Attempt, p payment.Payment, g payments.Gateway, now clock.Instant) (a payment.Attempt, begun bool) {
	for _, a := range tried {
		if a.Gateway != g.Code() {
			continue
		}
		switch a.Status {
		case payment.AttemptCreating:
			if g.Capabilities().Query {
				return a, true
			}
			if now < a.ExpiresAt && a.Amount == p.Missing() {
				return a, false
			}
		case payment.AttemptChecking:
			return a, true
		case payment.AttemptOpen:
			if now < a.ExpiresAt && a.Amount == p.Missing() {
				return a, true
			}
		}
		break
	}
	return payment.Attempt{}, false
}

// call asks the gateway, outside any transaction, and stores what it answered.
func (c *Checkout) call(ctx context.Context, group order.Group, p payment.Payment, a payment.Attempt, g payments.Gateway, in PayNow, to *payments.BankAccount, ip string) (Step, error) {
	back := c.BaseURL + "/orders/" + url.PathEscape(group.Code)
	home := back
	if g.Capabilities().VerifyReturn {
		home = c.BaseURL + "/payments/return/" + url.PathEscape(g.Code())
	}
	asked, cancel := context.WithTimeout(ctx, c.callLimit())
	begun, err := g.Begin(asked, payments.Start{
		PaymentID: p.ID, Code: p.Code, Attempt: a.Number, Ref: a.Ref, Amount: a.Amount,
		Description: "Cho Phien " + p.Code, Locale: group.Locale, CustomerIP: ip, Method: in.Method, PayTo: to,
		ReturnURL: home, CancelURL: back,
		NotifyURL: c.BaseURL + "/webhooks/" + url.PathEscape(g.Code()), At: a.ProviderAt, ExpiresAt: a.ExpiresAt,
	})
	cancel()
	// The buyer may have gone; what the gateway answered is kept all the same.
	keep := context.WithoutCancel(ctx)
	if err == nil {
		if err := c.DB.Write(keep, func(ctx context.Context, q *gorm.DB) error { return payment.Began(ctx, q, &a, begun) }); err != nil {
			return Step{}, err
		}
		return step(p, a)
	}
	if g.Capabilities().Query && unsure(err) {
		c.Log.WarnContext(ctx, "a gateway did not answer", "gateway", g.Code(), "attempt", a.ID, "error", err)
		if err := c.DB.Tx(keep, func(tx *gorm.DB) error { return payment.Doubt(keep, tx, &a) }); err != nil {
			return Step{}, err
		}
		return step(p, a)
	}
	c.Log.WarnContext(ctx, "a gateway refused an attempt", "gateway", g.Code(), "attempt", a.ID, "error", err)
	if err := c.DB.Tx(keep, func(tx *gorm.DB) error {
		return payment.Fail(keep, tx, &a, payment.AttemptFailed, codeOf(err))
	}); err != nil {
		return Step{}, err
	}
	return Step{}, fault.New(fault.Unavailable, "checkout.gateway_refused").On("gateway").From(err)
}

// unsure reports whether what was asked of a gateway may have happened although it ended
// in err: unless the driver says plainly that it did not.
func unsure(err error) bool {
	var said *payments.Error
	if errors.As(err, &said) {
		return said.Ambiguous
	}
	return len(fault.All(err)) == 0
}

// codeOf is the provider's own code of a refusal.
func codeOf(err error) string {
	var said *payments.Error
	if errors.As(err, &said) && said.Code != "" {
		return said.Code
	}
	return "refused"
}

func step(p payment.Payment, a payment.Attempt) (Step, error) {
	next, err := a.NextStep()
	checking := a.Status == payment.AttemptChecking || a.Status == payment.AttemptCreating
	return Step{Payment: p, Attempt: a, Next: next, Checking: checking}, err
}

// Current is the step at which a payment of the buyer's group stands, named as for Pay:
// found is false before the first attempt.
func (c *Checkout) Current(ctx context.Context, by Buyer, groupIDOrCode, named string) (s Step, found bool, err error) {
	owed, err := c.mine(ctx, by, groupIDOrCode, named)
	if err != nil {
		return s, false, err
	}
	a, found, err := payment.LastAttempt(ctx, c.DB.Read(ctx), owed.ID, "")
	if err != nil || !found {
		return Step{Payment: owed.Payment}, false, err
	}
	s, err = step(owed.Payment, a)
	return s, true, err
}
