package contract

import (
	"testing"
	"time"

	"github.com/chophien/chophien/payments"
)

// Run proves the contract for the cases that make builds, once on a machine in UTC and once
// on one in Vietnam: what a driver writes may not depend on where it runs. It changes
// time.Local, so the caller must not be parallel.
func Run(t *testing.T, make func(t *testing.T) Case) {
	for _, zone := range []*time.Location{time.UTC, time.FixedZone("Asia/Ho_Chi_Minh", 7*3600)} {
		t.Run("TZ="+zone.String(), func(t *testing.T) {
			local := time.Local
			time.Local = zone
			defer func() { time.Local = local }()

			r := &run{Case: make(t)}
			if r.Gateway == nil && r.Listener == nil {
				t.Fatal("the case has neither a gateway nor a listener")
			}
			t.Run("Vectors", r.vectors)
			if r.Gateway != nil {
				t.Run("Capabilities", r.capabilities)
				t.Run("Begin", r.begin)
				t.Run("Rollover", r.rollover)
			}
			if r.Listener != nil {
				t.Run("Notices", r.notices)
				t.Run("Tampering", r.tampering)
				t.Run("Foreign", r.foreign)
				t.Run("Malformed", r.malformed)
				t.Run("TooLarge", r.tooLarge)
				t.Run("Staleness", r.staleness)
				t.Run("Rotation", r.rotation)
				t.Run("Noise", r.noise)
				t.Run("Answers", r.answers)
			}
			if v, ok := r.Gateway.(payments.ReturnVerifier); ok {
				t.Run("Returns", func(t *testing.T) { r.returns(t, v) })
			}
			if r.Fake != nil {
				t.Run("Provider", r.provider)
			}
			t.Run("Secrets", r.secrets)
		})
	}
}

// run is a case on its way through the suite, with the errors that came up.
type run struct {
	Case
	errs []error
}

func (r *run) saw(err error) error {
	if err != nil {
		r.errs = append(r.errs, err)
	}
	return err
}

func (r *run) vectors(t *testing.T) {
	for _, v := range r.Vectors {
		if got := v.Got(); got != v.Want {
			t.Errorf("%s:\n got %s\nwant %s", v.Name, got, v.Want)
		}
	}
}
