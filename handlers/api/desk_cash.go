package api

import (
	"io"

	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/collection"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/remittance"
)

func (a *api) deskCashRoutes() chapter {
	return chapter{"Desk: cash", []*route{
		on(a, "GET", "/desk/doors", "listMoneyAtDoors", "Money at doors, the oldest first: not paid yet, or in a carrier's hands", a.moneyAtDoors),
		on(a, "GET", "/desk/doors/carriers", "listHoldings", "What each carrier has taken and not handed over", a.holdings),
		on(a, "GET", "/desk/remittances", "listRemittances", "What carriers hand over, the newest first", a.remittances),
		on(a, "POST", "/desk/remittances", "takeInRemittance", "Read a carrier's file, CSV or Excel", a.takeInRemittance).takesFile().made().need("carrier", "reference").
			says("Two columns are read: code (of an order, or the carrier's tracking number) and amount. At most 500 rows. Nothing is booked; the same file again gives the first remittance."),
		on(a, "GET", "/desk/remittances/{remittance}", "getRemittance", "One remittance, summed up by the state of its lines", a.remittance),
		on(a, "GET", "/desk/remittances/{remittance}/lines", "listRemittanceLines", "Its lines by their rows", a.remittanceLines),
		on(a, "GET", "/desk/remittances/{remittance}/credits", "listFittingCredits", "Unmatched bank transfers of the same sum, the newest first", a.fittingCredits),
		on(a, "POST", "/desk/remittances/{remittance}/clear", "clearRemittance", "Book a bank transfer as a remittance, the whole of it", a.clearRemittance).once().need("credit_id").
			says("Lines that fit bring the cash of their orders; the others wait for a person. The transfer is of the same sum, and its text holds the reference."),
		on(a, "POST", "/desk/remittances/lines/{line}/settle", "settleRemittanceLine", "Say what a line was that did not fit", a.settleLine).once().
			says("Either the order whose cash it was, or the bank's reference by which it went back to the carrier. Where the order was paid already, say so by paid_twice: the money goes back to its buyer. What is missing of the order's cash the market bears; what is too much it owes the carrier."),
	}}
}

type doorsQuery struct {
	paging
	Carrier string `json:"carrier" doc:"only what this carrier brings"`
}

type moneyAtDoor struct {
	OrderID   string        `json:"order_id"`
	OrderCode string        `json:"order_code"`
	SellerID  string        `json:"seller_id"`
	Carrier   string        `json:"carrier"`
	Status    order.Status  `json:"status"`
	Amount    money.VND     `json:"amount"`
	Held      bool          `json:"held" doc:"the carrier has it; else it is still to be paid"`
	Since     clock.Instant `json:"since" doc:"when it was sent, or taken"`
}

func (a *api) moneyAtDoors(c *fiber.Ctx, _ actor.Admin, in doorsQuery) (list[moneyAtDoor], error) {
	ctx := c.UserContext()
	return paged(in.paging, func(after db.Cursor, limit int) ([]collection.Outstanding, error) {
		return collection.AtDoors(ctx, a.DB.Read(ctx), in.Carrier, after, limit)
	}, collection.Outstanding.Cursor, func(o collection.Outstanding) moneyAtDoor {
		return moneyAtDoor{o.OrderID, o.OrderCode, o.SellerID, o.Carrier, o.Status, o.Amount, o.Held, o.Since}
	})
}

type holdingOut struct {
	Carrier string        `json:"carrier"`
	Orders  int           `json:"orders"`
	Amount  money.VND     `json:"amount"`
	Oldest  clock.Instant `json:"oldest" doc:"when the oldest of it was taken"`
}

func (a *api) holdings(c *fiber.Ctx, _ actor.Admin, _ none) (list[holdingOut], error) {
	rows, err := collection.Holdings(c.UserContext(), a.DB.Read(c.UserContext()))
	return full(rows, err, func(h collection.Holding) holdingOut { return holdingOut{h.Carrier, h.Orders, h.Amount, h.Oldest} })
}

type remittanceCard struct {
	ID        string        `json:"id"`
	Carrier   string        `json:"carrier"`
	Reference string        `json:"reference" doc:"the carrier's own name of it, in the text of its transfer"`
	Total     money.VND     `json:"total"`
	State     string        `json:"state" doc:"open, or cleared"`
	CreditID  *string       `json:"credit_id" doc:"the bank transfer that it was cleared with"`
	CreatedAt clock.Instant `json:"created_at"`
	ClearedAt clock.Instant `json:"cleared_at"`
}

func remittanceCardOf(r remittance.Remittance) remittanceCard {
	return remittanceCard{r.ID, r.Carrier, r.Reference, r.Total, r.State, r.CreditID, r.CreatedAt, r.ClearedAt}
}

type remittancePart struct {
	State  remittance.LineState `json:"state"`
	Lines  int                  `json:"lines"`
	Amount money.VND            `json:"amount"`
}

type remittanceOut struct {
	remittanceCard
	Parts []remittancePart `json:"parts"`
}

func (a *api) remittances(c *fiber.Ctx, _ actor.Admin, in paging) (list[remittanceCard], error) {
	ctx := c.UserContext()
	return paged(in, func(after db.Cursor, limit int) ([]remittance.Remittance, error) {
		return remittance.List(ctx, a.DB.Read(ctx), after, limit)
	}, remittance.Remittance.Cursor, remittanceCardOf)
}

func (a *api) takeInRemittance(c *fiber.Ctx, by actor.Admin, in remittance.NewFile) (remittanceOut, error) {
	head, err := c.FormFile("file")
	if err != nil {
		return remittanceOut{}, fault.New(fault.Invalid, "remittance.file").On("file").From(err)
	}
	file, err := head.Open()
	if err != nil {
		return remittanceOut{}, err
	}
	defer file.Close()
	raw, err := io.ReadAll(file)
	if err != nil {
		return remittanceOut{}, err
	}
	r, err := a.Remittance.TakeIn(c.UserContext(), by, in, raw)
	return a.remittanceOf(c, r, err)
}

func (a *api) remittance(c *fiber.Ctx, _ actor.Admin, _ none) (remittanceOut, error) {
	r, err := remittance.Find(c.UserContext(), a.DB.Read(c.UserContext()), c.Params("remittance"))
	return a.remittanceOf(c, r, err)
}

// remittanceOf shows a remittance after it was read or changed.
func (a *api) remittanceOf(c *fiber.Ctx, r remittance.Remittance, err error) (remittanceOut, error) {
	if err != nil {
		return remittanceOut{}, err
	}
	parts, err := remittance.Parts(c.UserContext(), a.DB.Read(c.UserContext()), r.ID)
	return remittanceOut{remittanceCardOf(r), each(parts, func(p remittance.Part) remittancePart { return remittancePart{p.State, p.Lines, p.Amount} })}, err
}

type linesQuery struct {
	paging
	State remittance.LineState `json:"state"`
}

type remittanceLine struct {
	ID      string               `json:"id"`
	Row     int                  `json:"row" doc:"of the file"`
	Code    string               `json:"code" doc:"as the carrier wrote it"`
	Amount  money.VND            `json:"amount"`
	State   remittance.LineState `json:"state" doc:"fits, unknown, short, over, duplicate; matched, assigned or returned once it is settled"`
	OrderID *string              `json:"order_id"`
	Note    string               `json:"note" doc:"the bank's reference by which it went back"`
	DoneAt  clock.Instant        `json:"done_at"`
	ToBuyer bool                 `json:"to_buyer" doc:"the order was paid already: it went back to its buyer"`
}

func remittanceLineOf(l remittance.Line) remittanceLine {
	return remittanceLine{l.ID, l.Number, l.Code, l.Amount, l.State, l.OrderID, l.Note, l.DoneAt, l.PaymentID != nil}
}

func (a *api) remittanceLines(c *fiber.Ctx, _ actor.Admin, in linesQuery) (list[remittanceLine], error) {
	ctx := c.UserContext()
	r, err := remittance.Find(ctx, a.DB.Read(ctx), c.Params("remittance"))
	if err != nil {
		return list[remittanceLine]{}, err
	}
	return paged(in.paging, func(after db.Cursor, limit int) ([]remittance.Line, error) {
		return remittance.ListLines(ctx, a.DB.Read(ctx), r.ID, in.State, after, limit)
	}, remittance.Line.Cursor, remittanceLineOf)
}

type fittingOut struct {
	creditOut
	Named bool `json:"named" doc:"its text holds the reference; without it the remittance is not cleared"`
}

func (a *api) fittingCredits(c *fiber.Ctx, by actor.Admin, _ none) (list[fittingOut], error) {
	rows, err := a.Remittance.Fitting(c.UserContext(), by, c.Params("remittance"))
	return full(rows, err, func(f remittance.Fitting) fittingOut { return fittingOut{creditOf(f.SeenCredit), f.Named} })
}

type clearIn struct {
	CreditID string `json:"credit_id" doc:"the bank transfer"`
}

func (a *api) clearRemittance(c *fiber.Ctx, by actor.Admin, in clearIn) (remittanceOut, error) {
	r, err := a.Remittance.Clear(c.UserContext(), by, c.Params("remittance"), in.CreditID)
	return a.remittanceOf(c, r, err)
}

func (a *api) settleLine(c *fiber.Ctx, by actor.Admin, in remittance.Settle) (remittanceLine, error) {
	l, err := a.Remittance.SettleLine(c.UserContext(), by, c.Params("line"), in)
	return remittanceLineOf(l), err
}
