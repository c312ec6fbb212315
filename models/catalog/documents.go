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
	DescriptionVI string `gorm:"column:description_vi"`
	DescriptionEN string `gorm:"column:description_en"`
	ProducerName  string
	Price         money.VND `gorm:"-"` // the lowest of its forms, 0 đ for none
	PricePerKg    money.VND `gorm:"-"` // the lowest of a kilogram, 0 đ where none is known
}

type documentRow struct {
	Card          `gorm:"embedded"`
	DescriptionVI string `gorm:"column:description_vi"`
	DescriptionEN string `gorm:"column:description_en"`
	ProducerName  string
}

// Documents reads what the shelf shows of the ids, in two statements; ids that it does
// not show are left out, and the feed removes them from the index.
func Documents(ctx context.Context, q *gorm.DB, productIDs []string, today clock.Date) ([]Document, error) {
	if len(productIDs) == 0 {
		return nil, nil
	}
	var rows []documentRow
	err := q.WithContext(ctx).Raw("SELECT "+cardColumns+", p.description_vi, p.description_en, p.producer_name"+cardTables+
		" WHERE p.id IN ? AND p.state = 'published' AND s.state = 'active'", today, today, productIDs).Scan(&rows).Error
	if err != nil {
		return nil, err
	}
	cards := make([]Card, len(rows))
	for i, r := range rows {
		cards[i] = r.Card
	}
	if err := fill(ctx, q, cards); err != nil {
		return nil, err
	}
	docs := make([]Document, len(rows))
	for i, r := range rows {
		docs[i] = Document{Card: cards[i], DescriptionVI: r.DescriptionVI, DescriptionEN: r.DescriptionEN, ProducerName: r.ProducerName}
		docs[i].Price, docs[i].PricePerKg = lowest(cards[i].Variants)
	}
	return docs, nil
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
