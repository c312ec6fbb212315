package checkout

import (
	"context"
	"regexp"
	"sync"
	"time"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/audit"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/payments"
)

const (
	refusedVerb = "notice.refuse"
	listenerIs  = "listener" // the subject of such an entry

	// mostRefused is how many refusals of a listener, by one outcome, get an entry of their
	// own within a minute. Anybody may call a webhook: nobody may fill the disk by it.
	mostRefused = 10
)

// refusals counts what has not been written down one by one.
type refusals struct {
	mu    sync.Mutex
	began clock.Instant
	of    map[[2]string]*tally
}

type tally struct{ written, untold int }

// next counts a refusal and reports whether it is written down now, as how many.
func (r *refusals) next(listener, outcome string, now clock.Instant) (times int, write bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if since := now.Sub(r.began); since < 0 || since >= time.Minute {
		r.began = now
		for _, t := range r.of {
			t.written = 0
		}
	}
	if r.of == nil {
		r.of = map[[2]string]*tally{}
	}
	t := r.of[[2]string{listener, outcome}]
	if t == nil {
		t = &tally{}
		r.of[[2]string{listener, outcome}] = t
	}
	t.untold++
	if t.written >= mostRefused {
		return 0, false
	}
	times, t.untold = t.untold, 0
	t.written++
	return times, true
}

// refusedDetail is what an entry keeps beside who called and why it was refused. Ref and
// Amount are of what was signed, and is about nothing that the market knows.
type refusedDetail struct {
	Times  int    `json:"times"`
	Ref    string `json:"ref,omitempty"`
	Amount int64  `json:"amount,omitempty"`
}

var refLike = regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`)

// refuse keeps that a message was refused, and nothing of what it said; ev is nil unless it
// was rightly signed.
func (c *Checkout) refuse(ctx context.Context, listener string, o payments.Outcome, ev *payments.Event) {
	now := c.Now()
	times, write := c.refused.next(listener, string(o), now)
	if !write {
		return
	}
	detail := refusedDetail{Times: times}
	if ev != nil {
		detail.Amount = ev.Amount.Dong()
		if refLike.MatchString(ev.Ref) && !phoneLike.MatchString(ev.Ref) {
			detail.Ref = ev.Ref
		}
	}
	err := c.DB.Tx(ctx, func(tx *gorm.DB) error {
		return audit.Write(ctx, tx, audit.Entry{
			By: bank.Stamp(), Verb: refusedVerb, Subject: audit.Subject{Kind: listenerIs, ID: listener}, Reason: string(o), Detail: detail,
		}, now)
	})
	if err != nil { // the answer stays the same
		c.Log.ErrorContext(ctx, "a refusal could not be kept", "listener", listener, "error", err)
	}
}

// phoneLike is a number that audit would not take.
var phoneLike = regexp.MustCompile(`^(0|84)[0-9]{9}$`)

// Refusal is a message to a webhook that was not taken: not signed as it must be, too old, for
// somebody else, or about nothing that the market knows.
type Refusal struct {
	ID       string
	At       clock.Instant
	Listener string
	Outcome  payments.Outcome
	Times    int       // so many alike since the last one that was written down
	Ref      string    // of a message that was rightly signed
	Amount   money.VND // likewise
}

// Cursor is where the page behind r starts.
func (r Refusal) Cursor() db.Cursor { return db.Cursor{At: r.At, ID: r.ID} }

// Refused lists messages that were refused, the newest first, of one listener if it is named.
func (c *Checkout) Refused(ctx context.Context, _ actor.Admin, listener string, after db.Cursor, limit int) ([]Refusal, error) {
	rows, err := audit.List(ctx, c.DB.Read(ctx), audit.Filter{SubjectKind: listenerIs, SubjectID: listener, Verb: refusedVerb}, after, limit)
	out := make([]Refusal, len(rows))
	for i, row := range rows {
		var d refusedDetail
		if err := row.Read(&d); err != nil {
			return nil, err
		}
		out[i] = Refusal{ID: row.ID, At: row.At, Listener: row.SubjectID, Outcome: payments.Outcome(row.Reason), Times: d.Times, Ref: d.Ref, Amount: money.Of(d.Amount)}
	}
	return out, err
}
