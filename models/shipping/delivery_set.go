package shipping

import (
	"context"
	"encoding/json"
	"slices"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/audit"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/division"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/money"
)

// Delivery is whether and how a seller sends by one carrier.
type Delivery struct {
	Carrier  string            `json:"carrier" form:"carrier"`
	Active   bool              `json:"active" form:"active"`
	FreeFrom money.VND         `json:"free_from" form:"free_from"`
	Farthest division.Distance `json:"farthest" form:"farthest"`
}

// SetDelivery says by which carrier a seller sends, and on what terms. The first choice
// ends sending by the market's standard table, unless that is what is chosen.
//
// It refuses with "right.edit_products" a member without that right; with
// "shipping.unknown_carrier"; with "shipping.by_points" pickup, which follows from the
// seller's points; with "shipping.free_from" and "shipping.farthest" terms that make no
// sense; and with "shipping.none_left" to switch the last way off.
func SetDelivery(ctx context.Context, tx *gorm.DB, carriers *Carriers, sellerID string, in Delivery, by actor.Actor, now clock.Instant) error {
	if err := mayEdit(sellerID, by); err != nil {
		return err
	}
	if err := in.check(carriers); err != nil {
		return err
	}
	settings, err := json.Marshal(Settings{FreeFrom: in.FreeFrom, Farthest: in.Farthest})
	if err != nil {
		return err
	}
	err = tx.WithContext(ctx).Table("seller_delivery").Clauses(clause.OnConflict{
		Columns: []clause.Column{{Name: "seller_id"}, {Name: "carrier"}}, DoUpdates: clause.AssignmentColumns([]string{"settings", "active"}),
	}).Create(map[string]any{"seller_id": sellerID, "carrier": in.Carrier, "settings": string(settings), "active": in.Active, "created_at": now}).Error
	if err != nil {
		return err
	}
	if err := someWayLeft(ctx, tx, sellerID); err != nil {
		return err
	}
	return audit.Write(ctx, tx, audit.Entry{By: by.Stamp(), Verb: "shipping.set_delivery", Subject: audit.Subject{Kind: "seller", ID: sellerID},
		Detail: map[string]any{"carrier": in.Carrier, "active": in.Active}}, now)
}

func (in Delivery) check(carriers *Carriers) error {
	var l fault.List
	if _, err := carriers.Find(in.Carrier); err != nil {
		l = append(l, fault.All(err)...)
	} else if in.Carrier == PickupCode {
		l.Add(fault.New(fault.Invalid, "shipping.by_points").On("carrier"))
	}
	if in.FreeFrom.Negative() || in.FreeFrom.Dong() > money.Max {
		l.Add(fault.New(fault.Invalid, "shipping.free_from").On("free_from"))
	}
	if in.Farthest != "" && !slices.Contains(division.Distances, in.Farthest) {
		l.Add(fault.New(fault.Invalid, "shipping.farthest").On("farthest"))
	}
	return l.Err()
}

// someWayLeft refuses a seller who could not send anything any more: the goods would stand
// in the shop, and every buyer would be turned away at the till.
func someWayLeft(ctx context.Context, tx *gorm.DB, sellerID string) error {
	var ways int64
	err := tx.WithContext(ctx).Raw(`SELECT (SELECT COUNT(*) FROM seller_delivery WHERE seller_id = ? AND active)
		+ (SELECT COUNT(*) FROM pickup_points WHERE seller_id = ? AND active)
		+ (SELECT CASE WHEN COUNT(*) = 0 THEN 1 ELSE 0 END FROM seller_delivery WHERE seller_id = ?)`, sellerID, sellerID, sellerID).Scan(&ways).Error
	if err == nil && ways == 0 {
		return fault.New(fault.Conflict, "shipping.none_left")
	}
	return err
}

// Deliveries lists what a seller said of carriers, by carrier; one that is not there was
// never chosen.
func Deliveries(ctx context.Context, q *gorm.DB, sellerID string) (map[string]Delivery, error) {
	var rows []delivery
	err := q.WithContext(ctx).Table("seller_delivery").Where("seller_id = ?", sellerID).Find(&rows).Error
	if err != nil {
		return nil, err
	}
	out := map[string]Delivery{}
	for _, r := range rows {
		s, err := ReadSettings([]byte(r.Settings))
		if err != nil {
			return nil, err
		}
		out[r.Carrier] = Delivery{Carrier: r.Carrier, Active: r.Active, FreeFrom: s.FreeFrom, Farthest: s.Farthest}
	}
	return out, nil
}
