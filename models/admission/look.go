package admission

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/audit"
	"github.com/chophien/chophien/models/crypt"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/identity"
	"github.com/chophien/chophien/models/media"
	"github.com/chophien/chophien/models/requirement"
	"github.com/chophien/chophien/models/seller"
)

// Files lists what is kept of a requirement: for who leads the stall, and who judges it.
func (a *Admission) Files(ctx context.Context, requirementID string, by actor.Actor) ([]requirement.File, error) {
	q := a.DB.Read(ctx)
	if err := sees(ctx, q, requirementID, by); err != nil {
		return nil, err
	}
	return requirement.Files(ctx, q, requirementID)
}

// Look hands one of them out; that it was looked at is kept. The edge unseals the photo.
func (a *Admission) Look(ctx context.Context, requirementID, fileID string, by actor.Actor) (photo media.Photo, err error) {
	err = a.DB.Tx(ctx, func(tx *gorm.DB) error {
		if err := sees(ctx, tx, requirementID, by); err != nil {
			return err
		}
		f, err := requirement.FindFile(ctx, tx, requirementID, fileID)
		if err != nil {
			return err
		}
		if photo, err = media.Find(ctx, tx, f.PhotoID); err != nil {
			return err
		}
		return a.looked(ctx, tx, "file", requirementID, fileID, by)
	})
	return photo, err
}

// Found is the name that the bank or the provider knows, and the last digits beside it,
// while a requirement waits because it differs from the seller's; both are empty otherwise.
// It is for who judges it.
func (a *Admission) Found(ctx context.Context, requirementID string, by actor.Actor) (name, last4 string, err error) {
	q := a.DB.Read(ctx)
	r, _, err := judged(ctx, q, requirementID, by)
	if err != nil || r.State != requirement.Handed || r.Reason != requirement.NameDiffer {
		return "", "", err
	}
	if r.Kind == requirement.BankName {
		payee, err := seller.PayeeOf(ctx, q, r.SellerID)
		if err != nil || payee == nil {
			return "", "", err
		}
		return payee.Holder, payee.Last4, nil
	}
	try, err := identity.UnderReview(ctx, q, r.SellerID)
	if err != nil || try == nil {
		return "", "", err
	}
	found, err := try.Result(a.Keys)
	return found.Name, try.Last4, err
}

// Number opens the number that was handed in, for who judges it; that it was looked at is
// kept. It is empty where none was. That of a citizen's card, which is a person's tax code,
// shows its last digits alone.
func (a *Admission) Number(ctx context.Context, requirementID string, by actor.Actor) (number string, err error) {
	err = a.DB.Tx(ctx, func(tx *gorm.DB) error {
		r, _, err := judged(ctx, tx, requirementID, by)
		if err != nil || r.NumberSealed == "" {
			return err
		}
		if number, err = r.Number(a.Keys); err != nil {
			return err
		}
		if r.Kind == requirement.TaxCode && len(number) == 12 {
			number = crypt.MaskAccount(number)
			return nil
		}
		return a.looked(ctx, tx, "number", r.ID, "", by)
	})
	return number, err
}

func (a *Admission) looked(ctx context.Context, tx *gorm.DB, at, requirementID, fileID string, by actor.Actor) error {
	return audit.Write(ctx, tx, audit.Entry{
		By: by.Stamp(), Verb: "requirement.look", Subject: audit.Subject{Kind: "requirement", ID: requirementID}, Reason: at, Detail: map[string]string{"file": fileID},
	}, a.Now())
}

func sees(ctx context.Context, q *gorm.DB, requirementID string, by actor.Actor) error {
	if m, ok := by.(actor.Member); ok {
		_, err := led(ctx, q, requirementID, m)
		return err
	}
	_, _, err := judged(ctx, q, requirementID, by)
	if fault.Is(err, fault.Forbidden) {
		return fault.New(fault.NotFound, "requirement.unknown")
	}
	return err
}
