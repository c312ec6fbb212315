package invoice

import (
	"context"
	"encoding/json"
	"io"
	"strconv"

	"github.com/xuri/excelize/v2"
	"gorm.io/gorm"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/measure"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/table"
)

// Document is what a batch hands over: the port to whoever issues invoices. Today it leaves
// as a file, JSON or Excel; a driver of a provider takes the same.
type Document struct {
	Batch    string        `json:"batch"`
	HandedAt clock.Instant `json:"handed_at"`
	Invoices []Paper       `json:"invoices"`
}

// Paper is one invoice of a document.
type Paper struct {
	ID        string      `json:"id"` // by which the answer names it
	Kind      Kind        `json:"kind"`
	OrderCode string      `json:"order_code,omitempty"`
	Period    string      `json:"period,omitempty"`   // month of a fee
	Corrects  *Result     `json:"corrects,omitempty"` // the invoice that a correction corrects
	Seller    string      `json:"seller"`
	BuyerKind BuyerKind   `json:"buyer_kind"`
	Buyer     Buyer       `json:"buyer"`
	Lines     []PaperLine `json:"lines"`
	Total     money.VND   `json:"total"`
}

// PaperLine is one line of it, amounts in whole đồng, quantities in pieces or grams.
type PaperLine struct {
	Name      string            `json:"name"`
	Unit      string            `json:"unit"`
	Basis     measure.Basis     `json:"basis"`
	Quantity  int64             `json:"quantity"`
	Price     money.VND         `json:"price"`
	Amount    money.VND         `json:"amount"`
	VAT       VAT               `json:"vat"`
	VATBP     money.BasisPoints `json:"vat_bp"`
	VATAmount money.VND         `json:"vat_amount"`
}

func (b *Book) document(ctx context.Context, q *gorm.DB, batch Batch, handed []Invoice) (Document, error) {
	doc := Document{Batch: batch.ID, HandedAt: batch.CreatedAt, Invoices: make([]Paper, len(handed))}
	for i, v := range handed {
		p := Paper{ID: v.ID, Kind: v.Kind, Period: v.Period, BuyerKind: v.BuyerKind, Total: v.Total}
		var err error
		if p.Buyer, err = v.Buyer(b.Keys); err != nil {
			return doc, err
		}
		err = q.WithContext(ctx).Raw(`SELECT s.name AS seller, COALESCE((SELECT o.code FROM orders o WHERE o.id = v.order_id), '') AS order_code
			FROM invoices v JOIN sellers s ON s.id = v.seller_id WHERE v.id = ?`, v.ID).Row().Scan(&p.Seller, &p.OrderCode)
		if err != nil {
			return doc, err
		}
		if v.CorrectsID != nil {
			sale, err := Find(ctx, q, *v.CorrectsID)
			if err != nil {
				return doc, err
			}
			p.Corrects = &Result{sale.Serial, sale.Number, sale.IssuedOn, sale.OfficeCode}
		}
		lines, err := Lines(ctx, q, v)
		if err != nil {
			return doc, err
		}
		for _, l := range lines {
			p.Lines = append(p.Lines, PaperLine{l.Name, l.Unit, l.Basis, l.Quantity, l.Price, l.Amount, l.VAT, l.VATBP, l.VATAmount})
		}
		doc.Invoices[i] = p
	}
	return doc, nil
}

// WriteJSON writes the document as it is hashed.
func (d Document) WriteJSON(w io.Writer) error {
	text, err := json.Marshal(d)
	if err == nil {
		_, err = w.Write(text)
	}
	return err
}

// heads are the columns of the workbook. The last five are empty: filled in, the workbook is
// the file that ReadBack reads.
var heads = []any{"id", "kind", "order_code", "period", "corrects_serial", "corrects_number", "seller", "buyer_kind", "buyer", "tax_code", "budget_code", "address", "email",
	"line", "unit", "quantity", "price", "amount", "vat", "vat_bp", "vat_amount", "total", "serial", "number", "issued_on", "office_code", "reason"}

// WriteXLSX writes the same as a workbook, a row a line; the first row of an invoice holds
// its total. Quantities are pieces, or grams with the unit "g" and the price of a kilogram.
func (d Document) WriteXLSX(w io.Writer) error {
	book := excelize.NewFile()
	defer book.Close()
	const sheet = "invoices"
	if err := book.SetSheetName("Sheet1", sheet); err != nil {
		return err
	}
	out, err := book.NewStreamWriter(sheet)
	if err != nil {
		return err
	}
	row := 0
	put := func(cells []any) {
		row++
		if err == nil {
			err = out.SetRow("A"+strconv.Itoa(row), cells)
		}
	}
	put(heads)
	for _, p := range d.Invoices {
		var corrects Result
		if p.Corrects != nil {
			corrects = *p.Corrects
		}
		for i, l := range p.Lines {
			unit := l.Unit
			if l.Basis == measure.Gram {
				unit = "g"
			}
			cells := []any{p.ID, string(p.Kind), p.OrderCode, p.Period, table.Harmless(corrects.Serial), table.Harmless(corrects.Number), table.Harmless(p.Seller), string(p.BuyerKind), table.Harmless(p.Buyer.Name),
				p.Buyer.TaxCode, p.Buyer.BudgetCode, table.Harmless(p.Buyer.Address), table.Harmless(p.Buyer.Email), table.Harmless(l.Name), table.Harmless(unit), l.Quantity, l.Price.Dong(), l.Amount.Dong(),
				string(l.VAT), int64(l.VATBP), l.VATAmount.Dong(), nil}
			if i == 0 {
				cells[21] = p.Total.Dong()
			}
			put(cells)
		}
	}
	if err == nil {
		err = out.Flush()
	}
	if err != nil {
		return err
	}
	_, err = book.WriteTo(w)
	return err
}

// FileName is what the document is called when it is handed out.
func (d Document) FileName() string {
	return "invoices-" + string(d.HandedAt.Date()) + "-" + d.Batch[len(d.Batch)-6:]
}
