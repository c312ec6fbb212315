package catalog

import (
	"slices"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/measure"
	"github.com/chophien/chophien/models/money"
)

// Card is a product as lists show it, on one day. Places are keys; their names are
// division's. Stars is the rank that may be shown on the day.
type Card struct {
	ID           string
	Slug         string
	Class        Class
	Kind         string
	OCOPGroup    int
	NameVI       string
	NameEN       string
	Scheme       string
	WardCode     string
	LegacyScheme string
	LegacyCode   string
	OriginText   string
	Season       Months
	Evidence     string
	Sample       bool // the product or its seller is a sample
	State        State
	Version      int64
	CreatedAt    clock.Instant
	PublishedAt  clock.Instant
	SellerID     string
	SellerSlug   string
	SellerName   string
	SellerActive bool
	Stars        int
	PhotoID      string
	PhotoWidth   int
	PhotoHeight  int
	PhotoHash    string // blurhash

	Variants []Form // active ones, in order

	rest rest
}

// Form is a variant with what is there of it.
type Form struct {
	Variant
	OnHand int64
	Held   int64
	Ahead  Ahead
}

// Free is what can still be bought, or ordered ahead.
func (f Form) Free() int64 {
	if f.Ahead.Taking() {
		return f.Ahead.Free()
	}
	return max(0, f.OnHand-f.Held)
}

// Name is the card's name in a language, Vietnamese where the other is not given.
func (c Card) Name(lang string) string {
	return Product{NameVI: c.NameVI, NameEN: c.NameEN}.Name(lang)
}

// Resting reports whether the product or its stall sleeps or is on holiday, and the day on
// which it can be bought again, "" where nobody has said.
func (c Card) Resting() (resting bool, until clock.Date) { return c.rest.until() }

// Sleeps is the same of the product alone.
func (c Card) Sleeps() (asleep bool, until clock.Date) { return c.rest.asleep, c.rest.wakesOn }

// OCOP reports whether a source calls the product OCOP; it says nothing of stars.
func (c Card) OCOP() bool { return Product{Evidence: c.Evidence}.OCOP() }

// Cheapest is the form with the lowest price, the first of equal ones; false when nothing
// has a price.
func (c Card) Cheapest() (Form, bool) {
	var best Form
	found := false
	for _, f := range c.Variants {
		if f.Price.Positive() && (!found || f.Price.Cmp(best.Price) < 0) {
			best, found = f, true
		}
	}
	return best, found
}

// SoldOut reports whether no form can be bought in its smallest quantity. A service is
// never sold out, for it is not sold.
func (c Card) SoldOut() bool {
	for _, f := range c.Variants {
		if f.Free() >= f.Minimum {
			return false
		}
	}
	return !c.Class.ContactOnly()
}

// Ahead reports whether a form that may still be had is ordered ahead of its harvest.
func (c Card) Ahead() bool {
	return slices.ContainsFunc(c.Variants, func(f Form) bool { return f.Ahead.Taking() && f.Free() >= f.Minimum })
}

// ShelfCursor is where the page of a shelf behind c starts.
func (c Card) ShelfCursor() db.Cursor { return db.Cursor{At: c.PublishedAt, ID: c.ID} }

// Cursor is where the page of a seller's own list behind c starts.
func (c Card) Cursor() db.Cursor { return db.Cursor{At: c.CreatedAt, ID: c.ID} }

// lowest are the lowest price and the lowest price of a kilogram among forms.
func lowest(vs []Form) (price, perKg money.VND) {
	for _, v := range vs {
		price, perKg = lower(price, v.Price), lower(perKg, v.PerKg())
	}
	return price, perKg
}

func lower(a, b money.VND) money.VND {
	if a.IsZero() || b.Positive() && b.Cmp(a) < 0 {
		return b
	}
	return a
}

// Label is the quantity of one piece as its label states it: "500 g", "500 ml", or "".
func (v Variant) Label() string {
	switch {
	case v.Basis == measure.Gram:
		return ""
	case v.NetGrams > 0:
		return measure.Gram.Format(v.NetGrams)
	case v.NetML >= 1000 && v.NetML%100 == 0:
		return millilitres(v.NetML)
	case v.NetML > 0:
		return measure.Piece.Format(v.NetML) + " ml"
	}
	return ""
}

func millilitres(ml int64) string {
	s := measure.Piece.Format(ml / 1000)
	if rest := ml % 1000; rest > 0 {
		s += "," + measure.Piece.Format(rest/100)
	}
	return s + " lít"
}
