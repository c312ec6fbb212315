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

// Want is a quantity of a variant for a holder. Quantities are above 0.
type Want struct {
	VariantID string
	Holder    string
	Quantity  int64
}

// TakeAll sets stock aside for all wants or none, inside the caller's transaction. It
// visits variants in id order, so that two buyers cannot wait for each other, and adds
// up the wants of one variant first, so that two lines are never each checked against
// the whole. It refuses with a list of "stock.short" faults (args: left, variant); the
// caller must then roll back.
func TakeAll(ctx context.Context, tx *gorm.DB, wants []Want, now clock.Instant) error {
	if len(wants) == 0 {
		return nil
	}
	wants = slices.Clone(wants)
	slices.SortFunc(wants, func(a, b Want) int {
		return cmp.Or(cmp.Compare(a.VariantID, b.VariantID), cmp.Compare(a.Holder, b.Holder))
	})
	var short fault.List
	for i := 0; i < len(wants); {
		j, sum := i, int64(0)
		for ; j < len(wants) && wants[j].VariantID == wants[i].VariantID; j++ {
			sum += wants[j].Quantity
		}
		res := tx.WithContext(ctx).Table("stock").
			Where("variant_id = ? AND on_hand - held >= ?", wants[i].VariantID, sum).
			Update("held", gorm.Expr("held + ?", sum))
		if res.Error != nil {
			return res.Error
		}
		if res.RowsAffected == 0 {
			f, err := shortOf(ctx, tx, wants[i].VariantID)
			if err != nil {
				return err
			}
			short.Add(f)
		}
		i = j
	}
	if len(short) > 0 {
		return short
	}
	holds := make([]Hold, len(wants))
	for i, w := range wants {
		holds[i] = Hold{ID: db.NewID(), VariantID: w.VariantID, Holder: w.Holder, Quantity: w.Quantity, State: Held, CreatedAt: now}
	}
	return db.Later(ctx, tx, nil).Create(&holds).Error
}

func shortOf(ctx context.Context, tx *gorm.DB, variantID string) (*fault.Fault, error) {
	found, err := Find(ctx, tx, []string{variantID})
	return fault.New(fault.Conflict, "stock.short").On("lines").
		With("left", max(0, found[variantID].Free())).With("variant", variantID), err
}
