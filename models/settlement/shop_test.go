package settlement_test

import (
	"context"
	"fmt"
	"testing"

	"gorm.io/gorm"
	"pgregory.net/rapid"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/charge"
	"github.com/chophien/chophien/models/crypt"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/earning"
	"github.com/chophien/chophien/models/ledger"
	"github.com/chophien/chophien/models/markettest"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/proof"
	"github.com/chophien/chophien/models/seller"
	"github.com/chophien/chophien/models/settlement"
	"github.com/chophien/chophien/models/tax"
)

var (
	ctx  = context.Background()
	desk = actor.Admin{PersonID: "desk", Channel: actor.Page}
)

// shop is a market with a cashier.
type shop struct {
	*markettest.Market
	settlement.Cashier
	t testing.TB
	n int
}

func newShop(t testing.TB, d *db.DB) *shop {
	t.Helper()
	keys, blind, err := crypt.Generate(nil, "test")
	if err != nil {
		t.Fatal(err)
	}
	ring, err := crypt.ParseKeyring(keys, blind)
	if err != nil {
		t.Fatal(err)
	}
	s := &shop{Market: markettest.New(t, d), t: t}
	s.Cashier = settlement.Cashier{DB: d, Now: s.Market.Now, Keys: ring}
	return s
}

func (s *shop) tx(fn func(tx *gorm.DB) error) {
	s.t.Helper()
	if err := s.Cashier.DB.Tx(ctx, fn); err != nil {
		s.t.Fatal(err)
	}
}

// bank names an account whose waiting time is over.
func (s *shop) bank(by actor.Member, number string) {
	s.t.Helper()
	s.names(by, seller.NewPayee{Kind: seller.OwnAccount, BankBIN: "970436", Number: number, Holder: "Người thử"})
}

// names lets a stall be paid to in, and its waiting time be over.
func (s *shop) names(by actor.Member, in seller.NewPayee) (payeeID string) {
	s.t.Helper()
	at := s.Market.Now().Add(-seller.PayeeWait)
	s.tx(func(tx *gorm.DB) error {
		p, err := seller.SetPayee(ctx, tx, s.Keys, in, by, actor.ProvedTwice(by.PersonID, at), at)
		if err == nil {
			payeeID = p.ID
		}
		return err
	})
	return payeeID
}

// stall is a seller who can be paid.
func (s *shop) stall() actor.Member {
	s.t.Helper()
	_, by := s.Seller(s.t)
	s.n++
	s.bank(by, fmt.Sprintf("00110022%04d", s.n))
	return by
}

// sale is one order, paid and ended.
type sale struct {
	goods, shipping int64
	earner          string
	unended         bool
}

func (s *shop) sell(by actor.Member, in sale) (orderID string) {
	s.t.Helper()
	if in.earner == "" {
		in.earner = earning.BySeller
	}
	id := s.Order(s.t, markettest.Deal{SellerID: by.SellerID, Goods: in.goods, Shipping: in.shipping, Earner: in.earner, CommissionBP: 500, VATBP: 1000})
	at := s.Market.Now()
	s.tx(func(tx *gorm.DB) error {
		// It was delivered so long ago that it completes now.
		if err := tx.Exec("UPDATE orders SET delivered_at = ? WHERE id = ?", at.Add(-order.Quiet), id).Error; err != nil {
			return err
		}
		_, err := ledger.Post(ctx, tx, ledger.Cause{Kind: "fund", ID: id}, at,
			ledger.Posting{From: ledger.Gateway("sandbox"), To: ledger.Escrow(id), Amount: money.Of(in.goods + in.shipping), OrderID: id})
		if err != nil {
			return err
		}
		lines := []tax.Line{{OrderID: id, LineID: "l", SellerID: by.SellerID, Class: tax.Goods, Entity: tax.Individual, Residency: tax.Resident, Base: money.Of(in.goods)}}
		if in.earner == earning.BySeller {
			lines = append(lines, tax.Delivery(id, by.SellerID, tax.Individual, tax.Resident, money.Of(in.shipping)))
		}
		totals, err := tax.Accept(ctx, tx, tax.Cause{Kind: "paid", ID: id}, at, lines)
		if err != nil {
			return err
		}
		_, err = ledger.Post(ctx, tx, ledger.Cause{Kind: "withhold", ID: id}, at,
			ledger.Posting{From: ledger.Escrow(id), To: ledger.VATWithheld(), Amount: totals[0].VAT, OrderID: id},
			ledger.Posting{From: ledger.Escrow(id), To: ledger.PITWithheld(), Amount: totals[0].PIT, OrderID: id})
		if err != nil || in.unended {
			return err
		}
		_, err = earning.Settle(ctx, tx, earning.Order{ID: id, SellerID: by.SellerID, Goods: money.Of(in.goods), Shipping: money.Of(in.shipping),
			ShippingEarner: in.earner, Carrier: "flat", Rates: charge.Rates{CommissionBP: 500, VATBP: 1000}}, at)
		return err
	})
	return id
}

// refund gives goods of an ended order back, at the cost of its seller.
func (s *shop) refund(by actor.Member, orderID string, goods int64) {
	s.t.Helper()
	s.n++
	cause := ledger.Cause{Kind: "complaint", ID: fmt.Sprint(s.n)}
	at := s.Market.Now()
	s.tx(func(tx *gorm.DB) error {
		_, err := earning.TakeBack(ctx, tx, earning.Refund{OrderID: orderID, SellerID: by.SellerID, ShippingEarner: earning.BySeller, Cause: cause,
			Lines: []earning.LineOff{{LineID: "l", Amount: money.Of(goods)}}}, at)
		if err != nil {
			return err
		}
		totals, err := tax.Reverse(ctx, tx, tax.Cause(cause), at, []tax.Off{{OrderID: orderID, LineID: "l", Amount: money.Of(goods)}})
		if err != nil {
			return err
		}
		_, err = ledger.Post(ctx, tx, ledger.Cause{Kind: "unwithhold", ID: cause.ID}, at,
			ledger.Posting{From: ledger.VATWithheld(), To: ledger.Escrow(orderID), Amount: totals[0].VAT, OrderID: orderID},
			ledger.Posting{From: ledger.PITWithheld(), To: ledger.Escrow(orderID), Amount: totals[0].PIT, OrderID: orderID})
		if err != nil {
			return err
		}
		_, err = ledger.Post(ctx, tx, ledger.Cause{Kind: "refund", ID: cause.ID}, at,
			ledger.Posting{From: ledger.Escrow(orderID), To: ledger.RefundTransit(cause.ID), Amount: money.Of(goods), OrderID: orderID})
		return err
	})
}

func (s *shop) open() *settlement.Batch {
	s.t.Helper()
	b, err := s.OpenBatch(ctx)
	if err != nil {
		s.t.Fatal(err)
	}
	return b
}

func (s *shop) payouts(b *settlement.Batch) []settlement.Payout {
	s.t.Helper()
	ps, err := s.Payouts(ctx, desk, b.ID, db.Cursor{}, 1000)
	if err != nil {
		s.t.Fatal(err)
	}
	return ps
}

func (s *shop) holds(a ledger.Account) int64 {
	s.t.Helper()
	v, err := ledger.Balance(ctx, s.Cashier.DB.Read(ctx), a)
	if err != nil {
		s.t.Fatal(err)
	}
	return v.Dong()
}

func (s *shop) balance(by actor.Member) settlement.Balance {
	s.t.Helper()
	b, err := s.Cashier.Balance(ctx, by)
	if err != nil {
		s.t.Fatal(err)
	}
	return b
}

func (s *shop) proved(t rapid.TB) {
	t.Helper()
	var all []proof.Violation
	for _, verify := range []func(context.Context, *gorm.DB) ([]proof.Violation, error){ledger.Verify, tax.Verify, earning.Verify, settlement.Verify} {
		found, err := verify(ctx, s.Cashier.DB.Read(ctx))
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, found...)
	}
	if len(all) > 0 {
		t.Fatal(fmt.Sprint(all))
	}
}
