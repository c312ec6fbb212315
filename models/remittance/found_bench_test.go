package remittance_test

import (
	"fmt"
	"testing"
	"time"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/payment"
	"github.com/chophien/chophien/models/settlement"
	"github.com/chophien/chophien/models/tax"
)

// BenchmarkFound looks for money at 100,000 transfers that nobody has accounted for, as many
// that somebody has, tasks, payments, payouts and papers about tax.
func BenchmarkFound(b *testing.B) {
	for _, dialect := range []string{db.SQLite, db.Postgres} {
		b.Run(dialect, func(b *testing.B) { foundOn(b, dialect) })
	}
}

const many = 100_000

func foundOn(b *testing.B, dialect string) {
	d := dbtest.Open(b, dialect)
	r := open(b, d, order.SellerTakes)
	desk := actor.Admin{PersonID: "desk", Channel: actor.API}
	cashier := &settlement.Cashier{DB: d, Now: r.Now, Keys: r.Till.Keys}
	sellers := make([]string, 100)
	for i := range sellers {
		sellers[i], _ = r.Seller(b)
	}
	group := r.sent().GroupID
	text, now := r.Till.Keys.Seal("bank_credit.content", "tra tien mat ong K7QM2XWPAS"), int64(r.Now())
	payer := r.Till.Keys.Seal("bank_credit.payer", `{"BIN":"970436","Account":"1"}`)
	series := fmt.Sprintf("WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < %d) ", many)
	fill := func(sql string, args ...any) {
		b.Helper()
		if err := d.TxWithin(ctx, 5*time.Minute, func(tx *gorm.DB) error { return tx.Exec(sql, args...).Error }); err != nil {
			b.Fatal(err)
		}
	}
	fill("INSERT INTO people (id, phone_id, name, locale, state, created_at) SELECT 'who' || p.n, o.phone_id, 'Người Thử', 'vi', 'active', 1 FROM ("+series+"SELECT n - 1 AS n FROM s WHERE n <= 20000) p JOIN order_groups o ON o.id = CAST(? AS TEXT)", group)
	fill("INSERT INTO carts (id, person_id, state, created_at, touched_at) "+series+"SELECT 'k' || n, 'who' || (n % 20000), 'spent', CAST(? AS BIGINT), CAST(? AS BIGINT) FROM s", now, now)
	fill("INSERT INTO order_groups (id, code, cart_id, person_id, phone_id, locale, terms_version, scheme, ward_code, address_sealed, created_at) "+series+
		"SELECT 'g' || n, 'G' || n, 'k' || n, 'who' || (n % 20000), o.phone_id, o.locale, o.terms_version, o.scheme, o.ward_code, o.address_sealed, o.created_at FROM s JOIN order_groups o ON o.id = CAST(? AS TEXT)", group)
	fill("INSERT INTO payments (id, code, group_id, status, amount, due_at, hold_until, created_at) "+series+
		"SELECT 'p' || n, 'P' || n, 'g' || n, 'expired', 50000 + n % 1000 * 1000, CAST(? AS BIGINT), CAST(? AS BIGINT), CAST(? AS BIGINT) - n * 1000 FROM s", now, now, now)
	fill("INSERT INTO bank_credits (id, source, source_id, account, amount, content, payer_sealed, state, received_at, created_at, reference) "+series+
		"SELECT 'c' || n, 'notice', 'c' || n, '0123', 50000 + n % 1000 * 1000, CAST(? AS TEXT), CAST(? AS TEXT), 'unmatched', CAST(? AS BIGINT) - n * 1000, CAST(? AS BIGINT), 'FT' || n FROM s", text, payer, now, now)
	fill("INSERT INTO bank_credits (id, source, source_id, account, amount, content, payer_sealed, state, payment_id, received_at, created_at) "+series+
		"SELECT 'm' || n, 'notice', 'm' || n, '0123', 50000, CAST(? AS TEXT), CAST(? AS TEXT), 'matched', 'p' || n, CAST(? AS BIGINT) - n * 1000, CAST(? AS BIGINT) FROM s", text, payer, now-1, now)
	fill("INSERT INTO money_tasks (id, kind, credit_id, amount, created_at) "+series+
		"SELECT 't' || n, 'unmatched', 'c' || n, 50000 + n % 1000 * 1000, CAST(? AS BIGINT) - n * 1000 FROM s", now)
	for i, id := range sellers {
		fill("INSERT INTO payees (id, seller_id, kind, holder, bank_bin, number_sealed, last4, usable_from, created_by, created_at) VALUES (?, ?, 'own', 'NGUOI THU', '970436', 'x', '2233', ?, 'x', ?)", fmt.Sprint("a", i), id, now, now)
		fill("INSERT INTO photos (id, purpose, content_type, content_hash, width, height, bytes, created_at, loose_since) VALUES (?, 'certificate', 'image/jpeg', 'x', 1, 1, 1, ?, 0)", fmt.Sprint("f", i), now)
		fill("INSERT INTO tax_papers (id, seller_id, kind, number, issuer, issued_on, valid_from, scan_id, state, entered_by, created_at) "+fmt.Sprintf("WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < %d) ", many/100)+
			"SELECT CAST(? AS TEXT) || 'x' || n, CAST(? AS TEXT), 'own_produce', 'N' || n, 'UBND', '2026-01-01', '2026-01-01', CAST(? AS TEXT), 'claimed', 'x', CAST(? AS BIGINT) - n FROM s", id, id, fmt.Sprint("f", i), now)
	}
	const rule = "goods-resident-individual-2025-07-01"
	for _, id := range sellers {
		sold := fmt.Sprintf("WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < %d) ", many/100)
		fill("INSERT INTO withheld_lines (order_id, seller_id, rule_id, base, vat, pit, created_at) "+sold+"SELECT CAST(? AS TEXT) || n, CAST(? AS TEXT), CAST(? AS TEXT), 1000, 10, 5, 1 FROM s", id, id, rule)
		fill("INSERT INTO withholding_entries (id, order_id, seller_id, rule_id, event, base, vat, pit, period, cause_kind, cause_id, at) "+sold+
			"SELECT CAST(? AS TEXT) || n, CAST(? AS TEXT) || n, CAST(? AS TEXT), CAST(? AS TEXT), 'accepted', 1000, 10, 5, '2026-11', 'x', 'x' || n, 1 FROM s", id, id, id, rule)
	}
	for i := range many / 100 {
		batch := fmt.Sprint("b", i)
		fill("INSERT INTO payout_batches (id, code, day, status, created_at) VALUES (?, ?, ?, 'exported', ?)", batch, batch, fmt.Sprintf("%010d", i), now)
		fill("INSERT INTO payouts (id, code, batch_id, seller_id, amount, status, bank_ref, paid_at, created_at, payee_id, account_id) "+
			"SELECT CAST(? AS TEXT) || a.id, CAST(? AS TEXT) || a.id, CAST(? AS TEXT), a.seller_id, 50000 + CAST(? AS BIGINT) * 1000, 'paid', 'FT', 1, CAST(? AS BIGINT), a.id, a.id FROM payees a WHERE a.id LIKE 'a%'", batch, batch, batch, i, now+int64(i))
	}
	fill("INSERT INTO remittances (id, carrier, reference, file_hash, total, state, imported_by, created_at) VALUES ('r1', 'flat', 'PHIEU-1', 'x', 51000, 'open', 'x', ?)", now)
	if dialect == db.Postgres {
		fill("ANALYZE")
	}
	q := d.Read(ctx)
	for name, read := range map[string]func() (int, error){
		"suggest":       func() (int, error) { x, err := r.Till.Suggest(ctx, desk, "c500"); return len(x), err },
		"fitting":       func() (int, error) { x, err := r.desk.Fitting(ctx, desk, "r1"); return len(x), err },
		"papers/seller": func() (int, error) { x, err := tax.PapersOf(ctx, q, sellers[50], db.Cursor{}, 21); return len(x), err },
		"papers/queue":  func() (int, error) { x, err := tax.PapersToVerify(ctx, q, "", "", db.Cursor{}, 21); return len(x), err },
		"tax/month":     func() (int, error) { x, err := tax.BySeller(ctx, q, "2026-11", nil, "", 21); return len(x), err },
		"tax/seller": func() (int, error) {
			x, err := tax.BySeller(ctx, q, "2026-11", sellers[:1], "", 21)
			return len(x), err
		},
		"inbox/bank": func() (int, error) { x, err := r.Till.Tasks(ctx, desk, "FT77777", db.Cursor{}, 21); return len(x), err },
		"inbox/code": func() (int, error) {
			x, err := r.Till.Tasks(ctx, desk, "P77777", db.Cursor{}, 21)
			return len(x) + 1, err
		},
		"inbox/sum":   func() (int, error) { x, err := r.Till.Tasks(ctx, desk, "51.000", db.Cursor{}, 21); return len(x), err },
		"inbox/words": func() (int, error) { x, err := r.Till.Tasks(ctx, desk, "mat ong", db.Cursor{}, 21); return len(x), err },
		"inbox/nothing": func() (int, error) {
			x, err := r.Till.Tasks(ctx, desk, "nothing", db.Cursor{}, 21)
			return len(x) + 1, err
		},
		"credits": func() (int, error) {
			x, err := r.Till.CreditBook(ctx, desk, payment.Sought{}, "", db.Cursor{}, 21)
			return len(x), err
		},
		"credits/state": func() (int, error) {
			x, err := r.Till.CreditBook(ctx, desk, payment.Sought{State: "twin"}, "", db.Cursor{}, 21)
			return len(x) + 1, err
		},
		"credits/unmatched": func() (int, error) {
			x, err := r.Till.CreditBook(ctx, desk, payment.Sought{State: "unmatched"}, "", db.Cursor{}, 21)
			return len(x) + 1, err
		},
		"credits/source": func() (int, error) {
			x, err := r.Till.CreditBook(ctx, desk, payment.Sought{Source: "sepay"}, "", db.Cursor{}, 21)
			return len(x) + 1, err
		},
		"credits/day": func() (int, error) {
			x, err := r.Till.CreditBook(ctx, desk, payment.Sought{To: r.Now().Date().AddDays(-1)}, "", db.Cursor{}, 21)
			return len(x), err
		},
		"credits/sum": func() (int, error) {
			x, err := r.Till.CreditBook(ctx, desk, payment.Sought{State: "unmatched"}, "51000", db.Cursor{}, 21)
			return len(x), err
		},
		"credits/words": func() (int, error) {
			x, err := r.Till.CreditBook(ctx, desk, payment.Sought{State: "unmatched"}, "mat ong", db.Cursor{}, 21)
			return len(x), err
		},
		"payouts": func() (int, error) {
			x, err := cashier.EveryPayout(ctx, desk, "", "", db.Cursor{}, 21)
			return len(x), err
		},
		"payouts/seller": func() (int, error) {
			x, err := cashier.EveryPayout(ctx, desk, sellers[50], "paid", db.Cursor{}, 21)
			return len(x), err
		},
		"payouts/sum": func() (int, error) {
			x, err := cashier.EveryPayout(ctx, desk, "51.000", "", db.Cursor{}, 21)
			return len(x), err
		},
		"payouts/rare": func() (int, error) {
			x, err := cashier.EveryPayout(ctx, desk, "", "returned", db.Cursor{}, 21)
			return len(x) + 1, err
		},
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
