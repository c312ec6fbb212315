package checkout

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/code"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/payment"
)

// Why a payment may be what a transfer was for; message keys below "suggest.".
const (
	ByText   = "text"   // the text holds its code, and another payment's as well
	BySlip   = "code"   // the text holds its code with one wrong character
	ByPayer  = "payer"  // the same account has paid for its buyer before
	ByAmount = "amount" // it waits for exactly this money
	ByTime   = "time"   // it was begun in the two hours before
)

// weights order suggestions. Equal money alone weighs least.
var weights = map[string]int{ByText: 16, BySlip: 8, ByPayer: 4, ByAmount: 2, ByTime: 1}

// Suggestion is a payment that a bank transfer may have been for, and why. The market
// never matches by it: a person does.
type Suggestion struct {
	PaymentID string
	Code      string
	Amount    money.VND
	Status    payment.Status
	Whys      []string
}

func (s Suggestion) weight() (n int) {
	for _, w := range s.Whys {
		n += weights[w]
	}
	return n
}

// mostSuggested is how many payments a person is shown.
const mostSuggested = 10

// Suggest says, for the desk, which payments an unmatched bank transfer may have been for,
// the likeliest first. It refuses with "payment.unknown" a transfer that is none, and with
// "payment.credit_settled" one that nobody asks about any more.
func (c *Checkout) Suggest(ctx context.Context, by actor.Admin, creditID string) ([]Suggestion, error) {
	seen, err := c.Credits(ctx, by, creditID)
	if err != nil {
		return nil, err
	}
	credit, found := seen[creditID]
	if !found {
		return nil, fault.New(fault.NotFound, "payment.unknown")
	}
	if credit.State != "unmatched" {
		return nil, fault.New(fault.Conflict, "payment.credit_settled")
	}
	q := c.DB.Read(ctx)
	named, err := payment.ByCodes(ctx, q, code.Find(credit.Text))
	if err != nil {
		return nil, err
	}
	slips, err := payment.ByCodes(ctx, q, code.Near(credit.Text))
	if err != nil {
		return nil, err
	}
	equal, err := payment.Awaiting(ctx, q, credit.Amount, credit.ReceivedAt, 50)
	if err != nil {
		return nil, err
	}
	var out []Suggestion
	var ids []string
	add := func(p payment.Payment, why string) {
		if i := slices.Index(ids, p.ID); i >= 0 {
			out[i].Whys = append(out[i].Whys, why)
			return
		}
		s := Suggestion{PaymentID: p.ID, Code: p.Code, Amount: p.Amount, Status: p.Status, Whys: []string{why}}
		if since := credit.ReceivedAt.Sub(p.CreatedAt); since >= 0 && since <= 2*time.Hour {
			s.Whys = append(s.Whys, ByTime)
		}
		out, ids = append(out, s), append(ids, p.ID)
	}
	for _, p := range named {
		if !p.Direct() { // what sellers collect is not the desk's to match
			add(p, ByText)
		}
	}
	for _, p := range slips {
		if !p.Direct() {
			add(p, BySlip)
		}
	}
	for _, p := range equal {
		add(p, ByAmount)
	}
	if err := c.knownPayers(ctx, credit.From, ids, out); err != nil {
		return nil, err
	}
	for i := range out {
		slices.SortFunc(out[i].Whys, func(a, b string) int { return weights[b] - weights[a] })
	}
	slices.SortStableFunc(out, func(a, b Suggestion) int { return b.weight() - a.weight() })
	return out[:min(len(out), mostSuggested)], nil
}

// knownPayers adds to the suggestions whose buyer the same account has paid for before.
func (c *Checkout) knownPayers(ctx context.Context, from Payer, ids []string, out []Suggestion) error {
	if from.Account == "" {
		return nil
	}
	before, err := payment.EarlierPayers(ctx, c.DB.Read(ctx), ids)
	if err != nil {
		return err
	}
	for _, e := range before {
		text, err := c.Keys.Open("bank_credit.payer", e.PayerSealed)
		if err != nil {
			return err
		}
		var payer Payer
		if err := json.Unmarshal([]byte(text), &payer); err != nil {
			return err
		}
		i := slices.Index(ids, e.PaymentID)
		if payer.Account == from.Account && payer.BIN == from.BIN && !slices.Contains(out[i].Whys, ByPayer) {
			out[i].Whys = append(out[i].Whys, ByPayer)
		}
	}
	return nil
}
