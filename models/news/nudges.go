package news

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/complaint"
	"github.com/chophien/chophien/models/fulfillment"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/outbox"
	"github.com/chophien/chophien/models/payment"
	"github.com/chophien/chophien/models/seller"
)

// stands is where an order stands that a nudge of a kind is about.
var stands = map[string]order.Status{
	fulfillment.Silent: order.Placed, fulfillment.PackSoon: order.Confirmed, fulfillment.LatePacking: order.Confirmed,
	fulfillment.ShipSoon: order.Packed, fulfillment.LateShipping: order.Packed, fulfillment.LateArrival: order.Shipped,
	fulfillment.DoorUnpaid: order.Shipped,
}

// mostOrders is as many orders as a reminder counts.
const mostOrders = 100

// nudged reminds a seller of orders that stand still, once an hour for each kind with all
// of them together; of a silent seller somebody near hears, once a day. A buyer hears that
// a parcel is late.
func (n *News) nudged(ctx context.Context, note outbox.Note) error {
	var body fulfillment.Nudge
	if err := note.Decode(&body); err != nil {
		return err
	}
	q, kind := n.DB.Read(ctx), strings.TrimPrefix(note.Type, fulfillment.NudgeNotes)
	o, err := order.Find(ctx, q, body.OrderID)
	if err != nil || o.Status != stands[kind] {
		return err // somebody acted
	}
	if _, asked, err := fulfillment.QuestionOf(ctx, q, o); err != nil || asked {
		return err // the seller waits for the buyer
	}
	if kind == fulfillment.DoorUnpaid {
		if _, part, err := payment.OfOrder(ctx, q, o.ID); err != nil || part.Funded {
			return err // the money came
		}
	}
	var all error
	if kind == fulfillment.LateArrival {
		all = n.late(ctx, q, note, o)
	}
	at, err := fulfillment.NudgedAt(ctx, q, o.ID, kind)
	if err != nil {
		return err
	}
	s, err := seller.Find(ctx, q, o.SellerID)
	if err != nil {
		return err
	}
	if kind == fulfillment.Silent {
		to, err := near(ctx, q, s)
		if err != nil {
			return err
		}
		all = n.tellUntil(ctx, o.ConfirmBy, "nudge/"+kind+"/"+s.ID+"/"+string(at.Date())+"/near", "order.silent.near", to, args{
			"stall": s.Name, "code": o.Code, "until": o.ConfirmBy,
		})
	}
	return errors.Join(all, n.remind(ctx, q, kind, s, o, at))
}

// remind reminds the seller of an order, and of how many others stand where it stands.
func (n *News) remind(ctx context.Context, q *gorm.DB, kind string, s *seller.Seller, o order.Order, at clock.Instant) error {
	until, ends, err := untilWhen(ctx, q, kind, o)
	if err != nil || ends > 0 && ends <= n.Now() {
		return err // its clock has run out, and that is told
	}
	all, err := order.ForSeller(ctx, q, s.ID, []order.Status{o.Status}, order.After{}, mostOrders)
	if err != nil {
		return err
	}
	waiting := 0
	for _, other := range all {
		if o.Status != order.Placed || other.ConfirmBy > 0 {
			waiting++ // but one that is not paid waits for no seller
		}
	}
	template, path := fulfillment.NudgeNotes+kind, []string{"orders", o.Code}
	if waiting > 1 {
		template, path = template+".many", path[:1]
	}
	hour := fmt.Sprint(int64(at) / time.Hour.Milliseconds())
	return n.tellStallUntil(ctx, q, ends, "nudge/"+kind+"/"+s.ID+"/"+hour, template, s.ID, actor.HandleOrders, path, args{
		"code": o.Code, "n": waiting, "until": until,
	})
}

// untilWhen is when the seller should have acted, a clock ends the order, or takes it as
// delivered: as it is said, and where it is an instant.
func untilWhen(ctx context.Context, q *gorm.DB, kind string, o order.Order) (said any, ends clock.Instant, err error) {
	switch kind {
	case fulfillment.Silent:
		ends = o.ConfirmBy
	case fulfillment.PackSoon:
		ends = o.PackBy
	case fulfillment.LatePacking:
		ends = o.PackBy.Add(fulfillment.PackGrace)
	case fulfillment.ShipSoon, fulfillment.LateShipping:
		m, err := came(ctx, q, o.ID, order.Packed)
		if err != nil {
			return nil, 0, err
		}
		if ends = m.CreatedAt.Add(order.HandOver); kind == fulfillment.LateShipping {
			ends = m.CreatedAt.Add(fulfillment.ShipWithin)
		}
	default:
		return o.PromisedTo, 0, nil
	}
	return ends, ends, nil
}

// late asks the buyer of a late parcel to say whether it came. Who has complained already
// is not asked.
func (n *News) late(ctx context.Context, q *gorm.DB, note outbox.Note, o order.Order) error {
	if _, open, err := complaint.LiveOf(ctx, q, o.ID); err != nil || open {
		return err
	}
	g, err := order.GroupByID(ctx, q, o.GroupID)
	if err != nil {
		return err
	}
	return n.tell(ctx, note.ID+"/buyer", "order.late_arrival.buyer", buyer(g), args{"code": o.Code, "to": o.PromisedTo, "link": n.link("orders", o.Code)})
}
