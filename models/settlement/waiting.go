package settlement

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/seller"
)

// Why a seller with money is not paid; message keys.
const (
	NoAccount      = "payout.wait.no_account"      // nobody has named a bank account
	AccountNew     = "payout.wait.account_new"     // it was changed less than 48 hours ago
	AccountRefused = "payout.wait.account_refused" // a transfer to it has come back
)

// usable is the account that a seller can be paid to now, or nil.
func usable(ctx context.Context, q *gorm.DB, sellerID string, now clock.Instant) (*seller.BankAccount, error) {
	account, why, err := accountOf(ctx, q, sellerID, now)
	if why != "" {
		return nil, err
	}
	return account, err
}

// accountOf is a seller's account and why it cannot be paid to, or "".
func accountOf(ctx context.Context, q *gorm.DB, sellerID string, now clock.Instant) (a *seller.BankAccount, why string, err error) {
	a, err = seller.Bank(ctx, q, sellerID)
	switch {
	case err != nil:
		return nil, "", err
	case a == nil:
		return nil, NoAccount, nil
	case !a.Usable(now):
		return a, AccountNew, nil
	}
	var refused int64
	err = q.WithContext(ctx).Table("payouts").Where("bank_account_id = ? AND account_refused", a.ID).Count(&refused).Error
	if refused > 0 {
		why = AccountRefused
	}
	return a, why, err
}

// Waiter is a seller whose money cannot be sent.
type Waiter struct {
	SellerID string
	Balance  money.VND
	Why      string
}

// Waiting lists the sellers with money who cannot be paid and why, by id, after the
// seller given: the desk or a helper calls them.
func (c *Cashier) Waiting(ctx context.Context, _ actor.Admin, afterSeller string, limit int) ([]Waiter, error) {
	var out []Waiter
	err := c.read(ctx).Raw(`SELECT * FROM (SELECT b.seller_id, b.balance, CASE
			WHEN a.id IS NULL THEN '`+NoAccount+`'
			WHEN a.usable_from > ? THEN '`+AccountNew+`'
			WHEN EXISTS (SELECT 1 FROM payouts r WHERE r.bank_account_id = a.id AND r.account_refused) THEN '`+AccountRefused+`'
			ELSE '' END AS why
		FROM seller_balances b LEFT JOIN bank_accounts a ON a.seller_id = b.seller_id AND a.removed_at = 0
		WHERE b.balance > 0 AND b.seller_id > ?) AS t WHERE why <> '' ORDER BY seller_id LIMIT ?`,
		c.Now(), afterSeller, limit).Scan(&out).Error
	return out, err
}
