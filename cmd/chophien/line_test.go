package main

import (
	"io"
	"math/rand/v2"
	"net"
	"strings"
	"sync"
	"testing"
)

// line is the way from a phone to the market: whole, gone, or one that breaks at random
// points of what is said over it.
type line struct {
	to   string
	in   net.Listener
	mu   sync.Mutex
	up   bool
	rng  *rand.Rand // nil: it never breaks by itself
	cuts int
	open map[net.Conn]bool
}

// lineTo opens a line to the market; afterwards m is reached over it.
func lineTo(t *testing.T, m *running) *line {
	t.Helper()
	in, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l := &line{to: strings.TrimPrefix(m.base, "http://"), in: in, up: true, open: map[net.Conn]bool{}}
	t.Cleanup(func() { _ = in.Close(); l.turn(false) })
	go func() {
		for {
			c, err := in.Accept()
			if err != nil {
				return
			}
			go l.carry(c)
		}
	}()
	return l
}

func (l *line) base() string { return "http://" + l.in.Addr().String() }

// turn takes the line away, in the middle of whatever is being said, or gives it back.
func (l *line) turn(up bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.up = up
	if !up {
		for c := range l.open {
			_ = c.Close()
		}
	}
}

// shake lets the line break from now on, nil no longer; no connection from before is left.
func (l *line) shake(rng *rand.Rand) {
	l.turn(false)
	l.mu.Lock()
	l.rng = rng
	l.mu.Unlock()
	l.turn(true)
}

func (l *line) broken() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.cuts
}

// take decides what becomes of a connection: after how many bytes of either side it breaks;
// below 0 never.
func (l *line) take(c net.Conn) (ok bool, asked, answered int64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.up {
		return false, 0, 0
	}
	l.open[c] = true
	asked, answered = -1, -1
	if l.rng == nil {
		return true, asked, answered
	}
	switch l.rng.IntN(4) {
	case 0: // in the middle of what is asked, or before
		asked = l.rng.Int64N(3000)
	case 1: // the market heard it, and nobody hears the answer
		answered = 0
	case 2: // in the middle of the answer
		answered = l.rng.Int64N(3000)
	default: // after a while: no connection lasts
		answered = l.rng.Int64N(20000)
	}
	return true, asked, answered
}

func (l *line) carry(c net.Conn) {
	defer c.Close()
	ok, asked, answered := l.take(c)
	if !ok {
		return
	}
	there, err := net.Dial("tcp", l.to)
	if err != nil {
		return
	}
	defer there.Close()
	l.mu.Lock()
	l.open[there] = true
	l.mu.Unlock()
	defer func() {
		l.mu.Lock()
		delete(l.open, c)
		delete(l.open, there)
		l.mu.Unlock()
	}()
	var once sync.Once
	end := make(chan struct{})
	pipe := func(to, from net.Conn, most int64) {
		cut := false
		if most < 0 {
			_, _ = io.Copy(to, from)
		} else {
			n, _ := io.CopyN(to, from, most)
			_, err := from.Read(make([]byte, 1)) // one more byte is what breaks it
			cut = n == most && err == nil
		}
		once.Do(func() {
			if cut {
				l.mu.Lock()
				l.cuts++
				l.mu.Unlock()
			}
			close(end)
		})
	}
	go pipe(there, c, asked)
	go pipe(c, there, answered)
	<-end
}
