package handlers

import (
	"errors"
	"io"
	"net"
	"sync"
	"time"
)

// A connection that the server ends while bytes are still coming is torn down, and with it
// the answer on its way: whoever sends a photo of 50 MB would read "connection reset"
// instead of the sentence. So its end is announced first, and what still comes is thrown
// away for a while.
const (
	lingerFor  = 5 * time.Second
	lingerMost = 64 << 20
)

// Linger makes the connections of l end so that their last answer is read. Close does not
// wait for it.
func Linger(l net.Listener) net.Listener { return lingerer{l} }

type lingerer struct{ net.Listener }

// Accept waits for the next connection.
func (l lingerer) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if tcp, ok := c.(*net.TCPConn); ok {
		return &lingering{TCPConn: tcp}, err
	}
	return c, err
}

type lingering struct {
	*net.TCPConn
	mu    sync.Mutex
	until time.Time // when it ends at the latest; zero before Close
}

// Close ends our side now, and the whole connection when the other side has ended its own,
// or soon. Again it has no effect.
func (c *lingering) Close() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.until.IsZero() {
		return nil
	}
	c.until = time.Now().Add(lingerFor)
	if c.CloseWrite() != nil || c.TCPConn.SetReadDeadline(c.until) != nil {
		return c.TCPConn.Close() // the other side is gone already
	}
	go func() {
		defer func() { _ = c.TCPConn.Close() }()
		_, _ = io.CopyN(io.Discard, c.TCPConn, lingerMost)
	}()
	return nil
}

// SetReadDeadline implements net.Conn. A server that is about to wait for the next request
// while the connection is closed must not wait longer than the connection lasts: a browser
// that keeps its side open would hold up the end of the server.
func (c *lingering) SetReadDeadline(t time.Time) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.until.IsZero() && (t.IsZero() || t.After(c.until)) {
		t = c.until
	}
	return c.TCPConn.SetReadDeadline(t)
}

// SetDeadline implements net.Conn.
func (c *lingering) SetDeadline(t time.Time) error {
	return errors.Join(c.SetReadDeadline(t), c.SetWriteDeadline(t))
}
