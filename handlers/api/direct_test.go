package api

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/account"
	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/checkout"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/ledger"
	"github.com/chophien/chophien/models/markettest"
	"github.com/chophien/chophien/models/markettest/saletest"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/seller"
	"github.com/chophien/chophien/models/shipping"
	"github.com/chophien/chophien/payments"
)

// directStreet is a market where buyers pay sellers.
func directStreet(t *testing.T, d *db.DB) *street {
	t.Helper()
	return streetOf(t, d, openCounter(t, d, func(s *saletest.Shop) { s.OpenDirect(t) }))
}

// directStall is a seller with an account, and something to sell for 50,000 đ apiece.
func (s *street) directStall(number string) (sellerID string, owner actor.Member, variant string) {
	s.t.Helper()
	sellerID, owner = s.Seller(s.t)
	s.Payee(s.t, owner, number)
	return sellerID, owner, s.Variant(s.t, markettest.Good{SellerID: sellerID, Stock: 10})
}

// ordered is an order of one seller that its buyer is about to pay: 130,000 đ.
func (s *street) ordered(by checkout.Buyer, variant string) order.Order {
	s.t.Helper()
	return s.Orders(s.t, s.Direct(s.t, by, map[string]int64{variant: 2}))[0]
}

// untouched fails where the market has booked anything but what sellers owe it.
func (s *street) untouched() {
	s.t.Helper()
	if n := s.Count(s.t, "postings", "cause_kind <> 'direct_fee'"); n != 0 {
		s.t.Errorf("%d postings of money that the market never held", n)
	}
	if n := s.Count(s.t, "withholding_entries", ""); n != 0 {
		s.t.Errorf("%d entries of withheld tax", n)
	}
}

func TestABuyerPaysTwoSellersIntoTwoAccountsThroughTheAPI(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := directStreet(t, d)
		one, _, honey := s.directStall("1111222233")
		two, _, tea := s.directStall("4444555566")
		_, owner := s.Seller(t)
		bare := s.Variant(t, markettest.Good{SellerID: owner.SellerID, Stock: 10})
		token := s.somebody("0900000001", "Lan")
		me := bearer(token)
		s.ask("PUT", prefix+"/cart/lines/"+honey, `{"quantity":2}`, me...)
		s.ask("PUT", prefix+"/cart/lines/"+tea, `{"quantity":1}`, me...)

		// Whom nobody can pay nobody can buy from, and the cart says so.
		if a := s.ask("PUT", prefix+"/cart/lines/"+bare, `{"quantity":1}`, me...); !strings.Contains(a.raw, "checkout.no_collector") {
			t.Errorf("%d %s", a.status, a.raw)
		}
		offer := s.ask("POST", prefix+"/checkout/offer", `{"ward_code":"`+markettest.Ward+`"}`, me...)
		if offer.at("complete") != false || !strings.Contains(offer.raw, "checkout.no_collector") {
			t.Errorf("%s", offer.raw)
		}
		s.ask("DELETE", prefix+"/cart/lines/"+bare, "", me...)

		wish := s.wish(me)
		placed := s.ask("POST", prefix+"/orders", wish, keyed(token, "order-1")...)
		if placed.status != 201 || len(placed.at("payments").([]any)) != 2 {
			t.Fatalf("%d %s", placed.status, placed.raw)
		}
		if again := s.ask("POST", prefix+"/orders", wish, keyed(token, "order-1")...); again.raw != placed.raw {
			t.Errorf("%s\nagain\n%s", placed.raw, again.raw)
		}
		at := prefix + "/orders/" + placed.text("id")
		accounts := map[string]string{one: "1111222233", two: "4444555566"}
		for i := range 2 {
			p := fmt.Sprintf("payments.%d.", i)
			if placed.text(fmt.Sprintf("orders.%d.collector", i)) != "seller" || placed.text(p+"direct.notice") == "" || placed.text(p+"gateways.0.code") != "vietqr" {
				t.Errorf("%s", placed.raw)
			}
			pay := s.ask("POST", at+"/payment", `{"gateway":"vietqr","payment":"`+placed.text(p+"code")+`"}`, keyed(token, fmt.Sprint("pay-", i))...)
			to := accounts[placed.text(p+"direct.seller_id")]
			if pay.status != 200 || pay.text("step.next.transfer.account") != to || pay.text("step.next.transfer.memo") != placed.text(p+"code") || !strings.Contains(pay.text("step.next.qr"), to) {
				t.Errorf("%d %s", pay.status, pay.raw)
			}
			if a := s.ask("GET", at+"/payment?payment="+placed.text(p+"id"), "", me...); a.text("step.next.transfer.account") != to {
				t.Errorf("%s", a.raw)
			}
			delete(accounts, placed.text(p+"direct.seller_id"))
		}
		if len(accounts) != 0 {
			t.Errorf("nobody pays %v", accounts)
		}
		if a := s.ask("POST", at+"/payment", `{"gateway":"vietqr","payment":"0"}`, keyed(token, "pay-x")...); a.status != 404 {
			t.Errorf("%d %s", a.status, a.raw)
		}
		// To say that it was sent pays nothing.
		for range 2 {
			a := s.ask("POST", at+"/payment/claim", `{"payment":"`+placed.text("payments.0.code")+`"}`, me...)
			if a.status != 200 || a.text("status") != "due" || a.at("direct.claimed_at") == nil {
				t.Errorf("%d %s", a.status, a.raw)
			}
		}
		if n := s.Count(t, "outbox_notes", "type = 'payment.claimed'"); n != 1 {
			t.Errorf("told %d times", n)
		}
		s.untouched()
		s.Prove(t)
	})
}

func TestASellerSaysOnceThatTheMoneyIsThere(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := directStreet(t, d)
		stall, owner, honey := s.directStall("1111222233")
		_, stranger, _ := s.directStall("4444555566")
		o := s.ordered(s.Buyer(t), honey)
		member, weak := s.with(owner, actor.HandleMoney), s.with(owner, actor.HandleOrders)
		neighbour := s.with(stranger, actor.AllRights...)
		at := "/stalls/" + stall + "/orders/" + o.ID
		said := map[string]any{"amount": 130_000, "text": "MBVCB 123 TK 1111 +130,000VND"}
		for token, status := range map[string]int{weak: 403, neighbour: 404} {
			if a := s.call(token, "POST", at+"/received", said); a.status != status {
				t.Errorf("%d %s", a.status, a.raw)
			}
		}
		if a := s.call(neighbour, "POST", "/stalls/"+stranger.SellerID+"/orders/"+o.ID+"/received", said); a.status != 404 {
			t.Errorf("%d %s", a.status, a.raw)
		}
		if a := s.call(member, "POST", at+"/received", map[string]any{"amount": 0, "text": "x"}); a.status != 422 || len(a.keys()) != 2 {
			t.Errorf("%d %s", a.status, a.raw)
		}
		for range 3 { // with another key each time
			if a := s.call(member, "POST", at+"/received", said); a.status != 200 || a.at("waits") != true || a.text("collector") != "seller" {
				t.Errorf("%d %s", a.status, a.raw)
			}
		}
		if n := s.Count(t, "captures", ""); n != 1 {
			t.Errorf("%d captures", n)
		}
		if n := s.Count(t, "bank_credits", "content LIKE '%130,000%'"); n != 0 {
			t.Error("the bank's words lie open")
		}
		if n := s.Count(t, "audit_entries", "verb = 'payment.received'"); n != 1 {
			t.Errorf("written down %d times", n)
		}
		// Then a source tells of the same transfer.
		if got := s.Reached("1", "1111222233", s.Owed(t, o.ID).Amount, s.Owed(t, o.ID).Code); got != payments.Duplicate {
			t.Error(got)
		}
		if p := s.Owed(t, o.ID); p.Received != p.Amount || p.Refunding.Positive() {
			t.Errorf("%+v", p)
		}
		s.untouched()
		s.Prove(t)
	})
}

func TestANoticeCountsForTheSellerWhoseAccountItReached(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := directStreet(t, d)
		stall, owner, honey := s.directStall("1111222233")
		s.directStall("4444555566")
		member := s.with(owner, actor.HandleMoney)
		by := s.Buyer(t)
		o := s.ordered(by, honey)
		p := s.Owed(t, o.ID)
		if got := s.Reached("1", "4444555566", p.Amount, p.Code); got != payments.Ignored {
			t.Error("another's account:", got)
		}
		if got := s.Reached("2", "1111222233", p.Amount, "NOTHING"); got != payments.Ignored || s.Count(t, "bank_credits", "") != 0 {
			t.Error("what moves on a seller's account is theirs:", got)
		}
		short := money.Of(100_000)
		if got := s.Reached("3", "1111222233", short, p.Code); got != payments.Applied || s.Owed(t, o.ID).Received != short {
			t.Error("short:", got)
		}
		if a := s.call(member, "GET", "/stalls/"+stall+"/collected", nil); a.text("items.0.kind") != "under" || a.number("items.0.amount") != 30_000 {
			t.Errorf("%s", a.raw)
		}
		// The seller tells of the same 100,000 đ: nothing more came.
		at := "/stalls/" + stall + "/orders/" + o.ID
		if a := s.call(member, "POST", at+"/received", map[string]any{"amount": 100_000, "text": "FT 3"}); a.status != 200 || s.Owed(t, o.ID).Received != short {
			t.Errorf("%d %s", a.status, a.raw)
		}
		if got := s.Reached("4", "1111222233", money.Of(50_000), p.Code); got != payments.Applied {
			t.Error("over:", got)
		}
		refunds := s.call(member, "GET", at+"/refunds", nil)
		if refunds.number("items.0.amount") != 20_000 || refunds.at("items.0.to") != nil {
			t.Fatal(refunds.raw)
		}
		if got := s.Reached("5", "1111222233", p.Amount, p.Code); got != payments.Applied {
			t.Error("twice:", got)
		}
		if owed := s.Owed(t, o.ID); owed.Refunding != money.Of(150_000) {
			t.Errorf("%+v", owed)
		}
		_, desk := s.person(account.Admin, "", "")
		if a := s.call(desk, "GET", "/desk/money/tasks", nil); strings.Contains(a.raw, `"transfer"`) || !strings.Contains(a.raw, "account") {
			t.Errorf("the desk is asked to pay: %s", a.raw)
		}
		s.untouched()
		s.Prove(t)
	})
}

func TestLateMoneyToASellerIsNeverDropped(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := directStreet(t, d)
		stall, owner, honey := s.directStall("1111222233")
		member := s.with(owner, actor.HandleMoney)
		stands, gone := s.ordered(s.Buyer(t), honey), s.ordered(s.Buyer(t), honey)
		s.Pass(3 * time.Hour)
		if err := s.Till.Expire(t.Context()); err != nil {
			t.Fatal(err)
		}
		if s.Order(t, stands.ID).Status != order.Cancelled {
			t.Error("the clock did not end it")
		}
		s.Confirmed(t, owner, stands.ID) // the goods are still there
		if s.Order(t, stands.ID).Status != order.Placed {
			t.Error("it did not stand up again")
		}
		s.ordered(s.Buyer(t), s.sameShelf(honey, 8))
		if got := s.Reached("1", "1111222233", money.Of(130_000), s.Owed(t, gone.ID).Code); got != payments.Applied {
			t.Error(got)
		}
		at := "/stalls/" + stall + "/orders/" + gone.ID
		refunds := s.call(member, "GET", at+"/refunds", nil)
		if refunds.number("items.0.amount") != 130_000 {
			t.Fatal(refunds.raw)
		}
		if a := s.call(member, "GET", "/stalls/"+stall+"/collected", nil); a.text("items.0.refund_id") != refunds.text("items.0.id") || a.text("items.0.order_code") != gone.Code {
			t.Errorf("%s", a.raw)
		}
		s.untouched()
		s.Prove(t)
	})
}

// sameShelf leaves so many fewer of a variant for others, and returns it.
func (s *street) sameShelf(variant string, n int64) string {
	s.t.Helper()
	s.Direct(s.t, s.Buyer(s.t), map[string]int64{variant: n - 2})
	return variant
}

func TestASellerPaysBackWhatTheyCollected(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := directStreet(t, d)
		stall, owner, honey := s.directStall("1111222233")
		member, weak := s.with(owner, actor.HandleMoney, actor.HandleOrders), s.with(owner, actor.HandleOrders)
		token := s.somebody("0900000001", "Lan")
		me := bearer(token)
		s.ask("PUT", prefix+"/cart/lines/"+honey, `{"quantity":2}`, me...)
		placed := s.ask("POST", prefix+"/orders", s.wish(me), keyed(token, "order-1")...)
		group, id := placed.text("id"), placed.text("orders.0.id")
		s.Confirmed(t, owner, id)
		at := "/stalls/" + stall + "/orders/" + id
		if a := s.call(member, "POST", at+"/refuse", map[string]any{"reason": "refuse.sold_out"}); a.status != 200 {
			t.Fatal(a.raw)
		}
		refund := s.call(member, "GET", at+"/refunds", nil)
		if refund.number("items.0.amount") != 130_000 || refund.at("items.0.needs_account") != true {
			t.Fatal(refund.raw)
		}
		bank := `{"bank_bin":"970436","number":"99887766","holder":"LAN"}`
		if a := s.ask("POST", prefix+"/orders/"+group+"/refund-account", bank, me...); a.status != 204 {
			t.Fatal(a.status, a.raw)
		}
		if a := s.call(member, "GET", at+"/refunds", nil); a.text("items.0.to.number") != "99887766" {
			t.Errorf("%s", a.raw)
		}
		paid := at + "/refunds/" + refund.text("items.0.id") + "/paid"
		if a := s.call(weak, "POST", paid, map[string]any{"evidence": "FT-1"}); a.status != 403 {
			t.Errorf("%d %s", a.status, a.raw)
		}
		if a := s.call(member, "POST", paid, map[string]any{"evidence": ""}); a.status != 422 {
			t.Errorf("%d %s", a.status, a.raw)
		}
		// Neither the desk nor a bank file pays it.
		_, desk := s.person(account.Admin, "", "")
		if a := s.call(desk, "POST", "/desk/money/refunds/"+refund.text("items.0.id")+"/transferred", map[string]any{"evidence": "FT-2"}); a.status != 409 || a.key() != "refund.sellers" {
			t.Errorf("%d %s", a.status, a.raw)
		}
		if b, err := s.parts.Cashier.OpenBatch(t.Context()); err != nil || b != nil {
			t.Errorf("%+v, %v", b, err)
		}
		for range 2 {
			if a := s.call(member, "POST", paid, map[string]any{"evidence": "FT-1"}); a.status != 200 {
				t.Errorf("%d %s", a.status, a.raw)
			}
		}
		if a := s.ask("GET", prefix+"/orders/"+group, "", me...); a.text("refunds.0.status") != "done" || a.number("payments.0.refunded") != 130_000 {
			t.Errorf("%s", a.raw)
		}
		s.untouched()
		s.Prove(t)
	})
}

func TestASellerOwesTheCommissionOfWhatTheyCollected(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := directStreet(t, d)
		stall, owner, honey := s.directStall("1111222233")
		do, ctx := s.parts.Fulfillment, t.Context()
		o := s.ordered(s.Buyer(t), honey)
		s.Confirmed(t, owner, o.ID)
		less := s.AsOrdered(t, o.ID)
		for _, step := range []func() error{
			func() error { _, err := do.Confirm(ctx, owner, o.ID); return err },
			func() error { _, err := do.Pack(ctx, owner, o.ID, less); return err },
			func() error { _, err := do.Ship(ctx, owner, o.ID, "VN"+o.Code); return err },
			func() error { _, err := do.Deliver(ctx, owner, o.ID); return err },
			func() error { s.Pass(4 * 24 * time.Hour); return do.CompleteDue(ctx) },
		} {
			if err := step(); err != nil {
				t.Fatal(err)
			}
		}
		if s.Order(t, o.ID).Status != order.Completed {
			t.Fatal(s.Order(t, o.ID).Status)
		}
		fee := -s.Balance(t, ledger.Seller(stall))
		if want := o.Goods.Dong() * int64(o.CommissionBP) / 10_000; fee < want || fee > want*12/10 {
			t.Errorf("owes %d, the commission alone is %d", fee, want)
		}
		member := s.with(owner, actor.SeeMoney)
		a := s.call(member, "GET", "/stalls/"+stall+"/balance", nil)
		if a.number("available") != -fee || a.number("held") != 0 || a.number("vat_withheld") != 0 || a.text("direct") == "" {
			t.Errorf("%s", a.raw)
		}
		if a := s.call(member, "GET", "/stalls/"+stall+"/statement", nil); a.text("items.0.kind") != "commission_owed" || a.text("items.0.order_code") != o.Code {
			t.Errorf("%s", a.raw)
		}
		if b, err := s.parts.Cashier.OpenBatch(ctx); err != nil || b != nil {
			t.Errorf("paid out: %+v, %v", b, err)
		}
		s.untouched()
		s.Prove(t)
	})
}

// Money that reaches the market's own account by mistake is the desk's to send back, and pays
// no seller.
func TestASellersCodeOnTheMarketsAccountIsAskedAbout(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := directStreet(t, d)
		s.Till.Account = "9999000099"
		_, _, honey := s.directStall("1111222233")
		o := s.ordered(s.Buyer(t), honey)
		p := s.Owed(t, o.ID)
		if got := s.Reached("1", "9999000099", p.Amount, p.Code); got != payments.Applied || s.Owed(t, o.ID).Received.Positive() {
			t.Error(got)
		}
		_, desk := s.person(account.Admin, "", "")
		tasks := s.call(desk, "GET", "/desk/money/tasks", nil)
		if tasks.text("items.0.kind") != "unmatched" {
			t.Fatal(tasks.raw)
		}
		credit := "/desk/money/credits/" + tasks.text("items.0.credit.id")
		if a := s.call(desk, "POST", credit+"/match", map[string]any{"payment_code": p.Code}); a.status != 409 || a.key() != "payment.direct" {
			t.Errorf("%d %s", a.status, a.raw)
		}
		if a := s.call(desk, "POST", credit+"/return", map[string]any{"evidence": "FT-9"}); a.status != 204 {
			t.Errorf("%d %s", a.status, a.raw)
		}
		s.Prove(t)
	})
}

// Two members who look at the account at one moment confirm one transfer.
// TestASlipOfThePenIsNotMoney: where bank and seller name different sums, the first of them
// counts, and a person is asked or the seller told.
func TestASlipOfThePenIsNotMoney(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := directStreet(t, d)
		_, owner, honey := s.directStall("1111222233")
		member := s.with(owner, actor.HandleMoney)
		first := s.ordered(s.Buyer(t), honey)
		s.Confirmed(t, owner, first.ID) // as the page has it, though the buyer sent more
		if got := s.Reached("1", "1111222233", money.Of(150_000), s.Owed(t, first.ID).Code); got != payments.Ignored {
			t.Error(got)
		}
		if p := s.Owed(t, first.ID); p.Received != p.Amount || p.Refunding.Positive() {
			t.Errorf("a slip was booked as a second transfer: %+v", p)
		}
		if n := s.Count(t, "money_tasks", "kind = 'review' AND state = 'open' AND note = 'amount'"); n != 1 {
			t.Errorf("%d people were asked", n)
		}
		second := s.ordered(s.Buyer(t), honey)
		if got := s.Reached("2", "1111222233", money.Of(60_000), s.Owed(t, second.ID).Code); got != payments.Applied {
			t.Error(got)
		}
		at := "/stalls/" + owner.SellerID + "/orders/" + second.ID + "/received"
		if a := s.call(member, "POST", at, map[string]any{"amount": 70_000, "text": "FT 70"}); a.status != 409 || a.key() != "payment.bank_told" {
			t.Errorf("%d %s", a.status, a.raw)
		}
		if a := s.call(member, "POST", at, map[string]any{"amount": 60_000, "text": "FT 60"}); a.status != 200 || s.Owed(t, second.ID).Received != money.Of(60_000) {
			t.Errorf("%d %s", a.status, a.raw)
		}
		s.untouched()
		s.Prove(t)
	})
}

// TestOneTransferOfWhichThreeTell: the seller and two sources, by numbers of their own.
func TestOneTransferOfWhichThreeTell(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := directStreet(t, d)
		_, owner, honey := s.directStall("1111222233")
		o := s.ordered(s.Buyer(t), honey)
		s.Confirmed(t, owner, o.ID)
		s.Pass(40 * time.Minute)
		p := s.Owed(t, o.ID)
		for _, source := range []string{"notice", "other"} {
			ev := saletest.Transfer(source, p.Amount, p.Code, []string{p.Code}, s.Now())
			ev.Key, ev.Bank.Source, ev.Bank.Account = source+":1", source, "1111222233"
			if got := s.Till.Apply(t.Context(), source, ev, "raw"); got != payments.Duplicate {
				t.Error(source, got)
			}
		}
		if p := s.Owed(t, o.ID); p.Received != p.Amount || p.Refunding.Positive() {
			t.Errorf("%+v", p)
		}
		s.untouched()
		s.Prove(t)
	})
}

// TestABuyerWhoSaysItIsSentIsWaitedFor: as long as goods ever stand, and not for ever.
func TestABuyerWhoSaysItIsSentIsWaitedFor(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := directStreet(t, d)
		_, _, honey := s.directStall("1111222233")
		by := s.Buyer(t)
		said, silent := s.ordered(by, honey), s.ordered(s.Buyer(t), honey)
		for range 2 {
			if _, err := s.Till.SayPaid(t.Context(), by, said.GroupID, s.Owed(t, said.ID).ID); err != nil {
				t.Fatal(err)
			}
		}
		for _, c := range []struct {
			pass time.Duration
			want string
		}{{time.Hour, "placed cancelled"}, {time.Hour, "cancelled cancelled"}} {
			s.Pass(c.pass)
			if err := s.Till.Expire(t.Context()); err != nil {
				t.Fatal(err)
			}
			if got := string(s.Order(t, said.ID).Status) + " " + string(s.Order(t, silent.ID).Status); got != c.want {
				t.Errorf("after another %v: %s, want %s", c.pass, got, c.want)
			}
		}
		s.Prove(t)
	})
}

func TestTwoMembersConfirmOneTransfer(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := directStreet(t, d)
		_, owner, honey := s.directStall("1111222233")
		o := s.ordered(s.Buyer(t), honey)
		var all sync.WaitGroup
		for i := range 6 {
			all.Go(func() {
				if i%2 == 0 {
					s.Reached("1", "1111222233", o.Total(), s.Owed(t, o.ID).Code)
					return
				}
				_, err := s.Till.ConfirmReceived(t.Context(), owner, o.ID, checkout.ReceivedMoney{Amount: o.Total(), Text: fmt.Sprint("FT 000", i)})
				if err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if p := s.Owed(t, o.ID); p.Received != p.Amount {
			t.Errorf("%+v", p)
		}
		s.untouched()
		s.Prove(t)
	})
}

// The cooperative that takes a grower's money is whom the buyer pays, once it has accepted.
func TestABuyerPaysTheCooperativeOfAGrower(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := directStreet(t, d)
		coopID, coop, _ := s.directStall("7777888899")
		grower, owner := s.Seller(t)
		honey := s.Variant(t, markettest.Good{SellerID: grower, Stock: 10})
		if err := d.Tx(t.Context(), func(tx *gorm.DB) error {
			return tx.Exec("UPDATE sellers SET kind = 'cooperative', tax_entity = 'company' WHERE id = ?", coopID).Error
		}); err != nil {
			t.Fatal(err)
		}
		through := s.Through(t, owner, coopID)
		by := s.Buyer(t)
		s.Fill(t, by, map[string]int64{honey: 1})
		refused := func() bool {
			offer, err := s.Till.Show(t.Context(), by, shipping.Place{}, nil)
			if err != nil {
				t.Fatal(err)
			}
			return fault.Has(offer.Plan.Problems(), "checkout.no_collector")
		}
		if !refused() {
			t.Error("a cooperative that has not accepted is paid")
		}
		if err := d.Tx(t.Context(), func(tx *gorm.DB) error { return seller.AcceptGrower(t.Context(), tx, through, coop, s.Now()) }); err != nil {
			t.Fatal(err)
		}
		if refused() {
			t.Error("nobody is paid")
		}
		g := s.Direct(t, by, nil)
		step, err := s.Till.Pay(t.Context(), by, g.Code, checkout.PayNow{Gateway: "vietqr"}, "203.0.113.9")
		if err != nil || step.Next.Transfer.Account != "7777888899" {
			t.Fatalf("%+v %v", step.Next.Transfer, err)
		}
		if got := s.Reached("1", "7777888899", step.Attempt.Amount, step.Payment.Code); got != payments.Applied {
			t.Error(got)
		}
		if o := s.Orders(t, g)[0]; o.ConfirmBy == 0 {
			t.Error("its seller is not asked")
		}
		s.untouched()
		s.Prove(t)
	})
}
