package actor

import (
	"time"

	"github.com/chophien/chophien/models/clock"
)

// ProofLife is how long a proof holds: long enough for the verb that follows, too short
// to be kept.
const ProofLife = 2 * time.Minute

// Proof says that a person has just proved themself anew, with their PIN. Verbs that
// move money or change where it goes take one beside the actor: a session alone, on a
// phone that a family shares, is not enough. Only account hands proofs out; the zero
// value proves nothing.
type Proof struct {
	personID string
	at       clock.Instant
	twice    bool
}

// Proved makes the proof of personID at now. It is for account, after it has checked.
func Proved(personID string, now clock.Instant) Proof { return Proof{personID: personID, at: now} }

// Of reports whether the proof is personID's and still fresh at now.
func (p Proof) Of(personID string, now clock.Instant) bool {
	return personID != "" && p.personID == personID && p.at <= now && now.Sub(p.at) <= ProofLife
}

// ProvedTwice makes the proof of personID at now by their PIN and by a code that was sent
// to their own phone. It is for account, after it has checked both.
func ProvedTwice(personID string, now clock.Instant) Proof {
	return Proof{personID: personID, at: now, twice: true}
}

// TwiceOf reports whether the proof is personID's, still fresh at now, and by both.
func (p Proof) TwiceOf(personID string, now clock.Instant) bool {
	return p.twice && p.Of(personID, now)
}
