package lexicon

import (
	"context"
	"log/slog"
	"strings"
	"sync"
	"time"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/search"
)

// Every is how often a process looks whether another has changed the list.
const Every = 2 * time.Second

// readLimit is how long one look may take: a database that hangs must not keep the looks that
// follow, nor the desk that has just changed a line.
const readLimit = 2 * time.Second

// Book is the list, and the lexicon with which this process reads questions by it.
type Book struct {
	DB    *db.DB
	Now   clock.Clock
	Words *search.Lexicon
	Log   *slog.Logger

	reading sync.Mutex
	version int64 // of the list that Words holds
}

// Load puts the list as it stands in place of what the lexicon holds.
func (b *Book) Load(ctx context.Context) error {
	b.reading.Lock()
	defer b.reading.Unlock()
	q := b.DB.Read(ctx)
	// The version first: a change after it is seen at the next look.
	version, err := versionOf(ctx, q)
	if err != nil || version == b.version {
		return err
	}
	all, err := inUse(ctx, q)
	if err != nil {
		return err
	}
	lines := make([]string, len(all))
	for i, s := range all {
		lines[i] = s.Line
	}
	if err := b.Words.Replace(strings.Join(lines, "\n")); err != nil {
		return err
	}
	b.version = version
	return nil
}

// Follow looks for changes of the list until ctx ends: one small statement every 2 seconds.
func (b *Book) Follow(ctx context.Context) {
	tick := time.NewTicker(Every)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			b.follow(ctx)
		}
	}
}

// follow is Load for those who go on with the old list where the new one cannot be read.
func (b *Book) follow(ctx context.Context) {
	bound, cancel := context.WithTimeout(ctx, readLimit)
	defer cancel()
	if err := b.Load(bound); err != nil && ctx.Err() == nil {
		b.Log.ErrorContext(ctx, "the words of the search were not read anew", "error", err)
	}
}

func versionOf(ctx context.Context, q *gorm.DB) (version int64, err error) {
	err = q.WithContext(ctx).Table("lexicon").Select("version").Scan(&version).Error
	return version, err
}
