package catalog

import (
	"context"

	"gorm.io/gorm"
)

// Picked is a variant that somebody picked, and how much of it, in pieces or grams.
type Picked struct {
	Sellable
	Quantity int64
}

type pickedRow struct {
	sellableRow
	quantity int64
}

// SellablePicked is SellableVariants for what the database itself holds a list of, with
// its quantities, in the order of the list: one statement. list is a query of the columns
// variant_id, quantity and added_at, never anything from outside.
func SellablePicked(ctx context.Context, q *gorm.DB, list string, args ...any) ([]Picked, error) {
	rows, err := rowsOf(ctx, q, func(r *pickedRow) []any { return append(r.into(), &r.quantity) },
		"SELECT "+sellableColumns+", w.quantity FROM ("+list+") w JOIN variants v ON v.id = w.variant_id "+sellableJoins+
			" WHERE p.state <> 'staged' ORDER BY w.added_at, w.variant_id", args...)
	if err != nil {
		return nil, err
	}
	out := make([]Picked, len(rows))
	for i, r := range rows {
		out[i] = Picked{r.sellable(), r.quantity}
	}
	return out, nil
}
