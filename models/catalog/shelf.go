package catalog

import (
	"context"
	"fmt"
	"time"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/fault"
)

// Fresh is how long a Shelf remembers: what it says was true at most this long ago.
const Fresh = time.Second

// Shelf answers what everybody may see, and remembers each answer for at most Fresh, so
// that a thousand readers of one page cost one. Prices and stock are asked again where
// they bind, in cart and checkout. Use one for a process, by pointer; what it returns is
// shared and must not be changed.
type Shelf struct {
	DB  *db.DB
	Now clock.Clock

	lists memory[[]Card]
	pages memory[*Page]
	cards memory[*Card]
}

// Most answers of each sort that are remembered; they are thrown away together.
const (
	mostLists = 512
	mostPages = 2048
	mostCards = 4096
)

// List is the page of a list as List reads it today; only lists of the shelf are
// remembered.
func (s *Shelf) List(ctx context.Context, f Filter, after db.Cursor, limit int) ([]Card, error) {
	today := s.Now().Date()
	if !f.shelf() {
		return List(ctx, s.DB.Read(ctx), f, today, after, limit)
	}
	key := fmt.Sprint(today, f, after, limit)
	return s.lists.get(ctx, key, s.Now(), mostLists, func(ctx context.Context) ([]Card, error) {
		return List(ctx, s.DB.Read(ctx), f, today, after, limit)
	})
}

// Page is the page of a product on the shelf by its id or address; what is not on the
// shelf is fault "product.unknown".
func (s *Shelf) Page(ctx context.Context, idOrSlug string) (*Page, error) {
	today := s.Now().Date()
	p, err := s.pages.get(ctx, string(today)+idOrSlug, s.Now(), mostPages, func(ctx context.Context) (*Page, error) {
		return PageOf(ctx, s.DB.Read(ctx), idOrSlug, today)
	})
	if err == nil && !p.Public() {
		return nil, fault.New(fault.NotFound, "product.unknown")
	}
	return p, err
}

// Cards are the products on the shelf of the ids, in their order; others are left out.
func (s *Shelf) Cards(ctx context.Context, ids []string) ([]Card, error) {
	now := s.Now()
	today := string(now.Date())
	found := make(map[string]*Card, len(ids))
	var unknown []string
	for _, id := range ids {
		if c, ok := s.cards.peek(today+id, now); ok {
			found[id] = c
		} else {
			unknown = append(unknown, id)
		}
	}
	if len(unknown) > 0 {
		read, err := Shown(ctx, s.DB.Read(ctx), unknown, now.Date())
		if err != nil {
			return nil, err
		}
		for i := range read {
			found[read[i].ID] = &read[i]
		}
		for _, id := range unknown {
			s.cards.put(today+id, found[id], now, mostCards)
		}
	}
	out := make([]Card, 0, len(ids))
	for _, id := range ids {
		if c := found[id]; c != nil {
			out = append(out, *c)
		}
	}
	return out, nil
}
