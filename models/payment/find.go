package payment

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/code"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/order"
)

// Find returns the payment with an id or code. It refuses with "payment.unknown".
func Find(ctx context.Context, q *gorm.DB, idOrCode string) (Payment, error) {
	return one[Payment](ctx, q, code.Column(idOrCode)+" = ?", idOrCode)
}

// FindByID returns the payment with an id. It refuses with "payment.unknown".
func FindByID(ctx context.Context, q *gorm.DB, id string) (Payment, error) {
	return one[Payment](ctx, q, "id = ?", id)
}

// Lock returns the payment with an id as it is now, and makes this transaction the only
// one at work on it until it ends. Whoever works on a payment takes its row before the
// rows of its attempts, allocations, orders and captures. It refuses with
// "payment.unknown".
func Lock(ctx context.Context, tx *gorm.DB, id string) (p Payment, err error) {
	res := tx.WithContext(ctx).Raw("UPDATE payments SET status = status WHERE id = ? RETURNING *", id).Scan(&p)
	if res.Error == nil && res.RowsAffected == 0 {
		return p, fault.New(fault.NotFound, "payment.unknown")
	}
	return p, res.Error
}

// OfGroup returns the payments of a group of orders.
func OfGroup(ctx context.Context, q *gorm.DB, groupID string) ([]Payment, error) {
	var rows []Payment
	return rows, q.WithContext(ctx).Where("group_id = ?", groupID).Order("created_at, id").Find(&rows).Error
}

// Owed is a payment with the group of orders that it is for.
type Owed struct {
	Payment
	Group order.Group `gorm:"embedded;embeddedPrefix:of_"`
}

// OfGroupNamed returns the payments of the group with an id or code, each with the group:
// one statement. Whose it is is for the caller to ask with Group.BelongsTo.
func OfGroupNamed(ctx context.Context, q *gorm.DB, groupIDOrCode string) ([]Owed, error) {
	var rows []Owed
	return rows, q.WithContext(ctx).Raw(`SELECT p.*, g.id AS of_id, g.code AS of_code, g.cart_id AS of_cart_id, g.person_id AS of_person_id,
			g.phone_id AS of_phone_id, g.locale AS of_locale, g.terms_version AS of_terms_version, g.scheme AS of_scheme,
			g.ward_code AS of_ward_code, g.address_sealed AS of_address_sealed, g.created_at AS of_created_at
		FROM order_groups g JOIN payments p ON p.group_id = g.id WHERE g.`+code.Column(groupIDOrCode)+` = ? ORDER BY p.created_at, p.id`,
		groupIDOrCode).Scan(&rows).Error
}

// OfGroups returns the payments of several groups.
func OfGroups(ctx context.Context, q *gorm.DB, groupIDs ...string) ([]Payment, error) {
	var rows []Payment
	return rows, q.WithContext(ctx).Where("group_id IN ?", groupIDs).Order("created_at, id").Find(&rows).Error
}

// ByCodes returns the payments that carry one of the codes.
func ByCodes(ctx context.Context, q *gorm.DB, codes []string) ([]Payment, error) {
	if len(codes) == 0 {
		return nil, nil
	}
	var rows []Payment
	return rows, q.WithContext(ctx).Where("code IN ?", codes).Find(&rows).Error
}

// OfOrder returns the payment and the allocation that cover an order.
func OfOrder(ctx context.Context, q *gorm.DB, orderID string) (Payment, Allocation, error) {
	part, err := one[Allocation](ctx, q, "order_id = ?", orderID)
	if err != nil {
		return Payment{}, part, err
	}
	p, err := one[Payment](ctx, q, "id = ?", part.PaymentID)
	return p, part, err
}

// LockOfOrder is OfOrder, and makes this transaction the only one at work on the payment
// until it ends; see Lock.
func LockOfOrder(ctx context.Context, tx *gorm.DB, orderID string) (p Payment, part Allocation, err error) {
	if part, err = one[Allocation](ctx, tx, "order_id = ?", orderID); err != nil {
		return p, part, err
	}
	if p, err = Lock(ctx, tx, part.PaymentID); err != nil {
		return p, part, err
	}
	part, err = one[Allocation](ctx, tx, "order_id = ?", orderID)
	return p, part, err
}

// Allocations returns what a payment covers, by order id: the order in which rows of
// several orders are always visited.
func Allocations(ctx context.Context, q *gorm.DB, paymentID string) ([]Allocation, error) {
	var rows []Allocation
	return rows, q.WithContext(ctx).Where("payment_id = ?", paymentID).Order("order_id").Find(&rows).Error
}

// ordersOf returns the orders that a payment covers, by id.
func ordersOf(ctx context.Context, q *gorm.DB, paymentID string) ([]order.Order, error) {
	var rows []order.Order
	err := q.WithContext(ctx).Joins("JOIN allocations a ON a.order_id = orders.id").Where("a.payment_id = ?", paymentID).Order("orders.id").Find(&rows).Error
	return rows, err
}

// AttemptByRef returns the attempt that a gateway knows by our reference; found is false
// when there is none.
func AttemptByRef(ctx context.Context, q *gorm.DB, gateway, ref string) (a Attempt, found bool, err error) {
	res := q.WithContext(ctx).Where("gateway = ? AND ref = ?", gateway, ref).Limit(1).Find(&a)
	return a, res.RowsAffected == 1, res.Error
}

// PaymentOfMoney returns the id of the payment for which a gateway's money came; found is
// false for money that was never written down.
func PaymentOfMoney(ctx context.Context, q *gorm.DB, gateway, txnID string) (paymentID string, found bool, err error) {
	var c Capture
	res := q.WithContext(ctx).Where("gateway = ? AND provider_txn_id = ?", gateway, txnID).Limit(1).Find(&c)
	return c.PaymentID, res.RowsAffected == 1, res.Error
}

// LastAttempt returns the newest attempt of a payment, with one gateway if it is named.
func LastAttempt(ctx context.Context, q *gorm.DB, paymentID, gateway string) (a Attempt, found bool, err error) {
	q = q.WithContext(ctx).Where("payment_id = ?", paymentID)
	if gateway != "" {
		q = q.Where("gateway = ?", gateway)
	}
	res := q.Order("number DESC").Limit(1).Find(&a)
	return a, res.RowsAffected == 1, res.Error
}

// AttemptsOf returns the attempts of a payment, newest first.
func AttemptsOf(ctx context.Context, q *gorm.DB, paymentID string) ([]Attempt, error) {
	var rows []Attempt
	return rows, q.WithContext(ctx).Where("payment_id = ?", paymentID).Order("number DESC").Find(&rows).Error
}

// ToPoll returns at most limit attempts that are to be asked about now.
func ToPoll(ctx context.Context, q *gorm.DB, now clock.Instant, limit int) ([]Attempt, error) {
	var rows []Attempt
	return rows, q.WithContext(ctx).Where("poll_at > 0 AND poll_at <= ?", now).Order("poll_at, id").Limit(limit).Find(&rows).Error
}

// ToExpire returns at most limit payments whose stock is held no longer. What is due at a
// door ends with its order.
func ToExpire(ctx context.Context, q *gorm.DB, now clock.Instant, limit int) ([]Payment, error) {
	var rows []Payment
	return rows, q.WithContext(ctx).Where("status IN ('due', 'checking') AND hold_until <= ? AND NOT at_door", now).
		Order("hold_until, id").Limit(limit).Find(&rows).Error
}

// Captures returns the money that came for a payment, newest first.
func Captures(ctx context.Context, q *gorm.DB, paymentID string) ([]Capture, error) {
	var rows []Capture
	return rows, q.WithContext(ctx).Where("payment_id = ?", paymentID).Order("created_at DESC, id DESC").Find(&rows).Error
}

// RefundsOf returns the refunds of a payment, oldest first.
func RefundsOf(ctx context.Context, q *gorm.DB, paymentID string) ([]Refund, error) {
	var rows []Refund
	return rows, q.WithContext(ctx).Where("payment_id = ?", paymentID).Order("created_at, id").Find(&rows).Error
}

// FindRefund returns the refund with an id. It refuses with "payment.unknown".
func FindRefund(ctx context.Context, q *gorm.DB, id string) (Refund, error) {
	return one[Refund](ctx, q, "id = ?", id)
}

// RefundByRef returns the refund that a gateway knows by our reference.
func RefundByRef(ctx context.Context, q *gorm.DB, gateway, ref string) (r Refund, found bool, err error) {
	res := q.WithContext(ctx).Where("gateway = ? AND ref = ?", gateway, ref).Limit(1).Find(&r)
	return r, res.RowsAffected == 1, res.Error
}

// LockRefund is RefundByRef, and makes this transaction the only one at work on the refund
// until it ends: news of it is not lost to a worker that looks after it at this moment.
func LockRefund(ctx context.Context, tx *gorm.DB, gateway, ref string) (r Refund, found bool, err error) {
	res := tx.WithContext(ctx).Raw("UPDATE refunds SET status = status WHERE gateway = ? AND ref = ? RETURNING *", gateway, ref).Scan(&r)
	return r, res.RowsAffected == 1, res.Error
}

// RefundsToSend returns at most limit refunds that are to be sent or asked about now.
func RefundsToSend(ctx context.Context, q *gorm.DB, now clock.Instant, limit int) ([]Refund, error) {
	var rows []Refund
	return rows, q.WithContext(ctx).Where("poll_at > 0 AND poll_at <= ?", now).Order("poll_at, id").Limit(limit).Find(&rows).Error
}

func one[T any](ctx context.Context, q *gorm.DB, where string, args ...any) (T, error) {
	var row T
	res := q.WithContext(ctx).Where(where, args...).Limit(1).Find(&row)
	if res.Error == nil && res.RowsAffected == 0 {
		return row, fault.New(fault.NotFound, "payment.unknown")
	}
	return row, res.Error
}
