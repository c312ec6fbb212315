package aftersale_test

import (
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/settlement"
)

// explained fails unless every seller of the path is told of each order what the ledger
// holds of it, to the đồng, and of nothing that the buyer has not paid.
func (p *path) explained() {
	q := p.DB.Read(ctx)
	till := settlement.Cashier{DB: p.DB, Now: p.Now, Keys: p.Till.Keys}
	for id, member := range p.sellers {
		told, err := till.Orders(ctx, member, db.Cursor{}, 50)
		if err != nil {
			p.rt.Fatal(err)
		}
		var sum money.VND
		for _, o := range told {
			var booked int64
			err := q.Raw(`SELECT CAST(COALESCE(SUM(CASE WHEN to_kind = 'seller' THEN amount ELSE -amount END), 0) AS BIGINT) FROM postings
				WHERE order_id = ? AND (to_kind = 'seller' OR from_kind = 'seller')`, o.OrderID).Scan(&booked).Error
			if err != nil {
				p.rt.Fatal(err)
			}
			if o.Booked.Dong() != booked {
				p.rt.Fatalf("%s is told of as %v, and the ledger holds %d", o.Code, o.Booked, booked)
			}
			if o.Ended && o.Net.Sub(o.Had) != o.Booked {
				p.rt.Fatalf("the lines of %+v do not make what is booked", o)
			}
			if o.Paid.Cmp(o.Back) < 0 || o.Net.Negative() && o.Booked.Cmp(o.Net) != 0 {
				p.rt.Fatalf("%+v", o)
			}
			sum = sum.Add(o.Booked)
		}
		var balance int64
		if err := q.Raw("SELECT COALESCE((SELECT balance FROM seller_balances WHERE seller_id = ?), 0)", id).Scan(&balance).Error; err != nil {
			p.rt.Fatal(err)
		}
		if sum.Dong() != balance {
			p.rt.Fatalf("the orders of a seller make %v, and the balance is %d", sum, balance)
		}
	}
}
