package payment_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/code"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/markettest"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/payment"
)

func TestTheBooksArePagedAndFound(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := markettest.New(t, d)
		kept := filled(t, m, 60)
		q := d.Read(ctx)
		var seen []string
		for after := ""; ; {
			page, err := payment.ListPayments(ctx, q, payment.Wanted{}, after, 25)
			if err != nil {
				t.Fatal(err)
			}
			for _, p := range page {
				seen = append(seen, p.ID)
			}
			if len(page) < 25 {
				break
			}
			after = page[len(page)-1].ID
		}
		want := slices.Clone(kept.payments)
		slices.Sort(want)
		slices.Reverse(want)
		if !slices.Equal(seen, want) {
			t.Errorf("%d payments are listed of %d, or in another order", len(seen), len(want))
		}
		for _, text := range []string{kept.code, " " + kept.code[:4] + kept.code[4:], kept.orderCode, kept.groupCode} {
			ps, err := payment.ListPayments(ctx, q, payment.Wanted{Text: text}, "", 10)
			es, err2 := payment.ListEvents(ctx, q, payment.Wanted{Text: text}, "", 10)
			rs, err3 := payment.ListRefunds(ctx, q, payment.Wanted{Text: text}, "", 10)
			if err != nil || err2 != nil || err3 != nil || len(ps) != 1 || len(es) != 1 || len(rs) != 1 || ps[0].ID != kept.payments[0] || es[0].RawSealed != "" {
				t.Errorf("%q finds %d payments, %d events, %d refunds (%v %v %v)", text, len(ps), len(es), len(rs), err, err2, err3)
			}
		}
		for _, none := range []payment.Wanted{{Text: "NOBODY"}, {Text: kept.code, Status: "cancelled"}, {Text: kept.code, Gateway: "other"}} {
			ps, err := payment.ListPayments(ctx, q, none, "", 10)
			rs, err2 := payment.ListRefunds(ctx, q, none, "", 10)
			es, err3 := payment.ListEvents(ctx, q, none, "", 10)
			if err != nil || err2 != nil || err3 != nil || len(ps)+len(rs)+len(es) != 0 {
				t.Errorf("%+v finds %d payments, %d refunds, %d events", none, len(ps), len(rs), len(es))
			}
		}
	})
}

// ledgerful is what filled made, and one of it.
type ledgerful struct {
	payments                   []string
	code, groupCode, orderCode string
}

// filled writes n payments of one order each, with an attempt, a capture, an event and a
// refund, past the verbs: the lists are read only.
func filled(t testing.TB, m *markettest.Market, n int) (out ledgerful) {
	t.Helper()
	seller, _ := m.Seller(t)
	first := m.Order(t, markettest.Deal{SellerID: seller, Goods: 100_000, Shipping: 30_000, Earner: "carrier", Status: "placed"})
	o, err := order.Find(ctx, m.DB.Read(ctx), first)
	if err != nil {
		t.Fatal(err)
	}
	group, err := order.GroupByID(ctx, m.DB.Read(ctx), o.GroupID)
	if err != nil {
		t.Fatal(err)
	}
	out.groupCode, out.orderCode = group.Code, o.Code
	now := m.Now()
	const chunk = 500
	for from := 0; from < n; from += chunk {
		err := m.DB.TxWithin(ctx, time.Minute, func(tx *gorm.DB) error {
			for i := from; i < min(n, from+chunk); i++ {
				id, paymentCode, at := db.NewID(), code.New(), now.Add(time.Duration(i)*time.Millisecond)
				out.payments = append(out.payments, id)
				if i == 0 {
					out.code = paymentCode
				}
				if err := row(tx, i, id, paymentCode, o, at); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return out
}

// row writes one payment; only the first covers the order.
func row(tx *gorm.DB, i int, id, paymentCode string, o order.Order, at clock.Instant) error {
	group := o.GroupID
	if i > 0 {
		group = db.NewID()
		cart := db.NewID()
		if err := tx.Exec("INSERT INTO carts (id, person_id, state, created_at, touched_at) SELECT ?, person_id, 'spent', created_at, created_at FROM order_groups WHERE id = ?", cart, o.GroupID).Error; err != nil {
			return err
		}
		if err := tx.Exec(`INSERT INTO order_groups (id, code, cart_id, person_id, phone_id, locale, terms_version, scheme, ward_code, address_sealed, created_at)
			SELECT ?, ?, ?, person_id, phone_id, locale, terms_version, scheme, ward_code, address_sealed, created_at FROM order_groups WHERE id = ?`, group, code.New(), cart, o.GroupID).Error; err != nil {
			return err
		}
	}
	capture, attempt := db.NewID(), db.NewID()
	for _, s := range []struct {
		sql  string
		args []any
	}{
		{"INSERT INTO payments (id, code, group_id, status, amount, received, refunding, due_at, hold_until, created_at) VALUES (?, ?, ?, 'expired', 130000, 130000, 130000, ?, ?, ?)", []any{id, paymentCode, group, at, at, at}},
		{"INSERT INTO attempts (id, payment_id, number, gateway, ref, status, amount, expires_at, created_at) VALUES (?, ?, 1, 'testbank', ?, 'succeeded', 130000, ?, ?)", []any{attempt, id, paymentCode + "-1", at, at}},
		{"INSERT INTO captures (id, payment_id, attempt_id, gateway, provider_txn_id, amount, refunded, late, created_at) VALUES (?, ?, ?, 'testbank', ?, 130000, 130000, TRUE, ?)", []any{capture, id, attempt, id, at}},
		{"INSERT INTO provider_events (id, gateway, event_key, kind, outcome, payment_id, raw, received_at) VALUES (?, 'testbank', ?, 'payment', 'applied', ?, 'sealed', ?)", []any{db.NewID(), id, id, at}},
		{"INSERT INTO refunds (id, payment_id, capture_id, gateway, ref, amount, status, cause_kind, cause_id, poll_at, created_at) VALUES (?, ?, ?, 'testbank', ?, 130000, 'due', 'late', ?, 1, ?)", []any{db.NewID(), id, capture, code.New(), capture, at}},
		{"INSERT INTO money_tasks (id, kind, payment_id, amount, created_at) VALUES (?, 'review', ?, 130000, ?)", []any{db.NewID(), id, at}},
	} {
		if err := tx.Exec(s.sql, s.args...).Error; err != nil {
			return fmt.Errorf("%s: %w", s.sql, err)
		}
	}
	if i > 0 {
		return nil
	}
	return tx.Exec("INSERT INTO allocations (payment_id, order_id, goods, shipping) VALUES (?, ?, 100000, 30000)", id, o.ID).Error
}

// BenchmarkBooks reads the desk's lists at 100,000 rows: the first page, one in the middle,
// what a code finds and what a narrowing leaves.
func BenchmarkBooks(b *testing.B) {
	for _, dialect := range []string{db.SQLite, db.Postgres} {
		b.Run(dialect, func(b *testing.B) { booksOf(b, dialect) })
	}
}

func booksOf(b *testing.B, dialect string) {
	d := dbtest.Open(b, dialect)
	m := markettest.New(b, d)
	kept := filled(b, m, 100_000)
	if dialect == db.Postgres {
		if err := d.Tx(ctx, func(tx *gorm.DB) error { return tx.Exec("ANALYZE").Error }); err != nil {
			b.Fatal(err)
		}
	}
	q, middle := d.Read(ctx), kept.payments[len(kept.payments)/2]
	for name, read := range map[string]func() (int, error){
		"payments": func() (int, error) {
			r, err := payment.ListPayments(ctx, q, payment.Wanted{}, "", 21)
			return len(r), err
		},
		"payments/middle": func() (int, error) {
			r, err := payment.ListPayments(ctx, q, payment.Wanted{}, middle, 21)
			return len(r), err
		},
		"payments/code": func() (int, error) {
			r, err := payment.ListPayments(ctx, q, payment.Wanted{Text: kept.orderCode}, "", 21)
			return len(r), err
		},
		"payments/status": func() (int, error) {
			r, err := payment.ListPayments(ctx, q, payment.Wanted{Status: "expired"}, "", 21)
			return len(r), err
		},
		"payments/rare": func() (int, error) {
			r, err := payment.ListPayments(ctx, q, payment.Wanted{Status: "cancelled"}, "", 21)
			return len(r) + 1, err
		},
		"events": func() (int, error) {
			r, err := payment.ListEvents(ctx, q, payment.Wanted{}, "", 21)
			return len(r), err
		},
		"events/code": func() (int, error) {
			r, err := payment.ListEvents(ctx, q, payment.Wanted{Text: kept.code}, "", 21)
			return len(r), err
		},
		"events/gateway": func() (int, error) {
			r, err := payment.ListEvents(ctx, q, payment.Wanted{Gateway: "testbank"}, "", 21)
			return len(r), err
		},
		"refunds": func() (int, error) {
			r, err := payment.ListRefunds(ctx, q, payment.Wanted{}, "", 21)
			return len(r), err
		},
		"refunds/code": func() (int, error) {
			r, err := payment.ListRefunds(ctx, q, payment.Wanted{Text: kept.groupCode}, "", 21)
			return len(r), err
		},
		"refunds/rare": func() (int, error) {
			r, err := payment.ListRefunds(ctx, q, payment.Wanted{Status: "failed"}, "", 21)
			return len(r) + 1, err
		},
		"inbox": func() (int, error) {
			r, err := payment.OpenTasks(ctx, q, payment.Sought{}, db.Cursor{}, 21)
			return len(r), err
		},
		"feed's last": func() (int, error) { at, err := payment.LastHeard(ctx, q, "testbank"); return int(min(at, 1)), err },
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if n, err := read(); err != nil || n == 0 {
					b.Fatal(n, err)
				}
			}
		})
	}
}
