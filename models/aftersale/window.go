package aftersale

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/catalog"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/complaint"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/shipping"
)

// Window is what a buyer may complain of now, and until when; no reasons means nothing.
type Window struct {
	Reasons []complaint.Reason
	Until   clock.Instant // of those that last longest; 0: no end is set while it has not arrived
	Fresh   clock.Instant // of spoiled fresh food; 0 where there is none
	Open    *complaint.Ticket
	Lines   []order.Line
}

// MayComplain says what the buyer of an order may complain of now, for the form. It
// refuses with "order.unknown" what is not the buyer's.
func (a *Aftersale) MayComplain(ctx context.Context, by Buyer, idOrCode string) (w Window, err error) {
	q := a.DB.Read(ctx)
	o, err := own(ctx, q, by, idOrCode)
	if err != nil {
		return w, err
	}
	if w.Lines, err = order.Lines(ctx, q, o.ID); err != nil {
		return w, err
	}
	if t, found, err := complaint.LiveOf(ctx, q, o.ID); err != nil || found {
		w.Open = &t
		return w, err
	}
	perishes, err := fresh(ctx, q, w.Lines)
	if err != nil {
		return w, err
	}
	for _, reason := range complaint.Reasons {
		if judge(o, reason, perishes, a.Now()) == nil {
			w.Reasons = append(w.Reasons, reason)
		}
	}
	if !o.DeliveredAt.IsZero() {
		w.Until = o.DeliveredAt.Add(ClaimWithin)
		if perishes {
			w.Fresh = o.DeliveredAt.Add(FreshWithin)
		}
	}
	return w, nil
}

// judge refuses a complaint that comes too early ("complaint.too_early": not sent yet, or
// only late and not late yet), too late ("complaint.too_late") or about an order that has
// ended without goods ("complaint.ended").
func judge(o order.Order, reason complaint.Reason, perishes bool, now clock.Instant) error {
	switch o.Status {
	case order.Cancelled, order.Returned:
		return fault.New(fault.Conflict, "complaint.ended")
	case order.Delivered, order.Completed:
		until := o.DeliveredAt.Add(ClaimWithin)
		if reason == complaint.Spoiled && perishes {
			until = o.DeliveredAt.Add(FreshWithin)
		}
		if now > until {
			return fault.New(fault.Conflict, "complaint.too_late").On("reason").With("until", until)
		}
		return nil
	case order.Shipped:
		// What came broken has come, whatever the carrier has told so far.
		if reason != complaint.Late {
			return nil
		}
	case order.Packed:
		if reason != complaint.Late {
			return fault.New(fault.Conflict, "complaint.too_early").On("reason").With("day", o.PromisedTo)
		}
	default:
		return fault.New(fault.Conflict, "complaint.not_sent")
	}
	if now.Date() <= o.PromisedTo {
		return fault.New(fault.Conflict, "complaint.too_early").On("reason").With("day", o.PromisedTo)
	}
	return nil
}

// fresh reports whether any of the lines keeps only a few days.
func fresh(ctx context.Context, q *gorm.DB, lines []order.Line) (bool, error) {
	ids := make([]string, len(lines))
	for i, l := range lines {
		ids[i] = l.VariantID
	}
	sales, err := catalog.SellableVariants(ctx, q, ids)
	for _, s := range sales {
		if s.ShelfLifeDays > 0 && s.ShelfLifeDays <= shipping.FreshDays {
			return true, err
		}
	}
	return false, err
}
