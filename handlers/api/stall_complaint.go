package api

import (
	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/aftersale"
	"github.com/chophien/chophien/models/complaint"
	"github.com/chophien/chophien/models/db"
)

func (a *api) stallComplaintRoutes() chapter {
	return chapter{"Complaints to a stall", []*route{
		on(a, "GET", "/stalls/{seller}/complaints", "listStallComplaints", "Complaints about a stall's orders, newest first", a.stallComplaints).may(actor.HandleOrders),
		on(a, "GET", "/stalls/{seller}/complaints/{complaint}", "getStallComplaint", "One complaint, by id or code", a.stallComplaint).may(actor.HandleOrders),
		on(a, "POST", "/stalls/{seller}/complaints/{complaint}/messages", "answerStallComplaint", "Say something, with photos", a.stallSays).
			may(actor.HandleOrders).once().need("text"),
		on(a, "POST", "/stalls/{seller}/complaints/{complaint}/offer", "offerToBuyer", "Offer money, the goods once more, or nothing", a.stallOffers).
			may(actor.HandleOrders).once().need("text").
			says("All that the buyer can ask for is agreed at once; anything less waits for the buyer's answer."),
		on(a, "GET", "/stalls/{seller}/complaints/{complaint}/photos/{photo}", "getStallComplaintPhoto", "A picture of a complaint", a.stallComplaintPhoto).
			may(actor.HandleOrders).gives("image/jpeg"),
	}}
}

type complaintQuery struct {
	paging
	State []complaint.State `json:"state" doc:"several for any of them"`
}

func (a *api) stallComplaints(c *fiber.Ctx, by actor.Member, in complaintQuery) (list[complaintCard], error) {
	if err := has(by, actor.HandleOrders); err != nil {
		return list[complaintCard]{}, err
	}
	if err := listed("state", in.State...); err != nil {
		return list[complaintCard]{}, err
	}
	ctx := c.UserContext()
	return paged(in.paging, func(after db.Cursor, limit int) ([]complaint.Ticket, error) {
		return complaint.ForSeller(ctx, a.DB.Read(ctx), by.SellerID, in.State, after, limit)
	}, complaint.Ticket.Cursor, complaintCardOf)
}

func (a *api) stallComplaint(c *fiber.Ctx, by actor.Member, _ none) (complaintOut, error) {
	return a.shown(c, by, nil)
}

func (a *api) stallSays(c *fiber.Ctx, by actor.Member, in aftersale.Reply) (complaintOut, error) {
	return a.says(c, by, in)
}

func (a *api) stallOffers(c *fiber.Ctx, by actor.Member, in aftersale.Answer) (complaintOut, error) {
	_, err := a.Aftersale.Offer(c.UserContext(), by, c.Params("complaint"), in)
	return a.shown(c, by, err)
}

func (a *api) stallComplaintPhoto(c *fiber.Ctx, by actor.Member, in sizeQuery) (none, error) {
	return a.photoOfComplaint(c, by, in)
}
