package admission

import (
	"context"
	"strings"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/account"
	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/identity"
	"github.com/chophien/chophien/models/requirement"
	"github.com/chophien/chophien/models/seller"
)

// Sight is what a helper says who has seen a document. Last4 are the last digits of its
// number, Present that the person was beside them.
type Sight struct {
	Last4   string `json:"last4" form:"last4"`
	Present bool   `json:"present" form:"present"`
}

// See is the helper's half of a check in person: they have seen the document of who stands
// behind a stall of their place, with the person beside them ("identity.present"). The
// officer's half is Check. A stall elsewhere, one whose person is known, and one of their own
// is "seller.unknown", "identity.done" and "seller.own". What was seen before stands
// ("identity.seen") until other digits are read: then what was read last counts.
func (a *Admission) See(ctx context.Context, sellerID string, in Sight, by actor.Helper) error {
	var l fault.List
	if in.Last4 = strings.TrimSpace(in.Last4); len(in.Last4) != 4 || strings.Trim(in.Last4, "0123456789") != "" {
		l.Add(fault.New(fault.Invalid, "identity.digits").On("last4"))
	}
	if !in.Present {
		l.Add(fault.New(fault.Invalid, "identity.present").On("present"))
	}
	if err := l.Err(); err != nil {
		return err
	}
	p, ok := a.people()
	if !ok {
		return fault.New(fault.Conflict, "identity.none")
	}
	by.SellerID = sellerID
	return a.DB.Tx(ctx, func(tx *gorm.DB) error {
		now := a.Now()
		s, err := helped(ctx, tx, sellerID, by)
		if err == nil {
			err = seller.Apart(ctx, tx, sellerID, by)
		}
		if err == nil {
			err = unknown(ctx, tx, s)
		}
		if err == nil {
			err = a.readAgain(ctx, tx, p, sellerID, in.Last4, by, now)
		}
		if err != nil {
			return err
		}
		try, err := identity.Begin(ctx, tx, p, sellerID, "", by, now)
		if err != nil {
			return err
		}
		next, err := p.Start(ctx, identity.Subject{Reference: try.ID}) // people: it calls nobody
		if err != nil {
			return err
		}
		if err := identity.Opened(ctx, tx, try, next, by, now); err != nil {
			return err
		}
		return identity.See(ctx, tx, try, identity.ByHelper, in.Last4, in.Present, by, now)
	})
}

// readAgain ends the check in person whose digits a helper has read otherwise now: a slip of
// the thumb must not keep the officer waiting for a month.
func (a *Admission) readAgain(ctx context.Context, tx *gorm.DB, p identity.Provider, sellerID, last4 string, by actor.Helper, now clock.Instant) error {
	try, err := a.meeting(ctx, tx, p, sellerID, now)
	if err != nil || try == nil {
		return err
	}
	seen, err := identity.Seen(ctx, tx, try.ID)
	if err != nil {
		return err
	}
	for _, s := range seen {
		if s.Role == identity.ByHelper && s.Last4 == last4 {
			return fault.New(fault.Conflict, "identity.seen")
		}
	}
	return identity.Fail(ctx, tx, try, identity.ReasonAgain, by, now)
}

// people is the provider by which people see a document.
func (a *Admission) people() (identity.Provider, bool) {
	for _, p := range a.Providers {
		if !p.Electronic() {
			return p, true
		}
	}
	return nil, false
}

// meeting is the open check in person of a stall, or nil; one whose time is over ends.
func (a *Admission) meeting(ctx context.Context, tx *gorm.DB, p identity.Provider, sellerID string, now clock.Instant) (*identity.Attempt, error) {
	try, err := identity.Latest(ctx, tx, sellerID, p.Code())
	if err != nil || try == nil || !try.State.Live() {
		return nil, err
	}
	if now >= try.ExpiresAt {
		return nil, identity.Expire(ctx, tx, try, machine, now)
	}
	return try, nil
}

// helped finds a stall in a place where by is a helper.
func helped(ctx context.Context, q *gorm.DB, sellerID string, by actor.Helper) (*seller.Seller, error) {
	s, err := seller.Find(ctx, q, sellerID)
	if err != nil {
		return nil, err
	}
	roles, err := account.Roles(ctx, q, by.PersonID)
	if err != nil {
		return nil, err
	}
	for _, r := range roles {
		if r.Role != account.Helper {
			continue
		}
		// A helper sees what an officer of the same place would.
		if _, err := seller.Governed(ctx, q, s.ID, actor.Officer{PersonID: by.PersonID, Scheme: r.Scheme, Code: r.Code}); err == nil {
			return s, nil
		} else if !fault.Is(err, fault.NotFound) {
			return nil, err
		}
	}
	return nil, fault.New(fault.NotFound, "seller.unknown")
}

func unknown(ctx context.Context, q *gorm.DB, s *seller.Seller) error {
	r, err := requirement.OfKind(ctx, q, s.ID, requirement.Identity)
	if err == nil && (s.State == seller.Closed || r != nil && r.State.Holds()) {
		err = fault.New(fault.Conflict, "identity.done")
	}
	return err
}

// Check is an officer's or the desk's word that they have seen who stands behind a stall.
// In person it needs a helper's word before it, of another person who read the same last
// digits: "identity.helper_first", "identity.two_people", "identity.last4". Nobody checks a
// stall of their own ("seller.own"). Pictures of the card go with it, and the stall opens
// when nothing else keeps it. A program's word (a demo's) needs no helper. See
// seller.AddCheck for what else it refuses.
func (a *Admission) Check(ctx context.Context, sellerID string, in seller.NewCheck, by actor.Actor) error {
	var gone []string
	err := a.DB.Tx(ctx, func(tx *gorm.DB) error {
		gone = nil
		now := a.Now()
		s, err := seller.Governed(ctx, tx, sellerID, by)
		if err == nil {
			err = seller.Apart(ctx, tx, sellerID, by)
		}
		if err != nil {
			return err
		}
		if _, program := by.(actor.System); !program && in.Method == seller.InPerson && in.Reference != "" {
			if in.AttemptID, err = a.met(ctx, tx, s, &in, by, now); err != nil {
				return err
			}
		}
		if err := a.check(ctx, tx, s, in, by, now); err != nil {
			return err
		}
		r, err := requirement.OfKind(ctx, tx, s.ID, requirement.Identity)
		if err != nil || r == nil {
			return err
		}
		gone, err = removeCards(ctx, tx, r.ID, now)
		return err
	})
	if err != nil {
		return err
	}
	a.clear(ctx, gone)
	return nil
}

// met is the officer's half of a check in person; it gives back the check that both made.
func (a *Admission) met(ctx context.Context, tx *gorm.DB, s *seller.Seller, in *seller.NewCheck, by actor.Actor, now clock.Instant) (string, error) {
	first := fault.New(fault.Conflict, "identity.helper_first").On("method")
	p, ok := a.people()
	if !ok {
		return "", first
	}
	try, err := a.meeting(ctx, tx, p, s.ID, now)
	if err != nil {
		return "", err
	}
	if try == nil {
		return "", first
	}
	read := identity.Result{Number: identity.Number(in.Reference), At: now, ValidUntil: in.ValidUntil}
	if err := identity.See(ctx, tx, try, identity.ByOfficer, lastOf(in.Reference), true, by, now); err != nil {
		for _, f := range fault.All(err) {
			f.Field = "method"
		}
		return "", err
	}
	seen, err := identity.Seen(ctx, tx, try.ID)
	if err != nil {
		return "", err
	}
	found, err := p.Result(ctx, identity.Transaction{Tx: try.ProviderTx, Seen: seen, Read: &read}) // people: it calls nobody
	if err != nil {
		return "", err
	}
	return try.ID, identity.Found(ctx, tx, a.Keys, try, found, true, by, now)
}

// lastOf are the last four characters of a number, made four long for what is shorter.
func lastOf(number string) string {
	r := []rune("0000" + strings.TrimSpace(number))
	return string(r[len(r)-4:])
}

// Activate lets a checked or suspended seller sell. See seller.Activate.
func (a *Admission) Activate(ctx context.Context, sellerID, reason string, by actor.Actor) error {
	return a.DB.Tx(ctx, func(tx *gorm.DB) error { return seller.Activate(ctx, tx, sellerID, reason, by, a.Now()) })
}

// Suspend stops a seller from selling. See seller.Suspend.
func (a *Admission) Suspend(ctx context.Context, sellerID, reason string, by actor.Actor) error {
	return a.DB.Tx(ctx, func(tx *gorm.DB) error { return seller.Suspend(ctx, tx, sellerID, reason, by, a.Now()) })
}

// Close ends a stall for good. Pictures of a card that nobody will look at any more go with
// it. See seller.Close.
func (a *Admission) Close(ctx context.Context, sellerID, reason string, by actor.Actor) error {
	var gone []string
	err := a.DB.Tx(ctx, func(tx *gorm.DB) error {
		gone = nil
		if err := seller.Close(ctx, tx, sellerID, reason, by, a.Now()); err != nil {
			return err
		}
		r, err := requirement.OfKind(ctx, tx, sellerID, requirement.Identity)
		if err != nil || r == nil {
			return err
		}
		gone, err = removeCards(ctx, tx, r.ID, a.Now())
		return err
	})
	if err != nil {
		return err
	}
	a.clear(ctx, gone)
	return nil
}

// Helped is a stall in a place where by is a helper; others are "seller.unknown".
func (a *Admission) Helped(ctx context.Context, sellerID string, by actor.Helper) (*seller.Seller, error) {
	return helped(ctx, a.DB.Read(ctx), sellerID, by)
}

// ToSee lists stalls in the places of a helper whose person nobody has checked, newest
// first; those that ended are left out.
func (a *Admission) ToSee(ctx context.Context, by actor.Helper, limit int) ([]seller.Card, error) {
	q := a.DB.Read(ctx)
	roles, err := account.Roles(ctx, q, by.PersonID)
	if err != nil {
		return nil, err
	}
	var out []seller.Card
	for _, r := range roles {
		if r.Role != account.Helper {
			continue
		}
		found, err := seller.List(ctx, q, seller.Filter{State: seller.Applied, Scheme: r.Scheme, Code: r.Code}, db.Cursor{}, limit)
		if err != nil {
			return nil, err
		}
		out = append(out, found...)
	}
	return out[:min(len(out), limit)], nil
}
