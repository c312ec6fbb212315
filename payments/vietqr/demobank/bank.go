package demobank

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/binary"
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/payments"
)

// Bank plays the buyer's bank.
type Bank struct {
	cfg  Config
	now  clock.Clock
	http *http.Client

	ctx   context.Context // ends waiting transfers
	stop  context.CancelFunc
	later sync.WaitGroup
}

// NewBank refuses production with payments.sandbox_in_production. Notices go out through
// client; nil waits 10 s at most.
func NewBank(cfg Config, now clock.Clock, client *http.Client) (*Bank, error) {
	if err := cfg.check(); err != nil {
		return nil, err
	}
	if client == nil {
		client = &http.Client{Timeout: 10 * time.Second}
	}
	if cfg.Sleep == nil {
		cfg.Sleep = sleep
	}
	b := &Bank{cfg: cfg, now: now, http: client}
	b.ctx, b.stop = context.WithCancel(context.Background())
	return b, nil
}

// Close forgets the transfers that still wait.
func (b *Bank) Close() error {
	b.stop()
	b.later.Wait()
	return nil
}

// Transfer is what the buyer says to have sent. The payer's fields are for names and numbers
// that are plainly invented.
type Transfer struct {
	ID           string // "" draws a new one; an old one again plays a repeated notice
	Account      string // "" is the market's first account
	Amount       money.VND
	Content      string
	PayerName    string
	PayerAccount string
	PayerBIN     string
	Forged       bool // sent by somebody who is not the bank: the market must not believe it
}

// Receipt says what became of the notice.
type Receipt struct {
	ID     string
	Status int // the market's answer
}

// Send tells the market of t by its real webhook. It refuses an amount that is not positive
// with demobank.amount, a text above 200 bytes with demobank.content, and answers
// demobank.away when the market's webhook does not answer.
func (b *Bank) Send(ctx context.Context, t Transfer) (Receipt, error) {
	if err := b.complete(&t); err != nil {
		return Receipt{}, err
	}
	r, err := b.Notice(t)
	if err != nil {
		return Receipt{}, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, b.cfg.URL, bytes.NewReader(r.Body))
	if err != nil {
		return Receipt{}, err
	}
	req.Header = r.Header
	resp, err := b.http.Do(req)
	if err != nil {
		return Receipt{ID: t.ID}, fault.New(fault.Unavailable, "demobank.away").From(err)
	}
	defer func() { _ = resp.Body.Close() }()
	_, _ = io.Copy(io.Discard, io.LimitReader(resp.Body, 4096))
	return Receipt{ID: t.ID, Status: resp.StatusCode}, nil
}

// SendAt sends t once due has come, to play money that arrives after a deadline, and answers
// at once with the transfer's id. It refuses what Send refuses. Close forgets it.
func (b *Bank) SendAt(t Transfer, due clock.Instant) (id string, err error) {
	if err := b.complete(&t); err != nil {
		return "", err
	}
	b.later.Go(func() {
		if wait := due.Sub(b.now()); wait > 0 && b.cfg.Sleep(b.ctx, wait) != nil {
			return
		}
		_, _ = b.Send(b.ctx, t) // nobody waits for the answer
	})
	return t.ID, nil
}

// complete fills in what t leaves open.
func (b *Bank) complete(t *Transfer) error {
	if !t.Amount.Positive() || t.Amount.Dong() > money.Max {
		return fault.New(fault.Invalid, "demobank.amount").On("amount")
	}
	if len(t.Content) > 200 {
		return fault.New(fault.Invalid, "demobank.content").On("content")
	}
	if t.ID == "" {
		t.ID = newID()
	}
	if strings.Trim(t.ID, "0123456789") != "" || len(t.ID) > 40 {
		return fault.New(fault.Invalid, "demobank.id").On("id")
	}
	if t.Account == "" {
		t.Account = b.cfg.Accounts[0].Number
	}
	return nil
}

func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Notice is the signed message that Send posts.
func (b *Bank) Notice(t Transfer) (payments.RawRequest, error) {
	at := b.now()
	// The id goes out as a number, as long as those of real banks' systems.
	body, err := json.Marshal(map[string]any{
		"id": json.Number(t.ID), "direction": "in", "account": t.Account, "amount": t.Amount.Dong(),
		"content": t.Content, "reference": "DEMO" + t.ID, "payer_name": t.PayerName,
		"payer_account": t.PayerAccount, "payer_bin": t.PayerBIN, "at": at,
	})
	if err != nil {
		return payments.RawRequest{}, fault.New(fault.Invalid, "demobank.id").On("id")
	}
	h := http.Header{}
	h.Set("Content-Type", "application/json")
	secret := b.cfg.Secrets[0]
	if t.Forged {
		secret = payments.Hide(strings.Repeat("forged", 6))
	}
	h.Set(Header, payments.Stamp(secret, at, body))
	return payments.RawRequest{Method: http.MethodPost, Path: "/webhooks/bank/" + Code, Header: h, Body: body, At: at}, nil
}

func newID() string {
	var raw [8]byte
	if _, err := rand.Read(raw[:]); err != nil {
		panic(err) // no randomness: nothing may be issued
	}
	return strconv.FormatUint(binary.BigEndian.Uint64(raw[:])>>2|1<<60, 10)
}
