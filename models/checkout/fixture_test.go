package checkout_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"sync"
	"testing"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/cart"
	"github.com/chophien/chophien/models/checkout"
	"github.com/chophien/chophien/models/crypt"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/division"
	"github.com/chophien/chophien/models/ledger"
	"github.com/chophien/chophien/models/markettest"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/payment"
	"github.com/chophien/chophien/models/proof"
	"github.com/chophien/chophien/models/shipping"
	"github.com/chophien/chophien/models/stock"
	"github.com/chophien/chophien/payments"
)

var ctx = context.Background()

// market is a checkout over a small market with one bank.
type market struct {
	*markettest.Market
	co   *checkout.Checkout
	bank *markettest.Bank
}

var places = sync.OnceValues(func() (*division.Directory, error) { return division.New("15") })

func open(t testing.TB, d *db.DB) *market {
	t.Helper()
	m := &market{Market: markettest.New(t, d), bank: markettest.NewBank()}
	dir, err := places()
	if err != nil {
		t.Fatal(err)
	}
	keys, blind, err := crypt.Generate(nil, "k1")
	if err != nil {
		t.Fatal(err)
	}
	ring, err := crypt.ParseKeyring(keys, blind)
	if err != nil {
		t.Fatal(err)
	}
	gateways, err := payments.NewRegistry([]payments.Gateway{m.bank}, nil)
	if err != nil {
		t.Fatal(err)
	}
	carriers, err := shipping.NewCarriers(markettest.Carrier{})
	if err != nil {
		t.Fatal(err)
	}
	m.co = &checkout.Checkout{
		DB: d, Now: m.Now, Keys: ring, Places: dir, Gateways: gateways, Carriers: carriers, BaseURL: "http://market.test",
		Terms: "2026-11-01", Log: slog.New(slog.DiscardHandler),
	}
	return m
}

// buyer is a new signed-in person.
func (m *market) buyer(t testing.TB) checkout.Buyer {
	t.Helper()
	phoneID, personID := m.Phone(t)
	return checkout.Buyer{Shopper: actor.Buyer{PersonID: personID, Channel: actor.API}, PersonID: personID, PhoneID: phoneID}
}

func (m *market) fill(t testing.TB, by checkout.Buyer, quantities map[string]int64) {
	t.Helper()
	for variant, n := range quantities {
		err := m.DB.Tx(ctx, func(tx *gorm.DB) error { _, err := cart.Put(ctx, tx, by, variant, n, m.Now()); return err })
		if err != nil {
			t.Fatal(err)
		}
	}
}

// form is the filled checkout page for what the cart holds now.
func (m *market) form(t testing.TB, by checkout.Buyer) checkout.PlaceOrder {
	t.Helper()
	offer, err := m.co.Show(ctx, by, shipping.Place{Scheme: division.Current, Ward: markettest.Ward}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return m.filled(offer)
}

// filled is the checkout page as a buyer sends it who takes the deliveries proposed.
func (m *market) filled(offer checkout.Offer) checkout.PlaceOrder {
	in := checkout.PlaceOrder{
		Recipient: "Người Nhận Thử", Phone: "0900000009", Gateway: m.co.Gateways.All()[0].Code(), TermsVersion: "2026-11-01", Locale: "vi",
		Address: division.Address{ProvinceCode: "15", WardCode: markettest.Ward, Street: "Bản Thử, nhà số 1"},
	}
	for seller, q := range offer.Chosen {
		in.Deliveries = append(in.Deliveries, shipping.ChoiceOf(seller, q))
	}
	in.ExpectedTotal = offer.Total
	return in
}

// placed fills a cart and orders it.
func (m *market) placed(t testing.TB, by checkout.Buyer, quantities map[string]int64) order.Group {
	t.Helper()
	m.fill(t, by, quantities)
	id, err := m.co.Place(ctx, by, m.form(t, by), "key-"+db.NewID())
	if err != nil {
		t.Fatal(err)
	}
	g, err := order.FindGroup(ctx, m.DB.Read(ctx), id)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// begun places and begins to pay; it returns the attempt's reference.
func (m *market) begun(t testing.TB, by checkout.Buyer, quantities map[string]int64) (order.Group, checkout.Step) {
	t.Helper()
	g := m.placed(t, by, quantities)
	s, err := m.co.Pay(ctx, by, g.Code, checkout.PayNow{Gateway: m.bank.Code()}, "203.0.113.9")
	if err != nil {
		t.Fatal(err)
	}
	return g, s
}

// tell delivers an event to the webhook, as the bank would.
func (m *market) tell(t testing.TB, ev payments.Event) payments.Outcome {
	t.Helper()
	body, err := json.Marshal(ev)
	if err != nil {
		t.Fatal(err)
	}
	return payments.Outcome(m.co.Receive(ctx, m.bank, payments.RawRequest{Method: "POST", Body: body, At: m.Now()}).Body)
}

func (m *market) payment(t testing.TB, g order.Group) payment.Payment {
	t.Helper()
	all, err := payment.OfGroup(ctx, m.DB.Read(ctx), g.ID)
	if err != nil || len(all) != 1 {
		t.Fatal(err, len(all))
	}
	return all[0]
}

func (m *market) statuses(t testing.TB, g order.Group) string {
	t.Helper()
	orders, err := order.OfGroup(ctx, m.DB.Read(ctx), g.ID)
	if err != nil {
		t.Fatal(err)
	}
	s := ""
	for _, o := range orders {
		s += fmt.Sprintf("%s ", o.Status)
	}
	return s
}

// prove recomputes every promise that a purchase touches.
func (m *market) prove(t testing.TB) {
	t.Helper()
	q := m.DB.Read(ctx)
	for _, verify := range []func(context.Context, *gorm.DB) ([]proof.Violation, error){stock.Verify, order.Verify, payment.Verify, ledger.Verify} {
		found, err := verify(ctx, q)
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range found {
			t.Error(v)
		}
	}
}
