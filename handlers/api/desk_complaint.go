package api

import (
	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/aftersale"
	"github.com/chophien/chophien/models/complaint"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/fulfillment"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/privacy"
)

func (a *api) deskComplaintRoutes() chapter {
	return chapter{"Desk: complaints and orders", []*route{
		on(a, "GET", "/desk/complaints", "listAllComplaints", "Complaints about all sellers, newest first", a.deskComplaints),
		on(a, "GET", "/desk/complaints/{complaint}", "getAnyComplaint", "One complaint, by id or code", a.deskComplaint),
		on(a, "POST", "/desk/complaints/{complaint}/messages", "writeAsDesk", "Say something to both sides", a.deskSays).once().need("text"),
		on(a, "POST", "/desk/complaints/{complaint}/decide", "decideComplaint", "End a complaint", a.decide).once().need("text").
			says("bearer says who bears what goes back: seller (also when left out), earner or market."),
		on(a, "GET", "/desk/complaints/{complaint}/photos/{photo}", "getAnyComplaintPhoto", "A picture of a complaint", a.deskComplaintPhoto).gives("image/jpeg"),
		on(a, "GET", "/desk/orders/{order}", "getAnyOrder", "Any order, by id or code", a.deskOrder),
		on(a, "POST", "/desk/orders/{order}/cancel", "cancelByDesk", "End an order that was not sent: all money goes back", a.deskCancel).once().need("reason").
			says("Reasons: " + oneOf(aftersale.CancelReasons) + "."),
		on(a, "POST", "/desk/orders/{order}/deliver", "deliverByDesk", "Say that the buyer has it", a.deskDeliver),
		on(a, "POST", "/desk/orders/{order}/cash", "takeCashByDesk", "Say that what was missing was paid at the door in cash", a.deskCash).once(),
		on(a, "POST", "/desk/orders/{order}/return", "returnByDesk", "Say that the parcel came back", a.deskReturn).once().need("reason").
			says("Reasons: " + oneOf(fulfillment.ReturnReasons) + "."),
		on(a, "POST", "/desk/orders/{order}/contact", "contactBuyer", "See who bought and who receives an order, for a reason that is written down", a.deskContact).need("reason").
			says("Reasons: " + oneOf(privacy.ContactReasons) + "."),
	}}
}

func (a *api) deskComplaints(c *fiber.Ctx, _ actor.Admin, in complaintQuery) (list[complaintCard], error) {
	if err := listed("state", in.State...); err != nil {
		return list[complaintCard]{}, err
	}
	ctx := c.UserContext()
	return paged(in.paging, func(after db.Cursor, limit int) ([]complaint.Ticket, error) {
		return complaint.ForDesk(ctx, a.DB.Read(ctx), in.State, after, limit)
	}, complaint.Ticket.Cursor, complaintCardOf)
}

func (a *api) deskComplaint(c *fiber.Ctx, by actor.Admin, _ none) (complaintOut, error) {
	return a.shown(c, by, nil)
}

func (a *api) deskSays(c *fiber.Ctx, by actor.Admin, in aftersale.Reply) (complaintOut, error) {
	return a.says(c, by, in)
}

func (a *api) decide(c *fiber.Ctx, by actor.Admin, in aftersale.Decision) (complaintOut, error) {
	_, err := a.Aftersale.Decide(c.UserContext(), by, c.Params("complaint"), in)
	return a.shown(c, by, err)
}

func (a *api) deskComplaintPhoto(c *fiber.Ctx, by actor.Admin, in sizeQuery) (none, error) {
	return a.photoOfComplaint(c, by, in)
}

func (a *api) deskOrder(c *fiber.Ctx, _ actor.Admin, _ none) (saleOut, error) {
	ctx := c.UserContext()
	o, err := order.FindAny(ctx, a.DB.Read(ctx), c.Params("order"))
	return a.moved(c, o, err)
}

func (a *api) deskCancel(c *fiber.Ctx, by actor.Admin, in whyIn) (saleOut, error) {
	o, err := a.Aftersale.CancelByDesk(c.UserContext(), by, c.Params("order"), in.Reason)
	return a.moved(c, o, err)
}

func (a *api) deskDeliver(c *fiber.Ctx, by actor.Admin, _ none) (saleOut, error) {
	o, err := a.Fulfillment.Deliver(c.UserContext(), by, c.Params("order"))
	return a.moved(c, o, err)
}

func (a *api) deskCash(c *fiber.Ctx, by actor.Admin, _ none) (saleOut, error) {
	o, err := a.Checkout.TakeCash(c.UserContext(), by, c.Params("order"))
	return a.moved(c, o, err)
}

type contactOut struct {
	Phone       string          `json:"phone" doc:"the number that a code proved when the order was placed"`
	Destination *destinationOut `json:"destination"`
}

func (a *api) deskContact(c *fiber.Ctx, by actor.Admin, in whyIn) (contactOut, error) {
	who, err := a.Privacy.Contact(c.UserContext(), by, c.Params("order"), in.Reason)
	if err != nil {
		return contactOut{}, err
	}
	return contactOut{who.Phone, a.destinationOf(who.To)}, nil
}

func (a *api) deskReturn(c *fiber.Ctx, by actor.Admin, in fulfillment.Return) (saleOut, error) {
	o, err := a.Fulfillment.ReturnToSender(c.UserContext(), by, c.Params("order"), in)
	return a.moved(c, o, err)
}
