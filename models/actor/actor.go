package actor

// Kind names an actor in history rows.
type Kind string

// The kinds of actor.
const (
	KindGuest   Kind = "guest"
	KindBuyer   Kind = "buyer"
	KindMember  Kind = "member"
	KindHelper  Kind = "helper"
	KindOfficer Kind = "officer"
	KindAdmin   Kind = "admin"
	KindSystem  Kind = "system"
)

// Channel is the door through which an actor came.
type Channel string

// The doors.
const (
	Page    Channel = "page"
	API     Channel = "api"
	CLI     Channel = "cli"
	Worker  Channel = "worker"
	Webhook Channel = "webhook"
)

// Stamp is what a history row keeps of an actor: ids only, never a name or a number.
type Stamp struct {
	Kind       Kind
	ID         string // the person, or the name of the job for a system actor
	OnBehalfOf string // the seller or household acted for, if any
	Channel    Channel
}

// Actor is anybody who can act. The set is closed.
type Actor interface {
	Stamp() Stamp
	sealed()
}

// Shopper is who owns a cart and places orders: a guest with a cart, or a buyer.
// Exactly one of the two results is set.
type Shopper interface {
	Actor
	Owner() (personID, cartToken string)
}

// Guest is a shopper who is not signed in; CartToken is the secret of the cart cookie
// (its hash is what is stored), PhoneID the phone that a code has proved, if any.
type Guest struct {
	CartToken string
	PhoneID   string
	Channel   Channel
}

// Buyer is a signed-in person, shopping.
type Buyer struct {
	PersonID string
	Channel  Channel
}

// Member acts for a seller with the rights that the seller gave.
type Member struct {
	PersonID string
	SellerID string
	Rights   Rights
	Channel  Channel
	HelperID string // who presses, while the member sits beside them; empty: the member
}

// Helper is of a village digital team; SellerID is the seller being helped, with consent,
// ForID the person who sits beside them, or empty.
type Helper struct {
	PersonID string
	SellerID string
	Channel  Channel
	ForID    string
}

// Officer serves a commune or a province: Scheme and Code are the division, empty Code
// for the whole home province.
type Officer struct {
	PersonID string
	Scheme   string
	Code     string
	Channel  Channel
}

// Admin is the market's desk.
type Admin struct {
	PersonID string
	Channel  Channel
}

// System is a schedule, a webhook or a command; Job names it.
type System struct {
	Job     string
	Channel Channel
}

// Stamp implements Actor.
func (a Guest) Stamp() Stamp { return Stamp{Kind: KindGuest, ID: a.PhoneID, Channel: a.Channel} }

// Stamp implements Actor.
func (a Buyer) Stamp() Stamp { return Stamp{Kind: KindBuyer, ID: a.PersonID, Channel: a.Channel} }

// Stamp implements Actor.
func (a Member) Stamp() Stamp {
	if a.HelperID != "" {
		return Stamp{Kind: KindHelper, ID: a.HelperID, OnBehalfOf: a.PersonID, Channel: a.Channel}
	}
	return Stamp{Kind: KindMember, ID: a.PersonID, OnBehalfOf: a.SellerID, Channel: a.Channel}
}

// Stamp implements Actor.
func (a Helper) Stamp() Stamp {
	if a.ForID != "" {
		return Stamp{Kind: KindHelper, ID: a.PersonID, OnBehalfOf: a.ForID, Channel: a.Channel}
	}
	return Stamp{Kind: KindHelper, ID: a.PersonID, OnBehalfOf: a.SellerID, Channel: a.Channel}
}

// Stamp implements Actor.
func (a Officer) Stamp() Stamp { return Stamp{Kind: KindOfficer, ID: a.PersonID, Channel: a.Channel} }

// Stamp implements Actor.
func (a Admin) Stamp() Stamp { return Stamp{Kind: KindAdmin, ID: a.PersonID, Channel: a.Channel} }

// Stamp implements Actor.
func (a System) Stamp() Stamp { return Stamp{Kind: KindSystem, ID: a.Job, Channel: a.Channel} }

// Owner implements Shopper.
func (a Guest) Owner() (personID, cartToken string) { return "", a.CartToken }

// Owner implements Shopper.
func (a Buyer) Owner() (personID, cartToken string) { return a.PersonID, "" }

func (Guest) sealed()   {}
func (Buyer) sealed()   {}
func (Member) sealed()  {}
func (Helper) sealed()  {}
func (Officer) sealed() {}
func (Admin) sealed()   {}
func (System) sealed()  {}
