package stripetest

import (
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// Mock starts stripe-mock v0.203.0, which judges requests by Stripe's own description of
// its API and answers with samples, and returns its address. A machine without it skips
// the test; in CI (CI=true) it is required.
func Mock(t *testing.T) string {
	t.Helper()
	program, err := exec.LookPath("stripe-mock")
	if err != nil {
		if home, wrong := os.UserHomeDir(); wrong == nil {
			program, err = exec.LookPath(filepath.Join(home, "go", "bin", "stripe-mock"))
		}
	}
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("stripe-mock is required in CI: go install github.com/stripe/stripe-mock@v0.203.0")
		}
		t.Skip("stripe-mock is not installed: go install github.com/stripe/stripe-mock@v0.203.0")
	}
	plain, secure := free(t), free(t)
	// Both: left alone, the second would listen on every address of the machine.
	cmd := exec.Command(program, "-http-addr", plain, "-https-addr", secure)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait() // it was killed
	})
	for range 600 {
		if res, err := http.Get("http://" + plain + "/"); err == nil {
			_ = res.Body.Close()
			return "http://" + plain
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatal("stripe-mock does not answer")
	return ""
}

func free(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}
