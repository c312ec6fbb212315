package saletest

import (
	"context"
	"encoding/json"
	"log/slog"
	"sync"
	"testing"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/cart"
	"github.com/chophien/chophien/models/checkout"
	"github.com/chophien/chophien/models/collection"
	"github.com/chophien/chophien/models/complaint"
	"github.com/chophien/chophien/models/crypt"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/division"
	"github.com/chophien/chophien/models/earning"
	"github.com/chophien/chophien/models/ledger"
	"github.com/chophien/chophien/models/markettest"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/payment"
	"github.com/chophien/chophien/models/proof"
	"github.com/chophien/chophien/models/remittance"
	"github.com/chophien/chophien/models/shipping"
	"github.com/chophien/chophien/models/shipping/counter"
	"github.com/chophien/chophien/models/shipping/pickup"
	"github.com/chophien/chophien/models/stock"
	"github.com/chophien/chophien/models/tax"
	"github.com/chophien/chophien/payments"
)

var ctx = context.Background()

// Shop is a market with a till and one bank.
type Shop struct {
	*markettest.Market
	Till     *checkout.Checkout
	Bank     *markettest.Bank
	Gateways *payments.Registry
	Carriers *shipping.Carriers
}

// Places are all places of the country.
var Places = sync.OnceValues(func() (*division.Directory, error) { return division.New("15") })

// Open prepares d. earner earns the delivery by the standard carrier.
func Open(t testing.TB, d *db.DB, earner order.Earner) *Shop {
	t.Helper()
	s := &Shop{Market: markettest.New(t, d), Bank: markettest.NewBank()}
	places := must(Places())(t)
	keys, blind, err := crypt.Generate(nil, "k1")
	if err != nil {
		t.Fatal(err)
	}
	s.Gateways = must(payments.NewRegistry([]payments.Gateway{s.Bank}, nil))(t)
	s.Carriers = must(shipping.NewCarriers(markettest.Carrier{Earner: earner}, counter.Carrier{Places: places}, pickup.Carrier{}))(t)
	s.Till = &checkout.Checkout{
		DB: d, Now: s.Now, Keys: must(crypt.ParseKeyring(keys, blind))(t), Places: places, Gateways: s.Gateways, Carriers: s.Carriers,
		BaseURL: "http://market.test", Terms: "2026-11-01", Log: slog.New(slog.DiscardHandler),
	}
	return s
}

func must[T any](v T, err error) func(testing.TB) T {
	return func(t testing.TB) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// Buyer is a new signed-in person.
func (s *Shop) Buyer(t testing.TB) checkout.Buyer {
	t.Helper()
	phoneID, personID := s.Phone(t)
	return checkout.Buyer{Shopper: actor.Buyer{PersonID: personID, Channel: actor.API}, PersonID: personID, PhoneID: phoneID}
}

// Fill puts quantities by variant into a buyer's cart.
func (s *Shop) Fill(t testing.TB, by checkout.Buyer, quantities map[string]int64) {
	t.Helper()
	for variant, n := range quantities {
		err := s.DB.Tx(ctx, func(tx *gorm.DB) error { _, err := cart.Put(ctx, tx, by, variant, n, s.Now()); return err })
		if err != nil {
			t.Fatal(err)
		}
	}
}

// Placed is an order group of quantities by variant, each seller's brought by carrier
// where it offers that, else by the first that is offered.
func (s *Shop) Placed(t testing.TB, by checkout.Buyer, quantities map[string]int64, carrier string) order.Group {
	t.Helper()
	s.Fill(t, by, quantities)
	in := checkout.PlaceOrder{
		Recipient: "Người Nhận Thử", Phone: "0900000009", Gateway: s.Bank.Code(), TermsVersion: "2026-11-01", Locale: "vi",
		Address: division.Address{ProvinceCode: "15", WardCode: markettest.Ward, Street: "Bản Thử, nhà số 1"},
	}
	to := shipping.Place{Scheme: division.Current, Ward: markettest.Ward}
	offer := must(s.Till.Show(ctx, by, to, nil))(t)
	for seller, q := range offer.Chosen {
		for _, other := range offer.Quotes[seller] {
			if other.Carrier == carrier {
				q = other
				break
			}
		}
		in.Deliveries = append(in.Deliveries, shipping.ChoiceOf(seller, q))
	}
	offer = must(s.Till.Show(ctx, by, to, in.Deliveries))(t)
	in.ExpectedTotal = offer.Total
	id := must(s.Till.Place(ctx, by, in, "key-"+db.NewID()))(t)
	return must(order.FindGroup(ctx, s.DB.Read(ctx), id))(t)
}

// Begun begins to pay a group and returns the event with which the bank would say that it
// is paid.
func (s *Shop) Begun(t testing.TB, by checkout.Buyer, g order.Group) payments.Event {
	t.Helper()
	step := must(s.Till.Pay(ctx, by, g.Code, checkout.PayNow{Gateway: s.Bank.Code()}, "203.0.113.9"))(t)
	return s.Bank.Pay(step.Attempt.Ref, step.Attempt.Amount, s.Now())
}

// Tell delivers an event to the webhook, as the bank would.
func (s *Shop) Tell(t testing.TB, ev payments.Event) {
	t.Helper()
	body := must(json.Marshal(ev))(t)
	s.Till.Receive(ctx, s.Bank, payments.RawRequest{Method: "POST", Body: body, At: s.Now()})
}

// Paid is a group that was placed and paid; see Placed.
func (s *Shop) Paid(t testing.TB, by checkout.Buyer, quantities map[string]int64, carrier string) order.Group {
	t.Helper()
	g := s.Placed(t, by, quantities, carrier)
	s.Tell(t, s.Begun(t, by, g))
	for _, o := range s.Orders(t, g) {
		if o.ConfirmBy == 0 && !o.Waits() {
			t.Fatalf("order %s waits for no seller", o.Code)
		}
	}
	return g
}

// Orders are those of a group, as they are now.
func (s *Shop) Orders(t testing.TB, g order.Group) []order.Order {
	t.Helper()
	return must(order.OfGroup(ctx, s.DB.Read(ctx), g.ID))(t)
}

// Order is one order, as it is now.
func (s *Shop) Order(t testing.TB, id string) order.Order {
	t.Helper()
	return must(order.Find(ctx, s.DB.Read(ctx), id))(t)
}

// Lines are those of an order.
func (s *Shop) Lines(t testing.TB, orderID string) []order.Line {
	t.Helper()
	return must(order.Lines(ctx, s.DB.Read(ctx), orderID))(t)
}

// AsOrdered are the quantities of an order's lines by line id.
func (s *Shop) AsOrdered(t testing.TB, orderID string) map[string]int64 {
	t.Helper()
	out := map[string]int64{}
	for _, l := range s.Lines(t, orderID) {
		out[l.ID] = l.Quantity
	}
	return out
}

// Back is what was asked back of an order in all, in đồng.
func (s *Shop) Back(t testing.TB, orderID string) int64 {
	t.Helper()
	_, part, err := payment.OfOrder(ctx, s.DB.Read(ctx), orderID)
	if err != nil {
		t.Fatal(err)
	}
	return part.Refunded.Dong()
}

// Balance is what stands in an account, in đồng.
func (s *Shop) Balance(t testing.TB, a ledger.Account) int64 {
	t.Helper()
	return must(ledger.Balance(ctx, s.DB.Read(ctx), a))(t).Dong()
}

// Fataler is what Prove tells of broken promises: a test, or one run of a property.
type Fataler interface {
	Helper()
	Fatalf(format string, args ...any)
	Errorf(format string, args ...any)
}

// Prove recomputes every promise that a sale touches.
func (s *Shop) Prove(t Fataler) {
	t.Helper()
	q := s.DB.Read(ctx)
	for _, verify := range []func(context.Context, *gorm.DB) ([]proof.Violation, error){
		stock.Verify, checkout.Verify, order.Verify, payment.Verify, ledger.Verify, tax.Verify, earning.Verify, complaint.Verify,
		collection.Verify, remittance.Verify,
	} {
		found, err := verify(ctx, q)
		if err != nil {
			t.Fatalf("%v", err)
		}
		for _, v := range found {
			t.Errorf("%v", v)
		}
	}
}
