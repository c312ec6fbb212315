package cart

import (
	"context"
	"crypto/sha256"
	"encoding/hex"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/catalog"
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
	where, owner := ownedBy(who)
	if owner == "" {
		return c, nil, false, nil
	}
	res := q.WithContext(ctx).Where("state = 'open'").Where(where, owner).Limit(1).Find(&c)
	if res.Error != nil || res.RowsAffected == 0 {
		return c, nil, false, res.Error
	}
	lines, err = linesOf(ctx, q, c.ID)
	return c, lines, true, err
}

// Goods returns what is in the shopper's open cart, in the order in which it was added,
// with what is to be known of each variant now: one statement. What has vanished from the
// shelf for good is not there.
func Goods(ctx context.Context, q *gorm.DB, who actor.Shopper) ([]catalog.Picked, error) {
	where, owner := ownedBy(who)
	if owner == "" {
		return nil, nil
	}
	return catalog.SellablePicked(ctx, q, linesOfOpen+where, owner)
}

// linesOfOpen are the lines of the open cart of the owner whose condition stands behind it.
const linesOfOpen = `SELECT l.variant_id, l.quantity, l.added_at FROM carts c JOIN cart_lines l ON l.cart_id = c.id
	WHERE c.state = 'open' AND c.`

func linesOf(ctx context.Context, q *gorm.DB, cartID string) ([]Line, error) {
	var lines []Line
	err := q.WithContext(ctx).Where("cart_id = ?", cartID).Order("added_at, variant_id").Find(&lines).Error
	return lines, err
}

// take touches the shopper's open cart and makes this transaction the only one at work on
// it until it ends: two clicks that change one line do so one after the other, and what is
// put in while the cart is being ordered goes into the next one. It makes a cart where
// there is none, and refuses with "cart.nobody" a shopper without person and cookie.
func take(ctx context.Context, tx *gorm.DB, who actor.Shopper, now clock.Instant) (id string, err error) {
	_, owner := ownedBy(who)
	if owner == "" {
		return "", fault.New(fault.Unauthenticated, "cart.nobody")
	}
	column := "token_hash"
	if personID, _ := who.Owner(); personID != "" {
		column = "person_id"
	}
	err = tx.WithContext(ctx).Raw("INSERT INTO carts (id, "+column+", state, created_at, touched_at) VALUES (?, ?, 'open', ?, ?) "+
		"ON CONFLICT ("+column+") WHERE state = 'open' AND "+column+" IS NOT NULL DO UPDATE SET touched_at = excluded.touched_at RETURNING id",
		db.NewID(), owner, now, now).Scan(&id).Error
	return id, err
}

// ownedBy is the condition by which a shopper's carts are found, and its value.
func ownedBy(who actor.Shopper) (where, owner string) {
	switch personID, token := who.Owner(); {
	case personID != "":
		return "person_id = ?", personID
	case token != "":
		return "token_hash = ?", hash(token)
	}
	return "token_hash = ?", ""
}

// hash is what is stored of a cart cookie: whoever reads the table cannot take a cart.
func hash(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}
