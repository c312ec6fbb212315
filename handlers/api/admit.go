package api

import (
	"context"
	"reflect"

	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/handlers/session"
	"github.com/chophien/chophien/models/account"
	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/checkout"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/seller"
)

// Who may call a route is the type of the actor that its function takes.
type (
	// nobody is whoever it is: the answer is the same for all, and no session is looked at.
	nobody struct{}
	// holder is who holds a session, be it only one whose phone is proved.
	holder = account.Identity
	// orderer is a person, or a guest whose phone is proved.
	orderer = checkout.Buyer
	// staff is one who may judge sellers and papers: an officer for each of their places, or
	// the desk. The verb is tried as each.
	staff []actor.Actor
)

// words of the document for each of them.
var callers = map[reflect.Type]string{
	reflect.TypeFor[nobody]():        "everybody",
	reflect.TypeFor[actor.Shopper](): "everybody; a visitor is known by the header Cart-Token",
	reflect.TypeFor[holder]():        "whoever has proved a phone",
	reflect.TypeFor[orderer]():       "a person, or a guest whose phone is proved",
	reflect.TypeFor[actor.Buyer]():   "a person who is signed in",
	reflect.TypeFor[actor.Member]():  "a member of the seller",
	reflect.TypeFor[actor.Actor]():   "whoever holds a role of the market: helper, officer or desk",
	reflect.TypeFor[actor.Helper]():  "a helper",
	reflect.TypeFor[staff]():         "an officer of the place, or the market's desk",
	reflect.TypeFor[actor.Admin]():   "the market's desk",
}

// admitted finds how an A is made of a request.
func admitted[A any](a *api) func(*fiber.Ctx) (A, error) {
	var f any
	switch reflect.TypeFor[A]() {
	case reflect.TypeFor[nobody]():
		f = func(*fiber.Ctx) (nobody, error) { return nobody{}, nil }
	case reflect.TypeFor[actor.Shopper]():
		f = func(c *fiber.Ctx) (actor.Shopper, error) { return session.Shopper(c), nil }
	case reflect.TypeFor[holder]():
		f = heldBy
	case reflect.TypeFor[orderer]():
		f = orders
	case reflect.TypeFor[actor.Buyer]():
		f = session.Buyer
	case reflect.TypeFor[actor.Member]():
		f = a.member
	case reflect.TypeFor[actor.Actor]():
		f = session.Crew
	case reflect.TypeFor[actor.Helper]():
		f = session.Helper
	case reflect.TypeFor[staff]():
		f = serving
	case reflect.TypeFor[actor.Admin]():
		f = session.Admin
	}
	admit, ok := f.(func(*fiber.Ctx) (A, error))
	if !ok {
		panic("api: no way to become a " + reflect.TypeFor[A]().String())
	}
	return admit
}

func heldBy(c *fiber.Ctx) (holder, error) {
	who := session.Who(c)
	if who.SessionID == "" {
		return who, fault.New(fault.Unauthenticated, "session.needed")
	}
	return who, nil
}

func orders(c *fiber.Ctx) (orderer, error) {
	who := session.Who(c)
	if who.PhoneID == "" && who.PersonID == "" {
		return orderer{}, fault.New(fault.Unauthenticated, "session.needed")
	}
	return orderer{Shopper: session.Shopper(c), PersonID: who.PersonID, PhoneID: who.PhoneID}, nil
}

// member is who is signed in, for the seller that the address names.
func (a *api) member(c *fiber.Ctx) (actor.Member, error) {
	return session.Member(c, c.Params("seller"), func(ctx context.Context, sellerID, personID string) (actor.Member, error) {
		return seller.Member(ctx, a.DB.Read(ctx), sellerID, personID)
	})
}

// serving is the desk, or an officer once for each place that they serve.
func serving(c *fiber.Ctx) (staff, error) {
	if session.Has(c, account.Admin) {
		admin, err := session.Admin(c)
		return staff{admin}, err
	}
	officers, err := session.Officers(c)
	out := make(staff, len(officers))
	for i, o := range officers {
		out[i] = o
	}
	return out, err
}

// as tries a verb as each of them, until one is let: an officer of two communes need not
// say as which. The first refusal is the answer when all are refused.
func (s staff) as(verb func(by actor.Actor) error) error {
	var first error
	for _, by := range s {
		err := verb(by)
		if err == nil || !fault.Is(err, fault.Forbidden) && !fault.Is(err, fault.NotFound) {
			return err
		}
		if first == nil {
			first = err
		}
	}
	return first
}
