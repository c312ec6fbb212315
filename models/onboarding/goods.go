package onboarding

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/catalog"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/stock"
)

// Delivery is goods that came in: how many pieces or grams, and what is known of them.
type Delivery struct {
	Quantity    int64      `json:"quantity" form:"quantity"`
	Code        string     `json:"code" form:"code"`
	HarvestedOn clock.Date `json:"harvested_on" form:"harvested_on"`
	BestBefore  clock.Date `json:"best_before" form:"best_before"`
}

// Receive puts goods on the shelf of a form as one lot, once for key. Who may edit the
// product may do it; it refuses like stock.Receive.
func (o *Onboarding) Receive(ctx context.Context, variantID string, in Delivery, key string, by actor.Actor) error {
	_, err := o.made(ctx, by, "stock.receive", key, []any{variantID, in}, func(tx *gorm.DB, now clock.Instant) (string, error) {
		for _, d := range []struct {
			field string
			date  clock.Date
		}{{"harvested_on", in.HarvestedOn}, {"best_before", in.BestBefore}} {
			if d.date != "" {
				if _, err := clock.ParseDate(string(d.date)); err != nil {
					return "", fault.New(fault.Invalid, "date.syntax").On(d.field)
				}
			}
		}
		var l fault.List
		tidy(&l, "code", &in.Code, 40)
		if err := l.Err(); err != nil {
			return "", err
		}
		if err := catalog.MayEditVariant(ctx, tx, variantID, by); err != nil {
			return "", err
		}
		if err := stock.Open(ctx, tx, variantID); err != nil {
			return "", err
		}
		h := stock.Harvest{Code: in.Code, HarvestedOn: in.HarvestedOn, BestBefore: in.BestBefore}
		return variantID, stock.Receive(ctx, tx, variantID, in.Quantity, h, by, now)
	})
	return err
}

// Correct records a count of what is there, once for key: the counter saw seen on the page
// and counted counted. It refuses like stock.Correct, above all when the number moved
// meanwhile.
func (o *Onboarding) Correct(ctx context.Context, variantID string, seen, counted int64, key string, by actor.Actor) error {
	_, err := o.made(ctx, by, "stock.correct", key, []any{variantID, seen, counted}, func(tx *gorm.DB, now clock.Instant) (string, error) {
		if err := catalog.MayEditVariant(ctx, tx, variantID, by); err != nil {
			return "", err
		}
		if err := stock.Open(ctx, tx, variantID); err != nil {
			return "", err
		}
		return variantID, stock.Correct(ctx, tx, variantID, seen, counted, by, now)
	})
	return err
}
