package catalog

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/money"
)

// Document is a product on the shelf as the search feed needs it, on one day.
type Document struct {
	Card
	DescriptionVI string
	DescriptionEN string
	ProducerName  string
	Price         money.VND  // the lowest of its forms, 0 đ for none
	PricePerKg    money.VND  // the lowest of a kilogram, 0 đ where none is known
	StarsUntil    clock.Date // the last day on which Stars may be shown; empty without stars
}

// Documents reads what the shelf shows of the ids, in three statements; ids that it does
// not show are left out, and the feed removes them from the index.
func Documents(ctx context.Context, q *gorm.DB, productIDs []string, today clock.Date) ([]Document, error) {
	if len(productIDs) == 0 {
		return nil, nil
	}
	docs, err := rowsOf(ctx, q, func(d *Document) []any {
		return append(d.Card.into(), &d.DescriptionVI, &d.DescriptionEN, &d.ProducerName)
	}, "SELECT "+cardColumns+", p.description_vi, p.description_en, p.producer_name"+cardTables+
		" WHERE p.id IN ? AND p.state = 'published' AND s.state = 'active'", today, today, productIDs)
	if err != nil {
		return nil, err
	}
	cards := make([]Card, len(docs))
	for i, d := range docs {
		cards[i] = d.Card
	}
	if err := fill(ctx, q, cards); err != nil {
		return nil, err
	}
	until, err := starsUntil(ctx, q, productIDs, today)
	for i := range docs {
		docs[i].Card = cards[i]
		docs[i].Price, docs[i].PricePerKg = lowest(cards[i].Variants)
		docs[i].StarsUntil = until[rank{docs[i].ID, docs[i].Stars}]
	}
	return docs, err
}

type rank struct {
	ProductID string
	Stars     int
}

// starsUntil is the last day of each rank that a product has on a day.
func starsUntil(ctx context.Context, q *gorm.DB, productIDs []string, today clock.Date) (map[rank]clock.Date, error) {
	var rows []struct {
		ProductID string
		Stars     int
		LastDay   clock.Date
	}
	err := q.WithContext(ctx).Raw("SELECT c.product_id, c.stars, MAX(c.last_day) AS last_day FROM certificates c WHERE c.kind = 'ocop' AND "+shownSQL+
		" AND c.product_id IN ? GROUP BY c.product_id, c.stars", today, today, productIDs).Scan(&rows).Error
	until := make(map[rank]clock.Date, len(rows))
	for _, r := range rows {
		until[rank{r.ProductID, r.Stars}] = r.LastDay
	}
	return until, err
}

// ShelfIDs is the page of at most limit ids of the shelf behind after, in id order, for
// building a whole index.
func ShelfIDs(ctx context.Context, q *gorm.DB, after string, limit int) ([]string, error) {
	var ids []string
	err := q.WithContext(ctx).Raw(`SELECT p.id FROM products p JOIN sellers s ON s.id = p.seller_id
		WHERE p.state = 'published' AND s.state = 'active' AND p.id > ? ORDER BY p.id LIMIT ?`, after, limit).Scan(&ids).Error
	return ids, err
}

// IDsOf are the published products of a seller, for the feed when the seller changes.
func IDsOf(ctx context.Context, q *gorm.DB, sellerID string) ([]string, error) {
	var ids []string
	err := q.WithContext(ctx).Table("products").Where("seller_id = ? AND state = 'published'", sellerID).Order("id").Pluck("id", &ids).Error
	return ids, err
}
