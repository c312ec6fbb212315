package settlement

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/money"
)

// BatchStatus is how far a batch is.
type BatchStatus string

// The statuses of a batch.
const (
	Filling  BatchStatus = "filling"  // payouts are being put in
	Open     BatchStatus = "open"     // waits for the desk
	Exported BatchStatus = "exported" // its file is at the bank
	Settled  BatchStatus = "paid"     // every payout in it is paid or has come back
)

// BatchEdges is the course of a batch. One in which nobody could be paid is deleted while it
// is being filled.
var BatchEdges = map[BatchStatus][]BatchStatus{
	Filling:  {Open},
	Open:     {Exported}, // the first of its files was given out
	Exported: {Settled},
}

// Batch is the transfers that go to the bank together.
type Batch struct {
	ID         string `gorm:"primaryKey"`
	Code       string
	Day        clock.Date
	Status     BatchStatus   `gorm:"<-:create"`
	BankRef    string        `gorm:"<-:create"`
	PostRef    string        `gorm:"<-:create"`
	ExportedAt clock.Instant `gorm:"<-:create"`
	ExportedBy string        `gorm:"<-:create"`
	PaidAt     clock.Instant `gorm:"<-:create"`
	PaidBy     string        `gorm:"<-:create"`
	CreatedAt  clock.Instant
}

// TableName implements gorm's Tabler.
func (Batch) TableName() string { return "payout_batches" }

// Cursor is where the page behind b starts.
func (b Batch) Cursor() db.Cursor { return db.Cursor{At: b.CreatedAt, ID: b.ID} }

// BatchSum is a batch with what is in it.
type BatchSum struct {
	Batch    `gorm:"embedded"`
	Payouts  int64
	ByPost   int64     // of them, those that are fetched at the post
	Refunds  int64     // transfers to buyers
	ToBuyers money.VND // what they come to
	Amount   money.VND // of all payouts, those that came back too
	Returned money.VND
}

// Batch is one batch.
func (c *Cashier) Batch(ctx context.Context, _ actor.Admin, id string) (Batch, error) {
	b, err := findBatch(ctx, c.read(ctx), id)
	if err != nil {
		return Batch{}, err
	}
	return *b, nil
}

// Batches lists the batches, newest first.
func (c *Cashier) Batches(ctx context.Context, _ actor.Admin, after db.Cursor, limit int) ([]BatchSum, error) {
	var out []BatchSum
	err := db.Newest(c.read(ctx).Table("payout_batches b").Select(`b.*,
		(SELECT COUNT(*) FROM payouts p WHERE p.batch_id = b.id) AS payouts,
		(SELECT COUNT(*) FROM payouts p JOIN payees a ON a.id = p.account_id WHERE p.batch_id = b.id AND a.kind = 'post') AS by_post,
		(SELECT COUNT(*) FROM refund_transfers t WHERE t.batch_id = b.id) AS refunds,
		(SELECT CAST(COALESCE(SUM(t.amount), 0) AS BIGINT) FROM refund_transfers t WHERE t.batch_id = b.id) AS to_buyers,
		(SELECT CAST(COALESCE(SUM(p.amount), 0) AS BIGINT) FROM payouts p WHERE p.batch_id = b.id) AS amount,
		(SELECT CAST(COALESCE(SUM(p.amount), 0) AS BIGINT) FROM payouts p WHERE p.batch_id = b.id AND p.status = 'returned') AS returned`),
		"b.created_at", "b.id", after, limit).Scan(&out).Error
	return out, err
}

// Payouts lists the payouts of a batch, newest first.
func (c *Cashier) Payouts(ctx context.Context, _ actor.Admin, batchID string, after db.Cursor, limit int) ([]Payout, error) {
	if _, err := findBatch(ctx, c.read(ctx), batchID); err != nil {
		return nil, err
	}
	var out []Payout
	err := db.Newest(c.read(ctx).Where("batch_id = ?", batchID), "created_at", "id", after, limit).Find(&out).Error
	return out, err
}

// ByPost counts the payouts of a batch that are fetched at the post.
func (c *Cashier) ByPost(ctx context.Context, _ actor.Admin, batchID string) (int64, error) {
	var n int64
	err := c.read(ctx).Table("payouts").Where("batch_id = ?", batchID).Where(byPost.goes()).Count(&n).Error
	return n, err
}

// Left counts what of a batch neither has been paid nor has come back, by the road that it
// takes.
type Left struct{ Bank, Post int64 }

// LeftOf counts what is left of a batch.
func (c *Cashier) LeftOf(ctx context.Context, _ actor.Admin, batchID string) (left Left, err error) {
	under := []Status{Due, Sent}
	q := c.read(ctx)
	for r, n := range map[road]*int64{byBank: &left.Bank, byPost: &left.Post} {
		if err := q.Table("payouts").Where("batch_id = ? AND status IN ?", batchID, under).Where(r.goes()).Count(n).Error; err != nil {
			return left, err
		}
	}
	var buyers int64
	err = q.Table("refund_transfers").Where("batch_id = ? AND status IN ?", batchID, under).Count(&buyers).Error
	left.Bank += buyers
	return left, err
}

func findBatch(ctx context.Context, q *gorm.DB, id string) (*Batch, error) {
	var b Batch
	res := q.WithContext(ctx).Where("id = ?", id).Limit(1).Find(&b)
	if res.Error == nil && res.RowsAffected == 0 {
		return nil, fault.New(fault.NotFound, "payout.no_batch")
	}
	return &b, res.Error
}
