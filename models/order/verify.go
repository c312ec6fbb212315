package order

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/proof"
)

// Verify recomputes the promises of order: a line is its price times its quantity, packed
// or ordered, goods are the sum of the lines, packed goods that of the packed lines; every
// order came to where it stands move by move along the edges, and only the clocks run
// that belong there.
func Verify(ctx context.Context, q *gorm.DB) ([]proof.Violation, error) {
	var out []proof.Violation
	for _, c := range []struct{ rule, table, say, sql string }{
		// Without a division: half up is what lies between. NUMERIC, because the product of
		// a row that was tampered with may be anything.
		{"order.line", "order_lines", "is %v, and not its price of %v times its quantity", `
			SELECT id AS subject, amount AS kept, price AS due FROM order_lines WHERE NOT CASE basis WHEN 'gram'
				THEN CAST(price AS NUMERIC) * quantity + 500 - CAST(amount AS NUMERIC) * 1000 BETWEEN 0 AND 999
				ELSE CAST(price AS NUMERIC) * quantity = amount END`},
		{"order.packed_line", "order_lines", "packed is %v, and not its price of %v times what was packed of the ordered", `
			SELECT id AS subject, packed_amount AS kept, price AS due FROM (SELECT id, basis, price, packed_amount,
				CASE WHEN packed_quantity < 0 THEN 0 WHEN packed_quantity < quantity THEN packed_quantity ELSE quantity END AS n FROM order_lines) AS l
			WHERE NOT CASE basis WHEN 'gram' THEN CAST(price AS NUMERIC) * n + 500 - CAST(packed_amount AS NUMERIC) * 1000 BETWEEN 0 AND 999
				ELSE CAST(price AS NUMERIC) * n = packed_amount END`},
		{"order.clock", "orders", "of %v: its clocks do not belong to where it stands (ended at %v)", `
			SELECT id AS subject, goods AS kept, ended_at AS due FROM orders WHERE
				(status IN ('completed', 'cancelled', 'returned')) <> (ended_at > 0) OR (status = 'confirmed') <> (pack_by > 0)
				OR (confirm_by > 0 AND status <> 'placed') OR (complete_after > 0 AND status <> 'delivered')
				OR (shipped_at = 0 AND status IN ('shipped', 'delivered', 'completed')) OR (delivered_at = 0 AND status IN ('delivered', 'completed'))`},
		{"order.goods", "orders", "goods are %v, lines sum to %v", `
			SELECT o.id AS subject, o.goods AS kept, CAST(COALESCE(SUM(l.amount), 0) AS BIGINT) AS due
			FROM orders o LEFT JOIN order_lines l ON l.order_id = o.id GROUP BY o.id, o.goods HAVING o.goods <> COALESCE(SUM(l.amount), 0)`},
		{"order.packed_goods", "orders", "packed goods are %v, packed lines sum to %v", `
			SELECT o.id AS subject, o.packed_goods AS kept, CAST(COALESCE(SUM(l.packed_amount), 0) AS BIGINT) AS due
			FROM orders o LEFT JOIN order_lines l ON l.order_id = o.id GROUP BY o.id, o.packed_goods HAVING o.packed_goods <> COALESCE(SUM(l.packed_amount), 0)`},
	} {
		var rows []struct {
			Subject   string
			Kept, Due money.VND
		}
		if err := q.WithContext(ctx).Raw(c.sql).Scan(&rows).Error; err != nil {
			return nil, err
		}
		for _, r := range rows {
			out = append(out, proof.Violation{Rule: c.rule, Subject: c.table + "/" + r.Subject, Detail: fmt.Sprintf(c.say, r.Kept, r.Due)})
		}
	}
	moves, err := wrongMoves(ctx, q)
	return append(out, moves...), err
}

func wrongMoves(ctx context.Context, q *gorm.DB) ([]proof.Violation, error) {
	var steps []struct{ FromStatus, ToStatus Status }
	err := q.WithContext(ctx).Raw("SELECT DISTINCT from_status, to_status FROM order_moves").Scan(&steps).Error
	if err != nil {
		return nil, err
	}
	var out []proof.Violation
	for _, s := range steps {
		if s.FromStatus == "" && s.ToStatus == Placed || s.FromStatus.CanBecome(s.ToStatus) {
			continue
		}
		out = append(out, proof.Violation{Rule: "order.edge", Subject: "order_moves", Detail: fmt.Sprintf("a move %s → %s that no edge allows", s.FromStatus, s.ToStatus)})
	}
	// Who came to a status has left it again, but for the one where the order stands.
	var rows []struct {
		Subject, Status string
		Stays           int64
	}
	err = q.WithContext(ctx).Raw(`SELECT subject, status, CAST(SUM(n) AS BIGINT) AS stays FROM (
		SELECT order_id AS subject, to_status AS status, 1 AS n FROM order_moves
		UNION ALL SELECT order_id, from_status, -1 FROM order_moves WHERE from_status <> ''
		UNION ALL SELECT id, status, -1 FROM orders) AS steps GROUP BY subject, status HAVING SUM(n) <> 0`).Scan(&rows).Error
	for _, r := range rows {
		out = append(out, proof.Violation{Rule: "order.history", Subject: "orders/" + r.Subject,
			Detail: fmt.Sprintf("%s: came there and left, or stands there, with %+d moves too many", r.Status, r.Stays)})
	}
	return out, err
}
