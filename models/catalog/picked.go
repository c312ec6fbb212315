package catalog

import (
	"cmp"
	"context"
	"slices"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/clock"
)

// Picked is a variant that somebody picked, and how much of it, in pieces or grams.
type Picked struct {
	Sellable
	Quantity int64
}

type pickedRow struct {
	sellableRow
	quantity int64
	addedAt  clock.Instant
}

// SellablePicked is SellableVariants for what the database itself holds a list of, with
// its quantities, in the order in which they were added: one statement. list is a query of the columns
// variant_id, quantity and added_at, never anything from outside.
func SellablePicked(ctx context.Context, q *gorm.DB, list string, args ...any) ([]Picked, error) {
	rows, err := rowsOf(ctx, q, func(r *pickedRow) []any { return append(r.into(), &r.quantity, &r.addedAt) },
		"SELECT "+sellableColumns+", w.quantity, w.added_at FROM ("+list+") w JOIN variants v ON v.id = w.variant_id "+sellableJoins+
			" WHERE p.state <> 'staged'", args...)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(rows, func(a, b pickedRow) int { // a few, put in order here for less than there
		return cmp.Or(cmp.Compare(a.addedAt, b.addedAt), cmp.Compare(a.VariantID, b.VariantID), cmp.Compare(b.quantity, a.quantity))
	})
	out := make([]Picked, len(rows))
	for i, r := range rows {
		out[i] = Picked{r.sellable(), r.quantity}
	}
	return out, nil
}
