package markettest

import (
	"fmt"
	"testing"

	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/division"
	"github.com/chophien/chophien/models/vntext"
)

// Listed is a published product as searches see it; Name is required, the zero of other
// fields is a tea of Ward without price, season and stars.
type Listed struct {
	SellerID string
	Name     string
	Kind     string
	Class    string
	Ward     string
	Group    int
	Season   int     // bits of the months
	Prices   []int64 // of its forms
	Stars    int     // 3 to 5, by a certificate that ends on Until
	Until    string
	Photo    bool
}

// List writes a published product and returns its id.
func (m *Market) List(t testing.TB, l Listed) (productID string) {
	t.Helper()
	m.n++
	for at, otherwise := range map[*string]string{&l.Kind: "tea", &l.Class: "raw", &l.Ward: Ward, &l.Until: "2100-01-01"} {
		if *at == "" {
			*at = otherwise
		}
	}
	productID = db.NewID()
	m.insert(t, "products", map[string]any{
		"id": productID, "slug": fmt.Sprintf("%s-%d", vntext.Slug(l.Name), m.n), "seller_id": l.SellerID, "class": l.Class, "kind": l.Kind, "ocop_group": l.Group,
		"name_vi": l.Name, "scheme": division.Current, "ward_code": l.Ward, "season": l.Season,
		"tax_class": "goods", "state": "published", "created_at": m.Now(), "published_at": m.Now(),
	})
	for i, price := range l.Prices {
		m.insert(t, "variants", map[string]any{
			"id": db.NewID(), "product_id": productID, "basis": "piece", "unit": "hộp", "step": 1, "minimum": 1, "position": i,
			"ship_grams": 300, "price": price, "active": true, "created_at": m.Now(),
		})
	}
	if l.Photo {
		m.insert(t, "product_photos", map[string]any{"product_id": productID, "photo_id": m.photo(t, "product"), "position": 0})
	}
	if l.Stars > 0 {
		scan := m.photo(t, "certificate")
		m.insert(t, "certificates", map[string]any{
			"id": db.NewID(), "product_id": productID, "kind": "ocop", "number": fmt.Sprintf("%d/QĐ", m.n), "stars": l.Stars, "issued_on": "2020-01-01", "last_day": l.Until,
			"scan_id": scan, "state": "verified", "verified_by": "test", "verified_at": m.Now(), "created_at": m.Now(),
		})
	}
	return productID
}

func (m *Market) photo(t testing.TB, purpose string) (id string) {
	t.Helper()
	id = db.NewID()
	m.insert(t, "photos", map[string]any{
		"id": id, "purpose": purpose, "content_type": "image/jpeg", "content_hash": id, "width": 1, "height": 1, "bytes": 1, "created_at": m.Now(), "loose_since": 0,
	})
	return id
}
