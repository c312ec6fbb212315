package ledger_test

import (
	"context"
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/ledger"
	"github.com/chophien/chophien/models/markettest"
)

// TestAnySequenceOfPostingsSumsToZero drives the ledger with any postings, repeated and
// refused ones too, beside a model of what each account should hold.
func TestAnySequenceOfPostingsSumsToZero(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := markettest.New(t, d)
		an, _ := m.Seller(t)
		binh, _ := m.Seller(t)
		accounts := []ledger.Account{
			ledger.Gateway("a"), ledger.Gateway("b"), ledger.Bank(), ledger.Escrow("1"), ledger.Escrow("2"), ledger.Seller(an), ledger.Seller(binh),
			ledger.Commission(), ledger.VATWithheld(), ledger.Suspense("x"), ledger.RefundTransit("r"), ledger.PayoutTransit("p"), ledger.Loss(),
		}
		never := map[ledger.Account]bool{ledger.Escrow("1"): true, ledger.Escrow("2"): true, ledger.Suspense("x"): true,
			ledger.RefundTransit("r"): true, ledger.PayoutTransit("p"): true}
		holds, n := map[ledger.Account]int64{}, 0
		rapid.Check(t, func(t *rapid.T) {
			for range rapid.IntRange(1, 12).Draw(t, "posts") {
				n++
				cause := ledger.Cause{Kind: "p", ID: fmt.Sprint(n)}
				var ps []ledger.Posting
				for range rapid.IntRange(1, 4).Draw(t, "postings") {
					from := rapid.IntRange(0, len(accounts)-1).Draw(t, "from")
					to := (from + rapid.IntRange(1, len(accounts)-1).Draw(t, "to")) % len(accounts)
					p := move(accounts[from], accounts[to], rapid.Int64Range(0, 1_000_000).Draw(t, "amount"))
					p.Covered = rapid.Bool().Draw(t, "covered")
					ps = append(ps, p)
				}
				next, refused := apply(holds, never, ps)
				already, err := post(d, cause, at, ps...)
				if refused != (err != nil) || already {
					t.Fatalf("%+v: refused %v, %v; already %v", ps, refused, err, already)
				}
				if err != nil {
					if !fault.Has(err, "ledger.short") && !fault.Has(err, "ledger.overdrawn") {
						t.Fatal(err)
					}
					continue
				}
				holds = next
				if rapid.Bool().Draw(t, "again") {
					if already, err := post(d, cause, at, ps...); err != nil || already != moves(ps) {
						t.Fatalf("again: already %v, %v", already, err)
					}
				}
			}
			var sum int64
			for _, a := range accounts {
				got := balance(t, d, a)
				if sum += got; got != holds[a] {
					t.Fatalf("%v holds %d, want %d", a, got, holds[a])
				}
			}
			if sum != 0 {
				t.Fatalf("all accounts together are %d", sum)
			}
			found, err := ledger.Verify(context.Background(), d.Read(context.Background()))
			if err != nil || len(found) > 0 {
				t.Fatal(found, err)
			}
		})
	})
}

// apply is the ledger in a few lines.
func apply(holds map[ledger.Account]int64, never map[ledger.Account]bool, ps []ledger.Posting) (next map[ledger.Account]int64, refused bool) {
	delta, covered := map[ledger.Account]int64{}, map[ledger.Account]bool{}
	for _, p := range ps {
		if p.Amount.IsZero() {
			continue
		}
		delta[p.From] -= p.Amount.Dong()
		delta[p.To] += p.Amount.Dong()
		covered[p.From] = covered[p.From] || p.Covered
	}
	next = map[ledger.Account]int64{}
	for a, v := range holds {
		next[a] = v
	}
	for a, v := range delta {
		next[a] += v
		low := never[a] || (a.Kind == ledger.KindSeller && covered[a])
		refused = refused || (low && v < 0 && next[a] < 0)
	}
	return next, refused
}

func moves(ps []ledger.Posting) bool {
	for _, p := range ps {
		if p.Amount.Positive() {
			return true
		}
	}
	return false
}
