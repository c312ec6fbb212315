package seller

import (
	"context"
	"strconv"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/vntext"
)

// freeSlug is the page address of a new stall: its name, with a number when taken. Two
// that take the same one at once are told apart by UNIQUE, and the second tries again.
func freeSlug(ctx context.Context, q *gorm.DB, name string) (string, error) {
	base := vntext.Slug(name)
	if base == "" {
		base = "gian-hang"
	}
	if len(base) > 80 {
		base = base[:80]
	}
	var taken []string
	err := q.WithContext(ctx).Table("sellers").Where("slug = ? OR slug LIKE ?", base, base+"-%").Pluck("slug", &taken).Error
	if err != nil {
		return "", err
	}
	used := make(map[string]bool, len(taken))
	for _, t := range taken {
		used[t] = true
	}
	slug := base
	for n := 2; used[slug]; n++ {
		slug = base + "-" + strconv.Itoa(n)
	}
	return slug, nil
}
