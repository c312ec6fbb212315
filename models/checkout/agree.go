package checkout

import (
	"reflect"
	"strconv"

	"github.com/chophien/chophien/models/account"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/shipping"
)

// check judges what can be judged without the cart, all at once.
func (c *Checkout) check(in *PlaceOrder) error {
	var l fault.List
	name, wrong := Recipient(in.Recipient)
	l.Add(wrong)
	in.Recipient = name
	phone, err := account.NormalPhone(in.Phone)
	if err != nil {
		l = append(l, fault.All(err)...)
	}
	in.Phone = phone
	address, err := c.Places.Check(in.Address, "address")
	if err != nil {
		l = append(l, fault.All(err)...)
	}
	in.Address = address
	if in.TermsVersion != c.Terms {
		l.Add(fault.New(fault.Invalid, "checkout.terms").On("terms_version"))
	}
	if in.Gateway != "" {
		if _, err := c.Gateways.Gateway(in.Gateway); err != nil {
			l.Add(fault.New(fault.Invalid, "checkout.gateway").On("gateway"))
		}
	}
	if in.Invoice != nil {
		if err := in.Invoice.Clean("invoice."); err != nil {
			l = append(l, fault.All(err)...)
		}
	}
	twice := map[string]bool{}
	for i, choice := range in.Deliveries {
		if twice[choice.Key()] { // which of two ways was meant, nobody knows
			l.Add(fault.New(fault.Invalid, "input.twice").On("deliveries." + strconv.Itoa(i) + ".seller_id"))
		}
		twice[choice.Key()] = true
	}
	if !in.ExpectedTotal.Positive() {
		l.Add(fault.New(fault.Invalid, "checkout.expected_total").On("expected_total"))
	}
	return l.Err()
}

// agree judges the cart inside the transaction against what was quoted and shown.
func (c *Checkout) agree(p, seen Plan, quotes map[string][]shipping.Quote, in PlaceOrder) (map[string]shipping.Quote, error) {
	if len(p.Parts) == 0 {
		return nil, fault.New(fault.Conflict, "checkout.empty")
	}
	if err := p.Problems(); err != nil {
		return nil, err
	}
	if p.Alcohol && !in.OfAge {
		return nil, fault.New(fault.Invalid, "checkout.of_age").On("of_age")
	}
	if !sameParcels(p, seen) {
		return nil, fault.New(fault.Conflict, "checkout.cart_changed")
	}
	chosen, err := choose(p, quotes, in.Deliveries)
	if err != nil {
		return nil, err
	}
	total := p.Total(chosen)
	if total != in.ExpectedTotal {
		return nil, fault.New(fault.Conflict, "checkout.total_changed").On("expected_total").With("total", total.String())
	}
	if c.atDoor(in.Gateway) {
		if err := c.doorTakes(p, chosen); err != nil {
			return nil, err
		}
	}
	if total.Dong() > money.Max || !c.atDoor(in.Gateway) && len(c.offered(p, chosen)) == 0 {
		return nil, fault.New(fault.Invalid, "checkout.amount").On("expected_total")
	}
	return chosen, nil
}

// sameParcels reports whether the fees that were quoted still fit the cart.
func sameParcels(a, b Plan) bool {
	if len(a.Parts) != len(b.Parts) {
		return false
	}
	for i := range a.Parts {
		x, y := a.Parts[i].Parcel, b.Parts[i].Parcel
		if !reflect.DeepEqual(x, y) {
			return false
		}
	}
	return true
}
