package settlement

import (
	"context"
	"strings"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/seller"
)

// EveryPayout lists the payouts of all batches, newest first: those of a status if it is
// named, and of them what text names: the code of one, a sum in đồng, or a seller by name, part of
// its address or id.
func (c *Cashier) EveryPayout(ctx context.Context, _ actor.Admin, text string, status Status, after db.Cursor, limit int) ([]Payout, error) {
	q := c.read(ctx)
	if text = strings.TrimSpace(text); text != "" {
		code := strings.ToUpper(text)
		var named int64
		if err := c.read(ctx).Table("payouts").Where("code = ?", code).Count(&named).Error; err != nil {
			return nil, err
		}
		sum, notSum := money.Parse(text)
		switch {
		case named > 0:
			q = q.Where("code = ?", code)
		case notSum == nil && sum.Positive():
			q = q.Where("amount = ?", sum)
		default:
			sellers, err := seller.Meant(ctx, c.read(ctx), text)
			if err != nil || len(sellers) == 0 {
				return nil, err
			}
			q = q.Where("seller_id IN ?", sellers)
		}
	}
	if status != "" {
		q = q.Where("status = ?", status)
	}
	var out []Payout
	return out, db.Newest(q, "created_at", "id", after, limit).Find(&out).Error
}
