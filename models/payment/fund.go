package payment

import (
	"cmp"
	"context"
	"slices"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/ledger"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/outbox"
)

// Fund makes a payment paid: the money that Take has just written down, and what was
// parked before, goes on its orders, their tax is withheld by the rules of this day, and
// their sellers answer until confirmBy. What a seller collected is theirs already: of it the
// market books and withholds nothing. With standing (late money, and not all goods were
// still there) only those orders are funded, otherwise all. What is too much is parked.
// Without a capture what was parked pays for what has become cheaper meanwhile.
// It refuses with "payment.moved" when too little came or the payment is funded already;
// after a refusal the transaction must be rolled back.
func Fund(ctx context.Context, tx *gorm.DB, p *Payment, c Capture, from ledger.Account, standing []Allocation, now, confirmBy clock.Instant) error {
	parts, sum, err := fund(ctx, tx, p, standing, now)
	if err != nil {
		return err
	}
	if err := answerDoor(ctx, tx, *p, now); err != nil {
		return err
	}
	orders, lines, err := funded(ctx, tx, *p, parts, confirmBy)
	if err != nil {
		return err
	}
	if p.Direct() {
		return tellPaid(ctx, tx, *p)
	}
	taxes, err := withhold(ctx, tx, p.ID, orders, lines, now)
	if err != nil {
		return err
	}
	// One posting of all where the new money is enough; else what came before helps.
	cause, rest := ledger.Cause{Kind: "capture", ID: c.ID}, c.Amount.Sub(sum)
	if rest.Negative() {
		if c.Amount.Positive() {
			if err := Park(ctx, tx, *p, c, from, now); err != nil {
				return err
			}
		}
		cause, rest, from = ledger.Cause{Kind: "fund", ID: p.ID}, money.VND{}, ledger.Suspense(p.ID)
	}
	postings := make([]ledger.Posting, 0, len(parts)+1+len(taxes))
	for _, part := range parts {
		postings = append(postings, ledger.Posting{From: from, To: ledger.Escrow(part.OrderID), Amount: part.Total(), OrderID: part.OrderID})
	}
	postings = append(postings, ledger.Posting{From: from, To: ledger.Suspense(p.ID), Amount: rest})
	if _, err := ledger.Post(ctx, tx, cause, now, append(postings, taxes...)...); err != nil {
		return err
	}
	return tellPaid(ctx, tx, *p)
}

func tellPaid(ctx context.Context, tx *gorm.DB, p Payment) error {
	return outbox.Add(ctx, tx, outbox.Note{Type: PaidNoteType, Version: 1, Subject: p.ID, Body: PaidNote{PaymentID: p.ID, GroupID: p.GroupID}})
}

// funded are the orders whose money is there, and their lines. Their sellers' clocks start;
// that of an order that is paid at the door has run since it was placed.
func funded(ctx context.Context, tx *gorm.DB, p Payment, parts []Allocation, confirmBy clock.Instant) (orders []order.Order, lines []order.Line, err error) {
	ids := idsOf(parts)
	err = db.OneTurn(ctx, tx,
		func() (err error) {
			if p.AtDoor {
				orders, err = ordersOf(ctx, tx, p.ID)
			} else {
				orders, err = order.AwaitConfirmation(ctx, tx, ids, confirmBy)
			}
			return err
		},
		func() (err error) { lines, err = order.Lines(ctx, tx, ids...); return err })
	return orders, lines, err
}

func idsOf(parts []Allocation) []string {
	ids := make([]string, len(parts))
	for i, part := range parts {
		ids[i] = part.OrderID
	}
	return ids
}

// fund changes the rows of the payment and of its parts.
func fund(ctx context.Context, tx *gorm.DB, p *Payment, standing []Allocation, now clock.Instant) (parts []Allocation, sum money.VND, err error) {
	moved := fault.New(fault.Conflict, "payment.moved")
	if !p.Status.CanBecome(Paid) {
		return nil, sum, moved
	}
	sum = p.Amount
	if len(standing) > 0 {
		sum = sumOf(standing)
	}
	var paid int64
	err = db.OneTurn(ctx, tx,
		func() error {
			res := tx.WithContext(ctx).Table("payments").
				Where("id = ? AND status = ? AND allocated = 0 AND received - refunding - refunded >= ?", p.ID, p.Status, sum).
				Updates(map[string]any{"status": Paid, "paid_at": now, "allocated": sum})
			paid = res.RowsAffected
			return res.Error
		},
		func() error {
			of, args := "UPDATE allocations SET funded = TRUE WHERE payment_id = ? AND NOT funded", []any{p.ID}
			if len(standing) > 0 {
				of, args = of+" AND order_id IN ?", append(args, idsOf(standing))
			}
			return tx.WithContext(ctx).Raw(of+" RETURNING *", args...).Scan(&parts).Error
		})
	if err != nil {
		return nil, sum, err
	}
	slices.SortFunc(parts, func(a, b Allocation) int { return cmp.Compare(a.OrderID, b.OrderID) })
	if paid == 0 || sumOf(parts) != sum || len(standing) > 0 && len(parts) != len(standing) {
		return nil, sum, moved
	}
	p.Status, p.PaidAt, p.Allocated = Paid, now, sum
	return parts, sum, nil
}

func sumOf(parts []Allocation) (sum money.VND) {
	for _, part := range parts {
		sum = sum.Add(part.Total())
	}
	return sum
}
