package news_test

import (
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/notify"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/outbox"
)

// ear hears what several workers send, with the moment.
type ear struct {
	*town
	sync.Mutex
	at map[string][]clock.Instant // by the key of the message
}

func (e *ear) Send(ctx context.Context, msg notify.Message) error {
	e.Lock()
	defer e.Unlock()
	e.at[msg.Idempotency+" "+msg.Template] = append(e.at[msg.Idempotency+" "+msg.Template], e.Now())
	return e.town.Send(ctx, msg)
}

// Whatever the hour at which an order is placed and its seller acts, or does not: no phone
// rings at night, each message comes once though two workers look for them, and what waited
// for the morning is not lost.
func TestNoPhoneRingsAtNight(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := open(t, d, "vi")
		e := &ear{town: m, at: map[string][]clock.Instant{}}
		workers := []*outbox.Deliverer{m.worker(e), m.worker(e)}
		by, stall := m.buyer(t), m.keeper(t, "seller")
		runs := 0
		rapid.Check(t, func(r *rapid.T) {
			if runs++; runs > 12 {
				return // each walks days through both clocks
			}
			e.at = map[string][]clock.Instant{}
			m.Pass(time.Duration(rapid.IntRange(0, 24*60).Draw(r, "minute of the day")) * time.Minute)
			s := m.placed(t, by, stall).pay(t)
			acts := rapid.SliceOfN(rapid.IntRange(1, 60), 3, 3).Draw(r, "hours between the steps")
			step, since := 0, 0
			for hour := 0; hour < 9*24; hour++ {
				if o := m.Order(t, s.id); step < len(acts) && !o.Status.Ended() && hour-since >= acts[step] {
					s.to(t, []order.Status{order.Confirmed, order.Packed, order.Shipped}[step])
					step, since = step+1, hour
				}
				var both sync.WaitGroup
				for _, w := range workers {
					both.Go(func() {
						if err := m.f.NudgeSlow(ctx); err != nil {
							t.Error(err)
						}
						if _, err := w.Drain(ctx); err != nil {
							t.Error(err)
						}
					})
				}
				both.Wait()
				fine(t, m.f.ConfirmOverdue(ctx))
				m.Pass(time.Hour)
			}
			for what, times := range e.at {
				if len(times) != 1 || slices.ContainsFunc(times, clock.Instant.Night) {
					r.Errorf("%s at %v", what, times)
				}
			}
			if len(e.at) < 2 {
				r.Errorf("only %v was told", e.at)
			}
			if left := m.Count(t, "outbox_notes", "state <> 'done' AND available_at <= ?", m.Now().Add(-24*time.Hour)); left > 0 {
				r.Errorf("%d notes are left", left)
			}
		})
	})
}
