package payment

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/audit"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/payments"
)

// Floor is the least that a gateway is asked to give back, from a day on.
//
// The rule for what lies below: the market transfers it, whole and at its own cost, to the
// account that the buyer names; what goes back of one purchase goes in one transfer. What
// the gateway itself never gives back (its capabilities' MinRefund) lies below on every day.
type Floor struct {
	ID        string `gorm:"primaryKey"`
	Gateway   string
	Least     money.VND
	ValidFrom clock.Date
	Source    string // why it is so
	CreatedBy string
	CreatedAt clock.Instant
}

// TableName names the table.
func (Floor) TableName() string { return "refund_floors" }

// floors lists all of them, the newest first.
func floors(ctx context.Context, q *gorm.DB) ([]Floor, error) {
	var all []Floor
	err := q.WithContext(ctx).Order("valid_from DESC, gateway").Find(&all).Error
	return all, err
}

// FloorsOn is what is in force on day at each gateway that gives money back by itself, and
// what is announced, in the order of gateways and days. Where nothing was announced the
// gateway's own least stands, with no day.
func FloorsOn(ctx context.Context, q *gorm.DB, gateways *payments.Registry, day clock.Date) ([]Floor, error) {
	all, err := floors(ctx, q)
	if err != nil {
		return nil, err
	}
	var out []Floor
	for _, g := range gateways.All() {
		if !givesBack(g) {
			continue
		}
		of := Floor{Gateway: g.Code()}
		for _, f := range slices.Backward(all) {
			switch {
			case f.Gateway == g.Code() && f.ValidFrom <= day:
				of = f
			case f.Gateway == g.Code():
				out = append(out, f)
			}
		}
		out = append(out, of)
	}
	for i, f := range out {
		if g, err := gateways.Gateway(f.Gateway); err == nil {
			out[i].Least = larger(f.Least, g.Capabilities().MinRefund)
		}
	}
	slices.SortFunc(out, func(a, b Floor) int {
		return cmp.Or(cmp.Compare(a.Gateway, b.Gateway), cmp.Compare(a.ValidFrom, b.ValidFrom))
	})
	return out, nil
}

// floorOn is what was announced for a gateway and is in force on day; 0 where nothing was.
func floorOn(ctx context.Context, q *gorm.DB, gateway string, day clock.Date) (least money.VND, err error) {
	err = q.WithContext(ctx).Table("refund_floors").Select("least").
		Where("gateway = ? AND valid_from <= ?", gateway, day).Order("valid_from DESC").Limit(1).Scan(&least).Error
	return least, err
}

// NewFloor is what the desk announces.
type NewFloor struct {
	Gateway   string     `json:"gateway" form:"gateway"`
	Least     money.VND  `json:"least" form:"least"`
	ValidFrom clock.Date `json:"valid_from" form:"valid_from"`
	Source    string     `json:"source" form:"source"`
}

const longestSource = 300

// AnnounceFloor adds a floor that begins on a coming day; what is given back before goes as
// it went. It refuses a gateway that gives nothing back by itself (refund.floor_gateway), a
// sum that the gateway never gives back anyway or that is none (refund.floor_least, args:
// least), a day that is not after today (charge.too_soon) or has a floor (charge.day_taken),
// and a floor without its reason (charge.source).
func AnnounceFloor(ctx context.Context, tx *gorm.DB, by actor.Admin, gateways *payments.Registry, in NewFloor, now clock.Instant) (*Floor, error) {
	in.Source = strings.TrimSpace(in.Source)
	if err := in.refuse(gateways, now.Date()); err != nil {
		return nil, err
	}
	f := &Floor{ID: db.NewID(), Gateway: in.Gateway, Least: in.Least, ValidFrom: in.ValidFrom, Source: in.Source, CreatedBy: by.PersonID, CreatedAt: now}
	switch err := tx.WithContext(ctx).Create(f).Error; {
	case db.IsDuplicate(err):
		return nil, fault.New(fault.Conflict, "charge.day_taken").On("valid_from")
	case err != nil:
		return nil, err
	}
	return f, audit.Write(ctx, tx, audit.Entry{By: by.Stamp(), Verb: "refund.floor", Subject: audit.Subject{Kind: "refund_floor", ID: f.ID},
		Detail: map[string]any{"gateway": f.Gateway, "least": f.Least.Dong(), "valid_from": f.ValidFrom}}, now)
}

func (in NewFloor) refuse(gateways *payments.Registry, today clock.Date) error {
	var l fault.List
	g, err := gateways.Gateway(in.Gateway)
	switch {
	case err != nil || !givesBack(g):
		l.Add(fault.New(fault.Invalid, "refund.floor_gateway").On("gateway"))
	case in.Least.Cmp(g.Capabilities().MinRefund) < 0 || in.Least.Dong() > money.Max:
		l.Add(fault.New(fault.Invalid, "refund.floor_least").On("least").With("least", g.Capabilities().MinRefund))
	}
	if _, err := clock.ParseDate(string(in.ValidFrom)); err != nil || in.ValidFrom <= today {
		l.Add(fault.New(fault.Invalid, "charge.too_soon").On("valid_from"))
	}
	if in.Source == "" || utf8.RuneCountInString(in.Source) > longestSource {
		l.Add(fault.New(fault.Invalid, "charge.source").On("source"))
	}
	return l.Err()
}

// givesBack reports whether a gateway gives money back by itself.
func givesBack(g payments.Gateway) bool {
	_, can := g.(payments.Refunder)
	caps := g.Capabilities()
	return can && caps.Refund != payments.RefundNone && caps.Refund != payments.RefundManual
}

func larger(a, b money.VND) money.VND {
	if a.Cmp(b) < 0 {
		return b
	}
	return a
}

// BelowFloor reports whether a refund is less than its gateway was asked to give back when
// it was made, so that it is transferred, and what the least was then.
func BelowFloor(ctx context.Context, q *gorm.DB, gateways *payments.Registry, r Refund) (least money.VND, below bool, err error) {
	g, err := gateways.Gateway(r.Gateway)
	if err != nil || !givesBack(g) {
		return least, false, nil
	}
	if least, err = floorOn(ctx, q, r.Gateway, r.CreatedAt.Date()); err != nil {
		return least, false, err
	}
	least = larger(least, g.Capabilities().MinRefund)
	return least, r.Amount.Cmp(least) < 0, nil
}
