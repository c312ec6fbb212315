package storefront

import (
	"context"
	"strings"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/payment"
	"github.com/chophien/chophien/models/shipping"
	"github.com/chophien/chophien/web/locale"
	pages "github.com/chophien/chophien/web/storefront"
	"github.com/chophien/chophien/web/view"
)

// nowOf says what happens now, what comes next, and until when.
func nowOf(f *view.Frame, o purchase) view.Notice {
	say := func(tone view.Tone, key string, pairs ...any) view.Notice {
		return view.Notice{Tone: tone, Title: f.T("order.now." + key), Text: f.T("order.now."+key+".text", pairs...)}
	}
	switch o.Status {
	case order.Placed:
		switch {
		case o.pay.AtDoor && o.pay.Status.Open():
			return say(view.Plain, "placed_door", "until", o.ConfirmBy)
		case o.pay.Status == payment.Checking:
			return say(view.Care, "checking")
		case o.pay.Status.Open():
			return say(view.Care, "unpaid", "until", o.pay.DueAt)
		}
		if o.Waits() {
			return say(view.Plain, "ahead", "from", o.PromisedFrom, "to", o.PromisedTo)
		}
		return say(view.Plain, "placed", "until", o.ConfirmBy)
	case order.Confirmed:
		return say(view.Plain, "confirmed", "until", o.PackBy)
	case order.Packed:
		return say(view.Plain, "packed", "from", o.PromisedFrom, "to", o.PromisedTo)
	case order.Shipped:
		if o.pay.AtDoor && o.pay.Status.Open() { // who has not paid cannot say that it is there
			return say(view.Plain, "shipped_door", "from", o.PromisedFrom, "to", o.PromisedTo)
		}
		return say(view.Plain, "shipped", "from", o.PromisedFrom, "to", o.PromisedTo)
	case order.Delivered:
		if o.CompleteAfter.IsZero() {
			return say(view.Care, "disputed")
		}
		return say(view.Good, "delivered", "until", o.CompleteAfter)
	case order.Completed:
		return say(view.Good, "completed")
	case order.Returned:
		return say(view.Care, "returned")
	}
	n := say(view.Bad, "cancelled")
	if len(o.moves) > 0 {
		if why := reasonText(f, o.moves[len(o.moves)-1].Reason); why != "" {
			n.Text = strings.TrimRight(why, ".") + ". " + n.Text
		}
	}
	if o.refused != "" {
		n.Text += " " + f.T("order.refused_words", "words", o.refused)
	}
	return n
}

// reasonText is the sentence of a move's reason; nothing where it has none.
func reasonText(f *view.Frame, key string) string {
	if key == "" || !locale.Has("reason."+key) {
		return ""
	}
	return f.T("reason." + key)
}

// moneyOf says where the money of the order is.
func moneyOf(f *view.Frame, o purchase) pages.MoneyState {
	say := func(tone view.Tone, key string, pairs ...any) pages.MoneyState {
		return pages.MoneyState{Tone: tone, Word: f.T("order.money." + key), Text: f.T("order.money."+key+".text", pairs...)}
	}
	var back, done money.VND
	for _, r := range o.refunds {
		back = back.Add(r.Amount)
		if r.Status == payment.RefundDone {
			done = done.Add(r.Amount)
		}
	}
	switch {
	case back.Positive() && done == back:
		return say(view.Good, "refunded", "amount", done)
	case back.Positive() && o.Direct():
		return say(view.Care, "refunding_direct", "amount", back)
	case back.Positive():
		return say(view.Care, "refunding", "amount", back)
	case o.part.Funded && o.Direct():
		return say(view.Good, "direct")
	case o.part.Funded && o.Status == order.Completed:
		return say(view.Good, "handed_over")
	case o.part.Funded && o.cash:
		return say(view.Good, "paid_door")
	case o.part.Funded:
		return say(view.Good, "kept")
	case o.pay.Status.Open() && o.pay.AtDoor && o.Packed():
		return say(view.Care, "door", "amount", o.pay.Missing())
	case o.pay.Status.Open() && o.pay.AtDoor:
		return say(view.Plain, "door_later", "amount", o.pay.Missing())
	case o.pay.Status == payment.Checking:
		return say(view.Care, "checking")
	case o.pay.Status.Open():
		return say(view.Care, "due", "until", o.pay.DueAt)
	}
	if o.Direct() {
		return say(view.Plain, "none_direct")
	}
	return say(view.Plain, "none")
}

// billOf is the order line by line: goods as ordered, what weighed less, delivery.
func billOf(f *view.Frame, o purchase) []view.Sum {
	sums := []view.Sum{{Name: f.T("sum.goods"), Amount: o.Goods}}
	if less := o.Total().Sub(o.Due()); less.Positive() {
		sums = append(sums, view.Sum{Name: f.T("sum.less"), Amount: money.VND{}.Sub(less)})
	}
	sums = append(sums, view.Sum{Name: f.T("sum.delivery"), Amount: o.Shipping})
	return append(sums, view.Sum{Name: f.T("sum.total"), Amount: o.Due(), Total: true})
}

// fillTracking tells where the parcel is, or how it will come.
func (s *shop) fillTracking(ctx context.Context, f *view.Frame, o purchase, p *pages.OrderPage) error {
	if o.Status == order.Cancelled {
		return nil
	}
	t := &pages.Tracking{Carrier: f.T("delivery." + o.Carrier + "." + o.Service), Window: windowOf(f, o.PromisedFrom, o.PromisedTo)}
	q := s.DB.Read(ctx)
	if o.PickupID != "" {
		point, err := shipping.FindPoint(ctx, q, o.PickupID)
		if err != nil {
			return err
		}
		t.Window = f.T("delivery.pickup_at", "name", point.Name, "place", s.Places.FullName(point.Scheme, point.WardCode), "hours", point.Hours) + " " + t.Window
	}
	parcel, found, err := shipping.ShipmentOf(ctx, q, o.ID)
	if err != nil {
		return err
	}
	if found {
		t.Number = parcel.TrackingNo
		events, err := shipping.Track(ctx, q, parcel.ID)
		if err != nil {
			return err
		}
		for i, e := range events {
			state := view.Done
			if i == len(events)-1 && !parcel.Status.Ended() {
				state = view.Now
			}
			t.Events = append(t.Events, view.Step{Name: f.T("parcel." + string(e.Status)), At: e.At, State: state})
		}
	}
	p.Tracking = t
	return nil
}

func windowOf(f *view.Frame, from, to clock.Date) string {
	if from == to {
		return f.T("delivery.day", "day", from)
	}
	return f.T("delivery.window", "from", from, "to", to)
}

// refundOf sums up the money on its way back, and asks for an account where one is needed.
func (s *shop) refundOf(ctx context.Context, f *view.Frame, o purchase) (*pages.Refund, error) {
	if len(o.refunds) == 0 {
		return nil, nil
	}
	r := &pages.Refund{Tone: view.Good, Word: f.T("refund.status.done")}
	worst := payment.RefundDone
	for _, one := range o.refunds {
		r.Amount = r.Amount.Add(one.Amount)
		if one.Status != payment.RefundDone && worst != payment.RefundNeedsAccount {
			worst = one.Status
		}
	}
	if worst != payment.RefundDone {
		r.Tone, r.Word = view.Care, f.T("refund.status."+string(worst))
	}
	r.Text = f.T("refund.text." + string(worst))
	if worst == payment.RefundNeedsAccount {
		if err := s.whyTransferred(ctx, f, o, r); err != nil {
			return nil, err
		}
		r.Form = &pages.RefundForm{}
		for _, b := range s.Banks {
			r.Form.Banks = append(r.Form.Banks, view.Option{Value: b.BIN, Label: b.Name})
		}
	}
	if o.Direct() && worst != payment.RefundDone {
		r.Text = f.T("refund.text.direct")
	}
	return r, nil
}

// whyTransferred says that the way by which it was paid gives so little not back.
func (s *shop) whyTransferred(ctx context.Context, f *view.Frame, o purchase, r *pages.Refund) error {
	for _, one := range o.refunds {
		if one.Status != payment.RefundNeedsAccount {
			continue
		}
		least, below, err := payment.BelowFloor(ctx, s.DB.Read(ctx), s.Checkout.Gateways, one)
		if err != nil {
			return err
		}
		if below {
			r.Text = f.T("refund.text.below", "gateway", f.T("gateway."+one.Gateway), "least", least)
		}
	}
	return nil
}
