package report_test

import (
	"log/slog"
	"testing"

	"github.com/chophien/chophien/models/aftersale"
	"github.com/chophien/chophien/models/complaint"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/fulfillment"
	"github.com/chophien/chophien/models/markettest"
	"github.com/chophien/chophien/models/markettest/saletest"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/order"
)

// direct is a market whose buyers pay sellers: one order ended, and a complaint took a part
// back afterwards; one was packed with less; one was refused and is to be paid back; one was
// confirmed by its seller and by a source; one is not paid.
func direct(t testing.TB, d *db.DB) *past {
	t.Helper()
	p := &past{Shop: saletest.Open(t, d, order.EarnedByCarrier), t: t}
	p.OpenDirect(t)
	quiet := slog.New(slog.DiscardHandler)
	p.f = &fulfillment.Fulfillment{DB: d, Now: p.Now, Gateways: p.Gateways, Carriers: p.Carriers, Log: quiet}
	p.a = &aftersale.Aftersale{DB: d, Now: p.Now, Gateways: p.Gateways, Log: quiet}
	p.stall, p.member = p.Seller(t)
	p.Payee(t, p.member, "1111222233")
	p.goods = map[string]int64{p.Variant(t, markettest.Good{SellerID: p.stall, Basis: "gram", Price: 99_999, Stock: 50_000}): 2000}

	b := p.Buyer(t)
	o := p.Orders(t, p.Direct(t, b, p.goods))[0]
	p.Confirmed(t, p.member, o.ID)
	p.until(o.ID, order.Delivered, 1980)
	p.Pass(order.Quiet)
	fine(t, p.f.CompleteDue(ctx))
	ticket, err := p.a.Complain(ctx, buyerOf(b), o.ID, aftersale.Complaint{Reason: complaint.Damaged, Text: "x"}, "k")
	fine(t, err)
	terms := aftersale.Terms{Lines: map[string]money.VND{p.Lines(t, o.ID)[0].ID: money.Of(33_333)}}
	if _, err := p.a.Decide(ctx, desk, ticket.ID, aftersale.Decision{Terms: terms, Bearer: "market", Text: "x"}); err == nil {
		t.Error("the market pays back what it never had")
	}
	_, err = p.a.Decide(ctx, desk, ticket.ID, aftersale.Decision{Terms: terms, Text: "x"})
	fine(t, err)

	o = p.Orders(t, p.Direct(t, p.Buyer(t), p.goods))[0]
	p.Confirmed(t, p.member, o.ID)
	_, err = p.f.Refuse(ctx, p.member, o.ID, fulfillment.Refusal{Reason: "refuse.sold_out"})
	fine(t, err)
	o = p.Orders(t, p.Direct(t, p.Buyer(t), p.goods))[0]
	p.Confirmed(t, p.member, o.ID)
	p.Reached("1", "1111222233", o.Total(), p.Owed(t, o.ID).Code)
	p.Direct(t, p.Buyer(t), p.goods)
	return p
}

var wrongsDirect = []wrong{
	{"payment.direct+", "SELECT order_id FROM allocations WHERE direct AND NOT funded", "UPDATE allocations SET direct = FALSE WHERE order_id = ?"},
	{"payment.direct+", "SELECT id FROM orders WHERE status = 'placed'", "UPDATE orders SET collector = 'market' WHERE id = ?"},
	{"payment.direct_payee", "SELECT id FROM payments WHERE status = 'due'", "UPDATE payments SET created_at = 1 WHERE id = ?"},
	{"payment.direct_task", "SELECT id FROM money_tasks WHERE kind = 'transfer'", "UPDATE money_tasks SET seller_id = NULL WHERE id = ?"},
	{"payment.direct_posted+", "SELECT id FROM postings WHERE cause_kind = 'direct_fee'", "UPDATE postings SET cause_kind = 'capture', cause_id = (SELECT MIN(id) FROM captures) WHERE id = ?"},
	{"payment.received+", "SELECT id FROM captures", "UPDATE captures SET amount = amount - 1 WHERE id = ?"},
	{"payment.refund_task+", "SELECT id FROM money_tasks WHERE kind = 'transfer'", "UPDATE money_tasks SET state = 'done' WHERE id = ?"},

	{"direct.held+", "SELECT id FROM postings WHERE to_kind = 'commission'", "UPDATE postings SET to_kind = 'escrow', to_owner = order_id WHERE id = ?"},
	{"direct.unended+", "SELECT id FROM direct_fees WHERE event = 'ended'", "DELETE FROM direct_fees WHERE id = ?"},
	{"direct.early", "SELECT id FROM direct_fees WHERE event = 'back'", "UPDATE direct_fees SET order_id = (SELECT MIN(id) FROM orders WHERE status = 'placed') WHERE id = ?"},
	{"direct.fee+", "SELECT id FROM direct_fees WHERE event = 'ended'", "UPDATE direct_fees SET commission = commission + 1 WHERE id = ?"},
	{"direct.goods+", "SELECT id FROM direct_fees WHERE event = 'back'", "UPDATE direct_fees SET goods = goods + 1 WHERE id = ?"},
	{"direct.delivery+", "SELECT id FROM direct_fees WHERE event = 'ended'", "UPDATE direct_fees SET delivery = delivery + 1 WHERE id = ?"},
	{"direct.posted+", "SELECT id FROM postings WHERE to_kind = 'commission'", "UPDATE postings SET amount = amount + 1 WHERE id = ?"},
	{"direct.back+", "SELECT order_id FROM direct_backs WHERE cause_kind = 'complaint'", "UPDATE direct_backs SET amount = amount + 1 WHERE cause_kind = 'complaint' AND order_id = ?"},
	{"direct.back_line+", "SELECT order_id FROM direct_backs WHERE cause_kind = 'complaint'", "UPDATE direct_backs SET amount = 1000000 WHERE cause_kind = 'complaint' AND order_id = ?"},
}

// Nothing is made of money that the market never held unseen.
func TestNoRowOfADirectOrderIsTamperedWithUnseen(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) { direct(t, d).names(wrongsDirect) })
}
