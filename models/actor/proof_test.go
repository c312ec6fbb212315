package actor

import (
	"testing"
	"time"

	"github.com/chophien/chophien/models/clock"
)

func TestAProofIsOfOnePersonAndSoonStale(t *testing.T) {
	at := clock.Instant(1_700_000_000_000)
	p := Proved("an", at)
	for _, c := range []struct {
		who  string
		when clock.Instant
		want bool
	}{
		{"an", at, true}, {"an", at.Add(ProofLife), true}, {"an", at.Add(ProofLife + time.Millisecond), false},
		{"an", at.Add(-time.Millisecond), false}, {"binh", at, false}, {"", at, false},
	} {
		if p.Of(c.who, c.when) != c.want {
			t.Errorf("proof of %q at %+v: not %v", c.who, c.when.Sub(at), c.want)
		}
	}
	if (Proof{}).Of("", 0) {
		t.Error("the zero proof proves something")
	}
}
