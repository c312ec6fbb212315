package catalog

import (
	"context"
	"slices"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/money"
)

// Filter narrows a list; what is empty does not. Without State it is the shelf: what is
// published by active sellers, newest first by publication. With State, or Unclaimed, or
// AnyState, it is a working list, newest first by creation.
type Filter struct {
	Kinds    []string
	Group    int
	Scheme   string // of Code
	Code     string // a ward or province of today, or a legacy ward, district or province
	SellerID string
	StarsMin int       // rank valid on the day
	PriceMin money.VND // of the cheapest form: the price that the card shows and search files
	PriceMax money.VND // inclusive; 0 đ for no end
	Month    int       // in season in that month

	IncludeAlcohol bool // the buyer has said to be of age

	State     State  // of a seller's own list
	AnyState  bool   // every state but staged
	Unclaimed bool   // catalogue entries without a seller
	Text      string // part of the name, for working lists; the shelf is searched by the engine
}

func (f Filter) shelf() bool { return f.State == "" && !f.AnyState && !f.Unclaimed }

// cardColumns takes the day twice. Their order is that of Card.into.
const cardColumns = `p.id, p.slug, p.class, p.kind, p.ocop_group, p.name_vi, p.name_en, COALESCE(p.scheme, ''), COALESCE(p.ward_code, ''),
	COALESCE(p.legacy_scheme, ''), COALESCE(p.legacy_code, ''), p.origin_text, p.season, p.evidence, p.sample OR COALESCE(s.sample, FALSE),
	p.state, p.version, p.created_at, p.published_at, COALESCE(p.seller_id, ''), COALESCE(s.slug, ''), COALESCE(s.name, ''),
	COALESCE(s.state = 'active', FALSE),
	COALESCE((SELECT MAX(c.stars) FROM certificates c WHERE c.product_id = p.id AND c.kind = 'ocop' AND ` + shownSQL + `), 0),
	COALESCE(f.id, ''), COALESCE(f.width, 0), COALESCE(f.height, 0), COALESCE(f.blurhash, ''),
	p.asleep, p.wakes_on, COALESCE(s.asleep, FALSE), COALESCE(s.wakes_on, ''), COALESCE(s.away, FALSE), COALESCE(s.away_to, '')`

// into are the places for cardColumns.
func (c *Card) into() []any {
	return []any{
		&c.ID, &c.Slug, &c.Class, &c.Kind, &c.OCOPGroup, &c.NameVI, &c.NameEN, &c.Scheme, &c.WardCode,
		&c.LegacyScheme, &c.LegacyCode, &c.OriginText, &c.Season, &c.Evidence, &c.Sample,
		&c.State, &c.Version, &c.CreatedAt, &c.PublishedAt, &c.SellerID, &c.SellerSlug, &c.SellerName,
		&c.SellerActive, &c.Stars, &c.PhotoID, &c.PhotoWidth, &c.PhotoHeight, &c.PhotoHash,
		&c.rest.asleep, &c.rest.wakesOn, &c.rest.stallAsleep, &c.rest.stallWakesOn, &c.rest.away, &c.rest.awayTo,
	}
}

const cardTables = ` FROM products p
	LEFT JOIN sellers s ON s.id = p.seller_id
	LEFT JOIN photos f ON f.id = (SELECT pp.photo_id FROM product_photos pp WHERE pp.product_id = p.id ORDER BY pp.position, pp.photo_id LIMIT 1)`

// List is the page of at most limit products behind after, as of a day, in two statements.
func List(ctx context.Context, q *gorm.DB, f Filter, today clock.Date, after db.Cursor, limit int) ([]Card, error) {
	at := "p.published_at"
	if !f.shelf() {
		at = "p.created_at"
	}
	w := f.where(today)
	if after != (db.Cursor{}) {
		w.and("("+at+", p.id) < (?, ?)", after.At, after.ID)
	}
	args := append([]any{today, today}, w.args...)
	cards, err := rowsOf(ctx, q, func(c *Card) []any { return c.into() }, "SELECT "+cardColumns+cardTables+" WHERE "+w.sql+
		" ORDER BY "+at+" DESC, p.id DESC LIMIT ?", append(args, limit)...)
	if err != nil {
		return nil, err
	}
	return cards, fill(ctx, q, cards)
}

// Shown returns what the shelf shows of the ids, in their order, in two statements; what
// is not on the shelf is left out. The engine finds ids, this reads the truth.
func Shown(ctx context.Context, q *gorm.DB, ids []string, today clock.Date) ([]Card, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	cards, err := rowsOf(ctx, q, func(c *Card) []any { return c.into() }, "SELECT "+cardColumns+cardTables+
		" WHERE p.id IN ? AND p.state = 'published' AND s.state = 'active'", today, today, ids)
	if err != nil {
		return nil, err
	}
	place := make(map[string]int, len(ids))
	for i, id := range ids {
		place[id] = i
	}
	slices.SortFunc(cards, func(a, b Card) int { return place[a.ID] - place[b.ID] })
	return cards, fill(ctx, q, cards)
}

// fill reads the active forms of all cards at once.
func fill(ctx context.Context, q *gorm.DB, cards []Card) error {
	if len(cards) == 0 {
		return nil
	}
	ids := make([]string, len(cards))
	place := make(map[string]int, len(cards))
	for i, c := range cards {
		ids[i], place[c.ID] = c.ID, i
	}
	forms, err := forms(ctx, q, "v.active AND v.product_id IN ?", ids)
	for _, f := range forms {
		c := &cards[place[f.ProductID]]
		c.Variants = append(c.Variants, f)
	}
	return err
}

// formColumns looks stock up form by form: joined, PostgreSQL reads the whole table for it.
const formColumns = `v.id, v.product_id, v.name_vi, v.name_en, v.basis, v.unit, v.step, v.minimum, v.net_grams, v.net_ml, v.ship_grams,
	v.price, v.position, v.active, v.created_at, 
	COALESCE((SELECT t.on_hand FROM stock t WHERE t.variant_id = v.id), 0),
	COALESCE((SELECT t.held FROM stock t WHERE t.variant_id = v.id), 0), ` + aheadColumns

// into are the places for formColumns.
func (f *Form) into() []any {
	return append([]any{
		&f.ID, &f.ProductID, &f.NameVI, &f.NameEN, &f.Basis, &f.Unit, &f.Step, &f.Minimum, &f.NetGrams, &f.NetML, &f.ShipGrams,
		&f.Price, &f.Position, &f.Active, &f.CreatedAt, &f.OnHand, &f.Held,
	}, f.Ahead.into()...)
}

func forms(ctx context.Context, q *gorm.DB, where string, args ...any) ([]Form, error) {
	return rowsOf(ctx, q, func(f *Form) []any { return f.into() }, "SELECT "+formColumns+
		" FROM variants v"+aheadJoins+" WHERE "+where+" ORDER BY v.product_id, v.position, v.id", args...)
}
