package requirement

import (
	"slices"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/crypt"
	"github.com/chophien/chophien/models/db"
)

// Kind is what is asked.
type Kind string

// The kinds of requirement.
const (
	Identity   Kind = "identity"            // that the person is who they say
	TaxCode    Kind = "tax_code"            // the number under which tax is declared
	FoodSafety Kind = "food_safety"         // the paper, or why none is needed
	Licence    Kind = "cooperative_licence" // registration of a cooperative
	BankName   Kind = "bank_name"           // that the account is in the seller's name
)

// Kinds lists them in the order in which a seller is led through them.
var Kinds = []Kind{Identity, Licence, TaxCode, BankName, FoodSafety}

// HandedIn reports whether papers of the kind are handed in by the seller: an account is
// compared when it is named, and nothing is to be handed in for that.
func (k Kind) HandedIn() bool { return k != BankName }

// Blocks is what waits until a requirement is accepted or waived.
type Blocks string

// What can wait.
const (
	Trade  Blocks = "trade"  // the stall does not sell
	Packed Blocks = "packed" // no packed food is published
	Payout Blocks = "payout" // no money is sent
)

// State is where a requirement stands.
type State string

// The states.
const (
	Asked    State = "asked"     // the seller's turn
	Handed   State = "handed_in" // an officer's turn
	Accepted State = "accepted"
	Rejected State = "rejected" // the seller's turn again; the reason says why
	Waived   State = "waived"   // it need not be proved; the reason says why
)

// edges is the whole machine.
var edges = map[State][]State{
	Asked:    {Handed, Accepted, Waived},
	Handed:   {Accepted, Rejected, Waived},
	Rejected: {Handed, Accepted, Waived},
	Accepted: {Asked},
	Waived:   {Asked},
}

// Edges returns a copy of the machine, for its test.
func Edges() map[State][]State {
	out := make(map[State][]State, len(edges))
	for from, to := range edges {
		out[from] = slices.Clone(to)
	}
	return out
}

// CanBecome reports whether next may follow s.
func (s State) CanBecome(next State) bool { return slices.Contains(edges[s], next) }

// Holds reports whether nothing waits any more.
func (s State) Holds() bool { return s == Accepted || s == Waived }

// Reasons that the program writes; message keys. All others are words of an officer.
const (
	Before     = "requirement.before"      // the stall sold before this was asked
	NameDiffer = "requirement.name_differ" // the account, or the identity check, has another name
	Ended      = "requirement.ended"       // its last day is over
	NewAccount = "requirement.new_account" // another account is named, whose name is compared anew
	Consented  = "requirement.consented"   // the money goes to somebody else, with consent
)

// Requirement is one thing that is asked of one stall. The number is sealed; pages show
// its last four characters.
type Requirement struct {
	ID           string `gorm:"primaryKey"`
	SellerID     string
	Kind         Kind
	Blocks       Blocks
	DueOn        clock.Date    // from this day it blocks
	State        State         `gorm:"<-:create"` // move alone writes it later, with all below
	NumberSealed string        `gorm:"<-:create"`
	NumberLast4  string        `gorm:"<-:create;column:number_last4"`
	Exemption    Exemption     `gorm:"<-:create"`
	Method       string        `gorm:"<-:create"`
	ValidUntil   clock.Date    `gorm:"<-:create"`
	Reason       string        `gorm:"<-:create"`
	DecidedBy    string        `gorm:"<-:create"`
	DecidedAt    clock.Instant `gorm:"<-:create"`
	HandedBy     string        `gorm:"<-:create"`
	HandedAt     clock.Instant `gorm:"<-:create"`
	CreatedAt    clock.Instant
}

// Cursor is where the page of the queue behind r starts.
func (r Requirement) Cursor() db.Cursor { return db.Cursor{At: r.HandedAt, ID: r.ID} }

// Number opens the number, for an officer who compares it and for the tax office's list.
func (r Requirement) Number(keys *crypt.Keyring) (string, error) {
	return keys.Open(numberPurpose, r.NumberSealed)
}

const numberPurpose = "requirements.number"

// Exemption is why a seller needs no food-safety paper.
type Exemption string

// The reasons, of Decree 15/2018/ND-CP, Article 12; who is exempt signs a commitment at
// the commune instead.
const (
	SmallGrower Exemption = "small_grower" // small primary production
	SmallMaker  Exemption = "small_maker"  // small preliminary processing
	NoPremises  Exemption = "no_premises"  // no fixed premises
	OnlySells   Exemption = "only_sells"   // sells food that others have packed
	OtherPaper  Exemption = "other_paper"  // holds HACCP, ISO 22000 or the like instead
)

// Exemptions lists them in the order in which pages offer them.
var Exemptions = []Exemption{SmallGrower, SmallMaker, NoPremises, OnlySells, OtherPaper}
