package news

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"strings"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/notify"
	"github.com/chophien/chophien/models/outbox"
)

// Keep is how long it is known who was told: longer than any note is tried again.
const Keep = 60 * 24 * time.Hour

// args fill the places of a sentence.
type args map[string]any

// letter is one message for one phone. A happening is the id of a note, or of what several
// notes tell alike, with the side that hears.
type letter struct {
	note, happening, template string
	to                        person
	with                      args
	until                     clock.Instant // after it the message is of no use; 0: never
}

// tell sends a message to each of them who was not told of the happening before. A phone
// that cannot be reached keeps the others from nothing; the note is tried again for it
// alone.
func (n *News) tell(ctx context.Context, happening, template string, to []person, with args) error {
	return n.tellUntil(ctx, 0, happening, template, to, with)
}

// tellUntil is tell of what is of no use after an instant: it goes at night, where the
// morning would be too late.
func (n *News) tellUntil(ctx context.Context, until clock.Instant, happening, template string, to []person, with args) error {
	if why, ok := with["reason"].(string); ok { // people end their sentences; so does the template
		with = maps.Clone(with)
		with["reason"] = strings.TrimRight(why, ". ")
	}
	letters := make([]letter, len(to))
	for i, p := range to {
		letters[i] = letter{note: happening, happening: happening, template: template, to: p, with: with, until: until}
	}
	failed := outbox.Failed{}
	err := n.post(ctx, letters, failed)
	return errors.Join(err, failed[happening])
}

// told is that a phone was told of a happening.
type told struct {
	Happening string
	PhoneID   string
	At        clock.Instant
}

// post sends letters that were not sent before, and writes down which went: three
// statements for any number. Should the process end between the two, a channel that knows
// the keys still sends each once. What could not be sent is in failed by its note; at night
// that is all that can wait until the morning.
func (n *News) post(ctx context.Context, letters []letter, failed outbox.Failed) error {
	if len(letters) == 0 {
		return nil
	}
	var happenings, phones []string
	for _, l := range letters {
		happenings, phones = append(happenings, l.happening), append(phones, l.to.PhoneID)
	}
	q := n.DB.Read(ctx)
	var before []told
	if err := q.Table("news_told").Where("happening IN ?", happenings).Find(&before).Error; err != nil {
		return fmt.Errorf("news: told: %w", err)
	}
	numbers, err := n.Accounts.PhoneNumbers(ctx, q, phones)
	if err != nil {
		return err
	}
	done := map[string]bool{}
	for _, b := range before {
		done[b.Happening+"/"+b.PhoneID] = true
	}
	var sent []told
	for _, l := range letters {
		key := l.happening + "/" + l.to.PhoneID
		number, ok := numbers[l.to.PhoneID]
		if !ok || done[key] {
			continue // erased meanwhile: there is nobody to tell; or told
		}
		done[key] = true
		if now := n.Now(); now.Night() && (l.until == 0 || l.until > now.Morning()) {
			failed[l.note] = errors.Join(failed[l.note], outbox.Wait{Until: now.Morning()})
			continue
		}
		err := n.Send.Send(ctx, notify.Message{To: number, Template: l.template, Args: l.with, Locale: l.to.Locale, Idempotency: key})
		if err != nil {
			failed[l.note] = errors.Join(failed[l.note], err)
			continue
		}
		sent = append(sent, told{l.happening, l.to.PhoneID, n.Now()})
	}
	if len(sent) == 0 {
		return nil
	}
	return n.DB.Tx(ctx, func(tx *gorm.DB) error {
		return tx.Table("news_told").Clauses(clause.OnConflict{DoNothing: true}).Create(&sent).Error
	})
}

// Prune forgets up to limit rows of who was told longer than Keep ago and says how many;
// call it until it says fewer than limit.
func Prune(ctx context.Context, tx *gorm.DB, now clock.Instant, limit int) (int64, error) {
	res := tx.WithContext(ctx).Exec(`DELETE FROM news_told WHERE (happening, phone_id) IN (
		SELECT happening, phone_id FROM news_told WHERE at < ? ORDER BY at LIMIT ?)`, now.Add(-Keep), limit)
	if res.Error != nil {
		return 0, fmt.Errorf("news: prune: %w", res.Error)
	}
	return res.RowsAffected, nil
}

// link is an address that a message names.
func (n *News) link(path ...string) string {
	out := n.BaseURL
	for _, p := range path {
		out += "/" + p
	}
	return out
}
