package seller

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/vntext"
)

// mostMeant is how many sellers one name may be of.
const mostMeant = 200

// Meant are the ids of the sellers that text may mean: by id, by name in full, or by part of
// the address of their page, which a name makes ("tra suoi giang").
func Meant(ctx context.Context, q *gorm.DB, text string) (ids []string, err error) {
	part := vntext.Slug(text)
	if part == "" {
		return nil, nil
	}
	err = q.WithContext(ctx).Raw("SELECT id FROM sellers WHERE id = ? OR name = ? OR slug LIKE ? ORDER BY id LIMIT ?", text, text, "%"+part+"%", mostMeant).Scan(&ids).Error
	return ids, err
}
