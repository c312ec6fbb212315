package seller

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/fault"
)

// Card is what everybody may know of a seller: no phone, no address, no number of a person.
type Card struct {
	ID         string
	Slug       string
	Name       string
	Kind       Kind
	AboutVI    string `gorm:"column:about_vi"`
	AboutEN    string `gorm:"column:about_en"`
	Scheme     string
	WardCode   string
	Ward       string // "Xã Văn Chấn"
	Province   string // "Tỉnh Lào Cai"
	Since      clock.Date
	State      State
	Checked    bool // an identity check stands
	Sample     bool
	BusinessNo string
	PhotoID    string
	CreatedAt  clock.Instant
	Rest       `gorm:"embedded"`
}

const cardSQL = `SELECT s.id, s.slug, s.name, s.kind, s.about_vi, s.about_en, s.scheme, s.ward_code,
	COALESCE(w.name, '') AS ward, COALESCE(p.name, '') AS province, s.since, s.state, s.sample, s.business_no,
	COALESCE(s.photo_id, '') AS photo_id, s.created_at, s.state IN ('checked', 'active') AS checked,
	s.by_season, s.asleep, s.wakes_on, s.away, s.away_from, s.away_to, s.away_words
FROM sellers s
LEFT JOIN divisions w ON w.scheme = s.scheme AND w.code = s.ward_code
LEFT JOIN divisions p ON p.scheme = w.scheme AND p.code = w.parent_code `

// CardOf returns the card of an id or page address, whatever the seller's state, or fault
// "seller.unknown". Pages for everybody show it only when Public.
func CardOf(ctx context.Context, q *gorm.DB, idOrSlug string) (Card, error) {
	var c Card
	res := q.WithContext(ctx).Raw(cardSQL+"WHERE s.id = ? OR s.slug = ? LIMIT 1", idOrSlug, idOrSlug).Scan(&c)
	if res.Error == nil && c.ID == "" {
		return c, fault.New(fault.NotFound, "seller.unknown")
	}
	return c, res.Error
}

// CardsOf returns the cards of ids in one statement, whatever the sellers' states; ids
// that nobody has are left out.
func CardsOf(ctx context.Context, q *gorm.DB, ids []string) (map[string]Card, error) {
	var rows []Card
	err := q.WithContext(ctx).Raw(cardSQL+"WHERE s.id IN ?", ids).Scan(&rows).Error
	cards := make(map[string]Card, len(rows))
	for _, c := range rows {
		cards[c.ID] = c
	}
	return cards, err
}

// Public reports whether the stall is open to everybody.
func (c Card) Public() bool { return c.State == Active }

// Names tells the public names of sellers in one statement.
func Names(ctx context.Context, q *gorm.DB, ids []string) (map[string]string, error) {
	var rows []struct{ ID, Name string }
	err := q.WithContext(ctx).Table("sellers").Select("id", "name").Where("id IN ?", ids).Scan(&rows).Error
	names := make(map[string]string, len(rows))
	for _, r := range rows {
		names[r.ID] = r.Name
	}
	return names, err
}
