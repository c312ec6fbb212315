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
// under its rule and in the month in which it happened. A row without tax has evidence, a
// paper that counted then and whose scan is kept; a closed month is what its rows sum to,
// none of them is younger than the close, and months are closed one after the other.
func Verify(ctx context.Context, q *gorm.DB) ([]proof.Violation, error) {
	var out []proof.Violation
	for _, check := range []func(context.Context, *gorm.DB) ([]proof.Violation, error){wrongLines, wrongEntries, wrongPapers, wrongPeriods} {
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
	rows, err := q.WithContext(ctx).Raw(`SELECT e.*, w.seller_id AS line_seller, w.rule_id AS line_rule, r.valid_from, r.valid_to,
		COALESCE(e.paper_id, '') AS paper_of, COALESCE(w.paper_id, '') AS line_paper
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
			PaperOf, LinePaper string // "" for none
			ValidFrom, ValidTo clock.Date
		}
		if err := q.ScanRows(rows, &r); err != nil {
			return nil, err
		}
		day := r.At.Date()
		inForce := r.ValidFrom <= day && (r.ValidTo == "" || day <= r.ValidTo)
		if r.SellerID != r.LineSeller || r.RuleID != r.LineRule || r.PaperOf != r.LinePaper || r.Period != day.Period() || r.Event == Accepted && !inForce {
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
			CASE WHEN w.exempt THEN 0 ELSE (w.base * r.vat_bp + 5000) / 10000 END AS rule_vat,
			CASE WHEN w.exempt THEN 0 ELSE (w.base * r.pit_bp + 5000) / 10000 END AS rule_pit,
			COUNT(CASE e.event WHEN 'accepted' THEN 1 END) AS first
		FROM withheld_lines w JOIN tax_rules r ON r.id = w.rule_id
		LEFT JOIN withholding_entries e ON e.order_id = w.order_id AND e.order_line_id = w.line_id
		GROUP BY w.order_id, w.line_id, w.base, w.vat, w.pit, w.exempt, r.vat_bp, r.pit_bp) AS t
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

// wrongPapers compares the rows without tax with the papers by which nothing was withheld.
func wrongPapers(ctx context.Context, q *gorm.DB) ([]proof.Violation, error) {
	rows, err := q.WithContext(ctx).Raw(`SELECT e.id, e.seller_id, e.at, w.exempt, r.class, p.kind, COALESCE(p.seller_id, '') AS paper_seller,
			p.valid_from, p.valid_to, p.verified_at, p.ended_at, COALESCE(p.id, '') AS paper, COALESCE(f.id, '') AS scan
		FROM withholding_entries e JOIN withheld_lines w ON w.order_id = e.order_id AND w.line_id = e.order_line_id
		JOIN tax_rules r ON r.id = w.rule_id LEFT JOIN tax_papers p ON p.id = e.paper_id
		LEFT JOIN photos f ON f.id = p.scan_id AND f.purpose = 'certificate' AND f.dropped_at = 0
		WHERE e.event = 'accepted' AND (e.paper_id IS NOT NULL OR (r.entity = 'individual' AND r.vat_bp + r.pit_bp = 0))`).Rows()
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []proof.Violation
	for rows.Next() {
		var r struct {
			ID, SellerID, Class, PaperSeller, Paper, Scan string
			Kind                                          PaperKind
			Exempt                                        bool
			At, VerifiedAt, EndedAt                       clock.Instant
			ValidFrom, ValidTo                            clock.Date
		}
		if err := q.ScanRows(rows, &r); err != nil {
			return nil, err
		}
		p := Paper{VerifiedAt: r.VerifiedAt, EndedAt: r.EndedAt, ValidFrom: r.ValidFrom, ValidTo: r.ValidTo}
		fits := r.Kind == Exemption && r.Exempt || r.Kind == OwnProduce && r.Class == OwnRawProduce
		if r.Paper == "" || r.PaperSeller != r.SellerID || !fits || !p.Counts(r.At) || r.Scan == "" {
			out = append(out, proof.Violation{Rule: "tax.evidence", Subject: "withholding_entries/" + r.ID, Detail: fmt.Sprintf(
				"nothing is withheld of seller %s at %v by paper %q (%s, of %s, scan %q)", r.SellerID, r.At, r.Paper, r.Kind, r.PaperSeller, r.Scan)})
		}
	}
	return out, rows.Err()
}

// wrongPeriods compares the closed months with their rows and with one another.
func wrongPeriods(ctx context.Context, q *gorm.DB) ([]proof.Violation, error) {
	var rows []struct {
		Period  `gorm:"embedded"`
		Sums    Period `gorm:"embedded;embeddedPrefix:reg_"`
		LastRow clock.Instant
	}
	err := q.WithContext(ctx).Raw(`SELECT t.*, CAST(COALESCE(SUM(e.base), 0) AS BIGINT) AS reg_base, CAST(COALESCE(SUM(e.vat), 0) AS BIGINT) AS reg_vat,
			CAST(COALESCE(SUM(e.pit), 0) AS BIGINT) AS reg_pit, COUNT(e.id) AS reg_entries, COUNT(DISTINCT e.seller_id) AS reg_sellers,
			CAST(COALESCE(MAX(e.at), 0) AS BIGINT) AS last_row
		FROM tax_periods t LEFT JOIN withholding_entries e ON e.period = t.period WHERE t.closed_at > 0
		GROUP BY t.period ORDER BY t.period`).Scan(&rows).Error
	var out []proof.Violation
	for i, r := range rows {
		sums := r.Period.Base == r.Sums.Base && r.Period.VAT == r.Sums.VAT && r.Period.PIT == r.Sums.PIT &&
			r.Period.Entries == r.Sums.Entries && r.Period.Sellers == r.Sums.Sellers
		if !sums || r.LastRow >= r.ClosedAt || r.ClosedAt.Date().Period() <= r.Period.Period {
			out = append(out, proof.Violation{Rule: "tax.period", Subject: "tax_periods/" + r.Period.Period, Detail: fmt.Sprintf(
				"closed at %v with %v, %v and %v of %d rows; the register says %v, %v and %v of %d rows, the last at %v", r.ClosedAt,
				r.Period.Base, r.Period.VAT, r.Period.PIT, r.Period.Entries, r.Sums.Base, r.Sums.VAT, r.Sums.PIT, r.Sums.Entries, r.LastRow)})
		}
		if i == 0 {
			continue
		}
		last := rows[i-1].Period
		if following(last.Period) != r.Period.Period || last.VATAfter != r.VATBefore || last.PITAfter != r.PITBefore {
			out = append(out, proof.Violation{Rule: "tax.carry", Subject: "tax_periods/" + r.Period.Period, Detail: fmt.Sprintf(
				"takes over %v and %v; %s left %v and %v", r.VATBefore, r.PITBefore, last.Period, last.VATAfter, last.PITAfter)})
		}
	}
	return out, err
}
