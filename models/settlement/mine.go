package settlement

import (
	"context"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/seller"
)

// Transferred is one payout as its seller sees it.
type Transferred struct {
	Payout    `gorm:"embedded"`
	Kind      seller.PayeeKind // how it went
	Holder    string           // who takes it for the seller
	BankBIN   string           `gorm:"column:bank_bin"`
	Last4     string           `gorm:"column:last4"` // of the account that it went to
	PostPoint string
	Reason    string // why it came back, or ""
}

// Mine lists the payouts of the member's seller, newest first: what will come, what came,
// what came back. It refuses like Balance.
func (c *Cashier) Mine(ctx context.Context, by actor.Member, after db.Cursor, limit int) ([]Transferred, error) {
	if err := c.maySee(ctx, by); err != nil {
		return nil, err
	}
	var out []Transferred
	err := db.Newest(c.read(ctx).Table("payouts p").Select(`p.*, n.kind, n.holder, a.bank_bin, a.last4, a.post_point, COALESCE((SELECT m.reason FROM payout_moves m
		WHERE m.payout_id = p.id AND m.to_status = 'returned'), '') AS reason`).
		Joins("JOIN payees n ON n.id = p.payee_id JOIN payees a ON a.id = p.account_id").
		Where("p.seller_id = ?", by.SellerID), "p.created_at", "p.id", after, limit).Scan(&out).Error
	return out, err
}
