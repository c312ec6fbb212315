package tax

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/proof"
)

// Verify recomputes the register: each line's rows sum to what is withheld of it now, and
// that is what its rule says of the amount that is left.
func Verify(ctx context.Context, q *gorm.DB) ([]proof.Violation, error) {
	var rows []struct {
		OrderID, LineID  string
		Base, VAT, PIT   money.VND
		RegBase          money.VND
		RegVat, RegPit   money.VND
		RuleVat, RulePit money.VND
		First            int
	}
	// Rounding as in Rule.On, for amounts that are never below zero.
	err := q.WithContext(ctx).Raw(`SELECT * FROM (
		SELECT w.order_id, w.line_id, w.base, w.vat, w.pit,
			CAST(COALESCE(SUM(e.base), 0) AS BIGINT) AS reg_base, CAST(COALESCE(SUM(e.vat), 0) AS BIGINT) AS reg_vat,
			CAST(COALESCE(SUM(e.pit), 0) AS BIGINT) AS reg_pit,
			(w.base * r.vat_bp + 5000) / 10000 AS rule_vat, (w.base * r.pit_bp + 5000) / 10000 AS rule_pit,
			COUNT(CASE e.event WHEN 'accepted' THEN 1 END) AS first
		FROM withheld_lines w JOIN tax_rules r ON r.id = w.rule_id
		LEFT JOIN withholding_entries e ON e.order_id = w.order_id AND e.order_line_id = w.line_id
		GROUP BY w.order_id, w.line_id, w.base, w.vat, w.pit, r.vat_bp, r.pit_bp) AS t
		WHERE base <> reg_base OR vat <> reg_vat OR pit <> reg_pit OR vat <> rule_vat OR pit <> rule_pit OR first <> 1
		ORDER BY order_id, line_id`).Scan(&rows).Error
	var out []proof.Violation
	for _, r := range rows {
		out = append(out, proof.Violation{Rule: "tax.register", Subject: "withheld_lines/" + r.OrderID + "/" + r.LineID,
			Detail: fmt.Sprintf("withheld %v + %v of %v; register says %v + %v of %v in %d acceptances; the rule says %v + %v",
				r.VAT, r.PIT, r.Base, r.RegVat, r.RegPit, r.RegBase, r.First, r.RuleVat, r.RulePit)})
	}
	return out, err
}
