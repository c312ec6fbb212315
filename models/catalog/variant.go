package catalog

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/measure"
	"github.com/chophien/chophien/models/money"
)

// MaxPrice is the most that one piece or one kilogram may cost: a billion đồng.
var MaxPrice = money.Of(1_000_000_000)

// MaxVariants is the most forms of one product.
const MaxVariants = 40

// Variant is one form in which a product is sold. Price is per piece, or per kilogram
// when Basis is gram. NetGrams and NetML are what one piece holds, ShipGrams what it
// weighs packed; all three are 0 for goods sold by weight.
type Variant struct {
	ID        string `gorm:"primaryKey"`
	ProductID string
	NameVI    string        `gorm:"column:name_vi"`
	NameEN    string        `gorm:"column:name_en"`
	Basis     measure.Basis `gorm:"<-:create"` // stock is counted in it
	Unit      string
	Step      int64
	Minimum   int64
	NetGrams  int64
	NetML     int64 `gorm:"column:net_ml"`
	ShipGrams int64
	Price     money.VND `gorm:"<-:create"` // SetPrice alone writes it later
	Position  int
	Active    bool
	CreatedAt clock.Instant
}

// Rule is how the variant may be ordered.
func (v Variant) Rule() measure.Rule {
	return measure.Rule{Basis: v.Basis, Step: v.Step, Min: v.Minimum}
}

// PerKg is the price of a kilogram, rounded half up: the price itself for goods sold by
// weight, computed where the net weight of a piece is known, 0 đ where it is not.
func (v Variant) PerKg() money.VND { return perKg(v.Basis, v.Price, v.NetGrams) }

// PerLitre is the price of a litre, or 0 đ where the volume of a piece is not known.
func (v Variant) PerLitre() money.VND { return per1000(v.Price, v.NetML) }

func perKg(basis measure.Basis, price money.VND, net int64) money.VND {
	if basis == measure.Gram {
		return price
	}
	return per1000(price, net)
}

func per1000(price money.VND, net int64) money.VND {
	if net <= 0 {
		return money.VND{}
	}
	return money.Of((price.Dong()*1000 + net/2) / net)
}

// Variants returns the forms of a product in order.
func Variants(ctx context.Context, q *gorm.DB, productID string) ([]Variant, error) {
	var rows []Variant
	err := q.WithContext(ctx).Where("product_id = ?", productID).Order("position, id").Find(&rows).Error
	return rows, err
}

// FindVariant returns a variant and its product, or fault "variant.unknown".
func FindVariant(ctx context.Context, q *gorm.DB, id string) (*Variant, *Product, error) {
	var v Variant
	res := q.WithContext(ctx).Where("id = ?", id).Limit(1).Find(&v)
	if res.Error != nil {
		return nil, nil, res.Error
	}
	if res.RowsAffected == 0 {
		return nil, nil, fault.New(fault.NotFound, "variant.unknown")
	}
	p, err := Find(ctx, q, v.ProductID)
	return &v, p, err
}
