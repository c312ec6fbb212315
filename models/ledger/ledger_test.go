package ledger_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"

	"gorm.io/gorm"
	"pgregory.net/rapid"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/ledger"
	"github.com/chophien/chophien/models/markettest"
	"github.com/chophien/chophien/models/money"
)

const at clock.Instant = 1_795_000_000_000

func post(d *db.DB, cause ledger.Cause, when clock.Instant, ps ...ledger.Posting) (already bool, err error) {
	err = d.Tx(context.Background(), func(tx *gorm.DB) error {
		already, err = ledger.Post(context.Background(), tx, cause, when, ps...)
		return err
	})
	return already, err
}

func must(t rapid.TB, d *db.DB, cause string, ps ...ledger.Posting) {
	t.Helper()
	if _, err := post(d, ledger.Cause{Kind: "test", ID: cause}, at, ps...); err != nil {
		t.Fatal(err)
	}
}

func move(from, to ledger.Account, amount int64) ledger.Posting {
	return ledger.Posting{From: from, To: to, Amount: money.Of(amount)}
}

func balance(t rapid.TB, d *db.DB, a ledger.Account) int64 {
	t.Helper()
	v, err := ledger.Balance(context.Background(), d.Read(context.Background()), a)
	if err != nil {
		t.Fatal(err)
	}
	return v.Dong()
}

func proved(t testing.TB, d *db.DB) {
	t.Helper()
	found, err := ledger.Verify(context.Background(), d.Read(context.Background()))
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range found {
		t.Error(v)
	}
}

func TestMoneyMovesAndIsNeverMade(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		an, _ := markettest.New(t, d).Seller(t)
		must(t, d, "capture", move(ledger.Gateway("sandbox"), ledger.Escrow("o1"), 100_000))
		must(t, d, "end", move(ledger.Escrow("o1"), ledger.Commission(), 5_000), move(ledger.Escrow("o1"), ledger.Seller(an), 95_000))
		for a, want := range map[ledger.Account]int64{
			ledger.Gateway("sandbox"): -100_000, ledger.Escrow("o1"): 0, ledger.Commission(): 5_000,
			ledger.Seller(an): 95_000, ledger.Seller("nobody"): 0, ledger.Bank(): 0,
		} {
			if got := balance(t, d, a); got != want {
				t.Errorf("%v holds %d, want %d", a, got, want)
			}
		}
		proved(t, d)
	})
}

func TestACauseIsPostedOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		an, _ := markettest.New(t, d).Seller(t)
		cause := ledger.Cause{Kind: "settled", ID: "o1"}
		p := []ledger.Posting{move(ledger.Loss(), ledger.Seller(an), 700), move(ledger.Loss(), ledger.Commission(), 30), move(ledger.Loss(), ledger.Bank(), 0)}
		var wg sync.WaitGroup
		var mu sync.Mutex
		first := 0
		for range 50 {
			wg.Go(func() {
				already, err := post(d, cause, at, p...)
				if err != nil {
					t.Error(err)
				}
				mu.Lock()
				defer mu.Unlock()
				if !already {
					first++
				}
			})
		}
		wg.Wait()
		if first != 1 || balance(t, d, ledger.Seller(an)) != 700 {
			t.Errorf("%d of 50 posted, the seller has %d", first, balance(t, d, ledger.Seller(an)))
		}
		rows, err := ledger.Of(context.Background(), d.Read(context.Background()), cause)
		if err != nil || len(rows) != 2 {
			t.Errorf("%d rows, %v", len(rows), err)
		}
		for name, other := range map[string][]ledger.Posting{
			"another amount":  {move(ledger.Loss(), ledger.Seller(an), 701), p[1]},
			"one posting":     p[:1],
			"one more":        {p[0], p[1], move(ledger.Loss(), ledger.Bank(), 1)},
			"another account": {p[0], move(ledger.Loss(), ledger.CommissionVAT(), 30)},
		} {
			if _, err := post(d, cause, at, other...); !fault.Has(err, "ledger.cause_differs") {
				t.Errorf("%s under the same cause: %v", name, err)
			}
		}
		proved(t, d)
	})
}

func TestWhatNoCallerMayAsk(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ok := move(ledger.Loss(), ledger.Bank(), 1)
		for name, c := range map[string]struct {
			cause ledger.Cause
			at    clock.Instant
			p     ledger.Posting
			want  string
		}{
			"less than nothing":   {ledger.Cause{Kind: "a", ID: "1"}, at, move(ledger.Loss(), ledger.Bank(), -1), "ledger.amount"},
			"more than there is":  {ledger.Cause{Kind: "a", ID: "1"}, at, move(ledger.Loss(), ledger.Bank(), money.Max+1), "ledger.amount"},
			"to itself":           {ledger.Cause{Kind: "a", ID: "1"}, at, move(ledger.Bank(), ledger.Bank(), 1), "ledger.account"},
			"to nowhere":          {ledger.Cause{Kind: "a", ID: "1"}, at, move(ledger.Bank(), ledger.Account{}, 1), "ledger.account"},
			"for no reason":       {ledger.Cause{Kind: "a"}, at, ok, "ledger.cause"},
			"at no time":          {ledger.Cause{Kind: "a", ID: "1"}, 0, ok, "ledger.cause"},
			"an escrow overdrawn": {ledger.Cause{Kind: "a", ID: "1"}, at, move(ledger.Escrow("o"), ledger.Bank(), 1), "ledger.overdrawn"},
		} {
			if _, err := post(d, c.cause, c.at, c.p); !fault.Has(err, c.want) {
				t.Errorf("%s: %v, want %s", name, err, c.want)
			}
		}
		for name, p := range map[string]ledger.Posting{
			"an unknown kind":   move(ledger.Account{Kind: "pocket"}, ledger.Bank(), 1),
			"nobody's escrow":   move(ledger.Bank(), ledger.Escrow(""), 1),
			"an unknown seller": move(ledger.Bank(), ledger.Seller("nobody"), 1),
		} {
			if _, err := post(d, ledger.Cause{Kind: "a", ID: "2"}, at, p); err == nil {
				t.Errorf("%s was posted to", name)
			}
		}
		if n := countPostings(t, d); n != 0 {
			t.Errorf("%d postings of refused ones", n)
		}
	})
}

func countPostings(t testing.TB, d *db.DB) (n int64) {
	t.Helper()
	if err := d.Read(context.Background()).Table("postings").Count(&n).Error; err != nil {
		t.Fatal(err)
	}
	return n
}

func TestNothingWrittenIsEverChanged(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		must(t, d, "a", move(ledger.Loss(), ledger.Bank(), 5))
		tries := []string{
			"UPDATE postings SET amount = 6", "UPDATE postings SET amount = amount WHERE id <> ''", "DELETE FROM postings",
			"UPDATE account_balances SET balance = -1",
		}
		if d.Dialect() == db.Postgres {
			tries = append(tries, "TRUNCATE postings", "TRUNCATE postings CASCADE")
		} else {
			tries = append(tries, `INSERT OR REPLACE INTO postings SELECT id, from_kind, from_owner, to_kind, to_owner, 9, order_id, cause_kind, cause_id, seq, at FROM postings`)
		}
		must(t, d, "b", move(ledger.Bank(), ledger.Escrow("o"), 1))
		for _, sql := range tries {
			err := d.Tx(context.Background(), func(tx *gorm.DB) error { return tx.Exec(sql).Error })
			if !db.IsCheck(err) {
				t.Errorf("%s: %v", sql, err)
			}
		}
		if got := balance(t, d, ledger.Bank()); got != 4 || countPostings(t, d) != 2 {
			t.Errorf("the bank holds %d", got)
		}
	})
}

func TestACoveredPostingTakesOnlyWhatIsThere(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		an, _ := markettest.New(t, d).Seller(t)
		must(t, d, "earned", move(ledger.Loss(), ledger.Seller(an), 1_000))
		var wg sync.WaitGroup
		var mu sync.Mutex
		paid := 0
		for i := range 40 {
			wg.Go(func() {
				p := move(ledger.Seller(an), ledger.PayoutTransit(fmt.Sprint("p", i)), 300)
				p.Covered = true
				_, err := post(d, ledger.Cause{Kind: "payout", ID: fmt.Sprint(i)}, at, p)
				mu.Lock()
				defer mu.Unlock()
				if err == nil {
					paid++
				} else if !fault.Has(err, "ledger.short") {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if got := balance(t, d, ledger.Seller(an)); paid != 3 || got != 100 {
			t.Errorf("%d payouts of 300 out of 1000, %d left", paid, got)
		}
		must(t, d, "refund", move(ledger.Seller(an), ledger.Escrow("o"), 400))
		if got := balance(t, d, ledger.Seller(an)); got != -300 {
			t.Errorf("after the refund %d", got)
		}
		proved(t, d)
	})
}

func TestFortyAtOnceLoseNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := markettest.New(t, d)
		var sellers []string
		for range 4 {
			id, _ := m.Seller(t)
			sellers = append(sellers, id)
		}
		must(t, d, "in", move(ledger.Bank(), ledger.Escrow("shared"), 40*6))
		var wg sync.WaitGroup
		for i := range 40 {
			wg.Go(func() {
				// In an order of their own: Post sorts them.
				a, b := sellers[i%4], sellers[(i+1+i/4%3)%4]
				_, err := post(d, ledger.Cause{Kind: "end", ID: fmt.Sprint(i)}, at+clock.Instant(i),
					move(ledger.Escrow("shared"), ledger.Seller(a), 5), move(ledger.Escrow("shared"), ledger.Seller(b), 1))
				if err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		var sum int64
		for _, s := range sellers {
			sum += balance(t, d, ledger.Seller(s))
		}
		if sum != 240 || balance(t, d, ledger.Escrow("shared")) != 0 {
			t.Errorf("sellers have %d, escrow %d", sum, balance(t, d, ledger.Escrow("shared")))
		}
		proved(t, d)
	})
}

func TestAnEscrowGivesOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		an, _ := markettest.New(t, d).Seller(t)
		must(t, d, "in", move(ledger.Gateway("g"), ledger.Escrow("o"), 100))
		var wg sync.WaitGroup
		errs := make([]error, 2)
		for i, to := range []ledger.Account{ledger.Seller(an), ledger.RefundTransit("r")} {
			wg.Go(func() {
				errs[i] = d.Tx(context.Background(), func(tx *gorm.DB) error {
					held, err := ledger.Claim(context.Background(), tx, ledger.Escrow("o"))
					if err != nil || held.IsZero() {
						return errors.Join(err, fault.New(fault.Conflict, "empty"))
					}
					_, err = ledger.Post(context.Background(), tx, ledger.Cause{Kind: "out", ID: to.Kind}, at, ledger.Posting{From: ledger.Escrow("o"), To: to, Amount: held})
					return err
				})
			})
		}
		wg.Wait()
		if (errs[0] == nil) == (errs[1] == nil) {
			t.Errorf("a completion and a refund of the same money: %v, %v", errs[0], errs[1])
		}
		proved(t, d)
	})
}

func TestAStatementIsReadToItsEnd(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		an, _ := markettest.New(t, d).Seller(t)
		for i := range 7 {
			// Several at one instant: the id decides.
			if _, err := post(d, ledger.Cause{Kind: "c", ID: fmt.Sprint(i)}, at+clock.Instant(i/3),
				move(ledger.Loss(), ledger.Seller(an), int64(10+i)), move(ledger.Seller(an), ledger.PayoutTransit("p"), int64(1+i)),
				move(ledger.Loss(), ledger.Bank(), 99)); err != nil {
				t.Fatal(err)
			}
		}
		var all []ledger.Entry
		var sum money.VND
		for after := (db.Cursor{}); ; {
			page, err := ledger.Statement(context.Background(), d.Read(context.Background()), ledger.Seller(an), after, 4)
			if err != nil {
				t.Fatal(err)
			}
			if len(page) == 0 {
				break
			}
			all = append(all, page...)
			after = page[len(page)-1].Cursor()
		}
		for _, e := range all {
			sum = sum.Add(e.Amount)
			if came := e.Amount.Positive(); came != (e.Other == ledger.Loss()) || e.Cause.Kind != "c" {
				t.Errorf("%+v", e)
			}
		}
		if len(all) != 14 || sum.Dong() != balance(t, d, ledger.Seller(an)) {
			t.Errorf("%d entries sum to %v", len(all), sum)
		}
		if !slices.IsSortedFunc(all, func(a, b ledger.Entry) int { return int(b.At - a.At) }) {
			t.Error("not the newest first")
		}
	})
}

func TestStandingListsWhatIsStillKept(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		for i := range 5 {
			must(t, d, fmt.Sprint("in", i), move(ledger.Bank(), ledger.Suspense(fmt.Sprint("c", i)), int64(i+1)))
		}
		must(t, d, "out", move(ledger.Suspense("c1"), ledger.Bank(), 2))
		var got []string
		for after := ""; ; {
			page, err := ledger.Standing(context.Background(), d.Read(context.Background()), ledger.KindSuspense, after, 2)
			if err != nil {
				t.Fatal(err)
			}
			if len(page) == 0 {
				break
			}
			for _, h := range page {
				got, after = append(got, fmt.Sprint(h.Owner, "=", h.Balance)), h.Owner
			}
		}
		if fmt.Sprint(got) != "[c0=1 c2=3 c3=4 c4=5]" {
			t.Errorf("%v", got)
		}
	})
}

func TestVerifyFindsAWrongBalance(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		an, _ := markettest.New(t, d).Seller(t)
		must(t, d, "a", move(ledger.Loss(), ledger.Seller(an), 5), move(ledger.Loss(), ledger.Escrow("o"), 7))
		for _, sql := range []string{"UPDATE seller_balances SET balance = 6", "UPDATE account_balances SET balance = 8"} {
			if err := d.Tx(context.Background(), func(tx *gorm.DB) error { return tx.Exec(sql).Error }); err != nil {
				t.Fatal(err)
			}
		}
		found, err := ledger.Verify(context.Background(), d.Read(context.Background()))
		if err != nil || len(found) != 2 || found[0].Subject != "escrow/o" || found[1].Subject != "seller/"+an || found[1].Detail != "holds 6, postings sum to 5" {
			t.Errorf("%v, %v", found, err)
		}
	})
}
