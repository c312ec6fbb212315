package stock

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/clock"
)

// Stock is what is there of a variant and how much of it is promised, in the variant's
// basis: whole pieces or grams.
type Stock struct {
	VariantID string `gorm:"primaryKey;<-:create"`
	OnHand    int64  `gorm:"<-:create"`
	Held      int64  `gorm:"<-:create"`
}

// TableName implements gorm's Tabler.
func (Stock) TableName() string { return "stock" }

// Free is what can still be promised.
func (s Stock) Free() int64 { return s.OnHand - s.Held }

// Lot is one harvest or production run of a variant.
type Lot struct {
	ID          string `gorm:"primaryKey"`
	VariantID   string
	Code        string
	HarvestedOn clock.Date
	BestBefore  clock.Date
	OnHand      int64 `gorm:"<-:create"`
	CreatedAt   clock.Instant
}

// HoldState is where a promise stands.
type HoldState string

// The states of a hold.
const (
	Held     HoldState = "held"
	Consumed HoldState = "consumed" // packed
	Released HoldState = "released" // given back
)

// Hold is a promise of a quantity to one holder, an order.
type Hold struct {
	ID        string `gorm:"primaryKey"`
	VariantID string
	Holder    string
	Quantity  int64     `gorm:"<-:create"`
	State     HoldState `gorm:"<-:create"`
	HarvestID *string   `gorm:"<-:create"` // nil: of what is on the shelf
	CreatedAt clock.Instant
}

// Move is one change of what is there.
type Move struct {
	ID        string `gorm:"primaryKey"`
	VariantID string
	LotID     string
	Delta     int64
	Cause     string
	Holder    string
	ActorKind string
	ActorID   string
	CreatedAt clock.Instant
}

// TableName implements gorm's Tabler.
func (Move) TableName() string { return "stock_moves" }

// Find returns the stock of the variants by id; a variant without a row has none.
func Find(ctx context.Context, q *gorm.DB, variantIDs []string) (map[string]Stock, error) {
	var rows []Stock
	err := q.WithContext(ctx).Where("variant_id IN ?", variantIDs).Find(&rows).Error
	found := make(map[string]Stock, len(rows))
	for _, s := range rows {
		found[s.VariantID] = s
	}
	return found, err
}
