package catalog

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/clock"
)

// EndingPaper is a certificate of a published product that ends soon.
type EndingPaper struct {
	Kind    CertificateKind
	LastDay clock.Date
	Slug    string // of the product
	NameVI  string
	NameEN  string
}

// EndingOf are a seller's verified certificates whose last day is a day or later, and not
// behind another, the nearest first, at most limit. One that a longer paper of the same kind
// stands beside is left out.
func EndingOf(ctx context.Context, q *gorm.DB, sellerID string, from, until clock.Date, limit int) ([]EndingPaper, error) {
	var out []EndingPaper
	return out, q.WithContext(ctx).Raw(`SELECT c.kind, c.last_day, p.slug, p.name_vi, p.name_en FROM certificates c JOIN products p ON p.id = c.product_id
		WHERE p.seller_id = ? AND p.state = 'published' AND c.state = 'verified' AND c.last_day >= ? AND c.last_day <= ?
		AND NOT EXISTS (SELECT 1 FROM certificates l WHERE l.product_id = c.product_id AND l.kind = c.kind AND l.state = 'verified' AND l.last_day > c.last_day)
		ORDER BY c.last_day, c.id LIMIT ?`, sellerID, from, until, limit).Scan(&out).Error
}
