package api

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
	"gorm.io/gorm"

	"github.com/chophien/chophien/models/account"
	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/checkout"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/earning"
	"github.com/chophien/chophien/models/invoice"
	"github.com/chophien/chophien/models/ledger"
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

// wanted is an order that has come, and the invoice that is due of it.
func (ct *counterTop) wanted(owner actor.Member, variant string) (order.Order, invoice.Invoice) {
	ct.t.Helper()
	by := ct.Buyer(ct.t)
	o := ct.Orders(ct.t, ct.Paid(ct.t, by, map[string]int64{variant: 2}, "flat"))[0]
	v, err := ct.parts.Invoices.Ask(ct.t.Context(), invoice.Asker(by), o.ID, invoice.Buyer{Kind: invoice.Person, Name: "=Người Thử", Address: "Bản Thử, xã Thử", Email: "thu@example.com"})
	ct.come(owner, o.ID)
	if err == nil {
		err = ct.parts.Invoices.Ripen(ct.t.Context())
	}
	if err != nil {
		ct.t.Fatal(err)
	}
	return o, v
}

func TestInvoicesAreHandedOverOnceAndAnsweredThroughTheAPI(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ct := openCounter(t, d)
		s := &street{counterTop: ct}
		sellerID, owner := ct.Seller(t)
		_, other := ct.Seller(t)
		variant := ct.Variant(t, markettest.Good{SellerID: sellerID, Stock: 50, Price: 200_000})
		member, theirs := ct.with(owner, actor.HandleOrders), ct.with(other, actor.HandleOrders)
		at := "/stalls/" + sellerID
		if a := ct.call(member, "POST", at+"/invoice-batches", nil); a.status != 409 || a.key() != "invoice.none_due" {
			t.Errorf("%d %s", a.status, a.raw)
		}
		o, v := ct.wanted(owner, variant)
		_, second := ct.wanted(owner, variant)
		made := ct.callAs("batch", member, "POST", at+"/invoice-batches", nil)
		if made.status != 201 || made.number("invoices") != 2 {
			t.Fatal(made.status, made.raw)
		}
		if again := ct.callAs("batch", member, "POST", at+"/invoice-batches", nil); again.raw != made.raw {
			t.Errorf("%s\n%s", again.raw, made.raw)
		}
		if a := ct.callAs("more", member, "POST", at+"/invoice-batches", nil); a.status != 409 {
			t.Errorf("%d %s", a.status, a.raw)
		}
		file := at + "/invoice-batches/" + made.text("id")
		first := ct.call(member, "GET", file+"/json", nil)
		ct.giveBack(o.ID, 40_000, "between") // handed over: it becomes a correction, which waits for the number
		if a := ct.call(member, "GET", file+"/json", nil); a.raw != first.raw || a.text("invoices.0.id") != v.ID || a.number("invoices.0.total") != o.Total().Dong() {
			t.Errorf("%s", a.raw)
		}
		if a := ct.call(theirs, "GET", "/stalls/"+other.SellerID+"/invoice-batches/"+made.text("id")+"/json", nil); a.status != 404 {
			t.Errorf("%d %s", a.status, a.raw)
		}
		book, err := excelize.OpenReader(strings.NewReader(ct.call(member, "GET", file+"/xlsx", nil).raw))
		if err != nil {
			t.Fatal(err)
		}
		rows, err := book.GetRows("invoices")
		if err != nil || len(rows) != 5 || rows[1][8] != "'=Người Thử" || rows[1][15] != "2" || rows[1][21] != fmt.Sprint(o.Total().Dong()) {
			t.Errorf("%v %v", rows, err)
		}
		if n := ct.Count(t, "invoices", "kind = 'correction' AND state = 'requested' AND total = -40000"); n != 1 {
			t.Errorf("%d corrections wait", n)
		}
		day := string(ct.Now().Date())
		answers := "id;serial;number;issued_on;reason\n" + v.ID + ";1C26TTS;21;" + day[8:] + "/" + day[5:7] + "/" + day[:4] + ";\n" + second.ID + ";;;;Sai địa chỉ\nwho;1;2;1//2026;\n" + v.ID + ";;;;\n"
		for range 2 {
			a := s.sendTo(at+"/invoice-answers", member, []byte(answers))
			if a.status != 200 || a.number("issued") != 1 || a.number("refused") != 1 || a.number("wrong.0.row") != 4 || a.at("wrong.1") != nil {
				t.Errorf("%d %s", a.status, a.raw)
			}
		}
		if n := ct.Count(t, "invoices", "kind = 'correction' AND state = 'due' AND total = -40000"); n != 1 {
			t.Errorf("%d corrections are due", n)
		}
		if a := ct.call(member, "POST", at+"/invoices/"+second.ID+"/again", nil); a.text("state") != "due" {
			t.Errorf("%d %s", a.status, a.raw)
		}
		next := ct.callAs("next", member, "POST", at+"/invoice-batches", nil)
		if next.number("invoices") != 2 {
			t.Errorf("%d %s", next.status, next.raw)
		}
		if a := ct.call(member, "GET", at+"/invoice-batches/"+next.text("id")+"/json", nil); a.text("invoices.1.corrects.number") != "21" && a.text("invoices.0.corrects.number") != "21" {
			t.Errorf("%s", a.raw)
		}
		ct.Prove(t)
	})
}

// Two refunds at once are two corrections, or one of both, and the sum is right.
func TestTwoRefundsAtOnceCorrectAnInvoiceRightly(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ct := openCounter(t, d)
		sellerID, owner := ct.Seller(t)
		o, v := ct.wanted(owner, ct.Variant(t, markettest.Good{SellerID: sellerID, Stock: 50, Price: 200_000}))
		if _, err := ct.parts.Invoices.Issued(t.Context(), invoice.SellerClerk(owner), v.ID, invoice.Result{Serial: "1C26TTS", Number: "1", IssuedOn: ct.Now().Date()}); err != nil {
			t.Fatal(err)
		}
		line := ct.Lines(t, o.ID)[0].ID
		var all sync.WaitGroup
		for i := range 4 {
			all.Go(func() {
				parts := payment.Parts{Lines: []earning.LineOff{{LineID: line, Amount: money.Of(int64(10_000 + i))}}}
				err := ct.DB.Tx(t.Context(), func(tx *gorm.DB) error {
					_, err := payment.GiveBackParts(t.Context(), tx, ct.Gateways, o, parts, payment.Reason{Kind: payment.CauseComplaint, ID: fmt.Sprint(i)}, ct.Now())
					return err
				})
				if err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		var sum int64
		if err := d.Read(t.Context()).Raw("SELECT CAST(SUM(total) AS BIGINT) FROM invoices WHERE kind = 'correction'").Scan(&sum).Error; err != nil || sum != -40_006 {
			t.Errorf("corrected by %d %v", sum, err)
		}
		ct.Prove(t)
	})
}

// The market's fee of a month is that of the ledger, takebacks of the month off; what is
// taken back later is in the month in which it was.
func TestTheMarketInvoicesItsFeesMonthByMonth(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ct := openCounter(t, d)
		sellerID, owner := ct.Seller(t)
		variant := ct.Variant(t, markettest.Good{SellerID: sellerID, Stock: 50, Price: 200_000})
		o, _ := ct.wanted(owner, variant)
		ct.Pass(order.Quiet)
		month := func() {
			t.Helper()
			err := ct.parts.Fulfillment.CompleteDue(t.Context())
			for ct.Pass(24 * time.Hour); err == nil && ct.Now().Date()[8:] != "01"; ct.Pass(24 * time.Hour) {
				err = ct.parts.Invoices.CloseMonths(t.Context())
			}
			var all sync.WaitGroup
			for range 2 { // two processes at once
				all.Go(func() {
					if err := ct.parts.Invoices.CloseMonths(t.Context()); err != nil {
						t.Error(err)
					}
				})
			}
			all.Wait()
			if err != nil {
				t.Fatal(err)
			}
		}
		month()
		fees := func() reply {
			return ct.call(ct.with(owner, actor.SeeMoney), "GET", "/stalls/"+sellerID+"/fee-invoices", nil)
		}
		took := func() int64 { return ct.Balance(t, ledger.Commission()) + ct.Balance(t, ledger.CommissionVAT()) }
		before := took()
		if a := fees(); before <= 0 || a.number("items.0.total") != before || a.text("items.0.state") != "due" || a.at("items.1") != nil {
			t.Errorf("the ledger has %d: %s", before, a.raw)
		}
		err := d.Tx(t.Context(), func(tx *gorm.DB) error {
			cause := ledger.Cause{Kind: payment.CauseComplaint, ID: "late"}
			lines := []earning.LineOff{{LineID: ct.Lines(t, o.ID)[0].ID, Amount: money.Of(100_000)}}
			if _, err := earning.TakeBack(t.Context(), tx, earning.Refund{OrderID: o.ID, SellerID: sellerID, ShippingEarner: string(o.ShippingEarner), Cause: cause, Lines: lines}, ct.Now()); err != nil {
				return err
			}
			_, err := payment.GiveBackParts(t.Context(), tx, ct.Gateways, ct.Order(t, o.ID), payment.Parts{Lines: lines}, payment.Reason{Kind: cause.Kind, ID: cause.ID}, ct.Now())
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		ct.Pass(24 * time.Hour)
		month()
		a := fees()
		if a.number("items.0.total") != took()-before || a.number("items.0.total") >= 0 || a.number("items.1.total") != before || a.at("items.2") != nil {
			t.Errorf("the ledger has %d after %d: %s", took(), before, a.raw)
		}
		if a := ct.call(ct.with(owner, actor.HandleOrders), "POST", "/stalls/"+sellerID+"/invoices/"+a.text("items.0.id")+"/refuse", map[string]any{"reason": "x"}); a.status != 404 {
			t.Errorf("%d %s", a.status, a.raw)
		}
		_, desk := ct.person(account.Admin, "", "")
		if made := ct.callAs("desk", desk, "POST", "/desk/invoice-batches", nil); made.status != 201 || made.number("invoices") != 2 || made.number("total") != took() {
			t.Errorf("%d %s", made.status, made.raw)
		}
		if a := ct.call(desk, "GET", "/desk/invoices?kind=fee&state=handed&limit=1", nil); a.text("items.0.kind") != "fee" || a.text("next") == "" {
			t.Errorf("%d %s", a.status, a.raw)
		}
		ct.Prove(t)

		// What is posted in a month's last second may be through a little later.
		months := ct.Count(t, "invoice_months", "")
		next := clock.Date(ct.Now().Date().Period() + "-01").AddMonths(1).Start()
		for _, at := range []struct {
			now    clock.Instant
			closed int64
		}{{next.Add(time.Minute), months}, {next.Add(time.Hour), months + 1}} {
			book := *ct.parts.Invoices
			book.Now = func() clock.Instant { return at.now }
			if err := book.CloseMonths(t.Context()); err != nil {
				t.Fatal(err)
			}
			if n := ct.Count(t, "invoice_months", ""); n != at.closed {
				t.Errorf("%d months are closed, not %d", n, at.closed)
			}
		}
	})
}

// Money that comes after its time, while the goods are still there, brings the invoice back
// with the order.
func TestAnInvoiceComesBackWithItsOrder(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ct := openCounter(t, d)
		sellerID, owner := ct.Seller(t)
		by, book := ct.Buyer(t), ct.parts.Invoices
		g := ct.Placed(t, by, map[string]int64{ct.Variant(t, markettest.Good{SellerID: sellerID, Stock: 50, Price: 200_000}): 2}, "flat")
		o := ct.Orders(t, g)[0]
		v, err := book.Ask(t.Context(), invoice.Asker(by), o.ID, invoice.Buyer{Kind: invoice.Person, Name: "Người Thử", Address: "Bản Thử, xã Thử", Email: "thu@example.com"})
		if err != nil {
			t.Fatal(err)
		}
		is := func(want invoice.State) {
			t.Helper()
			if err := book.Ripen(t.Context()); err != nil {
				t.Fatal(err)
			}
			if n := ct.Count(t, "invoices", "id = ? AND state = ?", v.ID, want); n != 1 {
				t.Errorf("it is not %s", want)
			}
		}
		step, err := ct.Till.Pay(t.Context(), by, g.Code, checkout.PayNow{Gateway: ct.Bank.Code()}, "")
		if err != nil {
			t.Fatal(err)
		}
		ct.Pass(checkout.HoldAtMost)
		if err := ct.Till.Expire(t.Context()); err != nil {
			t.Fatal(err)
		}
		is(invoice.Void)
		ct.Tell(t, ct.Bank.Pay(step.Attempt.Ref, step.Attempt.Amount, ct.Now()))
		is(invoice.Requested)
		ct.come(owner, o.ID)
		is(invoice.Due)
		ct.Prove(t)
	})
}

// What the market gives back out of its own pocket the seller has earned and invoices; what
// the seller gives back is corrected, and the correction of a refused invoice names nobody.
func TestWhatTheMarketBearsStaysInvoiced(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ct := openCounter(t, d)
		sellerID, owner := ct.Seller(t)
		o, v := ct.wanted(owner, ct.Variant(t, markettest.Good{SellerID: sellerID, Stock: 50, Price: 200_000}))
		if _, err := ct.parts.Invoices.HandOver(t.Context(), invoice.SellerClerk(owner), "one"); err != nil {
			t.Fatal(err)
		}
		err := d.Tx(t.Context(), func(tx *gorm.DB) error {
			parts := payment.Parts{Lines: []earning.LineOff{{LineID: ct.Lines(t, o.ID)[0].ID, Amount: money.Of(50_000)}}, Bearer: earning.BearMarket}
			_, err := payment.GiveBackParts(t.Context(), tx, ct.Gateways, ct.Order(t, o.ID), parts, payment.Reason{Kind: payment.CauseComplaint, ID: "market"}, ct.Now())
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if n := ct.Count(t, "invoices", "kind = 'correction'"); n != 0 {
			t.Error("the seller's invoice is corrected by what the market bears")
		}
		ct.Prove(t)
		ct.giveBack(o.ID, 10_000, "seller")
		if n := ct.Count(t, "invoices", "kind = 'correction' AND total = -10000"); n != 1 {
			t.Errorf("%d corrections", n)
		}
		ct.Prove(t)
		if _, err := ct.parts.Invoices.Refuse(t.Context(), invoice.SellerClerk(owner), v.ID, "Sai địa chỉ"); err != nil {
			t.Fatal(err)
		}
		if n := ct.Count(t, "invoices", "kind = 'correction' AND state = 'void' AND buyer_sealed = ''"); n != 1 {
			t.Error("a void correction names somebody")
		}
		ct.Prove(t)
	})
}

// An invoice of which nothing is left is void, also where its order was completed, and stands
// in no hand-over's way.
func TestAnInvoiceOfNothingIsVoid(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ct := openCounter(t, d)
		sellerID, owner := ct.Seller(t)
		variant := ct.Variant(t, markettest.Good{SellerID: sellerID, Stock: 50, Price: 200_000})
		book := ct.parts.Invoices
		nothing := func() invoice.Invoice {
			o, v := ct.wanted(owner, variant)
			err := d.Tx(t.Context(), func(tx *gorm.DB) error {
				_, err := payment.GiveBackAll(t.Context(), tx, ct.Gateways, ct.Order(t, o.ID), payment.Reason{Kind: payment.CauseComplaint, ID: o.ID}, ct.Now())
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			return v
		}
		first := nothing()
		ct.wanted(owner, variant)
		if b, err := book.HandOver(t.Context(), invoice.SellerClerk(owner), "one"); err != nil || b.Invoices != 1 {
			t.Errorf("%+v %v", b, err)
		}
		second := nothing()
		ct.Pass(order.Quiet)
		err := ct.parts.Fulfillment.CompleteDue(t.Context())
		if err == nil {
			err = book.Ripen(t.Context())
		}
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range []invoice.Invoice{first, second} {
			if n := ct.Count(t, "invoices", "id = ? AND state = 'void'", v.ID); n != 1 {
				t.Errorf("%s is not void", v.ID)
			}
		}
	})
}

// What was given back of raw produce stands on the invoice as the produce does; only the
// delivery is none.
func TestWhatWasGivenBackIsTaxedAsTheGoods(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ct := openCounter(t, d)
		sellerID, owner := ct.Seller(t)
		o, v := ct.wanted(owner, ct.Variant(t, markettest.Good{SellerID: sellerID, Stock: 50, Price: 200_000}))
		ct.giveBack(o.ID, 10_000, "early")
		if err := d.Tx(t.Context(), func(tx *gorm.DB) error {
			return tx.Exec("UPDATE order_lines SET tax_entity = 'company', tax_class = 'own_raw_produce' WHERE order_id = ?", o.ID).Error
		}); err != nil {
			t.Fatal(err)
		}
		due := ct.call(ct.with(owner, actor.HandleOrders), "GET", "/stalls/"+sellerID+"/invoices/"+v.ID, nil)
		for i, want := range []string{"exempt", "issuer", "exempt"} { // goods, delivery, difference
			if got := due.text(fmt.Sprintf("lines.%d.vat", i)); got != want {
				t.Errorf("line %d is %s, not %s", i, got, want)
			}
		}
	})
}
