package catalog

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/money"
)

// OnShelf is what a product on the shelf can be searched, filtered and ordered by on a day.
type OnShelf struct {
	ID           string
	Slug         string
	Class        Class
	Kind         string
	OCOPGroup    int // 0 for none
	NameVI       string
	NameEN       string
	Scheme       string
	WardCode     string
	LegacyScheme string
	LegacyCode   string
	OriginText   string
	ProducerName string
	Season       Months
	PublishedAt  clock.Instant
	SellerID     string
	SellerName   string
	Stars        int       // the OCOP rank that may be shown on the day
	Price        money.VND // the lowest of its forms, 0 đ for none
	PhotoID      string    // "" for none
}

// WholeShelf reads everything on the shelf in one statement, in no order: for the answers
// that are given while no engine does.
func WholeShelf(ctx context.Context, q *gorm.DB, today clock.Date) ([]OnShelf, error) {
	// Ranks and prices are read once for all: looked up product by product, they take
	// most of the time.
	return rowsOf(ctx, q, func(o *OnShelf) []any {
		return []any{
			&o.ID, &o.Slug, &o.Class, &o.Kind, &o.OCOPGroup, &o.NameVI, &o.NameEN, &o.Scheme, &o.WardCode, &o.LegacyScheme, &o.LegacyCode,
			&o.OriginText, &o.ProducerName, &o.Season, &o.PublishedAt, &o.SellerID, &o.SellerName, &o.Stars, &o.Price, &o.PhotoID,
		}
	}, `SELECT p.id, p.slug, p.class, p.kind, p.ocop_group, p.name_vi, p.name_en, COALESCE(p.scheme, ''), COALESCE(p.ward_code, ''),
		COALESCE(p.legacy_scheme, ''), COALESCE(p.legacy_code, ''), p.origin_text, p.producer_name, p.season, p.published_at, s.id, s.name,
		COALESCE(r.stars, 0), COALESCE(v.price, 0),
		COALESCE((SELECT pp.photo_id FROM product_photos pp WHERE pp.product_id = p.id ORDER BY pp.position, pp.photo_id LIMIT 1), '')
	FROM products p JOIN sellers s ON s.id = p.seller_id
	LEFT JOIN (SELECT c.product_id, MAX(c.stars) AS stars FROM certificates c WHERE c.kind = 'ocop' AND `+shownSQL+` GROUP BY c.product_id) r ON r.product_id = p.id
	LEFT JOIN (SELECT product_id, MIN(price) AS price FROM variants WHERE active AND price > 0 GROUP BY product_id) v ON v.product_id = p.id
	WHERE p.state = 'published' AND s.state = 'active'`, today, today)
}
