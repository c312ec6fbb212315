package admission

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/audit"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/media"
	"github.com/chophien/chophien/models/once"
	"github.com/chophien/chophien/models/seller"
)

// Appeal takes a seller's word against the suspension of their stall, once for key; a paper
// gets its place. See seller.File for what it refuses.
func (a *Admission) Appeal(ctx context.Context, in seller.NewAppeal, key string, by actor.Member) (id string, err error) {
	now := a.Now()
	k := once.Key{Actor: by.PersonID, Operation: "appeal.file", Key: key, RequestHash: once.Hash([]any{by.SellerID, in})}
	err = a.DB.Tx(ctx, func(tx *gorm.DB) error {
		if key != "" {
			was, done, err := once.Claim(ctx, tx, k, now)
			if err != nil || done {
				id = was
				return err
			}
		}
		if in.PaperID != "" {
			err := media.Attach(ctx, tx, in.PaperID, media.Certificate, media.Owner{SellerID: by.SellerID, PersonID: by.PersonID})
			for _, f := range fault.All(err) {
				f.Field = "paper_id"
			}
			if err != nil {
				return err
			}
		}
		filed, err := seller.File(ctx, tx, a.Keys, in, by, now)
		if err != nil {
			return err
		}
		if id = filed.ID; key == "" {
			return nil
		}
		return once.Store(ctx, tx, k, id)
	})
	return id, err
}

// Decide answers an appeal. See seller.Decide.
func (a *Admission) Decide(ctx context.Context, appealID string, in seller.AppealAnswer, by actor.Actor) error {
	return a.DB.Tx(ctx, func(tx *gorm.DB) error { return seller.Decide(ctx, tx, appealID, in, by, a.Now()) })
}

// AppealFor is an appeal with its words: for who leads the stall, the officers of its place
// and the desk.
func (a *Admission) AppealFor(ctx context.Context, id string, by actor.Actor) (*seller.Appeal, string, error) {
	q := a.DB.Read(ctx)
	one, err := seller.FindAppeal(ctx, q, id)
	if err != nil {
		return nil, "", err
	}
	if m, ok := by.(actor.Member); ok {
		if m.SellerID != one.SellerID {
			return nil, "", fault.New(fault.NotFound, "appeal.unknown")
		}
		err = seller.Leads(ctx, q, m)
	} else if _, err = seller.Governed(ctx, q, one.SellerID, by); fault.Is(err, fault.NotFound) {
		err = fault.New(fault.NotFound, "appeal.unknown")
	}
	if err != nil {
		return nil, "", err
	}
	words, err := one.Words(a.Keys)
	return one, words, err
}

// AppealPaper hands out the paper of an appeal; that it was looked at is kept.
func (a *Admission) AppealPaper(ctx context.Context, id string, by actor.Actor) (media.Photo, error) {
	one, _, err := a.AppealFor(ctx, id, by)
	if err != nil {
		return media.Photo{}, err
	}
	p, err := media.Find(ctx, a.DB.Read(ctx), one.PhotoID)
	if err != nil {
		return p, err
	}
	return p, a.DB.Tx(ctx, func(tx *gorm.DB) error {
		return audit.Write(ctx, tx, audit.Entry{By: by.Stamp(), Verb: "appeal.look", Subject: audit.Subject{Kind: "appeal", ID: id}}, a.Now())
	})
}

// TellLateAppeals tells the desk of appeals that wait too long.
func (a *Admission) TellLateAppeals(ctx context.Context) error {
	return a.DB.Tx(ctx, func(tx *gorm.DB) error { return seller.TellLateAppeals(ctx, tx, a.Now()) })
}
