package settlement

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/charge"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/tax"
)

// Payer is how a seller is taxed.
type Payer struct {
	SellerID  string // whose papers count
	Entity    string // tax.Individual or tax.Company
	Residency string // tax.Resident or tax.NonResident
}

// Net is what a seller receives of one price, line by line: Price less the others is
// Amount. Delivery is not in it.
type Net struct {
	TaxClass      string // own raw produce without evidence is taxed as goods
	Price         money.VND
	Commission    money.VND
	CommissionVAT money.VND
	VAT           money.VND
	PIT           money.VND
	Amount        money.VND
	CommissionBP  money.BasisPoints
	VATBP         money.BasisPoints // VAT on the commission
	TaxVATBP      money.BasisPoints // withheld: shares of the price
	TaxPITBP      money.BasisPoints
}

// Preview computes what would be left of one piece or one kilogram sold at price on day,
// for the seller to see before publishing. Every order is rounded as a whole, so several
// pieces may come to some đồng more or less. It refuses with payout.price a price outside
// what is computed with.
func Preview(ctx context.Context, q *gorm.DB, price money.VND, class string, who Payer, day clock.Date) (Net, error) {
	if price.Negative() || price.Dong() > money.Max {
		return Net{}, fault.New(fault.Invalid, "payout.price").On("price")
	}
	rates, err := charge.Terms(ctx, q, day)
	if err != nil {
		return Net{}, err
	}
	due, err := tax.Estimate(ctx, q, day, []tax.Line{{SellerID: who.SellerID, Class: class, Entity: who.Entity, Residency: who.Residency, Base: price}})
	if err != nil {
		return Net{}, err
	}
	fee := charge.Commission(price, rates)
	return Net{TaxClass: due[0].Class, Price: price, Commission: fee.Commission, CommissionVAT: fee.VAT, VAT: due[0].VAT, PIT: due[0].PIT,
		Amount:       price.Sub(fee.Sum()).Sub(due[0].VAT).Sub(due[0].PIT),
		CommissionBP: rates.CommissionBP, VATBP: rates.VATBP, TaxVATBP: due[0].VATBP, TaxPITBP: due[0].PITBP}, nil
}
