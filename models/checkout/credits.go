package checkout

import (
	"context"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/payment"
)

// SeenCredit is a bank transfer as the desk sees it: Text is what its sender wrote.
type SeenCredit struct {
	ID         string
	Amount     money.VND
	Text       string
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
		out[r.ID] = SeenCredit{r.ID, r.Amount, r.Content, r.State, r.ReceivedAt}
	}
	return out, nil
}
