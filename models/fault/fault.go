package fault

import (
	"errors"
	"fmt"
)

// Kind says what sort of refusal a fault is; each edge maps it to a status once.
type Kind string

// The kinds, with the HTTP status that the edges give them.
const (
	Invalid         Kind = "invalid"         // 422: the input can be mended by the sender
	Unauthenticated Kind = "unauthenticated" // 401: nobody is signed in, or the proof is wrong
	Forbidden       Kind = "forbidden"       // 403: a right is missing on one's own thing
	NotFound        Kind = "not_found"       // 404: absent, or somebody else's
	Conflict        Kind = "conflict"        // 409: the thing has moved on; look again
	TooLarge        Kind = "too_large"       // 413: more bytes or pixels than taken
	Unsupported     Kind = "unsupported"     // 415: a kind of content that is not taken
	Limited         Kind = "limited"         // 429: too many tries; wait
	Unavailable     Kind = "unavailable"     // 503: another system is away; try again
	Internal        Kind = "internal"        // 500: our fault; no detail leaves the house
)

// Fault is one refusal. Key is a message key of web/locale; Field names the input
// field (the json and form tag, with dots and indexes for nested ones) or is empty.
// Args fill the sentence; they must never hold a submitted text.
type Fault struct {
	Kind  Kind
	Key   string
	Field string
	Args  map[string]any
	Cause error
}

// New makes a fault of kind with a message key.
func New(kind Kind, key string) *Fault { return &Fault{Kind: kind, Key: key} }

// On names the input field that the sentence belongs beside.
func (f *Fault) On(field string) *Fault { f.Field = field; return f }

// With adds an argument for the sentence.
func (f *Fault) With(name string, value any) *Fault {
	if f.Args == nil {
		f.Args = map[string]any{}
	}
	f.Args[name] = value
	return f
}

// From keeps the error that led here, for the log only.
func (f *Fault) From(cause error) *Fault { f.Cause = cause; return f }

// Error is for logs; readers get the sentence of Key.
func (f *Fault) Error() string {
	s := string(f.Kind) + ": " + f.Key
	if f.Field != "" {
		s += " (" + f.Field + ")"
	}
	if f.Cause != nil {
		s += ": " + f.Cause.Error()
	}
	return s
}

// Unwrap returns the cause.
func (f *Fault) Unwrap() error { return f.Cause }

// List is several faults of one input, told at once. Its kind is that of its first.
type List []*Fault

// Error joins the faults for the log.
func (l List) Error() string {
	if len(l) == 0 {
		return "no fault"
	}
	return fmt.Sprintf("%v (%d in all)", l[0], len(l))
}

// Add appends f when it is not nil and returns it, so that checks read as a list.
func (l *List) Add(f *Fault) {
	if f != nil {
		*l = append(*l, f)
	}
}

// Err returns the list as an error, or nil when it is empty.
func (l List) Err() error {
	if len(l) == 0 {
		return nil
	}
	return l
}

// All returns the faults inside err, or nil when err holds none of ours.
func All(err error) []*Fault {
	var l List
	if errors.As(err, &l) {
		return l
	}
	var f *Fault
	if errors.As(err, &f) {
		return List{f}
	}
	return nil
}

// Is reports whether the first fault inside err is of kind.
func Is(err error, kind Kind) bool {
	all := All(err)
	return len(all) > 0 && all[0].Kind == kind
}

// Has reports whether a fault inside err carries key.
func Has(err error, key string) bool {
	for _, f := range All(err) {
		if f.Key == key {
			return true
		}
	}
	return false
}
