package news

import (
	"context"
	"errors"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/outbox"
	"github.com/chophien/chophien/models/settlement"
)

// paidOut tells those who see a seller's money that some is on its way, arrived, or came
// back and what to do; of what came back the desk hears too. A step that was overtaken is
// not told.
func (n *News) paidOut(ctx context.Context, note outbox.Note) error {
	var body settlement.PayoutNote
	if err := note.Decode(&body); err != nil {
		return err
	}
	q := n.DB.Read(ctx)
	p, err := settlement.Find(ctx, q, body.PayoutID)
	if err != nil || note.Type != payout(p.Status) {
		return err
	}
	var all error
	template, right, path := note.Type, actor.SeeMoney, []string{"money", "payouts"}
	if p.Status == settlement.Returned {
		right = actor.HandleMoney
		by, err := settlement.ReturnedBy(ctx, q, p.ID)
		if err != nil {
			return err
		}
		to, err := desk(ctx, q, by)
		if err != nil {
			return err
		}
		all = n.tell(ctx, note.ID+"/desk", "payout.returned.desk", to, args{
			"code": p.Code, "amount": p.Amount, "link": n.link("portal/desk/payouts", p.BatchID),
		})
		if template += ".again"; p.AccountRefused {
			template, path = note.Type, []string{"money", "bank"}
		}
	}
	return errors.Join(all, n.tellStall(ctx, q, note.ID, template, p.SellerID, right, path, args{"amount": p.Amount, "code": p.Code}))
}
