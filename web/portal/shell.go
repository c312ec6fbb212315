package portal

import (
	"github.com/a-h/templ"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/web/view"
)

// Shell is the frame of a page of the portal: whose work it is, and the ways on.
type Shell struct {
	*view.Frame
	Name string // of the stall, or of the role
	Home string // where Name leads
	Tabs []Tab
	Back view.Link // one step up; none when empty
	Halt *Halt     // of a stall that is suspended

	Helping *Helping // whom the reader helps just now; nil for nobody
}

// Helping is that a helper works for somebody: in whose name, until when, and where to end it.
type Helping struct {
	Name  string
	Until clock.Instant
	End   string
}

// Halt is why a stall is suspended, and where its seller does something about it.
type Halt struct{ Why, URL, Label string }

// Tab is one way through the work.
type Tab struct {
	Name  string // that of Frame.Active
	URL   string
	Icon  string
	Label string
}

// Left says how much time is left until an instant, in words that need no clock:
// "2 giờ", "3 ngày". Empty when it is over or never.
func (s *Shell) Left(until clock.Instant) string {
	if until.IsZero() || until <= s.Now {
		return ""
	}
	minutes := int(until.Sub(s.Now).Minutes())
	switch {
	case minutes < 60:
		return s.N("portal.left.minutes", max(minutes, 1))
	case minutes < 48*60:
		return s.N("portal.left.hours", minutes/60)
	}
	return s.N("portal.left.days", minutes/60/24)
}

// data is the sentences of keys that begin with prefix as data attributes of an element,
// for scripts; % stands where they fill something in.
func (s *Shell) data(prefix string, keys ...string) templ.Attributes {
	out := templ.Attributes{}
	for _, k := range keys {
		out["data-"+k] = s.T(prefix+k, "n", "%")
	}
	return out
}

// Spaced is a code of an order in two halves, as people read it out.
func Spaced(code string) string {
	if len(code) < 8 {
		return code
	}
	return code[:len(code)/2] + " " + code[len(code)/2:]
}
