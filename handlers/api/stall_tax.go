package api

import (
	"bytes"

	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/handlers/parts"
	"github.com/chophien/chophien/handlers/session"
	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/tax"
	"github.com/chophien/chophien/web/pdf"
)

func (a *api) stallTaxRoutes() chapter {
	return chapter{"Tax of a stall", []*route{
		on(a, "GET", "/stalls/{seller}/withholding/years/{year}", "getWithholdingYear", "What was withheld in a year, for the request to be given it back", a.withholdingYear).may(actor.SeeMoney),
		on(a, "GET", "/stalls/{seller}/withholding/years/{year}/pdf", "getWithholdingYearPDF", "The same as a document to print", a.withholdingYearPDF).may(actor.SeeMoney).gives("application/pdf"),
		on(a, "GET", "/stalls/{seller}/tax-papers", "listTaxPapers", "The seller's papers about tax, newest first", a.taxPapers).may(actor.EditProducts),
		on(a, "POST", "/stalls/{seller}/tax-papers", "handInTaxPaper", "Hand in that the household grows what it sells", a.handInTaxPaper).may(actor.EditProducts).made().
			need("kind", "number", "issuer", "issued_on", "valid_from", "scan_id").
			says("The scan is sent before, as a photo of the purpose certificate. Until an officer has compared it, own raw produce is taxed as goods. An exemption is entered by an officer."),
	}}
}

func (a *api) withholdingYear(c *fiber.Ctx, by actor.Member, _ none) (taxYearOut, error) {
	y, err := a.Declaration.Year(c.UserContext(), by, yearIn(c))
	return taxYearOf(y), err
}

func (a *api) withholdingYearPDF(c *fiber.Ctx, by actor.Member, _ none) (none, error) {
	y, err := a.Declaration.Year(c.UserContext(), by, yearIn(c))
	if err != nil {
		return none{}, err
	}
	var file bytes.Buffer
	if err := pdf.Year(&file, session.Language(c), a.Market.Name, parts.Statement(y)); err != nil {
		return none{}, err
	}
	c.Attachment(parts.Statement(y).Name())
	c.Set(fiber.HeaderContentType, "application/pdf")
	return none{}, c.Send(file.Bytes())
}

func (a *api) taxPapers(c *fiber.Ctx, by actor.Member, in paging) (list[taxPaperOut], error) {
	if err := has(by, actor.EditProducts, actor.SeeMoney); err != nil {
		return list[taxPaperOut]{}, err
	}
	return paged(in, func(after db.Cursor, limit int) ([]tax.Paper, error) {
		return a.Declaration.Papers(c.UserContext(), by, by.SellerID, after, limit)
	}, tax.Paper.Cursor, taxPaperOf)
}

func (a *api) handInTaxPaper(c *fiber.Ctx, by actor.Member, in tax.NewPaper) (taxPaperOut, error) {
	p, err := a.Declaration.Enter(c.UserContext(), by, by.SellerID, in)
	return taxPaperOf(p), err
}
