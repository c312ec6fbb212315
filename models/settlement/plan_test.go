package settlement_test

import (
	"regexp"
	"strings"
	"testing"

	"gorm.io/gorm"
	"gorm.io/gorm/logger"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/ledger"
)

func clockDay(s string) clock.Date { return clock.Date(s) }

func sellerAccount(by actor.Member) ledger.Account { return ledger.Seller(by.SellerID) }

// A seller's money among many orders is found by indexes: PostgreSQL reads no
// large table whole. It does so with 100,000 rows of each too, which take a minute to write.
func TestManyOrdersAreNotReadWhole(t *testing.T) {
	d := dbtest.Open(t, db.Postgres)
	s := newShop(t, d)
	an, other := s.stall(), s.stall()
	for _, by := range []actor.Member{an, other} {
		s.refund(by, s.sell(by, sale{goods: 100_000}), 10_000)
	}
	const rows, chunk = 20_000, 10_000
	for _, sql := range []string{
		`INSERT INTO orders SELECT r.*
			FROM (SELECT * FROM orders WHERE seller_id = @other LIMIT 1) o, generate_series(CAST(@from AS INT), CAST(@to AS INT)) n,
			LATERAL jsonb_populate_record(NULL::orders, to_jsonb(o) || jsonb_build_object('id', 'o' || n, 'code', 'C' || n, 'created_at', o.created_at + n)) r`,
		`INSERT INTO settlements SELECT r.*
			FROM (SELECT * FROM settlements WHERE seller_id = @other LIMIT 1) s, generate_series(CAST(@from AS INT), CAST(@to AS INT)) n,
			LATERAL jsonb_populate_record(NULL::settlements, to_jsonb(s) || jsonb_build_object('order_id', 'o' || n, 'at', s.at + n)) r`,
		`INSERT INTO takebacks SELECT r.*
			FROM (SELECT * FROM takebacks WHERE seller_id = @other LIMIT 1) s, generate_series(CAST(@from AS INT), CAST(@to AS INT)) n,
			LATERAL jsonb_populate_record(NULL::takebacks, to_jsonb(s) || jsonb_build_object('id', 't' || n, 'order_id', 'o' || n, 'at', s.at + n)) r`,
		`INSERT INTO withheld_lines SELECT r.*
			FROM (SELECT * FROM withheld_lines WHERE seller_id = @other AND line_id <> '' LIMIT 1) s, generate_series(CAST(@from AS INT), CAST(@to AS INT)) n,
			LATERAL jsonb_populate_record(NULL::withheld_lines, to_jsonb(s) || jsonb_build_object('order_id', 'o' || n)) r`,
		`INSERT INTO postings SELECT r.*
			FROM (SELECT * FROM postings WHERE to_kind = 'seller' AND to_owner = @other LIMIT 1) s, generate_series(CAST(@from AS INT), CAST(@to AS INT)) n,
			LATERAL jsonb_populate_record(NULL::postings, to_jsonb(s) || jsonb_build_object('id', 'p' || n, 'order_id', 'o' || n, 'cause_id', 'o' || n)) r`,
		`INSERT INTO payments (id, code, group_id, status, amount, due_at, hold_until, created_at) SELECT 'pay', 'PAY', group_id, 'paid', 1, 1, 1, 1 FROM orders WHERE seller_id = @other LIMIT 1`,
		`INSERT INTO allocations (payment_id, order_id, goods, shipping, funded) SELECT 'pay', 'o' || n, 100000, 0, TRUE FROM generate_series(CAST(@from AS INT), CAST(@to AS INT)) n`,
		`ANALYZE`,
	} {
		for from := 1; from <= rows; from += chunk {
			s.tx(func(tx *gorm.DB) error {
				if !strings.Contains(sql, "@") {
					return tx.Exec(sql).Error
				}
				return tx.Exec(sql, map[string]any{"other": other.SellerID, "from": from, "to": from + chunk - 1}).Error
			})
			if !strings.Contains(sql, "@from") {
				break
			}
		}
	}
	var asked []string
	numbered := regexp.MustCompile(`\$(\d+)`)
	q := d.Read(ctx)
	spy := func(tx *gorm.DB) {
		if sql := tx.Statement.SQL.String(); strings.HasPrefix(strings.TrimSpace(sql), "SELECT") {
			asked = append(asked, logger.ExplainSQL(sql, numbered, "'", tx.Statement.Vars...))
		}
	}
	for _, err := range []error{q.Callback().Query().After("gorm:query").Register("spy", spy), q.Callback().Row().After("gorm:row").Register("spy", spy)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	for name, read := range map[string]func() error{
		"Glance":  func() error { _, err := s.Glance(ctx, an); return err },
		"Orders":  func() error { _, err := s.Orders(ctx, an, db.Cursor{}, 20); return err },
		"busy":    func() error { _, err := s.Orders(ctx, other, db.Cursor{}, 20); return err },
		"OfOrder": func() error { _, err := s.OfOrder(ctx, other, "o7"); return err },
		"PerKg":   func() error { _, err := s.PerKg(ctx, an); return err },
	} {
		asked = nil
		if err := read(); err != nil {
			t.Fatal(name, err)
		}
		if len(asked) < 2 {
			t.Fatalf("%s: %d statements were seen", name, len(asked))
		}
		for _, sql := range asked {
			var plan []string
			if err := q.Session(&gorm.Session{NewDB: true}).Raw("EXPLAIN " + sql).Scan(&plan).Error; err != nil {
				t.Fatal(err, sql)
			}
			for _, large := range []string{"orders", "settlements", "takebacks", "withheld_lines", "postings", "allocations"} {
				if all := strings.Join(plan, "\n"); strings.Contains(all, "Seq Scan on "+large+" ") {
					t.Errorf("%s reads all of %s:\n%s\n%s", name, large, sql, all)
				}
			}
		}
	}
}
