package catalog

import (
	"context"
	"strconv"
	"strings"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/vntext"
)

const maxSlug = 90

// SlugOf is the page address that a name asks for, before it is known whether it is free.
func SlugOf(name string) string {
	s := vntext.Slug(name)
	if len(s) > maxSlug {
		s = strings.TrimRight(s[:maxSlug], "-")
	}
	if s == "" {
		return "san-pham"
	}
	return s
}

// freeSlug is the page address of a new product: its name, with a number when taken. Two
// that take the same one at once are told apart by UNIQUE.
func freeSlug(ctx context.Context, q *gorm.DB, name string) (string, error) {
	base := SlugOf(name)
	var taken []string
	err := q.WithContext(ctx).Table("products").Where("slug = ? OR slug LIKE ?", base, base+"-%").Pluck("slug", &taken).Error
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
