package payment

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/code"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/invoice"
	"github.com/chophien/chophien/models/ledger"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/outbox"
	"github.com/chophien/chophien/payments"
)

// The kinds of Reason that ask for an order's money.
const (
	CauseCancelled = "order_cancelled"
	CauseReturned  = "order_returned"
	CauseWeight    = "weight"    // less was packed
	CauseComplaint = "complaint" // it was right
)

// Reason is what asks for money back: one reason (a cancellation, a difference of weight,
// a complaint that was right) gives back once, whoever retries it.
type Reason struct {
	Kind string
	ID   string
}

// GiveBack asks amount of an order's money back to its buyer, from the captures of its
// payment, newest first. The order's escrow must hold it; taxes are reversed by the
// caller before; an invoice that was handed over is corrected. It refuses with "payment.refund_too_much" when more is asked than the
// order's part of the payment still holds. It calls no gateway: a worker does, after the
// note that this leaves.
func GiveBack(ctx context.Context, tx *gorm.DB, gateways *payments.Registry, orderID string, amount money.VND, why Reason, now clock.Instant) ([]Refund, error) {
	if amount.IsZero() {
		return nil, nil
	}
	if amount.Negative() {
		return nil, fault.New(fault.Invalid, "payment.amount")
	}
	if before, err := RefundsFor(ctx, tx, orderID, why); err != nil || len(before) > 0 {
		return before, err
	}
	part, err := one[Allocation](ctx, tx, "order_id = ?", orderID)
	if err != nil {
		return nil, err
	}
	p, err := setAside(ctx, tx, part.PaymentID, amount)
	if err != nil {
		return nil, err
	}
	res := tx.WithContext(ctx).Table("allocations").
		Where("order_id = ? AND funded AND refunded + ? <= goods + shipping", orderID, amount).
		Update("refunded", gorm.Expr("refunded + ?", amount))
	if res.Error != nil {
		return nil, res.Error
	}
	if res.RowsAffected == 0 {
		return nil, fault.New(fault.Conflict, "payment.refund_too_much")
	}
	if err := invoice.Correct(ctx, tx, orderID, actor.System{Job: "refund", Channel: actor.Worker}, now); err != nil {
		return nil, err
	}
	return fromCaptures(ctx, tx, gateways, p, &orderID, amount, func(Capture) Reason { return why }, now)
}

// setAside writes down that amount of a payment is on its way back, and makes this
// transaction the only one at work on the payment: two refunds never reach for the same
// capture at once. It refuses with "payment.refund_too_much" more than came in.
func setAside(ctx context.Context, tx *gorm.DB, paymentID string, amount money.VND) (p Payment, err error) {
	res := tx.WithContext(ctx).Raw(`UPDATE payments SET refunding = refunding + ? WHERE id = ? AND refunding + refunded + ? <= received
		RETURNING *`, amount, paymentID, amount).Scan(&p)
	if res.Error == nil && res.RowsAffected == 0 {
		return p, fault.New(fault.Conflict, "payment.refund_too_much")
	}
	return p, res.Error
}

// fromCaptures sends amount back out of the captures of a payment, newest first.
func fromCaptures(ctx context.Context, tx *gorm.DB, gateways *payments.Registry, p Payment, orderID *string, amount money.VND, why func(Capture) Reason, now clock.Instant) ([]Refund, error) {
	captures, err := Captures(ctx, tx, p.ID)
	if err != nil {
		return nil, err
	}
	var out []Refund
	for _, c := range captures {
		part := amount.Min(c.Amount.Sub(c.Refunded))
		if !part.Positive() {
			continue
		}
		r, err := send(ctx, tx, gateways, p, c, orderID, part, why(c), now)
		if err != nil {
			return nil, err
		}
		out = append(out, r)
		if amount = amount.Sub(part); amount.IsZero() {
			return out, nil
		}
	}
	return nil, fault.New(fault.Conflict, "payment.refund_too_much")
}

// RefundsFor are what a reason has given back of an order.
func RefundsFor(ctx context.Context, tx *gorm.DB, orderID string, why Reason) ([]Refund, error) {
	var rows []Refund
	err := tx.WithContext(ctx).Where("order_id = ? AND cause_kind = ? AND cause_id = ?", orderID, why.Kind, why.ID).
		Order("created_at, id").Find(&rows).Error
	return rows, err
}

// GiveBackRest sends back what came for a payment and no order needs (too much, too late,
// twice, too little when the time is over), newest money first. It leaves a task of kind
// for each part, so that a person sees it, and changes nothing where there is no rest.
func GiveBackRest(ctx context.Context, tx *gorm.DB, gateways *payments.Registry, p *Payment, kind TaskKind, now clock.Instant) error {
	rest, err := rest(ctx, tx, *p)
	if err != nil || rest.IsZero() {
		return err
	}
	if *p, err = setAside(ctx, tx, p.ID, rest); err != nil {
		return err
	}
	refunds, err := fromCaptures(ctx, tx, gateways, *p, nil, rest, func(c Capture) Reason { return Reason{Kind: string(kind), ID: c.ID} }, now)
	if err != nil {
		return err
	}
	for _, r := range refunds {
		if err := Ask(ctx, tx, Task{Kind: kind, PaymentID: &p.ID, RefundID: &r.ID, SellerID: p.CollectorID, Amount: r.Amount}, now); err != nil {
			return err
		}
	}
	return nil
}

// rest is what came for a payment, stands for no order and is not on its way back.
func rest(ctx context.Context, tx *gorm.DB, p Payment) (money.VND, error) {
	if !p.Direct() {
		return ledger.Balance(ctx, tx, ledger.Suspense(p.ID))
	}
	var back money.VND
	err := tx.WithContext(ctx).Raw("SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT) FROM refunds WHERE payment_id = ? AND order_id IS NULL", p.ID).Scan(&back).Error
	return p.Received.Sub(p.Allocated).Sub(back), err
}

// send books a refund of one capture, which was set aside, and says how it travels: by the gateway where it can,
// else by a transfer for which the buyer names an account. What a seller collected the seller transfers.
func send(ctx context.Context, tx *gorm.DB, gateways *payments.Registry, p Payment, c Capture, orderID *string, amount money.VND, why Reason, now clock.Instant) (Refund, error) {
	r := Refund{
		ID: db.NewID(), PaymentID: p.ID, OrderID: orderID, CaptureID: c.ID, Gateway: c.Gateway, Ref: code.New(), Amount: amount,
		Status: RefundNeedsAccount, CauseKind: why.Kind, CauseID: why.ID, CreatedAt: now,
	}
	least, err := floorOn(ctx, tx, c.Gateway, now.Date())
	if err != nil {
		return r, err
	}
	if !p.Direct() && travelsBack(gateways, c, amount, least) {
		r.Status, r.PollAt = RefundDue, now
	} else if err := r.goWhereOthersGo(ctx, tx); err != nil {
		return r, err
	}
	res := tx.WithContext(ctx).Table("captures").Where("id = ? AND refunded + ? <= amount", c.ID, amount).
		Update("refunded", gorm.Expr("refunded + ?", amount))
	if res.Error != nil {
		return r, res.Error
	}
	if res.RowsAffected == 0 {
		return r, fault.New(fault.Conflict, "payment.refund_too_much")
	}
	if err := tx.WithContext(ctx).Create(&r).Error; err != nil {
		return r, err
	}
	if err := setOut(ctx, tx, p, r, now); err != nil {
		return r, err
	}
	if r.ByHand() {
		err := Ask(ctx, tx, Task{Kind: TaskTransfer, PaymentID: &p.ID, RefundID: &r.ID, SellerID: p.CollectorID, Amount: amount}, now)
		if err != nil {
			return r, err
		}
	}
	return r, tell(ctx, tx, r)
}

// setOut books that a refund is on its way. What a seller gives back leaves no account of
// the market.
func setOut(ctx context.Context, tx *gorm.DB, p Payment, r Refund, now clock.Instant) error {
	if p.Direct() {
		return nil
	}
	from := ledger.Suspense(p.ID)
	if r.OrderID != nil {
		from = ledger.Escrow(*r.OrderID)
	}
	_, err := ledger.Post(ctx, tx, ledger.Cause{Kind: "refund", ID: r.ID}, now,
		ledger.Posting{From: from, To: ledger.RefundTransit(r.ID), Amount: r.Amount, OrderID: r.order()})
	return err
}

// RefundNotes begins the types of the notes that say where a refund stands, with a
// RefundStatus behind it.
const RefundNotes = "refund."

// RefundNote is the body of those notes.
type RefundNote struct {
	RefundID  string `json:"refund_id"`
	PaymentID string `json:"payment_id"`
}

// tell leaves the note of where a refund stands.
func tell(ctx context.Context, tx *gorm.DB, r Refund) error {
	return outbox.Add(ctx, tx, outbox.Note{Type: RefundNotes + string(r.Status), Version: 1, Subject: r.PaymentID, Body: RefundNote{RefundID: r.ID, PaymentID: r.PaymentID}})
}

// travelsBack reports whether the gateway itself gives amount of the capture back, of which
// it is asked for least or more.
func travelsBack(gateways *payments.Registry, c Capture, amount, least money.VND) bool {
	g, err := gateways.Gateway(c.Gateway)
	if err != nil {
		return false // switched off since: a person transfers it
	}
	caps := g.Capabilities()
	switch {
	case !givesBack(g):
		return false
	case amount.Cmp(larger(caps.MinRefund, least)) < 0:
		return false
	case !caps.PartialRefund && amount != c.Amount:
		return false
	case !caps.MultiRefund && c.Refunded.Positive():
		return false
	}
	return true
}
