package checkout

import (
	"context"
	"strings"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/payment"
	"github.com/chophien/chophien/models/vntext"
)

// mostRead is how many transfers are opened to look for words in their texts, the newest:
// the texts are sealed, so no index finds them.
const mostRead = 1000

// Tasks lists the money that the desk must look at, oldest first: all of it, or what belongs
// to a code of a payment, a purchase or an order, to a bank's reference, to a sum in đồng, or
// to words in the text of one of the newest transfers that are asked about.
func (c *Checkout) Tasks(ctx context.Context, _ actor.Admin, text string, after db.Cursor, limit int) ([]payment.Task, error) {
	q := c.DB.Read(ctx)
	var s payment.Sought
	found, err := c.seek(ctx, text, &s, func() ([]payment.Credit, error) { return payment.LastAsked(ctx, q, mostRead) })
	if err != nil || !found {
		return nil, err
	}
	return payment.OpenTasks(ctx, q, s, after, limit)
}

// CreditBook lists the bank transfers that came to the market's account, newest first: those
// that w leaves, and of them what text names, as Tasks reads it.
func (c *Checkout) CreditBook(ctx context.Context, _ actor.Admin, w payment.Sought, text string, after db.Cursor, limit int) ([]SeenCredit, error) {
	q := c.DB.Read(ctx)
	all := w
	found, err := c.seek(ctx, text, &w, func() ([]payment.Credit, error) { return payment.ListCredits(ctx, q, all, db.Cursor{}, mostRead) })
	if err != nil || !found {
		return nil, err
	}
	rows, err := payment.ListCredits(ctx, q, w, after, limit)
	if err != nil {
		return nil, err
	}
	out := make([]SeenCredit, len(rows))
	for i, r := range rows {
		if out[i], err = c.see(r); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// seek says in s what text names; found is false where it names nothing.
func (c *Checkout) seek(ctx context.Context, text string, s *payment.Sought, newest func() ([]payment.Credit, error)) (found bool, err error) {
	if text = strings.TrimSpace(text); text == "" {
		return true, nil
	}
	if s.Payments, s.Credits, err = payment.Named(ctx, c.DB.Read(ctx), text); err != nil || len(s.Payments)+len(s.Credits) > 0 {
		return true, err
	}
	if sum, err := money.Parse(text); err == nil && sum.Positive() {
		s.Amount = sum
		return true, nil
	}
	words := vntext.Key(text)
	if words == "" {
		return false, nil
	}
	all, err := newest()
	for _, cr := range all {
		seen, err := c.see(cr)
		if err != nil {
			return false, err
		}
		if strings.Contains(vntext.Key(seen.Text), words) {
			s.Credits = append(s.Credits, cr.ID)
		}
	}
	return len(s.Credits) > 0, err
}

// Cursor is where the page behind c starts.
func (c SeenCredit) Cursor() db.Cursor { return db.Cursor{At: c.ReceivedAt, ID: c.ID} }
