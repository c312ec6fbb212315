package contract

import (
	"errors"
	"math/rand/v2"
	"net/http"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/payments"
)

func (r *run) notices(t *testing.T) {
	if len(r.Notices) == 0 || r.Sign == nil {
		t.Fatal("the case shows no notice, or cannot sign one")
	}
	for _, n := range append(append([]Notice{}, r.Notices...), r.BigID, r.Nulls) {
		for _, req := range []payments.RawRequest{n.Request, n.Request, spaced(n.Request)} { // twice: nothing is remembered
			before := message(req)
			got, err := r.Listener.Verify(t.Context(), req)
			if r.saw(err) != nil {
				t.Errorf("%s: %v", n.Name, err)
				continue
			}
			if !reflect.DeepEqual(got, n.Want) {
				t.Errorf("%s:\n got %s\nwant %s", n.Name, show(got), show(n.Want))
			}
			if message(req) != before {
				t.Errorf("%s: the request was changed", n.Name)
			}
			for _, e := range got {
				complete(t, n.Name, e)
			}
		}
	}
	if !strings.ContainsFunc(message(r.BigID.Request), isDigit) || !aboveFloat(r.BigID.Want) {
		t.Error("the case's BigID shows no id above 2⁵³")
	}
	if !strings.Contains(message(r.Nulls.Request), "null") && r.Nulls.Request.Method == http.MethodPost {
		t.Error("the case's Nulls shows no null")
	}
}

// complete refuses an event that the market could not apply.
func complete(t *testing.T, name string, e payments.Event) {
	t.Helper()
	ok := e.Key != "" && !e.At.IsZero() && !e.Amount.Negative() && !e.Fee.Negative()
	switch e.Kind {
	case payments.EventPayment:
		paid := e.Status == payments.StatusPaid || e.Status == payments.StatusReview
		ok = ok && e.Ref != "" && e.Status != "" && (!paid || e.TxnID != "" && e.Amount.Positive())
	case payments.EventRefund:
		ok = ok && e.RefundRef != "" && e.RefundStatus != ""
	case payments.EventBankCredit:
		ok = ok && e.Bank != nil && e.TxnID != "" && e.Amount.Positive() && e.Bank.Source != "" && e.Bank.SourceID != "" && e.Bank.Account != ""
	case payments.EventDispute:
		ok = ok && e.TxnID != ""
	case payments.EventIgnored:
	default:
		ok = false
	}
	if !ok {
		t.Errorf("%s: an event that cannot be applied: %s", name, show([]payments.Event{e}))
	}
}

// tampering changes messages byte by byte under their old signature.
func (r *run) tampering(t *testing.T) {
	fields := 0
	for _, n := range r.Notices {
		text := message(n.Request)
		for i := range len(text) {
			// A changed brace or quote may be met before the signature can be.
			req := withMessage(n.Request, text[:i]+string(text[i]^1)+text[i+1:])
			got, err := r.Listener.Verify(t.Context(), req)
			if r.saw(err) == nil && n.unsigned(i) && reflect.DeepEqual(got, n.Want) {
				continue
			}
			if !errors.Is(err, payments.ErrBadSignature) && !errors.Is(err, payments.ErrMalformed) {
				t.Fatalf("%s: byte %d changed: %v", n.Name, i, err)
			}
		}
		for _, f := range n.Fields {
			at := strings.Index(text, f)
			if at < 0 {
				t.Fatalf("%s: the message has no %q", n.Name, f)
			}
			for i := at; i < at+len(f); i++ {
				req := withMessage(n.Request, text[:i]+string(swap(text[i]))+text[i+1:])
				_, err := r.Listener.Verify(t.Context(), req)
				if r.saw(err); !errors.Is(err, payments.ErrBadSignature) {
					t.Errorf("%s: %q changed at %d: %v, want a bad signature", n.Name, f, i-at, err)
				}
				fields++
			}
		}
		bare := n.Request
		bare.Header = http.Header{}
		if len(n.Request.Header) > 0 { // else the signature is inside the message
			if _, err := r.Listener.Verify(t.Context(), bare); !errors.Is(r.saw(err), payments.ErrBadSignature) {
				t.Errorf("%s: without headers: %v", n.Name, err)
			}
		}
	}
	if fields == 0 {
		t.Error("the case names no signed field")
	}
}

// unsigned reports whether the i-th byte of n's message stands beside what is signed.
func (n Notice) unsigned(i int) bool {
	for _, text := range n.Unsigned {
		if at := strings.Index(message(n.Request), text); at >= 0 && i >= at && i < at+len(text) {
			return true
		}
	}
	return false
}

func (r *run) foreign(t *testing.T) {
	if len(r.Foreign) == 0 {
		t.Fatal("the case shows no message for somebody else")
	}
	for _, n := range r.Foreign {
		events, err := r.Listener.Verify(t.Context(), n.Request)
		if r.saw(err) != nil {
			if !errors.Is(err, payments.ErrForeign) {
				t.Errorf("%s: %v", n.Name, err)
			}
			continue
		}
		for _, e := range events {
			if e.Kind != payments.EventIgnored {
				t.Errorf("%s: %s would be applied", n.Name, show(events))
			}
		}
	}
}

func (r *run) malformed(t *testing.T) {
	for _, m := range append([]string{"", "null", "[]", "0", `"x"`, "{", "{}", `{"id":1}`}, r.Malformed...) {
		events, err := r.Listener.Verify(t.Context(), r.Sign(0, m, r.At))
		if r.saw(err); !errors.Is(err, payments.ErrMalformed) && !errors.Is(err, payments.ErrForeign) {
			t.Errorf("%.60q: %v %s, want malformed", m, err, show(events))
		}
	}
}

func (r *run) tooLarge(t *testing.T) {
	text := message(r.Notices[0].Request)
	req := r.Sign(0, text+strings.Repeat(" ", payments.MaxBody+1-len(text)), r.At)
	if _, err := r.Listener.Verify(t.Context(), req); !errors.Is(r.saw(err), payments.ErrTooLarge) {
		t.Errorf("%d bytes: %v, want too large", len(message(req)), err)
	}
}

func (r *run) staleness(t *testing.T) {
	if r.Tolerance == 0 {
		return
	}
	text := message(r.Notices[0].Request)
	second := clock.Instant(1000) // the coarsest unit in which providers write times
	for _, c := range []struct {
		signed clock.Instant
		ok     bool
	}{
		{r.At.Add(-r.Tolerance) + second, true}, {r.At.Add(r.Tolerance) - second, true},
		{r.At.Add(-r.Tolerance) - second, false}, {r.At.Add(r.Tolerance) + second, false},
		{r.At.Add(-20 * 365 * 24 * time.Hour), false}, {r.At.Add(20 * 365 * 24 * time.Hour), false},
	} {
		req := r.Sign(0, text, c.signed)
		req.At = r.At
		_, err := r.Listener.Verify(t.Context(), req)
		if r.saw(err); c.ok != (err == nil) || !c.ok && !errors.Is(err, payments.ErrStale) {
			t.Errorf("signed %v from now: %v", c.signed.Sub(r.At), err)
		}
	}
}

func (r *run) rotation(t *testing.T) {
	text := message(r.Notices[0].Request)
	for secret := range 2 {
		if _, err := r.Listener.Verify(t.Context(), r.Sign(secret, text, r.At)); r.saw(err) != nil {
			t.Errorf("secret %d: %v", secret, err)
		}
	}
}

// noise throws at the listener what no provider sends.
func (r *run) noise(t *testing.T) {
	rnd := rand.New(rand.NewPCG(20261122, 3))
	text := message(r.Notices[0].Request)
	for range 300 {
		b := []byte(text)
		for range 1 + rnd.IntN(8) {
			switch i := rnd.IntN(len(b)); rnd.IntN(3) {
			case 0:
				b[i] ^= byte(1 + rnd.IntN(255))
			case 1:
				b = append(b[:i:i], b[min(len(b), i+rnd.IntN(20)+1):]...)
			case 2:
				b = append(b[:i:i], append([]byte(strings.Repeat(string(rune(rnd.IntN(0x300))), rnd.IntN(9))), b[i:]...)...)
			}
			if len(b) == 0 {
				b = []byte("x")
			}
		}
		if string(b) == text {
			continue
		}
		if got, err := r.Listener.Verify(t.Context(), withMessage(r.Notices[0].Request, string(b))); r.saw(err) == nil && !reflect.DeepEqual(got, r.Notices[0].Want) {
			t.Fatalf("noise was believed: %q", b)
		}
	}
}

func (r *run) answers(t *testing.T) {
	said := map[payments.Outcome]payments.Answer{}
	for _, o := range payments.Outcomes {
		a := r.Listener.Ack(o, nil)
		if a.Status < 200 || a.Status > 599 || (a.ContentType == "") != (len(a.Body) == 0) {
			t.Errorf("%s: answer %d %q %q", o, a.Status, a.ContentType, a.Body)
		}
		said[o] = a
	}
	for _, o := range []payments.Outcome{payments.OurFailure, payments.BadSignature, payments.Stale, payments.Malformed, payments.Foreign, payments.TooLarge} {
		if reflect.DeepEqual(said[o], said[payments.Applied]) {
			t.Errorf("%s is answered like success", o)
		}
	}
	if len(r.Acks) == 0 {
		t.Error("the case names no answer that the provider asks for")
	}
	for _, want := range r.Acks {
		if a := said[want.Outcome]; a.Status != want.Status || string(a.Body) != want.Body {
			t.Errorf("%s: answer %d %s, want %d %s", want.Outcome, a.Status, a.Body, want.Status, want.Body)
		}
	}
}

func isDigit(c rune) bool { return c >= '0' && c <= '9' }

// aboveFloat reports whether an id in es is a number that a float64 would spoil.
func aboveFloat(es []payments.Event) bool {
	for _, e := range es {
		for _, id := range strings.FieldsFunc(e.Key+" "+e.TxnID, func(c rune) bool { return !isDigit(c) }) {
			n, err := strconv.ParseUint(id, 10, 64)
			if err != nil || n > 1<<53 {
				return true
			}
		}
	}
	return false
}
