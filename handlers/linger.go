package handlers

import (
	"errors"
	"io"
	"net"
	"sync"
	"sync/atomic"
	"time"
)

// A connection that the server ends while bytes are still coming is torn down, and with it
// the answer on its way: whoever sends a photo of 50 MB would read "connection reset"
// instead of the sentence. So its end is announced first, and what still comes is thrown
// away for a while.
//
// A browser opens connections that it may need and says nothing on them. The server takes
// each for a request under way, and would wait at its own end for as long as a slow sender
// is given, longer than its end may take.
const (
	lingerFor  = 5 * time.Second
	lingerMost = 64 << 20
	silentFor  = time.Second // what was sent just now may still arrive
)

// Linger makes the connections of l end so that their last answer is read; Close of one does
// not wait for it. Close of the listener ends, after a second, those on which nothing came yet.
func Linger(l net.Listener) net.Listener {
	return &lingerer{Listener: l, silent: map[*lingering]bool{}}
}

type lingerer struct {
	net.Listener
	mu     sync.Mutex
	silent map[*lingering]bool // nothing was read from them yet
	closed time.Time
}

// Accept waits for the next connection.
func (l *lingerer) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	tcp, ok := c.(*net.TCPConn)
	if !ok {
		return c, err
	}
	out := &lingering{TCPConn: tcp, from: l}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.silent[out] = true; !l.closed.IsZero() {
		out.end(l.closed.Add(silentFor))
	}
	return out, err
}

// Close stops accepting.
func (l *lingerer) Close() error {
	err := l.Listener.Close()
	l.mu.Lock()
	defer l.mu.Unlock()
	l.closed = time.Now()
	for c := range l.silent {
		c.end(l.closed.Add(silentFor))
	}
	return err
}

// heard takes c off the silent ones.
func (l *lingerer) heard(c *lingering) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.silent, c)
}

type lingering struct {
	*net.TCPConn
	from   *lingerer
	spoken atomic.Bool
	mu     sync.Mutex
	until  time.Time // when reading ends at the latest; zero for no such end
	closed bool
}

// Read implements net.Conn.
func (c *lingering) Read(b []byte) (int, error) {
	n, err := c.TCPConn.Read(b)
	if n > 0 && !c.spoken.Swap(true) {
		c.from.heard(c)
		c.spare()
	}
	return n, err
}

// end lets nothing be read behind at.
func (c *lingering) end(at time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.until = at
	_ = c.TCPConn.SetReadDeadline(at)
}

// spare takes back the end of one that spoke in time.
func (c *lingering) spare() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.closed && !c.until.IsZero() {
		c.until = time.Time{}
		_ = c.TCPConn.SetReadDeadline(time.Now().Add(lingerFor))
	}
}

// Close ends our side now, and the whole connection when the other side has ended its own,
// or soon. Again it has no effect.
func (c *lingering) Close() error {
	c.from.heard(c)
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return nil
	}
	c.closed, c.until = true, time.Now().Add(lingerFor)
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
