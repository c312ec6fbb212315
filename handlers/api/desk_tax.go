package api

import (
	"bytes"
	"context"
	"io"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/declaration"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/media"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/tax"
)

const sheetType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

func (a *api) deskTaxRoutes() chapter {
	return chapter{"Desk: withheld tax", []*route{
		on(a, "GET", "/desk/tax/periods", "listTaxPeriods", "The months of the register, newest first", a.taxPeriods),
		on(a, "GET", "/desk/tax/due", "getTaxPeriodDue", "The month that is over and waits to be declared", a.taxDue).says("Without a period in the answer none waits."),
		on(a, "GET", "/desk/tax/periods/{period}", "getTaxPeriod", "A month (YYYY-MM): as it was declared, or as its rows are now", a.taxPeriod),
		on(a, "POST", "/desk/tax/periods/{period}/close", "closeTaxPeriod", "Declare a month that is over", a.closePeriod).
			says("Its sums stand for ever and nothing joins it. Months are closed one after the other; a closed one is given back as it is."),
		on(a, "GET", "/desk/tax/periods/{period}/annex/csv", "getTaxAnnexCSV", "A month by seller, class and paper, for the tax office", a.annexCSV).gives("text/csv").
			says("Who opened the numbers of sellers is kept."),
		on(a, "GET", "/desk/tax/periods/{period}/annex/xlsx", "getTaxAnnexXLSX", "The same as a workbook", a.annexXLSX).gives(sheetType).
			says("Who opened the numbers of sellers is kept."),
		on(a, "GET", "/desk/sellers/{seller}/tax-years/{year}", "getSellerTaxYear", "What was withheld of a seller in a year", a.sellerTaxYear),
		on(a, "GET", "/desk/tax/papers", "listTaxPapersToVerify", "Papers about tax that wait to be compared, oldest first", a.taxPapersToVerify).
			says("An officer sees those of sellers in their place; one of several places names one in code."),
		on(a, "GET", "/desk/tax/papers/{paper}", "getTaxPaper", "One paper about tax", a.judgedTaxPaper),
		on(a, "GET", "/desk/tax/papers/{paper}/scan", "getTaxPaperScan", "Its scan", a.taxPaperScan).gives("image/jpeg").says("A PDF is handed out as a download."),
		on(a, "POST", "/desk/tax/papers/{paper}/verify", "verifyTaxPaper", "Say that the paper says so: it counts from now on", a.verifyTaxPaper),
		on(a, "POST", "/desk/tax/papers/{paper}/refuse", "refuseTaxPaper", "Say why a paper does not count", a.refuseTaxPaper).need("reason"),
		on(a, "POST", "/desk/tax/papers/{paper}/withdraw", "withdrawTaxPaper", "End a paper: from now on tax is withheld again", a.withdrawTaxPaper).need("reason"),
		on(a, "GET", "/desk/sellers/{seller}/tax-papers", "listSellerTaxPapers", "The papers of a seller about tax, newest first", a.sellerTaxPapers),
		on(a, "POST", "/desk/sellers/{seller}/tax-papers", "enterTaxPaper", "Enter a paper with its scan, to be compared", a.enterTaxPaper).takesFile().made().
			need("kind", "number", "issuer", "issued_on", "valid_from").says("An exemption needs valid_to, its last day."),
	}}
}

type taxPeriodOut struct {
	Period    string        `json:"period" doc:"month in Vietnam, YYYY-MM"`
	Closed    bool          `json:"closed"`
	ClosedAt  clock.Instant `json:"closed_at"`
	DueOn     clock.Date    `json:"due_on" doc:"to be declared and paid by"`
	Sellers   int64         `json:"sellers"`
	Entries   int64         `json:"entries"`
	Base      money.VND     `json:"base"`
	VAT       money.VND     `json:"vat" doc:"of the register; below zero when more was given back"`
	PIT       money.VND     `json:"pit"`
	VATBefore money.VND     `json:"vat_before" doc:"below zero: carried from the month before"`
	PITBefore money.VND     `json:"pit_before"`
	VATDue    money.VND     `json:"vat_due" doc:"what is paid for the month"`
	PITDue    money.VND     `json:"pit_due"`
	VATAfter  money.VND     `json:"vat_after" doc:"below zero: carried into the next month"`
	PITAfter  money.VND     `json:"pit_after"`
}

func taxPeriodOf(p tax.Period) taxPeriodOut {
	return taxPeriodOut{p.Period, p.Closed(), p.ClosedAt, p.DueOn, p.Sellers, p.Entries, p.Base, p.VAT, p.PIT,
		p.VATBefore, p.PITBefore, p.VATDue, p.PITDue, p.VATAfter, p.PITAfter}
}

func (a *api) taxPeriods(c *fiber.Ctx, by actor.Admin, in paging) (list[taxPeriodOut], error) {
	return paged(in, func(after db.Cursor, limit int) ([]tax.Period, error) {
		return a.Declaration.Periods(c.UserContext(), by, after.ID, limit)
	}, func(p tax.Period) db.Cursor { return db.Cursor{ID: p.Period} }, taxPeriodOf)
}

func (a *api) taxPeriod(c *fiber.Ctx, by actor.Admin, _ none) (taxPeriodOut, error) {
	p, err := a.Declaration.Period(c.UserContext(), by, c.Params("period"))
	return taxPeriodOf(p), err
}

type taxDueOut struct {
	Period *taxPeriodOut `json:"period,omitempty"`
}

func (a *api) taxDue(c *fiber.Ctx, by actor.Admin, _ none) (taxDueOut, error) {
	p, err := a.Declaration.Due(c.UserContext(), by)
	if err != nil || p == nil {
		return taxDueOut{}, err
	}
	out := taxPeriodOf(*p)
	return taxDueOut{&out}, nil
}

func (a *api) closePeriod(c *fiber.Ctx, by actor.Admin, _ none) (taxPeriodOut, error) {
	p, err := a.Declaration.Close(c.UserContext(), by, c.Params("period"))
	return taxPeriodOf(p), err
}

func (a *api) annexCSV(c *fiber.Ctx, by actor.Admin, _ none) (none, error) {
	return none{}, a.annex(c, by, "csv", "text/csv; charset=utf-8", declaration.Annex.WriteCSV)
}

func (a *api) annexXLSX(c *fiber.Ctx, by actor.Admin, _ none) (none, error) {
	return none{}, a.annex(c, by, "xlsx", sheetType, declaration.Annex.WriteXLSX)
}

func (a *api) annex(c *fiber.Ctx, by actor.Admin, ending, kind string, write func(declaration.Annex, io.Writer) error) error {
	all, err := a.Declaration.Annex(c.UserContext(), by, c.Params("period"))
	if err != nil {
		return err
	}
	var file bytes.Buffer
	if err := write(all, &file); err != nil {
		return err
	}
	c.Attachment(all.FileName() + "." + ending)
	c.Set(fiber.HeaderContentType, kind)
	return c.Send(file.Bytes())
}

type taxYearOut struct {
	Year      int           `json:"year"`
	Name      string        `json:"name"`
	Ward      string        `json:"ward"`
	Last4     string        `json:"number_last4" doc:"of the number that was checked"`
	Withheld  bool          `json:"withheld" doc:"false for who declares themselves"`
	Months    []taxYearPart `json:"months" doc:"those with rows, in order"`
	Total     taxYearSum    `json:"total"`
	Threshold taxThreshold  `json:"threshold" doc:"revenue of a year up to which a household owes neither tax"`
	Share     int64         `json:"threshold_percent" doc:"of the threshold that was sold here; revenue elsewhere counts too"`
}

type taxYearSum struct {
	Base        money.VND `json:"base" doc:"accepted less given back, as all below"`
	VAT         money.VND `json:"vat"`
	PIT         money.VND `json:"pit"`
	Reversed    money.VND `json:"reversed" doc:"of the base, what was given back"`
	ReversedVAT money.VND `json:"reversed_vat"`
	ReversedPIT money.VND `json:"reversed_pit"`
}

type taxYearPart struct {
	Period   string `json:"period"`
	Declared bool   `json:"declared" doc:"the market has declared the month"`
	taxYearSum
}

type taxThreshold struct {
	Amount    money.VND  `json:"amount"`
	ValidFrom clock.Date `json:"valid_from"`
	Source    string     `json:"source"`
}

func taxSumOf(m tax.Month) taxYearSum {
	return taxYearSum{m.Base, m.VAT, m.PIT, m.Reversed, m.ReversedVAT, m.ReversedPIT}
}

func taxYearOf(y declaration.Year) taxYearOut {
	return taxYearOut{y.Year, y.Name, y.Ward, y.Last4, y.Withheld, each(y.Months, func(m declaration.YearMonth) taxYearPart {
		return taxYearPart{m.Period, m.Declared, taxSumOf(m.Month)}
	}), taxSumOf(y.Total), taxThreshold{y.Threshold.Amount, y.Threshold.ValidFrom, y.Threshold.Source}, y.Share()}
}

// yearIn is the year of the address; what is none is not found.
func yearIn(c *fiber.Ctx) int {
	n, _ := strconv.Atoi(c.Params("year"))
	return n
}

func (a *api) sellerTaxYear(c *fiber.Ctx, by actor.Admin, _ none) (taxYearOut, error) {
	y, err := a.Declaration.YearOf(c.UserContext(), by, c.Params("seller"), yearIn(c))
	return taxYearOf(y), err
}

type taxPaperOut struct {
	ID         string         `json:"id"`
	SellerID   string         `json:"seller_id"`
	Kind       tax.PaperKind  `json:"kind"`
	Number     string         `json:"number"`
	Issuer     string         `json:"issuer"`
	IssuedOn   clock.Date     `json:"issued_on"`
	ValidFrom  clock.Date     `json:"valid_from"`
	ValidTo    clock.Date     `json:"valid_to" doc:"the last day; empty for no end"`
	State      tax.PaperState `json:"state"`
	VerifiedAt clock.Instant  `json:"verified_at" doc:"it counts from here on"`
	EndedAt    clock.Instant  `json:"ended_at"`
	Reason     string         `json:"reason,omitempty"`
	CreatedAt  clock.Instant  `json:"created_at"`
}

func taxPaperOf(p tax.Paper) taxPaperOut {
	return taxPaperOut{p.ID, p.SellerID, p.Kind, p.Number, p.Issuer, p.IssuedOn, p.ValidFrom, p.ValidTo, p.State, p.VerifiedAt, p.EndedAt, p.Reason, p.CreatedAt}
}

func (a *api) taxPapersToVerify(c *fiber.Ctx, by staff, in paperQuery) (list[taxPaperOut], error) {
	scheme, code, err := a.where(by, in.Scheme, in.Code)
	if err != nil {
		return list[taxPaperOut]{}, err
	}
	ctx := c.UserContext()
	return paged(in.paging, func(after db.Cursor, limit int) ([]tax.Paper, error) {
		return tax.PapersToVerify(ctx, a.DB.Read(ctx), scheme, code, after, limit)
	}, tax.Paper.Cursor, taxPaperOf)
}

// taxPaperFor is the paper of the address, for who may judge it.
func (a *api) taxPaperFor(c *fiber.Ctx, by staff) (p tax.Paper, err error) {
	err = by.as(func(one actor.Actor) (err error) {
		p, err = a.Declaration.Judged(c.UserContext(), one, c.Params("paper"))
		return err
	})
	return p, err
}

func (a *api) judgedTaxPaper(c *fiber.Ctx, by staff, _ none) (taxPaperOut, error) {
	p, err := a.taxPaperFor(c, by)
	return taxPaperOf(p), err
}

func (a *api) taxPaperScan(c *fiber.Ctx, by staff, in sizeQuery) (none, error) {
	p, err := a.taxPaperFor(c, by)
	if err != nil {
		return none{}, err
	}
	return none{}, a.unseal(c, p.ScanID, media.Certificate, in.Size)
}

// judgeTaxPaper does something about the paper of the address, and shows what became of it.
func (a *api) judgeTaxPaper(c *fiber.Ctx, by staff, verb func(ctx context.Context, one actor.Actor, id string) error) (taxPaperOut, error) {
	err := by.as(func(one actor.Actor) error { return verb(c.UserContext(), one, c.Params("paper")) })
	if err != nil {
		return taxPaperOut{}, err
	}
	return a.judgedTaxPaper(c, by, none{})
}

func (a *api) verifyTaxPaper(c *fiber.Ctx, by staff, _ none) (taxPaperOut, error) {
	return a.judgeTaxPaper(c, by, a.Declaration.Verify)
}

func (a *api) refuseTaxPaper(c *fiber.Ctx, by staff, in whyIn) (taxPaperOut, error) {
	return a.judgeTaxPaper(c, by, func(ctx context.Context, one actor.Actor, id string) error {
		return a.Declaration.Refuse(ctx, one, id, in.Reason)
	})
}

func (a *api) withdrawTaxPaper(c *fiber.Ctx, by staff, in whyIn) (taxPaperOut, error) {
	return a.judgeTaxPaper(c, by, func(ctx context.Context, one actor.Actor, id string) error {
		return a.Declaration.Withdraw(ctx, one, id, in.Reason)
	})
}

func (a *api) sellerTaxPapers(c *fiber.Ctx, by staff, in paging) (out list[taxPaperOut], err error) {
	err = by.as(func(one actor.Actor) (err error) {
		out, err = paged(in, func(after db.Cursor, limit int) ([]tax.Paper, error) {
			return a.Declaration.Papers(c.UserContext(), one, c.Params("seller"), after, limit)
		}, tax.Paper.Cursor, taxPaperOf)
		return err
	})
	return out, err
}

// scannedPaper is what is read off a paper that comes with its scan.
type scannedPaper struct {
	Kind      tax.PaperKind `json:"kind"`
	Number    string        `json:"number"`
	Issuer    string        `json:"issuer"`
	IssuedOn  clock.Date    `json:"issued_on"`
	ValidFrom clock.Date    `json:"valid_from"`
	ValidTo   clock.Date    `json:"valid_to" doc:"the last day"`
}

func (a *api) enterTaxPaper(c *fiber.Ctx, by staff, in scannedPaper) (out taxPaperOut, err error) {
	id := c.Params("seller")
	// Who may not judge the seller brings no scan either.
	if err := by.as(func(one actor.Actor) error {
		_, err := a.Declaration.Papers(c.UserContext(), one, id, db.Cursor{}, 1)
		return err
	}); err != nil {
		return out, err
	}
	head, err := c.FormFile("file")
	if err != nil {
		return out, fault.New(fault.Invalid, "tax.paper_scan").On("file").From(err)
	}
	file, err := head.Open()
	if err != nil {
		return out, err
	}
	defer file.Close()
	scan, err := a.Album.Take(c.UserContext(), file, media.Certificate, media.Owner{SellerID: id, PersonID: by[0].Stamp().ID})
	if err != nil {
		return out, err
	}
	paper := tax.NewPaper{Kind: in.Kind, Number: in.Number, Issuer: in.Issuer, IssuedOn: in.IssuedOn, ValidFrom: in.ValidFrom, ValidTo: in.ValidTo, ScanID: scan.ID}
	err = by.as(func(one actor.Actor) error {
		p, err := a.Declaration.Enter(c.UserContext(), one, id, paper)
		out = taxPaperOf(p)
		return err
	})
	return out, err
}
