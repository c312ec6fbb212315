package seller

import (
	"context"

	"golang.org/x/text/unicode/norm"
	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/vntext"
)

// AppealAnswer is what is decided about an appeal. The seller reads the reason.
type AppealAnswer struct {
	Lifted bool   `json:"lifted" form:"lifted"`
	Reason string `json:"reason" form:"reason"`
}

// Decide answers an appeal: upheld with a reason ("seller.reason"), or lifted. Then the
// stall sells again if nothing is asked of it that blocks trading, or else waits for that
// alone. An officer of its place or the desk decides, but not who suspended it
// ("appeal.same") and nobody of the stall ("seller.own"); of two who decide at once the second hears "appeal.decided".
func Decide(ctx context.Context, tx *gorm.DB, appealID string, in AppealAnswer, by actor.Actor, now clock.Instant) error {
	a, err := FindAppeal(ctx, tx, appealID)
	if err != nil {
		return err
	}
	if err := hold(ctx, tx, a.SellerID); err != nil {
		return err
	}
	s, err := governed(ctx, tx, a.SellerID, by)
	if fault.Is(err, fault.NotFound) {
		err = fault.New(fault.NotFound, "appeal.unknown")
	}
	if err != nil {
		return err
	}
	if err := Apart(ctx, tx, s.ID, by); err != nil {
		return err
	}
	reason, refused := vntext.Input(norm.NFC.String(in.Reason), maxLine, true)
	switch {
	case refused != "":
		return fault.New(fault.Invalid, refused).On("reason").With("most", maxLine)
	case reason == "" && !in.Lifted:
		return fault.New(fault.Invalid, "seller.reason").On("reason")
	case by.Stamp().ID == a.SuspendedBy:
		return fault.New(fault.Forbidden, "appeal.same")
	}
	next := AppealUpheld
	if in.Lifted {
		next = AppealLifted
	}
	if err := moveAppeal(ctx, tx, a, next, reason, by, now); err != nil || !in.Lifted || s.State != Suspended {
		return err
	}
	why, err := lacks(ctx, tx, s.ID, now.Date())
	if err != nil {
		return err
	}
	if why != "" {
		return move(ctx, tx, s, Checked, reason, by, now)
	}
	return move(ctx, tx, s, Active, reason, by, now)
}

// moveAppeal ends an open appeal, once.
func moveAppeal(ctx context.Context, tx *gorm.DB, a *Appeal, next AppealState, reason string, by actor.Actor, now clock.Instant) error {
	res := tx.WithContext(ctx).Table("seller_appeals").Where("id = ? AND state = ?", a.ID, AppealOpen).
		Updates(map[string]any{"state": next, "reason": reason, "decided_by": by.Stamp().ID, "decided_at": now})
	if res.Error != nil {
		return res.Error
	}
	if res.RowsAffected == 0 {
		return fault.New(fault.Conflict, "appeal.decided")
	}
	a.State, a.Reason = next, reason
	return recordAppeal(ctx, tx, a, AppealOpen, reason, by, now)
}

// liftOpen ends the open appeal of a stall that sells again.
func liftOpen(ctx context.Context, tx *gorm.DB, sellerID, reason string, by actor.Actor, now clock.Instant) error {
	a, err := OpenAppeal(ctx, tx, sellerID)
	if err != nil || a == nil {
		return err
	}
	return moveAppeal(ctx, tx, a, AppealLifted, reason, by, now)
}
