package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/fault"
)

var scratch string

func TestMain(m *testing.M) {
	var err error
	if scratch, err = os.MkdirTemp("", "chophien-cmd"); err != nil {
		panic(err)
	}
	code := m.Run()
	_ = os.RemoveAll(scratch)
	os.Exit(code)
}

// built is the real program, built once.
var built = sync.OnceValues(func() (string, error) {
	path := filepath.Join(scratch, "chophien")
	out, err := exec.Command("go", "build", "-o", path, ".").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("go build: %w\n%s", err, out)
	}
	return path, nil
})

// program runs a command of the real program to its end and returns what it printed.
func program(t testing.TB, env []string, args ...string) (string, error) {
	t.Helper()
	cmd := command(t, env, args...)
	out, err := cmd.CombinedOutput()
	return string(out), err
}

func mustRun(t testing.TB, env []string, args ...string) string {
	t.Helper()
	out, err := program(t, env, args...)
	if err != nil {
		t.Fatalf("chophien %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return out
}

func command(t testing.TB, env []string, args ...string) *exec.Cmd {
	t.Helper()
	path, err := built()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(path, args...)
	// Nothing of who runs the tests configures the market.
	for _, kv := range os.Environ() {
		name, _, _ := strings.Cut(kv, "=")
		if slices.Contains([]string{"PATH", "HOME", "TMPDIR", "USER"}, name) {
			cmd.Env = append(cmd.Env, kv)
		}
	}
	cmd.Env = append(cmd.Env, env...)
	return cmd
}

// running is a market of the real program.
type running struct {
	t    testing.TB
	cmd  *exec.Cmd
	base string
	ops  string
	data string
	out  *lines
	done chan struct{} // closed at its end
}

// open starts a market and waits until it answers.
func openMarket(t testing.TB, env []string, args ...string) *running {
	t.Helper()
	r := &running{t: t, base: freeAddress(t), ops: freeAddress(t), out: &lines{}, done: make(chan struct{})}
	if i := slices.Index(args, "--data"); i >= 0 {
		r.data = args[i+1]
	}
	r.start(env, args...)
	r.base, r.ops = "http://"+r.base, "http://"+r.ops
	return r
}

func (r *running) start(env []string, args ...string) {
	r.t.Helper()
	base, ops := strings.TrimPrefix(r.base, "http://"), strings.TrimPrefix(r.ops, "http://")
	r.cmd = command(r.t, env, append(args, "--listen", base, "--ops-listen", ops)...)
	r.cmd.Stdout, r.cmd.Stderr = r.out, r.out
	if err := r.cmd.Start(); err != nil {
		r.t.Fatal(err)
	}
	r.done = make(chan struct{})
	cmd, done := r.cmd, r.done
	go func() { _ = cmd.Wait(); close(done) }()
	r.t.Cleanup(func() {
		_ = cmd.Process.Kill()
		<-done
		if r.t.Failed() {
			r.t.Logf("the market said:\n%s", r.out.String())
		}
	})
	r.eventually("answers", func() bool {
		select {
		case <-done:
			r.t.Fatalf("the market ended:\n%s", r.out.String())
		default:
		}
		res, err := http.Get("http://" + base + "/healthz")
		if err != nil {
			return false
		}
		_ = res.Body.Close()
		return res.StatusCode == http.StatusOK
	})
}

// eventually waits for what another process does.
func (r *running) eventually(what string, holds func() bool) {
	r.t.Helper()
	ctx, cancel := context.WithTimeout(r.t.Context(), time.Minute)
	defer cancel()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for !holds() {
		select {
		case <-ctx.Done():
			r.t.Fatalf("never: %s\n%s", what, r.out.String())
		case <-tick.C:
		}
	}
}

func (r *running) signal(s os.Signal) {
	r.t.Helper()
	if err := r.cmd.Process.Signal(s); err != nil {
		r.t.Fatal(err)
	}
}

// ended waits for the end and returns the exit code, -1 when a signal ended it.
func (r *running) ended() int {
	r.t.Helper()
	r.eventually("ends", func() bool {
		select {
		case <-r.done:
			return true
		default:
			return false
		}
	})
	return r.cmd.ProcessState.ExitCode()
}

// stop closes the market as Ctrl-C does.
func (r *running) stop() {
	r.t.Helper()
	r.signal(os.Interrupt)
	if code := r.ended(); code != 0 {
		r.t.Fatalf("exit code %d\n%s", code, r.out.String())
	}
}

func freeAddress(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// lines collects what a process writes.
type lines struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// slow is a request whose second half has not been sent yet.
func slow(t *testing.T, base string) net.Conn {
	t.Helper()
	c, err := net.Dial("tcp", strings.TrimPrefix(base, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	if _, err := io.WriteString(c, "POST /webhooks/sandbox HTTP/1.1\r\nHost: market\r\nContent-Length: 20\r\n\r\n{\"half\":"); err != nil {
		t.Fatal(err)
	}
	return c
}

func TestCtrlCFinishesWhatIsInFlight(t *testing.T) {
	m := openMarket(t, nil, "demo", "--data", t.TempDir())
	c := slow(t, m.base)
	// The request is in the market's hands once a later one on another connection is.
	if _, err := http.Get(m.base + "/healthz"); err != nil {
		t.Fatal(err)
	}
	m.signal(os.Interrupt)
	m.eventually("closes", func() bool { return strings.Contains(m.out.String(), "requests in flight are finished") })
	if _, err := io.WriteString(c, `"and more"} `); err != nil {
		t.Fatal(err)
	}
	answer, err := io.ReadAll(c)
	if !strings.HasPrefix(string(answer), "HTTP/1.1 400") {
		t.Errorf("the request in flight got %q, %v", answer, err)
	}
	if code := m.ended(); code != 0 {
		t.Errorf("exit code %d", code)
	}
}

// A browser opens connections that it may need later. They are no requests in flight: the
// market ends well though they stay open.
func TestCtrlCDoesNotWaitForWhoSaysNothing(t *testing.T) {
	m := openMarket(t, nil, "demo", "--data", t.TempDir())
	c, err := net.Dial("tcp", strings.TrimPrefix(m.base, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	// It is in the market's hands once a later one is.
	if _, err := http.Get(m.base + "/healthz"); err != nil {
		t.Fatal(err)
	}
	m.stop()
}

func TestASecondSignalEndsAtOnce(t *testing.T) {
	m := openMarket(t, nil, "demo", "--data", t.TempDir())
	slow(t, m.base)
	if _, err := http.Get(m.base + "/healthz"); err != nil {
		t.Fatal(err)
	}
	m.signal(syscall.SIGTERM)
	m.eventually("closes", func() bool { return strings.Contains(m.out.String(), "requests in flight are finished") })
	m.signal(syscall.SIGTERM)
	if m.ended(); m.cmd.ProcessState.Sys().(syscall.WaitStatus).Signal() != syscall.SIGTERM {
		t.Errorf("it ended with %v", m.cmd.ProcessState)
	}
}

func TestServeRefusesAnOldSchema(t *testing.T) {
	for _, dialect := range []string{"sqlite", "postgres"} {
		t.Run(dialect, func(t *testing.T) {
			var env []string
			if dialect == "postgres" {
				env = []string{"DATABASE_URL=" + dbtest.Empty(t, dialect).URL}
			}
			data := t.TempDir()
			out, err := program(t, env, "serve", "--sandbox", "--data", data, "--listen", freeAddress(t), "--ops-listen", "")
			if err == nil || !strings.Contains(out, "chophien migrate") {
				t.Fatalf("%v: %s", err, out)
			}
			mustRun(t, env, "migrate", "--data", data)
			openMarket(t, env, "serve", "--sandbox", "--data", data).stop()
		})
	}
}

// The first administrator is made by who runs the program; a PIN that the family would try
// first is not taken, and is printed nowhere.
func TestTheFirstAdministratorIsMadeByCommand(t *testing.T) {
	data := t.TempDir()
	create := func(pin string) (string, error) {
		return program(t, []string{"CHOPHIEN_ADMIN_PIN=" + pin}, "admin", "create", "--data", data, "--phone", "0900000091", "--name", "Người Quản Lý Thử")
	}
	if out, err := create("482915"); err == nil || !strings.Contains(out, "chophien migrate") {
		t.Errorf("without a schema: %v, %s", err, out)
	}
	mustRun(t, nil, "migrate", "--data", data)
	if out, err := create("123456"); err == nil || strings.Contains(out, "123456") {
		t.Errorf("an easy PIN: %v, %s", err, out)
	}
	if out, err := create("482915"); err != nil || !strings.Contains(out, "can sign in") || strings.Contains(out, "482915") {
		t.Errorf("%v, %s", err, out)
	}
	d := dbtest.OpenConfig(t, sqliteOf(data))
	defer d.Close()
	var roles []string
	if err := d.Read(t.Context()).Table("roles").Pluck("role", &roles).Error; err != nil || len(roles) != 1 || roles[0] != "admin" {
		t.Errorf("%v, %v", roles, err)
	}
}

func TestTheSecondStartFindsItAllThere(t *testing.T) {
	data := t.TempDir()
	first := openMarket(t, nil, "demo", "--data", data)
	for _, part := range []string{first.base, "0900000001", "0900000006", "/sandbox/codes", "PIN"} {
		if !strings.Contains(first.out.String(), part) {
			t.Errorf("the demo does not say %q", part)
		}
	}
	first.stop()
	before := counts(t, data)
	second := openMarket(t, nil, "demo", "--data", data)
	second.stop()
	if after := counts(t, data); after != before {
		t.Errorf("%s became %s", before, after)
	}
}

// counts is how much a market on SQLite holds.
func counts(t *testing.T, data string) string {
	t.Helper()
	d := dbtest.OpenConfig(t, sqliteOf(data))
	var out strings.Builder
	for _, table := range []string{"products", "variants", "sellers", "people", "certificates", "divisions", "stock_moves", "photos"} {
		var n int64
		if err := d.Read(t.Context()).Table(table).Count(&n).Error; err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&out, "%s %d, ", table, n)
	}
	_ = d.Close()
	return out.String()
}

func TestOnlyOneServesAPostgreSQL(t *testing.T) {
	env := []string{"DATABASE_URL=" + dbtest.Config(t, "postgres").URL}
	first := openMarket(t, env, "serve", "--sandbox", "--data", t.TempDir())
	out, err := program(t, env, "serve", "--sandbox", "--data", t.TempDir(), "--listen", freeAddress(t), "--ops-listen", "")
	if err == nil || !strings.Contains(out, "there can be only one") {
		t.Errorf("%v: %s", err, out)
	}
	first.stop()
}

func TestSentencesKeepOtherErrors(t *testing.T) {
	plain := errors.New("the disk is full")
	if got := sentences("en", plain); got != plain {
		t.Error(got)
	}
	if got := sentences("en", fault.New(fault.Invalid, "phone.invalid").On("phone")); got == nil || !strings.HasPrefix(got.Error(), "phone: ") {
		t.Error(got)
	}
}
