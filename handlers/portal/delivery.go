package portal

import (
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/handlers/session"
	"github.com/chophien/chophien/models/division"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/shipping"
	pages "github.com/chophien/chophien/web/portal"
	"github.com/chophien/chophien/web/view"
)

// deliveryPage shows how the stall sends.
func (w *portal) deliveryPage(c *fiber.Ctx, s stall) error {
	return w.showDelivery(c, s, "", nil, nil)
}

// showDelivery shows it with what was typed into the form of one carrier, or of the
// packing days, and what was refused there.
func (w *portal) showDelivery(c *fiber.Ctx, s stall, of string, in *sending, ps view.Problems) error {
	ctx := c.UserContext()
	q := w.DB.Read(ctx)
	days, err := shipping.PackingDaysOf(ctx, q, s.ID)
	if err != nil {
		return err
	}
	said, err := shipping.Deliveries(ctx, q, s.ID)
	if err != nil {
		return err
	}
	points, err := shipping.Points(ctx, q, s.ID)
	if err != nil {
		return err
	}
	sh := back(w.shell(c, s, "portal.delivery", "stall"), s.path("stall"), "portal.tab.stall")
	p := pages.DeliveryPage{PackingAction: s.path("delivery", "packing"), Packing: strconv.Itoa(days), AddPoint: s.path("pickup", "new")}
	if of == "" {
		p.Problems = ps
		if in != nil {
			p.Packing = in.Days
		}
	}
	for _, one := range w.Carriers.All() {
		if one.Code() == shipping.PickupCode {
			continue
		}
		d, chosen := said[one.Code()]
		f := pages.CarrierForm{
			Action: s.path("delivery", one.Code()), Code: one.Code(), Name: sh.T("carrier." + one.Code()), Hint: sh.T("carrier." + one.Code() + ".hint"),
			Active: d.Active || !chosen && len(said) == 0 && one.Code() == shipping.Standard, Farthest: string(d.Farthest),
			Distances: []view.Option{{Value: "", Label: sh.T("portal.distance.any")}},
		}
		if d.FreeFrom.Positive() {
			f.FreeFrom = d.FreeFrom.String()
		}
		for _, far := range division.Distances {
			f.Distances = append(f.Distances, view.Option{Value: string(far), Label: sh.T("portal.distance." + string(far))})
		}
		if of == one.Code() {
			f.Active, f.FreeFrom, f.Farthest, f.Problems = in.Active, in.FreeFrom, string(in.Farthest), ps.Of(of)
		}
		p.Carriers = append(p.Carriers, f)
	}
	for _, pt := range points {
		p.Points = append(p.Points, pages.PointRow{
			Name: pt.Name, Where: pt.Street + ", " + w.Places.FullName(pt.Scheme, pt.WardCode), Days: daysOf(sh, pt) + " · " + pt.Hours,
			Close: s.path("pickup", pt.ID, "close"),
		})
	}
	return show(c, pages.Delivery(sh, p))
}

// daysOf writes the days on which a point is open.
func daysOf(sh *pages.Shell, p shipping.Point) string {
	var out []string
	for d := range 7 {
		if p.Days&(1<<d) != 0 {
			out = append(out, sh.T("portal.day."+number(d)))
		}
	}
	return strings.Join(out, ", ")
}

// sending is what was typed of one carrier, or of the packing days.
type sending struct {
	Days     string            `form:"days"`
	Active   bool              `form:"active"`
	FreeFrom string            `form:"free_from"`
	Farthest division.Distance `form:"farthest"`
}

func (w *portal) setDelivery(c *fiber.Ctx, s stall) error {
	in, err := session.Bind[sending](c)
	code := c.Params("carrier")
	if err == nil {
		wrong := fault.List{}
		d := shipping.Delivery{Carrier: code, Active: in.Active, Farthest: in.Farthest, FreeFrom: amount(&wrong, in.FreeFrom, "free_from")}
		if err = wrong.Err(); err == nil {
			err = w.Onboarding.SetDelivery(c.UserContext(), w.Carriers, s.ID, d, s.by)
		}
	}
	if err == nil {
		return done(c, s.path("delivery"), "saved")
	}
	if ps, ok := mendable(c, session.Language(c), err); ok {
		return w.showDelivery(c, s, code, &in, ps)
	}
	return err
}

func (w *portal) setPacking(c *fiber.Ctx, s stall) error {
	in, err := session.Bind[sending](c)
	if err == nil {
		n, e := strconv.Atoi(strings.TrimSpace(in.Days))
		if err = nil; e != nil {
			err = fault.New(fault.Invalid, "input.integer").On("days")
		} else {
			err = w.Onboarding.SetPackingDays(c.UserContext(), s.ID, n, s.by)
		}
	}
	if err == nil {
		return done(c, s.path("delivery"), "saved")
	}
	if ps, ok := mendable(c, session.Language(c), err); ok {
		return w.showDelivery(c, s, "", &in, ps)
	}
	return err
}

// newPointPage asks about a new pickup point.
func (w *portal) newPointPage(c *fiber.Ctx, s stall) error {
	return w.askPoint(c, s, newPoint{NewPoint: shipping.NewPoint{WardCode: s.WardCode}, At: pointTurns[0].at}, nil)
}

// newPoint is what was answered of a pickup point, and the question that was.
type newPoint struct {
	shipping.NewPoint
	At string `form:"at"`
}

func (w *portal) askPoint(c *fiber.Ctx, s stall, in newPoint, ps view.Problems) error {
	sh := back(w.shell(c, s, "portal.pickup.add", "stall"), s.path("delivery"), "portal.delivery")
	p := pages.PointPage{
		Action: s.path("pickup", "new"), At: in.At, Name: in.Name, Ward: in.WardCode, Street: in.Street, Hours: in.Hours,
		Wards: w.wardOptions(in.WardCode, s.WardCode), Problems: ps,
	}
	for d := range 7 {
		on := false
		for _, n := range in.Days {
			on = on || n == d
		}
		p.Days = append(p.Days, pages.Month{Value: number(d), Label: sh.T("portal.day." + number(d)), On: on})
	}
	return show(c, pages.Point(sh, p))
}

func (w *portal) addPoint(c *fiber.Ctx, s stall) error {
	in, err := session.Bind[newPoint](c)
	key, next := "", ""
	if err == nil {
		_, wrong := in.Point(w.Places)
		next, err = pointTurns.next(in.At, wrong)
	}
	if next != "" {
		in.At = next
		return w.askPoint(c, s, in, nil)
	}
	if err == nil {
		key, err = session.Key(c)
	}
	if err == nil {
		_, err = w.Onboarding.AddPickupPoint(c.UserContext(), s.ID, in.NewPoint, key, s.by)
	}
	if err == nil {
		return done(c, s.path("delivery"), "saved")
	}
	if ps, ok := mendable(c, session.Language(c), err); ok {
		in.At, ps = pointTurns.mend(ps)
		return w.askPoint(c, s, in, ps)
	}
	return err
}

// closePoint takes a pickup point off the offer.
func (w *portal) closePoint(c *fiber.Ctx, s stall) error {
	err := w.Onboarding.ClosePickupPoint(c.UserContext(), s.ID, c.Params("point"), s.by)
	if err == nil {
		return done(c, s.path("delivery"), "saved")
	}
	if ps, ok := mendable(c, session.Language(c), err); ok {
		return w.showDelivery(c, s, "", nil, ps)
	}
	return err
}
