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
	NameVI          string
	NameEN          string
	VariantNameVI   string
	VariantNameEN   string
	Class           Class
	Kind            string
	Unit            string
	Rule            measure.Rule
	Price           money.VND // per piece, or per kilogram
	NetGrams        int64
	NetML           int64
	ShipGrams       int64 // parcel weight of one piece; goods by weight use the quantity
	ShelfLifeDays   int
	TaxClass        string
	SellerScheme    string
	SellerWard      string
	SellerTaxEntity string
	SellerResidency string
	Sample          bool
	Buyable         bool
	Why             string // the message key of why not, "" when buyable
	PhotoKey        string // id of the first photo, "" for the drawing of its kind
	OnHand          int64
	Held            int64
	Ahead           Ahead // the harvest that it is ordered ahead of; what is free is free of that
}

// Free is what can still be promised.
func (s Sellable) Free() int64 {
	if s.Ahead.Taking() {
		return s.Ahead.Free()
	}
	return max(0, s.OnHand-s.Held)
}

// Adult reports whether only people of 18 and more may buy it.
func (s Sellable) Adult() bool { return s.Class.Adult() }

type sellableRow struct {
	Sellable
	Active      bool
	State       State
	SellerState string
	Asleep      bool
	Away        bool
}

// sellableColumns are a variant whole, in the order of sellableRow.into.
const sellableColumns = `v.id, p.id, p.slug, COALESCE(p.seller_id, ''), COALESCE(s.name, ''), COALESCE(s.slug, ''),
	p.name_vi, p.name_en, v.name_vi, v.name_en, p.class, p.kind, v.unit, v.basis, v.step, v.minimum,
	v.price, v.net_grams, v.net_ml, v.ship_grams, p.shelf_life_days, p.tax_class, COALESCE(s.scheme, ''), COALESCE(s.ward_code, ''),
	COALESCE(s.tax_entity, ''), COALESCE(s.tax_residency, ''), p.sample OR COALESCE(s.sample, FALSE),
	COALESCE((SELECT pp.photo_id FROM product_photos pp WHERE pp.product_id = p.id ORDER BY pp.position, pp.photo_id LIMIT 1), ''),
	COALESCE(t.on_hand, 0), COALESCE(t.held, 0), v.active, p.state, COALESCE(s.state, ''),
	p.asleep OR COALESCE(s.asleep, FALSE), COALESCE(s.away, FALSE), ` + aheadColumns

// sellableJoins are where the columns come from, beside the variant.
const sellableJoins = `JOIN products p ON p.id = v.product_id
	LEFT JOIN sellers s ON s.id = p.seller_id LEFT JOIN stock t ON t.variant_id = v.id` + aheadJoins

func (r *sellableRow) into() []any {
	return append([]any{
		&r.VariantID, &r.ProductID, &r.ProductSlug, &r.SellerID, &r.SellerName, &r.SellerSlug,
		&r.NameVI, &r.NameEN, &r.VariantNameVI, &r.VariantNameEN, &r.Class, &r.Kind, &r.Unit, &r.Rule.Basis, &r.Rule.Step, &r.Rule.Min,
		&r.Price, &r.NetGrams, &r.NetML, &r.ShipGrams, &r.ShelfLifeDays, &r.TaxClass, &r.SellerScheme, &r.SellerWard,
		&r.SellerTaxEntity, &r.SellerResidency, &r.Sample, &r.PhotoKey, &r.OnHand, &r.Held, &r.Active, &r.State, &r.SellerState,
		&r.Asleep, &r.Away,
	}, r.Ahead.into()...)
}

// SellableVariants reads the variants by id in one statement; ids that do not exist are
// not in the map. Those that cannot be bought say why: "catalog.not_published",
// "catalog.seller_inactive", "catalog.away", "catalog.asleep", "catalog.contact_only", "catalog.inactive",
// "catalog.no_price". How much is free is another question.
func SellableVariants(ctx context.Context, q *gorm.DB, variantIDs []string) (map[string]Sellable, error) {
	if len(variantIDs) == 0 {
		return map[string]Sellable{}, nil
	}
	rows, err := rowsOf(ctx, q, func(r *sellableRow) []any { return r.into() },
		"SELECT "+sellableColumns+" FROM variants v "+sellableJoins+" WHERE v.id IN ? AND p.state <> 'staged'", variantIDs)
	if err != nil {
		return nil, err
	}
	out := make(map[string]Sellable, len(rows))
	for _, r := range rows {
		s := r.sellable()
		out[s.VariantID] = s
	}
	return out, nil
}

// sellable is the row with its judgement.
func (r sellableRow) sellable() Sellable {
	s := r.Sellable
	s.Why = r.why()
	s.Buyable = s.Why == ""
	return s
}

func (r sellableRow) why() string {
	switch {
	case r.State != Published:
		return "catalog.not_published"
	case r.SellerState != "active":
		return "catalog.seller_inactive"
	case r.Away:
		return "catalog.away"
	case r.Asleep && !r.Ahead.Taking(): // it sleeps until the harvest that is ordered ahead
		return "catalog.asleep"
	case r.Class.ContactOnly():
		return "catalog.contact_only"
	case !r.Active:
		return "catalog.inactive"
	case !r.Price.Positive():
		return "catalog.no_price"
	}
	return ""
}
