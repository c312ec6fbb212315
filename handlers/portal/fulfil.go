package portal

import (
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/handlers/session"
	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/fulfillment"
	"github.com/chophien/chophien/models/measure"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/shipping"
	"github.com/chophien/chophien/web/locale"
	pages "github.com/chophien/chophien/web/portal"
	"github.com/chophien/chophien/web/view"
)

// press runs a step that needs nothing more than a press, and shows the order again with
// what was refused.
func (w *portal) press(word string, do func(c *fiber.Ctx, by actor.Member, code string) error) func(*fiber.Ctx, stall) error {
	return func(c *fiber.Ctx, s stall) error {
		code := c.Params("order")
		err := do(c, s.by, code)
		if err == nil {
			return done(c, s.path("orders", code), word)
		}
		ps, ok := mendable(c, session.Language(c), err)
		if !ok {
			return err
		}
		o, err := w.saleOf(c, s)
		if err != nil {
			return err
		}
		return w.showOrder(c, s, o, ps)
	}
}

func (w *portal) confirm(c *fiber.Ctx, by actor.Member, code string) error {
	_, err := w.Fulfillment.Confirm(c.UserContext(), by, code)
	return err
}

func (w *portal) deliver(c *fiber.Ctx, by actor.Member, code string) error {
	_, err := w.Fulfillment.Deliver(c.UserContext(), by, code)
	return err
}

// takeCash says that what was missing was paid at the door in cash.
func (w *portal) takeCash(c *fiber.Ctx, by actor.Member, code string) error {
	_, err := w.Checkout.TakeCash(c.UserContext(), by, code)
	return err
}

// refusePage asks why an order cannot be sent.
func (w *portal) refusePage(c *fiber.Ctx, s stall) error {
	return w.askRefuse(c, s, fulfillment.Refusal{}, nil)
}

func (w *portal) askRefuse(c *fiber.Ctx, s stall, in fulfillment.Refusal, ps view.Problems) error {
	o, err := w.saleOf(c, s)
	if err != nil {
		return err
	}
	sh := back(w.shell(c, s, "portal.do.refuse", "orders"), s.path("orders", o.Code), "portal.back_order")
	return show(c, pages.Reason(sh, pages.ReasonPage{
		Action: s.path("orders", o.Code, "refuse"), Title: sh.T("portal.refuse"), Text: sh.T("portal.refuse_text", "amount", o.Total()),
		Reasons: reasons(sh, fulfillment.RefuseReasons), Reason: in.Reason, Speaks: true, Words: in.Words, Button: sh.T("portal.refuse_yes"), Problems: ps,
	}))
}

func (w *portal) refuse(c *fiber.Ctx, s stall) error {
	in, err := session.Bind[fulfillment.Refusal](c)
	if err == nil {
		_, err = w.Fulfillment.Refuse(c.UserContext(), s.by, c.Params("order"), in)
	}
	if err == nil {
		return done(c, s.path("orders", c.Params("order")), "refused")
	}
	if ps, ok := mendable(c, session.Language(c), err); ok {
		return w.askRefuse(c, s, in, ps)
	}
	return err
}

// returnPage asks why a parcel came back.
func (w *portal) returnPage(c *fiber.Ctx, s stall) error {
	return w.askReturn(c, s, fulfillment.Return{}, nil)
}

func (w *portal) askReturn(c *fiber.Ctx, s stall, in fulfillment.Return, ps view.Problems) error {
	o, err := w.saleOf(c, s)
	if err != nil {
		return err
	}
	sh := back(w.shell(c, s, "portal.do.return", "orders"), s.path("orders", o.Code), "portal.back_order")
	return show(c, pages.Reason(sh, pages.ReasonPage{
		Action: s.path("orders", o.Code, "return"), Title: sh.T("portal.return"), Text: sh.T("portal.return_text"),
		Reasons: reasons(sh, fulfillment.ReturnReasons), Reason: in.Reason, Restock: true, Restocked: in.Restock,
		Button: sh.T("portal.return_yes"), Problems: ps,
	}))
}

func (w *portal) returned(c *fiber.Ctx, s stall) error {
	in, err := session.Bind[fulfillment.Return](c)
	if err == nil {
		_, err = w.Fulfillment.ReturnToSender(c.UserContext(), s.by, c.Params("order"), in)
	}
	if err == nil {
		return done(c, s.path("orders", c.Params("order")), "returned")
	}
	if ps, ok := mendable(c, session.Language(c), err); ok {
		return w.askReturn(c, s, in, ps)
	}
	return err
}

// reasons are message keys as choices.
func reasons(sh *pages.Shell, keys []string) []view.Option {
	out := make([]view.Option, len(keys))
	for i, k := range keys {
		out[i] = view.Option{Value: k, Label: reasonOf(sh, k)}
	}
	return out
}

// reasonOf words a reason; histories hold keys of many rooms, and one without a sentence
// says nothing.
func reasonOf(sh *pages.Shell, key string) string {
	if at := "reason." + key; locale.Has(at) {
		return sh.T(at)
	}
	return ""
}

// packing is what was typed of each line, by line id.
type packing struct {
	Quantities map[string]string `form:"quantities"`
	Sure       map[string]string `form:"sure"` // weights that looked like slips, as they were typed
	Look       string            `form:"look"` // says the difference and packs nothing
}

// packPage asks what is in the box. Pieces are filled in as ordered; weights are not,
// for somebody has to look at the scales.
func (w *portal) packPage(c *fiber.Ctx, s stall) error {
	o, err := w.saleOf(c, s)
	if err != nil {
		return err
	}
	typed := map[string]string{}
	for _, l := range o.lines {
		if l.Basis == measure.Piece {
			typed[fieldOf(l)] = strconv.FormatInt(l.Quantity, 10)
		}
	}
	return w.askPack(c, s, o, packing{Quantities: typed}, nil)
}

// fieldOf names a line in the form as its verb does: by its position.
func fieldOf(l order.Line) string { return strconv.Itoa(l.Position) }

func (w *portal) askPack(c *fiber.Ctx, s stall, o sale, in packing, ps view.Problems) error {
	sh := back(w.shell(c, s, "portal.pack", "orders"), s.path("orders", o.Code), "portal.back_order")
	lines, err := w.linesOf(c.UserContext(), sh, o.lines)
	if err != nil {
		return err
	}
	p := pages.PackPage{Action: s.path("orders", o.Code, "pack"), Talk: s.path("orders", o.Code, "talk"), Problems: ps}
	guides, err := w.guidesOf(c.UserContext(), sh, o.lines)
	if err != nil {
		return err
	}
	if p.Post, p.PostNext, err = w.postOf(c.UserContext(), sh, s, o); err != nil {
		return err
	}
	for i, l := range o.lines {
		line := pages.PackLine{
			Field: "quantities." + fieldOf(l), Name: lines[i].Name, Variant: lines[i].Variant, Kind: lines[i].Kind, Photo: lines[i].Photo,
			Ordered: lines[i].Ordered, Weighed: l.Basis == measure.Gram, Unit: unitOf(sh, l.Unit), Value: in.Quantities[fieldOf(l)], Guide: guides[l.ProductID],
		}
		if line.Weighed {
			line.Scale, line.Sure = scaleOf(sh, o, l, line.Value)
		}
		p.Lines = append(p.Lines, line)
	}
	return show(c, pages.Pack(sh, p))
}

// packed reads the form: kilograms as people write them become grams.
func packed(lines []order.Line, typed map[string]string) (map[string]int64, error) {
	out, wrong := map[string]int64{}, fault.List{}
	for _, l := range lines {
		text := strings.TrimSpace(typed[fieldOf(l)])
		at := "quantities." + fieldOf(l)
		if text == "" && l.Basis == measure.Gram {
			wrong.Add(fault.New(fault.Invalid, "order.pack_missing").On(at))
			continue
		}
		var n int64
		var err error
		if l.Basis == measure.Gram {
			n, err = measure.ParseKg(text)
		} else {
			n, err = strconv.ParseInt(text, 10, 64)
		}
		if err != nil {
			key := "input.integer"
			if l.Basis == measure.Gram {
				key = "quantity.weight"
			}
			wrong.Add(fault.New(fault.Invalid, key).On(at))
			continue
		}
		out[l.ID] = n
	}
	return out, wrong.Err()
}

func (w *portal) pack(c *fiber.Ctx, s stall) error {
	o, err := w.saleOf(c, s)
	if err != nil {
		return err
	}
	in, err := session.Bind[packing](c)
	var quantities map[string]int64
	if err == nil {
		quantities, err = packed(o.lines, in.Quantities)
	}
	if err == nil && (in.Look != "" || slipped(o.lines, quantities, in)) {
		return w.askPack(c, s, o, in, nil)
	}
	var p fulfillment.Packing
	if err == nil {
		p, err = w.Fulfillment.Pack(c.UserContext(), s.by, o.Code, quantities)
	}
	if err == nil {
		word := "packed"
		if p.Question != nil {
			word = "asked"
		}
		return done(c, s.path("orders", o.Code), word)
	}
	if ps, ok := mendable(c, session.Language(c), err); ok {
		return w.askPack(c, s, o, in, ps)
	}
	return err
}

// shipPage asks for the carrier's number, where the carrier gives one.
func (w *portal) shipPage(c *fiber.Ctx, s stall) error { return w.askShip(c, s, false, "", nil) }

func (w *portal) retrackPage(c *fiber.Ctx, s stall) error {
	o, err := w.saleOf(c, s)
	if err != nil {
		return err
	}
	return w.askShip(c, s, true, o.parcel.TrackingNo, nil)
}

func (w *portal) askShip(c *fiber.Ctx, s stall, again bool, typed string, ps view.Problems) error {
	o, err := w.saleOf(c, s)
	if err != nil {
		return err
	}
	verb := "ship"
	if again {
		verb = "retrack"
	}
	sh := back(w.shell(c, s, "portal.ship", "orders"), s.path("orders", o.Code), "portal.back_order")
	carrier, err := w.Carriers.Find(o.Carrier)
	return show(c, pages.Ship(sh, pages.ShipPage{
		Action: s.path("orders", o.Code, verb), Carrier: sh.T("carrier." + o.Carrier), Needed: err == nil && carrier.NeedsTracking(),
		Again: again, Tracking: typed, Problems: ps,
	}))
}

type tracking struct {
	Tracking string `form:"tracking"`
}

func (w *portal) ship(c *fiber.Ctx, s stall) error {
	in, err := session.Bind[tracking](c)
	var o order.Order
	if err == nil {
		o, err = w.Fulfillment.Ship(c.UserContext(), s.by, c.Params("order"), strings.TrimSpace(in.Tracking))
	}
	if err == nil {
		word := "shipped"
		if o.Carrier == shipping.PickupCode {
			word = "waiting"
		}
		return done(c, s.path("orders", c.Params("order")), word)
	}
	if ps, ok := mendable(c, session.Language(c), err); ok {
		return w.askShip(c, s, false, in.Tracking, ps)
	}
	return err
}

func (w *portal) retrack(c *fiber.Ctx, s stall) error {
	in, err := session.Bind[tracking](c)
	if err == nil {
		err = w.Fulfillment.Retrack(c.UserContext(), s.by, c.Params("order"), strings.TrimSpace(in.Tracking))
	}
	if err == nil {
		return done(c, s.path("orders", c.Params("order")), "saved")
	}
	if ps, ok := mendable(c, session.Language(c), err); ok {
		return w.askShip(c, s, true, in.Tracking, ps)
	}
	return err
}
