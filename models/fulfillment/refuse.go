package fulfillment

import (
	"context"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"
	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/conversation"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/payment"
	"github.com/chophien/chophien/models/vntext"
)

// RefuseReasons are why a seller may refuse an order: message keys, told to the buyer, in
// the order in which pages list them.
var RefuseReasons = []string{"refuse.sold_out", "refuse.harvest_failed", "refuse.cannot_send", "refuse.price_wrong", "refuse.away", RefuseOther}

// RefuseOther is the reason that the seller says in own words.
const RefuseOther = "refuse.other"

// Refusal is why a seller refuses. Words are optional, but for RefuseOther.
type Refusal struct {
	Reason string `json:"reason" form:"reason"`
	Words  string `json:"words" form:"words" doc:"in own words, for the buyer; numbers and addresses of the net are masked"`
}

// Refuse ends an order that the seller cannot send, before it is packed: all its money
// goes back, its stock is free again. An order that was cancelled before is returned as it
// is. It refuses with "order.refuse_reason" a reason that is not listed, with
// "order.refuse_words" a reason of one's own without words, what vntext.Input refuses on
// "words", with
// "payment.not_paid" an order whose money is not there, and with "order.move" one that is
// packed.
func (f *Fulfillment) Refuse(ctx context.Context, by actor.Actor, idOrCode string, in Refusal) (o order.Order, err error) {
	err = f.act(ctx, func(tx *gorm.DB) error {
		if o, err = find(ctx, tx, by, idOrCode); err != nil || o.Status == order.Cancelled {
			return err
		}
		words, err := in.said()
		if err != nil {
			return err
		}
		if err := f.cancel(ctx, tx, &o, by, in.Reason); err != nil || words == "" {
			return err
		}
		return order.SetRefusal(ctx, tx, o.ID, words, f.Now())
	})
	return o, err
}

// said judges a refusal and returns its words as the buyer may read them: on one line, and
// masked as what is said about an order that is not sent.
func (in Refusal) said() (string, error) {
	var l fault.List
	if !slices.Contains(RefuseReasons, in.Reason) {
		l.Add(fault.New(fault.Invalid, "order.refuse_reason").On("reason"))
	}
	words, refused := vntext.Input(norm.NFC.String(strings.Join(strings.Fields(in.Words), " ")), order.LongestRefusal, false)
	if refused == "" && words == "" && in.Reason == RefuseOther {
		refused = "order.refuse_words"
	}
	if refused != "" {
		l.Add(fault.New(fault.Invalid, refused).On("words").With("most", order.LongestRefusal))
	}
	clean, _ := conversation.Mask(words)
	return clean, l.Err()
}

// cancel ends an order before it is packed.
func (f *Fulfillment) cancel(ctx context.Context, tx *gorm.DB, o *order.Order, by actor.Actor, reason string) error {
	if o.Status != order.Placed && o.Status != order.Confirmed {
		return fault.New(fault.Conflict, "order.move").With("status", string(o.Status))
	}
	return payment.Unwind(ctx, tx, f.Gateways, o, by, reason, f.Now())
}
