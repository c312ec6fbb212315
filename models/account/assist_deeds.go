package account

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/measure"
)

// deeds are what the helper changed for the person, in groups that a person recognises; a
// form that came with its product is no price of its own, and what they agreed to so that
// the help may begin is none of it. Every part goes by the index of
// the person's own stalls; orders by those that are at work, which a helper's have just
// become.
func deeds(ctx context.Context, q *gorm.DB, one Assist) ([]measure.Count, error) {
	var n struct{ Stalls, Products, Prices, Orders, Answers int64 }
	const theirs = `m.actor_kind = 'helper' AND m.actor_id = @helper AND m.created_at BETWEEN @from AND @until`
	err := q.WithContext(ctx).Raw(`WITH mine AS (
			SELECT seller_id FROM seller_members WHERE person_id = @person AND removed_at = 0),
		moved AS (
			SELECT p.id FROM mine JOIN products p ON p.seller_id = mine.seller_id
			WHERE EXISTS (SELECT 1 FROM product_moves m WHERE m.product_id = p.id AND m.on_behalf_of = @person AND `+theirs+`))
		SELECT
			(SELECT COUNT(*) FROM mine JOIN seller_moves m ON m.seller_id = mine.seller_id
				WHERE m.from_state = '' AND m.on_behalf_of = @person AND `+theirs+`) AS stalls,
			(SELECT COUNT(*) FROM moved) AS products,
			(SELECT COUNT(*) FROM mine JOIN products p ON p.seller_id = mine.seller_id JOIN variants v ON v.product_id = p.id
				WHERE p.id NOT IN (SELECT id FROM moved) AND (
					EXISTS (SELECT 1 FROM price_changes m WHERE m.variant_id = v.id AND m.on_behalf_of = @person AND `+theirs+`)
					OR EXISTS (SELECT 1 FROM stock_moves m WHERE m.variant_id = v.id AND m.cause IN ('received', 'counted') AND `+theirs+`))) AS prices,
			(SELECT COUNT(*) FROM mine JOIN orders o ON o.seller_id = mine.seller_id
				WHERE o.status IN ('confirmed', 'packed', 'shipped', 'delivered') AND EXISTS (SELECT 1 FROM order_moves m
					WHERE m.order_id = o.id AND m.to_status IN ('confirmed', 'packed') AND m.on_behalf_of = @person AND `+theirs+`)) AS orders,
			(SELECT COUNT(*) FROM (
				SELECT purpose, assisted_by, created_at FROM consents WHERE person_id = @person
				UNION ALL SELECT purpose, assisted_by, created_at FROM consent_refusals WHERE person_id = @person) c
				WHERE c.assisted_by = @helper AND c.created_at BETWEEN @from AND @until AND c.purpose NOT IN ('privacy', 'helping')) AS answers`,
		map[string]any{"person": one.PersonID, "helper": one.HelperID, "from": one.StartedAt, "until": one.EndedAt}).Scan(&n).Error
	if err != nil {
		return nil, fmt.Errorf("account: deeds: %w", err)
	}
	var out []measure.Count
	for _, c := range []measure.Count{{Of: "stalls", N: n.Stalls}, {Of: "products", N: n.Products}, {Of: "prices", N: n.Prices}, {Of: "orders", N: n.Orders}, {Of: "answers", N: n.Answers}} {
		if c.N > 0 {
			out = append(out, c)
		}
	}
	return out, nil
}
