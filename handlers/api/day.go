package api

import (
	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/handlers/session"
	"github.com/chophien/chophien/models/account"
	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/division"
	"github.com/chophien/chophien/web/view"
)

func (a *api) dayRoutes() chapter {
	return chapter{"Supervised sign-up days", []*route{
		on(a, "GET", "/signup-days", "listDays", "The sign-up days that one opened or supervises, the newest first", a.days),
		on(a, "POST", "/signup-days", "openDay", "Open a sign-up day, from now on", a.openDay).made().need("ward_code", "place", "hours", "expected").
			says("For officers and the desk. Apps at the place send its code as day when they ask for codes of the sign-in: these come out of the day's purse. What one phone may be sent stays as it is."),
		on(a, "GET", "/signup-days/{day}", "getDay", "One sign-up day", a.day),
		on(a, "POST", "/signup-days/{day}/here", "dayHere", "Say that the place is at the address from which this is asked", a.dayHere).
			says("For its supervisor. Before, the purse is shut."),
		on(a, "POST", "/signup-days/{day}/end", "endDay", "End a sign-up day before its time", a.endDay),
	}}
}

type dayOut struct {
	ID           string        `json:"id"`
	Code         string        `json:"code"`
	URL          string        `json:"url" doc:"what a QR at the place leads to"`
	Place        string        `json:"place"`
	Ward         *place        `json:"ward"`
	SupervisorID string        `json:"supervisor_id"`
	Expected     int           `json:"expected"`
	Purse        int           `json:"purse" doc:"how many codes it may send"`
	Used         int           `json:"used"`
	Here         bool          `json:"here" doc:"the supervisor has said that they are there"`
	StartsAt     clock.Instant `json:"starts_at"`
	EndsAt       clock.Instant `json:"ends_at"`
	EndedAt      clock.Instant `json:"ended_at" doc:"absent unless it was ended before its time"`
}

func (a *api) dayOf(d account.Day) dayOut {
	return dayOut{
		d.ID, d.Code, a.Market.BaseURL + view.DayPath(d.Code), d.Place, a.placeOf(d.Scheme, d.WardCode), d.SupervisorID,
		d.Expected, d.Purse, d.Used, d.Here(), d.StartsAt, d.EndsAt, d.EndedAt,
	}
}

func (a *api) days(c *fiber.Ctx, by actor.Actor, _ none) (list[dayOut], error) {
	rows, err := account.Days(c.UserContext(), a.DB.Read(c.UserContext()), by)
	return full(rows, err, a.dayOf)
}

type newDay struct {
	WardCode     string `json:"ward_code"`
	Place        string `json:"place" doc:"what people call it: Nhà văn hóa thôn …"`
	Hours        int    `json:"hours"`
	Expected     int    `json:"expected" doc:"how many people are expected"`
	SupervisorID string `json:"supervisor_id" doc:"absent for the caller"`
}

func (a *api) openDay(c *fiber.Ctx, by actor.Actor, in newDay) (dayOut, error) {
	d, err := a.Accounts.OpenDay(c.UserContext(), by, account.NewDay{
		Scheme: division.Current, WardCode: in.WardCode, Place: in.Place, Hours: in.Hours, Expected: in.Expected, SupervisorID: in.SupervisorID,
	})
	return a.dayOf(d), err
}

func (a *api) day(c *fiber.Ctx, by actor.Actor, _ none) (dayOut, error) {
	d, err := account.FindDay(c.UserContext(), a.DB.Read(c.UserContext()), by, c.Params("day"))
	return a.dayOf(d), err
}

func (a *api) dayHere(c *fiber.Ctx, by actor.Actor, _ none) (none, error) {
	return none{}, a.Accounts.DayHere(c.UserContext(), by, c.Params("day"), session.Address(c))
}

func (a *api) endDay(c *fiber.Ctx, by actor.Actor, _ none) (none, error) {
	return none{}, a.Accounts.EndDay(c.UserContext(), by, c.Params("day"))
}
