package report_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/aftersale"
	"github.com/chophien/chophien/models/checkout"
	"github.com/chophien/chophien/models/complaint"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/fulfillment"
	"github.com/chophien/chophien/models/harvest"
	"github.com/chophien/chophien/models/invoice"
	"github.com/chophien/chophien/models/markettest"
	"github.com/chophien/chophien/models/markettest/saletest"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/payment"
	"github.com/chophien/chophien/models/proof"
	"github.com/chophien/chophien/models/report"
	"github.com/chophien/chophien/models/seller"
	"github.com/chophien/chophien/models/settlement"
	"github.com/chophien/chophien/payments"
)

var (
	ctx  = context.Background()
	desk = actor.Admin{PersonID: "desk", Channel: actor.Page}
)

// past is a market with something of every kind behind it.
type past struct {
	*saletest.Shop
	t      testing.TB
	f      *fulfillment.Fulfillment
	a      *aftersale.Aftersale
	till   *settlement.Cashier
	stall  string
	member actor.Member
	goods  map[string]int64
}

func fine(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// lived is that market: a sale that was packed with less, completed and paid out, and of
// which a complaint took a part back afterwards; one that came back; one that was
// cancelled and given back; one whose refund is due, and one whose refund waits for an
// account; one that waits for its seller; one that is not paid; and bank transfers that
// were matched, were sent back, and are not known.
func lived(t testing.TB, d *db.DB) *past {
	t.Helper()
	s, quiet := saletest.Open(t, d, order.EarnedBySeller), slog.New(slog.DiscardHandler)
	p := &past{
		Shop: s, t: t, f: &fulfillment.Fulfillment{DB: d, Now: s.Now, Gateways: s.Gateways, Carriers: s.Carriers, Log: quiet},
		a:    &aftersale.Aftersale{DB: d, Now: s.Now, Gateways: s.Gateways, Log: quiet},
		till: &settlement.Cashier{DB: d, Now: s.Now, Keys: s.Till.Keys},
	}
	p.stall, p.member = s.Seller(t)
	tea := s.Variant(t, markettest.Good{SellerID: p.stall, Basis: "gram", Price: 99_999, Stock: 50_000})
	box := s.Variant(t, markettest.Good{SellerID: p.stall, Price: 50_000, Stock: 40})
	p.goods = map[string]int64{tea: 2000, box: 2}
	before := s.Now().Add(-seller.PayeeWait)
	fine(t, d.Tx(ctx, func(tx *gorm.DB) error {
		_, err := seller.SetPayee(ctx, tx, s.Till.Keys, seller.NewPayee{Kind: seller.OwnAccount, BankBIN: "970436", Number: "001100220033", Holder: "Người thử"},
			p.member, actor.ProvedTwice(p.member.PersonID, before), before)
		return err
	}))

	coming := s.Variant(t, markettest.Good{SellerID: p.stall, Price: 40_000, Stock: 9})
	hs := &harvest.Harvests{DB: d, Now: s.Now, Gateways: s.Gateways, Log: quiet}
	_, err := hs.Announce(ctx, p.stall, harvest.Announcement{VariantID: coming, From: s.Now().Date().AddDays(40), To: s.Now().Date().AddDays(44), Until: s.Now().Date().AddDays(30), Most: 30}, p.member)
	fine(t, err)
	p.Paid(t, p.Buyer(t), map[string]int64{coming: 3}, "flat")

	buyer, id := p.paid()
	p.until(id, order.Delivered, 1980)
	p.Pass(order.Quiet)
	fine(t, p.f.CompleteDue(ctx))
	p.payday()
	ticket, err := p.a.Complain(ctx, buyer, id, aftersale.Complaint{Reason: complaint.Damaged, Text: "x"}, "k")
	fine(t, err)
	line := p.Lines(t, id)[0].ID
	_, err = p.a.Decide(ctx, desk, ticket.ID, aftersale.Decision{Terms: aftersale.Terms{Lines: map[string]money.VND{line: money.Of(33_333)}}, Text: "x"})
	fine(t, err)

	p.invoiced(d)

	_, id = p.paid()
	p.until(id, order.Shipped, 2000)
	_, err = p.f.ReturnToSender(ctx, p.member, id, fulfillment.Return{Reason: "return.absent", Restock: true})
	fine(t, err)
	buyer, id = p.paid()
	_, err = p.a.Cancel(ctx, buyer, id, "cancel.other")
	fine(t, err)
	fine(t, p.Till.SendRefunds(ctx))
	buyer, id = p.paid()
	_, err = p.a.Cancel(ctx, buyer, id, "cancel.other")
	fine(t, err)

	p.Bank.Manual = true
	buyer, id = p.paid()
	_, err = p.a.Cancel(ctx, buyer, id, "cancel.other")
	fine(t, err)
	p.paid()
	p.Placed(t, p.Buyer(t), p.goods, "flat")
	later := p.Placed(t, p.Buyer(t), p.goods, "flat")
	all, err := payment.OfGroup(ctx, d.Read(ctx), later.ID)
	fine(t, err)
	p.credit("1", all[0].Amount, all[0].Code)
	p.credit("2", money.Of(70_000), "")
	back := p.one("SELECT id FROM bank_credits WHERE source_id = '2'")
	fine(t, p.Till.ReturnCredit(ctx, desk, back, "FT0001"))
	p.credit("3", money.Of(80_000), "")
	p.credit("4", money.Of(90_000), "")
	fine(t, p.Till.DisownCredit(ctx, desk, p.one("SELECT id FROM bank_credits WHERE source_id = '4'"), "tiền lãi"))
	first := p.one("SELECT id FROM bank_credits WHERE source_id = '3'")
	for _, state := range []string{"twin", "doubtful"} { // as two sources would have told of it
		fine(t, d.Tx(ctx, func(tx *gorm.DB) error {
			c := payment.Credit{Source: state, SourceID: "3", Account: "0123", Amount: money.Of(80_000), ReceivedAt: p.Now(), TwinOf: &first}
			if _, err := payment.KeepCredit(ctx, tx, &c, state == "twin", p.Now()); err != nil || state == "twin" {
				return err
			}
			return payment.Doubtful(ctx, tx, c, p.Now())
		}))
	}

	of := p.Buyer(t)
	g := p.Paid(t, of, p.goods, "flat")
	_, err = p.a.Cancel(ctx, buyerOf(of), p.Orders(t, g)[0].ID, "cancel.other")
	fine(t, err)
	fine(t, p.Till.NameRefundAccount(ctx, of, g.Code, checkout.RefundAccount{BankBIN: "970436", Number: "00112233", Holder: "Thử"}, func(string) bool { return true }))
	p.Pass(24 * time.Hour)
	_, err = p.till.OpenBatch(ctx)
	fine(t, err)
	p.Pass(31 * 24 * time.Hour)
	fine(t, (&invoice.Book{DB: d, Now: p.Now, Keys: p.Till.Keys}).CloseMonths(ctx))
	return p
}

// invoiced is an order of which less was packed, whose invoice was issued and corrected.
func (p *past) invoiced(d *db.DB) {
	p.t.Helper()
	book := &invoice.Book{DB: d, Now: p.Now, Keys: p.Till.Keys}
	buyer, id := p.paid()
	v, err := book.Ask(ctx, invoice.Asker(buyer), id, invoice.Buyer{Kind: invoice.Person, Name: "Người Thử", Address: "Bản Thử", Email: "thu@example.com"})
	fine(p.t, err)
	p.until(id, order.Delivered, 1980)
	fine(p.t, book.Ripen(ctx))
	_, err = book.Issued(ctx, invoice.SellerClerk(p.member), v.ID, invoice.Result{Serial: "1C26TTS", Number: "1", IssuedOn: p.Now().Date()})
	fine(p.t, err)
	ticket, err := p.a.Complain(ctx, buyer, id, aftersale.Complaint{Reason: complaint.Damaged, Text: "x"}, "k")
	fine(p.t, err)
	_, err = p.a.Decide(ctx, desk, ticket.ID, aftersale.Decision{Terms: aftersale.Terms{Lines: map[string]money.VND{p.Lines(p.t, id)[0].ID: money.Of(11_111)}}, Text: "x"})
	fine(p.t, err)
}

// paid is one more order, and who bought it.
func (p *past) paid() (aftersale.Buyer, string) {
	p.t.Helper()
	b := p.Buyer(p.t)
	g := p.Paid(p.t, b, p.goods, "flat")
	return buyerOf(b), p.Orders(p.t, g)[0].ID
}

func buyerOf(b checkout.Buyer) aftersale.Buyer {
	return aftersale.Buyer{Shopper: b.Shopper, PersonID: b.PersonID, PhoneID: b.PhoneID}
}

// until brings an order along the road, packed with so many grams of tea.
func (p *past) until(id string, status order.Status, grams int64) {
	p.t.Helper()
	packs := p.AsOrdered(p.t, id)
	for line, n := range packs {
		if n == 2000 {
			packs[line] = grams
		}
	}
	for _, step := range []func() error{
		func() error { _, err := p.f.Confirm(ctx, p.member, id); return err },
		func() error { _, err := p.f.Pack(ctx, p.member, id, packs); return err },
		func() error { _, err := p.f.Ship(ctx, p.member, id, ""); return err },
		func() error { _, err := p.f.Deliver(ctx, p.member, id); return err },
	} {
		if p.Order(p.t, id).Status != status {
			fine(p.t, step())
		}
	}
}

func (p *past) payday() {
	p.t.Helper()
	b, err := p.till.OpenBatch(ctx)
	fine(p.t, err)
	_, err = p.till.Export(ctx, desk, b.ID)
	fine(p.t, err)
	fine(p.t, p.till.MarkBatchPaid(ctx, desk, b.ID, settlement.MarkPaid{BankRef: "FT2611"}))
}

func (p *past) credit(id string, amount money.VND, code string) {
	p.t.Helper()
	o := p.Till.Apply(ctx, "notice", payments.Event{Key: "notice:" + id, Kind: payments.EventBankCredit, Amount: amount, At: p.Now(),
		Bank: &payments.BankCredit{Source: "notice", SourceID: id, Account: "0123", Content: "CK", Codes: []string{code}}}, "raw")
	if o != payments.Applied {
		p.t.Fatal(o)
	}
}

func (p *past) one(sql string) string {
	p.t.Helper()
	var id string
	fine(p.t, p.DB.Read(ctx).Raw(sql+" LIMIT 1").Scan(&id).Error)
	if id == "" {
		p.t.Fatal("nothing to tamper with: ", sql)
	}
	return id
}

// wrong is what somebody might do to one row: which one, what, and the rule that must name
// it. A rule with "+" names something else than the row itself, which is enough.
type wrong struct{ rule, pick, change string }

var wrongs = []wrong{
	{"stock.held", "SELECT variant_id FROM stock WHERE held > 0", "UPDATE stock SET held = held - 1 WHERE variant_id = ?"},
	{"stock.capacity", "SELECT harvest_id FROM capacities WHERE held > 0", "UPDATE capacities SET held = held - 1 WHERE harvest_id = ?"},
	{"stock.ahead+", "SELECT id FROM order_lines WHERE variant_id IN (SELECT variant_id FROM capacities)", "UPDATE order_lines SET quantity = quantity + 1 WHERE id = ?"},
	{"stock.hold_of_harvest", "SELECT id FROM holds WHERE harvest_id IS NOT NULL", "UPDATE holds SET harvest_id = NULL WHERE id = ?"},
	{"stock.hold_of_harvest+", "SELECT harvest_id FROM capacities", "UPDATE capacities SET variant_id = (SELECT MIN(variant_id) FROM stock WHERE variant_id <> capacities.variant_id) WHERE harvest_id = ?"},
	{"stock.hold_of_harvest+", "SELECT id FROM orders WHERE harvest_id IS NOT NULL", "UPDATE orders SET harvested_at = 1 WHERE id = ?"},
	{"payment.seller_asked+", "SELECT id FROM orders WHERE harvest_id IS NOT NULL", "UPDATE orders SET harvested_at = 1 WHERE id = ?"},
	{"stock.lots", "SELECT variant_id FROM stock", "UPDATE stock SET on_hand = on_hand + 1 WHERE variant_id = ?"},
	{"stock.moves", "SELECT id FROM lots WHERE on_hand > 0", "UPDATE lots SET on_hand = on_hand - 1 WHERE id = ?"},
	{"stock.moves+", "SELECT id FROM stock_moves WHERE cause = 'received'", "UPDATE stock_moves SET delta = delta + 1 WHERE id = ?"},
	{"stock.packed+", "SELECT id FROM stock_moves WHERE cause = 'packed'", "UPDATE stock_moves SET cause = 'counted' WHERE id = ?"},
	{"stock.move_of_lot", "SELECT id FROM stock_moves", "UPDATE stock_moves SET variant_id = (SELECT MIN(s.variant_id) FROM stock s WHERE s.variant_id <> stock_moves.variant_id) WHERE id = ?"},
	{"stock.hold_of_order+", "SELECT id FROM holds WHERE state = 'held'", "UPDATE holds SET quantity = quantity + 1 WHERE id = ?"},
	{"stock.held+", "SELECT id FROM holds WHERE state = 'released'", "UPDATE holds SET state = 'held' WHERE id = ?"},
	{"stock.hold_of_packed+", "SELECT id FROM holds WHERE state = 'consumed'", "UPDATE holds SET state = 'released' WHERE id = ?"},
	{"stock.packed", "SELECT id FROM order_lines WHERE basis = 'gram' AND packed_quantity > quantity - 21 AND packed_quantity > 0", "UPDATE order_lines SET packed_quantity = packed_quantity + 5000 WHERE id = ?"},

	{"order.line", "SELECT id FROM order_lines WHERE basis = 'gram'", "UPDATE order_lines SET price = price + 1 WHERE id = ?"},
	{"order.line", "SELECT id FROM order_lines WHERE basis = 'piece'", "UPDATE order_lines SET quantity = quantity + 1 WHERE id = ?"},
	{"order.line", "SELECT id FROM order_lines WHERE basis = 'piece'", "UPDATE order_lines SET price = 9000000000000000000 WHERE id = ?"},
	{"order.packed_line", "SELECT id FROM order_lines WHERE packed_amount > 1", "UPDATE order_lines SET packed_amount = packed_amount - 1 WHERE id = ?"},
	{"order.goods", "SELECT id FROM orders", "UPDATE orders SET goods = goods + 1 WHERE id = ?"},
	{"order.packed_goods", "SELECT id FROM orders WHERE packed_goods > 1", "UPDATE orders SET packed_goods = packed_goods - 1 WHERE id = ?"},
	{"payment.order", "SELECT id FROM orders", "UPDATE orders SET shipping = shipping + 1 WHERE id = ?"},
	{"checkout.terms", "SELECT id FROM orders", "UPDATE orders SET commission_bp = commission_bp - 1 WHERE id = ?"},
	{"checkout.terms+", "SELECT id FROM fee_rules", "UPDATE fee_rules SET vat_bp = vat_bp + 1 WHERE id = ?"},
	{"checkout.cart+", "SELECT id FROM carts WHERE state = 'spent'", "UPDATE carts SET state = 'merged' WHERE id = ?"},
	{"earning.terms", "SELECT order_id FROM settlements", "UPDATE orders SET vat_bp = vat_bp + 1 WHERE id = ?"},
	{"order.history", "SELECT id FROM orders WHERE status = 'completed'", "UPDATE orders SET status = 'returned' WHERE id = ?"},
	{"order.clock", "SELECT id FROM orders WHERE status = 'completed'", "UPDATE orders SET ended_at = 0 WHERE id = ?"},
	{"payment.seller_asked", "SELECT id FROM orders WHERE confirm_by > 0", "UPDATE orders SET confirm_by = 0 WHERE id = ?"},
	{"order.history+", "SELECT id FROM order_moves WHERE to_status = 'confirmed'", "DELETE FROM order_moves WHERE id = ?"},
	{"order.edge+", "SELECT id FROM order_moves WHERE to_status = 'packed'", "UPDATE order_moves SET from_status = 'placed' WHERE id = ?"},

	{"invoice.total", "SELECT id FROM invoices WHERE kind = 'sale'", "UPDATE invoices SET total = total - 1 WHERE id = ?"},
	{"invoice.total+", "SELECT id FROM invoices WHERE kind = 'correction'", "UPDATE invoices SET state = 'void' WHERE id = ?"},
	{"invoice.total", "SELECT id FROM invoices WHERE kind = 'sale'", "UPDATE allocations SET refunded = refunded + 1 WHERE order_id = (SELECT order_id FROM invoices WHERE id = ?)"},
	{"invoice.lines", "SELECT invoice_id FROM invoice_lines WHERE kind = 'goods'", "UPDATE invoice_lines SET amount = amount + 1 WHERE kind = 'goods' AND invoice_id = ?"},
	{"invoice.seller", "SELECT id FROM invoices WHERE kind = 'sale'", "UPDATE invoices SET seller_id = (SELECT MIN(s.id) FROM sellers s WHERE s.id <> invoices.seller_id) WHERE id = ?"},
	{"invoice.fee+", "SELECT id FROM invoices WHERE kind = 'fee'", "UPDATE invoice_lines SET amount = amount + 1, vat_amount = vat_amount - 1 WHERE invoice_id = ?"},
	{"invoice.fee+", "SELECT order_id FROM settlements", "UPDATE orders SET vat_bp = vat_bp + 1 WHERE id = ?"},
	{"invoice.month", "SELECT period FROM invoice_months WHERE sellers > 0", "UPDATE invoice_months SET vat = vat + 1 WHERE period = ?"},
	{"invoice.corrects", "SELECT id FROM invoices WHERE kind = 'correction'", "UPDATE invoices SET corrects_id = id WHERE id = ?"},

	{"payment.amount", "SELECT id FROM payments WHERE status = 'due'", "UPDATE payments SET amount = amount + 1 WHERE id = ?"},
	{"payment.received", "SELECT id FROM payments WHERE received > 0", "UPDATE payments SET received = received + 1 WHERE id = ?"},
	{"payment.allocated", "SELECT id FROM payments WHERE allocated > 1", "UPDATE payments SET allocated = allocated - 1 WHERE id = ?"},
	{"payment.refunding", "SELECT id FROM payments WHERE refunding > 1", "UPDATE payments SET refunding = refunding - 1 WHERE id = ?"},
	{"payment.refunded", "SELECT id FROM payments WHERE refunded > 1", "UPDATE payments SET refunded = refunded - 1 WHERE id = ?"},
	{"payment.paid", "SELECT id FROM payments WHERE status = 'paid'", "UPDATE payments SET paid_at = 0 WHERE id = ?"},
	{"payment.order_waits+", "SELECT id FROM payments WHERE status = 'due'", "UPDATE payments SET status = 'expired' WHERE id = ?"},
	{"payment.open", "SELECT a.payment_id FROM allocations a JOIN orders o ON o.id = a.order_id WHERE o.status = 'completed'", "UPDATE payments SET status = 'due' WHERE id = ?"},
	{"payment.order", "SELECT order_id FROM allocations", "UPDATE allocations SET goods = goods + 1 WHERE order_id = ?"},
	{"payment.funded", "SELECT order_id FROM allocations WHERE NOT funded", "UPDATE allocations SET funded = TRUE WHERE order_id = ?"},
	{"payment.order_refunded", "SELECT order_id FROM allocations WHERE refunded > 0", "UPDATE allocations SET refunded = refunded - 1 WHERE order_id = ?"},
	{"payment.attempt", "SELECT id FROM attempts WHERE status = 'succeeded'", "UPDATE attempts SET status = 'failed' WHERE id = ?"},
	{"payment.received+", "SELECT id FROM captures", "UPDATE captures SET amount = amount + 1 WHERE id = ?"},
	{"payment.capture_refunded", "SELECT id FROM captures WHERE refunded > 0", "UPDATE captures SET refunded = refunded - 1 WHERE id = ?"},
	{"payment.capture_from", "SELECT id FROM captures WHERE gateway = 'testbank'", "UPDATE captures SET gateway = 'other' WHERE id = ?"},
	{"payment.capture_attempt", "SELECT id FROM captures WHERE attempt_id IS NOT NULL", "UPDATE captures SET attempt_id = (SELECT MIN(a.id) FROM attempts a WHERE a.id <> captures.attempt_id) WHERE id = ?"},
	{"payment.credit", "SELECT id FROM bank_credits WHERE state = 'matched'", "UPDATE bank_credits SET amount = amount + 1 WHERE id = ?"},
	{"payment.credit_suspense", "SELECT id FROM bank_credits WHERE state = 'unmatched'", "UPDATE bank_credits SET amount = amount + 1 WHERE id = ?"},
	{"payment.credit_returned", "SELECT id FROM bank_credits WHERE state = 'settled'", "UPDATE bank_credits SET amount = amount + 1 WHERE id = ?"},
	{"payment.credit_returned", "SELECT id FROM bank_credits WHERE state = 'foreign'", "UPDATE bank_credits SET amount = amount + 1 WHERE id = ?"},
	{"payment.twin", "SELECT id FROM bank_credits WHERE state = 'doubtful'", "UPDATE bank_credits SET amount = amount + 1 WHERE id = ?"},
	{"payment.twin_task", "SELECT id FROM bank_credits WHERE state = 'twin'", "UPDATE bank_credits SET state = 'doubtful' WHERE id = ?"},
	{"payment.refund_transit", "SELECT id FROM refunds WHERE status <> 'done'", "UPDATE refunds SET amount = amount + 1 WHERE id = ?"},
	{"payment.refund_done", "SELECT id FROM refunds WHERE status = 'done'", "UPDATE refunds SET done_at = 0 WHERE id = ?"},
	{"payment.refund_transit", "SELECT id FROM refunds WHERE status = 'done'", "UPDATE refunds SET status = 'processing' WHERE id = ?"},
	{"payment.refund_forgotten", "SELECT id FROM refunds WHERE status = 'due'", "UPDATE refunds SET poll_at = 0 WHERE id = ?"},
	{"payment.order_refunded+", "SELECT id FROM refunds WHERE order_id IS NOT NULL", "UPDATE refunds SET order_id = NULL WHERE id = ?"},
	{"payment.refund_task+", "SELECT id FROM money_tasks WHERE kind = 'transfer' AND state = 'open'", "UPDATE money_tasks SET state = 'done' WHERE id = ?"},
	{"payment.credit_task+", "SELECT id FROM money_tasks WHERE kind = 'unmatched' AND state = 'open'", "DELETE FROM money_tasks WHERE id = ?"},

	{"ledger.balance+", "SELECT id FROM postings WHERE to_kind = 'seller'", "UPDATE postings SET amount = amount + 1 WHERE id = ?"},
	{"ledger.balance+", "SELECT id FROM postings WHERE to_kind = 'escrow'", "UPDATE postings SET amount = amount + 1 WHERE id = ?"},
	{"ledger.gap+", "SELECT id FROM postings WHERE seq = 0 AND cause_kind = 'settled'", "DELETE FROM postings WHERE id = ?"},
	{"payment.capture_from+", "SELECT id FROM postings WHERE from_kind = 'gateway'", "UPDATE postings SET from_owner = 'other' WHERE id = ?"},
	{"payment.escrow_of_order", "SELECT id FROM postings WHERE to_kind = 'escrow'", "UPDATE postings SET order_id = 'other' WHERE id = ?"},
	{"earning.settled+", "SELECT id FROM postings WHERE to_kind = 'commission'", "UPDATE postings SET amount = amount + 1 WHERE id = ?"},
	{"earning.withheld+", "SELECT id FROM postings WHERE to_kind = 'pit_withheld'", "UPDATE postings SET to_kind = 'vat_withheld' WHERE id = ?"},
	{"settlement.payout+", "SELECT id FROM postings WHERE cause_kind = 'payout_paid'", "UPDATE postings SET amount = amount - 1 WHERE id = ?"},
	{"ledger.balance", "SELECT owner FROM account_balances WHERE balance > 1", "UPDATE account_balances SET balance = balance - 1 WHERE owner = ?"},
	{"ledger.balance", "SELECT seller_id FROM seller_balances", "UPDATE seller_balances SET balance = balance + 1 WHERE seller_id = ?"},

	{"tax.register+", "SELECT id FROM tax_rules WHERE id IN (SELECT rule_id FROM withheld_lines)", "UPDATE tax_rules SET pit_bp = pit_bp + 1 WHERE id = ?"},
	{"tax.entry+", "SELECT id FROM tax_rules WHERE id IN (SELECT rule_id FROM withheld_lines)", "UPDATE tax_rules SET valid_from = '2026-12-31' WHERE id = ?"},
	{"tax.register", "SELECT order_id FROM withheld_lines WHERE vat > 0", "UPDATE withheld_lines SET vat = vat - 1 WHERE order_id = ? AND vat > 0"},
	{"payment.taxed_seller", "SELECT order_id FROM withheld_lines", "UPDATE withheld_lines SET seller_id = (SELECT MIN(id) FROM sellers WHERE id <> withheld_lines.seller_id) WHERE order_id = ?"},
	{"tax.register+", "SELECT id FROM withholding_entries WHERE event = 'reversal'", "UPDATE withholding_entries SET base = base - 1 WHERE id = ?"},
	{"payment.taxed+", "SELECT id FROM withholding_entries WHERE event = 'accepted' AND order_line_id <> ''", "UPDATE withholding_entries SET base = base + 1 WHERE id = ?"},
	{"payment.taxed_delivery+", "SELECT id FROM withholding_entries WHERE event = 'accepted' AND order_line_id = ''", "DELETE FROM withholding_entries WHERE id = ?"},
	{"tax.entry", "SELECT id FROM withholding_entries", "UPDATE withholding_entries SET period = '2026-10' WHERE id = ?"},
	{"tax.entry", "SELECT id FROM withholding_entries", "UPDATE withholding_entries SET seller_id = (SELECT MIN(id) FROM sellers WHERE id <> withholding_entries.seller_id) WHERE id = ?"},

	{"earning.settled", "SELECT order_id FROM settlements WHERE commission > 1", "UPDATE settlements SET commission = commission - 1, net = net + 1 WHERE order_id = ?"},
	{"earning.fee", "SELECT order_id FROM settlements WHERE commission > 1", "UPDATE settlements SET commission = commission - 1, net = net + 1 WHERE order_id = ?"},
	{"earning.rest", "SELECT order_id FROM settlements WHERE vat > 1", "UPDATE settlements SET vat = vat - 1, pit = pit + 1 WHERE order_id = ?"},
	{"earning.unsettled", "SELECT order_id FROM settlements", "DELETE FROM settlements WHERE order_id = ?"},
	{"earning.taken_back", "SELECT id FROM takebacks", "UPDATE takebacks SET from_seller = from_seller + 1 WHERE id = ?"},
	{"earning.fee+", "SELECT id FROM takebacks WHERE commission > 0", "UPDATE takebacks SET goods = goods + 1000 WHERE id = ?"},
	{"earning.rest+", "SELECT id FROM takebacks", "UPDATE takebacks SET pit = pit + 1 WHERE id = ?"},

	{"settlement.payout", "SELECT id FROM payouts", "UPDATE payouts SET amount = amount + 1 WHERE id = ?"},
	{"settlement.payout", "SELECT id FROM payouts", "UPDATE payouts SET seller_id = (SELECT MIN(id) FROM sellers WHERE id <> payouts.seller_id) WHERE id = ?"},
	{"settlement.payout", "SELECT id FROM payouts", "UPDATE payouts SET fee = fee + 1 WHERE id = ?"},
	{"settlement.fee", "SELECT id FROM payouts", "UPDATE payouts SET fee = fee + 1 WHERE id = ?"},
	{"settlement.fee+", "SELECT id FROM payout_terms", "UPDATE payout_terms SET fee_bearer = 'seller', fee = 1 WHERE id = ?"},
	{"settlement.payee+", "SELECT id FROM payees", "UPDATE payees SET usable_from = usable_from + 999999999999 WHERE id = ?"},
	{"settlement.payee+", "SELECT id FROM payees", "UPDATE payees SET removed_at = 1 WHERE id = ?"},
	{"settlement.payee+", "SELECT id FROM payees", "UPDATE payees SET seller_id = (SELECT MIN(id) FROM sellers WHERE id <> payees.seller_id) WHERE id = ?"},
	{"settlement.payee+", "SELECT id FROM payees", "UPDATE payees SET kind = 'cooperative', bank_bin = '', number_sealed = '', consent = 'x', channel = 'x', cooperative_id = (SELECT MIN(id) FROM sellers WHERE id <> payees.seller_id) WHERE id = ?"},
	{"settlement.history", "SELECT id FROM payouts", "UPDATE payouts SET status = 'sent' WHERE id = ?"},
	{"settlement.history+", "SELECT id FROM payout_moves WHERE to_status = 'sent'", "DELETE FROM payout_moves WHERE id = ?"},
	{"settlement.refund_transfer", "SELECT id FROM refund_transfers", "UPDATE refund_transfers SET amount = amount + 1 WHERE id = ?"},
	{"settlement.refund_line", "SELECT id FROM refunds WHERE transfer_id IS NOT NULL", "UPDATE refunds SET transfer_id = NULL WHERE id = ?"},
	{"settlement.refund_line", "SELECT id FROM refunds WHERE transfer_id IS NOT NULL", "UPDATE refunds SET status = 'needs_account' WHERE id = ?"},
	{"settlement.refund_line+", "SELECT refund_id FROM refund_transfer_lines", "DELETE FROM refund_transfer_lines WHERE refund_id = ?"},
	{"settlement.batch", "SELECT id FROM payout_batches WHERE status = 'paid'", "UPDATE payout_batches SET status = 'exported' WHERE id = ?"},

	{"complaint.refund", "SELECT id FROM tickets WHERE refund > 0", "UPDATE tickets SET refund = refund + 1 WHERE id = ?"},
	{"complaint.history", "SELECT id FROM tickets WHERE state = 'agreed'", "UPDATE tickets SET state = 'rejected' WHERE id = ?"},
	{"complaint.history+", "SELECT id FROM ticket_moves WHERE to_state = 'open'", "DELETE FROM ticket_moves WHERE id = ?"},
}

// TestNoRowIsTamperedWithUnseen changes one row after another as somebody would who has
// the database in hand, past every trigger, and each time verify names it.
func TestNoRowIsTamperedWithUnseen(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := lived(t, d)
		p.Seller(t) // another one, to be given what is not theirs
		p.names(wrongs)
	})
}

// names fails for every wrong that verify does not name, and for what it names without one.
func (p *past) names(wrongs []wrong) {
	p.t.Helper()
	found, err := report.Verify(ctx, p.DB.Read(ctx))
	if err != nil || len(found) > 0 {
		p.t.Fatal(err, found)
	}
	for _, w := range wrongs {
		id := p.one(w.pick)
		found, err := tampered(p.DB, w.change, id)
		if err != nil {
			p.t.Errorf("%s: %v", w.change, err)
			continue
		}
		rule, elsewhere := strings.CutSuffix(w.rule, "+")
		named := false
		for _, v := range found {
			named = named || v.Rule == rule && (elsewhere || strings.Contains(v.Subject, id))
		}
		if !named {
			p.t.Errorf("%s %s: want %s, got %v", w.change, id, w.rule, found)
		}
	}
}

var errUndone = errors.New("undone")

// tampered changes a row with all triggers off, asks for the proof, and undoes it.
func tampered(d *db.DB, change, id string) (found []proof.Violation, err error) {
	err = d.TxWithin(ctx, time.Minute, func(tx *gorm.DB) error {
		var off []string
		if d.Dialect() == db.Postgres {
			tx.Raw("SELECT DISTINCT 'ALTER TABLE ' || event_object_table || ' DISABLE TRIGGER USER' FROM information_schema.triggers").Scan(&off)
		} else {
			tx.Raw("SELECT 'DROP TRIGGER ' || name FROM sqlite_master WHERE type = 'trigger'").Scan(&off)
			off = append(off, "PRAGMA defer_foreign_keys = ON")
		}
		for _, sql := range off {
			if err := tx.Exec(sql).Error; err != nil {
				return err
			}
		}
		res := tx.Exec(change, id)
		if res.Error != nil {
			return res.Error
		}
		if res.RowsAffected == 0 {
			return fmt.Errorf("%s is not there", id)
		}
		var err error
		if found, err = report.Verify(ctx, tx); err != nil {
			return err
		}
		return errUndone
	})
	if errors.Is(err, errUndone) {
		err = nil
	}
	return found, err
}
