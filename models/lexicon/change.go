package lexicon

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/audit"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/once"
)

// Add writes a line into the list; the same key adds once. It refuses what Group.clean
// refuses, a line that stands there already, on or off (lexicon.taken), and one for which
// there is no room (lexicon.full, lexicon.crowded).
func (b *Book) Add(ctx context.Context, by actor.Admin, in Group, key string) (s Synonym, err error) {
	if in, err = in.clean(); err != nil {
		return s, err
	}
	now := b.Now()
	made := Synonym{ID: db.NewID(), Active: true, ChangedBy: by.PersonID, ChangedAt: now}
	made.say(in)
	err = b.edit(ctx, func(tx *gorm.DB) error {
		s = made
		claim := once.Key{Actor: by.PersonID, Operation: "lexicon.add", Key: key, RequestHash: once.Hash(in)}
		first, done, err := once.ClaimFor(ctx, tx, claim, s.ID, now)
		if err != nil {
			return err
		}
		if done {
			s, err = Find(ctx, tx, by, first)
			return err
		}
		if err := s.free(ctx, tx); err != nil {
			return err
		}
		if err := tx.WithContext(ctx).Create(&s).Error; err != nil {
			return fmt.Errorf("lexicon: add: %w", err)
		}
		return s.record(ctx, tx, by, "synonym.add", now)
	})
	return s, err
}

// Reword changes the words of a line, and refuses as Add does, and a line that is none
// (lexicon.unknown). The same words again change nothing.
func (b *Book) Reword(ctx context.Context, by actor.Admin, id string, in Group) (s Synonym, err error) {
	return b.change(ctx, by, id, "synonym.reword", func(s *Synonym) error {
		in, err := in.clean()
		if err == nil {
			s.say(in)
		}
		return err
	})
}

// Switch puts a line to use or out of use; one that is so already stays as it is. It refuses
// a line that is none (lexicon.unknown), and to use one for which there is no room.
func (b *Book) Switch(ctx context.Context, by actor.Admin, id string, on bool) (Synonym, error) {
	verb := "synonym.off"
	if on {
		verb = "synonym.on"
	}
	return b.change(ctx, by, id, verb, func(s *Synonym) error { s.Active = on; return nil })
}

func (b *Book) change(ctx context.Context, by actor.Admin, id, verb string, do func(*Synonym) error) (s Synonym, err error) {
	now := b.Now()
	err = b.edit(ctx, func(tx *gorm.DB) error {
		if s, err = Find(ctx, tx, by, id); err != nil {
			return err
		}
		was := s
		if err := do(&s); err != nil {
			return err
		}
		if s.Line == was.Line && s.Active == was.Active {
			return nil
		}
		if err := s.free(ctx, tx); err != nil {
			return err
		}
		s.ChangedBy, s.ChangedAt = by.PersonID, now
		err := tx.WithContext(ctx).Table("synonyms").Where("id = ?", id).Updates(map[string]any{
			"line": s.Line, "sense": s.Sense, "folded": s.Folded, "active": s.Active, "changed_by": s.ChangedBy, "changed_at": s.ChangedAt,
		}).Error
		if err != nil {
			return fmt.Errorf("lexicon: change: %w", err)
		}
		return s.record(ctx, tx, by, verb, now)
	})
	return s, err
}

// edit runs fn while nobody else changes the list, and reads the list anew for this process.
func (b *Book) edit(ctx context.Context, fn func(tx *gorm.DB) error) error {
	err := b.DB.Tx(ctx, func(tx *gorm.DB) error {
		if err := raise(ctx, tx); err != nil {
			return err
		}
		return fn(tx)
	})
	if err == nil {
		b.follow(ctx) // the change stands, whether or not it can be read now
	}
	return err
}

// raise makes another version of the list, and others wait until the transaction ends.
func raise(ctx context.Context, tx *gorm.DB) error {
	if err := tx.WithContext(ctx).Exec("UPDATE lexicon SET version = version + 1").Error; err != nil {
		return fmt.Errorf("lexicon: %w", err)
	}
	return nil
}

// say writes g into the line.
func (s *Synonym) say(g Group) {
	s.Line, s.Sense, s.Folded = g.line(), g.sense(), g.folded()
}

// free refuses a line that another says, and one for which there is no room.
func (s Synonym) free(ctx context.Context, tx *gorm.DB) error {
	var n int64
	err := tx.WithContext(ctx).Table("synonyms").Where("sense = ? AND id <> ?", s.Sense, s.ID).Count(&n).Error
	switch {
	case err != nil:
		return fmt.Errorf("lexicon: %w", err)
	case n > 0:
		return fault.New(fault.Conflict, "lexicon.taken").On("words")
	case !s.Active:
		return nil
	}
	return s.fits(ctx, tx)
}

// record writes down what the line is now, and who made it so.
func (s Synonym) record(ctx context.Context, tx *gorm.DB, by actor.Admin, verb string, now clock.Instant) error {
	c := Change{ID: db.NewID(), SynonymID: s.ID, Line: s.Line, Active: s.Active, ChangedBy: by.PersonID, ChangedAt: now}
	if err := tx.WithContext(ctx).Create(&c).Error; err != nil {
		return fmt.Errorf("lexicon: %w", err)
	}
	return audit.Write(ctx, tx, audit.Entry{By: by.Stamp(), Verb: verb, Subject: audit.Subject{Kind: "synonym", ID: s.ID},
		Detail: map[string]any{"change": c.ID}}, now)
}
