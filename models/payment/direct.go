package payment

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/outbox"
)

// BySeller is the source of bank transfers that a seller has confirmed.
const BySeller = "seller"

// OtherWord looks for a credit of the same payment and amount that was told of by the other
// of the two who may: by the seller, where a source tells of c, and by a source, where the
// seller does. Each word stands for one of every other, so that two transfers of one sum are
// told of twice by each. The payment is locked, or the credit's transaction waits for it.
func OtherWord(ctx context.Context, tx *gorm.DB, c Credit) (of Credit, found bool, err error) {
	if _, err := Lock(ctx, tx, *c.PaymentID); err != nil {
		return of, false, err
	}
	res := tx.WithContext(ctx).Where(`payment_id = ? AND amount = ? AND account = ? AND state = 'matched' AND (source = ?) <> ?
		AND NOT EXISTS (SELECT 1 FROM bank_credits t WHERE t.twin_of = bank_credits.id AND t.source = ?)`,
		*c.PaymentID, c.Amount, c.Account, BySeller, c.Source == BySeller, c.Source).Order("created_at, id").Limit(1).Find(&of)
	return of, res.RowsAffected == 1, res.Error
}

// OtherAmount is what the other of the two who may tell of a transfer for the payment of c
// has said and nobody has borne out, where that is another sum: a slip of the pen, or another
// transfer. Who is asked whether OtherWord knows c asks this next.
func OtherAmount(ctx context.Context, tx *gorm.DB, c Credit) (said money.VND, found bool, err error) {
	var of Credit
	res := tx.WithContext(ctx).Where(`payment_id = ? AND amount <> ? AND account = ? AND state = 'matched' AND twin_of IS NULL AND (source = ?) <> ?
		AND NOT EXISTS (SELECT 1 FROM bank_credits t WHERE t.twin_of = bank_credits.id)`,
		*c.PaymentID, c.Amount, c.Account, BySeller, c.Source == BySeller).Order("created_at, id").Limit(1).Find(&of)
	return of.Amount, res.RowsAffected == 1, res.Error
}

// ClaimNoteType is the type of the note that says that a buyer says they have paid a seller;
// its body is a PaidNote.
const ClaimNoteType = "payment.claimed"

// Claim writes down that the buyer says the money was sent to the seller, who is told once.
// It proves nothing, and moves nothing; the goods of one that is open stand until hold, so
// that the seller has time to look.
func Claim(ctx context.Context, tx *gorm.DB, p *Payment, hold, now clock.Instant) error {
	res := tx.WithContext(ctx).Table("payments").Where("id = ? AND claimed_at = 0 AND collector_id IS NOT NULL", p.ID).Update("claimed_at", now)
	if res.Error != nil || res.RowsAffected == 0 {
		return res.Error
	}
	p.ClaimedAt = now
	if p.Status.Open() {
		if err := Allow(ctx, tx, p, p.DueAt, hold); err != nil {
			return err
		}
	}
	return outbox.Add(ctx, tx, outbox.Note{Type: ClaimNoteType, Version: 1, Subject: p.ID, Body: PaidNote{PaymentID: p.ID, GroupID: p.GroupID}})
}

// Waiting is a matter of money that a stall looks at.
type Waiting struct {
	TaskID    string
	Kind      TaskKind
	OrderID   string
	OrderCode string
	RefundID  string
	Amount    money.VND
	CreatedAt clock.Instant
}

// Cursor is where the page behind w starts.
func (w Waiting) Cursor() db.Cursor { return db.Cursor{At: w.CreatedAt, ID: w.TaskID} }

// OfStall returns at most limit open matters of the money that a seller collects, of one
// order if it is named, oldest first, behind the given one.
func OfStall(ctx context.Context, q *gorm.DB, sellerID, orderID string, after db.Cursor, limit int) ([]Waiting, error) {
	var rows []Waiting
	err := q.WithContext(ctx).Raw(`SELECT t.id AS task_id, t.kind, a.order_id, o.code AS order_code, COALESCE(t.refund_id, '') AS refund_id, t.amount, t.created_at
		FROM money_tasks t JOIN allocations a ON a.payment_id = t.payment_id JOIN orders o ON o.id = a.order_id
		WHERE t.state = 'open' AND t.seller_id = ? AND (t.kind = 'transfer' OR t.kind = 'under' AND t.refund_id IS NULL) AND (? = '' OR a.order_id = ?)
			AND (t.created_at > ? OR (t.created_at = ? AND t.id > ?)) ORDER BY t.created_at, t.id LIMIT ?`,
		sellerID, orderID, orderID, after.At, after.At, after.ID, limit).Scan(&rows).Error
	return rows, err
}
