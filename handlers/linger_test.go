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
