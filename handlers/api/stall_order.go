package api

import (
	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/models/account"
	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/collection"
	"github.com/chophien/chophien/models/crypt"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/fulfillment"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/order"
)

func (a *api) stallOrderRoutes() chapter {
	return chapter{"Orders of a stall", []*route{
		on(a, "GET", "/stalls/{seller}/orders", "listSellerOrders", "The seller's orders, newest first", a.stallOrders).may(actor.SeeOrders),
		on(a, "GET", "/stalls/{seller}/todo", "listTodo", "The orders that wait for their seller, the most urgent first", a.todo).may(actor.SeeOrders).
			says("New ones to confirm, then to pack, then to hand over. An order whose buyer is being asked about its weight is marked: nothing is to be done about it."),
		on(a, "GET", "/stalls/{seller}/orders/{order}", "getSellerOrder", "One order of the seller", a.stallOrder).may(actor.SeeOrders),
		on(a, "POST", "/stalls/{seller}/orders/{order}/confirm", "confirmOrder", "Say that it will be sent", a.confirm).may(actor.HandleOrders),
		on(a, "POST", "/stalls/{seller}/orders/{order}/refuse", "refuseOrder", "Say that it cannot be sent", a.refuse).may(actor.HandleOrders).once().need("reason").
			says("All its money goes back. Reasons: " + oneOf(fulfillment.RefuseReasons) + "; " + fulfillment.RefuseOther + " needs words."),
		on(a, "POST", "/stalls/{seller}/orders/{order}/pack", "packOrder", "Say what was really packed", a.pack).may(actor.HandleOrders).once().need("quantities").
			says("Within the tolerance the difference goes back at once; with less, the buyer is asked first."),
		on(a, "POST", "/stalls/{seller}/orders/{order}/weigh", "weighOrder", "See what a packing would come to, before it is told", a.weigh).may(actor.HandleOrders).need("quantities").
			says("Nothing is changed. A weight of less than half of what was ordered is a slip of the comma more often than not: ask once more before packing."),
		on(a, "POST", "/stalls/{seller}/orders/{order}/ship", "shipOrder", "Say that the carrier has it", a.ship).may(actor.HandleOrders),
		on(a, "PUT", "/stalls/{seller}/orders/{order}/tracking", "mendTracking", "Mend the tracking number", a.retrack).may(actor.HandleOrders).need("tracking"),
		on(a, "POST", "/stalls/{seller}/orders/{order}/deliver", "deliverOrder", "Say that the buyer has it", a.deliver).may(actor.HandleOrders),
		on(a, "POST", "/stalls/{seller}/orders/{order}/cash", "takeCash", "Say that what was missing was paid at the door in cash", a.takeCash).may(actor.HandleOrders).once().
			says("Where the order's door.cash says so. A seller keeps it, and it is taken off what the market owes them; a carrier owes it to the market."),
		on(a, "POST", "/stalls/{seller}/orders/{order}/return", "returnOrder", "Say that the parcel came back", a.comeBack).may(actor.HandleOrders).once().need("reason").
			says("Reasons: " + oneOf(fulfillment.ReturnReasons) + "."),
	}}
}

type stallOrderQuery struct {
	paging
	Status []order.Status `json:"status"`
}

func (a *api) stallOrders(c *fiber.Ctx, by actor.Member, in stallOrderQuery) (list[orderCard], error) {
	if err := has(by, actor.SeeOrders, actor.HandleOrders); err != nil {
		return list[orderCard]{}, err
	}
	if err := listed("status", in.Status...); err != nil {
		return list[orderCard]{}, err
	}
	ctx := c.UserContext()
	return paged(in.paging, func(after db.Cursor, limit int) ([]order.Order, error) {
		return order.ForSeller(ctx, a.DB.Read(ctx), by.SellerID, in.Status, behind(after), limit)
	}, func(o order.Order) db.Cursor { return db.Cursor{At: o.CreatedAt, ID: o.ID} }, orderCardOf)
}

// saleOut is an order as its seller sees it: where it goes, and to whom.
type saleOut struct {
	orderOut
	GroupCode   string          `json:"group_code"`
	Cash        *cashOut        `json:"cash,omitempty" doc:"what was paid at the door in cash"`
	Waits       bool            `json:"waits" doc:"its money is there, or is paid at the door: the seller may act"`
	Place       *place          `json:"place,omitempty" doc:"where it goes"`
	Phone       string          `json:"phone" doc:"the recipient's; masked before confirming, and from delivery on"`
	Destination *destinationOut `json:"destination,omitempty" doc:"from confirming on until the order has ended"`
}

type cashOut struct {
	Amount      money.VND        `json:"amount"`
	State       collection.State `json:"state" doc:"kept (by the seller), held (by the carrier) or remitted (at the market's bank)"`
	CollectedAt clock.Instant    `json:"collected_at"`
}

func (a *api) cashOf(c *fiber.Ctx, o order.Order) (*cashOut, error) {
	if o.PayableAt != order.Door {
		return nil, nil
	}
	cash, found, err := collection.OfOrder(c.UserContext(), a.DB.Read(c.UserContext()), o.ID)
	if err != nil || !found {
		return nil, err
	}
	return &cashOut{cash.Amount, cash.State, cash.CollectedAt}, nil
}

// waits reports whether an order waits for its seller: one that is not paid does not yet.
func waits(o order.Order) bool {
	return o.Status != order.Placed || o.ConfirmBy != 0 || o.PayableAt == order.Door
}

func (a *api) stallOrder(c *fiber.Ctx, by actor.Member, _ none) (saleOut, error) {
	if err := has(by, actor.SeeOrders, actor.HandleOrders); err != nil {
		return saleOut{}, err
	}
	ctx := c.UserContext()
	o, err := order.OfSeller(ctx, a.DB.Read(ctx), by.SellerID, c.Params("order"))
	if err != nil {
		return saleOut{}, err
	}
	return a.orderForSeller(c, o)
}

func (a *api) orderForSeller(c *fiber.Ctx, o order.Order) (saleOut, error) {
	ctx := c.UserContext()
	g, err := order.FindGroup(ctx, a.DB.Read(ctx), o.GroupID)
	if err != nil {
		return saleOut{}, err
	}
	shown, err := a.ordersOf(c, []order.Order{o})
	if err != nil {
		return saleOut{}, err
	}
	out := saleOut{orderOut: shown[0], GroupCode: g.Code, Waits: waits(o)}
	if out.Cash, err = a.cashOf(c, o); err != nil {
		return saleOut{}, err
	}
	out.Place = a.placeOf(g.Scheme, g.WardCode)
	to, err := a.destination(g)
	if err != nil || to == nil {
		return out, err
	}
	to.Phone = account.LocalPhone(to.Phone)
	if !o.Status.PhoneKnown() {
		to.Phone = crypt.MaskPhone(to.Phone)
	}
	if out.Phone = to.Phone; o.Status.AddressKnown() {
		out.Destination = to
	}
	return out, nil
}

// moved shows an order after its seller did something with it.
func (a *api) moved(c *fiber.Ctx, o order.Order, err error) (saleOut, error) {
	if err != nil {
		return saleOut{}, err
	}
	return a.orderForSeller(c, o)
}

func (a *api) confirm(c *fiber.Ctx, by actor.Member, _ none) (saleOut, error) {
	o, err := a.Fulfillment.Confirm(c.UserContext(), by, c.Params("order"))
	return a.moved(c, o, err)
}

func (a *api) refuse(c *fiber.Ctx, by actor.Member, in fulfillment.Refusal) (saleOut, error) {
	o, err := a.Fulfillment.Refuse(c.UserContext(), by, c.Params("order"), in)
	return a.moved(c, o, err)
}

type packIn struct {
	Quantities map[string]int64 `json:"quantities" doc:"pieces or grams by line id, every line"`
}

type packedOut struct {
	Order saleOut   `json:"order"`
	Back  money.VND `json:"back" doc:"what goes back to the buyer"`
	Asked bool      `json:"asked" doc:"nothing is packed yet: the buyer is asked whether less will do"`
}

func (a *api) pack(c *fiber.Ctx, by actor.Member, in packIn) (packedOut, error) {
	p, err := a.Fulfillment.Pack(c.UserContext(), by, c.Params("order"), in.Quantities)
	if err != nil {
		return packedOut{}, err
	}
	o, err := a.orderForSeller(c, p.Order)
	return packedOut{o, p.Back, p.Question != nil}, err
}

type scaleOut struct {
	LineID string           `json:"line_id"`
	Packed int64            `json:"packed" doc:"pieces or grams"`
	Less   int64            `json:"less" doc:"than ordered; below zero: more, which is a present"`
	Back   money.VND        `json:"back" doc:"to the buyer, or not asked for at the door"`
	Asks   bool             `json:"asks" doc:"the buyer is asked first"`
	Slip   fulfillment.Slip `json:"slip,omitempty" doc:"half: less than half of what was ordered"`
}

type weighedOut struct {
	Door  bool       `json:"door" doc:"paid when it arrives"`
	Lines []scaleOut `json:"lines"`
}

func (a *api) weigh(c *fiber.Ctx, by actor.Member, in packIn) (weighedOut, error) {
	all, o, err := a.Fulfillment.Weigh(c.UserContext(), by, c.Params("order"), in.Quantities)
	return weighedOut{o.PayableAt == order.Door, each(all, func(s fulfillment.Scale) scaleOut {
		return scaleOut{s.Line.ID, s.Packed, s.Line.Quantity - s.Packed, s.Back, s.Asks, s.Slip}
	})}, err
}

type trackingIn struct {
	Tracking string `json:"tracking" doc:"the carrier's number; needed where the carrier gives one"`
}

func (a *api) ship(c *fiber.Ctx, by actor.Member, in trackingIn) (saleOut, error) {
	o, err := a.Fulfillment.Ship(c.UserContext(), by, c.Params("order"), in.Tracking)
	return a.moved(c, o, err)
}

func (a *api) retrack(c *fiber.Ctx, by actor.Member, in trackingIn) (saleOut, error) {
	if err := a.Fulfillment.Retrack(c.UserContext(), by, c.Params("order"), in.Tracking); err != nil {
		return saleOut{}, err
	}
	return a.stallOrder(c, by, none{})
}

func (a *api) deliver(c *fiber.Ctx, by actor.Member, _ none) (saleOut, error) {
	o, err := a.Fulfillment.Deliver(c.UserContext(), by, c.Params("order"))
	return a.moved(c, o, err)
}

func (a *api) takeCash(c *fiber.Ctx, by actor.Member, _ none) (saleOut, error) {
	o, err := a.Checkout.TakeCash(c.UserContext(), by, c.Params("order"))
	return a.moved(c, o, err)
}

func (a *api) comeBack(c *fiber.Ctx, by actor.Member, in fulfillment.Return) (saleOut, error) {
	o, err := a.Fulfillment.ReturnToSender(c.UserContext(), by, c.Params("order"), in)
	return a.moved(c, o, err)
}
