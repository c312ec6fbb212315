package account

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/crypt"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/notify"
)

const (
	lan  = "0900000001"
	minh = "0900000002"
	pin  = "407196"
)

// hands are phones that lie on the table: what was sent to them can be read.
type hands struct {
	mu   sync.Mutex
	sent []notify.Message
	off  bool
}

func (h *hands) Send(_ context.Context, m notify.Message) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.off {
		return fault.New(fault.Unavailable, "notify.unsent").From(errors.New("no signal"))
	}
	h.sent = append(h.sent, m)
	return nil
}

func (h *hands) count() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.sent)
}

// code is the last code that came to a phone.
func (h *hands) code(t testing.TB, phone string) string {
	t.Helper()
	number, err := NormalPhone(phone)
	if err != nil {
		t.Fatal(err)
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	for i := len(h.sent) - 1; i >= 0; i-- {
		if c, ok := h.sent[i].Args["code"].(string); ok && h.sent[i].To == number {
			return c
		}
	}
	t.Fatal("no code came")
	return ""
}

// desk is a market's accounts in one process of two.
type desk struct {
	*Accounts
	t     testing.TB
	hands *hands
	tick  *atomic.Int64
	other *Accounts // the second process on the same database
	log   *bytes.Buffer
}

var start = clock.At(time.Date(2026, 11, 23, 8, 0, 0, 0, clock.Zone))

func open(t testing.TB, cfg db.Config) *desk {
	t.Helper()
	keys, blind, err := crypt.Generate(nil, "k1")
	if err != nil {
		t.Fatal(err)
	}
	ring, err := crypt.ParseKeyring(keys, blind)
	if err != nil {
		t.Fatal(err)
	}
	d := &desk{t: t, hands: &hands{}, tick: &atomic.Int64{}, log: &bytes.Buffer{}}
	d.tick.Store(int64(start))
	now := func() clock.Instant { return clock.Instant(d.tick.Load()) }
	log := slog.New(slog.NewTextHandler(&locked{w: d.log}, nil))
	d.Accounts = &Accounts{DB: dbtest.OpenConfig(t, cfg), Keys: ring, Now: now, Send: d.hands, Log: log}
	d.other = &Accounts{DB: dbtest.OpenConfig(t, cfg), Keys: ring, Now: now, Send: d.hands, Log: log}
	return d
}

type locked struct {
	mu sync.Mutex
	w  *bytes.Buffer
}

func (l *locked) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.w.Write(p)
}

// each runs fn on both databases, with two processes on each.
func each(t *testing.T, fn func(t *testing.T, d *desk)) {
	t.Helper()
	for _, dialect := range []string{db.SQLite, db.Postgres} {
		t.Run(dialect, func(t *testing.T) { fn(t, open(t, dbtest.Config(t, dialect))) })
	}
}

func (d *desk) pass(by time.Duration) { d.tick.Add(by.Milliseconds()) }

// ask asks for a sign-in code on a device, from an address of its own.
func (d *desk) ask(phone, device string) (SentCode, error) {
	return d.SendCode(d.t.Context(), SendCode{Phone: phone, DeviceToken: device, Address: "203.0.113.7"})
}

// prove goes through a code for the phone on the device.
func (d *desk) prove(phone, device string) (ProvedPhone, string) {
	d.t.Helper()
	sent, err := d.ask(phone, device)
	if err != nil {
		d.t.Fatal(err)
	}
	proved, err := d.ProveCode(d.t.Context(), CodeProof{RequestID: sent.RequestID, Code: d.hands.code(d.t, phone), DeviceToken: sent.DeviceToken})
	if err != nil {
		d.t.Fatal(err)
	}
	return proved, sent.DeviceToken
}

// join signs a new person in.
func (d *desk) join(phone, name string) SignedIn {
	d.t.Helper()
	proved, _ := d.prove(phone, "")
	in, err := d.AddPerson(d.t.Context(), proved.Identity, AddPerson{Name: name, Consent: ConsentText, Channel: actor.Page})
	if err != nil {
		d.t.Fatal(err)
	}
	return in
}

// withPIN signs a new person in and sets their PIN.
func (d *desk) withPIN(phone, name string) SignedIn {
	d.t.Helper()
	in := d.join(phone, name)
	in, err := d.SetPIN(d.t.Context(), stamp(in), in.Identity, SetPIN{New: pin})
	if err != nil {
		d.t.Fatal(err)
	}
	return in
}

func stamp(in SignedIn) actor.Stamp { return buyer(in).Stamp() }

func buyer(in SignedIn) actor.Buyer {
	return actor.Buyer{PersonID: in.Identity.PersonID, Channel: actor.Page}
}

// want fails unless err carries the fault key.
func want(t testing.TB, err error, key string) {
	t.Helper()
	if !fault.Has(err, key) {
		t.Helper()
		t.Errorf("got %v, want fault %s", err, key)
	}
}

// wrongCode is six digits that are not code.
func wrongCode(code string, n int) string {
	var c int
	_, _ = fmt.Sscanf(code, "%d", &c)
	return fmt.Sprintf("%06d", (c+1+n)%1_000_000)
}

// parallel runs fn n times at once and counts those that return nil.
func parallel(n int, fn func(i int) error) (ok int, errs []error) {
	var wg sync.WaitGroup
	var mu sync.Mutex
	gate := make(chan struct{})
	for i := range n {
		wg.Go(func() {
			<-gate
			err := fn(i)
			mu.Lock()
			defer mu.Unlock()
			if err == nil {
				ok++
			} else {
				errs = append(errs, err)
			}
		})
	}
	close(gate)
	wg.Wait()
	return ok, errs
}

// withdraw takes a consent back, as privacy does.
func (d *desk) withdraw(by actor.Buyer, purpose string) error {
	return d.DB.Tx(d.t.Context(), func(tx *gorm.DB) error { return d.Withdraw(d.t.Context(), tx, by, purpose) })
}
