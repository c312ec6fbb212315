package tax

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/money"
)

// Off is how much of a line's taxed amount is taken off by a refund.
type Off struct {
	OrderID string
	LineID  string
	Amount  money.VND
}

// Reverse takes amounts off lines that were accepted and returns, above zero, what is
// given back of each order's taxes, by id, for the posting into its escrow. The rule is
// that of the acceptance; what is given back is the tax before less the tax after, so
// that a chain of partial refunds ends at nothing withheld. The rows stand in the period
// of at.
//
// The same cause takes from a line once: again, it writes nothing and returns what it
// gave the first time. Reverse refuses with tax.line a line that was never accepted, and
// with tax.too_much more than is left of it.
func Reverse(ctx context.Context, tx *gorm.DB, cause Cause, at clock.Instant, offs []Off) ([]Total, error) {
	offs = slices.Clone(offs)
	slices.SortFunc(offs, func(a, b Off) int {
		return cmp.Or(cmp.Compare(a.OrderID, b.OrderID), cmp.Compare(a.LineID, b.LineID))
	})
	var entries []Entry
	for i, off := range offs {
		switch {
		case off.Amount.IsZero():
			continue
		case off.Amount.Negative(), i > 0 && offs[i-1].OrderID == off.OrderID && offs[i-1].LineID == off.LineID:
			return nil, fault.New(fault.Internal, "tax.line")
		}
		e, err := reverseLine(ctx, tx, cause, at, off)
		if err != nil {
			return nil, err
		}
		entries = append(entries, e)
	}
	return totals(entries, money.VND.Neg), nil
}

// tries is how often a line that somebody else changes at the same moment is read again.
const tries = 5

var errMoved = errors.New("tax: the line has moved")

func reverseLine(ctx context.Context, tx *gorm.DB, cause Cause, at clock.Instant, off Off) (Entry, error) {
	for range tries {
		e, err := reverseOnce(ctx, tx, cause, at, off)
		if !errors.Is(err, errMoved) {
			return e, err
		}
	}
	return Entry{}, fault.New(fault.Conflict, "tax.moved")
}

func reverseOnce(ctx context.Context, tx *gorm.DB, cause Cause, at clock.Instant, off Off) (Entry, error) {
	if before, err := reversedBefore(ctx, tx, cause, off); err != nil || before.ID != "" {
		return before, err
	}
	var l struct {
		Line standing `gorm:"embedded"`
		Rule Rule     `gorm:"embedded;embeddedPrefix:rule_"`
	}
	res := tx.WithContext(ctx).Raw(`SELECT w.*, r.vat_bp AS rule_vat_bp, r.pit_bp AS rule_pit_bp FROM withheld_lines w
		JOIN tax_rules r ON r.id = w.rule_id WHERE w.order_id = ? AND w.line_id = ?`, off.OrderID, off.LineID).Scan(&l)
	switch {
	case res.Error != nil:
		return Entry{}, res.Error
	case res.RowsAffected == 0:
		return Entry{}, fault.New(fault.NotFound, "tax.line")
	case off.Amount.Cmp(l.Line.Base) > 0:
		return Entry{}, fault.New(fault.Conflict, "tax.too_much")
	}
	left := l.Line.Base.Sub(off.Amount)
	vat, pit := taxes(l.Rule, left, l.Line.Exempt)
	// The base that was seen stands in the condition: of two refunds of a line one wins
	// and the other reads again.
	res = tx.WithContext(ctx).Table("withheld_lines").
		Where("order_id = ? AND line_id = ? AND base = ?", off.OrderID, off.LineID, l.Line.Base).
		Updates(map[string]any{"base": left, "vat": vat, "pit": pit})
	if res.Error != nil {
		return Entry{}, fmt.Errorf("tax: reverse: %w", res.Error)
	}
	if res.RowsAffected == 0 {
		return Entry{}, errMoved
	}
	e := Entry{ID: db.NewID(), OrderID: off.OrderID, LineID: off.LineID, SellerID: l.Line.SellerID, RuleID: l.Line.RuleID, PaperID: l.Line.PaperID,
		Event: Reversal, Base: off.Amount.Neg(), VAT: vat.Sub(l.Line.VAT), PIT: pit.Sub(l.Line.PIT),
		Period: at.Date().Period(), Cause: cause, At: at}
	if err := tx.WithContext(ctx).Create(&e).Error; db.IsDuplicate(err) {
		// The same cause came twice at once; the other one is through.
		return Entry{}, fault.New(fault.Conflict, "tax.moved").From(err)
	} else if err != nil {
		return Entry{}, refusedRow("reverse", err)
	}
	return e, nil
}

func reversedBefore(ctx context.Context, tx *gorm.DB, cause Cause, off Off) (Entry, error) {
	var found []Entry
	err := tx.WithContext(ctx).Where("order_id = ? AND order_line_id = ? AND cause_kind = ? AND cause_id = ? AND event = ?",
		off.OrderID, off.LineID, cause.Kind, cause.ID, Reversal).Find(&found).Error
	if err != nil || len(found) == 0 {
		return Entry{}, err
	}
	if found[0].Base != off.Amount.Neg() {
		return Entry{}, fault.New(fault.Internal, "tax.cause_differs")
	}
	return found[0], nil
}
