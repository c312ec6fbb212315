package contract

import (
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"
	"time"
	_ "time/tzdata" // the zones of a machine that has none

	"github.com/chophien/chophien/payments"
)

// inZone is set in the processes that Run starts.
const inZone = "CHOPHIEN_CONTRACT_IN_ZONE"

// Run proves the contract for the cases that make builds, once on a machine in UTC and once
// on one in Vietnam: what a driver writes may not depend on where it runs. Each machine is a
// process of its own: servers of a case may still read the time while another zone is tried.
func Run(t *testing.T, make func(t *testing.T) Case) {
	if os.Getenv(inZone) != "" {
		prove(t, make)
		return
	}
	for zone, hours := range map[string]int{"UTC": 0, "Asia/Ho_Chi_Minh": 7} {
		at, err := time.LoadLocation(zone)
		if err != nil {
			t.Fatal(err)
		}
		if _, east := time.Unix(0, 0).AddDate(50, 0, 0).In(at).Zone(); east != hours*3600 {
			t.Fatalf("%s is %d s from UTC", zone, east)
		}
		t.Run("TZ="+zone, func(t *testing.T) { again(t, zone) })
	}
}

// again runs the caller's test in a process whose machine is in zone.
func again(t *testing.T, zone string) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	caller := t.Name()[:strings.LastIndex(t.Name(), "/TZ=")]
	only := strings.Split(caller, "/")
	for i, name := range only {
		only[i] = "^" + regexp.QuoteMeta(name) + "$"
	}
	child := exec.CommandContext(t.Context(), self, "-test.v", "-test.run="+strings.Join(only, "/"))
	child.Env = append(os.Environ(), "TZ="+zone, inZone+"=1")
	said, err := child.CombinedOutput()
	if err != nil || !strings.Contains(string(said), "--- PASS: "+caller+" (") {
		t.Errorf("%v\n%s", err, said)
	}
}

// prove holds a case against the contract on this machine.
func prove(t *testing.T, make func(t *testing.T) Case) {
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
