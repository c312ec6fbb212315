package lexicon

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
)

// Install brings the list to that which a version of the program ships, and says whether
// there was anything to do. What the operator has added, changed or switched off stays; of
// the rest, lines that are no longer shipped go, and new ones come.
func Install(ctx context.Context, d *db.DB, shipped string, now clock.Instant) (did bool, err error) {
	err = d.Tx(ctx, func(tx *gorm.DB) error {
		did = false
		tx = tx.WithContext(ctx)
		if err := raise(ctx, tx); err != nil {
			return err
		}
		var held []Synonym
		if err := tx.Find(&held).Error; err != nil {
			return fmt.Errorf("lexicon: install: %w", err)
		}
		wanted := groups(shipped)
		for _, g := range wanted {
			sense := g.sense()
			if slices.ContainsFunc(held, func(s Synonym) bool { return s.Sense == sense || s.Shipped != nil && *s.Shipped == sense }) {
				continue
			}
			s := Synonym{ID: db.NewID(), Shipped: &sense, Active: true, ChangedAt: now}
			s.say(g)
			if err := tx.Create(&s).Error; err != nil {
				return fmt.Errorf("lexicon: install: %w", err)
			}
			did = true
		}
		for _, s := range held {
			if s.ChangedBy != "" || slices.ContainsFunc(wanted, func(g Group) bool { return g.sense() == s.Sense }) {
				continue
			}
			if err := tx.Exec("DELETE FROM synonyms WHERE id = ?", s.ID).Error; err != nil {
				return fmt.Errorf("lexicon: install: %w", err)
			}
			did = true
		}
		return nil
	})
	return did, err
}

// groups are the lines of a list as search.Lexicon.Replace reads it.
func groups(list string) []Group {
	var out []Group
	for line := range strings.Lines(list) {
		text, _, _ := strings.Cut(line, "#")
		if text = strings.TrimSpace(text); text != "" {
			out = append(out, parse(text))
		}
	}
	return out
}
