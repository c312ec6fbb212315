package contract

import (
	"errors"
	"maps"
	"net/url"
	"reflect"
	"regexp"
	"slices"
	"testing"
	"time"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/payments"
)

var codeRule = regexp.MustCompile(`^[a-z][a-z0-9_]{1,19}$`)

func (r *run) capabilities(t *testing.T) {
	g, c := r.Gateway, r.Gateway.Capabilities()
	if !codeRule.MatchString(g.Code()) {
		t.Errorf("code %q cannot stand in an address", g.Code())
	}
	if !reflect.DeepEqual(c, g.Capabilities()) {
		t.Error("capabilities differ from call to call")
	}
	_, listens := g.(payments.Listener)
	_, returns := g.(payments.ReturnVerifier)
	_, queries := g.(payments.Querier)
	_, refunds := g.(payments.Refunder)
	_, queriesRefunds := g.(payments.RefundQuerier)
	_, cancels := g.(payments.Canceller)
	async := c.Refund == payments.RefundAsync
	for _, agree := range []struct {
		name            string
		declared, found bool
	}{
		{"Listens", c.Listens, listens}, {"VerifyReturn", c.VerifyReturn, returns}, {"Query", c.Query, queries},
		{"QueryRefund", c.QueryRefund, queriesRefunds}, {"Cancel", c.Cancel, cancels},
		{"Refund", c.Refund == payments.RefundSync || async, refunds},
		{"async refunds need QueryRefund", async, async && queriesRefunds},
		{"polling a query", len(c.PollAfter) > 0, queries}, {"polling a refund", len(c.RefundPollAfter) > 0, queriesRefunds},
	} {
		if agree.declared != agree.found {
			t.Errorf("%s: declared %v, found %v", agree.name, agree.declared, agree.found)
		}
	}
	if !slices.Contains([]payments.RefundMode{payments.RefundNone, payments.RefundManual, payments.RefundSync, payments.RefundAsync}, c.Refund) {
		t.Errorf("refund mode %q", c.Refund)
	}
	if c.Refund != payments.RefundNone && !c.MinRefund.Positive() {
		t.Error("the least refund is not positive")
	}
	if !c.Listens && !c.ByBankCredit && !c.Query {
		if r.Listener != nil {
			t.Error("a listener for a gateway that hears of no money")
		}
	}
	if !c.Min.Positive() || c.Min.Cmp(c.Max) > 0 || c.Max.Dong() > money.Max {
		t.Errorf("amounts from %v to %v", c.Min, c.Max)
	}
	if c.MinTTL <= 0 || c.MinTTL > c.DefaultTTL || c.DefaultTTL > c.MaxTTL || c.HoldGrace < 0 || c.MaxTTL+c.HoldGrace > 2*time.Hour {
		t.Errorf("times %v ≤ %v ≤ %v, grace %v: a hold ends after 2 hours", c.MinTTL, c.DefaultTTL, c.MaxTTL, c.HoldGrace)
	}
	if c.DoorCash && !c.Door {
		t.Error("cash without a door")
	}
	if c.Door && (c.Query || c.Listens || c.VerifyReturn || c.Cancel || c.BrowserBegins || len(c.PollAfter) > 0) {
		t.Error("money that comes at the door has no provider to hear, ask or close")
	}
	if c.Door && !slices.Equal(c.Next, []payments.NextKind{payments.NextNone}) {
		t.Error("who pays at the door has nothing to do before")
	}
	if !slices.IsSorted(c.PollAfter) || !slices.IsSorted(c.RefundPollAfter) || c.PollGap < 0 {
		t.Error("polling times are not in order")
	}
	if !slices.Contains([]payments.RefRule{payments.RefPlain, payments.RefDated, payments.RefNumber}, c.Ref) {
		t.Errorf("reference rule %q", c.Ref)
	}
	for _, o := range c.FormActions {
		if u, err := url.Parse(o); err != nil || u.Scheme+"://"+u.Host != o || u.Host == "" {
			t.Errorf("form action %q is not an origin", o)
		}
	}
	if c.TTL(0) != c.DefaultTTL || c.TTL(time.Nanosecond) != c.MinTTL || c.TTL(1000*time.Hour) != c.MaxTTL {
		t.Error("a wished time is not brought into the limits")
	}
}

func (r *run) begin(t *testing.T) {
	ctx, c := t.Context(), r.Gateway.Capabilities()
	if want := c.Ref.Make(r.Start.Code, r.Start.Attempt, r.Start.At); want == "" || r.Start.Ref != want {
		t.Fatalf("the case's start has the reference %q, its rule makes %q", r.Start.Ref, want)
	}
	for again := range 2 { // asking again opens nothing new
		got, err := r.Gateway.Begin(ctx, r.Start)
		if again == 1 && c.Query && payments.IsAmbiguous(r.saw(err)) {
			continue // a provider that does not repeat its answer is asked by Query
		}
		if r.saw(err) != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(got, r.Begun) {
			t.Errorf("begin:\n got %+v\nwant %+v", got, r.Begun)
		}
		if !slices.Contains(c.Next, got.Next.Kind) {
			t.Errorf("next %q is not declared", got.Next.Kind)
		}
	}
	for key, amount := range map[string]money.VND{
		"payments.amount_below": c.Min.Sub(money.Of(1)),
		"payments.amount_above": c.Max.Add(money.Of(1)),
	} {
		s := r.Start
		s.Amount = amount
		if _, err := r.Gateway.Begin(ctx, s); !fault.Has(r.saw(err), key) {
			t.Errorf("begin with %v: %v, want %s", amount, err, key)
		}
	}
}

// rollover begins on both sides of midnight in Vietnam, which is 17:00 UTC.
func (r *run) rollover(t *testing.T) {
	midnight := clock.Date("2026-12-29").Start()
	rule, life := r.Gateway.Capabilities().Ref, r.Start.ExpiresAt.Sub(r.Start.At)
	for at, day := range map[clock.Instant]string{midnight - 1: "261228", midnight: "261229"} {
		s := r.Start
		s.At, s.ExpiresAt, s.PaymentID = at, at.Add(life), s.PaymentID+day
		s.Attempt = 2
		if at == midnight {
			s.Attempt = 3
		}
		s.Ref = rule.Make(s.Code, s.Attempt, at)
		if rule == payments.RefDated && s.Ref[:6] != day {
			t.Errorf("a reference of %s begins with %s", day, s.Ref[:6])
		}
		if _, err := r.Gateway.Begin(t.Context(), s); r.saw(err) != nil {
			t.Errorf("begin at %v: %v", at, err)
		}
	}
}

func (r *run) returns(t *testing.T, v payments.ReturnVerifier) {
	if len(r.Returns) == 0 {
		t.Fatal("the case shows no return")
	}
	for _, back := range r.Returns {
		for _, req := range []payments.RawRequest{back.Request, spaced(back.Request)} {
			ref, hint, err := v.VerifyReturn(t.Context(), req)
			if r.saw(err) != nil || ref != back.Ref || hint != back.Hint {
				t.Errorf("return: %q %q %v, want %q %q", ref, hint, err, back.Ref, back.Hint)
			}
		}
		forged := back.Request
		q, _ := url.ParseQuery(forged.RawQuery)
		for _, name := range back.Signed {
			other := maps.Clone(q)
			other[name] = []string{flipLast(q.Get(name))}
			forged.RawQuery = other.Encode()
			if _, _, err := v.VerifyReturn(t.Context(), forged); !errors.Is(r.saw(err), payments.ErrBadSignature) {
				t.Errorf("a return with another %s: %v", name, err)
			}
		}
		if len(back.Signed) == 0 {
			t.Error("the case names no signed parameter")
		}
	}
}
