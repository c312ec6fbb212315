package trader

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/crypt"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/money"
)

// Price is what a trader offered for a kilogram on a day: of one product, or, where
// ProductID is nil, of a kind of goods.
type Price struct {
	ID          string `gorm:"primaryKey"`
	SellerID    string
	ProductID   *string
	Kind        string
	Price       money.VND
	Day         clock.Date
	AskedSealed string
	CreatedBy   string
	CreatedAt   clock.Instant
	RemovedAt   clock.Instant `gorm:"<-:create"`
}

// TableName names the table.
func (Price) TableName() string { return "trader_prices" }

// Product is the product that the price is of, "" for a kind.
func (p Price) Product() string {
	if p.ProductID == nil {
		return ""
	}
	return *p.ProductID
}

// Cursor is where the page behind p starts.
func (p Price) Cursor() db.Cursor { return db.Cursor{At: p.CreatedAt, ID: p.ID} }

const askedPurpose = "trader_prices.asked"

// Asked opens who was asked; it is empty when nobody was named.
func (p Price) Asked(keys *crypt.Keyring) (string, error) {
	if p.AskedSealed == "" {
		return "", nil
	}
	return keys.Open(askedPurpose, p.AskedSealed)
}

// Find returns a seller's note, or fault "trader.unknown".
func Find(ctx context.Context, q *gorm.DB, sellerID, id string) (Price, error) {
	var p Price
	res := q.WithContext(ctx).Where("id = ? AND seller_id = ? AND removed_at = 0", id, sellerID).Limit(1).Find(&p)
	if res.Error == nil && res.RowsAffected == 0 {
		return p, fault.New(fault.NotFound, "trader.unknown")
	}
	return p, res.Error
}

// Newest lists a seller's notes, the newest first.
func Newest(ctx context.Context, q *gorm.DB, sellerID string, after db.Cursor, limit int) ([]Price, error) {
	var out []Price
	err := db.Newest(q.WithContext(ctx).Where("seller_id = ? AND removed_at = 0", sellerID), "created_at", "id", after, limit).Find(&out).Error
	return out, err
}

// Known is what a seller knows of traders, by product and by kind: of each the note of the
// latest day, and of one day the one that was written last.
type Known map[string]Price

// Of is the price to compare a product with: its own, else that of its kind.
func (k Known) Of(productID, kind string) (Price, bool) {
	if p, ok := k["product/"+productID]; ok {
		return p, true
	}
	p, ok := k["kind/"+kind]
	return p, ok
}

// KnownTo reads what a seller knows: one statement. Of the notes, the newest so many count.
func KnownTo(ctx context.Context, q *gorm.DB, sellerID string) (Known, error) {
	const counted = 500
	all, err := Newest(ctx, q, sellerID, db.Cursor{}, counted)
	out := Known{}
	for _, p := range all {
		key := "kind/" + p.Kind
		if p.ProductID != nil {
			key = "product/" + *p.ProductID
		}
		if had, ok := out[key]; !ok || p.Day > had.Day {
			out[key] = p
		}
	}
	return out, err
}
