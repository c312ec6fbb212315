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
}

// NewBank refuses production with payments.sandbox_in_production. Notices go out through
// client.
func NewBank(cfg Config, now clock.Clock, client *http.Client) (*Bank, error) {
	if err := cfg.check(); err != nil {
		return nil, err
	}
	return &Bank{cfg: cfg, now: now, http: client}, nil
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
	if !t.Amount.Positive() || t.Amount.Dong() > money.Max {
		return Receipt{}, fault.New(fault.Invalid, "demobank.amount").On("amount")
	}
	if len(t.Content) > 200 {
		return Receipt{}, fault.New(fault.Invalid, "demobank.content").On("content")
	}
	if t.ID == "" {
		t.ID = newID()
	}
	if t.Account == "" {
		t.Account = b.cfg.Accounts[0].Number
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
	h.Set(Header, payments.Stamp(b.cfg.Secrets[0], at, body))
	return payments.RawRequest{Method: http.MethodPost, Path: "/webhooks/bank/" + Code, Header: h, Body: body, At: at}, nil
}

func newID() string {
	var raw [8]byte
	if _, err := rand.Read(raw[:]); err != nil {
		panic(err) // no randomness: nothing may be issued
	}
	return strconv.FormatUint(binary.BigEndian.Uint64(raw[:])>>2|1<<60, 10)
}
