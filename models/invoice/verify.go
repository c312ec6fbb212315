package invoice

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/proof"
)

// Verify recomputes the promises of invoice: what was handed over is, with its corrections,
// what was paid for its order and its seller has not given back; its lines come to it; it is of the
// seller of its order; and the fees of a closed month are those of the ledger.
func Verify(ctx context.Context, q *gorm.DB) ([]proof.Violation, error) {
	var out []proof.Violation
	for _, c := range []struct{ rule, say, sql string }{
		{"invoice.total", "comes with its corrections to %v, due are %v", `
			SELECT * FROM (SELECT v.id AS subject,
				CAST(v.total + COALESCE((SELECT SUM(c.total) FROM invoices c WHERE c.kind = 'correction' AND c.corrects_id = v.id AND c.state <> 'void'), 0) AS BIGINT) AS kept,
				CAST(COALESCE((SELECT SUM(` + worthOf + `) FROM allocations a WHERE a.order_id = v.order_id AND a.funded), 0) AS BIGINT) AS due
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
	more, err := verifyFees(ctx, q)
	return append(out, more...), err
}

// verifyFees compares every closed month, seller by seller, with the ledger.
func verifyFees(ctx context.Context, q *gorm.DB) (out []proof.Violation, err error) {
	var months []Month
	if err := q.WithContext(ctx).Order("period").Find(&months).Error; err != nil {
		return nil, fmt.Errorf("invoice: verify fees: %w", err)
	}
	for _, m := range months {
		fees, err := feesOf(ctx, q, m.Period)
		if err != nil {
			return nil, fmt.Errorf("invoice: verify fees of %s: %w", m.Period, err)
		}
		var rows []Fees
		err = q.WithContext(ctx).Raw(`SELECT v.seller_id, l.vat_bp, l.amount AS commission, l.vat_amount AS vat
			FROM invoices v JOIN invoice_lines l ON l.invoice_id = v.id WHERE v.kind = 'fee' AND v.period = ?`, m.Period).Scan(&rows).Error
		if err != nil {
			return nil, fmt.Errorf("invoice: verify fees of %s: %w", m.Period, err)
		}
		type at struct {
			seller string
			bp     money.BasisPoints
		}
		left := map[at]Fees{}
		for _, f := range fees {
			left[at{f.SellerID, f.VATBP}] = f
		}
		var sum Month
		for _, r := range rows {
			k := at{r.SellerID, r.VATBP}
			if left[k] != r {
				out = append(out, proof.Violation{Rule: "invoice.fee", Subject: "sellers/" + r.SellerID,
					Detail: fmt.Sprintf("%s: %v and %v VAT were invoiced, the ledger says %v and %v", m.Period, r.Commission, r.VAT, left[k].Commission, left[k].VAT)})
			}
			delete(left, k)
			sum.Commission, sum.VAT = sum.Commission.Add(r.Commission), sum.VAT.Add(r.VAT)
		}
		for k, f := range left {
			if !f.Commission.IsZero() || !f.VAT.IsZero() {
				out = append(out, proof.Violation{Rule: "invoice.fee", Subject: "sellers/" + k.seller, Detail: fmt.Sprintf("%s: %v and %v VAT were not invoiced", m.Period, f.Commission, f.VAT)})
			}
		}
		if sum.Commission != m.Commission || sum.VAT != m.VAT {
			out = append(out, proof.Violation{Rule: "invoice.month", Subject: "invoice_months/" + m.Period,
				Detail: fmt.Sprintf("closed with %v and %v VAT, its invoices say %v and %v", m.Commission, m.VAT, sum.Commission, sum.VAT)})
		}
	}
	return out, nil
}
