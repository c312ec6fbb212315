package trader

import (
	"context"
	"strings"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/catalog"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/crypt"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/vntext"
)

// Note is what a household heard: from whom, and what a kilogram would bring there. A
// product comes before a kind; without a day it is today.
type Note struct {
	ProductID string     `json:"product_id" form:"product_id"`
	Kind      string     `json:"kind" form:"kind"`
	Price     money.VND  `json:"price" form:"price"`
	Day       clock.Date `json:"day" form:"day"`
	Asked     string     `json:"asked" form:"asked"`
}

// longestAsked is the most letters of who was asked; oldest how many days back a day may be.
const (
	longestAsked = 100
	oldest       = 400
)

// Write notes a trader's price for the member's seller. It refuses with "right.see_money" a
// member without that right, with "product.unknown" a product that is not the seller's,
// with "trader.what" neither product nor known kind, with "trader.price" a price that is
// none, and with "trader.day" a day to come or long past.
func Write(ctx context.Context, tx *gorm.DB, keys *crypt.Keyring, in Note, by actor.Member, now clock.Instant) (Price, error) {
	if !by.Rights.Has(actor.SeeMoney) {
		return Price{}, fault.New(fault.Forbidden, "right.see_money")
	}
	p := Price{ID: db.NewID(), SellerID: by.SellerID, Price: in.Price, Day: in.Day, CreatedBy: by.PersonID, CreatedAt: now}
	var l fault.List
	switch _, known := catalog.KindOf(in.Kind); {
	case in.ProductID != "":
		of, err := catalog.Find(ctx, tx, in.ProductID)
		if err != nil {
			return p, err
		}
		if of.SellerID != by.SellerID {
			return p, fault.New(fault.NotFound, "product.unknown")
		}
		p.ProductID = &of.ID
	case known:
		p.Kind = in.Kind
	default:
		l.Add(fault.New(fault.Invalid, "trader.what").On("product_id"))
	}
	if !in.Price.Positive() || in.Price.Cmp(catalog.MaxPrice) > 0 {
		l.Add(fault.New(fault.Invalid, "trader.price").On("price"))
	}
	today := now.Date()
	if p.Day == "" {
		p.Day = today
	}
	if _, err := clock.ParseDate(string(p.Day)); err != nil || p.Day > today || p.Day < today.AddDays(-oldest) {
		l.Add(fault.New(fault.Invalid, "trader.day").On("day"))
	}
	asked, refused := vntext.Input(strings.TrimSpace(in.Asked), longestAsked, false)
	if refused != "" {
		l.Add(fault.New(fault.Invalid, refused).On("asked").With("most", longestAsked))
	}
	if err := l.Err(); err != nil {
		return p, err
	}
	if asked != "" {
		p.AskedSealed = keys.Seal(askedPurpose, asked)
	}
	return p, tx.WithContext(ctx).Create(&p).Error
}

// Remove takes a note back. It refuses with "trader.unknown" what is not the member's
// seller's, or is gone.
func Remove(ctx context.Context, tx *gorm.DB, id string, by actor.Member, now clock.Instant) error {
	if !by.Rights.Has(actor.SeeMoney) {
		return fault.New(fault.Forbidden, "right.see_money")
	}
	res := tx.WithContext(ctx).Table("trader_prices").Where("id = ? AND seller_id = ? AND removed_at = 0", id, by.SellerID).
		Updates(map[string]any{"removed_at": now, "asked_sealed": ""})
	if res.Error == nil && res.RowsAffected == 0 {
		return fault.New(fault.NotFound, "trader.unknown")
	}
	return res.Error
}
