package catalog

import (
	"context"
	"strconv"

	"gorm.io/gorm"
	sql "gorm.io/gorm/clause"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/measure"
	"github.com/chophien/chophien/models/money"
)

// NewProduct is what a seller offers: facts and the forms in which it is sold, which may
// still be none.
type NewProduct struct {
	Facts
	ClientID string       `json:"client_id" form:"client_id"` // see OfClient; may be left out
	Variants []NewVariant `json:"variants" form:"variants"`
}

// NewVariant is one form in which a product is sold. Step and Minimum may be left out: one
// piece, or 100 grams.
type NewVariant struct {
	NameVI    string        `json:"name_vi" form:"name_vi"`
	NameEN    string        `json:"name_en" form:"name_en"`
	Basis     measure.Basis `json:"basis" form:"basis"`
	Unit      string        `json:"unit" form:"unit"`
	Step      int64         `json:"step" form:"step"`
	Minimum   int64         `json:"minimum" form:"minimum"`
	NetGrams  int64         `json:"net_grams" form:"net_grams"`
	NetML     int64         `json:"net_ml" form:"net_ml"`
	ShipGrams int64         `json:"ship_grams" form:"ship_grams"`
	Price     money.VND     `json:"price" form:"price"` // per piece, or per kilogram
}

// Offer makes a draft of the seller's. It refuses with a list of faults on the fields
// ("variants.1.price" for those of a form) and publishes nothing; the stock of its forms
// is opened by the use case that calls it.
func Offer(ctx context.Context, tx *gorm.DB, sellerID string, in NewProduct, by actor.Actor, now clock.Instant) (*Product, []Variant, error) {
	if err := mayEdit(sellerID, by); err != nil {
		return nil, nil, err
	}
	if sellerID == "" {
		return nil, nil, fault.New(fault.NotFound, "seller.unknown")
	}
	if err := in.refuse(ctx, tx); err != nil {
		return nil, nil, err
	}
	p := Product{ID: db.NewID(), SellerID: sellerID, State: Draft, Version: 1, ClientID: in.ClientID, CreatedAt: now}
	in.Facts.into(&p)
	var sample []bool
	if err := tx.WithContext(ctx).Table("sellers").Where("id = ? AND state <> 'closed'", sellerID).Pluck("sample", &sample).Error; err != nil {
		return nil, nil, err
	}
	if len(sample) == 0 {
		return nil, nil, fault.New(fault.NotFound, "seller.unknown")
	}
	p.Sample = sample[0]
	vs, err := write(ctx, tx, &p, in.Variants, by, now)
	return &p, vs, err
}

// refuse returns everything that is wrong with the input.
func (in *NewProduct) refuse(ctx context.Context, q *gorm.DB) error {
	l := in.Clean()
	unknown, err := in.places(ctx, q)
	if err != nil {
		return err
	}
	return append(l, unknown...).Err()
}

// Clean brings the texts into order and returns everything that is wrong with them.
func (in *NewProduct) Clean() fault.List {
	l := in.Facts.Clean()
	if !clientID.MatchString(in.ClientID) {
		l.Add(fault.New(fault.Invalid, "product.client_id").On("client_id"))
	}
	if len(in.Variants) > MaxVariants {
		l.Add(fault.New(fault.Invalid, "product.too_many_variants").On("variants").With("most", MaxVariants))
		return l
	}
	for i := range in.Variants {
		l = append(l, in.Variants[i].Clean("variants."+strconv.Itoa(i)+".")...)
	}
	return l
}

// create stores the row of a product; without a page address it gets the next free one. Who
// takes that at the same moment is waited for, and then the one after it is taken.
func create(ctx context.Context, tx *gorm.DB, p *Product) error {
	if p.Slug != "" {
		return tx.WithContext(ctx).Create(p).Error
	}
	for {
		var err error
		if p.Slug, err = freeSlug(ctx, tx, p.NameVI); err != nil {
			return err
		}
		res := tx.WithContext(ctx).Clauses(sql.OnConflict{Columns: []sql.Column{{Name: "slug"}}, DoNothing: true}).Create(p)
		if res.Error != nil || res.RowsAffected == 1 {
			return res.Error
		}
	}
}

// write stores a new product under a free page address, its forms and their first prices,
// and tells the feed.
func write(ctx context.Context, tx *gorm.DB, p *Product, in []NewVariant, by actor.Actor, now clock.Instant) ([]Variant, error) {
	if err := create(ctx, tx, p); err != nil {
		return nil, err
	}
	if err := record(ctx, tx, p.ID, "", p.State, "", by, now); err != nil {
		return nil, err
	}
	vs := make([]Variant, len(in))
	for i, n := range in {
		vs[i] = n.variant(p.ID, i, now)
		if err := addVariant(ctx, tx, vs[i], by, now); err != nil {
			return nil, err
		}
	}
	if p.State == Staged { // nobody is to see it yet, the feed neither
		return vs, nil
	}
	return vs, tell(ctx, tx, p.ID)
}
