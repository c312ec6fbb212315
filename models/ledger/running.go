package ledger

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/money"
)

// move adds to each running balance what the postings brought and took. Accounts are
// visited in the order of kind and owner, in every transaction the same.
func move(ctx context.Context, tx *gorm.DB, rows []Posting) error {
	delta, covered := map[Account]money.VND{}, map[Account]bool{}
	for _, p := range rows {
		delta[p.To] = delta[p.To].Add(p.Amount)
		delta[p.From] = delta[p.From].Sub(p.Amount)
		covered[p.From] = covered[p.From] || p.Covered
	}
	var full []Account // to be filled together, as they follow each other
	for _, a := range slices.SortedFunc(maps.Keys(delta), byKindAndOwner) {
		d := delta[a]
		if a.filled() && d.Positive() {
			full = append(full, a)
			continue
		}
		if d.IsZero() || !a.filled() && a.Kind != KindSeller {
			continue // not touched, or without a running balance
		}
		err := fill(ctx, tx, full, delta)
		full = nil
		switch {
		case err != nil:
		case a.Kind == KindSeller && d.Negative() && covered[a]:
			err = takeCovered(ctx, tx, a, d.Neg())
		case a.Kind == KindSeller:
			err = addToSeller(ctx, tx, a, d)
		default:
			err = take(ctx, tx, a, d.Neg())
		}
		if err != nil {
			return err
		}
	}
	return fill(ctx, tx, full, delta)
}

func byKindAndOwner(a, b Account) int {
	return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Owner, b.Owner))
}

func addToSeller(ctx context.Context, tx *gorm.DB, a Account, d money.VND) error {
	return db.Later(ctx, tx, nil).Exec(`INSERT INTO seller_balances (seller_id, balance) VALUES (?, ?)
		ON CONFLICT (seller_id) DO UPDATE SET balance = seller_balances.balance + excluded.balance`, a.Owner, d).Error
}

// takeCovered is one statement, so that of two payouts that each saw the whole balance
// only one goes through.
func takeCovered(ctx context.Context, tx *gorm.DB, a Account, v money.VND) error {
	return taken(tx.WithContext(ctx).Exec(`UPDATE seller_balances SET balance = balance - ?
		WHERE seller_id = ? AND balance >= ?`, v, a.Owner, v), "ledger.short")
}

// fill adds to accounts that get more than they give, one after the other, many in one
// statement.
func fill(ctx context.Context, tx *gorm.DB, accounts []Account, delta map[Account]money.VND) error {
	for some := range slices.Chunk(accounts, 500) {
		args := make([]any, 0, 3*len(some))
		for _, a := range some {
			args = append(args, a.Kind, a.Owner, delta[a])
		}
		err := db.Later(ctx, tx, nil).Exec("INSERT INTO account_balances (kind, owner, balance) VALUES (?, ?, ?)"+strings.Repeat(", (?, ?, ?)", len(some)-1)+`
			ON CONFLICT (kind, owner) DO UPDATE SET balance = account_balances.balance + excluded.balance`, args...).Error
		if err != nil {
			return err
		}
	}
	return nil
}

func take(ctx context.Context, tx *gorm.DB, a Account, v money.VND) error {
	return taken(tx.WithContext(ctx).Exec(`UPDATE account_balances SET balance = balance - ?
		WHERE kind = ? AND owner = ? AND balance >= ?`, v, a.Kind, a.Owner, v), "ledger.overdrawn")
}

func taken(res *gorm.DB, refusal string) error {
	if res.Error == nil && res.RowsAffected == 0 {
		return fault.New(fault.Conflict, refusal)
	}
	return res.Error
}

// Claim makes this transaction the only one that moves an escrow, suspense or transit
// account until it ends, and returns what is in it: 0 for one that never was filled. Who
// reads several things before moving the account claims it first, so that they belong to
// one moment.
func Claim(ctx context.Context, tx *gorm.DB, a Account) (money.VND, error) {
	if !a.filled() {
		return money.VND{}, fault.New(fault.Internal, "ledger.account")
	}
	err := tx.WithContext(ctx).Exec("UPDATE account_balances SET balance = balance WHERE kind = ? AND owner = ?", a.Kind, a.Owner).Error
	if err != nil {
		return money.VND{}, err
	}
	return Balance(ctx, tx, a)
}
