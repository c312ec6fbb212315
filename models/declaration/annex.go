package declaration

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/audit"
	"github.com/chophien/chophien/models/crypt"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/seller"
	"github.com/chophien/chophien/models/tax"
)

// Annex is a month by seller, class and paper. Its rows sum to Total, and those of a closed
// month to what was declared.
type Annex struct {
	Period tax.Period
	Rows   []AnnexRow
	Total  tax.Month
}

// AnnexRow is what one seller sold of one class in the month.
type AnnexRow struct {
	SellerID string
	TaxCode  string // the number of the identity check; where only its end is kept, "…1234"
	Name     string
	Ward     string
	Province string
	Entity   string // a company declares itself
	Class    string
	Paper    string // the number of the paper by which less was withheld, or ""
	Base     money.VND
	VAT      money.VND
	PIT      money.VND
}

// Annex lists a month for the tax office, open months as they are now. Who opened the
// numbers of sellers is kept in the audit.
func (o *Office) Annex(ctx context.Context, by actor.Admin, period string) (Annex, error) {
	var a Annex
	err := o.DB.Tx(ctx, func(tx *gorm.DB) (err error) {
		if a, err = annex(ctx, tx, o.Keys, period); err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{By: by.Stamp(), Verb: "tax.annex", Subject: audit.Subject{Kind: "tax_period", ID: period}}, o.Now())
	})
	return a, err
}

func annex(ctx context.Context, q *gorm.DB, keys *crypt.Keyring, period string) (Annex, error) {
	p, err := tax.FindPeriod(ctx, q, period)
	if err != nil {
		return Annex{}, err
	}
	a := Annex{Period: p, Total: tax.Month{Period: period}}
	err = q.WithContext(ctx).Raw(`SELECT e.seller_id, s.name, s.tax_entity AS entity, COALESCE(w.name, '') AS ward, COALESCE(pr.name, '') AS province,
			r.class, COALESCE(p.number, '') AS paper, CAST(SUM(e.base) AS BIGINT) AS base, CAST(SUM(e.vat) AS BIGINT) AS vat, CAST(SUM(e.pit) AS BIGINT) AS pit
		FROM withholding_entries e JOIN sellers s ON s.id = e.seller_id JOIN tax_rules r ON r.id = e.rule_id
		LEFT JOIN divisions w ON w.scheme = s.scheme AND w.code = s.ward_code
		LEFT JOIN divisions pr ON pr.scheme = w.scheme AND pr.code = w.parent_code LEFT JOIN tax_papers p ON p.id = e.paper_id
		WHERE e.period = ? GROUP BY e.seller_id, s.name, s.tax_entity, w.name, pr.name, r.class, p.number
		ORDER BY e.seller_id, r.class, paper`, period).Scan(&a.Rows).Error
	if err != nil {
		return Annex{}, err
	}
	codes, err := taxCodes(ctx, q, keys, period)
	if err != nil {
		return Annex{}, err
	}
	for i := range a.Rows {
		r := &a.Rows[i]
		r.TaxCode = codes[r.SellerID]
		a.Total.Base, a.Total.VAT, a.Total.PIT = a.Total.Base.Add(r.Base), a.Total.VAT.Add(r.VAT), a.Total.PIT.Add(r.PIT)
	}
	return a, nil
}

// taxCodes opens the numbers of the sellers of a month: since July 2025 the number of a
// person's card is their tax code.
func taxCodes(ctx context.Context, q *gorm.DB, keys *crypt.Keyring, period string) (map[string]string, error) {
	var checks []seller.Check
	err := q.WithContext(ctx).Raw(`SELECT * FROM seller_checks WHERE seller_id IN (SELECT seller_id FROM withholding_entries WHERE period = ?)
		ORDER BY created_at, id`, period).Scan(&checks).Error
	if err != nil {
		return nil, err
	}
	codes := map[string]string{}
	for _, c := range checks { // the last check counts
		number, err := c.Number(keys)
		if err != nil || number == "" { // erased, or sealed with a key that is gone: the end of it is what is kept
			number = "…" + c.ReferenceLast4
		}
		codes[c.SellerID] = number
	}
	return codes, nil
}
