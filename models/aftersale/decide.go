package aftersale

import (
	"cmp"
	"context"
	"slices"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/audit"
	"github.com/chophien/chophien/models/complaint"
	"github.com/chophien/chophien/models/earning"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/payment"
)

// Decision is what the desk decides. With Reject nothing goes back. Bearer says who bears
// it: "seller" (also when empty), "earner" (each gives back what it earned) or "market".
type Decision struct {
	Terms
	Reject bool   `json:"reject" form:"reject"`
	Bearer string `json:"bearer" form:"bearer"`
	Text   string `json:"text" form:"text"` // told to both sides; needed
}

// Decide ends a complaint by the desk, whoever's turn it is. It refuses beside the fields
// what is wrong ("complaint.bearer", "complaint.amount", "complaint.text"), with
// "complaint.nothing" a decision for the buyer that gives nothing, with
// "complaint.market_too_early" to let the market pay for goods that have not arrived, with
// "earning.market_cannot" to let it pay for what was paid to the seller,
// and with "complaint.move" what is over.
func (a *Aftersale) Decide(ctx context.Context, by actor.Admin, idOrCode string, in Decision) (t complaint.Ticket, err error) {
	err = a.act(ctx, func(tx *gorm.DB) error {
		ticket, o, err := a.take(ctx, tx, by, idOrCode, complaint.ByDesk)
		if err != nil {
			return err
		}
		t = ticket
		if err := in.check(); err != nil {
			return err
		}
		if o.Direct() && in.Bearer == earning.BearMarket && !in.Reject {
			return fault.New(fault.Conflict, "earning.market_cannot").On("bearer")
		}
		if !t.State.Live() {
			return fault.New(fault.Conflict, "complaint.move").With("state", string(t.State))
		}
		if _, err := a.say(ctx, tx, t, complaint.ByDesk, in.Text, nil, pictures(by), by); err != nil {
			return err
		}
		if in.Reject {
			err = a.letBe(ctx, tx, &t, &o, complaint.Rejected, by, "complaint.decided")
		} else {
			left, e := payment.Left(ctx, tx, o.ID)
			if e != nil {
				return e
			}
			parts, e := in.parts(left)
			if e != nil {
				return e
			}
			parts.Bearer = in.Bearer
			err = a.agree(ctx, tx, &t, &o, parts, by, "complaint.decided")
		}
		if err != nil {
			return err
		}
		entry := audit.Entry{By: by.Stamp(), Verb: "complaint.decide", Subject: audit.Subject{Kind: "ticket", ID: t.ID},
			Detail: map[string]any{"refund": t.Refund.Dong(), "bearer": t.Bearer}}
		return audit.Write(ctx, tx, entry, a.Now())
	})
	return t, err
}

func (in *Decision) check() error {
	var l fault.List
	in.Bearer = cmp.Or(in.Bearer, earning.BearSeller)
	if !slices.Contains([]string{earning.BearSeller, earning.BearEarner, earning.BearMarket}, in.Bearer) {
		l.Add(fault.New(fault.Invalid, "complaint.bearer").On("bearer"))
	}
	gives := in.Shipping.Positive()
	for _, v := range in.Lines {
		gives = gives || v.Positive()
	}
	if !in.Reject && !gives {
		l.Add(fault.New(fault.Invalid, "complaint.nothing").On("lines"))
	}
	l.Add(words(&in.Text, nil))
	return l.Err()
}
