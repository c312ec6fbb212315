package order

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/proof"
)

// Verify recomputes the promises of order: goods are the sum of the lines, packed goods
// that of the packed lines, and the last move of every order leads to where it stands,
// along an edge.
func Verify(ctx context.Context, q *gorm.DB) ([]proof.Violation, error) {
	var out []proof.Violation
	for _, c := range []struct{ rule, say, sql string }{
		{"order.goods", "goods are %v, lines sum to %v", `
			SELECT o.id AS subject, o.goods AS kept, CAST(COALESCE(SUM(l.amount), 0) AS BIGINT) AS due
			FROM orders o LEFT JOIN order_lines l ON l.order_id = o.id GROUP BY o.id, o.goods HAVING o.goods <> COALESCE(SUM(l.amount), 0)`},
		{"order.packed_goods", "packed goods are %v, packed lines sum to %v", `
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
			out = append(out, proof.Violation{Rule: c.rule, Subject: "orders/" + r.Subject, Detail: fmt.Sprintf(c.say, r.Kept, r.Due)})
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
	// Every arrival at a status but the last is followed by a departure from it.
	var rows []struct {
		Subject, Status string
		In, Away        int64
	}
	err = q.WithContext(ctx).Raw(`SELECT o.id AS subject, o.status AS status,
		(SELECT COUNT(*) FROM order_moves m WHERE m.order_id = o.id AND m.to_status = o.status) AS "in",
		(SELECT COUNT(*) FROM order_moves m WHERE m.order_id = o.id AND m.from_status = o.status) AS away FROM orders o
		WHERE (SELECT COUNT(*) FROM order_moves m WHERE m.order_id = o.id AND m.to_status = o.status)
			<> 1 + (SELECT COUNT(*) FROM order_moves m WHERE m.order_id = o.id AND m.from_status = o.status)`).Scan(&rows).Error
	for _, r := range rows {
		out = append(out, proof.Violation{Rule: "order.history", Subject: "orders/" + r.Subject,
			Detail: fmt.Sprintf("stands at %s, came there %d times and left %d times", r.Status, r.In, r.Away)})
	}
	return out, err
}
