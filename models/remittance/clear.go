package remittance

import (
	"context"
	"strings"
	"time"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/audit"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/collection"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/ledger"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/payment"
	"github.com/chophien/chophien/models/vntext"
)

// clearWithin is how long the largest file may take to be cleared.
const clearWithin = 20 * time.Second

// Clear books a carrier's transfer as a remittance, the whole of it: every line that fits
// brings the cash of its order, every other one stands in suspense under its own id. Lines
// are judged anew, as things are now. A remittance that was cleared with this transfer
// before is returned as it is.
//
// It refuses with "remittance.unknown", with "remittance.cleared" one that was cleared with
// another transfer, with "payment.unknown" and "payment.credit_settled" a transfer that is
// none or is accounted for, with "remittance.amount" (args: total, amount) one of another
// sum, and with "remittance.text" one whose text does not hold the reference.
func (d *Desk) Clear(ctx context.Context, by actor.Admin, remittanceID, creditID string) (r Remittance, err error) {
	seen, err := d.Checkout.Credits(ctx, by, creditID)
	if err != nil {
		return r, err
	}
	err = d.DB.TxWithin(ctx, clearWithin, func(tx *gorm.DB) error {
		if r, err = lock(ctx, tx, remittanceID); err != nil {
			return err
		}
		credit, known := seen[creditID]
		switch {
		case r.State == "cleared" && *r.CreditID == creditID:
			return nil
		case r.State == "cleared":
			return fault.New(fault.Conflict, "remittance.cleared")
		case !known:
			return fault.New(fault.NotFound, "payment.unknown")
		case credit.Amount != r.Total:
			return fault.New(fault.Conflict, "remittance.amount").On("credit_id").With("total", r.Total.String()).With("amount", credit.Amount.String())
		case !r.namedIn(credit.Text):
			return fault.New(fault.Conflict, "remittance.text").On("credit_id").With("reference", r.Reference)
		}
		return d.clear(ctx, tx, by, &r, creditID)
	})
	return r, err
}

func (d *Desk) clear(ctx context.Context, tx *gorm.DB, by actor.Admin, r *Remittance, creditID string) error {
	now := d.Now()
	if _, err := payment.SettleCredit(ctx, tx, creditID, r.Reference, by.PersonID, now); err != nil {
		return err
	}
	lines, err := Lines(ctx, tx, r.ID)
	if err != nil {
		return err
	}
	from, seen := ledger.Suspense(creditID), map[string]bool{}
	postings := make([]ledger.Posting, 0, len(lines))
	for i := range lines {
		l := &lines[i]
		if l.State, l.OrderID, err = d.judge(ctx, tx, r.Carrier, l.Code, l.Amount, seen); err != nil {
			return err
		}
		p := ledger.Posting{From: from, To: ledger.Suspense(l.ID), Amount: l.Amount}
		if l.State == Fits {
			if err := d.bring(ctx, tx, by, *l, now); err != nil {
				return err
			}
			l.State, p.To, p.OrderID = Matched, ledger.Courier(r.Carrier), *l.OrderID
		}
		postings = append(postings, p)
		err := tx.WithContext(ctx).Table("remittance_lines").Where("id = ?", l.ID).Updates(map[string]any{"state": l.State, "order_id": l.OrderID}).Error
		if err != nil {
			return err
		}
	}
	if _, err := ledger.Post(ctx, tx, ledger.Cause{Kind: "remitted", ID: r.ID}, now, postings...); err != nil {
		return err
	}
	res := tx.WithContext(ctx).Table("remittances").Where("id = ? AND state = 'open'", r.ID).
		Updates(map[string]any{"state": "cleared", "credit_id": creditID, "cleared_by": by.PersonID, "cleared_at": now})
	if res.Error != nil {
		return res.Error
	}
	r.State, r.CreditID, r.ClearedBy, r.ClearedAt = "cleared", &creditID, by.PersonID, now
	return audit.Write(ctx, tx, audit.Entry{By: by.Stamp(), Verb: "remittance.clear", Subject: audit.Subject{Kind: "remittance", ID: r.ID}}, now)
}

// bring writes down that a line brought the cash of its order. Cash of which nobody has told
// was taken at the door all the same.
func (d *Desk) bring(ctx context.Context, tx *gorm.DB, by actor.Admin, l Line, now clock.Instant) error {
	cash, found, err := collection.OfOrder(ctx, tx, *l.OrderID)
	if err == nil && !found {
		var o order.Order
		if o, err = order.Find(ctx, tx, *l.OrderID); err != nil {
			return err
		}
		if err := d.Checkout.TakeCashIn(ctx, tx, by, &o); err != nil {
			return err
		}
		cash, _, err = collection.OfOrder(ctx, tx, *l.OrderID)
	}
	if err != nil {
		return err
	}
	return collection.Remit(ctx, tx, &cash, l.ID, now)
}

// lock returns a remittance as it is now, and makes this transaction the only one at work on
// it until it ends.
func lock(ctx context.Context, tx *gorm.DB, id string) (r Remittance, err error) {
	res := tx.WithContext(ctx).Raw("UPDATE remittances SET state = state WHERE id = ? RETURNING *", id).Scan(&r)
	if res.Error == nil && res.RowsAffected == 0 {
		return r, fault.New(fault.NotFound, "remittance.unknown")
	}
	return r, res.Error
}

// Settle is what the desk says of a line that did not fit: whose cash it was, or the bank's
// reference by which it went back to the carrier. One of the two. PaidTwice goes with an
// order: its buyer had paid already, and paid once more at the door.
type Settle struct {
	OrderCode string `json:"order_code" form:"order_code"`
	PaidTwice bool   `json:"paid_twice" form:"paid_twice" doc:"the order was paid already: the money goes back to its buyer"`
	Evidence  string `json:"evidence" form:"evidence"`
}

// SettleLine ends a line that did not fit, of a remittance that is cleared. With an order
// the line brings its cash: what is missing the market bears, what is too much it owes the
// carrier. With an order that was paid twice it becomes a refund to the buyer. With evidence
// the line went back to the carrier. It refuses with "remittance.line_unknown",
// with "remittance.line_settled" a line about which nobody asks, with "remittance.not_yet"
// one whose transfer is not there, with "remittance.settle" both or neither, with
// "remittance.order" (args: code) an order whose cash this carrier does not hold, and with
// "remittance.not_twice" one said to be paid twice whose cash is still awaited.
func (d *Desk) SettleLine(ctx context.Context, by actor.Admin, lineID string, in Settle) (l Line, err error) {
	code, evidence := strings.ToUpper(strings.TrimSpace(in.OrderCode)), strings.TrimSpace(in.Evidence)
	evidence, refused := vntext.Input(evidence, 100, false)
	err = d.DB.Tx(ctx, func(tx *gorm.DB) error {
		now := d.Now()
		res := tx.WithContext(ctx).Where("id = ?", lineID).Limit(1).Find(&l)
		if res.Error != nil {
			return res.Error
		}
		if res.RowsAffected == 0 {
			return fault.New(fault.NotFound, "remittance.line_unknown")
		}
		if (code == "") == (evidence == "") || refused != "" || in.PaidTwice && code == "" {
			return fault.New(fault.Invalid, "remittance.settle").On("order_code")
		}
		r, err := lock(ctx, tx, l.RemittanceID)
		if err != nil {
			return err
		}
		if err := tx.WithContext(ctx).Where("id = ?", lineID).Take(&l).Error; err != nil {
			return err
		}
		switch {
		case !l.State.Odd() && l.State != Fits:
			return fault.New(fault.Conflict, "remittance.line_settled")
		case r.State != "cleared":
			return fault.New(fault.Conflict, "remittance.not_yet")
		}
		var postings []ledger.Posting
		l.State, l.Note, l.DoneBy, l.DoneAt = Returned, evidence, by.PersonID, now
		switch {
		case in.PaidTwice:
			err = d.toBuyer(ctx, tx, r, &l, code)
		case code != "":
			postings, err = d.assign(ctx, tx, by, r, &l, code, now)
		default:
			postings = []ledger.Posting{{From: ledger.Suspense(l.ID), To: ledger.Bank(), Amount: l.Amount}}
		}
		if err != nil {
			return err
		}
		if len(postings) > 0 {
			if _, err := ledger.Post(ctx, tx, ledger.Cause{Kind: "line_settled", ID: l.ID}, now, postings...); err != nil {
				return err
			}
		}
		err = tx.WithContext(ctx).Table("remittance_lines").Where("id = ?", l.ID).
			Updates(map[string]any{"state": l.State, "order_id": l.OrderID, "payment_id": l.PaymentID, "note": l.Note, "done_by": l.DoneBy, "done_at": now}).Error
		if err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{By: by.Stamp(), Verb: "remittance.settle_line", Subject: audit.Subject{Kind: "remittance_line", ID: l.ID}}, now)
	})
	return l, err
}

// assign lets a line bring the cash of an order that a person named, and says how it is
// booked.
func (d *Desk) assign(ctx context.Context, tx *gorm.DB, by actor.Admin, r Remittance, l *Line, code string, now clock.Instant) ([]ledger.Posting, error) {
	o, due, state, err := d.named(ctx, tx, r, code)
	if err != nil {
		return nil, err
	}
	if state != Fits {
		return nil, notHeld(code)
	}
	l.State, l.OrderID = Assigned, &o.ID
	if err := d.bring(ctx, tx, by, *l, now); err != nil {
		return nil, err
	}
	brought := l.Amount.Min(due)
	rest, short := money.VND{}, money.VND{}
	if l.Amount.Cmp(due) > 0 {
		rest = l.Amount.Sub(due)
	} else {
		short = due.Sub(l.Amount)
	}
	courier := ledger.Courier(r.Carrier)
	return []ledger.Posting{
		{From: ledger.Suspense(l.ID), To: courier, Amount: brought, OrderID: o.ID},
		{From: ledger.Suspense(l.ID), To: ledger.ShippingPayable(r.Carrier), Amount: rest},
		{From: ledger.Loss(), To: courier, Amount: short, OrderID: o.ID},
	}, nil
}

// toBuyer gives a line back to the buyer of an order who had paid it already.
func (d *Desk) toBuyer(ctx context.Context, tx *gorm.DB, r Remittance, l *Line, code string) error {
	o, _, state, err := d.named(ctx, tx, r, code)
	if err != nil {
		return err
	}
	if state == Fits { // its cash is missing: this is that
		return fault.New(fault.Conflict, "remittance.not_twice").On("order_code")
	}
	paymentID, err := d.Checkout.PaidTwice(ctx, tx, o.ID, l.ID, l.Amount)
	l.OrderID, l.PaymentID = &o.ID, &paymentID
	return err
}

// named is the order that a person named, for which this carrier takes the money, and what a
// line must bring for it; see worth.
func (d *Desk) named(ctx context.Context, tx *gorm.DB, r Remittance, code string) (order.Order, money.VND, LineState, error) {
	o, err := order.FindAny(ctx, tx, code)
	if err != nil || o.DoorTaker != order.CarrierTakes || o.Carrier != r.Carrier {
		return o, money.VND{}, Unknown, notHeld(code).From(err)
	}
	due, state, err := d.worth(ctx, tx, o)
	if err != nil {
		err = notHeld(code).From(err)
	}
	return o, due, state, err
}

func notHeld(code string) *fault.Fault {
	return fault.New(fault.Conflict, "remittance.order").On("order_code").With("code", code)
}
