package saletest

import (
	"testing"

	"github.com/chophien/chophien/models/checkout"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/division"
	"github.com/chophien/chophien/models/markettest"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/payment"
	"github.com/chophien/chophien/models/shipping"
	"github.com/chophien/chophien/models/shipping/counter"
	"github.com/chophien/chophien/models/shipping/pickup"
	"github.com/chophien/chophien/payments"
	"github.com/chophien/chophien/payments/cod"
	"github.com/chophien/chophien/payments/vietqr"
)

// OpenDoor lets orders be paid where they arrive: by transfer to the bank, and in cash if
// said so, which taker takes where the standard carrier brings it. It replaces the shop's
// gateways and carriers: call it before anything is made of them.
func (s *Shop) OpenDoor(t testing.TB, taker order.Taker, earner order.Earner, cash bool) {
	t.Helper()
	s.Bank.Transfers = true
	qr := must(vietqr.New(vietqr.Config{Account: payments.BankAccount{BIN: "970422", Number: "0123456789", Holder: "CHO PHIEN MAU"}}))(t)
	door := must(cod.New(cod.Config{Transfer: qr, Cash: cash}))(t)
	s.Gateways = must(payments.NewRegistry([]payments.Gateway{s.Bank, door}, nil))(t)
	places := must(Places())(t)
	s.Carriers = must(shipping.NewCarriers(markettest.Carrier{Earner: earner, Door: taker}, counter.Carrier{Places: places}, pickup.Carrier{}))(t)
	s.Till.Gateways, s.Till.Carriers = s.Gateways, s.Carriers
}

// DoorForm is the filled checkout page of a buyer who pays at the door.
func (s *Shop) DoorForm(t testing.TB, by checkout.Buyer) checkout.PlaceOrder {
	t.Helper()
	in := checkout.PlaceOrder{
		Recipient: "Người Nhận Thử", Phone: "0900000009", Gateway: cod.Code, TermsVersion: "2026-11-01", Locale: "vi",
		Address: division.Address{ProvinceCode: "15", WardCode: markettest.Ward, Street: "Bản Thử, nhà số 1"},
	}
	offer := must(s.Till.Show(ctx, by, shipping.Place{Scheme: division.Current, Ward: markettest.Ward}, nil))(t)
	for seller, q := range offer.Chosen {
		in.Deliveries = append(in.Deliveries, shipping.ChoiceOf(seller, q))
	}
	in.ExpectedTotal = offer.Total
	return in
}

// AtDoor is an order group of quantities by variant that is paid where it arrives.
func (s *Shop) AtDoor(t testing.TB, by checkout.Buyer, quantities map[string]int64) order.Group {
	t.Helper()
	s.Fill(t, by, quantities)
	id := must(s.Till.Place(ctx, by, s.DoorForm(t, by), "key-"+db.NewID()))(t)
	return must(order.FindGroup(ctx, s.DB.Read(ctx), id))(t)
}

// Owed is what an order's payment is now.
func (s *Shop) Owed(t testing.TB, orderID string) payment.Payment {
	t.Helper()
	p, _, err := payment.OfOrder(ctx, s.DB.Read(ctx), orderID)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// Transfer is a bank's notice that amount came with text; id is the bank's own.
func Transfer(id string, amount money.VND, text string, codes []string, at clock.Instant) payments.Event {
	return payments.Event{Key: "notice:" + id, Kind: payments.EventBankCredit, TxnID: "notice:" + id, Status: payments.StatusPaid, Amount: amount, At: at,
		Bank: &payments.BankCredit{Source: "notice", SourceID: id, Account: "0123", Content: text, Codes: codes, PayerName: "NGUOI MUA MAU", PayerAccount: "9000000001", PayerBIN: "970436"}}
}

// Transferred tells the till of a transfer with a payment's code, as a notice source would.
func (s *Shop) Transferred(id string, amount money.VND, code string) payments.Outcome {
	return s.Till.Apply(ctx, "notice", Transfer(id, amount, code, []string{code}, s.Now()), "raw")
}
