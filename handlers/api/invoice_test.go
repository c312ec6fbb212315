package api

import (
	"strings"
	"testing"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/account"
	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/checkout"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/earning"
	"github.com/chophien/chophien/models/markettest"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/payment"
)

// firm is an organisation that nobody has: its code only satisfies the rule.
func firm() map[string]any {
	return map[string]any{"kind": "organisation", "name": "Công ty Thử", "tax_code": "0123456000", "address": "Số 1 phố Thử", "email": "ke-toan@example.com"}
}

// come takes an order to its buyer.
func (ct *counterTop) come(owner actor.Member, id string) {
	ct.t.Helper()
	do, ctx := ct.parts.Fulfillment, ct.t.Context()
	for _, step := range []func() error{
		func() error { _, err := do.Confirm(ctx, owner, id); return err },
		func() error { _, err := do.Pack(ctx, owner, id, ct.AsOrdered(ct.t, id)); return err },
		func() error { _, err := do.Ship(ctx, owner, id, "TEST"+id[len(id)-8:]); return err },
		func() error { _, err := do.Deliver(ctx, owner, id); return err },
	} {
		if err := step(); err != nil {
			ct.t.Fatal(err)
		}
	}
}

// giveBack asks amount of an order's first line back to its buyer.
func (ct *counterTop) giveBack(id string, amount int64, cause string) {
	ct.t.Helper()
	parts := payment.Parts{Lines: []earning.LineOff{{LineID: ct.Lines(ct.t, id)[0].ID, Amount: money.Of(amount)}}}
	err := ct.DB.Tx(ct.t.Context(), func(tx *gorm.DB) error {
		_, err := payment.GiveBackParts(ct.t.Context(), tx, ct.Gateways, ct.Order(ct.t, id), parts, payment.Reason{Kind: payment.CauseComplaint, ID: cause}, ct.Now())
		return err
	})
	if err != nil {
		ct.t.Fatal(err)
	}
}

func TestAnInvoiceIsAskedForIssuedAndCorrectedThroughTheAPI(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ct := openCounter(t, d)
		sellerID, owner := ct.Seller(t)
		member, weak := ct.with(owner, actor.HandleOrders), ct.with(owner, actor.SeeOrders)
		buyerID, buyer := ct.person("", "", "")
		card, err := account.Person(t.Context(), d.Read(t.Context()), buyerID)
		if err != nil {
			t.Fatal(err)
		}
		by := checkout.Buyer{Shopper: actor.Buyer{PersonID: buyerID}, PersonID: buyerID, PhoneID: card.PhoneID}
		o := ct.Orders(t, ct.Paid(t, by, map[string]int64{ct.Variant(t, markettest.Good{SellerID: sellerID, Stock: 50, Price: 200_000}): 2}, "flat"))[0]
		at := "/orders/" + o.GroupID + "/parts/" + o.ID

		wrong := firm()
		wrong["tax_code"], wrong["email"] = "0123456001", "nobody"
		if a := ct.call(buyer, "PUT", at+"/invoice", wrong); a.status != 422 || !strings.Contains(a.raw, "invoice.tax_code") || !strings.Contains(a.raw, "invoice.email") {
			t.Errorf("%d %s", a.status, a.raw)
		}
		for range 2 {
			if a := ct.call(buyer, "PUT", at+"/invoice", firm()); a.status != 200 || a.text("state") != "requested" || a.text("buyer.name") != "Công ty Thử" || a.text("issuer") != "seller" {
				t.Fatal(a.status, a.raw)
			}
		}
		stall := "/stalls/" + sellerID + "/invoices"
		id := ct.call(buyer, "GET", at+"/invoices", nil).text("items.0.id")
		if a := ct.call(member, "GET", stall+"/"+id, nil); a.text("buyer.name") != "" || a.text("buyer.kind") != "organisation" {
			t.Errorf("before it is due the seller reads %s", a.raw)
		}
		number := map[string]any{"serial": "1C26TTS", "number": "17", "issued_on": string(ct.Now().Date())}
		if a := ct.call(member, "POST", stall+"/"+id+"/issued", number); a.status != 409 || a.key() != "invoice.move" {
			t.Errorf("%d %s", a.status, a.raw)
		}

		ct.come(owner, o.ID)
		ct.giveBack(o.ID, 50_000, "early")
		for range 2 {
			if err := ct.parts.Invoices.Ripen(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		if a := ct.call(weak, "GET", stall+"?state=due&order="+strings.ToLower(o.Code), nil); a.text("items.0.id") != id || a.text("items.0.order_code") != o.Code {
			t.Errorf("%d %s", a.status, a.raw)
		}
		if a := ct.call(weak, "GET", stall+"/"+id, nil); a.status != 403 {
			t.Errorf("%d %s", a.status, a.raw)
		}
		if a := ct.call(weak, "POST", stall+"/"+id+"/issued", number); a.status != 403 {
			t.Errorf("%d %s", a.status, a.raw)
		}
		left := o.Goods.Add(o.Shipping).Dong() - 50_000
		due := ct.call(member, "GET", stall+"/"+id, nil)
		if due.text("buyer.tax_code") != "0123456000" || due.number("sum") != left || due.text("lines.0.vat") != "none" {
			t.Errorf("%s", due.raw)
		}

		if a := ct.call(member, "POST", stall+"/"+id+"/refuse", map[string]any{"reason": "Thiếu địa chỉ"}); a.status != 200 || a.text("state") != "refused" {
			t.Errorf("%d %s", a.status, a.raw)
		}
		if a := ct.call(buyer, "PUT", at+"/invoice", firm()); a.text("state") != "due" || a.text("reason") != "" {
			t.Errorf("%d %s", a.status, a.raw)
		}
		for _, key := range []string{"one", "one", "two"} {
			if a := ct.callAs(key, member, "POST", stall+"/"+id+"/issued", number); a.status != 200 || a.text("state") != "issued" || a.number("total") != left {
				t.Errorf("%d %s", a.status, a.raw)
			}
		}
		if a := ct.call(buyer, "PUT", at+"/invoice", firm()); a.status != 409 || a.key() != "invoice.handed" {
			t.Errorf("%d %s", a.status, a.raw)
		}

		ct.giveBack(o.ID, 30_000, "first")
		ct.giveBack(o.ID, 7_000, "second")
		a := ct.call(buyer, "GET", "/orders/"+o.GroupID, nil)
		if a.text("orders.0.invoices.0.number") != "17" || a.number("orders.0.invoices.1.total") != -30_000 || a.number("orders.0.invoices.2.total") != -7_000 {
			t.Errorf("%s", a.raw)
		}
		correction := a.text("orders.0.invoices.1.id")
		if a := ct.call(member, "POST", stall+"/"+correction+"/issued", number); a.status != 409 || a.key() != "invoice.number_taken" {
			t.Errorf("%d %s", a.status, a.raw)
		}
		number["number"] = "18"
		if a := ct.call(member, "POST", stall+"/"+correction+"/issued", number); a.status != 200 || a.number("total") != -30_000 || a.text("corrects_id") != id {
			t.Errorf("%d %s", a.status, a.raw)
		}
		ct.Prove(t)

		other := ct.Orders(t, ct.Paid(t, by, map[string]int64{ct.Variant(t, markettest.Good{SellerID: sellerID, Stock: 50, Price: 200_000}): 1}, "flat"))[0]
		ct.come(owner, other.ID)
		ct.Pass(order.Quiet)
		if err := ct.parts.Fulfillment.CompleteDue(t.Context()); err != nil {
			t.Fatal(err)
		}
		if a := ct.call(buyer, "PUT", "/orders/"+other.GroupID+"/parts/"+other.ID+"/invoice", firm()); a.status != 409 || a.key() != "invoice.closed" {
			t.Errorf("%d %s", a.status, a.raw)
		}
	})
}
