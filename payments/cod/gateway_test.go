package cod_test

import (
	"testing"
	"time"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/payments"
	"github.com/chophien/chophien/payments/cod"
	"github.com/chophien/chophien/payments/contract"
	"github.com/chophien/chophien/payments/vietqr"
	"github.com/chophien/chophien/payments/vietqr/vietqrtest"
)

const at = clock.Instant(1795311300000)

var start = payments.Start{
	PaymentID: "0199-payment", Code: "K7QM2XWPAS", Attempt: 1, Ref: "K7QM2XWPAS-1", Amount: money.Of(150000),
	Description: "Đơn hàng chè Suối Giàng", Locale: "vi", At: at, ExpiresAt: at.Add(30 * time.Minute),
}

// door is the gateway at the door with the bank behind its QR: who transfers there is told
// of by the bank's notice, as at home.
type door struct {
	*vietqrtest.Fake
	gateway *cod.Gateway
}

func (d door) Gateway() payments.Gateway { return d.gateway }

func open(t *testing.T, cfg cod.Config) *cod.Gateway {
	t.Helper()
	g, err := cod.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// The twenty points of the contract, as far as a door has them: by its capabilities it
// neither listens nor is asked, refunds by itself, signs, or closes anything, so the suite
// finds nothing to try there (points 1, 5, 8, 12, 13, 16, 18 and 20); that its transfers
// are read rightly the suite proves of each notice source.
func TestContract(t *testing.T) {
	contract.Run(t, func(t *testing.T) contract.Case {
		fake := vietqrtest.New(t)
		g := open(t, cod.Config{Transfer: fake.Gateway(), Cash: true})
		const qr = "00020101021238540010A00000072701240006970422011001234567890208QRIBFTTA530370454061500005802VN62140810K7QM2XWPAS630430C8"
		return contract.Case{
			Gateway: g, At: at, Start: start, Fake: door{fake, g},
			Begun: payments.Begun{Status: payments.StatusPending, Next: payments.Next{
				Kind: payments.NextNone, QR: qr, ExpiresAt: start.ExpiresAt,
				Transfer: &payments.Transfer{BIN: "970422", Bank: "MB Bank", Account: "0123456789", Holder: "CHO PHIEN MAU", Memo: start.Code, Amount: start.Amount},
			}},
		}
	})
}

// Where only cash is taken there is nothing to scan.
func TestContractOfCash(t *testing.T) {
	contract.Run(t, func(t *testing.T) contract.Case {
		return contract.Case{
			Gateway: open(t, cod.Config{Cash: true}), At: at, Start: start,
			Begun: payments.Begun{Status: payments.StatusPending, Next: payments.Next{Kind: payments.NextNone, ExpiresAt: start.ExpiresAt}},
		}
	})
}

func TestNewRefuses(t *testing.T) {
	qr, err := vietqr.New(vietqr.Config{Account: vietqrtest.Account})
	if err != nil {
		t.Fatal(err)
	}
	for name, cfg := range map[string]cod.Config{
		"nothing to pay with": {}, "a door behind a door": {Transfer: open(t, cod.Config{Transfer: qr})},
		"no bank transfer": {Transfer: open(t, cod.Config{Cash: true})},
		"less than the QR": {Transfer: qr, Max: money.Of(1_999)}, "more than we count": {Cash: true, Max: money.Of(money.Max + 1)},
	} {
		if _, err := cod.New(cfg); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
	g := open(t, cod.Config{Transfer: qr, Max: money.Of(900_000_000)})
	if c := g.Capabilities(); c.Max != qr.Capabilities().Max || c.DoorCash {
		t.Errorf("%+v", c)
	}
	s := start
	s.Code = "K7QM2XWPAA"
	if _, err := g.Begin(t.Context(), s); err == nil || payments.IsAmbiguous(err) {
		t.Errorf("a code that was not issued: %v", err)
	}
}

// One door is enough, and it is not among what is paid at once.
func TestRegistryKeepsTheDoorApart(t *testing.T) {
	qr, err := vietqr.New(vietqr.Config{Account: vietqrtest.Account})
	if err != nil {
		t.Fatal(err)
	}
	g := open(t, cod.Config{Transfer: qr})
	r, err := payments.NewRegistry([]payments.Gateway{qr, g}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if found, on := r.Door(); !on || found != payments.Gateway(g) {
		t.Errorf("%v %v", found, on)
	}
	if offer := r.Offer(money.Of(150_000)); len(offer) != 1 || offer[0] != payments.Gateway(qr) {
		t.Errorf("%v", offer)
	}
	if _, err := payments.NewRegistry([]payments.Gateway{g, g}, nil); err == nil {
		t.Error("a door twice")
	}
	none, _ := payments.NewRegistry([]payments.Gateway{qr}, nil)
	if _, on := none.Door(); on {
		t.Error("a door that nobody has built")
	}
	if _, err := none.Gateway(cod.Code); !fault.Has(err, "payments.gateway_unknown") {
		t.Error(err)
	}
}
