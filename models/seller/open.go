package seller

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/outbox"
)

// Why the program itself opens or stops a stall; message keys.
const (
	Complete = "requirement.complete" // all that blocks trading is accepted or waived
	Lacking  = "requirement.lacking"  // something that blocks trading holds no more
)

// Activate lets a checked or suspended seller sell. It refuses with "seller.unchecked" one
// whose identity checks are missing or have lapsed, with "seller.lacking" one of whom
// something that blocks trading is still asked, with what Unshown says one whose keepers do not
// agree that it is shown, and with "seller.own" who is of the stall. An open appeal ends with it.
func Activate(ctx context.Context, tx *gorm.DB, sellerID, reason string, by actor.Actor, now clock.Instant) error {
	if err := hold(ctx, tx, sellerID); err != nil {
		return err
	}
	s, err := governed(ctx, tx, sellerID, by)
	if err == nil {
		err = Apart(ctx, tx, sellerID, by)
	}
	if err != nil {
		return err
	}
	if why, err := lacks(ctx, tx, s.ID, now.Date()); err != nil || why != "" {
		if err == nil {
			err = fault.New(fault.Conflict, why)
		}
		return err
	}
	if err := move(ctx, tx, s, Active, reason, by, now); err != nil {
		return err
	}
	return liftOpen(ctx, tx, s.ID, reason, by, now)
}

// OpenReady lets a stall sell that nothing keeps from it any more: a checked one, and one
// that was stopped because a check or a paper had ended. It says whether it did; a stall
// that lacks something, and one that was suspended for another reason, stays as it is. Where
// nothing but the word of its keepers is missing, UnshownNote says so.
func OpenReady(ctx context.Context, tx *gorm.DB, sellerID string, by actor.System, now clock.Instant) (bool, error) {
	if err := hold(ctx, tx, sellerID); err != nil {
		return false, err
	}
	s, err := Find(ctx, tx, sellerID)
	if err != nil {
		return false, err
	}
	if s.State == Suspended {
		if ended, err := Ended(ctx, tx, s.ID); err != nil || !ended {
			return false, err
		}
	} else if s.State != Checked {
		return false, nil
	}
	switch why, err := lacks(ctx, tx, s.ID, now.Date()); {
	case err != nil:
		return false, err
	case why == Unagreed || why == Unpublished: // lacks looks at this last
		return false, outbox.Add(ctx, tx, outbox.Note{Type: UnshownNote, Version: 1, Subject: s.ID, Body: Note{SellerID: s.ID}})
	case why != "":
		return false, nil
	}
	if err := move(ctx, tx, s, Active, Complete, by, now); err != nil {
		return false, err
	}
	return true, liftOpen(ctx, tx, s.ID, Complete, by, now)
}

// Ended reports whether a suspended stall stands still only because a check or a paper ended.
func Ended(ctx context.Context, q *gorm.DB, sellerID string) (bool, error) {
	last, err := Suspension(ctx, q, sellerID)
	return err == nil && (last.Reason == CheckEnded || last.Reason == Lacking), err
}

// StopLacking stops a stall of whom something that blocks trading is asked again, whoever
// asked. One that does not sell, or lacks nothing, stays as it is.
func StopLacking(ctx context.Context, tx *gorm.DB, sellerID string, by actor.Actor, now clock.Instant) error {
	if err := hold(ctx, tx, sellerID); err != nil {
		return err
	}
	s, err := Find(ctx, tx, sellerID)
	if err != nil || s.State != Active {
		return err
	}
	if why, err := lacks(ctx, tx, s.ID, now.Date()); err != nil || why == "" {
		return err
	}
	return move(ctx, tx, s, Suspended, Lacking, by, now)
}

// hold keeps the seller's row until tx ends: its requirements do not move meanwhile.
func hold(ctx context.Context, tx *gorm.DB, sellerID string) error {
	return tx.WithContext(ctx).Exec("UPDATE sellers SET state = state WHERE id = ?", sellerID).Error
}

// lacks names the fault that keeps a seller from trading today, or "".
func lacks(ctx context.Context, tx *gorm.DB, sellerID string, today clock.Date) (string, error) {
	var n int64
	err := tx.WithContext(ctx).Table("seller_checks").Where("seller_id = ? AND (valid_until = '' OR valid_until >= ?)", sellerID, today).Count(&n).Error
	if err != nil || n == 0 {
		return "seller.unchecked", err
	}
	err = tx.WithContext(ctx).Table("requirements").
		Where("seller_id = ? AND blocks = 'trade' AND due_on <= ? AND state NOT IN ('accepted', 'waived')", sellerID, today).Count(&n).Error
	if err != nil || n > 0 {
		return "seller.lacking", err
	}
	return Unshown(ctx, tx, sellerID)
}

// Suspension is the move by which a stall was suspended last; its zero is none.
func Suspension(ctx context.Context, q *gorm.DB, sellerID string) (Move, error) {
	var m Move
	err := q.WithContext(ctx).Where("seller_id = ? AND to_state = ?", sellerID, Suspended).Order("created_at DESC, id DESC").Limit(1).Find(&m).Error
	return m, err
}

// Behind lists other stalls, closed ones too, behind which the same card stands. It is for
// officers alone.
func Behind(ctx context.Context, q *gorm.DB, sellerID string) ([]Card, error) {
	var rows []Card
	err := q.WithContext(ctx).Raw(cardSQL+`WHERE s.id <> ? AND EXISTS (SELECT 1 FROM seller_checks a JOIN seller_checks b
		ON a.reference_blind = b.reference_blind AND a.reference_blind <> '' WHERE a.seller_id = s.id AND b.seller_id = ?)
		ORDER BY s.created_at, s.id LIMIT 20`, sellerID, sellerID).Scan(&rows).Error
	return rows, err
}
