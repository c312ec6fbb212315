package settlement

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/charge"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/measure"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/seller"
	"github.com/chophien/chophien/models/tax"
	"github.com/chophien/chophien/models/trader"
)

// PerKg is what a kilogram of one form of a product brings its seller here, beside what a
// trader would give. Goods whose weight nobody stated are not compared.
type PerKg struct {
	ProductID string
	Slug      string
	NameVI    string `gorm:"column:name_vi"`
	NameEN    string `gorm:"column:name_en"`
	FormVI    string `gorm:"column:form_vi"`
	FormEN    string `gorm:"column:form_en"`
	Kind      string
	TaxClass  string
	Basis     measure.Basis
	Price     money.VND // of one piece, or of a kilogram
	NetGrams  int64     // of one piece

	PerKg    money.VND     `gorm:"-"` // the price of a kilogram
	NetPerKg money.VND     `gorm:"-"` // what is left of it: delivery is not in it
	Trader   *trader.Price `gorm:"-"` // nil when the seller has noted none
}

// Better is how much more a kilogram brings here than at the trader's; below zero when it is
// less, 0 where no trader was asked.
func (p PerKg) Better() money.VND {
	if p.Trader == nil {
		return money.VND{}
	}
	return p.NetPerKg.Sub(p.Trader.Price)
}

// mostForms is how many forms are compared.
const mostForms = 60

// PerKg compares what the member's seller has on the shelf, at today's prices, fees and
// taxes. One piece or kilogram is reckoned; an order is rounded as a whole. It refuses like
// Balance.
func (c *Cashier) PerKg(ctx context.Context, by actor.Member) ([]PerKg, error) {
	if err := c.maySee(ctx, by); err != nil {
		return nil, err
	}
	q, today := c.read(ctx), c.Now().Date()
	var all []PerKg
	err := q.Raw(`SELECT p.id AS product_id, p.slug, p.name_vi, p.name_en, v.name_vi AS form_vi, v.name_en AS form_en, p.kind, p.tax_class,
		v.basis, v.price, v.net_grams FROM products p JOIN variants v ON v.product_id = p.id
		WHERE p.seller_id = ? AND p.state = 'published' AND v.active AND v.price > 0 AND (v.basis = 'gram' OR v.net_grams > 0)
		ORDER BY p.created_at, p.id, v.position, v.id LIMIT ?`, by.SellerID, mostForms).Scan(&all).Error
	if err != nil || len(all) == 0 {
		return nil, err
	}
	if err := net(ctx, q, by.SellerID, all, today); err != nil {
		return nil, err
	}
	known, err := trader.KnownTo(ctx, q, by.SellerID)
	for i := range all {
		if p, ok := known.Of(all[i].ProductID, all[i].Kind); ok {
			all[i].Trader = &p
		}
	}
	return all, err
}

// net works out what is left of each, as Preview does.
func net(ctx context.Context, q *gorm.DB, sellerID string, all []PerKg, today clock.Date) error {
	s, err := seller.Find(ctx, q, sellerID)
	if err != nil {
		return err
	}
	rates, err := charge.Terms(ctx, q, today)
	if err != nil {
		return err
	}
	lines := make([]tax.Line, len(all))
	for i, p := range all {
		lines[i] = tax.Line{SellerID: s.ID, Class: p.TaxClass, Entity: string(s.TaxEntity), Residency: string(s.TaxResidency), Base: p.Price}
	}
	due, err := tax.Estimate(ctx, q, today, lines)
	if err != nil {
		return err
	}
	for i := range all {
		p, grams := &all[i], int64(1000)
		if p.Basis != measure.Gram {
			grams = p.NetGrams
		}
		left := p.Price.Sub(charge.Commission(p.Price, rates).Sum()).Sub(due[i].VAT).Sub(due[i].PIT)
		p.PerKg, p.NetPerKg = p.Price.OnePer(grams), left.OnePer(grams)
	}
	return nil
}
