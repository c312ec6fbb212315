package journal

import (
	"context"
	"log/slog"
	"sync"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/notify"
)

// Keep is how many messages the list holds; older ones fall out.
const Keep = 200

// Entry is one message that would have been sent.
type Entry struct {
	At       clock.Instant `json:"at"`
	To       string        `json:"to"`
	Template string        `json:"template"`
	Text     string        `json:"text"`
}

// Journal is a channel that ends here.
type Journal struct {
	now  clock.Clock
	say  notify.Sentence
	log  *slog.Logger
	path string

	mu      sync.Mutex
	entries []Entry // oldest first
}

// Config says where the messages go besides memory.
type Config struct {
	Now  clock.Clock
	Say  notify.Sentence
	Log  *slog.Logger // nil means slog.Default
	Path string       // a file that keeps the list over restarts; empty for none
}

// Open makes a journal and reads what its file still holds.
func Open(cfg Config) (*Journal, error) {
	if cfg.Log == nil {
		cfg.Log = slog.Default()
	}
	j := &Journal{now: cfg.Now, say: cfg.Say, log: cfg.Log, path: cfg.Path}
	if j.path == "" {
		return j, nil
	}
	return j, j.read()
}

// Send implements notify.Sender. The message is in the list even when the file cannot be
// written; that failure is only logged.
func (j *Journal) Send(ctx context.Context, m notify.Message) error {
	e := Entry{At: j.now(), To: m.To, Template: m.Template, Text: m.Text(j.say)}
	j.mu.Lock()
	defer j.mu.Unlock()
	j.entries = append(j.entries, e)
	if len(j.entries) > Keep {
		j.entries = append([]Entry(nil), j.entries[len(j.entries)-Keep:]...)
	}
	// The number stays out of the log: its last three digits tell the demo's people apart.
	j.log.InfoContext(ctx, "message", "to", "…"+e.To[max(0, len(e.To)-3):], "text", e.Text)
	if err := j.append(e); err != nil {
		j.log.ErrorContext(ctx, "the journal's file was not written", "error", err)
	}
	return nil
}

// Recent lists at most n messages, the newest first. An empty to lists those of every
// phone.
func (j *Journal) Recent(to string, n int) []Entry {
	j.mu.Lock()
	defer j.mu.Unlock()
	var out []Entry
	for i := len(j.entries) - 1; i >= 0 && len(out) < n; i-- {
		if to == "" || j.entries[i].To == to {
			out = append(out, j.entries[i])
		}
	}
	return out
}
