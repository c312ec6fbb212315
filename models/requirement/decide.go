package requirement

import (
	"context"

	"golang.org/x/text/unicode/norm"
	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/audit"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/crypt"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/vntext"
)

// Proof is how a requirement was proved. A number that is left out stays as handed in.
type Proof struct {
	Method     string // "paper", or as models/seller names ways of checking an identity
	Number     string
	Last4      string     // of a number that is kept elsewhere
	ValidUntil clock.Date // the last day
}

// Accept is the word that what was asked is proved. The caller has decided who may. It
// refuses as move does.
func Accept(ctx context.Context, tx *gorm.DB, keys *crypt.Keyring, r *Requirement, p Proof, by actor.Actor, now clock.Instant) error {
	set := map[string]any{"method": p.Method}
	if p.Number != "" {
		set["number_sealed"], set["number_last4"] = keys.Seal(numberPurpose, p.Number), last4(p.Number)
	}
	if p.Last4 != "" {
		set["number_last4"] = p.Last4
	}
	if p.ValidUntil != "" {
		set["valid_until"] = p.ValidUntil
	}
	if err := move(ctx, tx, r, Accepted, set, "", by, now); err != nil {
		return err
	}
	return wrote(ctx, tx, "accept", r, by, now)
}

// Reject says why what was handed in does not do; the seller reads it. It refuses a
// missing reason ("requirement.reason"), and as move does.
func Reject(ctx context.Context, tx *gorm.DB, r *Requirement, reason string, by actor.Actor, now clock.Instant) error {
	return decide(ctx, tx, "reject", r, Rejected, reason, by, now)
}

// Waive says why it need not be proved. It refuses like Reject.
func Waive(ctx context.Context, tx *gorm.DB, r *Requirement, reason string, by actor.Actor, now clock.Instant) error {
	return decide(ctx, tx, "waive", r, Waived, reason, by, now)
}

// AskAgain takes back that a requirement held, and says why; it blocks from now on. It
// refuses like Reject. The caller stops a stall that must not trade without it.
func AskAgain(ctx context.Context, tx *gorm.DB, r *Requirement, reason string, by actor.Actor, now clock.Instant) error {
	return decide(ctx, tx, "ask_again", r, Asked, reason, by, now)
}

func decide(ctx context.Context, tx *gorm.DB, verb string, r *Requirement, next State, reason string, by actor.Actor, now clock.Instant) error {
	clean, refused := vntext.Input(norm.NFC.String(reason), maxReason, true)
	switch {
	case refused != "":
		return fault.New(fault.Invalid, refused).On("reason").With("most", maxReason)
	case clean == "":
		return fault.New(fault.Invalid, "requirement.reason").On("reason")
	}
	if err := move(ctx, tx, r, next, map[string]any{}, clean, by, now); err != nil {
		return err
	}
	return wrote(ctx, tx, verb, r, by, now)
}

func wrote(ctx context.Context, tx *gorm.DB, verb string, r *Requirement, by actor.Actor, now clock.Instant) error {
	return audit.Write(ctx, tx, audit.Entry{
		By: by.Stamp(), Verb: "requirement." + verb, Subject: audit.Subject{Kind: "requirement", ID: r.ID}, Detail: map[string]any{"kind": r.Kind, "seller": r.SellerID},
	}, now)
}
