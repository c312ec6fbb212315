package news

import (
	"context"

	"github.com/chophien/chophien/models/fulfillment"
	"github.com/chophien/chophien/models/outbox"
	"github.com/chophien/chophien/models/payment"
)

// packed tells the buyer what less was packed than ordered. Who was asked before and took
// it knows, unless the money needs an account.
func (n *News) packed(ctx context.Context, note outbox.Note) error {
	q, o, g, err := n.of(ctx, note)
	if err != nil {
		return err
	}
	b, err := goesBack(ctx, q, o.ID, payment.Reason{Kind: payment.CauseWeight, ID: o.ID})
	if err != nil || b.sum.IsZero() {
		return err
	}
	agreed, err := fulfillment.TookLess(ctx, q, o.ID)
	if err != nil || agreed && !b.where {
		return err
	}
	return n.ended(ctx, note, g, o.Code, b)
}

// asked asks the buyer whether less will do, and says until when.
func (n *News) asked(ctx context.Context, note outbox.Note) error {
	q, o, g, err := n.of(ctx, note)
	if err != nil {
		return err
	}
	asked, open, err := fulfillment.QuestionOf(ctx, q, o)
	if err != nil || !open {
		return err // answered or taken back meanwhile
	}
	return n.tell(ctx, "question/"+asked.ID+"/buyer", note.Type, buyer(g), args{
		"code": o.Code, "amount": asked.Less, "until": asked.AnswerBy, "link": n.link("orders", o.Code),
	})
}
