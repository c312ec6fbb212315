package harvest

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/catalog"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/seller"
	"github.com/chophien/chophien/models/stock"
)

// Announcement is what a household says of a harvest to come.
type Announcement struct {
	VariantID string     `json:"variant_id" form:"variant_id"`
	From      clock.Date `json:"from" form:"from"`   // the first and the last day on which it is expected
	To        clock.Date `json:"to" form:"to"`       //
	Until     clock.Date `json:"until" form:"until"` // the last day on which orders are taken; before From
	Most      int64      `json:"most" form:"most"`   // that may be ordered, in pieces or grams
}

// Check refuses, all at once, with "harvest.from" a first day that is not to come, with
// "harvest.to" a last day before it or more than Longest days long, with "harvest.too_far"
// (args: last) one beyond Horizon, and with "harvest.until" a day for orders that is past,
// or not before the first day.
func (in Announcement) Check(today clock.Date) error {
	var l fault.List
	from, to := day(in.From), day(in.To)
	switch {
	case !from || in.From <= today:
		l.Add(fault.New(fault.Invalid, "harvest.from").On("from"))
	case !to || in.To < in.From || in.From.DaysTo(in.To) >= Longest:
		l.Add(fault.New(fault.Invalid, "harvest.to").On("to").With("most", Longest))
	case in.To > today.AddDays(Horizon):
		l.Add(fault.New(fault.Invalid, "harvest.too_far").On("to").With("last", in.last(today)))
	}
	if !day(in.Until) || in.Until < today || from && in.Until >= in.From {
		l.Add(fault.New(fault.Invalid, "harvest.until").On("until"))
	}
	return l.Err()
}

func (Announcement) last(today clock.Date) string { return today.AddDays(Horizon).Format() }

func day(d clock.Date) bool {
	_, err := clock.ParseDate(string(d))
	return err == nil
}

// Announce opens a harvest of one form for orders. From then on the form is sold ahead alone;
// what is on the shelf waits until no more orders are taken. Announcing the same again
// returns what stands.
//
// It refuses what Check does; with "harvest.direct" where sellers collect the money; with
// "harvest.household" a seller that is no household: what several harvest together is
// another matter; with "variant.unknown" what is not the seller's; with the form's own
// reason (catalog.Sellable.Why) what cannot be sold, though it may sleep; with the reasons of
// measure.Rule on "most" a cap that cannot be ordered; with "harvest.there" a form whose
// harvest is awaited already; and, like seller.MayRest, who may not.
func (hs *Harvests) Announce(ctx context.Context, sellerID string, in Announcement, by actor.Actor) (v View, err error) {
	if hs.Direct {
		return v, fault.New(fault.Conflict, "harvest.direct")
	}
	err = hs.act(ctx, func(tx *gorm.DB) error {
		now := hs.Now()
		if err := seller.MayRest(ctx, tx, sellerID, by); err != nil {
			return err
		}
		if same, err := announced(ctx, tx, sellerID, in); err != nil || same != "" {
			if err == nil {
				v, err = Find(ctx, tx, sellerID, same)
			}
			return err
		}
		if err := may(ctx, tx, sellerID, in); err != nil {
			return err
		}
		if err := in.Check(now.Date()); err != nil {
			return err
		}
		h := Harvest{ID: db.NewID(), SellerID: sellerID, VariantID: in.VariantID, State: Open, StartsOn: in.From, EndsOn: in.To, OrdersUntil: in.Until, CreatedAt: now}
		err := tx.WithContext(ctx).Create(&h).Error
		if db.IsDuplicate(err) {
			return fault.New(fault.Conflict, "harvest.there").From(err)
		}
		if err != nil {
			return err
		}
		if err := stock.Expect(ctx, tx, h.ID, h.VariantID, in.Most); err != nil {
			return err
		}
		if err := h.note(ctx, tx, "harvest.announce", by, map[string]any{"variant": h.VariantID, "most": in.Most}, now); err != nil {
			return err
		}
		v, err = Find(ctx, tx, sellerID, h.ID)
		return err
	})
	return v, err
}

// announced is the id of the awaited harvest of which the same was said, or "".
func announced(ctx context.Context, tx *gorm.DB, sellerID string, in Announcement) (id string, err error) {
	return id, tx.WithContext(ctx).Raw(`SELECT h.id FROM harvests h JOIN capacities c ON c.harvest_id = h.id
		WHERE h.seller_id = ? AND h.variant_id = ? AND h.state IN ('open', 'closed') AND h.starts_on = ? AND h.ends_on = ? AND h.orders_until = ? AND c.most = ?`,
		sellerID, in.VariantID, in.From, in.To, in.Until, in.Most).Scan(&id).Error
}

// may judges the seller, the form and the cap.
func may(ctx context.Context, tx *gorm.DB, sellerID string, in Announcement) error {
	s, err := seller.Find(ctx, tx, sellerID)
	if err != nil {
		return err
	}
	if s.Kind != seller.Household {
		return fault.New(fault.Conflict, "harvest.household")
	}
	found, err := catalog.SellableVariants(ctx, tx, []string{in.VariantID})
	if err != nil {
		return err
	}
	sale, ok := found[in.VariantID]
	switch {
	case !ok || sale.SellerID != sellerID:
		return fault.New(fault.NotFound, "variant.unknown")
	case sale.Ahead.Taking():
		return fault.New(fault.Conflict, "harvest.there")
	case !sale.Buyable && sale.Why != "catalog.asleep":
		return fault.New(fault.Conflict, sale.Why).On("variant_id")
	}
	if key := sale.Rule.Refuse(in.Most); key != "" {
		return fault.New(fault.Invalid, key).On("most").With("minimum", sale.Rule.Basis.Format(sale.Rule.Min)).With("step", sale.Rule.Basis.Format(sale.Rule.Step))
	}
	return nil
}
