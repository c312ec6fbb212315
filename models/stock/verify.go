package stock

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/proof"
)

// Verify recomputes the promises of stock: held is the sum of the standing holds, of the
// shelf and of every harvest to come, where it is the sum of the orders ahead too; on hand
// is the sum of the lots, each lot is the sum of its own moves, an order that is still to
// be packed holds what it needs, no hold stands for one that is packed or has ended, and
// what was packed is what left the shelf.
func Verify(ctx context.Context, q *gorm.DB) ([]proof.Violation, error) {
	var out []proof.Violation
	for _, c := range []struct{ rule, table, say, sql string }{
		{"stock.held", "stock", "held is %d, standing holds sum to %d", `
			SELECT s.variant_id AS subject, s.held AS kept, CAST(COALESCE(SUM(h.quantity), 0) AS BIGINT) AS due
			FROM stock s LEFT JOIN holds h ON h.variant_id = s.variant_id AND h.state = 'held' AND h.harvest_id IS NULL
			GROUP BY s.variant_id, s.held HAVING s.held <> COALESCE(SUM(h.quantity), 0)`},
		{"stock.capacity", "capacities", "held is %d, standing holds sum to %d", `
			SELECT c.harvest_id AS subject, c.held AS kept, CAST(COALESCE(SUM(h.quantity), 0) AS BIGINT) AS due
			FROM capacities c LEFT JOIN holds h ON h.harvest_id = c.harvest_id AND h.state = 'held'
			GROUP BY c.harvest_id, c.held HAVING c.held <> COALESCE(SUM(h.quantity), 0)`},
		{"stock.ahead", "capacities", "held is %d, orders that wait for the harvest sum to %d", `
			SELECT c.harvest_id AS subject, c.held AS kept, CAST(COALESCE(SUM(l.quantity), 0) AS BIGINT) AS due
			FROM capacities c LEFT JOIN orders o ON o.harvest_id = c.harvest_id AND o.status = 'placed' AND o.harvested_at = 0
			LEFT JOIN order_lines l ON l.order_id = o.id
			GROUP BY c.harvest_id, c.held HAVING c.held <> COALESCE(SUM(l.quantity), 0)`},
		{"stock.hold_of_harvest", "holds", "%d held of a harvest of another form or order, due %d", `
			SELECT h.id AS subject, h.quantity AS kept, 0 AS due FROM holds h LEFT JOIN capacities c ON c.harvest_id = h.harvest_id
			LEFT JOIN orders o ON o.id = h.holder
			WHERE h.state = 'held' AND (c.variant_id <> h.variant_id
				OR COALESCE(h.harvest_id, '') <> COALESCE(CASE WHEN o.harvested_at = 0 THEN o.harvest_id END, ''))`},
		{"stock.lots", "stock", "on hand is %d, lots sum to %d", `
			SELECT s.variant_id AS subject, s.on_hand AS kept, CAST(COALESCE(SUM(l.on_hand), 0) AS BIGINT) AS due
			FROM stock s LEFT JOIN lots l ON l.variant_id = s.variant_id
			GROUP BY s.variant_id, s.on_hand HAVING s.on_hand <> COALESCE(SUM(l.on_hand), 0)`},
		{"stock.moves", "lots", "on hand is %d, moves sum to %d", `
			SELECT l.id AS subject, l.on_hand AS kept, CAST(COALESCE(SUM(m.delta), 0) AS BIGINT) AS due
			FROM lots l LEFT JOIN stock_moves m ON m.lot_id = l.id
			GROUP BY l.id, l.on_hand HAVING l.on_hand <> COALESCE(SUM(m.delta), 0)`},
		{"stock.hold_of_ended", "holds", "%d still held, due %d", `
			SELECT h.id AS subject, h.quantity AS kept, 0 AS due FROM holds h JOIN orders o ON o.id = h.holder
			WHERE h.state = 'held' AND o.status IN ('packed', 'shipped', 'delivered', 'completed', 'cancelled', 'returned')`},
		{"stock.hold_of_order", "order_lines", "%d held, %d ordered", `
			SELECT l.id AS subject, COALESCE(h.quantity, 0) AS kept, l.quantity AS due FROM order_lines l JOIN orders o ON o.id = l.order_id
			LEFT JOIN holds h ON h.holder = o.id AND h.variant_id = l.variant_id AND h.state = 'held'
			WHERE o.status IN ('placed', 'confirmed') AND COALESCE(h.quantity, 0) <> l.quantity`},
		{"stock.packed", "order_lines", "%d left the shelf, %d packed", `
			SELECT l.id AS subject, CAST(COALESCE(m.packed, 0) AS BIGINT) AS kept, CASE WHEN l.packed_quantity > 0 THEN l.packed_quantity ELSE 0 END AS due
			FROM order_lines l LEFT JOIN (SELECT holder, variant_id, SUM(-delta) AS packed FROM stock_moves WHERE cause = 'packed'
				GROUP BY holder, variant_id) AS m ON m.holder = l.order_id AND m.variant_id = l.variant_id
			WHERE COALESCE(m.packed, 0) <> CASE WHEN l.packed_quantity > 0 THEN l.packed_quantity ELSE 0 END`},
		{"stock.hold_of_packed", "order_lines", "%d holds became packed goods, due %d", `
			SELECT l.id AS subject, COALESCE(h.n, 0) AS kept, CASE WHEN l.packed_quantity >= 0 THEN 1 ELSE 0 END AS due
			FROM order_lines l LEFT JOIN (SELECT holder, variant_id, COUNT(*) AS n FROM holds WHERE state = 'consumed'
				GROUP BY holder, variant_id) AS h ON h.holder = l.order_id AND h.variant_id = l.variant_id
			WHERE COALESCE(h.n, 0) <> CASE WHEN l.packed_quantity >= 0 THEN 1 ELSE 0 END`},
		{"stock.move_of_lot", "stock_moves", "moves %d of a lot of another variant, due %d", `
			SELECT m.id AS subject, m.delta AS kept, 0 AS due FROM stock_moves m JOIN lots l ON l.id = m.lot_id WHERE l.variant_id <> m.variant_id`},
	} {
		var rows []struct {
			Subject   string
			Kept, Due int64
		}
		if err := q.WithContext(ctx).Raw(c.sql).Scan(&rows).Error; err != nil {
			return nil, err
		}
		for _, r := range rows {
			out = append(out, proof.Violation{Rule: c.rule, Subject: c.table + "/" + r.Subject, Detail: fmt.Sprintf(c.say, r.Kept, r.Due)})
		}
	}
	return out, nil
}
