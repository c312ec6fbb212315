package admission

import (
	"context"
	"errors"
	"time"

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

// Identify begins an electronic check of the member themself, who leads the stall, and
// tells what they do next. Whoever asks again while one is open gets the same. It refuses
// with "identity.none" where no provider is set up, "identity.done" when it is known who
// they are, "identity.under_way" while one is just beginning or an officer looks at it, and
// "identity.away" when the provider does not answer.
func (a *Admission) Identify(ctx context.Context, by actor.Member) (*identity.Attempt, error) {
	if err := seller.Leads(ctx, a.DB.Read(ctx), by); err != nil {
		return nil, err
	}
	p, ok := a.Providers.Electronic()
	if !ok {
		return nil, fault.New(fault.Conflict, "identity.none")
	}
	var try *identity.Attempt
	begun := false
	err := a.DB.Tx(ctx, func(tx *gorm.DB) error {
		begun = false
		if err := seller.Leads(ctx, tx, by); err != nil {
			return err
		}
		r, err := requirement.OfKind(ctx, tx, by.SellerID, requirement.Identity)
		if err != nil {
			return err
		}
		if r == nil || r.State.Holds() {
			return fault.New(fault.Conflict, "identity.done")
		}
		now := a.Now()
		if try, err = identity.Latest(ctx, tx, by.SellerID, p.Code()); err != nil {
			return err
		}
		if try != nil && try.State == identity.Open && try.ExpiresAt > now {
			if try.PersonID != by.PersonID {
				return fault.New(fault.Conflict, "identity.under_way")
			}
			return nil
		}
		if try != nil && try.State == identity.Open {
			if err := identity.Expire(ctx, tx, try, machine, now); err != nil {
				return err
			}
		}
		begun = true
		try, err = identity.Begin(ctx, tx, p, by.SellerID, by.PersonID, by, now)
		return err
	})
	if err != nil || !begun {
		return try, err
	}
	return try, a.start(ctx, p, try, by)
}

// start calls the provider, outside any transaction, and keeps what it answers.
func (a *Admission) start(ctx context.Context, p identity.Provider, try *identity.Attempt, by actor.Member) error {
	s, err := seller.Find(ctx, a.DB.Read(ctx), try.SellerID)
	if err != nil {
		return err
	}
	call, done := context.WithTimeout(ctx, a.CallLimit)
	defer done()
	next, wrong := p.Start(call, identity.Subject{
		Reference: try.ID, Purpose: a.Market + ": " + s.Name, BackURL: a.BaseURL + "/portal/s/" + s.Slug + "/papers/identity",
	})
	ctx = context.WithoutCancel(ctx)
	if wrong == nil {
		wrong = a.DB.Tx(ctx, func(tx *gorm.DB) error { return identity.Opened(ctx, tx, try, next, by, a.Now()) })
		if !db.IsDuplicate(wrong) { // a name that is another check's already is no answer
			return wrong
		}
	}
	a.Log.Warn("a provider of identity did not begin a check", "provider", p.Code(), "attempt", try.ID, "error", wrong)
	return a.DB.Tx(ctx, func(tx *gorm.DB) error { return identity.Fail(ctx, tx, try, identity.ReasonLost, machine, a.Now()) })
}

// Identified asks the provider about the stall's open check, because the person says that
// they have confirmed: nothing that their browser brought is read. It gives back the check
// as it stands then.
func (a *Admission) Identified(ctx context.Context, by actor.Member) (*identity.Attempt, error) {
	q := a.DB.Read(ctx)
	if err := seller.Leads(ctx, q, by); err != nil {
		return nil, err
	}
	p, ok := a.Providers.Electronic()
	if !ok {
		return nil, fault.New(fault.Conflict, "identity.none")
	}
	try, err := identity.Latest(ctx, q, by.SellerID, p.Code())
	if err == nil && try == nil {
		err = fault.New(fault.NotFound, "identity.unknown")
	}
	if err != nil || try.State != identity.Open {
		return try, err
	}
	if err := a.ask(ctx, p, try); err != nil {
		return nil, err
	}
	return identity.Find(ctx, a.DB.Read(ctx), try.ID)
}

// AskProviders asks about every open check whose time has come, and ends those whose time
// is over.
func (a *Admission) AskProviders(ctx context.Context) error {
	const most = 50
	due, err := identity.Due(ctx, a.DB.Read(ctx), a.Now(), most)
	for i := range due {
		try := &due[i]
		p, known := a.Providers.Of(try.Provider)
		if !known || try.State == identity.Starting {
			err = errors.Join(err, a.end(ctx, try, known))
			continue
		}
		if wrong := a.ask(ctx, p, try); wrong != nil && !fault.Has(wrong, "identity.away") && !fault.Is(wrong, fault.Conflict) {
			err = errors.Join(err, wrong)
		}
	}
	return err
}

// end gives up a check whose start nobody answered, or whose provider is no more.
func (a *Admission) end(ctx context.Context, try *identity.Attempt, known bool) error {
	err := a.DB.Tx(ctx, func(tx *gorm.DB) error { return identity.Fail(ctx, tx, try, identity.ReasonLost, machine, a.Now()) })
	if fault.Is(err, fault.Conflict) && known {
		return nil // it was answered after all
	}
	return err
}

// ask asks one provider about one open check and applies what it says.
func (a *Admission) ask(ctx context.Context, p identity.Provider, try *identity.Attempt) error {
	call, done := context.WithTimeout(ctx, a.CallLimit)
	defer done()
	found, wrong := p.Result(call, identity.Transaction{Tx: try.ProviderTx})
	now := a.Now()
	over := now >= try.ExpiresAt
	err := a.DB.Tx(context.WithoutCancel(ctx), func(tx *gorm.DB) error {
		switch {
		case wrong == nil:
			return a.found(ctx, tx, try, found, now)
		case errors.Is(wrong, identity.ErrRefused):
			return identity.Fail(ctx, tx, try, identity.ReasonRefused, machine, now)
		case errors.Is(wrong, identity.ErrOver), errors.Is(wrong, identity.ErrPending) && over, now >= try.ExpiresAt.Add(time.Hour):
			return identity.Expire(ctx, tx, try, machine, now)
		}
		return identity.Asked(ctx, tx, try, now)
	})
	if fault.Has(err, "identity.moved") || fault.Has(err, "identity.move") {
		return nil // told twice: the first word counts
	}
	if err == nil && wrong != nil && !errors.Is(wrong, identity.ErrRefused) && !errors.Is(wrong, identity.ErrOver) && !errors.Is(wrong, identity.ErrPending) {
		return fault.New(fault.Unavailable, "identity.away").From(wrong)
	}
	return err
}

// clocksApart is how far a provider's clock may be from ours.
const clocksApart = 5 * time.Minute

// stale reports whether a result cannot be of try: found before it began or after now, or by
// a document whose last day is over.
func stale(try *identity.Attempt, r identity.Result, now clock.Instant) bool {
	return r.At < try.CreatedAt.Add(-clocksApart) || r.At > now.Add(clocksApart) || r.ValidUntil != "" && r.ValidUntil < now.Date()
}

// found applies a result: the stall's person is known, or an officer compares the names. One
// that cannot be of this check fails it, as does one of who leads the stall no more.
func (a *Admission) found(ctx context.Context, tx *gorm.DB, try *identity.Attempt, r identity.Result, now clock.Instant) error {
	leads := seller.Leads(ctx, tx, actor.Member{SellerID: try.SellerID, PersonID: try.PersonID})
	switch {
	case leads != nil && len(fault.All(leads)) == 0:
		return leads
	case leads != nil || stale(try, r, now):
		return identity.Fail(ctx, tx, try, identity.ReasonStale, machine, now)
	}
	names, err := account.Names(ctx, tx, []string{try.PersonID})
	if err != nil {
		return err
	}
	agrees := requirement.SameName(r.Name, names[try.PersonID])
	if err := identity.Found(ctx, tx, a.Keys, try, r, agrees, machine, now); err != nil {
		return err
	}
	s, err := seller.Find(ctx, tx, try.SellerID)
	if err != nil {
		return err
	}
	if !agrees {
		return requirement.Differs(ctx, tx, s.ID, machine, now)
	}
	return a.known(ctx, tx, s, try, machine, now)
}

// known writes that it is known who stands behind a stall, and opens it when nothing else
// keeps it.
func (a *Admission) known(ctx context.Context, tx *gorm.DB, s *seller.Seller, try *identity.Attempt, by actor.Actor, now clock.Instant) error {
	p, ok := a.Providers.Of(try.Provider)
	if !ok {
		return fault.New(fault.Conflict, "identity.none")
	}
	r, err := try.Result(a.Keys)
	if err != nil {
		return err
	}
	return a.check(ctx, tx, s, seller.NewCheck{
		Method: seller.Method(p.Method()), Reference: r.Number.Reveal(), ValidUntil: r.ValidUntil, AttemptID: try.ID,
	}, by, now)
}

// check keeps a check and settles with it what it proves.
func (a *Admission) check(ctx context.Context, tx *gorm.DB, s *seller.Seller, in seller.NewCheck, by actor.Actor, now clock.Instant) error {
	if err := seller.AddCheck(ctx, tx, a.Keys, s.ID, in, by, now); err != nil {
		return err
	}
	proof := requirement.Proof{Method: string(in.Method), Number: in.Reference, ValidUntil: in.ValidUntil}
	if err := requirement.Identified(ctx, tx, a.Keys, s.ID, s.TaxEntity == seller.Individual, proof, by, now); err != nil {
		return err
	}
	_, err := seller.OpenReady(ctx, tx, s.ID, machine, now)
	return err
}
