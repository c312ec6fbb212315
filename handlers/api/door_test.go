package api

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/markettest"
	"github.com/chophien/chophien/models/markettest/saletest"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/payments"
)

// doorStreet is a market where orders are paid when they arrive.
func doorStreet(t *testing.T, d *db.DB, taker order.Taker, cash bool) *street {
	t.Helper()
	return streetOf(t, d, openCounter(t, d, func(s *saletest.Shop) { s.OpenDoor(t, taker, order.EarnedBySeller, cash) }))
}

func TestABuyerPaysAtTheDoorThroughTheAPI(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := doorStreet(t, d, order.SellerTakes, false)
		one, owner := s.Seller(t)
		two, _ := s.Seller(t)
		honey, tea := s.Variant(t, markettest.Good{SellerID: one, Stock: 10}), s.Variant(t, markettest.Good{SellerID: two, Stock: 10, Price: 70_000})
		token := s.somebody("0900000001", "Lan")
		me := bearer(token)
		s.ask("PUT", prefix+"/cart/lines/"+honey, `{"quantity":2}`, me...)
		s.ask("PUT", prefix+"/cart/lines/"+tea, `{"quantity":1}`, me...)
		offer := s.ask("POST", prefix+"/checkout/offer", `{"ward_code":"`+markettest.Ward+`"}`, me...)
		if offer.at("door.offered") != true || offer.text("deliveries.0.quotes.0.door") != "seller" || !strings.Contains(offer.raw, `"code":"cod"`) {
			t.Fatal(offer.raw)
		}
		wish := strings.TrimSuffix(s.wish(me), "}") + `,"gateway":"cod"}`
		placed := s.ask("POST", prefix+"/orders", wish, keyed(token, "order-1")...)
		if placed.status != 201 || len(placed.at("payments").([]any)) != 2 || placed.at("payments.0.at_door") != true {
			t.Fatalf("%d %s", placed.status, placed.raw)
		}
		group := placed.text("id")
		if a := s.ask("GET", prefix+"/orders/"+group, "", me...); a.raw != placed.raw {
			t.Errorf("the order is\n%s\nand was shown as\n%s", a.raw, placed.raw)
		}
		pay := s.ask("POST", prefix+"/orders/"+group+"/payment", `{"gateway":"testbank"}`, keyed(token, "pay-1")...)
		if pay.status != 409 || !strings.Contains(pay.raw, "payment.at_door") {
			t.Errorf("%d %s", pay.status, pay.raw)
		}
		part := ""
		for i := range 2 {
			at := fmt.Sprintf("orders.%d.", i)
			if placed.text(at+"payable_at") != "door" || placed.text(at+"door_taker") != "seller" || placed.at(at+"door.known") != false {
				t.Errorf("%s", placed.raw)
			}
			if placed.text(at+"seller_id") == one {
				part = placed.text(at + "id")
			}
		}
		stall := prefix + "/stalls/" + one + "/orders/" + part
		seller := bearer(s.with(owner, actor.HandleOrders))
		if a := s.ask("GET", stall, "", seller...); a.at("waits") != true || a.number("door.amount") != 130_000 {
			t.Errorf("%s", a.raw)
		}
		s.ask("POST", stall+"/confirm", "", seller...)
		lines := s.Lines(t, part)
		packed := s.ask("POST", stall+"/pack", fmt.Sprintf(`{"quantities":{%q:2}}`, lines[0].ID), append(seller, "Idempotency-Key", "p")...)
		if packed.status != 200 || packed.number("back") != 0 || packed.at("order.door.known") != true || !strings.HasPrefix(packed.text("order.door.qr"), "000201") {
			t.Fatalf("%d %s", packed.status, packed.raw)
		}
		s.ask("POST", stall+"/ship", `{}`, seller...)
		if a := s.ask("POST", stall+"/deliver", "", seller...); a.status != 409 || !strings.Contains(a.raw, "order.pay_at_door") {
			t.Errorf("%d %s", a.status, a.raw)
		}
		mine := s.ask("GET", prefix+"/orders/"+group, "", me...)
		code := ""
		for i := range 2 {
			at := fmt.Sprintf("orders.%d.", i)
			if mine.text(at+"id") == part {
				code = mine.text(at + "door.payment_code")
				if mine.text(at+"door.transfer.memo") != code || mine.number(at+"door.amount") != 130_000 || mine.at(at+"door.cash") != false {
					t.Errorf("%s", mine.raw)
				}
			}
		}
		if got := s.Transferred("1", money.Of(130_000), code); got != payments.Applied {
			t.Fatal(got)
		}
		if a := s.ask("POST", stall+"/deliver", "", seller...); a.status != 200 || a.at("door") != nil {
			t.Errorf("%d %s", a.status, a.raw)
		}
		s.Prove(t)
	})
}
