package checkout

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/charge"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/proof"
)

// Verify recomputes what was agreed when orders were placed: each has the commission and
// VAT of the rule in force on its day, and a group is what became of a cart that is spent.
func Verify(ctx context.Context, q *gorm.DB) ([]proof.Violation, error) {
	rules, err := charge.Rules(ctx, q)
	if err != nil {
		return nil, err
	}
	var out []proof.Violation
	name := func(rule, table, say string, ids []string) {
		for _, id := range ids {
			out = append(out, proof.Violation{Rule: rule, Subject: table + "/" + id, Detail: say})
		}
	}
	until := clock.Instant(1<<63 - 1)
	for _, r := range rules { // the newest first
		var ids []string
		err := q.WithContext(ctx).Raw("SELECT id FROM orders WHERE created_at >= ? AND created_at < ? AND (commission_bp <> ? OR vat_bp <> ?) ORDER BY id",
			r.ValidFrom.Start(), until, r.CommissionBP, r.VATBP).Scan(&ids).Error
		if err != nil {
			return nil, err
		}
		name("checkout.terms", "orders", fmt.Sprintf("is not at the %d and %d basis points of its day", r.CommissionBP, r.VATBP), ids)
		until = r.ValidFrom.Start()
	}
	var ids []string
	err = q.WithContext(ctx).Raw(`SELECT g.id FROM order_groups g JOIN carts c ON c.id = g.cart_id WHERE c.state <> 'spent' ORDER BY g.id`).Scan(&ids).Error
	name("checkout.cart", "order_groups", "its cart can be ordered once more", ids)
	return out, err
}
