package search

import (
	"errors"

	"github.com/chophien/chophien/models/money"
)

// Document is one published product as the engine knows it.
type Document struct {
	ID      string // product id
	Version int64  // grows with every change of the product, its shop, or its certificates

	// Names and Descriptions are keyed by language ("vi", "en"). The Vietnamese name is
	// required; the others are found as well.
	Names        map[string]string
	Descriptions map[string]string
	Shop         string // the seller's public name

	Seller string   // seller id
	Group  string   // OCOP group code, or empty
	Kinds  []string // slugs from the widest category to the narrowest

	// KindNames are the words of Kinds in every language, so that "tea" finds trà.
	KindNames []string

	// Divisions are the codes that the product is filed under: province and ward of
	// today, and the legacy units when the shop filters by them.
	Divisions []string
	// Places are the names of the origin, new and old: "Xã Văn Chấn", "Suối Giàng".
	Places []string

	// Stars is the rank that may be shown today, 0 for none. A certificate that lapses
	// changes it, so the product is put again on that day.
	Stars int

	Price      money.VND // the lowest price of a variant; 0 đ means "on request" and sorts last
	PricePerKg money.VND // the lowest price per kilogram, 0 đ when sold by piece alone

	Season  Months // the harvest; 0 when the product is not tied to one
	Alcohol bool   // behind the age gate: hidden unless the query says otherwise

	Image       string // key of the first photo or drawing, for suggestions
	PublishedAt int64  // unix milliseconds
	Sold        int64  // orders completed, a gentle push among equal matches
}

// ErrDocument is returned for a document that no engine can hold.
var ErrDocument = errors.New("search: document without id or Vietnamese name")

// Check refuses with ErrDocument what lacks an id or a Vietnamese name.
func (d Document) Check() error {
	if d.ID == "" || d.Names["vi"] == "" {
		return ErrDocument
	}
	return nil
}

// Months is a set of months: bit 0 is January, bit 11 December.
type Months uint16

// MonthsOf makes a set of months 1 to 12; other numbers are left out.
func MonthsOf(months ...int) Months {
	var m Months
	for _, n := range months {
		if n >= 1 && n <= 12 {
			m |= 1 << (n - 1)
		}
	}
	return m
}

// Has reports whether month n (1 to 12) is in the set.
func (m Months) Has(n int) bool { return n >= 1 && n <= 12 && m&(1<<(n-1)) != 0 }

// List returns the months in order.
func (m Months) List() []int {
	var out []int
	for n := 1; n <= 12; n++ {
		if m.Has(n) {
			out = append(out, n)
		}
	}
	return out
}
