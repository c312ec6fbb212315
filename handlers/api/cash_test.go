package api

import (
	"fmt"
	"strings"
	"testing"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/account"
	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/ledger"
	"github.com/chophien/chophien/models/markettest"
	"github.com/chophien/chophien/models/markettest/saletest"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/payment"
	"github.com/chophien/chophien/payments"
	"github.com/chophien/chophien/payments/momo/momotest"
)

// sentToDoor is an order on its way to a door, where 130,000 đ are due.
func (s *street) sentToDoor(owner actor.Member, variant string) order.Order {
	s.t.Helper()
	o := s.Orders(s.t, s.AtDoor(s.t, s.Buyer(s.t), map[string]int64{variant: 2}))[0]
	do, ctx := s.parts.Fulfillment, s.t.Context()
	for _, step := range []func() error{
		func() error { _, err := do.Confirm(ctx, owner, o.ID); return err },
		func() error { _, err := do.Pack(ctx, owner, o.ID, s.AsOrdered(s.t, o.ID)); return err },
		func() error { _, err := do.Ship(ctx, owner, o.ID, "VN"+o.Code); return err },
	} {
		if err := step(); err != nil {
			s.t.Fatal(err)
		}
	}
	return o
}

func TestCashIsTakenThroughTheAPIOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := doorStreet(t, d, order.SellerTakes, true)
		sellerID, owner := s.Seller(t)
		o := s.sentToDoor(owner, s.Variant(t, markettest.Good{SellerID: sellerID, Stock: 100}))
		member, weak := s.with(owner, actor.HandleOrders), s.with(owner, actor.SeeOrders)
		_, desk := s.person(account.Admin, "", "")
		at := "/stalls/" + sellerID + "/orders/" + o.ID
		if a := s.call(member, "GET", at, nil); a.at("door.cash") != true || a.at("cash") != nil {
			t.Errorf("%s", a.raw)
		}
		if a := s.call(weak, "POST", at+"/cash", nil); a.status != 403 {
			t.Errorf("%d %s", a.status, a.raw)
		}
		for range 2 {
			a := s.callAs("cash", member, "POST", at+"/cash", nil)
			if a.status != 200 || a.number("cash.amount") != 130_000 || a.text("cash.state") != "kept" || a.at("door") != nil {
				t.Errorf("%d %s", a.status, a.raw)
			}
		}
		if a := s.call(desk, "POST", "/desk/orders/"+o.ID+"/cash", nil); a.status != 200 {
			t.Errorf("%d %s", a.status, a.raw)
		}
		if n := s.Count(t, "captures", "provider_txn_id = ?", "cash:"+o.ID); n != 1 || s.Balance(t, ledger.Seller(sellerID)) != -130_000 {
			t.Errorf("%d times, the seller has %d", n, s.Balance(t, ledger.Seller(sellerID)))
		}
		s.Prove(t)
	})
}

func TestARemittanceIsClearedThroughTheAPI(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := doorStreet(t, d, order.CarrierTakes, true)
		sellerID, owner := s.Seller(t)
		v := s.Variant(t, markettest.Good{SellerID: sellerID, Stock: 100})
		held, untold, twice := s.sentToDoor(owner, v), s.sentToDoor(owner, v), s.sentToDoor(owner, v)
		if got := s.Transferred("0", money.Of(130_000), s.Owed(t, twice.ID).Code); got != payments.Applied {
			t.Fatal(got)
		}
		_, desk := s.person(account.Admin, "", "")
		if a := s.call(desk, "POST", "/desk/orders/"+held.ID+"/cash", nil); a.text("cash.state") != "held" {
			t.Fatal(a.raw)
		}
		if a := s.call(desk, "GET", "/desk/doors?carrier=flat&limit=1", nil); len(a.at("items").([]any)) != 1 || a.text("next") == "" {
			t.Errorf("%s", a.raw)
		} else if b := s.call(desk, "GET", "/desk/doors?carrier=flat&cursor="+a.text("next"), nil); len(b.at("items").([]any)) != 1 || b.text("items.0.order_code") == a.text("items.0.order_code") {
			t.Errorf("%s", b.raw)
		}
		if a := s.call(desk, "GET", "/desk/doors/carriers", nil); a.number("items.0.amount") != 130_000 || a.text("items.0.carrier") != "flat" {
			t.Errorf("%s", a.raw)
		}
		file := fmt.Sprintf("Mã vận đơn;Tiền thu hộ\n%s;130.000\nvn%s;130.000\nWHO;7.000\n%s;130.000\n", held.Code, strings.ToLower(untold.Code), twice.Code)
		if a := s.sendTo("/desk/remittances", desk, nil, "carrier", "flat", "reference", "RUN-1"); a.status != 422 || a.keys()[0] != "file=remittance.file" {
			t.Errorf("%d %s", a.status, a.raw)
		}
		made := s.sendTo("/desk/remittances", desk, []byte(file), "carrier", "flat", "reference", "RUN-1")
		if made.status != 201 || made.number("total") != 397_000 || len(made.at("parts").([]any)) != 2 {
			t.Fatal(made.status, made.raw)
		}
		if again := s.sendTo("/desk/remittances", desk, []byte(file), "carrier", "flat", "reference", "RUN-1"); again.text("id") != made.text("id") {
			t.Errorf("%s", again.raw)
		}
		at := "/desk/remittances/" + made.text("id")
		if got := s.Till.Apply(t.Context(), "notice", saletest.Transfer("1", money.Of(397_000), "FLAT RUN 1", nil, s.Now()), "raw"); got != payments.Applied {
			t.Fatal(got)
		}
		credits := s.call(desk, "GET", at+"/credits", nil)
		if credits.at("items.0.named") != true {
			t.Fatal(credits.raw)
		}
		credit := map[string]any{"credit_id": credits.text("items.0.id")}
		if a := s.call(desk, "POST", at+"/clear", map[string]any{"credit_id": "nothing"}); a.status != 404 {
			t.Errorf("%d %s", a.status, a.raw)
		}
		for range 2 {
			if a := s.callAs("clear", desk, "POST", at+"/clear", credit); a.status != 200 || a.text("state") != "cleared" {
				t.Errorf("%d %s", a.status, a.raw)
			}
		}
		odd := s.call(desk, "GET", at+"/lines?state=unknown", nil)
		if len(odd.at("items").([]any)) != 2 || odd.number("items.0.row") != 4 || odd.text("items.1.order_id") != twice.ID {
			t.Fatal(odd.raw)
		}
		line := "/desk/remittances/lines/" + odd.text("items.0.id") + "/settle"
		if a := s.call(desk, "POST", line, map[string]any{"order_code": held.Code, "evidence": "FT1"}); a.status != 422 {
			t.Errorf("%d %s", a.status, a.raw)
		}
		if a := s.call(desk, "POST", line, map[string]any{"evidence": "FT1"}); a.status != 200 || a.text("state") != "returned" {
			t.Errorf("%d %s", a.status, a.raw)
		}
		if a := s.call(desk, "POST", line, map[string]any{"evidence": "FT1"}); a.status != 409 {
			t.Errorf("%d %s", a.status, a.raw)
		}
		again := "/desk/remittances/lines/" + odd.text("items.1.id") + "/settle"
		if a := s.call(desk, "POST", again, map[string]any{"order_code": twice.Code}); a.status != 409 || a.keys()[0] != "order_code=remittance.order" {
			t.Errorf("%d %s", a.status, a.raw)
		}
		if a := s.call(desk, "POST", again, map[string]any{"order_code": twice.Code, "paid_twice": true}); a.status != 200 || a.text("state") != "returned" || a.at("to_buyer") != true {
			t.Errorf("%d %s", a.status, a.raw)
		}
		if p := s.Owed(t, twice.ID); p.Refunding.Dong() != 130_000 {
			t.Errorf("%+v", p)
		}
		if a := s.call(desk, "GET", "/desk/books/refunds?q="+twice.Code, nil); a.text("items.0.status") != "needs_account" || a.number("items.0.amount") != 130_000 {
			t.Errorf("%s", a.raw)
		}
		if a := s.call(desk, "GET", "/desk/remittances", nil); a.text("items.0.state") != "cleared" {
			t.Errorf("%s", a.raw)
		}
		if a := s.call(desk, "GET", "/desk/doors", nil); len(a.at("items").([]any)) != 0 {
			t.Errorf("%s", a.raw)
		}
		s.Prove(t)
	})
}

// A parcel of which nobody says what became stands in the inbox with the code of its order.
func TestAParcelAtADoorIsAskedAboutThroughTheAPI(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := doorStreet(t, d, order.CarrierTakes, true)
		sellerID, owner := s.Seller(t)
		v := s.Variant(t, markettest.Good{SellerID: sellerID, Stock: 100})
		o, other := s.sentToDoor(owner, v), s.sentToDoor(owner, v)
		err := d.Tx(t.Context(), func(tx *gorm.DB) error { return payment.AskDoor(t.Context(), tx, o.ID, s.Now()) })
		if err != nil {
			t.Fatal(err)
		}
		_, desk := s.person(account.Admin, "", "")
		if a := s.call(desk, "GET", "/desk/money/tasks", nil); len(a.at("items").([]any)) != 1 || a.text("items.0.kind") != "door" || a.text("items.0.order_code") != o.Code {
			t.Errorf("%s", a.raw)
		}
		if a := s.call(desk, "POST", "/desk/orders/"+o.Code+"/cash", nil); a.status != 200 {
			t.Errorf("%d %s", a.status, a.raw)
		}
		if a := s.call(desk, "GET", "/desk/money/tasks", nil); len(a.at("items").([]any)) != 0 || strings.Contains(a.raw, other.Code) {
			t.Errorf("%s", a.raw)
		}
	})
}

func TestRefusedMessagesAreListedThroughTheAPI(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := doorStreet(t, d, order.CarrierTakes, true)
		f := momotest.New(t)
		for range 3 {
			s.Till.Receive(t.Context(), f.Listener(), payments.RawRequest{Method: "POST", Path: "/webhooks/momo", Body: []byte("{"), At: s.Now()})
		}
		_, desk := s.person(account.Admin, "", "")
		first := s.call(desk, "GET", "/desk/books/refused?gateway=momo&limit=2", nil)
		if len(first.at("items").([]any)) != 2 || first.text("items.0.outcome") != "malformed" || first.text("items.0.gateway") != "momo" || first.number("items.0.times") != 1 {
			t.Fatal(first.raw)
		}
		if a := s.call(desk, "GET", "/desk/books/refused?gateway=momo&limit=2&cursor="+first.text("next"), nil); len(a.at("items").([]any)) != 1 || a.text("next") != "" {
			t.Errorf("%s", a.raw)
		}
		if a := s.call(desk, "GET", "/desk/books/refused?gateway=vnpay", nil); len(a.at("items").([]any)) != 0 {
			t.Errorf("%s", a.raw)
		}
	})
}
