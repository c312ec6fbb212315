package requirement

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/proof"
)

// Verify recomputes the promise: no stall trades that lacks something which blocks it on
// today's date, every requirement stands where its last move left it, and of decided
// checks no picture of a card is kept.
func Verify(ctx context.Context, q *gorm.DB) ([]proof.Violation, error) {
	return verify(ctx, q, clock.System().Date())
}

func verify(ctx context.Context, q *gorm.DB, today clock.Date) ([]proof.Violation, error) {
	var out []proof.Violation
	for _, c := range []struct {
		rule, subject, detail, sql string
		args                       []any
	}{
		{"requirement.trade", "sellers/", "sells and lacks something that blocks it", `SELECT s.id FROM sellers s WHERE s.state = 'active' AND EXISTS
			(SELECT 1 FROM requirements r WHERE r.seller_id = s.id AND r.blocks = 'trade' AND r.due_on <= ? AND r.state NOT IN ('accepted', 'waived'))`, []any{today}},
		{"requirement.history", "requirements/", "does not stand where its last move left it", `SELECT r.id FROM requirements r WHERE r.state <> COALESCE(
			(SELECT m.to_state FROM requirement_moves m WHERE m.requirement_id = r.id ORDER BY m.created_at DESC, m.id DESC LIMIT 1), '')`, nil},
		{"requirement.picture", "requirements/", "is decided and keeps a picture of a card", `SELECT r.id FROM requirements r WHERE r.state IN ('accepted', 'waived', 'rejected')
			AND EXISTS (SELECT 1 FROM requirement_files f WHERE f.requirement_id = r.id AND f.identity AND f.removed_at = 0)`, nil},
	} {
		var ids []string
		if err := q.WithContext(ctx).Raw(c.sql+" LIMIT 100", c.args...).Scan(&ids).Error; err != nil {
			return nil, err
		}
		for _, id := range ids {
			out = append(out, proof.Violation{Rule: c.rule, Subject: c.subject + id, Detail: c.detail})
		}
	}
	for _, r := range rules {
		if r.From > today {
			continue
		}
		var ids []string
		err := q.WithContext(ctx).Raw(`SELECT s.id FROM sellers s WHERE s.state = 'active' AND s.kind = ? AND NOT EXISTS
			(SELECT 1 FROM requirements r WHERE r.seller_id = s.id AND r.kind = ?) LIMIT 100`, r.Of, r.Kind).Scan(&ids).Error
		if err != nil {
			return nil, err
		}
		for _, id := range ids {
			out = append(out, proof.Violation{Rule: "requirement.asked", Subject: "sellers/" + id, Detail: "sells and was never asked for " + string(r.Kind)})
		}
	}
	return out, nil
}
