package catalog

import (
	"strings"

	"github.com/chophien/chophien/models/clock"
)

// clause is a WHERE under construction; its words are ours, its values are arguments.
type clause struct {
	sql  string
	args []any
}

func (c *clause) and(sql string, args ...any) {
	if c.sql != "" {
		c.sql += " AND "
	}
	c.sql += sql
	c.args = append(c.args, args...)
}

// selling is s.state = 'active' in words that keep planners from starting at the sellers:
// the shelf is walked in its own order and left after a page.
const selling = "COALESCE(s.state, '') = 'active'"

func (f Filter) where(today clock.Date) clause {
	var w clause
	switch {
	case f.Unclaimed:
		w.and("p.seller_id IS NULL AND p.state = 'draft'")
	case f.shelf():
		w.and("p.state = 'published' AND " + selling)
		if !f.IncludeAlcohol {
			w.and("p.class <> 'alcohol'")
		}
	case f.State != "":
		w.and("p.state = ?", f.State)
	default:
		w.and("p.state <> 'staged'")
	}
	if f.SellerID != "" {
		w.and("p.seller_id = ?", f.SellerID)
	}
	if len(f.Kinds) > 0 {
		w.and("p.kind IN ?", f.Kinds)
	}
	if f.Group > 0 {
		w.and("p.ocop_group = ?", f.Group)
	}
	if f.Code != "" {
		w.and(`((p.scheme = ? AND p.ward_code IN (SELECT d.code FROM divisions d WHERE d.scheme = ? AND (d.code = ? OR d.parent_code = ?)))
			OR (p.legacy_scheme = ? AND p.legacy_code IN (SELECT d.code FROM divisions d LEFT JOIN divisions u ON u.scheme = d.scheme AND u.code = d.parent_code
				WHERE d.scheme = ? AND (d.code = ? OR d.parent_code = ? OR u.parent_code = ?))))`,
			f.Scheme, f.Scheme, f.Code, f.Code, f.Scheme, f.Scheme, f.Code, f.Code, f.Code)
	}
	if f.StarsMin > 0 {
		w.and("EXISTS (SELECT 1 FROM certificates c WHERE c.product_id = p.id AND c.kind = 'ocop' AND c.stars >= ? AND "+shownSQL+")",
			f.StarsMin, today, today)
	}
	if f.PriceMin.Positive() || f.PriceMax.Positive() {
		most := f.PriceMax
		if !most.Positive() {
			most = MaxPrice
		}
		w.and("(SELECT MIN(v.price) FROM variants v WHERE v.product_id = p.id AND v.active AND v.price > 0) BETWEEN ? AND ?", f.PriceMin, most)
	}
	if f.Month >= 1 && f.Month <= 12 {
		w.and("(p.season & ?) <> 0", 1<<(f.Month-1))
	}
	if f.Text != "" {
		plain := strings.NewReplacer(`\`, `\\`, "%", `\%`, "_", `\_`)
		// An address stays when a product gets another name: the name is looked at as it is typed.
		w.and(`(p.slug LIKE ? ESCAPE '\' OR LOWER(p.name_vi) LIKE LOWER(?) ESCAPE '\')`, "%"+plain.Replace(SlugOf(f.Text))+"%", "%"+plain.Replace(f.Text)+"%")
	}
	return w
}
