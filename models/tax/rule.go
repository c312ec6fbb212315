package tax

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/money"
)

// The classes of a transaction.
const (
	Goods         = "goods"
	Service       = "service"
	Transport     = "transport" // and services tied to goods: delivery by the seller
	OwnRawProduce = "own_raw_produce"
	Unknown       = "unknown" // the highest rate
)

// Who is taxed, and where they live.
const (
	Individual  = "individual" // households too: withheld
	Company     = "company"    // cooperatives too: they declare themselves
	Resident    = "resident"
	NonResident = "non_resident"
)

// Rule is the rates of one class and kind of taxpayer for a time. ValidTo is its last
// day, or empty.
type Rule struct {
	ID        string
	Class     string
	Residency string
	Entity    string
	VatBP     money.BasisPoints
	PitBP     money.BasisPoints
	ValidFrom clock.Date
	ValidTo   clock.Date
	Source    string
	CreatedAt clock.Instant
}

// TableName names the table.
func (Rule) TableName() string { return "tax_rules" }

// On is the VAT and the income tax of base. This is the one place where taxes are
// rounded: half up to the đồng, each tax of each line by itself.
func (r Rule) On(base money.VND) (vat, pit money.VND) {
	return base.Share(r.VatBP), base.Share(r.PitBP)
}

// Rules is what was in force on one day.
type Rules []Rule

// On reads the rules in force on day. It refuses with tax.no_rule a day without any.
func On(ctx context.Context, q *gorm.DB, day clock.Date) (Rules, error) {
	t, err := tariffAt(ctx, q, day.Start(), nil)
	return t.rules, err
}

// find returns the rule of the latest beginning. What nobody stated is taken at the
// highest rate, as the decree says; money that has come is never turned away for it.
func (rs Rules) find(class, entity, residency string) Rule {
	entity, residency = taxpayer(entity, residency)
	var highest Rule
	for _, r := range rs {
		if r.Entity != entity || r.Residency != residency {
			continue
		}
		if r.Class == class {
			return r
		}
		if r.VatBP+r.PitBP > highest.VatBP+highest.PitBP || highest.ID == "" {
			highest = r
		}
	}
	return highest
}

// taxpayer is who is taxed, and where they live, as the rules know it: what nobody stated
// is a household, and lives abroad.
func taxpayer(entity, residency string) (string, string) {
	if entity != Company {
		entity = Individual
	}
	if residency != Resident {
		residency = NonResident
	}
	return entity, residency
}
