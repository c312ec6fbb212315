package admission

import (
	"context"
	"log/slog"
	"time"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/crypt"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/identity"
	"github.com/chophien/chophien/models/media"
	"github.com/chophien/chophien/models/requirement"
	"github.com/chophien/chophien/models/seller"
)

// Admission takes in what sellers prove and opens their stalls.
type Admission struct {
	DB        *db.DB
	Now       clock.Clock
	Keys      *crypt.Keyring
	Album     *media.Album
	Providers identity.Providers
	Market    string // its name, for what a person reads in the app of a provider
	BaseURL   string // where their browser comes back to
	CallLimit time.Duration
	Log       *slog.Logger
}

// machine is who opens and stops stalls where no person's word is needed.
var machine = actor.System{Job: "admission", Channel: actor.Worker}

// judged returns a requirement with its stall to who may judge it; to others it does not
// exist.
func judged(ctx context.Context, q *gorm.DB, id string, by actor.Actor) (*requirement.Requirement, *seller.Seller, error) {
	r, err := requirement.Find(ctx, q, id)
	if err != nil {
		return nil, nil, err
	}
	s, err := seller.Governed(ctx, q, r.SellerID, by)
	if fault.Is(err, fault.NotFound) {
		return nil, nil, fault.New(fault.NotFound, "requirement.unknown")
	}
	return r, s, err
}

// mayJudge is judged for a word about a requirement: nobody's word counts about a stall of
// their own ("seller.own").
func mayJudge(ctx context.Context, q *gorm.DB, id string, by actor.Actor) (*requirement.Requirement, *seller.Seller, error) {
	r, s, err := judged(ctx, q, id, by)
	if err == nil {
		err = seller.Apart(ctx, q, s.ID, by)
	}
	return r, s, err
}

// led returns a requirement of the stall that a member leads.
func led(ctx context.Context, q *gorm.DB, id string, by actor.Member) (*requirement.Requirement, error) {
	if err := seller.Leads(ctx, q, by); err != nil {
		return nil, err
	}
	r, err := requirement.Find(ctx, q, id)
	if err == nil && r.SellerID != by.SellerID {
		err = fault.New(fault.NotFound, "requirement.unknown")
	}
	return r, err
}

// Judged is a requirement for who may judge it: the desk, or an officer of the place.
func (a *Admission) Judged(ctx context.Context, id string, by actor.Actor) (*requirement.Requirement, *seller.Seller, error) {
	return judged(ctx, a.DB.Read(ctx), id, by)
}

// Requirements lists what is asked of a stall, for its members and for who may judge it.
func (a *Admission) Requirements(ctx context.Context, sellerID string, by actor.Actor) ([]requirement.Requirement, error) {
	q := a.DB.Read(ctx)
	if m, ok := by.(actor.Member); ok {
		if m.SellerID != sellerID {
			return nil, fault.New(fault.NotFound, "seller.unknown")
		}
	} else if _, err := seller.Governed(ctx, q, sellerID, by); err != nil {
		return nil, err
	}
	return requirement.OfSeller(ctx, q, sellerID)
}
