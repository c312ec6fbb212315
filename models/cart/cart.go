package cart

import (
	"context"
	"crypto/sha256"
	"encoding/hex"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/fault"
)

// MaxLines is the most different variants in one cart.
const MaxLines = 60

// Cart is one shopper's basket: a person's, or a visitor's known by the hash of a cookie.
type Cart struct {
	ID        string `gorm:"primaryKey"`
	PersonID  *string
	TokenHash *string
	State     string `gorm:"<-:create"` // open, spent, merged
	CreatedAt clock.Instant
	TouchedAt clock.Instant
}

// Line is a quantity of a variant, in pieces or grams.
type Line struct {
	CartID    string `gorm:"primaryKey"`
	VariantID string `gorm:"primaryKey"`
	Quantity  int64
	AddedAt   clock.Instant
}

// TableName implements gorm's Tabler.
func (Line) TableName() string { return "cart_lines" }

// Find returns the shopper's open cart and its lines in the order in which they were
// added; found is false when the shopper has none yet.
func Find(ctx context.Context, q *gorm.DB, who actor.Shopper) (c Cart, lines []Line, found bool, err error) {
	c, found, err = open(ctx, q, who)
	if err != nil || !found {
		return c, nil, false, err
	}
	err = q.WithContext(ctx).Where("cart_id = ?", c.ID).Order("added_at, variant_id").Find(&lines).Error
	return c, lines, true, err
}

func open(ctx context.Context, q *gorm.DB, who actor.Shopper) (c Cart, found bool, err error) {
	personID, token := who.Owner()
	q = q.WithContext(ctx).Where("state = 'open'")
	switch {
	case personID != "":
		q = q.Where("person_id = ?", personID)
	case token != "":
		q = q.Where("token_hash = ?", hash(token))
	default:
		return c, false, nil
	}
	res := q.Limit(1).Find(&c)
	return c, res.RowsAffected == 1, res.Error
}

// start returns the shopper's open cart and makes it where there is none. It refuses with
// "cart.nobody" a shopper without person and cookie.
func start(ctx context.Context, tx *gorm.DB, who actor.Shopper, now clock.Instant) (Cart, error) {
	c, found, err := open(ctx, tx, who)
	if err != nil || found {
		return c, err
	}
	c = Cart{ID: db.NewID(), State: "open", CreatedAt: now, TouchedAt: now}
	switch personID, token := who.Owner(); {
	case personID != "":
		c.PersonID = &personID
	case token != "":
		h := hash(token)
		c.TokenHash = &h
	default:
		return c, fault.New(fault.Unauthenticated, "cart.nobody")
	}
	res := tx.WithContext(ctx).Clauses(clause.OnConflict{DoNothing: true}).Create(&c)
	if res.Error != nil || res.RowsAffected == 1 {
		return c, res.Error
	}
	c, _, err = open(ctx, tx, who) // another request made it first
	return c, err
}

// hash is what is stored of a cart cookie: whoever reads the table cannot take a cart.
func hash(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}
