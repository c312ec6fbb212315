package collection

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/ledger"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/order"
)

// State is where cash is.
type State string

// The states.
const (
	Kept     State = "kept"     // by the seller, who owes it
	Held     State = "held"     // by the carrier
	Remitted State = "remitted" // at the market's bank
)

// Collection is the cash of one order.
type Collection struct {
	ID          string `gorm:"primaryKey"`
	OrderID     string
	PaymentID   string
	Taker       order.Taker
	Holder      string     // seller id, or code of the carrier
	Amount      money.VND  `gorm:"<-:create"`
	State       State      `gorm:"<-:create"`
	LineID      *string    `gorm:"<-:create"` // of the remittance that brought it
	ToldKind    actor.Kind // who said that it was taken
	ToldBy      string
	CollectedAt clock.Instant
	RemittedAt  clock.Instant `gorm:"<-:create"`
}

// Account is where the ledger keeps what a taker has.
func (c Collection) Account() ledger.Account {
	if c.Taker == order.CarrierTakes {
		return ledger.Courier(c.Holder)
	}
	return ledger.Seller(c.Holder)
}

// TxnID is the number of the cash of an order, as captures know it: one each.
func TxnID(orderID string) string { return "cash:" + orderID }

// Take writes down that the cash of an order was taken by whom the order says. Call it, and
// book the money, in one transaction. It refuses with "collection.taken" what was taken
// before.
func Take(ctx context.Context, tx *gorm.DB, o order.Order, paymentID string, amount money.VND, by actor.Actor, now clock.Instant) (Collection, error) {
	who := by.Stamp()
	c := Collection{ID: db.NewID(), OrderID: o.ID, PaymentID: paymentID, Taker: o.DoorTaker, Holder: o.SellerID, Amount: amount, State: Kept,
		ToldKind: who.Kind, ToldBy: who.ID, CollectedAt: now}
	if o.DoorTaker == order.CarrierTakes {
		c.Holder, c.State = o.Carrier, Held
	}
	err := tx.WithContext(ctx).Create(&c).Error
	if db.IsDuplicate(err) {
		err = fault.New(fault.Conflict, "collection.taken").From(err)
	}
	return c, err
}

// Remit writes down that a line of a remittance brought what a carrier held. It refuses with
// "collection.moved" what it does not hold.
func Remit(ctx context.Context, tx *gorm.DB, c *Collection, lineID string, now clock.Instant) error {
	res := tx.WithContext(ctx).Table("collections").Where("id = ? AND state = 'held'", c.ID).
		Updates(map[string]any{"state": Remitted, "line_id": lineID, "remitted_at": now})
	if res.Error == nil && res.RowsAffected == 0 {
		return fault.New(fault.Conflict, "collection.moved")
	}
	c.State, c.LineID, c.RemittedAt = Remitted, &lineID, now
	return res.Error
}

// OfOrder returns the cash of an order; found is false when none was taken.
func OfOrder(ctx context.Context, q *gorm.DB, orderID string) (c Collection, found bool, err error) {
	res := q.WithContext(ctx).Where("order_id = ?", orderID).Limit(1).Find(&c)
	return c, res.RowsAffected == 1, res.Error
}

// Waits reports whether the cash of an order is with a carrier: nobody earns of it yet.
func Waits(ctx context.Context, q *gorm.DB, o order.Order) (bool, error) {
	if o.DoorTaker != order.CarrierTakes {
		return false, nil
	}
	c, found, err := OfOrder(ctx, q, o.ID)
	return found && c.State == Held, err
}

// Holding is what one carrier holds.
type Holding struct {
	Carrier string
	Orders  int
	Amount  money.VND
	Oldest  clock.Instant
}

// Holdings sums up what carriers hold, by carrier.
func Holdings(ctx context.Context, q *gorm.DB) ([]Holding, error) {
	var out []Holding
	err := q.WithContext(ctx).Raw(`SELECT holder AS carrier, COUNT(*) AS orders, CAST(SUM(amount) AS BIGINT) AS amount, MIN(collected_at) AS oldest
		FROM collections WHERE state = 'held' GROUP BY holder ORDER BY holder`).Scan(&out).Error
	return out, err
}
