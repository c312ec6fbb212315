package session

import (
	"context"

	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/models/account"
	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/fault"
)

// Shopper is who fills a cart and orders: the person who is signed in, or a guest with a
// cart token (which is made if there is none) and perhaps a proved phone.
func Shopper(c *fiber.Ctx) actor.Shopper {
	st := at(c)
	if st.who.PersonID != "" {
		return actor.Buyer{PersonID: st.who.PersonID, Channel: st.channel}
	}
	return actor.Guest{CartToken: Visitor(c), PhoneID: st.who.PhoneID, Channel: st.channel}
}

// Buyer is the person who is signed in; fault.Unauthenticated "session.needed" for a
// guest or nobody.
func Buyer(c *fiber.Ctx) (actor.Buyer, error) {
	st := at(c)
	if st.who.PersonID == "" {
		return actor.Buyer{}, fault.New(fault.Unauthenticated, "session.needed")
	}
	return actor.Buyer{PersonID: st.who.PersonID, Channel: st.channel}, nil
}

// Membership looks up what a person may do for a seller; models/seller has it. Nobody's
// seller and somebody else's are one and the same fault.NotFound.
type Membership func(ctx context.Context, sellerID, personID string) (actor.Member, error)

// Member is the person who is signed in, acting for a seller with the rights that lookup
// finds now. It refuses as Buyer and lookup do, and a helper's own stall while they help with
// fault.Conflict "assist.busy"; the verb asks for the right.
func Member(c *fiber.Ctx, sellerID string, lookup Membership) (actor.Member, error) {
	buyer, err := Buyer(c)
	if err != nil {
		return actor.Member{}, err
	}
	own := buyer.PersonID
	helped, helping := Helping(c)
	if helping { // one household at a time: not the helper's own stall meanwhile
		own = helped.PersonID
	}
	m, err := lookup(c.UserContext(), sellerID, own)
	if helping && fault.Is(err, fault.NotFound) {
		if _, wrong := lookup(c.UserContext(), sellerID, buyer.PersonID); wrong == nil {
			err = fault.New(fault.Conflict, "assist.busy") // their own, after the help
		}
	}
	if err != nil {
		return actor.Member{}, err
	}
	if m.PersonID != own || m.SellerID != sellerID {
		return actor.Member{}, fault.New(fault.NotFound, "seller.unknown")
	}
	m.Channel = buyer.Channel
	if helping {
		m.HelperID, m.Rights = buyer.PersonID, m.Rights.ForHelper()
	}
	return m, nil
}

// Helping is for whom the helper of this session works just now; false for nobody. Only
// the work of that person's stalls is done in their name: their account, their purchases
// and their money stay out of reach.
func Helping(c *fiber.Ctx) (account.Helped, bool) {
	st := at(c)
	if st.who.Helped.AssistID == "" {
		return account.Helped{}, false
	}
	return st.who.Helps(st.of.accounts.Now())
}

// Seller is whose stalls are worked on: the person who is signed in, or the one whom they
// help.
func Seller(c *fiber.Ctx) (personID string, err error) {
	buyer, err := Buyer(c)
	if helped, ok := Helping(c); ok {
		return helped.PersonID, err
	}
	return buyer.PersonID, err
}

// Officer is the person who is signed in, as the officer of the widest division that they
// serve. Refused: as Buyer does; without the role fault.Forbidden "session.role"; in a
// session that the PIN has not proved, fault.Forbidden "session.pin".
func Officer(c *fiber.Ctx) (actor.Officer, error) {
	all, err := Officers(c)
	if err != nil {
		return actor.Officer{}, err
	}
	return all[0], nil
}

// Officers is Officer with one for each division that the person serves, the widest
// first, never empty without a fault.
func Officers(c *fiber.Ctx) ([]actor.Officer, error) {
	held, err := hold(c, account.Officer)
	if err != nil {
		return nil, err
	}
	out := make([]actor.Officer, len(held))
	for i, r := range held {
		out[i] = actor.Officer{PersonID: r.PersonID, Scheme: r.Scheme, Code: r.Code, Channel: at(c).channel}
	}
	return out, nil
}

// Helper is the person who is signed in, as one of a village digital team. It refuses as
// Officer does. Which household is helped, and whether it agreed, is for the verb.
func Helper(c *fiber.Ctx) (actor.Helper, error) {
	held, err := hold(c, account.Helper)
	if err != nil {
		return actor.Helper{}, err
	}
	by := actor.Helper{PersonID: held[0].PersonID, Channel: at(c).channel}
	if helped, ok := Helping(c); ok {
		by.ForID = helped.PersonID
	}
	return by, nil
}

// Admin is the person who is signed in, as the market's desk. It refuses as Officer does.
func Admin(c *fiber.Ctx) (actor.Admin, error) {
	held, err := hold(c, account.Admin)
	if err != nil {
		return actor.Admin{}, err
	}
	return actor.Admin{PersonID: held[0].PersonID, Channel: at(c).channel}, nil
}

func hold(c *fiber.Ctx, name account.RoleName) ([]account.Role, error) {
	if _, err := Buyer(c); err != nil {
		return nil, err
	}
	st := at(c)
	var held []account.Role
	for _, r := range st.who.Roles {
		if r.Role == name {
			held = append(held, r)
		}
	}
	if len(held) == 0 {
		return nil, fault.New(fault.Forbidden, "session.role")
	}
	if !st.who.Strong(st.of.accounts.Now()) {
		return nil, fault.New(fault.Forbidden, "session.pin")
	}
	return held, nil
}

// Has reports whether the person who is signed in holds a role, for menus; it opens
// nothing.
func Has(c *fiber.Ctx, name account.RoleName) bool {
	for _, r := range at(c).who.Roles {
		if r.Role == name {
			return true
		}
	}
	return false
}
