package catalog

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/measure"
	"github.com/chophien/chophien/models/vntext"
)

// Like is a product that another one may be made after: only what is the same for the same
// sort of goods, never a picture, a paper, a price or a story.
type Like struct {
	ID            string
	NameVI        string `gorm:"column:name_vi"`
	NameEN        string `gorm:"column:name_en"`
	Kind          string
	WardCode      string        `gorm:"column:ward_code"`
	Basis         measure.Basis // of its first form
	Unit          string
	ShelfLifeDays int
	StorageVI     string `gorm:"column:storage_vi"`
	Season        Months
	Shared        int `gorm:"-"` // words of its name that the other one's has as well
}

// Name is its name in a language, Vietnamese where the other is not given.
func (l Like) Name(lang string) string { return Product{NameVI: l.NameVI, NameEN: l.NameEN}.Name(lang) }

const likeSQL = `SELECT p.id, p.name_vi, p.name_en, p.kind, COALESCE(p.ward_code, '') AS ward_code, p.shelf_life_days, p.storage_vi, p.season,
	COALESCE((SELECT v.basis FROM variants v WHERE v.product_id = p.id AND v.active ORDER BY v.position, v.id LIMIT 1), '') AS basis,
	COALESCE((SELECT v.unit FROM variants v WHERE v.product_id = p.id AND v.active ORDER BY v.position, v.id LIMIT 1), '') AS unit
	FROM products p JOIN sellers s ON s.id = p.seller_id WHERE p.state = 'published' AND s.state = 'active' AND `

// mostLikes is how many products of a kind are compared.
const mostLikes = 200

// Similar lists at most most products on the shelf of the same kind and class as p: those
// whose names share most words with its own, then those of its ward, then the newest.
func Similar(ctx context.Context, q *gorm.DB, p Product, most int) ([]Like, error) {
	var all []Like
	err := q.WithContext(ctx).Raw(likeSQL+"p.kind = ? AND p.class = ? AND p.id <> ? ORDER BY p.published_at DESC, p.id DESC LIMIT ?",
		p.Kind, p.Class, p.ID, mostLikes).Scan(&all).Error
	if err != nil {
		return nil, err
	}
	mine := strings.Fields(vntext.Fold(p.NameVI))
	for i := range all {
		for _, w := range strings.Fields(vntext.Fold(all[i].NameVI)) {
			if slices.Contains(mine, w) {
				all[i].Shared++
			}
		}
	}
	alike := func(l Like) int {
		n := 2 * l.Shared
		if l.WardCode != "" && l.WardCode == p.WardCode {
			n++
		}
		return n
	}
	slices.SortStableFunc(all, func(a, b Like) int { return cmp.Compare(alike(b), alike(a)) })
	return all[:min(most, len(all))], nil
}

// findLike is the product of an id as Similar lists it; what is not on the shelf, or of
// another kind than p, is fault "product.unknown" on "like_id".
func findLike(ctx context.Context, q *gorm.DB, p Product, id string) (Like, error) {
	var l Like
	res := q.WithContext(ctx).Raw(likeSQL+"p.kind = ? AND p.class = ? AND p.id = ?", p.Kind, p.Class, id).Scan(&l)
	if res.Error == nil && l.ID == "" {
		return l, fault.New(fault.NotFound, "product.unknown").On("like_id")
	}
	return l, res.Error
}

// MakeLike fills what is still empty of a product that stands at version from a similar one
// (see Similar): how long it keeps, how it is kept, its months. From a product of the same
// seller, in whatever state, it takes the words of the label and the story as well.
// It refuses like Edit.
func MakeLike(ctx context.Context, tx *gorm.DB, productID string, version int64, likeID string, by actor.Actor) error {
	p, err := editable(ctx, tx, productID, by)
	if err != nil {
		return err
	}
	f := p.Facts()
	own, err := Find(ctx, tx, likeID)
	switch {
	case err == nil && own.SellerID == p.SellerID && own.State != Staged:
		f.fillFrom(own.Facts())
	case err == nil || fault.Has(err, "product.unknown"):
		l, err := findLike(ctx, tx, *p, likeID)
		if err != nil {
			return err
		}
		f.fillFrom(Facts{ShelfLifeDays: l.ShelfLifeDays, StorageVI: l.StorageVI, Season: l.Season.List()})
	default:
		return err
	}
	return Edit(ctx, tx, productID, version, f, by)
}

// fillFrom takes from o what f does not state. What the class and the tax rest on, and the
// numbers of papers, are never taken over.
func (f *Facts) fillFrom(o Facts) {
	for _, t := range []struct{ to, from *string }{
		{&f.DescriptionVI, &o.DescriptionVI}, {&f.DescriptionEN, &o.DescriptionEN}, {&f.OriginText, &o.OriginText}, {&f.StorageVI, &o.StorageVI},
		{&f.IngredientsVI, &o.IngredientsVI}, {&f.UsageVI, &o.UsageVI}, {&f.WarningsVI, &o.WarningsVI},
		{&f.ProducerName, &o.ProducerName}, {&f.ProducerAddress, &o.ProducerAddress},
	} {
		if *t.to == "" {
			*t.to = *t.from
		}
	}
	if f.ShelfLifeDays == 0 {
		f.ShelfLifeDays = o.ShelfLifeDays
	}
	if len(f.Season) == 0 {
		f.Season = o.Season
	}
}
