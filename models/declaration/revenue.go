package declaration

import (
	"context"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/tax"
)

// Revenue is what a seller has sold here since January, beside what is tax-free. Revenue
// elsewhere counts too, and nobody here knows it.
type Revenue struct {
	Base      money.VND
	Threshold tax.Threshold // in force today
}

// Share is how much of the threshold it is, in whole percent, 100 at most.
func (r Revenue) Share() int64 {
	return Year{Total: tax.Month{Base: r.Base}, Threshold: r.Threshold}.Share()
}

// Revenue is that of the member's seller: two statements. It refuses like Year.
func (o *Office) Revenue(ctx context.Context, by actor.Member) (Revenue, error) {
	if err := maySee(by); err != nil {
		return Revenue{}, err
	}
	q, today := o.read(ctx), o.Now().Date()
	months, err := tax.Year(ctx, q, by.SellerID, today.Start().Local().Year())
	r := Revenue{}
	for _, m := range months {
		r.Base = r.Base.Add(m.Base)
	}
	if err == nil {
		r.Threshold, err = tax.ThresholdOn(ctx, q, today)
	}
	return r, err
}
