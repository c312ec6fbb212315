// Package stage plays a provider of electronic authentication: it keeps its own truth of
// who has confirmed what, and answers signed questions as the real line would. It serves
// demos and tests.
package stage

import (
	"crypto/hmac"
	"crypto/rand"
	"encoding/json"
	"errors"
	"io"
	"math/big"
	"net/http"
	"sync"
	"time"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/identity/eauth"
)

// Life is how long a person may take.
const Life = 10 * time.Minute

// Card is what the played app knows of the person who confirms.
type Card struct{ Name, Number string }

// Stage is the played provider. Page is the address of the page of a transaction, which
// the demo shows; it is put in front of its name.
type Stage struct {
	ClientID, Secret, Page string
	Now                    clock.Clock

	mu sync.Mutex
	tx map[string]*play
}

type play struct {
	reference, purpose, back, code, state string
	card                                  Card
	at, until                             clock.Instant
}

// View is a transaction as the app shows it to the person.
type View struct {
	Tx, Purpose, Code, BackURL string
	Until                      clock.Instant
	Open                       bool
}

func random() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // it ends the program rather than fail
	return new(big.Int).SetBytes(b[:]).Text(36)
}

// ServeHTTP answers the two questions of the line.
func (s *Stage) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(io.LimitReader(r.Body, 16<<10))
	sign := eauth.Sign(s.Secret, r.Header.Get("X-Timestamp"), body)
	if err != nil || r.Header.Get("X-Client-Id") != s.ClientID || !hmac.Equal([]byte(sign), []byte(r.Header.Get("X-Signature"))) {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	var in map[string]string
	if json.Unmarshal(body, &in) != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	var out map[string]string
	switch r.URL.Path {
	case "/transactions/init":
		out = s.init(in)
	case "/transactions/get":
		out = s.get(in["tx"])
	}
	if out == nil {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(out) // who is gone hears nothing
}

func (s *Stage) init(in map[string]string) map[string]string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.tx == nil {
		s.tx = map[string]*play{}
	}
	id, p := "", (*play)(nil)
	for known, was := range s.tx {
		if was.reference == in["reference"] { // asked again
			id, p = known, was
		}
	}
	if p == nil {
		id, p = random(), &play{reference: in["reference"], purpose: in["purpose"], back: in["back_url"], code: random()[:4], state: "pending", until: s.Now().Add(Life)}
		s.tx[id] = p
	}
	return map[string]string{"tx": id, "url": s.Page + id, "code": p.code, "expires_at": p.until.Time().Format(time.RFC3339)}
}

func (s *Stage) get(id string) map[string]string {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, ok := s.tx[id]
	if !ok {
		return nil
	}
	out := map[string]string{"tx": id, "state": s.stateOf(p)}
	if p.state == "done" {
		out["name"], out["number"], out["level"], out["time"] = p.card.Name, p.card.Number, "2", p.at.Time().Format(time.RFC3339)
		out["valid_until"] = string(p.at.Date().AddDays(365))
	}
	return out
}

func (s *Stage) stateOf(p *play) string {
	if p.state == "pending" && s.Now() >= p.until {
		return "over"
	}
	return p.state
}

// View shows a transaction to the person, or fault "identity.unknown".
func (s *Stage) View(id string) (View, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, ok := s.tx[id]
	if !ok {
		return View{}, fault.New(fault.NotFound, "identity.unknown")
	}
	return View{Tx: id, Purpose: p.purpose, Code: p.code, BackURL: p.back, Until: p.until, Open: s.stateOf(p) == "pending"}, nil
}

// Act is the person's word in the app: with a card they confirm, without one they refuse.
// A second word changes nothing.
func (s *Stage) Act(id string, card *Card) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, ok := s.tx[id]
	switch {
	case !ok:
		return fault.New(fault.NotFound, "identity.unknown")
	case s.stateOf(p) != "pending":
		return nil
	case card == nil:
		p.state = "refused"
		return nil
	}
	p.state, p.card, p.at = "done", *card, s.Now()
	return nil
}

// Client reaches the stage without a network, for a demo that plays it in its own process.
func (s *Stage) Client() *http.Client { return &http.Client{Transport: line{s}} }

type line struct{ to *Stage }

// RoundTrip implements http.RoundTripper.
func (l line) RoundTrip(r *http.Request) (*http.Response, error) {
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	pr, pw := io.Pipe()
	w := &reply{head: http.Header{}, status: make(chan int, 1), body: pw}
	go func() {
		l.to.ServeHTTP(w, r)
		w.WriteHeader(http.StatusOK)
		_ = pw.Close()
	}()
	select {
	case status := <-w.status:
		return &http.Response{StatusCode: status, Status: http.StatusText(status), Header: w.head, Body: pr, Request: r, ProtoMajor: 1, ProtoMinor: 1}, nil
	case <-r.Context().Done():
		_ = pr.CloseWithError(errors.New("stage: nobody listens"))
		return nil, r.Context().Err()
	}
}

// reply is an answer on its way.
type reply struct {
	head   http.Header
	once   sync.Once
	status chan int
	body   *io.PipeWriter
}

// Header implements http.ResponseWriter.
func (w *reply) Header() http.Header { return w.head }

// WriteHeader implements http.ResponseWriter.
func (w *reply) WriteHeader(status int) { w.once.Do(func() { w.status <- status }) }

// Write implements http.ResponseWriter.
func (w *reply) Write(b []byte) (int, error) {
	w.WriteHeader(http.StatusOK)
	return w.body.Write(b)
}
