package handlers_test

import (
	"net"
	"testing"
	"time"

	"github.com/chophien/chophien/handlers"
)

// TestAClosedConnectionEndsThoughItsReaderWouldWait: a server may set out to wait for the
// next request just when it closes; a browser that keeps its side open must not hold it up.
func TestAClosedConnectionEndsThoughItsReaderWouldWait(t *testing.T) {
	inner, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l := handlers.Linger(inner)
	defer l.Close()
	browser, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer browser.Close()
	c, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	}
	for _, wait := range []func(time.Time) error{c.SetReadDeadline, c.SetDeadline} {
		if err := wait(time.Now().Add(time.Hour)); err != nil {
			t.Fatal(err)
		}
	}
	if n, err := c.Read(make([]byte, 1)); err == nil {
		t.Errorf("%d bytes out of nothing", n)
	}
}

// TestASilentConnectionEndsWithItsListener: one on which nothing came is no request under
// way; one that has spoken is, and so is one that speaks just as the listener closes.
func TestASilentConnectionEndsWithItsListener(t *testing.T) {
	inner, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l := handlers.Linger(inner)
	open := func() (browser, c net.Conn) {
		t.Helper()
		browser, err := net.Dial("tcp", l.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = browser.Close() })
		if c, err = l.Accept(); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = c.Close() })
		if err := c.SetDeadline(time.Now().Add(time.Hour)); err != nil {
			t.Fatal(err)
		}
		return browser, c
	}
	says := func(browser, c net.Conn) {
		t.Helper()
		if _, err := browser.Write([]byte("x")); err != nil {
			t.Fatal(err)
		}
		if n, err := c.Read(make([]byte, 1)); n != 1 {
			t.Errorf("what was said is not heard: %v", err)
		}
	}
	_, silent := open()
	spoken, hears := open()
	says(spoken, hears)
	late, hearsLate := open()
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	says(late, hearsLate)
	if n, err := silent.Read(make([]byte, 1)); err == nil {
		t.Errorf("%d bytes out of nothing", n)
	}
	if err := silent.SetDeadline(time.Now().Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	if n, err := silent.Read(make([]byte, 1)); err == nil {
		t.Errorf("%d bytes out of nothing, waited for anew", n)
	}
	says(spoken, hears)
	says(late, hearsLate)
}
