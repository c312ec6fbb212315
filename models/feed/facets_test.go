package feed_test

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"

	"gorm.io/gorm"
	"pgregory.net/rapid"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/catalog"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/crypt"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/markettest"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/seller"
	"github.com/chophien/chophien/search"
)

// Whatever sellers, officers and the desk have done: hits, totals and the figures of every
// facet are what SQL counts, under all filters at once, on any day. And the shelf, which
// answers when the engine cannot, lists the same products.
func TestTheFiguresAreThoseOfTheDatabase(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := openShop(t, d)
		w := &hands{shop: s}
		for _, by := range s.sellers {
			s.vouch(by.SellerID)
		}
		for range 6 {
			w.shelve(drink("Nước mẫu"), s.sellers[0], 60_000)
		}
		rapid.Check(t, func(r *rapid.T) {
			for range rapid.IntRange(0, 4).Draw(r, "changes") {
				w.change(r)
			}
			s.deliver()
			w.compare(r)
			w.compare(r)
		})
	})
}

// hands are everybody who changes something.
type hands struct {
	*shop
	products     []shelved
	certificates []string
}

type shelved struct {
	id    string
	by    actor.Member
	forms []catalog.Variant
}

func (w *hands) shelve(facts catalog.Facts, by actor.Member, prices ...int64) {
	id, forms := w.offer(by, facts, prices...)
	w.products = append(w.products, shelved{id, by, forms})
}

// change is one change; what the rooms refuse, because it was done before, changes nothing.
func (w *hands) change(r *rapid.T) {
	some := rapid.SampledFrom(w.products).Draw(r, "product")
	price := rapid.SampledFrom([]int64{30_000, 49_999, 50_000, 120_000, 199_999, 1_000_000}).Draw(r, "price")
	var err error
	do := func(fn func(ctx context.Context, tx *gorm.DB) error) {
		err = w.DB.Tx(w.Context(), func(tx *gorm.DB) error { return fn(w.Context(), tx) })
	}
	switch rapid.SampledFrom([]string{"offer", "hide", "publish", "price", "certify", "certify", "withdraw", "suspend", "activate"}).Draw(r, "do") {
	case "offer":
		if len(w.products) > 40 {
			return
		}
		facts := drink("Hàng mẫu " + strconv.Itoa(len(w.products)))
		facts.Class = rapid.SampledFrom([]catalog.Class{catalog.Packed, catalog.Packed, catalog.Alcohol}).Draw(r, "class")
		facts.Kind = rapid.SampledFrom([]string{"drink", "tea", "spirits"}).Draw(r, "kind")
		facts.OCOPGroup = rapid.IntRange(0, 3).Draw(r, "group")
		facts.WardCode = rapid.SampledFrom([]string{markettest.Ward, markettest.Away}).Draw(r, "ward")
		facts.Season = rapid.SliceOfNDistinct(rapid.IntRange(1, 12), 0, 4, rapid.ID).Draw(r, "season")
		w.shelve(facts, rapid.SampledFrom(w.sellers).Filter(w.sells).Draw(r, "seller"), price, 150_000)
	case "hide":
		do(func(ctx context.Context, tx *gorm.DB) error {
			return catalog.Hide(ctx, tx, some.id, "", some.by, w.Now())
		})
	case "publish":
		do(func(ctx context.Context, tx *gorm.DB) error {
			return catalog.Publish(ctx, tx, some.id, some.by, w.Now())
		})
	case "price":
		form := rapid.SampledFrom(some.forms).Draw(r, "form")
		do(func(ctx context.Context, tx *gorm.DB) error {
			return catalog.SetPrice(ctx, tx, form.ID, money.Of(price), some.by, w.Now())
		})
	case "certify":
		// One rank at a time: that a rank becomes another on a day is the mend's.
		if w.Count(w.TB, "certificates", "product_id = ? AND state = 'verified'", some.id) == 0 {
			until := w.Now().Date().AddDays(rapid.SampledFrom([]int{0, 20}).Draw(r, "until"))
			w.certificates = append(w.certificates, w.certify(some.by, some.id, rapid.IntRange(3, 5).Draw(r, "stars"), until))
		}
	case "withdraw":
		if len(w.certificates) > 0 {
			id := rapid.SampledFrom(w.certificates).Draw(r, "certificate")
			do(func(ctx context.Context, tx *gorm.DB) error {
				return catalog.WithdrawCertificate(ctx, tx, id, "Thu hồi", desk, w.Now())
			})
		}
	case "suspend":
		do(func(ctx context.Context, tx *gorm.DB) error {
			return seller.Suspend(ctx, tx, w.sellers[1].SellerID, "Nghỉ bán", desk, w.Now())
		})
	case "activate":
		do(func(ctx context.Context, tx *gorm.DB) error {
			return seller.Activate(ctx, tx, w.sellers[1].SellerID, "Bán lại", desk, w.Now())
		})
	}
	if err != nil && len(fault.All(err)) == 0 {
		r.Fatal(err)
	}
}

func (s *shop) sells(by actor.Member) bool {
	return s.Count(s.TB, "sellers", "id = ? AND state = 'active'", by.SellerID) == 1
}

// vouch is the check of an identity, without which nobody is let back in.
func (s *shop) vouch(sellerID string) {
	s.Helper()
	keys, err := crypt.LoadOrGenerate(s.TempDir() + "/keys")
	if err != nil {
		s.Fatal(err)
	}
	s.do(func(ctx context.Context, tx *gorm.DB) error {
		return seller.AddCheck(ctx, tx, keys, sellerID, seller.NewCheck{Method: seller.InPerson, Reference: "MẪU 1"}, desk, s.Now())
	})
}

func (s *shop) suspend(sellerID string) {
	s.Helper()
	s.do(func(ctx context.Context, tx *gorm.DB) error {
		return seller.Suspend(ctx, tx, sellerID, "Nghỉ bán", desk, s.Now())
	})
}

// compare asks engine, SQL and shelf the same.
func (w *hands) compare(r *rapid.T) {
	some := func(label string, of ...string) []string {
		return rapid.SliceOfNDistinct(rapid.SampledFrom(of), 0, 2, rapid.ID).Draw(r, label)
	}
	q := search.Query{
		Kinds: some("kinds", "drink", "tea", "spirits", "rice"), Divisions: some("divisions", markettest.Ward, markettest.Away, "15", "01"),
		Groups: some("groups", "1", "2"), StarsMin: rapid.IntRange(0, 5).Draw(r, "stars"), Month: rapid.IntRange(0, 12).Draw(r, "month"),
		IncludeAlcohol: rapid.Bool().Draw(r, "alcohol"), Sort: rapid.SampledFrom(search.Sorts).Draw(r, "sort"),
		On: w.Now().Date().AddDays(rapid.SampledFrom([]int{0, 1, 21}).Draw(r, "on")), Facets: search.Facets, Limit: search.MaxLimit,
	}
	if rapid.Bool().Draw(r, "sellers") {
		q.Sellers = []string{rapid.SampledFrom(w.sellers).Draw(r, "seller").SellerID}
	}
	if rapid.Bool().Draw(r, "priced") {
		b := rapid.SampledFrom(search.Bands).Draw(r, "band")
		q.PriceMin, q.PriceMax = b.Min, b.Max
	}
	got := w.found(q)
	want := w.ids(r, q, "")
	if !slices.Equal(slices.Sorted(slices.Values(got.IDs())), want) || got.Total != len(want) {
		r.Fatalf("%+v\nfound %d, %v\nSQL   %v", q, got.Total, got.IDs(), want)
	}
	for _, f := range search.Facets {
		n := map[string]int{}
		for _, c := range got.Facets[f] {
			n[c.Value] = c.N
		}
		if counted := w.counts(r, q, f); !maps.Equal(n, counted) {
			r.Fatalf("%+v\nfacet %s: %v\nSQL: %v", q, f, n, counted)
		}
	}
	// The shelf takes one value where the engine takes several.
	if len(q.Divisions) > 1 || len(q.Groups) > 1 {
		return
	}
	filter := catalog.Filter{Kinds: q.Kinds, StarsMin: q.StarsMin, PriceMin: q.PriceMin, PriceMax: q.PriceMax, Month: q.Month, IncludeAlcohol: q.IncludeAlcohol,
		SellerID: strings.Join(q.Sellers, ""), Code: strings.Join(q.Divisions, ""), Scheme: "2025-07-01"}
	filter.Group, _ = strconv.Atoi(strings.Join(q.Groups, ""))
	cards, err := catalog.List(w.Context(), w.DB.Read(w.Context()), filter, q.On, db.Cursor{}, 100)
	if err != nil {
		r.Fatal(err)
	}
	var shown []string
	for _, c := range cards {
		shown = append(shown, c.ID)
	}
	if slices.Sort(shown); !slices.Equal(shown, want) {
		r.Fatalf("%+v\nthe shelf lists %v\nSQL %v", filter, shown, want)
	}
}

// lowest is the price of the cheapest form of p, NULL for none.
const lowest = "(SELECT MIN(v.price) FROM variants v WHERE v.product_id = p.id AND v.active AND v.price > 0)"

// rank are the stars of p on a day, NULL for none.
func rank(on clock.Date) string {
	return fmt.Sprintf("(SELECT MAX(c.stars) FROM certificates c WHERE c.product_id = p.id AND c.kind = 'ocop' AND c.state = 'verified' AND c.issued_on <= '%s' AND c.last_day >= '%s')", on, on)
}

// matching is what q asks for, in SQL, without the filter of one facet.
func matching(q search.Query, but search.Facet) (string, []any) {
	age := "p.class <> 'alcohol'"
	if q.IncludeAlcohol {
		age = "TRUE"
	}
	sql := " FROM products p JOIN sellers s ON s.id = p.seller_id LEFT JOIN divisions w ON w.scheme = p.scheme AND w.code = p.ward_code WHERE p.state = 'published' AND s.state = 'active' AND " + age
	var args []any
	and := func(f search.Facet, asked bool, cond string, with ...any) {
		if asked && f != but {
			sql += " AND " + cond
			args = append(args, with...)
		}
	}
	and(search.ByKind, len(q.Kinds) > 0, "p.kind IN ?", q.Kinds)
	and(search.ByGroup, len(q.Groups) > 0, "CAST(p.ocop_group AS TEXT) IN ?", q.Groups)
	and(search.ByDivision, len(q.Divisions) > 0, "(p.ward_code IN ? OR w.parent_code IN ?)", q.Divisions, q.Divisions)
	and(search.BySeller, len(q.Sellers) > 0, "p.seller_id IN ?", q.Sellers)
	and(search.ByStars, q.StarsMin > 0, rank(q.On)+" >= ?", q.StarsMin)
	and(search.ByPrice, q.PriceMin.Positive(), lowest+" >= ?", q.PriceMin)
	and(search.ByPrice, q.PriceMax.Positive(), lowest+" <= ?", q.PriceMax)
	and(search.BySeason, q.Month > 0, "(p.season & ?) <> 0", 1<<max(q.Month-1, 0))
	return sql, args
}

func (w *hands) ids(r *rapid.T, q search.Query, but search.Facet) (ids []string) {
	sql, args := matching(q, but)
	if err := w.DB.Read(w.Context()).Raw("SELECT p.id"+sql+" ORDER BY p.id", args...).Scan(&ids).Error; err != nil {
		r.Fatal(err)
	}
	return ids
}

// counts is a facet by SQL.
func (w *hands) counts(r *rapid.T, q search.Query, f search.Facet) map[string]int {
	sql, args := matching(q, f)
	n := map[string]int{}
	count := func(value, also string, with ...any) {
		var rows []struct {
			Value string
			N     int
		}
		err := w.DB.Read(w.Context()).Raw("SELECT "+value+" AS value, COUNT(*) AS n"+sql+" AND "+also+" GROUP BY 1", append(args, with...)...).Scan(&rows).Error
		if err != nil {
			r.Fatal(err)
		}
		for _, row := range rows {
			n[row.Value] += row.N
		}
	}
	switch f {
	case search.ByKind:
		count("p.kind", "TRUE")
	case search.ByGroup:
		count("CAST(p.ocop_group AS TEXT)", "p.ocop_group > 0")
	case search.ByDivision:
		count("p.ward_code", "TRUE")
		count("w.parent_code", "TRUE")
	case search.BySeller:
		count("p.seller_id", "TRUE")
	case search.ByStars:
		count("CAST("+rank(q.On)+" AS TEXT)", rank(q.On)+" > 0")
	case search.ByPrice:
		for _, b := range search.Bands {
			most := b.Max
			if most.IsZero() {
				most = catalog.MaxPrice
			}
			count("'"+b.Key()+"'", lowest+" BETWEEN ? AND ?", b.Min, most)
		}
	case search.BySeason:
		for m := range 12 {
			count("'"+strconv.Itoa(m+1)+"'", "(p.season & ?) <> 0", 1<<m)
		}
	}
	return n
}
