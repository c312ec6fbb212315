package remittance_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/collection"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/fulfillment"
	"github.com/chophien/chophien/models/ledger"
	"github.com/chophien/chophien/models/markettest"
	"github.com/chophien/chophien/models/markettest/saletest"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/payment"
	"github.com/chophien/chophien/models/remittance"
	"github.com/chophien/chophien/payments"
)

var (
	ctx  = context.Background()
	desk = actor.Admin{PersonID: "desk", Channel: actor.Page}
)

const worth = 2*50_000 + 30_000

// round is a market whose carrier collects for it.
type round struct {
	*saletest.Shop
	t      testing.TB
	f      *fulfillment.Fulfillment
	desk   *remittance.Desk
	seller string
	member actor.Member
	tea    string
	n      int
}

func open(t testing.TB, d *db.DB, taker order.Taker) *round {
	t.Helper()
	s := saletest.Open(t, d, order.EarnedBySeller)
	s.OpenDoor(t, taker, order.EarnedBySeller, true)
	r := &round{Shop: s, t: t, f: &fulfillment.Fulfillment{DB: d, Now: s.Now, Gateways: s.Gateways, Carriers: s.Carriers, Log: slog.New(slog.DiscardHandler)},
		desk: &remittance.Desk{DB: d, Now: s.Now, Checkout: s.Till, Carriers: s.Carriers}}
	r.seller, r.member = s.Seller(t)
	r.tea = s.Variant(t, markettest.Good{SellerID: r.seller, Stock: 1000})
	return r
}

func fine(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func refused(t testing.TB, err error, key string) {
	t.Helper()
	if !fault.Has(err, key) {
		t.Errorf("want %s, got %v", key, err)
	}
}

// sent is an order that the carrier has under way.
func (r *round) sent() order.Order {
	r.t.Helper()
	o := r.Orders(r.t, r.AtDoor(r.t, r.Buyer(r.t), map[string]int64{r.tea: 2}))[0]
	_, err := r.f.Confirm(ctx, r.member, o.ID)
	fine(r.t, err)
	_, err = r.f.Pack(ctx, r.member, o.ID, r.AsOrdered(r.t, o.ID))
	fine(r.t, err)
	r.n++
	o, err = r.f.Ship(ctx, r.member, o.ID, fmt.Sprintf("VN%08d", r.n))
	fine(r.t, err)
	return o
}

// credit is a bank transfer that nobody has matched.
func (r *round) credit(id string, amount int64, text string) string {
	r.t.Helper()
	if o := r.Till.Apply(ctx, "notice", saletest.Transfer(id, money.Of(amount), text, nil, r.Now()), "raw"); o != payments.Applied {
		r.t.Fatal(o)
	}
	var creditID string
	fine(r.t, r.DB.Read(ctx).Raw("SELECT id FROM bank_credits WHERE source_id = ?", id).Scan(&creditID).Error)
	return creditID
}

// proved is Prove, and what is in suspense in all.
func (r *round) proved(suspense int64) {
	r.t.Helper()
	r.Prove(r.t)
	all, err := ledger.Standing(ctx, r.DB.Read(ctx), ledger.KindSuspense, "", 100)
	fine(r.t, err)
	var sum int64
	for _, h := range all {
		sum += h.Balance.Dong()
	}
	if sum != suspense {
		r.t.Errorf("%d in suspense, want %d", sum, suspense)
	}
}

// Cash that a seller took is taken off what the market owes them: in the end the seller has
// the cash and owes fee and tax, the buyer has paid once, and nothing is left over.
func TestCashThatTheSellerTook(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := open(t, d, order.SellerTakes)
		o := r.sent()
		_, err := r.Till.TakeCash(ctx, actor.Helper{PersonID: "h", SellerID: r.seller}, o.ID)
		refused(t, err, "order.unknown")
		weak := r.member
		weak.Rights = actor.NewRights(actor.SeeOrders)
		_, err = r.Till.TakeCash(ctx, weak, o.ID)
		refused(t, err, "right.handle_orders")
		_, other := r.Seller(t)
		_, err = r.Till.TakeCash(ctx, other, o.ID)
		refused(t, err, "order.unknown")
		for range 2 { // a second press changes nothing
			_, err = r.Till.TakeCash(ctx, r.member, o.ID)
			fine(t, err)
		}
		if got := r.Balance(t, ledger.Seller(r.seller)); got != -worth {
			t.Errorf("the seller has %d", got)
		}
		r.proved(0)
		// A notice that comes after the cash goes back.
		r.Transferred("late", money.Of(worth), r.Owed(t, o.ID).Code)
		_, err = r.f.Deliver(ctx, r.member, o.ID)
		fine(t, err)
		r.Pass(order.Quiet)
		fine(t, r.f.CompleteDue(ctx))
		var s struct{ Net, Commission, CommissionVAT, VAT, PIT int64 }
		fine(t, d.Read(ctx).Raw("SELECT net, commission, commission_vat, vat, pit FROM settlements WHERE order_id = ?", o.ID).Scan(&s).Error)
		if got := r.Balance(t, ledger.Seller(r.seller)); got != s.Net-worth || got != -(s.Commission+s.CommissionVAT+s.VAT+s.PIT) || got >= 0 {
			t.Errorf("the seller has %d, of %+v", got, s)
		}
		if p := r.Owed(t, o.ID); p.Refunding.Dong() != worth {
			t.Errorf("%v of the late transfer goes back", p.Refunding)
		}
		r.proved(0)
	})
}

// Cash is taken at the door alone, once, and of what is not paid.
func TestWhenCashIsRefused(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := open(t, d, order.SellerTakes)
		early := r.Orders(t, r.AtDoor(t, r.Buyer(t), map[string]int64{r.tea: 2}))[0]
		_, err := r.Till.TakeCash(ctx, r.member, early.ID)
		refused(t, err, "order.move")
		paid := r.sent()
		r.Transferred("1", money.Of(worth), r.Owed(t, paid.ID).Code)
		_, err = r.Till.TakeCash(ctx, r.member, paid.ID)
		refused(t, err, "checkout.paid_already")
		back := r.sent()
		_, err = r.f.ReturnToSender(ctx, r.member, back.ID, fulfillment.Return{Reason: "return.refused", Restock: true})
		fine(t, err)
		_, err = r.Till.TakeCash(ctx, r.member, back.ID)
		refused(t, err, "order.move")
		r.OpenDoor(t, order.SellerTakes, order.EarnedBySeller, false)
		o := r.sent()
		_, err = r.Till.TakeCash(ctx, r.member, o.ID)
		refused(t, err, "checkout.no_cash")
		// The parcel may have left while cash was still taken: the desk can write it down.
		_, err = r.Till.TakeCash(ctx, desk, o.ID)
		fine(t, err)
		online := r.Orders(t, r.Placed(t, r.Buyer(t), map[string]int64{r.tea: 2}, "flat"))[0]
		_, err = r.Till.TakeCash(ctx, desk, online.ID)
		refused(t, err, "checkout.no_cash")
		r.proved(0)
	})
}

// Cash of a parcel that comes back after all is given back by transfer: nobody hands notes
// out, and who has them owes them to the market still.
func TestCashGoesBackByTransfer(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := open(t, d, order.SellerTakes)
		for i, taker := range []order.Taker{order.SellerTakes, order.CarrierTakes} {
			if i > 0 {
				r = r.again(taker)
			}
			o := r.sent()
			_, err := r.Till.TakeCash(ctx, r.member, o.ID)
			fine(t, err)
			_, err = r.f.ReturnToSender(ctx, r.member, o.ID, fulfillment.Return{Reason: "return.damaged"})
			fine(t, err)
			if n := r.Count(t, "refunds", "order_id = ? AND status = 'needs_account' AND gateway = 'cod'", o.ID); n != 1 {
				t.Errorf("%s: %d refunds wait for an account", taker, n)
			}
			holder := ledger.Seller(r.seller)
			if taker == order.CarrierTakes {
				holder = ledger.Courier("flat")
			}
			if got := r.Balance(t, holder); got != -worth {
				t.Errorf("%s has %d", taker, got)
			}
			r.proved(0)
		}
	})
}

// Nobody earns of a carrier's cash before it is at the bank, and then everybody does.
func TestACarriersCashIsWaitedFor(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := open(t, d, order.CarrierTakes)
		told, untold := r.sent(), r.sent()
		_, err := r.Till.TakeCash(ctx, r.member, told.ID)
		fine(t, err)
		_, err = r.f.Deliver(ctx, r.member, told.ID)
		fine(t, err)
		r.Pass(order.Quiet)
		fine(t, r.f.CompleteDue(ctx))
		if got := r.Order(t, told.ID).Status; got != order.Delivered || r.Balance(t, ledger.Courier("flat")) != -worth {
			t.Fatalf("the order is %s, the courier has %d", got, r.Balance(t, ledger.Courier("flat")))
		}
		held, err := collection.Holdings(ctx, d.Read(ctx))
		if err != nil || len(held) != 1 || held[0].Orders != 1 || held[0].Amount.Dong() != worth {
			t.Errorf("%+v %v", held, err)
		}
		at, err := collection.AtDoors(ctx, d.Read(ctx), "flat", db.Cursor{}, 10)
		if err != nil || len(at) != 2 || at[0].Held == at[1].Held || at[0].Amount.Dong() != worth || at[1].Amount.Dong() != worth {
			t.Errorf("%+v %v", at, err)
		}
		r.proved(0)

		file := "Mã vận đơn;Người nhận;Tiền thu hộ\r\n" + told.Code + ";A;130.000\r\nvn00000002;B;130000\r\n"
		in := remittance.NewFile{Carrier: "flat", Reference: "COD-2611-07"}
		one, err := r.desk.TakeIn(ctx, desk, in, []byte("\ufeff"+file))
		fine(t, err)
		again, err := r.desk.TakeIn(ctx, desk, in, []byte("\ufeff"+file))
		if err != nil || again.ID != one.ID || one.Total.Dong() != 2*worth {
			t.Errorf("%+v %v", again, err)
		}
		_, err = r.desk.TakeIn(ctx, desk, in, []byte(file+told.Code+";C;5000\r\n"))
		refused(t, err, "remittance.reference_taken")

		_, err = r.desk.Clear(ctx, desk, one.ID, r.credit("1", 2*worth, "FLAT nop tien cod 2611 08"))
		refused(t, err, "remittance.text")
		_, err = r.desk.Clear(ctx, desk, one.ID, r.credit("2", 2*worth-1, "FLAT COD2611-07"))
		refused(t, err, "remittance.amount")
		credit := r.credit("3", 2*worth, "FLAT nop COD2611-07 CT")
		var all sync.WaitGroup
		for range 4 {
			all.Go(func() {
				if _, err := r.desk.Clear(ctx, desk, one.ID, credit); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		_, err = r.desk.Clear(ctx, desk, one.ID, r.credit("4", 2*worth, "COD-2611-07"))
		refused(t, err, "remittance.cleared")
		if r.Balance(t, ledger.Courier("flat")) != 0 {
			t.Error("the courier still owes something")
		}
		r.proved(2*worth + 2*worth - 1 + 2*worth) // the three other transfers
		_, err = r.f.Deliver(ctx, r.member, untold.ID)
		fine(t, err)
		r.Pass(order.Quiet)
		fine(t, r.f.CompleteDue(ctx))
		for _, o := range []order.Order{told, untold} {
			if got := r.Order(t, o.ID).Status; got != order.Completed {
				t.Errorf("%s", got)
			}
		}
		r.Prove(t)
	})
}

// What does not fit waits under its own name until a person says what it was, and the whole
// transfer is explained to the đồng all the while.
func TestLinesThatDoNotFit(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := open(t, d, order.CarrierTakes)
		var o []order.Order
		for range 5 {
			o = append(o, r.sent())
		}
		r.Transferred("1", money.Of(worth), r.Owed(t, o[4].ID).Code) // paid by transfer, so there is no cash of it
		_, err := r.Till.TakeCash(ctx, r.member, o[0].ID)
		fine(t, err)
		rows := []struct {
			code   string
			amount int64
			state  remittance.LineState
		}{
			{o[0].Code, worth, remittance.Matched}, {"VN00000001", worth, remittance.Duplicate}, {o[1].Code, worth - 30_000, remittance.Short},
			{o[2].Code, worth + 7, remittance.Over}, {"WHO", 11_000, remittance.Unknown}, {o[4].Code, worth, remittance.Unknown},
		}
		text, total, odd := "code,amount\n", int64(0), int64(0)
		for _, row := range rows {
			text += fmt.Sprintf("%s,%d\n", row.code, row.amount)
			total += row.amount
			if row.state != remittance.Matched {
				odd += row.amount
			}
		}
		m, err := r.desk.TakeIn(ctx, desk, remittance.NewFile{Carrier: "flat", Reference: "RUN-9"}, []byte(text))
		fine(t, err)
		lines, err := remittance.Lines(ctx, d.Read(ctx), m.ID)
		fine(t, err)
		_, err = r.desk.SettleLine(ctx, desk, lines[4].ID, remittance.Settle{Evidence: "FT1"})
		refused(t, err, "remittance.not_yet")
		_, err = r.desk.Clear(ctx, desk, m.ID, r.credit("2", total, "run 9"))
		fine(t, err)
		r.proved(odd)
		lines, err = remittance.Lines(ctx, d.Read(ctx), m.ID)
		fine(t, err)
		for i, row := range rows {
			if lines[i].State != row.state {
				t.Errorf("line %d is %s, want %s", lines[i].Number, lines[i].State, row.state)
			}
		}
		settle := func(i int, in remittance.Settle, key string) {
			t.Helper()
			_, err := r.desk.SettleLine(ctx, desk, lines[i].ID, in)
			if key == "" {
				fine(t, err)
			} else {
				refused(t, err, key)
			}
			r.Prove(t)
		}
		settle(0, remittance.Settle{Evidence: "FT1"}, "remittance.line_settled")
		settle(1, remittance.Settle{OrderCode: o[0].Code}, "remittance.order")
		settle(1, remittance.Settle{}, "remittance.settle")
		settle(1, remittance.Settle{OrderCode: o[3].Code}, "")
		settle(2, remittance.Settle{OrderCode: o[1].Code}, "")
		settle(3, remittance.Settle{OrderCode: strings.ToLower(o[2].Code)}, "")
		settle(4, remittance.Settle{Evidence: "FT26110001"}, "")
		settle(5, remittance.Settle{OrderCode: o[4].Code}, "remittance.order")
		settle(5, remittance.Settle{Evidence: "FT26110002"}, "")
		settle(5, remittance.Settle{Evidence: "FT26110002"}, "remittance.line_settled")
		r.proved(0)
		if r.Balance(t, ledger.Courier("flat")) != 0 || r.Balance(t, ledger.Loss()) != -30_000 || r.Balance(t, ledger.ShippingPayable("flat")) != 7 {
			t.Errorf("courier %d, market %d, owed to the carrier %d", r.Balance(t, ledger.Courier("flat")), r.Balance(t, ledger.Loss()), r.Balance(t, ledger.ShippingPayable("flat")))
		}
	})
}

func TestFilesThatAreRefused(t *testing.T) {
	r := open(t, dbtest.SQLite(t), order.CarrierTakes)
	take := func(in remittance.NewFile, text string) error {
		_, err := r.desk.TakeIn(ctx, desk, in, []byte(text))
		return err
	}
	good := remittance.NewFile{Carrier: "flat", Reference: "RUN-1"}
	for text, key := range map[string]string{
		"code\nA\n": "remittance.column", "code,amount,cod\nA,1,1\n": "remittance.column", "code,amount\n": "import.empty",
		"code,amount\n,5\n": "remittance.row", "code,amount\nA,=5\n": "remittance.row", "code,amount\n=A,5\n": "remittance.row", "code,amount\nA,0\n": "remittance.row",
		"code,amount\nA,-5\n": "remittance.row", "code,amount\nA,1.5\n": "remittance.row", "code,amount\nA,12.34.567\n": "remittance.row",
		"code,amount\nA,9999999999999\n": "remittance.row", "code,amount\nA,1000000000000\nB,1\n": "remittance.total",
	} {
		refused(t, take(good, text), key)
	}
	refused(t, take(good, "code,amount\n"+strings.Repeat("A,1\n", 501)), "import.too_many_rows")
	refused(t, take(remittance.NewFile{Carrier: "nobody", Reference: "RUN-1"}, "code,amount\nA,1\n"), "shipping.unknown_carrier")
	refused(t, take(remittance.NewFile{Carrier: "flat", Reference: "R1"}, "code,amount\nA,1\n"), "remittance.reference")
	f := excelize.NewFile()
	for at, v := range map[string]any{"A1": "Mã đơn hàng", "B1": "COD", "A2": "AAAA", "B2": 130000, "A3": "BBBB"} {
		fine(t, f.SetCellValue("Sheet1", at, v))
	}
	fine(t, f.SetCellFormula("Sheet1", "B3", "B2*2"))
	var book bytes.Buffer
	fine(t, f.Write(&book))
	refused(t, take(good, book.String()), "remittance.row")
	fine(t, f.SetCellValue("Sheet1", "B3", 7))
	book.Reset()
	fine(t, f.Write(&book))
	fine(t, take(good, book.String()))
	if n := r.Count(t, "remittance_lines", "state = 'unknown'"); n != 2 {
		t.Errorf("%d lines", n)
	}
	_, err := r.desk.SettleLine(ctx, desk, "nothing", remittance.Settle{Evidence: "FT"})
	refused(t, err, "remittance.line_unknown")
	_, err = r.desk.Clear(ctx, desk, "nothing", "nothing")
	refused(t, err, "remittance.unknown")
}

// Whatever comes first at one door — cash, transfers, a scan twice, a return — the order is
// paid once at most, and every đồng is explained.
func TestEverythingAtOneDoorAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		var r *round
		for i, taker := range []order.Taker{order.SellerTakes, order.CarrierTakes, order.SellerTakes, order.CarrierTakes} {
			if i == 0 {
				r = open(t, d, taker)
			} else {
				r = r.again(taker)
			}
			o := r.sent()
			code := r.Owed(t, o.ID).Code
			var all sync.WaitGroup
			for n := range 3 {
				all.Go(func() {
					if _, err := r.Till.TakeCash(ctx, r.member, o.ID); err != nil && !fault.Is(err, fault.Conflict) {
						t.Error(err)
					}
				})
				all.Go(func() {
					if got := r.Transferred(fmt.Sprintf("%d-%d", i, n), money.Of(worth), code); got != payments.Applied {
						t.Error(got)
					}
				})
				all.Go(func() {
					if n == 0 {
						_, err := r.f.ReturnToSender(ctx, r.member, o.ID, fulfillment.Return{Reason: "return.refused", Restock: true})
						if err != nil && !fault.Is(err, fault.Conflict) {
							t.Error(err)
						}
						return
					}
					if _, err := r.f.Deliver(ctx, r.member, o.ID); err != nil && !fault.Is(err, fault.Conflict) {
						t.Error(err)
					}
				})
			}
			all.Wait()
			p, part, err := payment.OfOrder(ctx, d.Read(ctx), o.ID)
			fine(t, err)
			back := p.Refunding.Add(p.Refunded)
			if kept := p.Received.Sub(back).Dong(); part.Funded && kept > worth || !part.Funded && kept != 0 {
				t.Errorf("%d is kept of an order of %d, funded %v", kept, worth, part.Funded)
			}
			r.proved(0)
		}
	})
}

// again is another stall of the same market, where somebody else takes the money.
func (r *round) again(taker order.Taker) *round {
	r.t.Helper()
	n := &round{Shop: r.Shop, t: r.t, n: r.n}
	n.OpenDoor(r.t, taker, order.EarnedBySeller, true)
	n.f = &fulfillment.Fulfillment{DB: r.DB, Now: r.Now, Gateways: r.Gateways, Carriers: r.Carriers, Log: slog.New(slog.DiscardHandler)}
	n.desk = &remittance.Desk{DB: r.DB, Now: r.Now, Checkout: r.Till, Carriers: r.Carriers}
	n.seller, n.member = r.Seller(r.t)
	n.tea = r.Variant(r.t, markettest.Good{SellerID: n.seller, Stock: 1000})
	return n
}
