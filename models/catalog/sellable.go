package catalog

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/measure"
	"github.com/chophien/chophien/models/money"
)

// Sellable is everything that a cart and a checkout need to know of a variant.
type Sellable struct {
	VariantID       string
	ProductID       string
	ProductSlug     string
	SellerID        string
	SellerName      string
	SellerSlug      string
	NameVI          string `gorm:"column:name_vi"`
	NameEN          string `gorm:"column:name_en"`
	VariantNameVI   string `gorm:"column:variant_name_vi"`
	VariantNameEN   string `gorm:"column:variant_name_en"`
	Class           Class
	Kind            string
	Unit            string
	Rule            measure.Rule `gorm:"-"`
	Price           money.VND    // per piece, or per kilogram
	NetGrams        int64
	NetML           int64 `gorm:"column:net_ml"`
	ShipGrams       int64 // parcel weight of one piece; goods by weight use the quantity
	ShelfLifeDays   int
	TaxClass        string
	SellerScheme    string
	SellerWard      string
	SellerTaxEntity string
	SellerResidency string
	Sample          bool
	Buyable         bool   `gorm:"-"`
	Why             string `gorm:"-"` // the message key of why not, "" when buyable
	PhotoKey        string // id of the first photo, "" for the drawing of its kind
	OnHand          int64
	Held            int64
}

// Free is what can still be promised.
func (s Sellable) Free() int64 { return max(0, s.OnHand-s.Held) }

// Adult reports whether only people of 18 and more may buy it.
func (s Sellable) Adult() bool { return s.Class.Adult() }

type sellableRow struct {
	Sellable    `gorm:"embedded"`
	Basis       measure.Basis
	Step        int64
	Minimum     int64
	Active      bool
	State       State
	SellerState string
}

const sellableSQL = `SELECT v.id AS variant_id, p.id AS product_id, p.slug AS product_slug, p.seller_id, s.name AS seller_name, s.slug AS seller_slug,
	p.name_vi, p.name_en, v.name_vi AS variant_name_vi, v.name_en AS variant_name_en, p.class, p.kind, v.unit, v.basis, v.step, v.minimum,
	v.price, v.net_grams, v.net_ml, v.ship_grams, p.shelf_life_days, p.tax_class, s.scheme AS seller_scheme, s.ward_code AS seller_ward,
	s.tax_entity AS seller_tax_entity, s.tax_residency AS seller_residency, p.sample OR COALESCE(s.sample, FALSE) AS sample,
	(SELECT pp.photo_id FROM product_photos pp WHERE pp.product_id = p.id ORDER BY pp.position, pp.photo_id LIMIT 1) AS photo_key,
	COALESCE(t.on_hand, 0) AS on_hand, COALESCE(t.held, 0) AS held, v.active, p.state, s.state AS seller_state
	FROM variants v JOIN products p ON p.id = v.product_id
	LEFT JOIN sellers s ON s.id = p.seller_id LEFT JOIN stock t ON t.variant_id = v.id
	WHERE v.id IN ? AND p.state <> 'staged'`

// SellableVariants reads the variants by id in one statement; ids that do not exist are
// not in the map. Those that cannot be bought say why: "catalog.not_published",
// "catalog.seller_inactive", "catalog.contact_only", "catalog.inactive",
// "catalog.no_price". How much is free is another question.
func SellableVariants(ctx context.Context, q *gorm.DB, variantIDs []string) (map[string]Sellable, error) {
	if len(variantIDs) == 0 {
		return map[string]Sellable{}, nil
	}
	var rows []sellableRow
	if err := q.WithContext(ctx).Raw(sellableSQL, variantIDs).Scan(&rows).Error; err != nil {
		return nil, err
	}
	out := make(map[string]Sellable, len(rows))
	for _, r := range rows {
		s := r.Sellable
		s.Rule = measure.Rule{Basis: r.Basis, Step: r.Step, Min: r.Minimum}
		s.Why = r.why()
		s.Buyable = s.Why == ""
		out[s.VariantID] = s
	}
	return out, nil
}

func (r sellableRow) why() string {
	switch {
	case r.State != Published:
		return "catalog.not_published"
	case r.SellerState != "active":
		return "catalog.seller_inactive"
	case r.Class.ContactOnly():
		return "catalog.contact_only"
	case !r.Active:
		return "catalog.inactive"
	case !r.Price.Positive():
		return "catalog.no_price"
	}
	return ""
}
