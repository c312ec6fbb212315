package settlement

import (
	"context"
	"io"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/money"
)

// PostList is what the post pays out of one batch.
type PostList struct {
	Code  string // of the batch
	Rows  []Collection
	Total money.VND
}

// Collection is one sum that somebody fetches at a post counter.
type Collection struct {
	Code      string // of the payout: by it the post's answer is found again
	Holder    string // who fetches it, as on their card
	PostPoint string
	Ward      string // of the stall
	Amount    money.VND
}

// PostList gives out the list of a batch for the post, and from then on those payouts are
// on their way. It repeats and refuses like Export.
func (c *Cashier) PostList(ctx context.Context, by actor.Admin, batchID string) (PostList, error) {
	if err := c.send(ctx, by, batchID, byPost); err != nil {
		return PostList{}, err
	}
	b, err := findBatch(ctx, c.read(ctx), batchID)
	if err != nil {
		return PostList{}, err
	}
	out := PostList{Code: b.Code}
	err = c.read(ctx).Raw(`SELECT payouts.code, a.holder, a.post_point, COALESCE(w.name, '') AS ward, payouts.amount FROM payouts
		JOIN payees a ON a.id = payouts.account_id JOIN sellers s ON s.id = payouts.seller_id
		LEFT JOIN divisions w ON w.scheme = s.scheme AND w.code = s.ward_code
		WHERE payouts.batch_id = ? AND a.kind = 'post' AND payouts.status = 'sent' ORDER BY a.post_point, payouts.id`, batchID).Scan(&out.Rows).Error
	for _, r := range out.Rows {
		out.Total = out.Total.Add(r.Amount)
	}
	return out, err
}

// postColumns are the heads of the post's list.
var postColumns = []string{"code", "holder", "post_point", "ward", "amount"}

func (l PostList) cells() [][]any {
	rows := make([][]any, len(l.Rows))
	for i, r := range l.Rows {
		rows[i] = []any{r.Code, r.Holder, r.PostPoint, r.Ward, r.Amount}
	}
	return rows
}

// WriteCSV writes the list as a bank's file is written.
func (l PostList) WriteCSV(w io.Writer) error { return writeCSV(w, postColumns, l.cells()) }

// WriteXLSX writes the same as a workbook.
func (l PostList) WriteXLSX(w io.Writer) error { return writeXLSX(w, postColumns, l.cells()) }
