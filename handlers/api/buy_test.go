package api

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/chophien/chophien/handlers/session"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/markettest"
	"github.com/chophien/chophien/models/money"
)

const to = `"address":{"ward_code":"` + markettest.Ward + `","street":"Số 1, bản Thử"}`

// wish is the order of what is in the cart, at the total that the offer names.
func (s *street) wish(headers []string) string {
	s.t.Helper()
	offer := s.ask("POST", prefix+"/checkout/offer", `{"ward_code":"`+markettest.Ward+`"}`, headers...)
	if offer.status != 200 || offer.at("complete") != true {
		s.t.Fatal(offer.raw)
	}
	var chosen []string
	for i := range offer.at("deliveries").([]any) {
		at := fmt.Sprintf("deliveries.%d.", i)
		chosen = append(chosen, fmt.Sprintf(`{"seller_id":%q,"carrier":%q,"service":%q}`, offer.text(at+"seller_id"), offer.text(at+"quotes.0.carrier"), offer.text(at+"quotes.0.service")))
	}
	return fmt.Sprintf(`{"recipient":"Người Nhận","phone":"0900000099",%s,"deliveries":[%s],"expected_total":%d,"terms_version":%q}`,
		to, strings.Join(chosen, ","), offer.number("total"), offer.text("terms_version"))
}

func TestABuyerBuysFromTwoSellersThroughTheAPI(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := openStreet(t, d)
		one, owner := s.Seller(t)
		two, _ := s.Seller(t)
		honey, tea := s.Variant(t, markettest.Good{SellerID: one, Stock: 10}), s.Variant(t, markettest.Good{SellerID: two, Stock: 10, Price: 70_000})

		// A visitor fills a cart, signs in, and finds the cart again.
		first := s.ask("POST", prefix+"/cart/lines", `{"variant_id":"`+honey+`","quantity":2}`)
		cart := first.header.Get(session.CartTokenHeader)
		if first.status != 200 || cart == "" || first.number("goods") != 100_000 {
			t.Fatalf("%d %q %s", first.status, cart, first.raw)
		}
		if other := s.ask("GET", prefix+"/cart", ""); other.number("goods") != 0 {
			t.Errorf("another visitor sees %s", other.raw)
		}
		guest := s.proved("0900000001")
		in := s.ask("POST", prefix+"/auth/people", `{"name":"Lan","consent":"2026-11-01"}`, "Authorization", "Bearer "+guest, session.CartTokenHeader, cart)
		token := in.text("token")
		me := bearer(token)
		if a := s.ask("GET", prefix+"/me", "", bearer(guest)...); a.status != 401 {
			t.Errorf("the guest's token still stands: %d", a.status)
		}
		if a := s.ask("PUT", prefix+"/cart/lines/"+tea, `{"quantity":2}`, append(me, "Prefer", "return=minimal")...); a.status != 204 || a.raw != "" {
			t.Errorf("%d %s", a.status, a.raw)
		}
		both := s.ask("PUT", prefix+"/cart/lines/"+tea, `{"quantity":1}`, me...)
		if both.number("goods") != 170_000 || len(both.at("parts").([]any)) != 2 {
			t.Fatal(both.raw)
		}
		// What a change answers with is what is read afterwards.
		if a := s.ask("GET", prefix+"/cart", "", me...); a.raw != both.raw {
			t.Errorf("the cart is\n%s\nand was shown as\n%s", a.raw, both.raw)
		}

		placed := s.ask("POST", prefix+"/orders", s.wish(me), keyed(token, "order-1")...)
		if placed.status != 201 || len(placed.at("orders").([]any)) != 2 || placed.text("payments.0.status") != "due" {
			t.Fatalf("%d %s", placed.status, placed.raw)
		}
		group := placed.text("id")
		if a := s.ask("GET", prefix+"/orders/"+group, "", me...); a.raw != placed.raw {
			t.Errorf("the order is\n%s\nand was shown as\n%s", a.raw, placed.raw)
		}
		if placed.header.Get("Location") != prefix+"/orders/"+group || placed.header.Get("Cache-Control") != "no-store" {
			t.Errorf("%v", placed.header)
		}
		if placed.text("destination.recipient") != "Người Nhận" || placed.number("payments.0.amount") != 170_000+2*30_000 {
			t.Errorf("%s", placed.raw)
		}

		pay := s.ask("POST", prefix+"/orders/"+group+"/payment", `{"gateway":"testbank"}`, keyed(token, "pay-1")...)
		if pay.status != 200 || pay.text("step.next.kind") != "redirect" {
			t.Fatalf("%d %s", pay.status, pay.raw)
		}
		again := s.ask("POST", prefix+"/orders/"+group+"/payment", `{"gateway":"testbank"}`, keyed(token, "pay-2")...)
		if again.text("step.next.url") != pay.text("step.next.url") || s.Bank.Begins != 1 {
			t.Errorf("a second click opened another attempt: %s", again.raw)
		}
		ref := pay.text("step.next.url")[strings.LastIndex(pay.text("step.next.url"), "/")+1:]
		s.Tell(t, s.Bank.Pay(ref, money.Of(pay.number("missing")), s.Now()))
		if a := s.ask("GET", prefix+"/orders/"+group+"/payment", "", me...); a.text("status") != "paid" {
			t.Fatal(a.raw)
		}

		// The first seller sends it; the buyer says that it has come.
		mine := s.ask("GET", prefix+"/orders/"+group, "", me...)
		part := ""
		for i := range 2 {
			if mine.text(fmt.Sprintf("orders.%d.seller_id", i)) == one {
				part = mine.text(fmt.Sprintf("orders.%d.id", i))
			}
		}
		do := s.parts.Fulfillment
		for _, step := range []func() error{
			func() error { _, err := do.Confirm(t.Context(), owner, part); return err },
			func() error { _, err := do.Pack(t.Context(), owner, part, s.AsOrdered(t, part)); return err },
			func() error { _, err := do.Ship(t.Context(), owner, part, "TEST12345"); return err },
		} {
			if err := step(); err != nil {
				t.Fatal(err)
			}
		}
		got := s.ask("POST", prefix+"/orders/"+group+"/parts/"+part+"/received", "", me...)
		if got.status != 200 || !strings.Contains(got.raw, `"status":"delivered"`) {
			t.Fatalf("%d %s", got.status, got.raw)
		}
		window := s.ask("GET", prefix+"/orders/"+group+"/parts/"+part+"/complaints", "", me...)
		if window.status != 200 || len(window.at("reasons").([]any)) == 0 {
			t.Fatal(window.raw)
		}
		complaint := `{"reason":"damaged","text":"Hộp bị vỡ"}`
		told := s.ask("POST", prefix+"/orders/"+group+"/parts/"+part+"/complaints", complaint, keyed(token, "c-1")...)
		if told.status != 201 || told.text("state") != "open" || told.text("side") != "buyer" {
			t.Fatalf("%d %s", told.status, told.raw)
		}
		twice := s.ask("POST", prefix+"/orders/"+group+"/parts/"+part+"/complaints", complaint, keyed(token, "c-1")...)
		if twice.text("id") != told.text("id") {
			t.Errorf("the same key told twice: %s", twice.raw)
		}
		said := s.ask("POST", prefix+"/complaints/"+told.text("id")+"/messages", `{"text":"Còn ảnh nữa"}`, keyed(token, "m-1")...)
		if said.status != 200 || len(said.at("messages").([]any)) != 2 {
			t.Errorf("%d %s", said.status, said.raw)
		}
		if over := s.ask("POST", prefix+"/complaints/"+told.text("id")+"/withdraw", "", me...); over.text("outcome") != "withdrawn" {
			t.Errorf("%d %s", over.status, over.raw)
		}

		// The other order is cancelled: all its money goes back.
		other := mine.text("orders.0.id")
		if other == part {
			other = mine.text("orders.1.id")
		}
		gone := s.ask("POST", prefix+"/orders/"+group+"/parts/"+other+"/cancel", `{"reason":"cancel.changed_mind"}`, me...)
		if gone.status != 200 || gone.number("refunds.0.amount") != 100_000 {
			t.Errorf("%d %s", gone.status, gone.raw)
		}

		// Whoever else asks finds nothing.
		stranger := s.somebody("0900000002", "Minh")
		for _, r := range []struct{ method, path, body string }{
			{"GET", "/orders/" + group, ""},
			{"GET", "/orders/" + group + "/payment", ""},
			{"POST", "/orders/" + group + "/payment", `{"gateway":"testbank"}`},
			{"POST", "/orders/" + group + "/refund-account", `{"bank_bin":"970436","number":"0011002233","holder":"NGUOI THU"}`},
			{"POST", "/orders/" + group + "/parts/" + part + "/cancel", `{"reason":"cancel.changed_mind"}`},
			{"POST", "/orders/" + group + "/parts/" + part + "/received", ""},
			{"POST", "/orders/" + group + "/parts/" + part + "/less", `{"take":true}`},
			{"GET", "/orders/" + group + "/parts/" + part + "/complaints", ""},
			{"POST", "/orders/" + group + "/parts/" + part + "/complaints", complaint},
			{"GET", "/complaints/" + told.text("id"), ""},
			{"POST", "/complaints/" + told.text("id") + "/messages", `{"text":"Tôi"}`},
			{"POST", "/complaints/" + told.text("id") + "/accept", ""},
			{"POST", "/complaints/" + told.text("id") + "/insist", ""},
			{"POST", "/complaints/" + told.text("id") + "/withdraw", ""},
			{"GET", "/complaints/" + told.text("id") + "/photos/0", ""},
		} {
			if a := s.ask(r.method, prefix+r.path, r.body, keyed(stranger, db.NewID())...); a.status != 404 {
				t.Errorf("%s %s by a stranger: %d %s", r.method, r.path, a.status, a.raw)
			}
		}
		if a := s.ask("GET", prefix+"/orders", "", bearer(stranger)...); a.raw != `{"items":[]}` {
			t.Errorf("a stranger's orders: %s", a.raw)
		}
		s.Prove(t)
	})
}

func TestTheSameKeyFiftyTimesIsOneOrder(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := openStreet(t, d)
		seller, _ := s.Seller(t)
		variant := s.Variant(t, markettest.Good{SellerID: seller, Stock: 100})
		token := s.somebody("0900000001", "Lan")
		if a := s.ask("POST", prefix+"/cart/lines", `{"variant_id":"`+variant+`","quantity":3}`, bearer(token)...); a.status != 200 {
			t.Fatal(a.raw)
		}
		wish, ids := s.wish(bearer(token)), make([]string, 50)
		var wg sync.WaitGroup
		for i := range ids {
			wg.Go(func() { ids[i] = s.ask("POST", prefix+"/orders", wish, keyed(token, "the-key")...).text("id") })
		}
		wg.Wait()
		for _, id := range ids {
			if id == "" || id != ids[0] {
				t.Fatalf("%q and %q", id, ids[0])
			}
		}
		if n := s.Count(t, "order_groups", ""); n != 1 {
			t.Errorf("%d groups", n)
		}
		other := s.ask("POST", prefix+"/orders", `{"recipient":"Người Khác"}`, keyed(token, "the-key")...)
		if other.status != 422 {
			t.Errorf("the key was taken for another request: %d %s", other.status, other.raw)
		}
		s.Prove(t)
	})
}
