package zalopay_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/payments"
	"github.com/chophien/chophien/payments/zalopay"
	"github.com/chophien/chophien/payments/zalopay/zalopaytest"
)

func TestNewRefuses(t *testing.T) {
	for name, change := range map[string]func(*zalopay.Config){
		"no app":                   func(c *zalopay.Config) { c.AppID = 0 },
		"no key1":                  func(c *zalopay.Config) { c.Key1 = payments.Secret{} },
		"no key2":                  func(c *zalopay.Config) { c.Keys2 = nil },
		"no clock":                 func(c *zalopay.Config) { c.Now = nil },
		"a path":                   func(c *zalopay.Config) { c.URL = "https://openapi.zalopay.vn/v2" },
		"no page":                  func(c *zalopay.Config) { c.Pages = []string{"gateway.zalopay.vn"} },
		"least above most":         func(c *zalopay.Config) { c.Min, c.Max = money.Of(10), money.Of(9) },
		"no time":                  func(c *zalopay.Config) { c.TTL = time.Minute },
		"too long":                 func(c *zalopay.Config) { c.HoldGrace = 2 * time.Hour },
		"play money in production": func(c *zalopay.Config) { c.Production, c.URL = true, zalopay.SandboxURL },
		"its pages in production":  func(c *zalopay.Config) { c.Production, c.Pages = true, []string{zalopay.SandboxPage} },
		"plain http in production": func(c *zalopay.Config) { c.Production, c.URL = true, "http://openapi.zalopay.vn" },
	} {
		cfg := config(&line{})
		change(&cfg)
		if _, err := zalopay.New(cfg); err == nil || strings.Contains(err.Error(), key1) || strings.Contains(err.Error(), key2) {
			t.Errorf("%s: %v", name, err)
		}
	}
	cfg := config(&line{})
	cfg.Production = true
	g, err := zalopay.New(cfg)
	if err != nil || g.Capabilities().FormActions[0] != zalopay.ProdPage {
		t.Errorf("production: %v", err)
	}
	all := zalopay.Config{URL: "x", TTL: time.Second}.Check()
	for _, part := range []string{"app id", "key1", "key2", "address", "5 minutes"} {
		if !strings.Contains(all.Error(), part) {
			t.Errorf("not told: %s", part)
		}
	}
}

func TestBeginByAnswer(t *testing.T) {
	for name, c := range map[string]struct {
		answer               string
		ambiguous, retryable bool
		code                 string
	}{
		"it is there already": {`{"return_code":2,"sub_return_code":-68}`, true, false, "-68"},
		"wrong data":          {`{"return_code":2,"sub_return_code":-401}`, false, false, "-401"},
		"wrong signature":     {`{"return_code":-402}`, false, false, "-402"},
		"too often":           {`{"return_code":2,"sub_return_code":-429}`, false, true, "-429"},
		"unwell":              {`{"return_code":2,"sub_return_code":-500}`, true, false, "-500"},
		"closed":              {`{"return_code":-999}`, false, true, "-999"},
		"another no":          {`{"return_code":2,"sub_return_code":-92}`, false, false, "-92"},
		"under way":           {`{"return_code":3,"sub_return_code":0}`, true, false, "0"},
		"no sense":            {`{"return_code":7}`, true, false, "0"},
		"no JSON":             {`<html>`, true, false, ""},
		"nothing":             {``, true, false, ""},
		"a script for a page": {`{"return_code":1,"order_url":"javascript:alert(1)"}`, true, false, ""},
		"no page":             {`{"return_code":1,"order_url":null}`, true, false, ""},
	} {
		_, err := newGateway(t, &line{answer: c.answer}).Begin(t.Context(), start)
		e, ok := errors.AsType[*payments.Error](err)
		if !ok || e.Ambiguous != c.ambiguous || e.Retryable != c.retryable || e.Code != c.code {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, change := range map[string]func(*payments.Start){
		"bad_request": func(s *payments.Start) { s.Ref = "261123_K7QM2XWPAS-1" }, // another day's
		"bank_code":   func(s *payments.Start) { s.Method = "a|b" },
		"return_url":  func(s *payments.Start) { s.ReturnURL = strings.Repeat("x", 1024) },
	} {
		s := start
		change(&s)
		_, err := newGateway(t, &line{answer: opened}).Begin(t.Context(), s)
		if e, ok := errors.AsType[*payments.Error](err); !ok || e.Code != name || e.Ambiguous {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// The day in Vietnam turns at 17:00 UTC, wherever this runs.
func TestTheDayOfAnOrder(t *testing.T) {
	midnight := clock.Date("2026-12-29").Start()
	for at, day := range map[clock.Instant]string{midnight - 1: "261228", midnight: "261229"} {
		f := zalopaytest.New(t)
		f.Follow(func() clock.Instant { return at })
		s := start
		s.At, s.ExpiresAt, s.Ref = at, at.Add(15*time.Minute), payments.RefDated.Make(start.Code, 1, at)
		if !strings.HasPrefix(s.Ref, day+"_") {
			t.Errorf("%s: %s", day, s.Ref)
		}
		if _, err := f.Gateway().Begin(t.Context(), s); err != nil {
			t.Errorf("%s: %v", day, err)
		}
	}
}

func TestAnswersToQuestions(t *testing.T) {
	a := payments.Attempt{Ref: ref, Amount: start.Amount}
	for name, c := range map[string]struct {
		answer string
		status payments.Status
		events int
	}{
		"paid":                  {`{"return_code":1,"amount":150000,"zp_trans_id":261122000000389,"server_time":1795314912345}`, payments.StatusPaid, 1},
		"paid, ids as texts":    {`{"return_code":1,"amount":150000,"zp_trans_id":"9007199254740993"}`, payments.StatusPaid, 1},
		"paid without a number": {`{"return_code":1,"amount":150000,"zp_trans_id":0}`, "", 0},
		"paid nothing":          {`{"return_code":1,"amount":0,"zp_trans_id":1}`, "", 0},
		"paid half a đồng":      {`{"return_code":1,"amount":1.5,"zp_trans_id":1}`, "", 0},
		"the buyer acts":        {`{"return_code":3,"is_processing":true}`, payments.StatusProcessing, 0},
		"nobody acts":           {`{"return_code":3,"is_processing":false}`, payments.StatusPending, 0},
		"over":                  {`{"return_code":2,"sub_return_code":-54}`, payments.StatusExpired, 1},
		"over, in short":        {`{"return_code":-54}`, payments.StatusExpired, 1},
		"nobody's":              {`{"return_code":2,"sub_return_code":-101}`, payments.StatusAbsent, 0},
		"no":                    {`{"return_code":2,"sub_return_code":-63}`, payments.StatusFailed, 1},
		"wrong signature":       {`{"return_code":2,"sub_return_code":-402}`, "", 0},
		"unwell":                {`{"return_code":2,"sub_return_code":-500}`, "", 0},
		"nothing":               {`{}`, "", 0},
	} {
		snap, err := newGateway(t, &line{answer: c.answer}).Query(t.Context(), a)
		if (err != nil) != (c.status == "") || snap.Status != c.status || len(snap.Events) != c.events {
			t.Errorf("%s: %+v %v", name, snap, err)
		}
		for _, e := range snap.Events {
			if (e.Status == payments.StatusPaid) != e.Amount.Positive() || e.Ref != ref || e.At.IsZero() {
				t.Errorf("%s: %+v", name, e)
			}
		}
	}
}

// paid is an attempt that was paid at a fake.
func paid(t *testing.T, f *zalopaytest.Fake) payments.Attempt {
	t.Helper()
	s := start
	s.At = f.Now()
	s.ExpiresAt, s.Ref = s.At.Add(15*time.Minute), payments.RefDated.Make(s.Code, 1, s.At)
	if _, err := f.Gateway().Begin(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	a := payments.Attempt{PaymentID: s.PaymentID, Code: s.Code, Ref: s.Ref, Amount: s.Amount, At: s.At, ExpiresAt: s.ExpiresAt}
	events, err := f.Listener().Verify(t.Context(), f.Pay(a, a.Amount)[0])
	if err != nil {
		t.Fatal(err)
	}
	a.TxnID = events[0].TxnID
	return a
}

func TestRefunds(t *testing.T) {
	type both interface {
		payments.Refunder
		payments.RefundQuerier
	}
	ask := func(f *zalopaytest.Fake, a payments.Attempt, amount int64) payments.Refund {
		return payments.Refund{Ref: "K7QM2XWPAT", Of: a, Amount: money.Of(amount), Captured: a.Amount, Reason: "Hết hàng", At: f.Now()}
	}
	t.Run("a repetition is refused there, and no refusal here", func(t *testing.T) {
		f := zalopaytest.New(t)
		a := paid(t, f)
		g, r := f.Gateway().(both), ask(f, a, 60_000)
		for i := range 3 {
			res, err := g.Refund(t.Context(), r)
			if err != nil || res.Status != payments.RefundPending || res.ProviderRef == "" {
				t.Errorf("%d: %+v %v", i, res, err)
			}
		}
		if f.Refunded(a.Ref) != r.Amount {
			t.Errorf("given back: %v", f.Refunded(a.Ref))
		}
	})
	t.Run("found again after midnight under the id of its day", func(t *testing.T) {
		f := zalopaytest.New(t)
		a := paid(t, f)
		g, r := f.Gateway().(both), ask(f, a, 60_000)
		f.Lose("refund")
		if _, err := g.Refund(t.Context(), r); !payments.IsAmbiguous(err) {
			t.Fatal(err)
		}
		for range 9 {
			f.Advance(24 * time.Hour)
			if res, err := g.Refund(t.Context(), r); err != nil || res.Status != payments.RefundDone {
				t.Errorf("%+v %v", res, err)
			}
			if res, err := g.QueryRefund(t.Context(), r); err != nil || res.Status != payments.RefundDone {
				t.Errorf("%+v %v", res, err)
			}
		}
		if f.Refunded(a.Ref) != r.Amount {
			t.Errorf("given back: %v", f.Refunded(a.Ref))
		}
	})
	t.Run("first sent days later", func(t *testing.T) {
		f := zalopaytest.New(t)
		a := paid(t, f)
		g, r := f.Gateway().(both), ask(f, a, 60_000)
		f.Advance(7 * 24 * time.Hour)
		if res, err := g.QueryRefund(t.Context(), r); err != nil || res.Status != payments.RefundAbsent {
			t.Errorf("%+v %v", res, err)
		}
		if res, err := g.Refund(t.Context(), r); err != nil || res.Status != payments.RefundPending {
			t.Errorf("%+v %v", res, err)
		}
		late := r
		late.Ref = "K7QM2XWPAS"
		f.Advance(24 * time.Hour)
		_, err := g.Refund(t.Context(), late)
		if e, ok := errors.AsType[*payments.Error](err); !ok || e.Code != "too_old" || e.Ambiguous {
			t.Errorf("%v", err)
		}
		if f.Refunded(a.Ref) != r.Amount {
			t.Errorf("given back: %v", f.Refunded(a.Ref))
		}
	})
	t.Run("by the bank", func(t *testing.T) {
		f := zalopaytest.New(t)
		a := paid(t, f)
		f.RefundsFail = true
		g, r := f.Gateway().(both), ask(f, a, 60_000)
		if res, err := g.Refund(t.Context(), r); err != nil || res.Status != payments.RefundPending {
			t.Fatalf("%+v %v", res, err)
		}
		f.Advance(time.Hour)
		if res, err := g.QueryRefund(t.Context(), r); err != nil || res.Status != payments.RefundFailed {
			t.Errorf("%+v %v", res, err)
		}
	})
	t.Run("with a code", func(t *testing.T) {
		f := zalopaytest.New(t)
		a := paid(t, f)
		g := f.Gateway().(both)
		for code, want := range map[int]struct {
			err, ambiguous, retryable bool
			status                    payments.RefundStatus
		}{
			-13: {err: true}, -14: {err: true}, -32: {err: true}, -402: {err: true}, -500: {err: true, ambiguous: true}, -429: {err: true, retryable: true},
			-1: {status: payments.RefundPending}, -16: {status: payments.RefundPending}, -101: {status: payments.RefundPending},
		} {
			f.Refuse["/v2/refund"] = code
			res, err := g.Refund(t.Context(), ask(f, a, 1_000))
			if (err != nil) != want.err || payments.IsAmbiguous(err) != want.ambiguous || payments.IsRetryable(err) != want.retryable || res.Status != want.status {
				t.Errorf("%d: %+v %v", code, res, err)
			}
		}
		if !f.Refunded(a.Ref).IsZero() {
			t.Errorf("given back: %v", f.Refunded(a.Ref))
		}
	})
	t.Run("of nothing", func(t *testing.T) {
		f := zalopaytest.New(t)
		_, err := f.Gateway().(both).Refund(t.Context(), ask(f, payments.Attempt{Ref: ref}, 1_000))
		if e, ok := errors.AsType[*payments.Error](err); !ok || e.Code != "not_paid" {
			t.Errorf("%v", err)
		}
	})
}
