package settlement

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/money"
)

// RefundTransfer is one transfer to one buyer: all refunds of a purchase that wait for the
// same account. Code is its text at the bank. It goes the way of a payout, and its row
// stays when it comes back: the evidence that it was sent.
type RefundTransfer struct {
	ID            string `gorm:"primaryKey"`
	Code          string
	BatchID       string
	PaymentID     string
	Amount        money.VND     `gorm:"<-:create"`
	Status        Status        `gorm:"<-:create"`
	AccountSealed string        `gorm:"<-:create"`
	BankRef       string        `gorm:"<-:create"`
	Reason        string        `gorm:"<-:create"` // why it came back
	SentAt        clock.Instant `gorm:"<-:create"`
	PaidAt        clock.Instant `gorm:"<-:create"`
	ReturnedAt    clock.Instant `gorm:"<-:create"`
	CreatedAt     clock.Instant
}

// refundLine is one refund that a transfer carried.
type refundLine struct {
	TransferID string `gorm:"primaryKey"`
	RefundID   string `gorm:"primaryKey"`
	Amount     money.VND
}

// TableName implements gorm's Tabler.
func (refundLine) TableName() string { return "refund_transfer_lines" }

// move takes t to next with the columns beside it. It refuses with payout.moved when t is
// no longer where the caller saw it.
func (t *RefundTransfer) move(ctx context.Context, tx *gorm.DB, next Status, columns map[string]any) error {
	if !t.Status.CanBecome(next) {
		return fault.New(fault.Conflict, "payout.moved")
	}
	columns["status"] = next
	res := tx.WithContext(ctx).Table("refund_transfers").Where("id = ? AND status = ?", t.ID, t.Status).Updates(columns)
	if res.Error != nil {
		return res.Error
	}
	if res.RowsAffected == 0 {
		return fault.New(fault.Conflict, "payout.moved")
	}
	t.Status = next
	return nil
}

func findTransfer(ctx context.Context, q *gorm.DB, id string) (*RefundTransfer, error) {
	var t RefundTransfer
	res := q.WithContext(ctx).Where("id = ?", id).Limit(1).Find(&t)
	if res.Error == nil && res.RowsAffected == 0 {
		return nil, fault.New(fault.NotFound, "payout.unknown")
	}
	return &t, res.Error
}
