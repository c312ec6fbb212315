package tax

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/proof"
)

// Verify recomputes the register: each line's rows sum to what is withheld of it now, that
// is what its rule says of the amount that is left, and each row stands with its seller,
// under its rule and in the month in which it happened.
func Verify(ctx context.Context, q *gorm.DB) ([]proof.Violation, error) {
	var out []proof.Violation
	for _, check := range []func(context.Context, *gorm.DB) ([]proof.Violation, error){wrongLines, wrongEntries} {
		found, err := check(ctx, q)
		if err != nil {
			return nil, err
		}
		out = append(out, found...)
	}
	return out, nil
}

// wrongEntries compares the rows of the register with their lines, their rules and the
// calendar. Days are those of Vietnam, which SQL does not know, so the rows are read.
func wrongEntries(ctx context.Context, q *gorm.DB) ([]proof.Violation, error) {
	rows, err := q.WithContext(ctx).Raw(`SELECT e.*, w.seller_id AS line_seller, w.rule_id AS line_rule, r.valid_from, r.valid_to
		FROM withholding_entries e JOIN withheld_lines w ON w.order_id = e.order_id AND w.line_id = e.order_line_id
		JOIN tax_rules r ON r.id = e.rule_id`).Rows()
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []proof.Violation
	for rows.Next() {
		var r struct {
			Entry              `gorm:"embedded"`
			LineSeller         string
			LineRule           string
			ValidFrom, ValidTo clock.Date
		}
		if err := q.ScanRows(rows, &r); err != nil {
			return nil, err
		}
		day := r.At.Date()
		inForce := r.ValidFrom <= day && (r.ValidTo == "" || day <= r.ValidTo)
		if r.SellerID != r.LineSeller || r.RuleID != r.LineRule || r.Period != day.Period() || r.Event == Accepted && !inForce {
			out = append(out, proof.Violation{Rule: "tax.entry", Subject: "withholding_entries/" + r.ID, Detail: fmt.Sprintf(
				"seller %s, rule %s and period %s of %s; the line has seller %s and rule %s", r.SellerID, r.RuleID, r.Period, day, r.LineSeller, r.LineRule)})
		}
	}
	return out, rows.Err()
}

// wrongLines compares what is withheld of each line with its rows and its rule.
func wrongLines(ctx context.Context, q *gorm.DB) ([]proof.Violation, error) {
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
