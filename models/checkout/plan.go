package checkout

import (
	"context"
	"slices"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/cart"
	"github.com/chophien/chophien/models/catalog"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/shipping"
)

// Plan is a cart with today's prices, as one order per seller; what is ordered ahead is an
// order of its own, for its clocks begin with the harvest.
type Plan struct {
	Parts   []Part // one per seller, and harvest, in the order in which the cart was filled
	Goods   money.VND
	Alcohol bool // somebody of age must buy and receive it
}

// Part is what one seller would send.
type Part struct {
	SellerID   string
	SellerName string
	SellerSlug string
	Lines      []PlanLine
	Goods      money.VND
	Ahead      catalog.Ahead   // the harvest that all lines are ordered ahead of
	Parcel     shipping.Parcel // To is set once the address is known
}

// Key tells the parts of a plan apart.
func (p Part) Key() string { return p.Parcel.Key() }

// PlanLine is a line of the cart. Problem is the fault for which it cannot be bought now,
// or nil; such a line counts in no total.
type PlanLine struct {
	Sale     catalog.Sellable
	Quantity int64
	Amount   money.VND
	Problem  *fault.Fault
}

// Total is the goods and the fees of the chosen quotes.
func (p Plan) Total(chosen map[string]shipping.Quote) money.VND {
	total := p.Goods
	for _, part := range p.Parts {
		total = total.Add(chosen[part.Key()].Fee)
	}
	return total
}

// Problems are the faults of all lines.
func (p Plan) Problems() error {
	var l fault.List
	for _, part := range p.Parts {
		for _, line := range part.Lines {
			l.Add(line.Problem)
		}
	}
	return l.Err()
}

// plan reads the shopper's cart against what is on sale now: one statement.
func plan(ctx context.Context, q *gorm.DB, who actor.Shopper) (Plan, error) {
	goods, err := cart.Goods(ctx, q, who)
	return planOf(goods), err
}

// planOf is the plan of what is in a cart. What is gone for good is not among it; the cart
// page drops the line.
func planOf(goods []catalog.Picked) Plan {
	var p Plan
	at := map[string]int{}
	for _, g := range goods {
		sale := g.Sellable
		key := shipping.Key(sale.SellerID, sale.Ahead.HarvestID)
		i, seen := at[key]
		if !seen {
			i = len(p.Parts)
			at[key] = i
			p.Parts = append(p.Parts, Part{
				SellerID: sale.SellerID, SellerName: sale.SellerName, SellerSlug: sale.SellerSlug, Ahead: sale.Ahead,
				Parcel: shipping.Parcel{
					SellerID: sale.SellerID, From: shipping.Place{Scheme: sale.SellerScheme, Ward: sale.SellerWard},
					HarvestID: sale.Ahead.HarvestID, HarvestFrom: sale.Ahead.From, HarvestTo: sale.Ahead.To,
				},
			})
		}
		p.Parts[i].add(lineOf(sale, g.Quantity))
	}
	for _, part := range p.Parts {
		p.Goods = p.Goods.Add(part.Goods)
		p.Alcohol = p.Alcohol || slices.ContainsFunc(part.Lines, func(l PlanLine) bool { return l.Sale.Adult() })
	}
	return p
}

func lineOf(sale catalog.Sellable, quantity int64) PlanLine {
	l := PlanLine{Sale: sale, Quantity: quantity}
	amount, err := order.AmountFor(sale.Rule.Basis, sale.Price, quantity)
	switch free := sale.Free(); {
	case !sale.Buyable:
		l.Problem = fault.New(fault.Conflict, sale.Why).On("lines").With("variant", sale.VariantID)
	case sale.Rule.Refuse(quantity) != "":
		l.Problem = fault.New(fault.Conflict, sale.Rule.Refuse(quantity)).On("lines").With("variant", sale.VariantID).
			With("minimum", sale.Rule.Basis.Format(sale.Rule.Min)).With("step", sale.Rule.Basis.Format(sale.Rule.Step))
	case quantity > free:
		l.Problem = fault.New(fault.Conflict, "stock.short").On("lines").With("variant", sale.VariantID).
			With("left", sale.Rule.Basis.Format(free))
	case err != nil || !amount.Positive():
		l.Problem = fault.New(fault.Conflict, "checkout.amount").On("lines").With("variant", sale.VariantID)
	default:
		l.Amount = amount
	}
	return l
}

// inTime bars what is ordered ahead after its last day: the calendar may be late.
func (p *Plan) inTime(today clock.Date) {
	for i, part := range p.Parts {
		if part.Ahead.Taking() && part.Ahead.Until < today {
			p.bar(i, "harvest.over")
		}
	}
}

// bar makes all lines of a part ones that cannot be bought, for a reason that is not theirs.
func (p *Plan) bar(i int, why string) {
	part := &p.Parts[i]
	p.Goods, part.Goods = p.Goods.Sub(part.Goods), money.VND{}
	for n := range part.Lines {
		l := &part.Lines[n]
		l.Amount = money.VND{}
		if l.Problem == nil {
			l.Problem = fault.New(fault.Conflict, why).On("lines").With("variant", l.Sale.VariantID).With("seller", part.SellerName)
		}
	}
}

func (p *Part) add(l PlanLine) {
	p.Lines = append(p.Lines, l)
	if l.Problem != nil {
		return
	}
	p.Goods = p.Goods.Add(l.Amount)
	p.Parcel.Goods = p.Goods
	p.Parcel.Grams += l.shipGrams()
	if !slices.Contains(p.Parcel.Classes, string(l.Sale.Class)) {
		p.Parcel.Classes = append(p.Parcel.Classes, string(l.Sale.Class))
	}
	if days := l.Sale.ShelfLifeDays; days > 0 && (p.Parcel.ShelfLifeDays == 0 || days < p.Parcel.ShelfLifeDays) {
		p.Parcel.ShelfLifeDays = days
	}
}

// shipGrams is the weight of the line in a parcel. Quantities are bounded, so the product
// stays far below int64.
func (l PlanLine) shipGrams() int64 {
	if l.Sale.Rule.Basis == "gram" {
		return l.Quantity
	}
	return l.Quantity * l.Sale.ShipGrams
}
