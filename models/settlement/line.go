package settlement

import (
	"context"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/money"
)

// Line is one transfer of a batch, whoever it goes to: SellerID is empty for a buyer, and
// then Purchase is the code of what they bought.
type Line struct {
	ID         string
	Code       string
	SellerID   string
	Purchase   string
	ByPost     bool // fetched at the post
	Amount     money.VND
	Status     Status
	BankRef    string
	Reason     string // why a transfer to a buyer came back
	SentAt     clock.Instant
	PaidAt     clock.Instant
	ReturnedAt clock.Instant
	CreatedAt  clock.Instant
}

// Cursor is where the page behind l starts.
func (l Line) Cursor() db.Cursor { return db.Cursor{At: l.CreatedAt, ID: l.ID} }

// Lines lists every transfer of a batch, to sellers and to buyers, newest first.
func (c *Cashier) Lines(ctx context.Context, _ actor.Admin, batchID string, after db.Cursor, limit int) ([]Line, error) {
	if _, err := findBatch(ctx, c.read(ctx), batchID); err != nil {
		return nil, err
	}
	q := c.read(ctx)
	var out []Line
	err := db.Newest(q.Table("(?) AS x", q.Raw(`SELECT p.id, p.code, p.seller_id, '' AS purchase, a.kind = 'post' AS by_post, p.amount, p.status, p.bank_ref, '' AS reason, p.sent_at, p.paid_at, p.returned_at, p.created_at FROM payouts p JOIN payees a ON a.id = p.account_id WHERE p.batch_id = ?
		UNION ALL SELECT t.id, t.code, '', g.code, FALSE, t.amount, t.status, t.bank_ref, t.reason, t.sent_at, t.paid_at, t.returned_at, t.created_at FROM refund_transfers t
			JOIN payments p ON p.id = t.payment_id JOIN order_groups g ON g.id = p.group_id WHERE t.batch_id = ?`, batchID, batchID)),
		"created_at", "id", after, limit).Scan(&out).Error
	return out, err
}
