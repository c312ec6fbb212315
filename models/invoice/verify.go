package invoice

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/proof"
)

// Verify recomputes the promises of invoice: what was handed over is, with its corrections,
// what was paid for its order and not given back; its lines come to it; and it is of the
// seller of its order.
func Verify(ctx context.Context, q *gorm.DB) ([]proof.Violation, error) {
	var out []proof.Violation
	for _, c := range []struct{ rule, say, sql string }{
		{"invoice.total", "comes with its corrections to %v, due are %v", `
			SELECT * FROM (SELECT v.id AS subject,
				CAST(v.total + COALESCE((SELECT SUM(c.total) FROM invoices c WHERE c.kind = 'correction' AND c.corrects_id = v.id AND c.state <> 'void'), 0) AS BIGINT) AS kept,
				CAST(COALESCE((SELECT SUM(a.goods + a.shipping - a.refunded) FROM allocations a WHERE a.order_id = v.order_id AND a.funded), 0) AS BIGINT) AS due
				FROM invoices v WHERE v.kind = 'sale' AND v.state IN ('handed', 'issued')) AS x WHERE kept <> due`},
		{"invoice.lines", "says %v, its lines %v", `
			SELECT * FROM (SELECT v.id AS subject, v.total AS kept,
				CAST(COALESCE((SELECT SUM(l.amount + l.vat_amount) FROM invoice_lines l WHERE l.invoice_id = v.id), 0) AS BIGINT) AS due
				FROM invoices v WHERE v.kind <> 'sale' OR v.state IN ('handed', 'issued')) AS x WHERE kept <> due`},
		{"invoice.seller", "of %v is another seller's than its order (%v)", `
			SELECT v.id AS subject, v.total AS kept, 0 AS due FROM invoices v JOIN orders o ON o.id = v.order_id WHERE o.seller_id <> v.seller_id`},
		{"invoice.corrects", "of %v corrects no sale of its order (%v)", `
			SELECT v.id AS subject, v.total AS kept, 0 AS due FROM invoices v JOIN invoices s ON s.id = v.corrects_id
			WHERE s.kind <> 'sale' OR s.order_id <> v.order_id`},
	} {
		var rows []struct {
			Subject   string
			Kept, Due money.VND
		}
		if err := q.WithContext(ctx).Raw(c.sql).Scan(&rows).Error; err != nil {
			return nil, fmt.Errorf("invoice: verify %s: %w", c.rule, err)
		}
		for _, r := range rows {
			out = append(out, proof.Violation{Rule: c.rule, Subject: "invoices/" + r.Subject, Detail: fmt.Sprintf(c.say, r.Kept, r.Due)})
		}
	}
	return out, nil
}
