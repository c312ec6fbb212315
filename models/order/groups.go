package order

import (
	"context"

	"gorm.io/gorm"
)

// Groups returns the groups with the ids, by id, in one statement.
func Groups(ctx context.Context, q *gorm.DB, ids ...string) (map[string]Group, error) {
	var rows []Group
	err := q.WithContext(ctx).Where("id IN ?", ids).Find(&rows).Error
	out := make(map[string]Group, len(rows))
	for _, g := range rows {
		out[g.ID] = g
	}
	return out, err
}
