package ledger

import (
	"context"
	"slices"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/money"
)

// Post writes the postings of one cause inside the caller's transaction, all or none,
// and moves the running balances concerned. Postings of 0 đ are left out.
//
// The same cause again has no effect and reports already; if it says something else
// than the first time, Post refuses with ledger.cause_differs. It refuses with
// ledger.short when a covered posting takes more than a seller has, with
// ledger.overdrawn when an escrow, a suspense or a transit account would give more than
// it was given, and with ledger.amount, ledger.account or ledger.cause for what no
// caller may ask. After a refusal the transaction must be rolled back.
//
// A transaction that moves money of several orders or sellers hands them to one Post, or
// posts in the order of their ids, so that two of them cannot wait for each other.
func Post(ctx context.Context, tx *gorm.DB, cause Cause, at clock.Instant, postings ...Posting) (already bool, err error) {
	rows, err := written(cause, at, postings)
	if err != nil || len(rows) == 0 {
		return false, err
	}
	res := tx.WithContext(ctx).Clauses(clause.OnConflict{DoNothing: true}).Create(&rows)
	switch {
	case res.Error != nil:
		return false, res.Error
	case res.RowsAffected == 0:
		return true, sameAsBefore(ctx, tx, cause, rows)
	case res.RowsAffected != int64(len(rows)):
		return false, fault.New(fault.Internal, "ledger.cause_differs")
	}
	return false, move(ctx, tx, rows)
}

// written checks the postings and numbers them.
func written(cause Cause, at clock.Instant, postings []Posting) ([]Posting, error) {
	if cause.Kind == "" || cause.ID == "" || at <= 0 {
		return nil, fault.New(fault.Internal, "ledger.cause")
	}
	rows := make([]Posting, 0, len(postings))
	for _, p := range postings {
		switch {
		case p.Amount.IsZero():
			continue
		case p.Amount.Negative() || p.Amount.Dong() > money.Max:
			return nil, fault.New(fault.Internal, "ledger.amount")
		case p.From == p.To, p.From.Kind == "", p.To.Kind == "":
			return nil, fault.New(fault.Internal, "ledger.account")
		}
		p.ID, p.Cause, p.Seq, p.At = db.NewID(), cause, len(rows), at
		rows = append(rows, p)
	}
	return rows, nil
}

func sameAsBefore(ctx context.Context, tx *gorm.DB, cause Cause, rows []Posting) error {
	before, err := Of(ctx, tx, cause)
	if err != nil {
		return err
	}
	if !slices.EqualFunc(before, rows, Posting.same) {
		return fault.New(fault.Internal, "ledger.cause_differs")
	}
	return nil
}

// Of returns what a cause has posted, in its order; nothing when it has not yet.
func Of(ctx context.Context, q *gorm.DB, cause Cause) ([]Posting, error) {
	var rows []Posting
	err := q.WithContext(ctx).Where("cause_kind = ? AND cause_id = ?", cause.Kind, cause.ID).Order("seq").Find(&rows).Error
	return rows, err
}
