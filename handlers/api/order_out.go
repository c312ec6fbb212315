package api

import (
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/checkout"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/complaint"
	"github.com/chophien/chophien/models/division"
	"github.com/chophien/chophien/models/fulfillment"
	"github.com/chophien/chophien/models/harvest"
	"github.com/chophien/chophien/models/invoice"
	"github.com/chophien/chophien/models/measure"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/shipping"
	"github.com/chophien/chophien/payments"
)

func oneOf(keys []string) string { return strings.Join(keys, ", ") }

// destinationOut is who receives the goods and where. Buyer and seller see it, and the desk for a
// reason that is written down.
type destinationOut struct {
	Recipient string           `json:"recipient"`
	Phone     string           `json:"phone"`
	Address   division.Address `json:"address"`
	Line      string           `json:"line" doc:"the address in one line, for a label"`
}

func (a *api) destination(g order.Group) (*destinationOut, error) {
	if g.AddressSealed == "" {
		return nil, nil // wiped, after somebody asked to be forgotten
	}
	d, err := a.Checkout.Open(g)
	if err != nil {
		return nil, err
	}
	return a.destinationOf(d), nil
}

func (a *api) destinationOf(d checkout.Destination) *destinationOut {
	return &destinationOut{d.Recipient, d.Phone, d.Address, a.Places.Line(d.Address)}
}

// orderOut is an order as its buyer and its seller see it.
type orderOut struct {
	orderCard
	Lines         []orderLine     `json:"lines"`
	Packed        bool            `json:"packed"`
	Carrier       string          `json:"carrier"`
	Service       string          `json:"service"`
	Pickup        *pointOut       `json:"pickup,omitempty" doc:"where the buyer fetches it"`
	PromisedFrom  clock.Date      `json:"promised_from"`
	PromisedTo    clock.Date      `json:"promised_to"`
	PayableAt     order.Payable   `json:"payable_at"`
	Collector     order.Collector `json:"collector" doc:"who has the money of an order that is paid online: the market until the order ends, or the seller at once"`
	DoorTaker     order.Taker     `json:"door_taker" doc:"who takes the money at the door; empty: it is paid online"`
	Door          *doorOut        `json:"door,omitempty" doc:"what is still to be paid at the door"`
	ShippedAt     clock.Instant   `json:"shipped_at"`
	DeliveredAt   clock.Instant   `json:"delivered_at"`
	CompleteAfter clock.Instant   `json:"complete_after" doc:"until when to complain before the seller has earned it"`
	EndedAt       clock.Instant   `json:"ended_at"`
	HarvestID     *string         `json:"harvest_id,omitempty" doc:"the harvest of which it was ordered ahead"`
	HarvestFrom   clock.Date      `json:"harvest_from,omitempty" doc:"the first day on which that harvest is expected"`
	HarvestTo     clock.Date      `json:"harvest_to,omitempty" doc:"the last one"`
	HarvestedAt   *clock.Instant  `json:"harvested_at,omitempty" doc:"of an order ahead: when its harvest was there, and its clocks began; null before"`
	Question      *questionOut    `json:"question,omitempty" doc:"less was weighed than ordered, and the buyer is asked"`
	Shipment      *shipmentOut    `json:"shipment,omitempty"`
	RefusedWords  string          `json:"refused_words,omitempty" doc:"what the seller said to the buyer on refusing"`
	History       []moveOut       `json:"history"`
	Complaints    []complaintRef  `json:"complaints"`
	Invoices      []invoiceCard   `json:"invoices" doc:"the one that the buyer wants, and its corrections"`
}

type orderLine struct {
	ID             string        `json:"id"`
	ProductID      string        `json:"product_id"`
	VariantID      string        `json:"variant_id"`
	NameVI         string        `json:"name_vi"`
	NameEN         string        `json:"name_en"`
	VariantVI      string        `json:"variant_name_vi"`
	VariantEN      string        `json:"variant_name_en"`
	Unit           string        `json:"unit"`
	Basis          measure.Basis `json:"basis"`
	Price          money.VND     `json:"price"`
	Quantity       int64         `json:"quantity"`
	Amount         money.VND     `json:"amount"`
	PackedQuantity *int64        `json:"packed_quantity" doc:"null until it is packed"`
	PackedAmount   money.VND     `json:"packed_amount"`
	Sample         bool          `json:"sample"`
}

func orderLineOf(l order.Line) orderLine {
	out := orderLine{
		ID: l.ID, ProductID: l.ProductID, VariantID: l.VariantID, NameVI: l.NameVI, NameEN: l.NameEN, VariantVI: l.VariantVI, VariantEN: l.VariantEN,
		Unit: l.Unit, Basis: l.Basis, Price: l.Price, Quantity: l.Quantity, Amount: l.Amount, PackedAmount: l.PackedAmount, Sample: l.Sample,
	}
	if l.PackedQuantity != order.Unpacked {
		out.PackedQuantity = &l.PackedQuantity
	}
	return out
}

type questionOut struct {
	Quantities map[string]int64 `json:"quantities" doc:"what would be sent, by line id"`
	Goods      money.VND        `json:"goods" doc:"what the goods would come to"`
	Less       money.VND        `json:"less" doc:"what would go back"`
	AnswerBy   clock.Instant    `json:"answer_by"`
}

type moveOut struct {
	From   order.Status  `json:"from"`
	To     order.Status  `json:"to"`
	By     actor.Kind    `json:"by"`
	Reason string        `json:"reason,omitempty"`
	At     clock.Instant `json:"at"`
}

type shipmentOut struct {
	Carrier    string          `json:"carrier"`
	TrackingNo string          `json:"tracking_no"`
	Status     shipping.Status `json:"status"`
	StatusAt   clock.Instant   `json:"status_at"`
	Grams      int64           `json:"grams" doc:"packing included"`
	Events     []shipmentEvent `json:"events"`
}

type shipmentEvent struct {
	Status shipping.Status `json:"status"`
	Source string          `json:"source"`
	At     clock.Instant   `json:"at"`
}

type complaintRef struct {
	ID    string          `json:"id"`
	Code  string          `json:"code"`
	State complaint.State `json:"state"`
}

func init() {
	set(actor.KindGuest, actor.KindBuyer, actor.KindMember, actor.KindHelper, actor.KindOfficer, actor.KindAdmin, actor.KindSystem)
}

// around is what stands around orders.
type around struct {
	refused   map[string]string
	lines     []order.Line
	moves     []order.Move
	shipments map[string]shipping.Shipment
	tickets   []complaint.Ticket
	invoices  map[string][]invoice.Invoice
	harvests  map[string]harvest.Harvest
}

// aroundOf reads what stands around orders, in a few statements for all of them.
func (a *api) aroundOf(c *fiber.Ctx, orders []order.Order) (w around, err error) {
	ctx := c.UserContext()
	q := a.DB.Read(ctx)
	ids := each(orders, func(o order.Order) string { return o.ID })
	if w.lines, err = order.Lines(ctx, q, ids...); err != nil {
		return w, err
	}
	if w.moves, err = order.History(ctx, q, ids...); err != nil {
		return w, err
	}
	if w.invoices, err = invoice.OfOrders(ctx, q, ids...); err != nil {
		return w, err
	}
	if w.harvests, err = harvest.ByIDs(ctx, q, harvestsOf(orders)); err != nil {
		return w, err
	}
	if slices.ContainsFunc(orders, func(o order.Order) bool { return o.Status == order.Cancelled }) {
		if w.refused, err = order.Refusals(ctx, q, ids...); err != nil {
			return w, err
		}
	}
	// What has not been packed has no parcel, and what has not been sent no complaint.
	if !slices.ContainsFunc(orders, func(o order.Order) bool { return o.Status != order.Placed && o.Status != order.Confirmed }) {
		return w, nil
	}
	if w.shipments, err = shipping.ShipmentsOf(ctx, q, ids...); err != nil {
		return w, err
	}
	w.tickets, err = complaint.OfOrders(ctx, q, ids...)
	return w, err
}

// harvestsOf are the ids of the harvests of which orders were ordered ahead.
func harvestsOf(orders []order.Order) (ids []string) {
	for _, o := range orders {
		if o.HarvestID != nil {
			ids = append(ids, *o.HarvestID)
		}
	}
	return ids
}

// ordersOf shows orders with everything around them.
func (a *api) ordersOf(c *fiber.Ctx, orders []order.Order) ([]orderOut, error) {
	with, err := a.aroundOf(c, orders)
	if err != nil {
		return nil, err
	}
	return a.showOrders(c, orders, with)
}

func (a *api) showOrders(c *fiber.Ctx, orders []order.Order, with around) ([]orderOut, error) {
	ctx := c.UserContext()
	q := a.DB.Read(ctx)
	out := make([]orderOut, len(orders))
	for i, o := range orders {
		var err error
		one := orderOut{
			orderCard: orderCardOf(o), Lines: []orderLine{}, Packed: o.Packed(), Carrier: o.Carrier, Service: o.Service, PromisedFrom: o.PromisedFrom,
			PromisedTo: o.PromisedTo, PayableAt: o.PayableAt, DoorTaker: o.DoorTaker, Collector: o.Collector, ShippedAt: o.ShippedAt, DeliveredAt: o.DeliveredAt, CompleteAfter: o.CompleteAfter,
			EndedAt: o.EndedAt, HarvestID: o.HarvestID, HarvestedAt: harvestedOf(o), RefusedWords: with.refused[o.ID], History: []moveOut{}, Complaints: []complaintRef{}, Invoices: each(with.invoices[o.ID], invoiceCardOf),
		}
		if o.HarvestID != nil {
			h := with.harvests[*o.HarvestID]
			one.HarvestFrom, one.HarvestTo = h.StartsOn, h.EndsOn
		}
		for _, l := range with.lines {
			if l.OrderID == o.ID {
				one.Lines = append(one.Lines, orderLineOf(l))
			}
		}
		for _, m := range with.moves {
			if m.OrderID == o.ID {
				one.History = append(one.History, moveOut{m.FromStatus, m.ToStatus, m.ActorKind, m.Reason, m.CreatedAt})
			}
		}
		for _, t := range with.tickets {
			if t.OrderID == o.ID {
				one.Complaints = append(one.Complaints, complaintRef{t.ID, t.Code, t.State})
			}
		}
		if s, ok := with.shipments[o.ID]; ok {
			events, err := shipping.Track(ctx, q, s.ID)
			if err != nil {
				return nil, err
			}
			one.Shipment = &shipmentOut{s.Carrier, s.TrackingNo, s.Status, s.StatusAt, s.Grams,
				each(events, func(e shipping.Event) shipmentEvent { return shipmentEvent{e.Status, e.Source, e.At} })}
		}
		if o.PickupID != "" {
			p, err := shipping.FindPoint(ctx, q, o.PickupID)
			if err != nil {
				return nil, err
			}
			shown := a.pointOf(p)
			one.Pickup = &shown
		}
		if one.Door, err = a.doorOf(c, o); err != nil {
			return nil, err
		}
		if one.Question, err = a.questionOf(c, o); err != nil {
			return nil, err
		}
		out[i] = one
	}
	return out, nil
}

// doorOut is what is due at the door. Buyer and seller see it.
type doorOut struct {
	Amount      money.VND          `json:"amount" doc:"what is still missing; at most, until it is packed"`
	Known       bool               `json:"known" doc:"it is packed, and the amount is what is due"`
	PaymentCode string             `json:"payment_code" doc:"the text of the bank transfer"`
	QR          string             `json:"qr,omitempty" doc:"the text inside the QR to show; empty until the amount is known, or where there is no transfer"`
	Transfer    *payments.Transfer `json:"transfer,omitempty" doc:"the same for who types it"`
	Cash        bool               `json:"cash" doc:"notes and coins are taken too"`
}

func (a *api) doorOf(c *fiber.Ctx, o order.Order) (*doorOut, error) {
	at, found, err := a.Checkout.AtDoor(c.UserContext(), o)
	if err != nil || !found {
		return nil, err
	}
	return &doorOut{at.Due, at.Known, at.Payment.Code, at.Next.QR, at.Next.Transfer, at.Cash}, nil
}

func (a *api) questionOf(c *fiber.Ctx, o order.Order) (*questionOut, error) {
	ctx := c.UserContext()
	asked, found, err := fulfillment.QuestionOf(ctx, a.DB.Read(ctx), o)
	if err != nil || !found {
		return nil, err
	}
	packed, err := asked.Packed()
	return &questionOut{packed, asked.Goods, asked.Less, asked.AnswerBy}, err
}

// pointOut is where a buyer can fetch a parcel.
type pointOut struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Place  *place `json:"place,omitempty"`
	Street string `json:"street"`
	Days   []int  `json:"days"`
	Hours  string `json:"hours"`
}

func (a *api) pointOf(p shipping.Point) pointOut {
	out := pointOut{ID: p.ID, Name: p.Name, Place: a.placeOf(p.Scheme, p.WardCode), Street: p.Street, Days: []int{}, Hours: p.Hours}
	for d := range 7 {
		if p.Days&(1<<d) != 0 {
			out.Days = append(out.Days, d)
		}
	}
	return out
}

func harvestedOf(o order.Order) *clock.Instant {
	if o.HarvestID == nil {
		return nil
	}
	return &o.HarvestedAt
}
