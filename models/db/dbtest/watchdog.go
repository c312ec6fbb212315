//go:build unix

package dbtest

import (
	"os"
	"os/exec"
	"syscall"
	"time"
)

// watchdogEnv turns a test binary into the watchdog of the cluster.
const watchdogEnv = "CHOPHIEN_TEST_WATCHDOG"

// grace is how long the server waits for the next test binary after one has come.
const grace = 90 * time.Second

func init() {
	if os.Getenv(watchdogEnv) != "" {
		watch()
		os.Exit(0)
	}
}

// spawnWatchdog starts this very binary once more, detached, unless a watchdog is there.
func spawnWatchdog(cl *cluster) error {
	held, err := lockFile(cl.path("watchdog"), syscall.LOCK_EX|syscall.LOCK_NB)
	if err != nil {
		return nil // somebody watches
	}
	held.Close()
	self, err := os.Executable()
	if err != nil {
		return err
	}
	c := exec.Command(self)
	c.Dir = cl.dir
	c.Env = append(os.Environ(), watchdogEnv+"=1")
	c.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	if err := c.Start(); err != nil {
		return err
	}
	return c.Process.Release()
}

// watch stops the server and wipes its data when no test binary has used it for a while.
func watch() {
	cl, err := findCluster()
	if err != nil {
		return
	}
	alone, err := lockFile(cl.path("watchdog"), syscall.LOCK_EX|syscall.LOCK_NB)
	if err != nil {
		return
	}
	for {
		// Wait for the last user to go, then give the next one time to come.
		gone, err := lockFile(cl.path("users"), syscall.LOCK_EX)
		if err != nil {
			return
		}
		gone.Close()
		<-time.After(grace)
		gone, err = lockFile(cl.path("users"), syscall.LOCK_EX|syscall.LOCK_NB)
		if err != nil {
			continue
		}
		if fi, err := gone.Stat(); err == nil && time.Since(fi.ModTime()) < grace {
			gone.Close()
			continue
		}
		cl.stop()
		_ = os.RemoveAll(cl.path("run"))
		// In this order: the next binary may pass only when it can see that nobody watches.
		alone.Close()
		gone.Close()
		return
	}
}
