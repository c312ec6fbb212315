package notify

import (
	"context"
	"log/slog"
)

// Message is one short text for one phone. Template is a key of web/locale below
// "notify."; Args fill its {places}. Args may hold secrets (a one-time code), so a
// Message is never written to a log as it is: printed, it shows its template only.
type Message struct {
	To          string         // E.164: "+84…"
	Template    string         // "code" for the sentence "notify.code"
	Args        map[string]any // values that web/locale can write
	Locale      string         // "vi" or "en"; empty means "vi"
	Idempotency string         // one key, one message, on channels that can tell
}

// Sender is one channel. A message that the channel did not take is fault.Unavailable
// "notify.unsent"; whether the phone rang is not known to it.
type Sender interface {
	Send(ctx context.Context, m Message) error
}

// Sentence writes the text of a message; web/locale.Sentence has this shape once its
// language is a string.
type Sentence func(locale, key string, args map[string]any) string

// Text is the message as the phone's owner reads it.
func (m Message) Text(say Sentence) string {
	lang := m.Locale
	if lang == "" {
		lang = "vi"
	}
	return say(lang, "notify."+m.Template, m.Args)
}

// LogValue keeps number and text out of logs.
func (m Message) LogValue() slog.Value {
	return slog.GroupValue(slog.String("template", m.Template), slog.String("key", m.Idempotency))
}

// String keeps number and text out of prints.
func (m Message) String() string { return "message " + m.Template }

// GoString keeps number and text out of %#v.
func (m Message) GoString() string { return m.String() }
