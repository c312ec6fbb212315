package tax

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/money"
)

// Accept registers what is withheld of lines whose money was accepted at at, by the rules
// of that day in Vietnam, and returns the totals of each order, by id, for the posting
// from its escrow. Lines of 0 đ are left out.
//
// Who is exempt, and who grows what they sell, is read off the papers that count at at.
//
// A line is accepted once. The same cause with the same lines again writes nothing and
// returns the same totals; another cause, or other lines, is refused with tax.accepted. A month that
// is closed takes nothing more: tax.period_closed, and the money is accepted anew.
func Accept(ctx context.Context, tx *gorm.DB, cause Cause, at clock.Instant, lines []Line) ([]Total, error) {
	lines, err := sorted(lines)
	if err != nil || len(lines) == 0 {
		return nil, err
	}
	rates, err := tariffAt(ctx, tx, at, lines)
	if err != nil {
		return nil, err
	}
	rows, entries := make([]standing, len(lines)), make([]Entry, len(lines))
	for i, d := range rates.of(lines) {
		rows[i] = standing{d.OrderID, d.LineID, d.SellerID, d.RuleID, d.PaperID, d.Exempt, d.Base, d.VAT, d.PIT, at}
		entries[i] = Entry{ID: db.NewID(), OrderID: d.OrderID, LineID: d.LineID, SellerID: d.SellerID, RuleID: d.RuleID, PaperID: d.PaperID,
			Event: Accepted, Base: d.Base, VAT: d.VAT, PIT: d.PIT, Period: at.Date().Period(), Cause: cause, At: at}
	}
	res := tx.WithContext(ctx).Clauses(clause.OnConflict{DoNothing: true}).Create(&rows)
	switch {
	case res.Error != nil:
		return nil, fmt.Errorf("tax: accept: %w", res.Error)
	case res.RowsAffected == 0:
		return acceptedBefore(ctx, tx, cause, lines)
	case res.RowsAffected != int64(len(rows)):
		return nil, fault.New(fault.Conflict, "tax.accepted")
	}
	closed := func(err error) error { return refusedRow("accept", err) }
	if err := db.Later(ctx, tx, closed).Create(&entries).Error; err != nil {
		return nil, err
	}
	return totals(entries, plain), nil
}

// refusedRow words why the register did not take a row: a closed month takes none.
func refusedRow(verb string, err error) error {
	if db.IsCheck(err) {
		return fault.New(fault.Conflict, "tax.period_closed").From(err)
	}
	return fmt.Errorf("tax: %s: %w", verb, err)
}

// acceptedBefore returns the totals of the first time, if that was the same.
func acceptedBefore(ctx context.Context, tx *gorm.DB, cause Cause, lines []Line) ([]Total, error) {
	orders := make([]string, len(lines))
	for i, l := range lines {
		orders[i] = l.OrderID
	}
	var before []Entry
	err := tx.WithContext(ctx).Where("order_id IN ? AND cause_kind = ? AND cause_id = ? AND event = ?", orders, cause.Kind, cause.ID, Accepted).
		Order("order_id, order_line_id").Find(&before).Error
	if err != nil {
		return nil, err
	}
	if !slices.EqualFunc(before, lines, func(e Entry, l Line) bool {
		return e.OrderID == l.OrderID && e.LineID == l.LineID && e.Base == l.Base
	}) {
		return nil, fault.New(fault.Conflict, "tax.accepted")
	}
	return totals(before, plain), nil
}

// sorted puts lines in the one order in which rows are touched.
func sorted(lines []Line) ([]Line, error) {
	out := make([]Line, 0, len(lines))
	for _, l := range lines {
		if l.OrderID == "" || l.SellerID == "" || l.Base.Negative() || l.Base.Dong() > money.Max {
			return nil, fault.New(fault.Internal, "tax.line")
		}
		if l.Base.Positive() {
			out = append(out, l)
		}
	}
	slices.SortFunc(out, func(a, b Line) int {
		return cmp.Or(cmp.Compare(a.OrderID, b.OrderID), cmp.Compare(a.LineID, b.LineID))
	})
	for i := 1; i < len(out); i++ {
		if out[i].OrderID == out[i-1].OrderID && out[i].LineID == out[i-1].LineID {
			return nil, fault.New(fault.Internal, "tax.line")
		}
	}
	return out, nil
}
