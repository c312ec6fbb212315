package handlers

import (
	"io"
	"net"
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
		return lingering{tcp}, err
	}
	return c, err
}

type lingering struct{ *net.TCPConn }

// Close ends our side now, and the whole connection when the other side has ended its own.
func (c lingering) Close() error {
	if err := c.CloseWrite(); err != nil {
		return c.TCPConn.Close() // the other side is gone already
	}
	go func() {
		defer func() { _ = c.TCPConn.Close() }()
		if c.SetReadDeadline(time.Now().Add(lingerFor)) == nil {
			_, _ = io.CopyN(io.Discard, c.TCPConn, lingerMost)
		}
	}()
	return nil
}
