package declaration

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/media"
	"github.com/chophien/chophien/models/seller"
	"github.com/chophien/chophien/models/tax"
)

// Enter keeps what a paper of a seller says, with its scan, to be compared. A member hands
// in that the household grows what it sells; an exemption is entered by an officer of the
// seller's place or the desk (tax.paper_desk). See tax.AddPaper for what it refuses.
func (o *Office) Enter(ctx context.Context, by actor.Actor, sellerID string, in tax.NewPaper) (p tax.Paper, err error) {
	err = o.DB.Tx(ctx, func(q *gorm.DB) error {
		if err := mayEnter(ctx, q, by, sellerID, in.Kind); err != nil {
			return err
		}
		if in.ScanID != "" { // a paper without one is refused by AddPaper, with all else that is missing
			if err := scanned(ctx, q, sellerID, in.ScanID, by); err != nil {
				return err
			}
		}
		p, err = tax.AddPaper(ctx, q, sellerID, in, by, o.Now())
		return err
	})
	return p, err
}

func mayEnter(ctx context.Context, q *gorm.DB, by actor.Actor, sellerID string, kind tax.PaperKind) error {
	m, member := by.(actor.Member)
	switch {
	case !member:
		_, err := seller.Governed(ctx, q, sellerID, by)
		return err
	case m.SellerID != sellerID:
		return fault.New(fault.NotFound, "seller.unknown")
	case !m.Rights.Has(actor.EditProducts):
		return fault.New(fault.Forbidden, "right."+string(actor.EditProducts))
	case kind == tax.Exemption:
		return fault.New(fault.Forbidden, "tax.paper_desk").On("kind")
	}
	return nil
}

// scanned saves a scan from being swept: it has its place now. It was kept for the seller,
// or for the officer who brought it.
func scanned(ctx context.Context, tx *gorm.DB, sellerID, scanID string, by actor.Actor) error {
	person := by.Stamp().ID
	err := media.Attach(ctx, tx, scanID, media.Certificate, media.Owner{SellerID: sellerID, PersonID: person})
	if fault.Has(err, "media.absent") {
		err = media.Attach(ctx, tx, scanID, media.Certificate, media.Owner{PersonID: person})
	}
	if fault.Has(err, "media.attached") {
		return nil
	}
	for _, f := range fault.All(err) {
		f.Field = "scan_id"
	}
	return err
}

// judged returns a paper to who may judge it; to others it does not exist.
func judged(ctx context.Context, q *gorm.DB, by actor.Actor, id string) (tax.Paper, error) {
	p, err := tax.FindPaper(ctx, q, id)
	if err != nil {
		return p, err
	}
	if _, err := seller.Governed(ctx, q, p.SellerID, by); fault.Is(err, fault.NotFound) {
		return tax.Paper{}, fault.New(fault.NotFound, "tax.paper_unknown")
	} else if err != nil {
		return tax.Paper{}, err
	}
	return p, nil
}

// Judged is a paper for who may judge it: the desk, or an officer of the seller's place.
func (o *Office) Judged(ctx context.Context, by actor.Actor, id string) (tax.Paper, error) {
	return judged(ctx, o.read(ctx), by, id)
}

func (o *Office) judge(ctx context.Context, by actor.Actor, id string, verb func(tx *gorm.DB) error) error {
	return o.DB.Tx(ctx, func(tx *gorm.DB) error {
		if _, err := judged(ctx, tx, by, id); err != nil {
			return err
		}
		return verb(tx)
	})
}

// Verify is the word that a claimed paper says so. See tax.VerifyPaper.
func (o *Office) Verify(ctx context.Context, by actor.Actor, id string) error {
	return o.judge(ctx, by, id, func(q *gorm.DB) error { return tax.VerifyPaper(ctx, q, id, by, o.Now()) })
}

// Refuse says why a claimed paper does not count.
func (o *Office) Refuse(ctx context.Context, by actor.Actor, id, reason string) error {
	return o.judge(ctx, by, id, func(q *gorm.DB) error { return tax.RefusePaper(ctx, q, id, reason, by, o.Now()) })
}

// Withdraw ends a verified paper now. See tax.WithdrawPaper.
func (o *Office) Withdraw(ctx context.Context, by actor.Actor, id, reason string) error {
	return o.judge(ctx, by, id, func(q *gorm.DB) error { return tax.WithdrawPaper(ctx, q, id, reason, by, o.Now()) })
}

// Papers lists the papers of a seller, newest first, for its members, for officers of its
// place and for the desk.
func (o *Office) Papers(ctx context.Context, by actor.Actor, sellerID string, after db.Cursor, limit int) ([]tax.Paper, error) {
	if m, ok := by.(actor.Member); ok {
		if m.SellerID != sellerID {
			return nil, fault.New(fault.NotFound, "seller.unknown")
		}
	} else if _, err := seller.Governed(ctx, o.read(ctx), sellerID, by); err != nil {
		return nil, err
	}
	return tax.PapersOf(ctx, o.read(ctx), sellerID, after, limit)
}
