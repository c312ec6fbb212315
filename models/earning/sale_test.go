package earning_test

import (
	"context"
	"fmt"
	"testing"

	"gorm.io/gorm"
	"pgregory.net/rapid"

	"github.com/chophien/chophien/models/charge"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/earning"
	"github.com/chophien/chophien/models/ledger"
	"github.com/chophien/chophien/models/markettest"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/proof"
	"github.com/chophien/chophien/models/tax"
)

var (
	ctx   = context.Background()
	rates = charge.Rates{CommissionBP: 500, VATBP: 1000}
)

// sale is a paid order as payment leaves it: its money in escrow, its taxes withheld.
type sale struct {
	m        *markettest.Market
	order    earning.Order
	lines    map[string]int64
	classes  map[string]string
	shipping int64
	entity   string
}

func sold(t testing.TB, m *markettest.Market, s *sale) *sale {
	t.Helper()
	var goods int64
	for _, v := range s.lines {
		goods += v
	}
	if s.order.Rates == (charge.Rates{}) {
		s.order.Rates = rates
	}
	if s.order.ShippingEarner == "" {
		s.order.ShippingEarner = earning.BySeller
	}
	if s.entity == "" {
		s.entity = tax.Individual
	}
	s.m, s.order.Carrier, s.order.Goods, s.order.Shipping = m, "flat", money.Of(goods), money.Of(s.shipping)
	s.order.ID = m.Order(t, markettest.Deal{SellerID: s.order.SellerID, Goods: goods, Shipping: s.shipping, Earner: s.order.ShippingEarner,
		CommissionBP: int64(s.order.Rates.CommissionBP), VATBP: int64(s.order.Rates.VATBP)})
	if err := m.DB.Tx(ctx, s.pay); err != nil {
		t.Fatal(err)
	}
	return s
}

func (s *sale) pay(tx *gorm.DB) error {
	o := s.order
	var lines []tax.Line
	for id, v := range s.lines {
		lines = append(lines, tax.Line{OrderID: o.ID, LineID: id, SellerID: o.SellerID, Class: s.classes[id], Entity: s.entity, Residency: tax.Resident, Base: money.Of(v)})
		if s.classes == nil {
			lines[len(lines)-1].Class = tax.Goods
		}
	}
	if o.ShippingEarner == earning.BySeller {
		lines = append(lines, tax.Delivery(o.ID, o.SellerID, s.entity, tax.Resident, o.Shipping))
	}
	_, err := ledger.Post(ctx, tx, ledger.Cause{Kind: "fund", ID: o.ID}, s.m.Now(),
		ledger.Posting{From: ledger.Gateway("sandbox"), To: ledger.Escrow(o.ID), Amount: o.Goods.Add(o.Shipping), OrderID: o.ID})
	if err != nil {
		return err
	}
	totals, err := tax.Accept(ctx, tx, tax.Cause{Kind: "paid", ID: o.ID}, s.m.Now(), lines)
	if err != nil {
		return err
	}
	return s.taxes(tx, ledger.Cause{Kind: "withhold", ID: o.ID}, totals, false)
}

func (s *sale) taxes(tx *gorm.DB, cause ledger.Cause, totals []tax.Total, back bool) error {
	var ps []ledger.Posting
	for _, t := range totals {
		for to, v := range map[ledger.Account]money.VND{ledger.VATWithheld(): t.VAT, ledger.PITWithheld(): t.PIT} {
			p := ledger.Posting{From: ledger.Escrow(t.OrderID), To: to, Amount: v, OrderID: t.OrderID}
			if back {
				p.From, p.To = p.To, p.From
			}
			ps = append(ps, p)
		}
	}
	if len(ps) > 1 && ps[0].From.Kind+ps[0].To.Kind > ps[1].From.Kind+ps[1].To.Kind {
		ps[0], ps[1] = ps[1], ps[0]
	}
	_, err := ledger.Post(ctx, tx, cause, s.m.Now(), ps...)
	return err
}

// refund gives money back as aftersale does: first what was earned, then, as payment
// does it, the taxes and the way back to the buyer.
func (s *sale) refund(cause string, off map[string]int64, shipping int64, bearer string) (t earning.TakenBack, err error) {
	err = s.m.DB.Tx(ctx, func(tx *gorm.DB) error {
		t, err = s.refundIn(tx, cause, off, shipping, bearer)
		return err
	})
	return t, err
}

func (s *sale) refundIn(tx *gorm.DB, cause string, off map[string]int64, shipping int64, bearer string) (earning.TakenBack, error) {
	o := s.order
	r := earning.Refund{OrderID: o.ID, SellerID: o.SellerID, ShippingEarner: o.ShippingEarner, Cause: ledger.Cause{Kind: "complaint", ID: cause},
		Shipping: money.Of(shipping), Bearer: bearer}
	var offs []tax.Off
	for id, v := range off {
		r.Lines = append(r.Lines, earning.LineOff{LineID: id, Amount: money.Of(v)})
		offs = append(offs, tax.Off{OrderID: o.ID, LineID: id, Amount: money.Of(v)})
	}
	if o.ShippingEarner == earning.BySeller {
		offs = append(offs, tax.Off{OrderID: o.ID, Amount: money.Of(shipping)})
	}
	t, err := earning.TakeBack(ctx, tx, r, s.m.Now())
	if err != nil {
		return t, err
	}
	if bearer != earning.BearMarket {
		totals, err := tax.Reverse(ctx, tx, tax.Cause(r.Cause), s.m.Now(), offs)
		if err != nil {
			return t, err
		}
		if err := s.taxes(tx, ledger.Cause{Kind: "unwithhold", ID: cause + o.ID}, totals, true); err != nil {
			return t, err
		}
	}
	_, err = ledger.Post(ctx, tx, ledger.Cause{Kind: "refund", ID: cause + o.ID}, s.m.Now(),
		ledger.Posting{From: ledger.Escrow(o.ID), To: ledger.RefundTransit(cause + o.ID), Amount: r.Goods().Add(r.Shipping), OrderID: o.ID})
	return t, err
}

func (s *sale) settle() (got earning.Settlement, err error) {
	err = s.m.DB.Tx(ctx, func(tx *gorm.DB) error {
		got, err = earning.Settle(ctx, tx, s.order, s.m.Now())
		return err
	})
	return got, err
}

func balance(t rapid.TB, d *db.DB, a ledger.Account) int64 {
	t.Helper()
	v, err := ledger.Balance(ctx, d.Read(ctx), a)
	if err != nil {
		t.Fatal(err)
	}
	return v.Dong()
}

func proved(t rapid.TB, d *db.DB) {
	t.Helper()
	var all []proof.Violation
	for _, verify := range []func(context.Context, *gorm.DB) ([]proof.Violation, error){ledger.Verify, tax.Verify, earning.Verify} {
		found, err := verify(ctx, d.Read(ctx))
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, found...)
	}
	if len(all) > 0 {
		t.Fatal(fmt.Sprint(all))
	}
}
