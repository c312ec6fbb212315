package complaint

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/proof"
)

// Verify recomputes the promises of complaint: every ticket came to where it stands move by
// move along the edges, a delivered order waits for a clock or for a
// complaint, one with an open complaint has not completed since, and what was agreed to go
// back was asked back.
func Verify(ctx context.Context, q *gorm.DB) ([]proof.Violation, error) {
	var steps []struct{ FromState, ToState State }
	if err := q.WithContext(ctx).Raw("SELECT DISTINCT from_state, to_state FROM ticket_moves").Scan(&steps).Error; err != nil {
		return nil, err
	}
	var out []proof.Violation
	for _, s := range steps {
		if s.FromState == "" && s.ToState == Open || s.FromState.CanBecome(s.ToState) {
			continue
		}
		out = append(out, proof.Violation{Rule: "complaint.edge", Subject: "ticket_moves", Detail: fmt.Sprintf("a move %s → %s that no edge allows", s.FromState, s.ToState)})
	}
	for _, c := range []struct{ rule, table, say, sql string }{
		{"complaint.history", "tickets", "has %d moves too many to or from a state, due %d", `
			SELECT subject, CAST(SUM(n) AS BIGINT) AS kept, 0 AS due FROM (
			SELECT ticket_id AS subject, to_state AS state, 1 AS n FROM ticket_moves
			UNION ALL SELECT ticket_id, from_state, -1 FROM ticket_moves WHERE from_state <> ''
			UNION ALL SELECT id, state, -1 FROM tickets) AS steps GROUP BY subject, state`},
		{"complaint.refund", "tickets", "%d agreed, %d asked back", `
			SELECT t.id AS subject, t.refund AS kept, CAST(COALESCE((SELECT SUM(r.amount) FROM refunds r
				WHERE r.cause_kind = 'complaint' AND r.cause_id = t.id), 0) AS BIGINT) AS due FROM tickets t`},
		{"complaint.completed_over", "tickets", "completed at %d over a complaint, due %d", `
			SELECT t.id AS subject, m.created_at AS kept, 0 AS due FROM tickets t
			JOIN order_moves m ON m.order_id = t.order_id AND m.to_status = 'completed' AND m.created_at > t.created_at
			WHERE t.state IN ('open', 'answered', 'escalated')`},
		{"complaint.clock", "orders", "delivered, and waits for %d complaints and no clock, due %d", `
			SELECT o.id AS subject, (SELECT COUNT(*) FROM tickets t WHERE t.order_id = o.id AND t.state IN ('open', 'answered', 'escalated')) AS kept,
				1 AS due FROM orders o WHERE o.status = 'delivered' AND o.complete_after = 0`},
	} {
		var rows []struct {
			Subject   string
			Kept, Due money.VND
		}
		if err := q.WithContext(ctx).Raw("SELECT * FROM (" + c.sql + ") AS x WHERE kept <> due").Scan(&rows).Error; err != nil {
			return nil, err
		}
		for _, r := range rows {
			out = append(out, proof.Violation{Rule: c.rule, Subject: c.table + "/" + r.Subject, Detail: fmt.Sprintf(c.say, r.Kept.Dong(), r.Due.Dong())})
		}
	}
	return out, nil
}
