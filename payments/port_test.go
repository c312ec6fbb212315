package payments_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/code"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/payments"
)

func TestSecretStaysHidden(t *testing.T) {
	const plain = "whsec_very_secret"
	s := payments.Hide(plain)
	type inner struct{ key payments.Secret }
	type config struct {
		Key   payments.Secret
		Keys  []payments.Secret
		ByRef *payments.Secret
		inner inner
	}
	c := config{Key: s, Keys: []payments.Secret{s}, ByRef: &s, inner: inner{key: s}}
	var out bytes.Buffer
	for _, v := range []any{s, &s, c, &c} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%t", "%o"} {
			fmt.Fprintf(&out, verb+"\n", v)
		}
		b, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		out.Write(b)
		slog.New(slog.NewJSONHandler(&out, nil)).Info("x", "v", v)
		slog.New(slog.NewTextHandler(&out, nil)).Info("x", "v", v)
	}
	hex := fmt.Sprintf("%x", plain)
	if got := out.String(); strings.Contains(got, plain) || strings.Contains(strings.ToLower(got), hex) {
		t.Errorf("the secret got out:\n%s", got)
	}
	if s.Reveal() != plain || s.IsZero() || payments.Hide("").String() != "" || !payments.Hide("").IsZero() {
		t.Error("a secret is not what was hidden")
	}
	var read payments.Secret
	if err := json.Unmarshal([]byte(`"abc"`), &read); err != nil || read.Reveal() != "abc" {
		t.Errorf("read %q, %v", read.Reveal(), err)
	}
	if got := payments.Active([]payments.Secret{{}, s, {}}); len(got) != 1 {
		t.Errorf("active: %d", len(got))
	}
}

func TestErrorTellsNoAddressAndNoMessage(t *testing.T) {
	err := error(&payments.Error{
		Gateway: "momo", Op: "refund", Code: "7000", Message: "Nguyen Van A", HTTPStatus: 422, Ambiguous: true,
		Cause: &url.Error{Op: "Post", URL: "https://pay.example/?key=s3cret", Err: context.DeadlineExceeded},
	})
	err = fmt.Errorf("wrapped: %w", err)
	for _, hidden := range []string{"s3cret", "pay.example", "Nguyen"} {
		if strings.Contains(err.Error(), hidden) {
			t.Errorf("%q is told: %v", hidden, err)
		}
	}
	if !payments.IsAmbiguous(err) || payments.IsRetryable(err) || !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("ambiguous %v, retryable %v", payments.IsAmbiguous(err), payments.IsRetryable(err))
	}
	if payments.IsAmbiguous(&payments.Error{Retryable: true, Cause: context.Canceled}) {
		t.Error("a driver that knows nothing happened is overruled by its cause")
	}
	if !payments.IsAmbiguous(fmt.Errorf("x: %w", context.DeadlineExceeded)) || payments.IsAmbiguous(errors.New("x")) {
		t.Error("only an unanswered call is ambiguous by itself")
	}
}

func TestOutcomeOf(t *testing.T) {
	for err, want := range map[error]payments.Outcome{
		payments.ErrTooLarge: payments.TooLarge, payments.ErrMalformed: payments.Malformed,
		payments.ErrBadSignature: payments.BadSignature, payments.ErrStale: payments.Stale,
		payments.ErrForeign: payments.Foreign, errors.New("disk full"): payments.OurFailure,
	} {
		if got := payments.OutcomeOf(fmt.Errorf("x: %w", err)); got != want {
			t.Errorf("%v: %s, want %s", err, got, want)
		}
	}
}

// The signature that npm stripe 23.1.0 makes.
func TestStampVector(t *testing.T) {
	secret := payments.Hide("whsec_test_secret_0123456789")
	body := []byte(`{"id":"evt_test_0001","object":"event","api_version":"2023-10-16","created":1763785912,"type":"payment_intent.succeeded","livemode":false,"pending_webhooks":1,"request":{"id":null,"idempotency_key":null},"data":{"object":{"id":"pi_test_0001","object":"payment_intent","amount":150000,"amount_received":150000,"currency":"vnd","status":"succeeded","latest_charge":"ch_test_0001","transfer_group":"ORD20261122-0001","metadata":{"payment_id":"pay_0001"}}}}`)
	const mac = "abb78d15fb0f780b9053e77d1bf2af09af7d8c9f6bf78dbfa03df093bf05c5a7"
	at := clock.Instant(1763785912_500)
	if got := payments.Stamp(secret, at, body); got != "t=1763785912,v1="+mac {
		t.Errorf("stamp %s", got)
	}
	both := []payments.Secret{payments.Hide("old"), {}, secret}
	for name, c := range map[string]struct {
		header  string
		secrets []payments.Secret
		at      clock.Instant
		want    error
	}{
		"good":            {"t=1763785912,v1=" + mac, both, at, nil},
		"upper case":      {"t=1763785912,v1=" + strings.ToUpper(mac), both, at, nil},
		"spaces":          {"t=1763785912, v1=" + mac, both, at, nil},
		"two signatures":  {"t=1763785912,v1=552d23955369f2494763643c69972ed1168bf82119fb95769e55ffec7e061053,v1=" + mac, both, at, nil},
		"other scheme":    {"t=1763785912,v0=" + mac, both, at, payments.ErrBadSignature},
		"no header":       {"", both, at, payments.ErrBadSignature},
		"no secret":       {"t=1763785912,v1=" + mac, nil, at, payments.ErrBadSignature},
		"empty secret":    {payments.Stamp(payments.Secret{}, at, body), []payments.Secret{{}}, at, payments.ErrBadSignature},
		"half a MAC":      {"t=1763785912,v1=" + mac[:32], both, at, payments.ErrBadSignature},
		"other time":      {"t=1763785913,v1=" + mac, both, at, payments.ErrBadSignature},
		"no time":         {"v1=" + mac, both, at, payments.ErrMalformed},
		"time with sign":  {"t=+1763785912,v1=" + mac, both, at, payments.ErrMalformed},
		"time in letters": {"t=now,v1=" + mac, both, at, payments.ErrMalformed},
		"huge time":       {"t=9223372036854775807,v1=" + mac, both, at, payments.ErrMalformed},
		"just in time":    {"t=1763785912,v1=" + mac, both, 1763785912_000 + 300_000, nil},
		"too old":         {"t=1763785912,v1=" + mac, both, 1763785912_000 + 300_001, payments.ErrStale},
		"early":           {"t=1763785912,v1=" + mac, both, 1763785912_000 - 300_000, nil},
		"from the future": {"t=1763785912,v1=" + mac, both, 1763785912_000 - 300_001, payments.ErrStale},
	} {
		if err := payments.VerifyStamp(c.header, body, c.secrets, c.at, payments.Tolerance); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
	if err := payments.VerifyStamp("t=1763785912,v1="+mac, append(body, ' '), both, at, payments.Tolerance); !errors.Is(err, payments.ErrBadSignature) {
		t.Errorf("another body: %v", err)
	}
}

func TestCheckFreshDoesNotWrapAround(t *testing.T) {
	for _, told := range []clock.Instant{1 << 62, -1 << 62, 18446744073709 + 1763785912000} {
		if err := payments.CheckFresh(told, 1763785912000, payments.Tolerance); !errors.Is(err, payments.ErrStale) {
			t.Errorf("told %d: %v", told, err)
		}
	}
}

func TestWireAmount(t *testing.T) {
	for text, want := range map[json.Number]int64{"150000": 150000, "150000.0": 150000, "150000.00": 150000, "-5": -5, "0": 0, "1000000000000": money.Max} {
		if got, err := payments.WireAmount(text); err != nil || got.Dong() != want {
			t.Errorf("%s: %v %v", text, got, err)
		}
	}
	for _, text := range []json.Number{"", "1.5", "1e5", "0x10", "1000000000001", "-1000000000001", "9223372036854775808", "1_000", " 1", "NaN", ".0"} {
		if got, err := payments.WireAmount(text); !errors.Is(err, payments.ErrMalformed) {
			t.Errorf("%q: %v %v", text, got, err)
		}
	}
}

func TestWireID(t *testing.T) {
	for raw, want := range map[string]string{`92704`: "92704", `"FT2436"`: "FT2436", `9007199254740993`: "9007199254740993", `18446744073709551617`: "18446744073709551617"} {
		if got, err := payments.WireID(json.RawMessage(raw)); err != nil || got != want {
			t.Errorf("%s: %q %v", raw, got, err)
		}
	}
	for _, raw := range []string{``, `null`, `""`, `1.5`, `-1`, `1e3`, `true`, `{}`, `"a\u0000b"`, `"` + strings.Repeat("x", 101) + `"`, `"\ud800`} {
		if got, err := payments.WireID(json.RawMessage(raw)); !errors.Is(err, payments.ErrMalformed) {
			t.Errorf("%s: %q %v", raw, got, err)
		}
	}
}

func TestDecodeJSONTakesOneValue(t *testing.T) {
	var v struct{ A json.Number }
	if err := payments.DecodeJSON([]byte(` {"a":9007199254740993} `+"\n"), &v); err != nil || v.A != "9007199254740993" {
		t.Errorf("%v %v", v, err)
	}
	for _, body := range []string{``, `{`, `{} {}`, `{}x`, `{"a":{}}`, "\xff"} {
		if err := payments.DecodeJSON([]byte(body), &v); !errors.Is(err, payments.ErrMalformed) || err.Error() != payments.ErrMalformed.Error() {
			t.Errorf("%q: %v", body, err)
		}
	}
}

func TestRefs(t *testing.T) {
	at := clock.Date("2026-11-22").Start()
	rapid.Check(t, func(t *rapid.T) {
		a, b := code.New(), code.New()
		n, m := rapid.IntRange(1, payments.MaxAttempt).Draw(t, "n"), rapid.IntRange(1, payments.MaxAttempt).Draw(t, "m")
		for _, rule := range []payments.RefRule{payments.RefPlain, payments.RefDated, payments.RefNumber} {
			x, y := rule.Make(a, n, at), rule.Make(b, m, at)
			if x == "" || len(x) > 40 || (x == y) != (a == b && n == m) {
				t.Fatalf("%s: %q and %q", rule, x, y)
			}
			if rule.Make(a, n, at) != x {
				t.Fatal("a reference differs from call to call")
			}
		}
		number, err := strconv.ParseUint(payments.RefNumber.Make(a, n, at), 10, 64)
		if err != nil || number > 1<<53-1 || number&255 != uint64(n) {
			t.Fatalf("number %d %v for attempt %d", number, err, n)
		}
		for i := code.Length - 2; i >= 0; i-- { // the code can be read out of it
			if code.Alphabet[number>>8>>(5*(code.Length-2-i))&31] != a[i] {
				t.Fatalf("number %d for %s", number, a)
			}
		}
		if got := payments.RefNumber.Code(payments.RefNumber.Make(a, n, at)); got != a {
			t.Fatalf("%s is read back as %q", a, got)
		}
	})
	for _, ref := range []string{"", "x", "-1", "1.5", "256", "9007199254740992", "18446744073709551616", "K7QM2XWPAS-1"} {
		if got := payments.RefNumber.Code(ref); got != "" {
			t.Errorf("%q is read as of %s", ref, got)
		}
	}
	if got := payments.RefPlain.Code("2"); got != "" {
		t.Errorf("another rule reads %s", got)
	}
	c := code.New()
	if got := payments.RefDated.Make(c, 3, at-1); got != "261121_"+c+"-3" {
		t.Errorf("the last millisecond of the 21st: %s", got)
	}
	if got := payments.RefDated.Make(c, 3, at); got != "261122_"+c+"-3" {
		t.Errorf("midnight: %s", got)
	}
	for _, bad := range []string{payments.RefPlain.Make("short", 1, at), payments.RefPlain.Make(c, 0, at), payments.RefPlain.Make(c, 256, at)} {
		if bad != "" {
			t.Errorf("%q was made", bad)
		}
	}
}

type fakeGateway struct {
	code string
	caps payments.Capabilities
}

func (g fakeGateway) Code() string                        { return g.code }
func (g fakeGateway) Capabilities() payments.Capabilities { return g.caps }
func (g fakeGateway) Begin(context.Context, payments.Start) (payments.Begun, error) {
	return payments.Begun{}, nil
}

type fakeListener struct{ fakeGateway }

func (fakeListener) Verify(context.Context, payments.RawRequest) ([]payments.Event, error) {
	return nil, nil
}
func (fakeListener) Ack(payments.Outcome, *payments.Event) payments.Answer { return payments.Answer{} }

func TestRegistry(t *testing.T) {
	small := fakeGateway{"vietqr", payments.Capabilities{Min: money.Of(1), Max: money.Of(100), FormActions: []string{"https://b.example", "https://a.example"}}}
	large := fakeListener{fakeGateway{"momo", payments.Capabilities{Min: money.Of(50), Max: money.Of(1000), FormActions: []string{"https://a.example"}}}}
	source := fakeListener{fakeGateway{code: "sepay"}}
	r, err := payments.NewRegistry([]payments.Gateway{small, large}, []payments.Listener{source})
	if err != nil {
		t.Fatal(err)
	}
	for amount, want := range map[int64]string{0: "", 1: "vietqr", 50: "vietqr,momo", 100: "vietqr,momo", 101: "momo", 1001: ""} {
		var got []string
		for _, g := range r.Offer(money.Of(amount)) {
			got = append(got, g.Code())
		}
		if strings.Join(got, ",") != want {
			t.Errorf("%d: %v, want %s", amount, got, want)
		}
	}
	if got := strings.Join(r.FormActions(), " "); got != "https://a.example https://b.example" {
		t.Errorf("form actions %s", got)
	}
	if g, err := r.Gateway("momo"); err != nil || g.Code() != "momo" || len(r.All()) != 2 || len(r.Notices()) != 1 {
		t.Error(err)
	}
	if _, err := r.Webhook("momo"); err != nil {
		t.Error(err)
	}
	if _, err := r.Notice("sepay"); err != nil {
		t.Error(err)
	}
	for name, find := range map[string]func() error{
		"a gateway that never calls": func() error { _, err := r.Webhook("vietqr"); return err },
		"a source as a gateway":      func() error { _, err := r.Gateway("sepay"); return err },
		"a source as a webhook":      func() error { _, err := r.Webhook("sepay"); return err },
		"a gateway as a source":      func() error { _, err := r.Notice("momo"); return err },
		"nothing":                    func() error { _, err := r.Gateway(""); return err },
	} {
		if err := find(); !fault.Is(err, fault.NotFound) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, codes := range [][]string{{"momo", "momo"}, {"bank"}, {""}, {"Momo"}, {"a/b"}, {"x"}, {"9pay"}, {"sepay"}} {
		var gs []payments.Gateway
		for _, c := range codes {
			gs = append(gs, fakeGateway{code: c})
		}
		if _, err := payments.NewRegistry(gs, []payments.Listener{source}); err == nil {
			t.Errorf("%v was taken", codes)
		}
	}
}

func TestCapabilitiesTTL(t *testing.T) {
	c := payments.Capabilities{MinTTL: time.Minute, DefaultTTL: 15 * time.Minute, MaxTTL: time.Hour}
	for wish, want := range map[time.Duration]time.Duration{0: 15 * time.Minute, time.Second: time.Minute, 30 * time.Minute: 30 * time.Minute, 2 * time.Hour: time.Hour} {
		if got := c.TTL(wish); got != want {
			t.Errorf("%v: %v", wish, got)
		}
	}
}
