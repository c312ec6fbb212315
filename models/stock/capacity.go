package stock

import (
	"context"
	"slices"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/measure"
)

// Capacity is what may be ordered of a harvest to come and how much of it is promised, in
// the variant's basis: whole pieces or grams. What is promised of it is never on the shelf.
type Capacity struct {
	HarvestID string `gorm:"primaryKey;<-:create"`
	VariantID string `gorm:"<-:create"`
	Most      int64  `gorm:"<-:create"`
	Held      int64  `gorm:"<-:create"`
	Taking    bool   `gorm:"<-:create"` // false once the harvest is here, or will not come
}

// Free is what can still be promised of it.
func (c Capacity) Free() int64 {
	if !c.Taking {
		return 0
	}
	return c.Most - c.Held
}

// Expect opens a capacity of most (above 0) for a harvest. It refuses with
// "quantity.positive" and "quantity.too_much".
func Expect(ctx context.Context, tx *gorm.DB, harvestID, variantID string, most int64) error {
	if most <= 0 {
		return fault.New(fault.Invalid, "quantity.positive").On("most")
	}
	if most > measure.MaxQuantity {
		return fault.New(fault.Invalid, "quantity.too_much").On("most")
	}
	if err := Open(ctx, tx, variantID); err != nil {
		return err
	}
	return tx.WithContext(ctx).Create(&Capacity{HarvestID: harvestID, VariantID: variantID, Most: most, Taking: true}).Error
}

// FindCapacity returns the capacity of a harvest, or fault "harvest.unknown".
func FindCapacity(ctx context.Context, q *gorm.DB, harvestID string) (c Capacity, err error) {
	res := q.WithContext(ctx).Where("harvest_id = ?", harvestID).Limit(1).Find(&c)
	if res.Error == nil && res.RowsAffected == 0 {
		return c, fault.New(fault.NotFound, "harvest.unknown")
	}
	return c, res.Error
}

// Capacities returns those of the harvests.
func Capacities(ctx context.Context, q *gorm.DB, harvestIDs []string) (out []Capacity, err error) {
	if len(harvestIDs) == 0 {
		return nil, nil
	}
	return out, q.WithContext(ctx).Where("harvest_id IN ?", harvestIDs).Find(&out).Error
}

// Shut lets a capacity take no more; what is held of it stands until it is released. It
// refuses with "harvest.over" one that is shut.
func Shut(ctx context.Context, tx *gorm.DB, harvestID string) error {
	res := tx.WithContext(ctx).Table("capacities").Where("harvest_id = ? AND taking", harvestID).Update("taking", false)
	if res.Error == nil && res.RowsAffected == 0 {
		return fault.New(fault.Conflict, "harvest.over")
	}
	return res.Error
}

// Arrive puts a harvest on the shelf as a lot of quantity (above 0), shuts its capacity, and
// moves the holds that the lot covers onto it: in the order in which they were taken, each
// whole or not at all. It returns whom the lot serves; the others hold on to the capacity
// until somebody releases them. What is left of the lot is free.
// It refuses with "harvest.over" a harvest that came before, with what Receive refuses, and
// with "stock.moved" when a hold went at the same moment.
func Arrive(ctx context.Context, tx *gorm.DB, harvestID string, quantity int64, h Harvest, by actor.Actor, now clock.Instant) (served []string, err error) {
	if err := Shut(ctx, tx, harvestID); err != nil {
		return nil, err
	}
	c, err := FindCapacity(ctx, tx, harvestID)
	if err != nil {
		return nil, err
	}
	if err := Receive(ctx, tx, c.VariantID, quantity, h, by, now); err != nil {
		return nil, err
	}
	var holds []Hold
	err = tx.WithContext(ctx).Clauses(clause.Locking{Strength: "UPDATE"}).
		Where("harvest_id = ? AND state = 'held'", harvestID).Order("created_at, id").Find(&holds).Error
	if err != nil {
		return nil, err
	}
	var sum int64
	var ids []string
	for _, one := range holds {
		if one.Quantity <= quantity-sum {
			sum += one.Quantity
			ids, served = append(ids, one.ID), append(served, one.Holder)
		}
	}
	if sum == 0 {
		return nil, nil
	}
	for part := range slices.Chunk(ids, atOnce) {
		res := tx.WithContext(ctx).Table("holds").Where("id IN ? AND state = 'held'", part).Update("harvest_id", nil)
		if res.Error == nil && res.RowsAffected != int64(len(part)) {
			res.Error = fault.New(fault.Conflict, "stock.moved")
		}
		if res.Error != nil {
			return nil, res.Error
		}
	}
	res := pool{variantID: c.VariantID}.take(tx.WithContext(ctx), sum)
	if res.Error == nil && res.RowsAffected != 1 {
		res.Error = fault.New(fault.Conflict, "stock.moved")
	}
	if res.Error != nil {
		return nil, res.Error
	}
	return served, tx.WithContext(ctx).Table("capacities").Where("harvest_id = ?", harvestID).Update("held", gorm.Expr("held - ?", sum)).Error
}

// atOnce is how many rows one statement names: SQLite counts what it is given.
const atOnce = 500
