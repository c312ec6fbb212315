package api

import (
	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/conversation"
	"github.com/chophien/chophien/models/db"
)

func (a *api) talkRoutes() chapter {
	const masks = "Until the seller has said that the order will be sent, numbers and addresses of the net are masked for the other side."
	const buying, selling = "/orders/{group}/parts/{order}/messages", "/stalls/{seller}/orders/{order}/messages"
	calls := "Reasons: " + oneOf(conversation.ReportReasons) + "."
	return chapter{"Messages about an order", []*route{
		on(a, "GET", buying, "getMessages", "What buyer and seller said about an order", a.buyerReads).says(masks),
		on(a, "POST", buying, "writeToSeller", "Say something to the seller", a.buyerTalks).once().need("text"),
		on(a, "POST", buying+"/seen", "seenBySelf", "Say how far one has read", a.buyerSaw).need("until"),
		on(a, "POST", buying+"/report", "reportSeller", "Call the desk to the conversation", a.buyerCalls).need("reason").says(calls),
		on(a, "GET", selling, "getStallMessages", "What buyer and seller said about an order", a.stallReads).may(actor.HandleOrders).says(masks),
		on(a, "POST", selling, "writeToBuyer", "Say something to the buyer", a.stallTalks).may(actor.HandleOrders).once().need("text"),
		on(a, "POST", selling+"/seen", "seenByStall", "Say how far the stall has read", a.stallSaw).may(actor.HandleOrders).need("until"),
		on(a, "POST", selling+"/report", "reportBuyer", "Call the desk to the conversation", a.stallCalls).may(actor.HandleOrders).need("reason").says(calls),
		on(a, "GET", "/stalls/{seller}/unread", "listUnread", "Orders whose buyer wrote what nobody of the stall has read", a.stallUnread).may(actor.HandleOrders),
		on(a, "GET", "/desk/talk-reports", "listTalkReports", "Calls of buyers and sellers that wait for the desk, the oldest first", a.talkReports),
		on(a, "POST", "/desk/talk-reports/{report}/settle", "settleTalkReport", "Say that a call was answered", a.settleTalk),
		on(a, "POST", "/desk/orders/{order}/messages/read", "inspectMessages", "Read a conversation, for a reason that is written down", a.inspect).need("reason").
			says("Reasons: " + oneOf(conversation.DeskReasons) + "."),
	}}
}

func init() { set(conversation.Buying, conversation.Selling, "") }

type talkOut struct {
	Side     conversation.Side `json:"side" doc:"on which the reader stands; empty for the desk"`
	Open     bool              `json:"open" doc:"one may write"`
	Until    clock.Instant     `json:"until" doc:"the end of writing; 0 while the order lives"`
	Unread   int               `json:"unread" doc:"messages of the other side that the reader's side has not read"`
	Reported bool              `json:"reported" doc:"the reader's side called the desk, who has not answered yet"`
	Messages []talkSaid        `json:"messages" doc:"the oldest first"`
}

type talkSaid struct {
	ID     string            `json:"id"`
	Author conversation.Side `json:"author"`
	Text   string            `json:"text" doc:"empty once its writer, or who it was written to, was erased"`
	Masked bool              `json:"masked" doc:"something in it is hidden from the reader"`
	At     clock.Instant     `json:"at"`
}

func talkOf(v conversation.View, err error) (talkOut, error) {
	return talkOut{v.Side, v.Open, v.Until, v.Unread, v.Reported, each(v.Messages, func(m conversation.Message) talkSaid {
		return talkSaid{m.ID, m.Author, m.Text, m.Masked, m.At}
	})}, err
}

type seenIn struct {
	Until clock.Instant `json:"until" doc:"when the last message that was read was written"`
}

func (a *api) readTalk(c *fiber.Ctx, by actor.Actor, id string) (talkOut, error) {
	return talkOf(a.Talks.Read(c.UserContext(), by, id))
}

func (a *api) talk(c *fiber.Ctx, by actor.Actor, id string, in conversation.Words) (talkOut, error) {
	if err := a.Talks.Say(c.UserContext(), by, id, in, key(c)); err != nil {
		return talkOut{}, err
	}
	return a.readTalk(c, by, id)
}

func (a *api) buyerReads(c *fiber.Ctx, by orderer, _ none) (talkOut, error) {
	id, err := a.part(c, by)
	if err != nil {
		return talkOut{}, err
	}
	return a.readTalk(c, conversation.Buyer(by), id)
}

func (a *api) buyerTalks(c *fiber.Ctx, by orderer, in conversation.Words) (talkOut, error) {
	id, err := a.part(c, by)
	if err != nil {
		return talkOut{}, err
	}
	return a.talk(c, conversation.Buyer(by), id, in)
}

func (a *api) buyerSaw(c *fiber.Ctx, by orderer, in seenIn) (none, error) {
	id, err := a.part(c, by)
	if err != nil {
		return none{}, err
	}
	return none{}, a.Talks.Seen(c.UserContext(), conversation.Buyer(by), id, in.Until)
}

func (a *api) buyerCalls(c *fiber.Ctx, by orderer, in whyIn) (none, error) {
	id, err := a.part(c, by)
	if err != nil {
		return none{}, err
	}
	return none{}, a.Talks.Report(c.UserContext(), conversation.Buyer(by), id, in.Reason)
}

func (a *api) stallReads(c *fiber.Ctx, by actor.Member, _ none) (talkOut, error) {
	return a.readTalk(c, by, c.Params("order"))
}

func (a *api) stallTalks(c *fiber.Ctx, by actor.Member, in conversation.Words) (talkOut, error) {
	return a.talk(c, by, c.Params("order"), in)
}

func (a *api) stallSaw(c *fiber.Ctx, by actor.Member, in seenIn) (none, error) {
	return none{}, a.Talks.Seen(c.UserContext(), by, c.Params("order"), in.Until)
}

func (a *api) stallCalls(c *fiber.Ctx, by actor.Member, in whyIn) (none, error) {
	return none{}, a.Talks.Report(c.UserContext(), by, c.Params("order"), in.Reason)
}

type unreadOut struct {
	Items []orderCard `json:"items" doc:"the longest waiting first, at most 100"`
}

func (a *api) stallUnread(c *fiber.Ctx, by actor.Member, _ none) (unreadOut, error) {
	if err := has(by, actor.HandleOrders); err != nil {
		return unreadOut{}, err
	}
	orders, err := conversation.UnreadOf(c.UserContext(), a.DB.Read(c.UserContext()), by.SellerID, a.Now(), 100)
	return unreadOut{each(orders, orderCardOf)}, err
}

type talkReportOut struct {
	ID        string            `json:"id"`
	OrderID   string            `json:"order_id"`
	Side      conversation.Side `json:"side" doc:"who called"`
	Reason    string            `json:"reason"`
	CreatedAt clock.Instant     `json:"created_at"`
}

func (a *api) talkReports(c *fiber.Ctx, by actor.Admin, in paging) (list[talkReportOut], error) {
	return paged(in, func(after db.Cursor, limit int) ([]conversation.Report, error) {
		return a.Talks.Reports(c.UserContext(), by, after, limit)
	}, conversation.Report.Cursor, func(r conversation.Report) talkReportOut {
		return talkReportOut{r.ID, r.OrderID, r.Side, r.Reason, r.CreatedAt}
	})
}

func (a *api) settleTalk(c *fiber.Ctx, by actor.Admin, _ none) (none, error) {
	return none{}, a.Talks.Settle(c.UserContext(), by, c.Params("report"))
}

func (a *api) inspect(c *fiber.Ctx, by actor.Admin, in whyIn) (talkOut, error) {
	return talkOf(a.Talks.Inspect(c.UserContext(), by, c.Params("order"), in.Reason))
}
