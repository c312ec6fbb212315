package outbox_test

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"testing"
	"time"

	"gorm.io/gorm"
	"pgregory.net/rapid"

	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/outbox"
)

// Whatever fails, crashes and overlaps: a note of a lane is never begun before each older
// one of the lane was taken or given up, and in the end every note was.
func TestTheOrderOfALaneHolds(t *testing.T) {
	for _, dialect := range dbtest.Dialects() {
		t.Run(dialect, func(t *testing.T) {
			d := dbtest.Open(t, dialect)
			rapid.Check(t, func(r *rapid.T) { lanes(t, r, d) })
		})
	}
}

func lanes(t *testing.T, r *rapid.T, d *db.DB) {
	clear := func(tx *gorm.DB) error { return tx.Exec("DELETE FROM outbox_notes").Error }
	if err := d.Tx(t.Context(), clear); err != nil {
		r.Fatal(err)
	}
	h := newHands()
	added, taken := map[string]int{}, map[string]map[int]bool{}
	given := func(subject string, n int) bool { // taken, or given up
		var state string
		d.Read(t.Context()).Raw("SELECT state FROM outbox_notes WHERE subject = ? AND body = ?", subject, fmt.Sprintf(`{"N":%d}`, n)).Scan(&state)
		return taken[subject][n] || state == "dead"
	}
	fate := "take"
	listen := func(_ context.Context, n outbox.Note) error {
		var b struct{ N int }
		if err := n.Decode(&b); err != nil {
			r.Error(err)
		}
		for older := range b.N {
			if !given(n.Subject, older) {
				r.Errorf("%s: %d was begun before %d", n.Subject, b.N, older)
			}
		}
		switch fate {
		case "fail":
			return errors.New("no")
		case "crash":
			runtime.Goexit()
		}
		taken[n.Subject][b.N] = true
		return nil
	}
	dls := make([]*outbox.Deliverer, 2)
	for i := range dls {
		dls[i] = deliverer(d, h)
		dls[i].MaxAttempts, dls[i].Batch = 3, 2
		dls[i].On(outbox.Each(listen), "lane.a", "lane.b")
	}
	r.Repeat(map[string]func(*rapid.T){
		"add": func(r *rapid.T) {
			s := rapid.SampledFrom([]string{"s1", "s2"}).Draw(r, "subject")
			n := note(rapid.SampledFrom([]string{"lane.a", "lane.b"}).Draw(r, "type"), s)
			n.Body = map[string]int{"N": added[s]}
			added[s]++
			if taken[s] == nil {
				taken[s] = map[int]bool{}
			}
			add(t, d, n)
		},
		"deliver": func(r *rapid.T) {
			fate = rapid.SampledFrom([]string{"take", "take", "fail", "crash"}).Draw(r, "fate")
			dl := rapid.SampledFrom(dls).Draw(r, "deliverer")
			ended := make(chan struct{})
			go func() { defer close(ended); _, _ = dl.Deliver(context.Background()) }()
			<-ended
		},
		"wait": func(r *rapid.T) {
			h.turn(time.Duration(rapid.IntRange(1, 90).Draw(r, "seconds")) * time.Second)
		},
	})
	fate = "take"
	h.turn(2 * time.Hour)
	for range 2 { // the second time for what the first found crashed once too often
		if _, err := dls[0].Drain(t.Context()); err != nil {
			r.Fatal(err)
		}
	}
	if b, err := outbox.Behind(t.Context(), d.Read(t.Context())); err != nil || b.Pending != 0 {
		r.Errorf("%+v, %v", b, err)
	}
	for s, n := range added {
		for i := range n {
			if !given(s, i) {
				r.Errorf("%s: %d was lost", s, i)
			}
		}
	}
}
