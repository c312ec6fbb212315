package checkout

import (
	"context"
	"encoding/json"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/payment"
)

// SeenCredit is a bank transfer as the desk sees it: Text is what its sender wrote, From
// who that is as far as the bank says.
type SeenCredit struct {
	ID         string
	Amount     money.VND
	Text       string
	From       Payer
	Source     string
	Reference  string // of the bank, "" where the source gives none
	PaymentID  *string
	State      string
	ReceivedAt clock.Instant
}

// Credits opens the bank transfers of ids for the desk, by id, in one statement.
func (c *Checkout) Credits(ctx context.Context, _ actor.Admin, ids ...string) (map[string]SeenCredit, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	var rows []payment.Credit
	if err := c.DB.Read(ctx).Where("id IN ?", ids).Find(&rows).Error; err != nil {
		return nil, err
	}
	out := make(map[string]SeenCredit, len(rows))
	for _, r := range rows {
		seen, err := c.see(r)
		if err != nil {
			return nil, err
		}
		out[r.ID] = seen
	}
	return out, nil
}

func (c *Checkout) see(r payment.Credit) (seen SeenCredit, err error) {
	seen = SeenCredit{ID: r.ID, Amount: r.Amount, Source: r.Source, Reference: r.Reference, PaymentID: r.PaymentID, State: r.State, ReceivedAt: r.ReceivedAt}
	if seen.Text, err = c.Keys.Open("bank_credit.content", r.ContentSealed); err != nil {
		return seen, err
	}
	payer, err := c.Keys.Open("bank_credit.payer", r.PayerSealed)
	if err != nil || payer == "" {
		return seen, err
	}
	return seen, json.Unmarshal([]byte(payer), &seen.From)
}
