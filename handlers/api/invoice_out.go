package api

import (
	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/invoice"
	"github.com/chophien/chophien/models/measure"
	"github.com/chophien/chophien/models/money"
)

func init() {
	set(invoice.States...)
	set(invoice.Sale, invoice.Correction, invoice.Fee)
	set(invoice.BySeller, invoice.ByMarket)
	set(append(invoice.ByChoice, invoice.Retail, invoice.SellerBuyer)...)
	set(invoice.NoVAT, invoice.ExemptVAT, invoice.IssuerVAT, invoice.RateVAT)
}

// invoiceCard is an invoice as lists and orders show it.
type invoiceCard struct {
	ID         string         `json:"id"`
	Kind       invoice.Kind   `json:"kind" doc:"a correction holds the difference of a sale that was handed over before"`
	OrderID    *string        `json:"order_id"`
	OrderCode  string         `json:"order_code,omitempty"`
	CorrectsID *string        `json:"corrects_id" doc:"the sale that a correction corrects"`
	SellerID   string         `json:"seller_id"`
	Issuer     invoice.Issuer `json:"issuer"`
	State      invoice.State  `json:"state"`
	Total      money.VND      `json:"total" doc:"0 until its figures are frozen, which is when it is handed over"`
	Serial     string         `json:"serial" doc:"form and symbol"`
	Number     string         `json:"number"`
	IssuedOn   clock.Date     `json:"issued_on"`
	OfficeCode string         `json:"office_code" doc:"of the tax office, where it gives one"`
	Reason     string         `json:"reason" doc:"why it is not issued, in the issuer's words"`
	CreatedAt  clock.Instant  `json:"created_at"`
}

func invoiceCardOf(v invoice.Invoice) invoiceCard {
	return invoiceCard{ID: v.ID, Kind: v.Kind, OrderID: v.OrderID, CorrectsID: v.CorrectsID, SellerID: v.SellerID, Issuer: v.Issuer, State: v.State, Total: v.Total,
		Serial: v.Serial, Number: v.Number, IssuedOn: v.IssuedOn, OfficeCode: v.OfficeCode, Reason: v.Reason, CreatedAt: v.CreatedAt}
}

func listedInvoice(v invoice.Listed) invoiceCard {
	out := invoiceCardOf(v.Invoice)
	out.OrderCode = v.OrderCode
	return out
}

// invoiceOut is an invoice with who it is made out to, for its buyer and its issuer.
type invoiceOut struct {
	invoiceCard
	Buyer invoice.Buyer `json:"buyer"`
	Lines []invoiceLine `json:"lines" doc:"as handed over; before that, as they would be now"`
	Sum   money.VND     `json:"sum" doc:"what the lines come to"`
}

type invoiceLine struct {
	Name      string            `json:"name" doc:"in Vietnamese, as on the invoice"`
	Unit      string            `json:"unit"`
	Basis     measure.Basis     `json:"basis"`
	Quantity  int64             `json:"quantity" doc:"pieces or grams"`
	Price     money.VND         `json:"price" doc:"of a piece or a kilogram"`
	Amount    money.VND         `json:"amount"`
	VAT       invoice.VAT       `json:"vat" doc:"none on an individual's sales invoice; issuer: the price holds it, at the rate that the issuer states"`
	VATBP     money.BasisPoints `json:"vat_bp"`
	VATAmount money.VND         `json:"vat_amount" doc:"on top of the amount"`
}

// invoiceOf shows an invoice after it was read or changed.
func (a *api) invoiceOf(c *fiber.Ctx, v invoice.Invoice, err error) (invoiceOut, error) {
	if err != nil {
		return invoiceOut{}, err
	}
	out := invoiceOut{invoiceCard: invoiceCardOf(v)}
	if out.Buyer, err = v.Buyer(a.Keys); err != nil {
		return out, err
	}
	lines, err := invoice.Lines(c.UserContext(), a.DB.Read(c.UserContext()), v)
	out.Sum = invoice.Sum(lines)
	out.Lines = each(lines, func(l invoice.Line) invoiceLine {
		return invoiceLine{l.Name, l.Unit, l.Basis, l.Quantity, l.Price, l.Amount, l.VAT, l.VATBP, l.VATAmount}
	})
	return out, err
}
