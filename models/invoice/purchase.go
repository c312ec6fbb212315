package invoice

import (
	"context"
	"io"
	"strconv"

	"github.com/xuri/excelize/v2"
	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/audit"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/measure"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/seller"
	"github.com/chophien/chophien/models/table"
)

// Period is the days of a list, both included.
type Period struct {
	From clock.Date `json:"from" form:"from"`
	To   clock.Date `json:"to" form:"to"`
}

// MostPurchases is how many lines one list holds.
const MostPurchases = 10_000

// check refuses with "date.syntax" what is no day, and with "invoice.period" (args: most) a
// period that ends before it begins or is longer than a year.
func (p Period) check() error {
	var l fault.List
	for field, d := range map[string]clock.Date{"from": p.From, "to": p.To} {
		if _, err := clock.ParseDate(string(d)); err != nil {
			l.Add(fault.New(fault.Invalid, "date.syntax").On(field))
		}
	}
	if len(l) == 0 && (p.To < p.From || p.To > p.From.AddDays(366)) {
		l.Add(fault.New(fault.Invalid, "invoice.period").On("to"))
	}
	return l.Err()
}

// Purchase is one line of a grower's order whose money the cooperative took to hand on.
type Purchase struct {
	SoldAt                             clock.Instant // when the order ended and its money was handed out
	Grower, Ward, Province             string
	OrderCode, NameVI, VariantVI, Unit string
	Basis                              measure.Basis
	Quantity                           int64 // as packed, pieces or grams
	Price                              money.VND
	Amount                             money.VND // what the buyer paid for it and was not given back
}

// Name is what was sold.
func (p Purchase) Name() string {
	if p.VariantVI == "" {
		return p.NameVI
	}
	return p.NameVI + " · " + p.VariantVI
}

// PurchaseList is what a cooperative took from its growers in a period, the ground of its
// list of purchases without invoices (form 01/TNDN).
type PurchaseList struct {
	Period Period
	Rows   []Purchase
	Total  money.VND
}

// Purchases lists, for a cooperative, the lines of growers' orders whose money came to it:
// those that ended in the period while the grower's payee was the cooperative, and it had
// accepted. The numbers of the growers' cards are not in it: they gave them to the market
// for the tax office. That it was drawn is kept.
//
// It refuses with "right.…" a member who may not handle money, with "invoice.not_cooperative"
// a seller that is none, with what is wrong with the period, and with "invoice.too_many"
// (args: most) a period of more than MostPurchases lines.
func (b *Book) Purchases(ctx context.Context, by actor.Member, in Period) (out PurchaseList, err error) {
	if !by.Rights.Has(actor.HandleMoney) {
		return out, fault.New(fault.Forbidden, "right."+string(actor.HandleMoney))
	}
	if err := in.check(); err != nil {
		return out, err
	}
	out.Period = in
	err = b.DB.Tx(ctx, func(tx *gorm.DB) error {
		s, err := seller.Find(ctx, tx, by.SellerID)
		if err != nil {
			return err
		}
		if s.Kind != seller.Cooperative {
			return fault.New(fault.Conflict, "invoice.not_cooperative")
		}
		err = tx.WithContext(ctx).Raw(`SELECT s.at AS sold_at, g.name AS grower, COALESCE(w.name, '') AS ward, COALESCE(pr.name, '') AS province, o.code AS order_code,
				l.name_vi, l.variant_vi, l.unit, l.basis, CASE WHEN l.packed_quantity >= 0 THEN l.packed_quantity ELSE l.quantity END AS quantity, l.price,
				CAST((SELECT SUM(h.base) FROM withheld_lines h WHERE h.order_id = o.id AND h.line_id = l.id) AS BIGINT) AS amount
			FROM payees p JOIN settlements s ON s.seller_id = p.seller_id AND s.at >= p.accepted_at AND (p.removed_at = 0 OR s.at < p.removed_at)
			JOIN orders o ON o.id = s.order_id JOIN order_lines l ON l.order_id = o.id JOIN sellers g ON g.id = p.seller_id
			LEFT JOIN divisions w ON w.scheme = g.scheme AND w.code = g.ward_code LEFT JOIN divisions pr ON pr.scheme = w.scheme AND pr.code = w.parent_code
			WHERE p.cooperative_id = ? AND p.accepted_at > 0 AND s.at >= ? AND s.at < ?
				AND EXISTS (SELECT 1 FROM withheld_lines h WHERE h.order_id = o.id AND h.line_id = l.id AND h.base > 0)
			ORDER BY s.at, o.id, l.position LIMIT ?`, by.SellerID, in.From.Start(), in.To.AddDays(1).Start(), MostPurchases+1).Scan(&out.Rows).Error
		if err != nil {
			return err
		}
		if len(out.Rows) > MostPurchases {
			return fault.New(fault.Invalid, "invoice.too_many").On("to").With("most", MostPurchases)
		}
		for _, r := range out.Rows {
			out.Total = out.Total.Add(r.Amount)
		}
		return audit.Write(ctx, tx, audit.Entry{By: by.Stamp(), Verb: "invoice.purchases", Subject: audit.Subject{Kind: "seller", ID: by.SellerID}}, b.Now())
	})
	return out, err
}

// purchaseHeads are the columns of the list, in the order of the form. id_number and
// paid_price are the cooperative's to fill in.
var purchaseHeads = []string{"date", "grower", "address", "id_number", "item", "unit", "quantity", "sold_price", "sold_amount", "paid_price", "order_code"}

func (p Purchase) cells() []any {
	unit := p.Unit
	if p.Basis == measure.Gram {
		unit = "g"
	}
	address := p.Ward
	if p.Province != "" {
		address += ", " + p.Province
	}
	return []any{string(p.SoldAt.Date()), table.Harmless(p.Grower), table.Harmless(address), "", table.Harmless(p.Name()), table.Harmless(unit), p.Quantity, p.Price.Dong(), p.Amount.Dong(), "", p.OrderCode}
}

func (l PurchaseList) total() []any {
	return []any{"total", "", "", "", "", "", "", "", l.Total.Dong(), "", ""}
}

// WriteCSV writes the list as UTF-8 with a byte order mark. Its last line is the total.
func (l PurchaseList) WriteCSV(w io.Writer) error {
	rows := [][]string{purchaseHeads}
	for _, cells := range l.all() {
		row := make([]string, len(cells))
		for i, c := range cells {
			switch v := c.(type) {
			case string:
				row[i] = v
			case int64:
				row[i] = strconv.FormatInt(v, 10)
			}
		}
		rows = append(rows, row)
	}
	return table.WriteCSV(w, rows)
}

func (l PurchaseList) all() [][]any {
	out := make([][]any, 0, len(l.Rows)+1)
	for _, r := range l.Rows {
		out = append(out, r.cells())
	}
	return append(out, l.total())
}

// WriteXLSX writes the same as a workbook, amounts as whole numbers.
func (l PurchaseList) WriteXLSX(w io.Writer) error {
	book := excelize.NewFile()
	defer book.Close()
	const sheet = "purchases"
	if err := book.SetSheetName("Sheet1", sheet); err != nil {
		return err
	}
	out, err := book.NewStreamWriter(sheet)
	if err != nil {
		return err
	}
	head := make([]any, len(purchaseHeads))
	for i, h := range purchaseHeads {
		head[i] = h
	}
	for i, cells := range append([][]any{head}, l.all()...) {
		if err := out.SetRow("A"+strconv.Itoa(i+1), cells); err != nil {
			return err
		}
	}
	if err := out.Flush(); err != nil {
		return err
	}
	_, err = book.WriteTo(w)
	return err
}

// FileName is what the list is called when it is handed out.
func (l PurchaseList) FileName() string {
	return "purchases-" + string(l.Period.From) + "-" + string(l.Period.To)
}
