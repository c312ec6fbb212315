package settlement

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/money"
)

// Why a seller with money is not paid; message keys.
const (
	NoAccount      = "payout.wait.no_account"      // nobody has named a payee
	AccountNew     = "payout.wait.account_new"     // it was changed less than 48 hours ago
	AccountRefused = "payout.wait.account_refused" // a transfer there has come back
	NotAccepted    = "payout.wait.not_accepted"    // the cooperative has not said that it takes the money
	NoCooperative  = "payout.wait.no_cooperative"  // the cooperative has no account that can be paid to, or is closed
	NamePending    = "payout.wait.name"            // the account is in another name, and an officer has not said yes
	NoTaxCode      = "payout.wait.tax_code"        // the seller's tax code is still asked
)

// destinations is the payee of each seller who has named one: the row that holds where the
// money goes (account_id), and why it cannot go there at @now, or ”. A cooperative is paid
// to its own account.
const destinations = `SELECT seller_id, payee_id, kind, account_id, CASE
		WHEN usable_from > @now THEN '` + AccountNew + `'
		WHEN kind = 'cooperative' AND accepted_at = 0 THEN '` + NotAccepted + `'
		WHEN account_id = '' THEN '` + NoCooperative + `'
		WHEN EXISTS (SELECT 1 FROM payouts r WHERE r.account_id = x.account_id AND r.account_refused) THEN '` + AccountRefused + `'
		WHEN kind = 'own' AND EXISTS (SELECT 1 FROM requirements r WHERE r.seller_id = x.seller_id AND r.kind = 'bank_name' AND r.state NOT IN ('accepted', 'waived')) THEN '` + NamePending + `'
		WHEN EXISTS (SELECT 1 FROM requirements r WHERE r.seller_id = x.seller_id AND r.kind = 'tax_code' AND r.blocks = 'payout' AND r.state NOT IN ('accepted', 'waived')) THEN '` + NoTaxCode + `'
		ELSE '' END AS why
	FROM (SELECT p.seller_id, p.id AS payee_id, p.kind, p.usable_from, p.accepted_at, CASE WHEN p.kind <> 'cooperative' THEN p.id ELSE COALESCE(
			(SELECT a.id FROM payees a WHERE a.seller_id = p.cooperative_id AND a.removed_at = 0 AND a.kind = 'own' AND a.usable_from <= @now
				AND EXISTS (SELECT 1 FROM sellers c WHERE c.id = p.cooperative_id AND c.state <> 'closed')), '') END AS account_id
		FROM payees p WHERE p.removed_at = 0) AS x`

// destination is where a seller's money goes, or why it does not.
type destination struct {
	PayeeID   string
	AccountID string
	Why       string // "" when it can go
}

func destinationOf(ctx context.Context, q *gorm.DB, sellerID string, now clock.Instant) (destination, error) {
	d := destination{Why: NoAccount}
	err := q.WithContext(ctx).Raw(`SELECT payee_id, account_id, why FROM (`+destinations+`) AS d WHERE seller_id = @seller`,
		map[string]any{"now": now, "seller": sellerID}).Scan(&d).Error
	return d, err
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
	err := c.read(ctx).Raw(`SELECT * FROM (SELECT b.seller_id, b.balance, COALESCE(d.why, '`+NoAccount+`') AS why
		FROM seller_balances b LEFT JOIN (`+destinations+`) AS d ON d.seller_id = b.seller_id
		WHERE b.balance > 0 AND b.seller_id > @after) AS t WHERE why <> '' ORDER BY seller_id LIMIT @limit`,
		map[string]any{"now": c.Now(), "after": afterSeller, "limit": limit}).Scan(&out).Error
	return out, err
}
