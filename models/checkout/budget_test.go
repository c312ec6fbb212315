package checkout_test

import (
	"testing"

	"github.com/chophien/chophien/models/checkout"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/markettest"
	"github.com/chophien/chophien/payments"
)

// TestStatementsOfAPurchase keeps a purchase of two goods of two sellers cheap: what it
// costs is what bounds how many a small machine takes, and on PostgreSQL above all how often
// it is waited for.
func TestStatementsOfAPurchase(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := open(t, d)
		one, _ := m.Seller(t)
		two, _ := m.Seller(t)
		tea := m.Variant(t, markettest.Good{SellerID: one, Stock: 10})
		rice := m.Variant(t, markettest.Good{SellerID: two, Stock: 10})
		by := m.buyer(t)
		count := func(what string, most, turns int, fn func() error) {
			t.Helper()
			var err error
			before := d.Turns()
			n := dbtest.CountStatements(d, func() { err = fn() })
			if err != nil {
				t.Fatal(what, err)
			}
			waits := int(d.Turns() - before)
			t.Logf("%s: %d statements in %d turns", what, n, waits)
			if d.Dialect() == db.Postgres && waits > turns {
				t.Errorf("%s took %d turns, %d are its budget", what, waits, turns)
			}
			if n > most {
				t.Errorf("%s took %d statements, %d are its budget", what, n, most)
			}
		}
		count("the first line", 4, 2, func() error { _, err := m.co.PutLine(ctx, by, tea, 1); return err })
		count("the second line", 4, 2, func() error { _, err := m.co.PutLine(ctx, by, rice, 1); return err })
		in := m.form(t, by)
		var group string
		count("place", 16, 7, func() (err error) { group, err = m.co.Place(ctx, by, in, "k"); return err })
		var s checkout.Step
		count("pay", 5, 4, func() (err error) {
			s, err = m.co.Pay(ctx, by, group, checkout.PayNow{Gateway: m.bank.Code()}, "")
			return err
		})
		ev := m.bank.Pay(s.Attempt.Ref, s.Attempt.Amount, m.Now())
		count("paid", 15, 9, func() error {
			if o := m.tell(t, ev); o != payments.Applied {
				t.Error(o)
			}
			return nil
		})
		m.prove(t)
	})
}
