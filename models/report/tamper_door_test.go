package report_test

import (
	"testing"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/fulfillment"
	"github.com/chophien/chophien/models/markettest"
	"github.com/chophien/chophien/models/markettest/saletest"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/payment"
	"github.com/chophien/chophien/models/remittance"
	"github.com/chophien/chophien/payments"
)

// atDoors is a market whose orders are paid where they arrive: one came back unpaid, one is
// on its way, the seller took the cash of one and the carrier that of two, one of which it
// remitted beside lines that did not fit; its next remittance waits for the transfer.
func atDoors(t testing.TB, d *db.DB) *past {
	t.Helper()
	p := &past{Shop: saletest.Open(t, d, order.EarnedBySeller), t: t}
	open := func(taker order.Taker) {
		p.OpenDoor(t, taker, order.EarnedBySeller, true)
		p.f = &fulfillment.Fulfillment{DB: d, Now: p.Now, Gateways: p.Gateways, Carriers: p.Carriers}
	}
	sent := func() order.Order {
		o := p.Orders(t, p.AtDoor(t, p.Buyer(t), p.goods))[0]
		p.until(o.ID, order.Shipped, 0)
		return o
	}
	cash := func() order.Order {
		o := sent()
		_, err := p.Till.TakeCash(ctx, p.member, o.ID)
		fine(t, err)
		_, err = p.f.Deliver(ctx, p.member, o.ID)
		fine(t, err)
		return o
	}
	open(order.SellerTakes)
	p.stall, p.member = p.Seller(t)
	p.goods = map[string]int64{p.Variant(t, markettest.Good{SellerID: p.stall, Price: 50_000, Stock: 400}): 2}
	cash()
	_, err := p.f.ReturnToSender(ctx, p.member, sent().ID, fulfillment.Return{Reason: "return.refused", Restock: true})
	fine(t, err)

	open(order.CarrierTakes)
	desks := &remittance.Desk{DB: d, Now: p.Now, Checkout: p.Till, Carriers: p.Carriers}
	told, untold, came := cash(), sent(), cash()
	m, err := desks.TakeIn(ctx, desk, remittance.NewFile{Carrier: "flat", Reference: "RUN-1"}, []byte("code,amount\n"+came.Code+",130000\nNOBODY,1000\nNONE,2000\nTWICE,3000\n"))
	fine(t, err)
	if o := p.Till.Apply(ctx, "notice", saletest.Transfer("1", m.Total, "RUN-1", nil, p.Now()), "raw"); o != payments.Applied {
		t.Fatal(o)
	}
	_, err = desks.Clear(ctx, desk, m.ID, p.one("SELECT id FROM bank_credits WHERE source_id = '1'"))
	fine(t, err)
	_, err = desks.SettleLine(ctx, desk, p.one("SELECT id FROM remittance_lines WHERE code = 'NONE'"), remittance.Settle{Evidence: "FT1"})
	fine(t, err)
	_, err = desks.SettleLine(ctx, desk, p.one("SELECT id FROM remittance_lines WHERE code = 'TWICE'"), remittance.Settle{OrderCode: came.Code, PaidTwice: true})
	fine(t, err)
	_, err = desks.TakeIn(ctx, desk, remittance.NewFile{Carrier: "flat", Reference: "RUN-2"}, []byte("code,amount\n"+told.Code+",130000\n"+untold.Code+",5\n"))
	fine(t, err)
	p.Bank.Transfers = false // it keeps what it collects
	p.Paid(t, p.Buyer(t), p.goods, "flat")
	if o := p.Till.Apply(ctx, "notice", saletest.Transfer("2", money.Of(90_000), "NOP TIEN", nil, p.Now()), "raw"); o != payments.Applied {
		t.Fatal(o)
	}
	_, err = desks.HandOver(ctx, desk, remittance.NewHandover{Gateway: p.Bank.Code(), Reference: "DS-1", ToBank: money.Of(90_000), Fee: money.Of(2_000),
		CreditID: p.one("SELECT id FROM bank_credits WHERE source_id = '2'")})
	fine(t, err)
	fine(t, d.Tx(ctx, func(tx *gorm.DB) error { return payment.AskDoor(ctx, tx, untold.ID, p.Now()) }))
	if owed, part, err := payment.OfOrder(ctx, d.Read(ctx), untold.ID); err != nil || part.Funded || !owed.AtDoor {
		t.Fatal(owed, part, err)
	}
	return p
}

var wrongsAtDoors = []wrong{
	{"payment.door_due", "SELECT order_id FROM allocations WHERE NOT funded AND order_id IN (SELECT id FROM orders WHERE status = 'shipped')", "UPDATE allocations SET goods = goods + 1 WHERE order_id = ?"},
	{"payment.at_door", "SELECT id FROM payments WHERE status = 'due'", "UPDATE payments SET at_door = FALSE WHERE id = ?"},
	{"payment.door_task", "SELECT id FROM money_tasks WHERE kind = 'door'", "UPDATE money_tasks SET payment_id = (SELECT MIN(p.id) FROM payments p WHERE p.status = 'paid') WHERE id = ?"},
	{"payment.door_open", "SELECT id FROM payments WHERE status = 'cancelled'", "UPDATE payments SET status = 'due' WHERE id = ?"},

	{"collection.capture", "SELECT id FROM collections", "UPDATE collections SET amount = amount + 1 WHERE id = ?"},
	{"collection.cash", "SELECT id FROM captures WHERE provider_txn_id LIKE 'cash:%'", "DELETE FROM collections WHERE 'cash:' || order_id = (SELECT provider_txn_id FROM captures WHERE id = ?)"},
	{"collection.order", "SELECT id FROM collections WHERE taker = 'carrier'", "UPDATE collections SET holder = 'other' WHERE id = ?"},
	{"collection.order", "SELECT id FROM collections WHERE taker = 'seller'", "UPDATE collections SET payment_id = (SELECT MIN(p.id) FROM payments p WHERE p.id <> collections.payment_id) WHERE id = ?"},
	{"collection.from+", "SELECT id FROM postings WHERE from_kind = 'courier'", "UPDATE postings SET from_owner = 'other' WHERE id = ?"},
	{"collection.from+", "SELECT id FROM postings WHERE from_kind = 'seller' AND cause_kind = 'capture'", "UPDATE postings SET from_kind = 'loss', from_owner = '' WHERE id = ?"},
	{"collection.courier+", "SELECT id FROM postings WHERE to_kind = 'courier'", "UPDATE postings SET amount = amount - 1 WHERE id = ?"},
	{"collection.earned", "SELECT order_id FROM collections WHERE state = 'held'", "UPDATE orders SET status = 'completed' WHERE id = ?"},

	{"remittance.total", "SELECT id FROM remittances WHERE state = 'open'", "UPDATE remittances SET total = total + 1 WHERE id = ?"},
	{"remittance.total+", "SELECT id FROM remittance_lines WHERE code = 'NONE'", "UPDATE remittance_lines SET amount = amount + 1 WHERE id = ?"},
	{"remittance.credit+", "SELECT credit_id FROM remittances WHERE state = 'cleared'", "UPDATE bank_credits SET amount = amount + 1 WHERE id = ?"},
	{"remittance.credit+", "SELECT credit_id FROM remittances WHERE state = 'cleared'", "UPDATE bank_credits SET state = 'foreign' WHERE id = ?"},
	{"remittance.posted+", "SELECT id FROM postings WHERE cause_kind = 'remitted'", "UPDATE postings SET amount = amount + 1 WHERE id = ?"},
	{"remittance.suspense", "SELECT id FROM remittance_lines WHERE code = 'NOBODY'", "UPDATE remittance_lines SET state = 'returned' WHERE id = ?"},
	{"remittance.line", "SELECT id FROM remittance_lines WHERE state = 'matched'", "UPDATE remittance_lines SET order_id = (SELECT MIN(o.id) FROM orders o WHERE o.id <> remittance_lines.order_id) WHERE id = ?"},
	{"remittance.line", "SELECT id FROM remittance_lines WHERE state = 'matched'", "UPDATE remittance_lines SET state = 'duplicate' WHERE id = ?"},
	{"handover.posted", "SELECT id FROM handovers", "UPDATE handovers SET lost = lost + 1, note = 'x' WHERE id = ?"},
	{"handover.posted+", "SELECT id FROM handovers", "UPDATE handovers SET gateway = 'other' WHERE id = ?"},
	{"handover.fee+", "SELECT id FROM handovers", "UPDATE handovers SET fee = fee - 1, to_bank = to_bank + 1 WHERE id = ?"},
	{"handover.credit+", "SELECT credit_id FROM handovers", "UPDATE bank_credits SET amount = amount + 1 WHERE id = ?"},
	{"handover.posted+", "SELECT id FROM postings WHERE cause_kind = 'handover' AND from_kind = 'gateway_fee'", "UPDATE postings SET amount = amount + 1 WHERE id = ?"},
	{"remittance.twice", "SELECT id FROM remittance_lines WHERE code = 'TWICE'", "UPDATE remittance_lines SET payment_id = (SELECT MIN(p.id) FROM payments p WHERE p.id <> remittance_lines.payment_id) WHERE id = ?"},
	{"remittance.twice", "SELECT id FROM remittance_lines WHERE code = 'TWICE'", "UPDATE remittance_lines SET payment_id = NULL WHERE id = ?"},
	{"remittance.twice", "SELECT id FROM remittance_lines WHERE code = 'TWICE'", "UPDATE remittance_lines SET order_id = (SELECT MIN(o.id) FROM orders o WHERE o.id <> remittance_lines.order_id) WHERE id = ?"},
	{"remittance.twice+", "SELECT id FROM captures WHERE provider_txn_id LIKE 'remitted:%'", "UPDATE captures SET provider_txn_id = 'x' WHERE id = ?"},
	{"remittance.open", "SELECT id FROM remittance_lines WHERE state = 'fits'", "UPDATE remittance_lines SET state = 'returned' WHERE id = ?"},
	{"remittance.open", "SELECT id FROM remittance_lines WHERE code = 'NOBODY'", "UPDATE remittance_lines SET state = 'fits', order_id = (SELECT MIN(id) FROM orders) WHERE id = ?"},
}

// No cash is taken out of the books of doors unseen.
func TestNoRowOfADoorIsTamperedWithUnseen(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) { atDoors(t, d).names(wrongsAtDoors) })
}
