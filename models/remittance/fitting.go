package remittance

import (
	"context"
	"strings"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/checkout"
	"github.com/chophien/chophien/models/payment"
	"github.com/chophien/chophien/models/vntext"
)

// Fitting is a bank transfer that may be that of a remittance: it is of the same sum, and
// nobody has accounted for it. Named says that its text holds the reference too, without
// which Clear refuses it.
type Fitting struct {
	checkout.SeenCredit
	Named bool
}

// mostFitting is how many transfers of one sum are offered.
const mostFitting = 20

// Fitting lists the transfers that may be that of a remittance, the newest first; none for
// one that is cleared. It refuses with "remittance.unknown".
func (d *Desk) Fitting(ctx context.Context, by actor.Admin, remittanceID string) ([]Fitting, error) {
	q := d.DB.Read(ctx)
	r, err := Find(ctx, q, remittanceID)
	if err != nil || r.State == "cleared" {
		return nil, err
	}
	ids, err := payment.UnmatchedOf(ctx, q, r.Total, mostFitting)
	if err != nil {
		return nil, err
	}
	seen, err := d.Checkout.Credits(ctx, by, ids...)
	out := make([]Fitting, 0, len(ids))
	for _, id := range ids {
		if c, ok := seen[id]; ok {
			out = append(out, Fitting{c, r.namedIn(c.Text)})
		}
	}
	return out, err
}

// namedIn reports whether the text of a transfer holds the reference, whatever the bank made
// of its marks and spaces.
func (r Remittance) namedIn(text string) bool {
	return strings.Contains(vntext.Key(text), vntext.Key(r.Reference))
}
