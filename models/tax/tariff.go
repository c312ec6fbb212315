package tax

import (
	"context"
	"fmt"
	"slices"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/money"
)

// tariff is the rules of one day, and the papers by which some sellers are taxed otherwise.
type tariff struct {
	rules  Rules
	papers map[string]string // by seller and kind
}

// tariffAt reads in one statement what counts at at for the sellers of lines and for
// taxpayers of their kind; without lines, all rules. It refuses with tax.no_rule a day
// without any.
func tariffAt(ctx context.Context, q *gorm.DB, at clock.Instant, lines []Line) (tariff, error) {
	sellers, kinds := make([]string, 0, len(lines)), make([]string, 0, 1)
	for _, l := range lines {
		if n := len(sellers); n == 0 || sellers[n-1] != l.SellerID {
			sellers = append(sellers, l.SellerID)
		}
		entity, residency := taxpayer(l.Entity, l.Residency)
		if kind := entity + "/" + residency; !slices.Contains(kinds, kind) {
			kinds = append(kinds, kind)
		}
	}
	if len(lines) == 0 {
		kinds = append(kinds, Individual+"/"+Resident, Individual+"/"+NonResident, Company+"/"+Resident, Company+"/"+NonResident)
	}
	day := at.Date()
	var rows []struct {
		Rule              `gorm:"embedded"`
		PaperID, SellerID string
		Kind              PaperKind
	}
	err := q.WithContext(ctx).Raw(`SELECT id, class, residency, entity, vat_bp, pit_bp, valid_from, '' AS paper_id, '' AS seller_id, '' AS kind
		FROM tax_rules WHERE valid_from <= @day AND (valid_to = '' OR valid_to >= @day) AND entity || '/' || residency IN @kinds
		UNION ALL SELECT '', '', '', '', 0, 0, valid_from, id, seller_id, kind FROM tax_papers WHERE seller_id IN @sellers
			AND state = 'verified' AND verified_at <= @at AND valid_from <= @day AND (valid_to = '' OR valid_to >= @day)
		ORDER BY valid_from DESC, id, paper_id`,
		map[string]any{"day": day, "at": at, "sellers": sellers, "kinds": kinds}).Scan(&rows).Error
	if err != nil {
		return tariff{}, fmt.Errorf("tax: rules: %w", err)
	}
	t := tariff{papers: map[string]string{}}
	for _, r := range rows {
		if r.PaperID == "" {
			t.rules = append(t.rules, r.Rule)
		} else {
			t.papers[r.SellerID+"/"+string(r.Kind)] = r.PaperID
		}
	}
	if len(t.rules) == 0 {
		return tariff{}, fault.New(fault.Internal, "tax.no_rule")
	}
	return t, nil
}

// paper is the seller's paper of a kind, or nil.
func (t tariff) paper(sellerID string, kind PaperKind) *string {
	if id, ok := t.papers[sellerID+"/"+string(kind)]; ok {
		return &id
	}
	return nil
}

// of computes what is withheld of each line, in the order given. A grower's own produce
// without evidence is goods; of an exempt seller nothing is withheld.
func (t tariff) of(lines []Line) []Due {
	out := make([]Due, len(lines))
	for i, l := range lines {
		d := Due{Line: l}
		if l.Entity != Company {
			if l.Class == OwnRawProduce {
				if d.PaperID = t.paper(l.SellerID, OwnProduce); d.PaperID == nil {
					d.Class = Goods
				}
			}
			if exemption := t.paper(l.SellerID, Exemption); exemption != nil {
				d.PaperID, d.Exempt = exemption, true
			}
		}
		r := t.rules.find(d.Class, l.Entity, l.Residency)
		d.RuleID = r.ID
		d.VAT, d.PIT = taxes(r, l.Base, d.Exempt)
		if !d.Exempt {
			d.VATBP, d.PITBP = r.VatBP, r.PitBP
		}
		out[i] = d
	}
	return out
}

// taxes is what is withheld of base by a rule, or nothing of who is exempt.
func taxes(r Rule, base money.VND, exempt bool) (vat, pit money.VND) {
	if exempt {
		return money.VND{}, money.VND{}
	}
	return r.On(base)
}
