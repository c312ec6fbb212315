package settlement

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/earning"
	"github.com/chophien/chophien/models/ledger"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/seller"
)

// The kinds of a statement's rows.
const (
	Earned     = "earned"          // an order has ended
	Refunded   = "refunded"        // money went back to a buyer after that
	Cash       = "cash"            // a buyer paid the seller at the door: what the market would have owed
	SentOut    = "payout"          // taken out of the balance for a transfer
	CameBack   = "returned"        // a transfer came back
	FeeTaken   = "fee"             // what the seller bears of a transfer, or has back of one that came back
	Commission = "commission_owed" // owed of an order whose buyer paid the seller, or less of it after a refund
	Corrected  = "corrected"       // anything else that the desk has posted
)

// Row is one movement of a seller's balance with what it is made of. Amount is what it
// adds to the balance; the other amounts are above zero for what was taken from the
// seller, and below zero for what a refund gave back of it.
type Row struct {
	ID            string
	At            clock.Instant
	Kind          string
	OrderID       string
	OrderCode     string // what people know the order by
	PayoutID      string
	Goods         money.VND // below zero for a refund
	Shipping      money.VND // the seller's part, likewise
	Commission    money.VND
	CommissionVAT money.VND
	VAT           money.VND
	PIT           money.VND
	Amount        money.VND
}

// Cursor is where the page behind r starts.
func (r Row) Cursor() db.Cursor { return db.Cursor{At: r.At, ID: r.ID} }

// Statement lists what moved the balance of the member's seller, newest first. It
// refuses like Balance.
func (c *Cashier) Statement(ctx context.Context, by actor.Member, after db.Cursor, limit int) ([]Row, error) {
	if err := c.maySee(ctx, by); err != nil {
		return nil, err
	}
	return statement(ctx, c.read(ctx), by.SellerID, after, limit)
}

// StatementOf is the same for the desk.
func (c *Cashier) StatementOf(ctx context.Context, _ actor.Admin, sellerID string, after db.Cursor, limit int) ([]Row, error) {
	if _, err := seller.Find(ctx, c.read(ctx), sellerID); err != nil {
		return nil, err
	}
	return statement(ctx, c.read(ctx), sellerID, after, limit)
}

// statement reads the seller's account page by page, and the rooms for what each posting
// was: four statements in all.
func statement(ctx context.Context, q *gorm.DB, sellerID string, after db.Cursor, limit int) ([]Row, error) {
	entries, err := ledger.Statement(ctx, q, ledger.Seller(sellerID), after, limit)
	if err != nil || len(entries) == 0 {
		return nil, err
	}
	ended, backs, codes, err := details(ctx, q, entries)
	if err != nil {
		return nil, err
	}
	out := make([]Row, len(entries))
	for i, e := range entries {
		r := Row{ID: e.ID, At: e.At, Kind: Corrected, OrderID: e.OrderID, OrderCode: codes[e.OrderID], Amount: e.Amount}
		switch e.Cause.Kind {
		case "settled":
			s := ended[e.OrderID]
			r.Kind, r.Goods, r.Shipping = Earned, s.Goods, sellers(s.ShippingEarner, s.Shipping)
			r.Commission, r.CommissionVAT, r.VAT, r.PIT = s.Commission, s.CommissionVAT, s.VAT, s.PIT
		case "taken_back":
			b := backs[e.Cause.ID]
			r.Kind, r.Goods = Refunded, b.Goods.Neg()
			r.Commission, r.CommissionVAT, r.VAT, r.PIT = b.Commission.Neg(), b.CommissionVAT.Neg(), b.VAT.Neg(), b.PIT.Neg()
			// What is not goods, fee or tax is the delivery that the seller bore.
			r.Shipping = r.Amount.Sub(r.Goods).Add(r.Commission).Add(r.CommissionVAT).Add(r.VAT).Add(r.PIT)
		case "direct_fee":
			r.Kind = Commission
			switch e.Other.Kind {
			case ledger.KindCommission:
				r.Commission = r.Amount.Neg()
			case ledger.KindCommissionVAT:
				r.CommissionVAT = r.Amount.Neg()
			default:
				r.Shipping = r.Amount
			}
		case "capture":
			r.Kind = Cash
		case "payout":
			r.Kind, r.PayoutID = SentOut, e.Cause.ID
			if e.Other == ledger.PayoutFee() {
				r.Kind = FeeTaken
			}
		case "payout_returned":
			r.Kind, r.PayoutID = CameBack, e.Cause.ID
			if e.Other == ledger.PayoutFee() {
				r.Kind = FeeTaken
			}
		}
		out[i] = r
	}
	return out, nil
}

func sellers(earner string, shipping money.VND) money.VND {
	if earner == earning.BySeller {
		return shipping
	}
	return money.VND{}
}

func details(ctx context.Context, q *gorm.DB, entries []ledger.Entry) (map[string]earning.Settlement, map[string]earning.TakenBack, map[string]string, error) {
	ended, backs, codes := map[string]earning.Settlement{}, map[string]earning.TakenBack{}, map[string]string{}
	var orders, refunds []string
	for _, e := range entries {
		if e.OrderID != "" {
			orders = append(orders, e.OrderID)
		}
		if e.Cause.Kind == "taken_back" {
			refunds = append(refunds, e.Cause.ID)
		}
	}
	ss, err := earning.Settlements(ctx, q, orders...)
	if err != nil {
		return nil, nil, nil, err
	}
	for _, s := range ss {
		ended[s.OrderID] = s
	}
	bs, err := earning.TakenBacks(ctx, q, refunds...)
	if err != nil {
		return nil, nil, nil, err
	}
	for _, b := range bs {
		backs[b.ID] = b
	}
	var named []struct{ ID, Code string }
	if len(orders) > 0 {
		err = q.Table("orders").Select("id, code").Where("id IN ?", orders).Scan(&named).Error
	}
	for _, o := range named {
		codes[o.ID] = o.Code
	}
	return ended, backs, codes, err
}
