package aftersale

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/complaint"
	"github.com/chophien/chophien/models/earning"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/payment"
)

// Answer is what a seller says to a complaint, and gives: money, the goods once more, or
// nothing. Text is needed.
type Answer struct {
	Terms
	Again bool   `json:"again" form:"again"`
	Text  string `json:"text" form:"text"`
}

// Offer answers a complaint by its seller: a member who handles orders, or a helper, who
// gives no money away ("assist.own"). All that the buyer can ask for is agreed at once;
// anything less waits three days for the buyer. A new offer takes the place of the last. It
// refuses beside the fields what is wrong, and with "complaint.move" what the desk has in
// hand or is over.
func (a *Aftersale) Offer(ctx context.Context, by actor.Actor, idOrCode string, in Answer) (t complaint.Ticket, err error) {
	err = a.act(ctx, func(tx *gorm.DB) error {
		ticket, o, err := a.take(ctx, tx, by, idOrCode, complaint.BySeller)
		if err != nil {
			return err
		}
		t = ticket
		if f := words(&in.Text, nil); f != nil {
			return f
		}
		if t.State != complaint.Open && t.State != complaint.Answered {
			return fault.New(fault.Conflict, "complaint.move").With("state", string(t.State))
		}
		left, err := payment.Left(ctx, tx, o.ID)
		if err != nil {
			return err
		}
		parts, err := in.parts(left)
		if err != nil {
			return err
		}
		if parts.Sum().Positive() && helping(by) {
			return fault.New(fault.Forbidden, "assist.own")
		}
		all, err := claimed(ctx, tx, t, o, left)
		if err != nil {
			return err
		}
		if _, err := a.say(ctx, tx, t, complaint.BySeller, in.Text, nil, pictures(by), by); err != nil {
			return err
		}
		now := a.Now()
		if _, err := complaint.Propose(ctx, tx, &t, in.Lines, in.Shipping, in.Again, now.Add(AcceptWithin), by, now); err != nil {
			return err
		}
		if all.Sum().Positive() && covers(parts, all) {
			parts.Bearer = earning.BearSeller
			return a.agree(ctx, tx, &t, &o, parts, by, "complaint.granted")
		}
		return nil
	})
	return t, err
}

// covers reports whether parts give at least all that was asked for.
func covers(parts, all payment.Parts) bool {
	if parts.Shipping.Cmp(all.Shipping) < 0 {
		return false
	}
	for _, l := range all.Lines {
		if leftOf(parts, l.LineID).Cmp(l.Amount) < 0 {
			return false
		}
	}
	return true
}
