package order

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/code"
	"github.com/chophien/chophien/models/fault"
)

// Find returns the order with an id. It refuses with "order.unknown".
func Find(ctx context.Context, q *gorm.DB, id string) (Order, error) {
	return one[Order](ctx, q, "id = ?", id)
}

// FindAny returns the order with an id or code, whoever's it is: for the desk, and for
// verbs that ask afterwards whose it is. It refuses with "order.unknown".
func FindAny(ctx context.Context, q *gorm.DB, idOrCode string) (Order, error) {
	return one[Order](ctx, q, code.Column(idOrCode)+" = ?", idOrCode)
}

// OfSeller returns an order of a seller by id or code; another seller's is "order.unknown".
func OfSeller(ctx context.Context, q *gorm.DB, sellerID, idOrCode string) (Order, error) {
	return one[Order](ctx, q, "seller_id = ? AND "+code.Column(idOrCode)+" = ?", sellerID, idOrCode)
}

// FindGroup returns the group with an id or code. It refuses with "order.unknown". Who may
// see it is for the caller to ask with Group.BelongsTo.
func FindGroup(ctx context.Context, q *gorm.DB, idOrCode string) (Group, error) {
	return one[Group](ctx, q, code.Column(idOrCode)+" = ?", idOrCode)
}

// GroupByID returns the group with an id. It refuses with "order.unknown".
func GroupByID(ctx context.Context, q *gorm.DB, id string) (Group, error) {
	return one[Group](ctx, q, "id = ?", id)
}

// GroupOfCart returns the group that a cart became, if it did.
func GroupOfCart(ctx context.Context, q *gorm.DB, cartID string) (g Group, found bool, err error) {
	res := q.WithContext(ctx).Where("cart_id = ?", cartID).Limit(1).Find(&g)
	return g, res.RowsAffected == 1, res.Error
}

// BelongsTo reports whether a person, or the phone that a guest has proved, owns the
// group. A person's group is not shown to others of a shared phone.
func (g Group) BelongsTo(personID, phoneID string) bool {
	if g.PersonID != nil {
		return personID != "" && *g.PersonID == personID
	}
	return phoneID != "" && g.PhoneID == phoneID
}

// OfGroup returns the orders of a group in the order in which they were placed.
func OfGroup(ctx context.Context, q *gorm.DB, groupID string) ([]Order, error) {
	var orders []Order
	err := q.WithContext(ctx).Where("group_id = ?", groupID).Order("created_at, id").Find(&orders).Error
	return orders, err
}

// OfGroups returns the orders of several groups in the order in which they were placed.
func OfGroups(ctx context.Context, q *gorm.DB, groupIDs ...string) ([]Order, error) {
	var orders []Order
	err := q.WithContext(ctx).Where("group_id IN ?", groupIDs).Order("created_at, id").Find(&orders).Error
	return orders, err
}

// Lines returns the lines of the orders, by order and position.
func Lines(ctx context.Context, q *gorm.DB, orderIDs ...string) ([]Line, error) {
	var lines []Line
	err := q.WithContext(ctx).Where("order_id IN ?", orderIDs).Order("order_id, position").Find(&lines).Error
	return lines, err
}

// History returns the moves of the orders, oldest first.
func History(ctx context.Context, q *gorm.DB, orderIDs ...string) ([]Move, error) {
	var moves []Move
	err := q.WithContext(ctx).Where("order_id IN ?", orderIDs).Order("created_at, id").Find(&moves).Error
	return moves, err
}

// After is where a page of rows begins: behind the row with this instant and id. The zero
// value begins at the newest.
type After struct {
	At clock.Instant
	ID string
}

func (a After) older(q *gorm.DB) *gorm.DB {
	if a.ID != "" {
		q = q.Where("(created_at < ? OR (created_at = ? AND id < ?))", a.At, a.At, a.ID)
	}
	return q.Order("created_at DESC, id DESC")
}

// ForSeller returns at most limit orders of a seller, newest first, of the statuses if any
// are named.
func ForSeller(ctx context.Context, q *gorm.DB, sellerID string, statuses []Status, after After, limit int) ([]Order, error) {
	q = after.older(q.WithContext(ctx).Where("seller_id = ?", sellerID))
	if len(statuses) > 0 {
		q = q.Where("status IN ?", statuses)
	}
	var orders []Order
	return orders, q.Limit(limit).Find(&orders).Error
}

// GroupsOf returns at most limit groups of a person and of the guests of a phone, newest
// first: who orders as a guest and signs in afterwards finds the order.
func GroupsOf(ctx context.Context, q *gorm.DB, personID, phoneID string, after After, limit int) ([]Group, error) {
	q = after.older(q.WithContext(ctx))
	if personID != "" {
		q = q.Where("(person_id = ? OR (person_id IS NULL AND phone_id = ?))", personID, phoneID)
	} else {
		q = q.Where("person_id IS NULL AND phone_id = ?", phoneID)
	}
	var groups []Group
	return groups, q.Limit(limit).Find(&groups).Error
}

func one[T any](ctx context.Context, q *gorm.DB, where string, args ...any) (T, error) {
	var row T
	res := q.WithContext(ctx).Where(where, args...).Limit(1).Find(&row)
	if res.Error == nil && res.RowsAffected == 0 {
		return row, fault.New(fault.NotFound, "order.unknown")
	}
	return row, res.Error
}
