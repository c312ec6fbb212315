package catalog

import (
	"context"

	"gorm.io/gorm"
)

// rowsOf runs a query and reads its rows into places, by order instead of by name: the
// shelf is read thousands of times a second, and finding columns by name is most of what
// the program does then.
func rowsOf[T any](ctx context.Context, q *gorm.DB, into func(*T) []any, sql string, args ...any) (out []T, err error) {
	rows, err := q.WithContext(ctx).Raw(sql, args...).Rows()
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var t T
		if err := rows.Scan(into(&t)...); err != nil {
			return nil, err
		}
		out = append(out, t)
	}
	return out, rows.Err()
}
