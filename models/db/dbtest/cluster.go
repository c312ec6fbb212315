//go:build unix

package dbtest

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// cluster is one private PostgreSQL server in a folder:
//
//	users     locked shared by every test binary for its life
//	turn      locked by the one that starts the server
//	watchdog  locked by the process that will stop it
//	run/      data, socket and log, owned by the account that runs the server
type cluster struct {
	dir  string
	bin  string
	cred *syscall.Credential // nil: as ourselves
}

// held keeps this binary's share of the lock until it ends, however it ends.
var held []*os.File

// startCluster returns the address of the running cluster, starting it when needed.
func startCluster() (string, error) {
	cl, err := findCluster()
	if err != nil {
		return "", err
	}
	if err := cl.claim(); err != nil {
		return "", err
	}
	share, err := lockFile(cl.path("users"), syscall.LOCK_SH)
	if err != nil {
		return "", err
	}
	held = append(held, share)
	now := time.Now()
	if err := os.Chtimes(share.Name(), now, now); err != nil { // the watchdog counts from here
		return "", err
	}
	turn, err := lockFile(cl.path("turn"), syscall.LOCK_EX)
	if err != nil {
		return "", err
	}
	defer turn.Close()
	if !cl.answers() {
		if err := cl.start(); err != nil {
			return "", err
		}
	} else if err := cl.sweep(); err != nil {
		return "", err
	}
	return cl.url(), spawnWatchdog(cl)
}

func findCluster() (*cluster, error) {
	bin, err := serverPrograms()
	if err != nil {
		return nil, err
	}
	out, err := exec.Command(filepath.Join(bin, "postgres"), "--version").Output()
	if err != nil {
		return nil, fmt.Errorf("postgres --version: %w", err)
	}
	words := strings.Fields(string(out)) // postgres (PostgreSQL) 15.4 …
	if len(words) < 3 {
		return nil, fmt.Errorf("postgres --version says %q", out)
	}
	major, _, _ := strings.Cut(words[2], ".")
	cl := &cluster{bin: bin, dir: filepath.Join(place(), fmt.Sprintf("chophien-pg-%d-%s", os.Getuid(), major))}
	if os.Getuid() == 0 {
		if cl.cred, err = unprivileged(); err != nil {
			return nil, err
		}
	}
	return cl, nil
}

// serverPrograms is the folder of initdb, postgres and pg_ctl: that in PATH, or else the
// newest of Debian's, which has one per version and none in PATH.
func serverPrograms() (string, error) {
	if p, err := exec.LookPath("initdb"); err == nil {
		if p, err = filepath.EvalSymlinks(p); err == nil && isServer(filepath.Dir(p)) {
			return filepath.Dir(p), nil
		}
	}
	best, newest := "", 0
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin")
	for _, d := range found {
		n, err := strconv.Atoi(filepath.Base(filepath.Dir(d)))
		if err == nil && n > newest && isServer(d) {
			best, newest = d, n
		}
	}
	if best == "" {
		return "", errNoServer
	}
	return best, nil
}

func isServer(dir string) bool {
	for _, name := range []string{"initdb", "postgres", "pg_ctl"} {
		fi, err := os.Stat(filepath.Join(dir, name))
		if err != nil || !fi.Mode().IsRegular() || fi.Mode()&0o111 == 0 {
			return false
		}
	}
	return true
}

// unprivileged is the account for the server when the tests run as root, which
// PostgreSQL refuses.
func unprivileged() (*syscall.Credential, error) {
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, err1 := strconv.ParseUint(u.Uid, 10, 32)
		gid, err2 := strconv.ParseUint(u.Gid, 10, 32)
		if err1 == nil && err2 == nil {
			return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, nil
		}
	}
	return nil, errors.New("PostgreSQL refuses to run as root, and neither account postgres nor nobody exists")
}

// claim makes the folder, and refuses one that somebody else has put in its place.
func (cl *cluster) claim() error {
	if err := os.Mkdir(cl.dir, 0o755); err != nil && !errors.Is(err, os.ErrExist) {
		return err
	}
	fi, err := os.Lstat(cl.dir)
	if err != nil {
		return err
	}
	if st, ok := fi.Sys().(*syscall.Stat_t); !fi.IsDir() || !ok || int(st.Uid) != os.Getuid() {
		return fmt.Errorf("%s belongs to somebody else", cl.dir)
	}
	return nil
}

func (cl *cluster) path(elem ...string) string {
	return filepath.Join(append([]string{cl.dir}, elem...)...)
}

func (cl *cluster) url() string {
	q := url.Values{"host": {cl.path("run")}, "port": {"5432"}, "user": {"postgres"}, "sslmode": {"disable"}}
	return "postgres:///postgres?" + q.Encode()
}

// answers reports whether a server listens. A server too busy to let us in is one: it
// must not be mistaken for a dead one and swept from under the others.
func (cl *cluster) answers() bool {
	c, err := net.Dial("unix", cl.path("run", ".s.PGSQL.5432"))
	if err != nil {
		return false
	}
	return c.Close() == nil
}

// start makes a new cluster from nothing: whatever a killed run or a crashed machine left
// is thrown away, and no process is touched for a number in an old file. Only the holder
// of "turn" calls it, when nothing answers.
func (cl *cluster) start() error {
	run, data := cl.path("run"), cl.path("run", "data")
	if err := os.RemoveAll(run); err != nil {
		return err
	}
	if err := os.Mkdir(run, 0o700); err != nil {
		return err
	}
	if cl.cred != nil {
		if err := os.Chown(run, int(cl.cred.Uid), int(cl.cred.Gid)); err != nil {
			return err
		}
	}
	if err := cl.do("initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync", "--no-instructions"); err != nil {
		return err
	}
	// Speed over safety: these data outlive nothing. The socket is the only way in, and
	// its folder lets in nobody else.
	opts := strings.Join([]string{"-c listen_addresses=''", "-c unix_socket_directories='" + run + "'", "-c port=5432",
		"-c fsync=off", "-c synchronous_commit=off", "-c full_page_writes=off", "-c autovacuum=off",
		"-c max_connections=600", "-c shared_buffers=64MB", "-c max_wal_size=128MB", "-c deadlock_timeout=200ms",
		"-c wal_level=minimal", "-c max_wal_senders=0", "-c dynamic_shared_memory_type=mmap"}, " ")
	return cl.do("pg_ctl", "-D", data, "-l", cl.path("run", "log"), "-w", "-t", "120", "-o", opts, "start")
}

// stop ends the server at once, if it runs.
func (cl *cluster) stop() {
	if cl.answers() {
		_ = cl.do("pg_ctl", "-D", cl.path("run", "data"), "-m", "immediate", "-w", "-t", "30", "stop")
	}
}

// do runs one of the server's programs as the server's account.
func (cl *cluster) do(program string, args ...string) error {
	out, err := os.CreateTemp("", "chophien-pg-out-")
	if err != nil {
		return err
	}
	defer os.Remove(out.Name())
	defer out.Close()
	c := exec.Command(filepath.Join(cl.bin, program), args...)
	c.Dir = cl.path("run")
	// A file, not a pipe: the server inherits it and would keep a pipe open.
	c.Stdout, c.Stderr = out, out
	c.Env = append(os.Environ(), "LC_ALL=C")
	// An own session, so that Ctrl-C in the terminal of the tests does not reach the server.
	c.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Credential: cl.cred}
	if err := c.Run(); err != nil {
		said, _ := os.ReadFile(out.Name())
		log, _ := os.ReadFile(cl.path("run", "log"))
		return fmt.Errorf("%s: %w\n%s%s", program, err, said, log)
	}
	return nil
}

func lockFile(path string, how int) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	for {
		err = syscall.Flock(int(f.Fd()), how)
		if !errors.Is(err, syscall.EINTR) {
			break
		}
	}
	if err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}
