package catalog

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/fault"
)

// Page is one product with everything that its page shows, on one day.
type Page struct {
	Product
	Seller       Stall
	Forms        []Form // in order; of a published page only active ones
	Photos       []Photo
	Certificates []Certificate // those that may be shown on the day
	Stars        int           // the OCOP rank that may be shown, 0 for none
	InSeason     bool
}

// Stall is what the page of a product says of its seller; ID is empty for an entry that
// nobody has claimed.
type Stall struct {
	ID         string     `gorm:"column:seller_id"`
	Slug       string     `gorm:"column:seller_slug"`
	Name       string     `gorm:"column:seller_name"`
	Kind       string     `gorm:"column:seller_kind"`
	Scheme     string     `gorm:"column:seller_scheme"`
	WardCode   string     `gorm:"column:seller_ward"`
	Since      clock.Date `gorm:"column:seller_since"`
	Active     bool       `gorm:"column:seller_active"`
	Sample     bool       `gorm:"column:seller_sample"`
	BusinessNo string     `gorm:"column:seller_business_no"`
	PhotoID    string     `gorm:"column:seller_photo_id"`
	Asleep     bool       `gorm:"column:seller_asleep"`
	WakesOn    clock.Date `gorm:"column:seller_wakes_on"`
	Away       bool       `gorm:"column:seller_away"`
	AwayTo     clock.Date `gorm:"column:seller_away_to"`
	AwayWords  string     `gorm:"column:seller_away_words"`
}

// Photo is a photo of a product; its files are found by media from the id.
type Photo struct {
	ID       string
	Width    int
	Height   int
	Blurhash string
}

// Public reports whether the page is on the shelf.
func (p Page) Public() bool { return p.State == Published && p.Seller.Active }

// Resting reports whether the product or its stall sleeps or is on holiday, and the day on
// which it can be bought again, "" where nobody has said.
func (p Page) Resting() (resting bool, until clock.Date) {
	return rest{p.Product.Asleep, p.Product.WakesOn, p.Seller.Asleep, p.Seller.WakesOn, p.Seller.Away, p.Seller.AwayTo}.until()
}

// pageRow embeds two structs; their columns do not overlap.
type pageRow struct {
	Product `gorm:"embedded"`
	Stall   `gorm:"embedded"`
}

const pageSQL = `SELECT p.*, s.slug AS seller_slug, s.name AS seller_name, s.kind AS seller_kind, s.scheme AS seller_scheme,
	s.ward_code AS seller_ward, s.since AS seller_since, COALESCE(s.state = 'active', FALSE) AS seller_active,
	COALESCE(s.sample, FALSE) AS seller_sample, s.business_no AS seller_business_no, s.photo_id AS seller_photo_id,
	COALESCE(s.asleep, FALSE) AS seller_asleep, s.wakes_on AS seller_wakes_on, COALESCE(s.away, FALSE) AS seller_away, s.away_to AS seller_away_to,
	s.away_words AS seller_away_words FROM products p LEFT JOIN sellers s ON s.id = p.seller_id WHERE `

// PageOf reads a product by its id or page address in four statements, whatever its state:
// the caller shows it to everybody only when Public, to others as fault "product.unknown".
func PageOf(ctx context.Context, q *gorm.DB, idOrSlug string, today clock.Date) (*Page, error) {
	var row pageRow
	res := q.WithContext(ctx).Raw(pageSQL+"p.id = ? OR p.slug = ? LIMIT 1", idOrSlug, idOrSlug).Scan(&row)
	if res.Error != nil {
		return nil, res.Error
	}
	if row.Product.ID == "" || row.Product.State == Staged {
		return nil, fault.New(fault.NotFound, "product.unknown")
	}
	p := &Page{Product: row.Product, Seller: row.Stall}
	p.Seller.ID = p.SellerID
	p.InSeason = p.Season.In(today)
	all, err := forms(ctx, q, "v.product_id = ?", p.Product.ID)
	if err != nil {
		return nil, err
	}
	for _, f := range all {
		if f.Active || !p.Public() {
			p.Forms = append(p.Forms, f)
		}
	}
	err = q.WithContext(ctx).Raw(`SELECT f.id, f.width, f.height, f.blurhash FROM product_photos pp JOIN photos f ON f.id = pp.photo_id
		WHERE pp.product_id = ? ORDER BY pp.position, pp.photo_id`, p.Product.ID).Scan(&p.Photos).Error
	if err != nil {
		return nil, err
	}
	err = q.WithContext(ctx).Raw("SELECT c.* FROM certificates c WHERE c.product_id = ? AND "+shownSQL+" ORDER BY c.created_at, c.id",
		p.Product.ID, today, today).Scan(&p.Certificates).Error
	p.Stars = ShownStars(p.Certificates, today)
	p.Sample = p.Sample || p.Seller.Sample
	return p, err
}
