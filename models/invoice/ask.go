package invoice

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/crypt"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/order"
)

// Ask writes down that the buyer of an order wants an invoice, made out to b, which is
// clean. Until it is handed over the buyer may state it anew; one that was refused is due
// again then. The caller has asked whose order it is.
//
// It refuses with "invoice.closed" an order that is completed, cancelled or returned and
// was not asked for before, and with "invoice.handed" what cannot be changed any more.
func Ask(ctx context.Context, tx *gorm.DB, keys *crypt.Keyring, o order.Order, b Buyer, by actor.Actor, now clock.Instant) (v Invoice, err error) {
	sealed, err := b.seal(keys)
	if err != nil {
		return v, err
	}
	v, found, err := lockSale(ctx, tx, o.ID)
	switch {
	case err != nil:
		return v, err
	case found && (v.State.Frozen() || v.State == Void):
		return v, fault.New(fault.Conflict, "invoice.handed")
	case !found && o.Status.Ended():
		return v, fault.New(fault.Conflict, "invoice.closed")
	case found:
		return v, v.restate(ctx, tx, b.Kind, sealed, by, now)
	}
	v = Invoice{ID: db.NewID(), Kind: Sale, OrderID: &o.ID, SellerID: o.SellerID, Issuer: BySeller, State: Requested, BuyerKind: b.Kind, BuyerSealed: sealed, CreatedAt: now}
	if err := tx.WithContext(ctx).Create(&v).Error; err != nil {
		if db.IsDuplicate(err) { // two windows at once
			err = fault.New(fault.Conflict, "invoice.moved").From(err)
		}
		return v, err
	}
	return v, record(ctx, tx, v.ID, "", Requested, by, now)
}

// restate makes an invoice out to another buyer.
func (v *Invoice) restate(ctx context.Context, tx *gorm.DB, kind BuyerKind, sealed string, by actor.Actor, now clock.Instant) error {
	columns := map[string]any{"buyer_kind": kind, "buyer_sealed": sealed}
	v.BuyerKind, v.BuyerSealed = kind, sealed
	if v.State == Refused {
		columns["reason"], v.Reason = "", ""
		return move(ctx, tx, v, Due, by, now, columns)
	}
	return tx.WithContext(ctx).Table("invoices").Where("id = ?", v.ID).Updates(columns).Error
}

// lockSale returns the invoice of an order, if there is one, and makes this transaction
// the only one at work on it until it ends.
func lockSale(ctx context.Context, tx *gorm.DB, orderID string) (v Invoice, found bool, err error) {
	res := tx.WithContext(ctx).Raw("UPDATE invoices SET state = state WHERE order_id = ? AND kind = 'sale' RETURNING *", orderID).Scan(&v)
	return v, res.RowsAffected == 1, res.Error
}

// lock is lockSale for an invoice by its id. It refuses with "invoice.unknown".
func lock(ctx context.Context, tx *gorm.DB, id string) (v Invoice, err error) {
	res := tx.WithContext(ctx).Raw("UPDATE invoices SET state = state WHERE id = ? RETURNING *", id).Scan(&v)
	if res.Error == nil && res.RowsAffected == 0 {
		return v, fault.New(fault.NotFound, "invoice.unknown")
	}
	return v, res.Error
}
