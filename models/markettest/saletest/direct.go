package saletest

import (
	"testing"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/checkout"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/seller"
	"github.com/chophien/chophien/payments"
	"github.com/chophien/chophien/payments/vietqr"
)

// OpenDirect lets buyers pay sellers, and not the market. It replaces the shop's gateways:
// call it before anything is made of them.
func (s *Shop) OpenDirect(t testing.TB) {
	t.Helper()
	qr := must(vietqr.New(vietqr.Config{Direct: true}))(t)
	s.Gateways = must(payments.NewRegistry([]payments.Gateway{qr}, nil))(t)
	s.Till.Gateways, s.Till.Direct = s.Gateways, true
}

// Payee gives a member's seller an account of their own, which can be used at once.
func (s *Shop) Payee(t testing.TB, by actor.Member, number string) {
	t.Helper()
	s.payee(t, by, seller.NewPayee{Kind: seller.OwnAccount, BankBIN: "970436", Number: number, Holder: "Người bán thử"})
}

func (s *Shop) payee(t testing.TB, by actor.Member, in seller.NewPayee) {
	t.Helper()
	before := s.Now().Add(-seller.PayeeWait)
	err := s.DB.Tx(ctx, func(tx *gorm.DB) error {
		_, err := seller.SetPayee(ctx, tx, s.Till.Keys, in, by, actor.ProvedTwice(by.PersonID, before), before)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// Direct is an order group of quantities by variant whose buyer is about to pay its sellers.
func (s *Shop) Direct(t testing.TB, by checkout.Buyer, quantities map[string]int64) order.Group {
	t.Helper()
	s.Fill(t, by, quantities)
	in := s.DoorForm(t, by)
	in.Gateway = vietqr.Code
	id := must(s.Till.Place(ctx, by, in, "key-"+db.NewID()))(t)
	return must(order.FindGroup(ctx, s.DB.Read(ctx), id))(t)
}

// Reached tells the till of a transfer to an account with a payment's code, as a notice
// source would.
func (s *Shop) Reached(id, account string, amount money.VND, code string) payments.Outcome {
	ev := Transfer(id, amount, code, []string{code}, s.Now())
	ev.Bank.Account = account
	return s.Till.Apply(ctx, "notice", ev, "raw")
}

// Confirmed is an order whose seller has said that its money is there.
func (s *Shop) Confirmed(t testing.TB, by actor.Member, orderID string) order.Order {
	t.Helper()
	return must(s.Till.ConfirmReceived(ctx, by, orderID, checkout.ReceivedMoney{Amount: s.Owed(t, orderID).Missing(), Text: "GD " + orderID}))(t)
}

// Through asks a cooperative to take the money of a member's seller, and returns the payee
// that it is to accept.
func (s *Shop) Through(t testing.TB, by actor.Member, cooperativeID string) string {
	t.Helper()
	coop := must(seller.Find(ctx, s.DB.Read(ctx), cooperativeID))(t)
	s.payee(t, by, seller.NewPayee{Kind: seller.ByCooperative, Cooperative: coop.Slug, Consent: seller.PayeeConsent})
	return must(seller.PayeeOf(ctx, s.DB.Read(ctx), by.SellerID))(t).ID
}
