package admission

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/media"
	"github.com/chophien/chophien/models/once"
	"github.com/chophien/chophien/models/requirement"
	"github.com/chophien/chophien/models/seller"
)

// HandIn gives what is asked of a stall to an officer, once for key. It needs the right to
// edit members, which is that of who leads the stall. Files of an earlier try that was
// rejected go. See requirement.HandIn for what it refuses; to a stall that has ended nothing is
// handed in ("seller.move").
func (a *Admission) HandIn(ctx context.Context, requirementID string, in requirement.Paper, key string, by actor.Member) error {
	now := a.Now()
	var gone []string
	err := a.DB.Tx(ctx, func(tx *gorm.DB) error {
		gone = nil
		r, err := led(ctx, tx, requirementID, by)
		if err != nil {
			return err
		}
		if s, err := seller.Find(ctx, tx, r.SellerID); err != nil || s.State == seller.Closed {
			if err == nil {
				err = fault.New(fault.Conflict, "seller.move") // nobody would look at it
			}
			return err
		}
		k := once.Key{Actor: by.PersonID, Operation: "requirement.hand_in", Key: key, RequestHash: once.Hash([]any{requirementID, in})}
		if key != "" {
			if _, done, err := once.Claim(ctx, tx, k, now); err != nil || done {
				return err
			}
		}
		if gone, err = requirement.RemoveFiles(ctx, tx, r.ID, true, now); err != nil {
			return err
		}
		for _, id := range gone {
			if err := media.Remove(ctx, tx, id, now); err != nil {
				return err
			}
		}
		if err := requirement.HandIn(ctx, tx, a.Keys, r, &in, by, now); err != nil {
			return err
		}
		for _, id := range in.FileIDs {
			if err := place(ctx, tx, r, id, by, a); err != nil {
				return err
			}
		}
		if key == "" {
			return nil
		}
		return once.Store(ctx, tx, k, r.ID)
	})
	if err != nil {
		return err
	}
	a.clear(ctx, gone)
	return nil
}

// place gives a picture or scan its place at a requirement.
func place(ctx context.Context, tx *gorm.DB, r *requirement.Requirement, photoID string, by actor.Member, a *Admission) error {
	purpose := media.Certificate
	if r.Kind == requirement.Identity {
		purpose = media.Identity
	}
	err := media.Attach(ctx, tx, photoID, purpose, media.Owner{SellerID: by.SellerID, PersonID: by.PersonID})
	if err != nil {
		for _, f := range fault.All(err) {
			f.Field = "file_ids"
		}
		return err
	}
	p, err := media.Find(ctx, tx, photoID)
	if err != nil {
		return err
	}
	return requirement.AddFile(ctx, tx, r, photoID, p.ContentHash, by, a.Now())
}

// clear removes pictures that were taken out of their place; what fails now the next sweep
// of media does.
func (a *Admission) clear(ctx context.Context, photoIDs []string) {
	if err := a.Album.Clear(context.WithoutCancel(ctx), photoIDs); err != nil {
		a.Log.Error("pictures that were removed wait for the sweep", "error", err)
	}
}
