package payment

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/clock"
)

// Feed is a source of bank notices as the market watches it.
type Feed struct {
	Source      string        `gorm:"primaryKey"`
	Since       clock.Instant // watched from then on
	ReadTo      string        // how far its list was read: the source's own mark
	ReadAt      clock.Instant // when its list last answered
	SilentSince clock.Instant // 0: it is heard
}

// TableName implements gorm's Tabler.
func (Feed) TableName() string { return "bank_feeds" }

// WatchFeed returns the feed of a source, watched from now on if it was not before.
func WatchFeed(ctx context.Context, tx *gorm.DB, source string, now clock.Instant) (f Feed, err error) {
	err = tx.WithContext(ctx).Exec("INSERT INTO bank_feeds (source, since) VALUES (?, ?) ON CONFLICT (source) DO NOTHING", source, now).Error
	if err == nil {
		err = tx.WithContext(ctx).Where("source = ?", source).Take(&f).Error
	}
	return f, err
}

// Feeds are all sources that were ever watched, by name.
func Feeds(ctx context.Context, q *gorm.DB) ([]Feed, error) {
	var rows []Feed
	return rows, q.WithContext(ctx).Order("source").Find(&rows).Error
}

// SilentFeeds names the sources of which nothing was heard for too long.
func SilentFeeds(ctx context.Context, q *gorm.DB) ([]string, error) {
	var names []string
	return names, q.WithContext(ctx).Table("bank_feeds").Where("silent_since > 0").Order("source").Pluck("source", &names).Error
}

// ReadFeed writes down how far a source's list was read; nothing where somebody else read
// it meanwhile.
func ReadFeed(ctx context.Context, tx *gorm.DB, f Feed, to string, now clock.Instant) error {
	return tx.WithContext(ctx).Table("bank_feeds").Where("source = ? AND read_to = ?", f.Source, f.ReadTo).
		Updates(map[string]any{"read_to": to, "read_at": now}).Error
}

// LastHeard is when a source last told of something new; 0 when it never did.
func LastHeard(ctx context.Context, q *gorm.DB, source string) (at clock.Instant, err error) {
	return at, q.WithContext(ctx).Raw("SELECT received_at FROM provider_events WHERE gateway = ? ORDER BY id DESC LIMIT 1", source).Scan(&at).Error
}

// Silent writes down that a feed has fallen silent and asks a person; nothing where that is
// known.
func Silent(ctx context.Context, tx *gorm.DB, source string, now clock.Instant) error {
	res := tx.WithContext(ctx).Table("bank_feeds").Where("source = ? AND silent_since = 0", source).Update("silent_since", now)
	if res.Error != nil || res.RowsAffected == 0 {
		return res.Error
	}
	return Ask(ctx, tx, Task{Kind: TaskSilent, Note: source}, now)
}

// Heard writes down that a silent feed speaks again, or is watched no longer, and ends the
// question about it.
func Heard(ctx context.Context, tx *gorm.DB, source string, now clock.Instant) error {
	res := tx.WithContext(ctx).Table("bank_feeds").Where("source = ? AND silent_since > 0", source).Update("silent_since", 0)
	if res.Error != nil || res.RowsAffected == 0 {
		return res.Error
	}
	return closeTasks(ctx, tx, "kind = 'silent' AND note = ?", source, now)
}
