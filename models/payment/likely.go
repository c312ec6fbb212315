package payment

import (
	"context"
	"time"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/money"
)

// Awaiting returns at most limit payments to the market that wait for exactly amount, or did until their
// time was over, begun in the three days before at, the latest first. Equal money proves
// nothing: a person judges.
func Awaiting(ctx context.Context, q *gorm.DB, amount money.VND, at clock.Instant, limit int) ([]Payment, error) {
	var rows []Payment
	err := q.WithContext(ctx).Where("collector_id IS NULL AND amount = ? AND received = 0 AND status IN ('due', 'checking', 'expired') AND created_at BETWEEN ? AND ?",
		amount, at.Add(-72*time.Hour), at.Add(10*time.Minute)).Order("created_at DESC, id DESC").Limit(limit).Find(&rows).Error
	return rows, err
}

// EarlierPayer is who sent a transfer for another purchase of the same buyer, sealed.
type EarlierPayer struct {
	PaymentID   string // the payment that was asked about
	PayerSealed string
}

// EarlierPayers returns, newest first, who paid by transfer for other purchases of the
// buyers of payments.
func EarlierPayers(ctx context.Context, q *gorm.DB, paymentIDs []string) ([]EarlierPayer, error) {
	if len(paymentIDs) == 0 {
		return nil, nil
	}
	var rows []EarlierPayer
	err := q.WithContext(ctx).Raw(`SELECT p.id AS payment_id, c.payer_sealed FROM payments p
		JOIN order_groups g ON g.id = p.group_id JOIN order_groups o ON o.person_id = g.person_id AND o.id <> g.id
		JOIN payments b ON b.group_id = o.id JOIN bank_credits c ON c.payment_id = b.id
		WHERE p.id IN ? AND g.person_id <> '' AND c.payer_sealed <> '' ORDER BY c.received_at DESC, c.id DESC LIMIT 200`, paymentIDs).Scan(&rows).Error
	return rows, err
}
