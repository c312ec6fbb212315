package stock

import (
	"cmp"
	"context"
	"slices"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/fault"
)

// Want is a quantity of a variant for a holder, of the shelf or of a harvest to come.
// Quantities are above 0.
type Want struct {
	VariantID string
	HarvestID string // "" for what is on the shelf
	Holder    string
	Quantity  int64
}

// pool is where a want is held.
type pool struct{ variantID, harvestID string }

func (w Want) pool() pool { return pool{w.VariantID, w.HarvestID} }

func (h Hold) pool() pool {
	if h.HarvestID == nil {
		return pool{variantID: h.VariantID}
	}
	return pool{h.VariantID, *h.HarvestID}
}

// byPool is the order in which every verb visits pools.
func byPool(a, b pool) int {
	return cmp.Or(cmp.Compare(a.variantID, b.variantID), cmp.Compare(a.harvestID, b.harvestID))
}

// TakeAll sets stock aside for all wants or none, inside the caller's transaction. It
// visits variants in id order, so that two buyers cannot wait for each other, and adds
// up the wants of one variant first, so that two lines are never each checked against
// the whole. It refuses with a list of "stock.short" faults (args: left, variant), and of
// "harvest.over" for a harvest that takes no more; the caller must then roll back.
func TakeAll(ctx context.Context, tx *gorm.DB, wants []Want, now clock.Instant) error {
	if len(wants) == 0 {
		return nil
	}
	wants = slices.Clone(wants)
	slices.SortFunc(wants, func(a, b Want) int {
		return cmp.Or(byPool(a.pool(), b.pool()), cmp.Compare(a.Holder, b.Holder))
	})
	var pools []pool
	var sums []int64
	for i, w := range wants {
		if i == 0 || w.pool() != wants[i-1].pool() {
			pools, sums = append(pools, w.pool()), append(sums, 0)
		}
		sums[len(sums)-1] += w.Quantity
	}
	took := make([]int64, len(pools))
	takes := make([]func() error, len(pools))
	for i, p := range pools {
		takes[i] = func() error {
			res := p.take(tx.WithContext(ctx), sums[i])
			took[i] = res.RowsAffected
			return res.Error
		}
	}
	if err := db.OneTurn(ctx, tx, takes...); err != nil {
		return err
	}
	var short fault.List
	for i, p := range pools {
		if took[i] == 1 {
			continue
		}
		f, err := p.short(ctx, tx)
		if err != nil {
			return err
		}
		short.Add(f)
	}
	if len(short) > 0 {
		return short
	}
	holds := make([]Hold, len(wants))
	for i, w := range wants {
		holds[i] = Hold{ID: db.NewID(), VariantID: w.VariantID, Holder: w.Holder, Quantity: w.Quantity, State: Held, CreatedAt: now}
		if w.HarvestID != "" {
			holds[i].HarvestID = &w.HarvestID
		}
	}
	return db.Later(ctx, tx, nil).Create(&holds).Error
}

// take adds a sum to what is held of a pool, and touches no row where so much is not free.
func (p pool) take(tx *gorm.DB, sum int64) *gorm.DB {
	q := tx.Table("stock").Where("variant_id = ? AND on_hand - held >= ?", p.variantID, sum)
	if p.harvestID != "" {
		q = tx.Table("capacities").
			Where("harvest_id = ? AND variant_id = ? AND taking AND most - held >= ?", p.harvestID, p.variantID, sum)
	}
	return q.Update("held", gorm.Expr("held + ?", sum))
}

// short is why take did not.
func (p pool) short(ctx context.Context, tx *gorm.DB) (*fault.Fault, error) {
	if p.harvestID == "" {
		return shortOf(ctx, tx, p.variantID)
	}
	c, err := FindCapacity(ctx, tx, p.harvestID)
	if err != nil {
		return nil, err
	}
	if !c.Taking {
		return fault.New(fault.Conflict, "harvest.over").On("lines").With("variant", p.variantID), nil
	}
	return fault.New(fault.Conflict, "stock.short").On("lines").With("left", c.Free()).With("variant", p.variantID), nil
}

func shortOf(ctx context.Context, tx *gorm.DB, variantID string) (*fault.Fault, error) {
	found, err := Find(ctx, tx, []string{variantID})
	return fault.New(fault.Conflict, "stock.short").On("lines").
		With("left", max(0, found[variantID].Free())).With("variant", variantID), err
}
