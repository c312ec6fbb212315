package invoice

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/measure"
	"github.com/chophien/chophien/models/money"
)

// What the lines say that are no goods. Invoices are in Vietnamese, whoever reads them.
const (
	deliveryName   = "Cước giao hàng"
	differenceName = "Giảm trừ tiền đã hoàn cho người mua"
	correctionName = "Điều chỉnh giảm do hoàn tiền cho người mua"
)

// Correct brings an order's invoice up to what it is worth now. What is not handed over
// yet takes its figures later; after that the difference becomes a correction, due once
// the invoice that it corrects is issued. Call it in the transaction in which money of the
// order is asked back. An order without an invoice has nothing to correct.
func Correct(ctx context.Context, tx *gorm.DB, orderID string, by actor.Actor, now clock.Instant) error {
	sale, found, err := lockSale(ctx, tx, orderID)
	if err != nil || !found || !sale.State.Frozen() {
		return err
	}
	worth, err := Worth(ctx, tx, orderID)
	if err != nil {
		return err
	}
	said, err := said(ctx, tx, sale)
	if err != nil || said == worth {
		return err
	}
	less := worth.Sub(said)
	c := Invoice{ID: db.NewID(), Kind: Correction, OrderID: sale.OrderID, CorrectsID: &sale.ID, SellerID: sale.SellerID, Issuer: sale.Issuer, State: Requested,
		BuyerKind: sale.BuyerKind, BuyerSealed: sale.BuyerSealed, Total: less, CreatedAt: now}
	if sale.State == Issued {
		c.State = Due
	}
	if err := tx.WithContext(ctx).Create(&c).Error; err != nil {
		return err
	}
	vat, err := vatOfInvoice(ctx, tx, sale.ID)
	if err != nil {
		return err
	}
	line := Line{Kind: "difference", Name: correctionName, Basis: measure.Piece, Quantity: 1, Price: less, Amount: less, VAT: vat}
	if err := putLines(ctx, tx, c.ID, []Line{line}); err != nil {
		return err
	}
	return record(ctx, tx, c.ID, "", c.State, by, now)
}

// said is what an invoice and its corrections come to.
func said(ctx context.Context, q *gorm.DB, sale Invoice) (sum money.VND, err error) {
	err = q.WithContext(ctx).Raw(`SELECT CAST(COALESCE(SUM(total), 0) AS BIGINT) FROM invoices
		WHERE kind = 'correction' AND corrects_id = ? AND state <> 'void'`, sale.ID).Scan(&sum).Error
	return sale.Total.Add(sum), err
}

// vatOfInvoice is how VAT stands on what an invoice was mostly of: its first line.
func vatOfInvoice(ctx context.Context, q *gorm.DB, id string) (vat VAT, err error) {
	err = q.WithContext(ctx).Raw("SELECT vat FROM invoice_lines WHERE invoice_id = ? ORDER BY position LIMIT 1", id).Scan(&vat).Error
	return vat, err
}

// moveCorrections takes the corrections that wait for an invoice where it has gone.
func moveCorrections(ctx context.Context, tx *gorm.DB, sale Invoice, next State, by actor.Actor, now clock.Instant) error {
	if sale.Kind != Sale {
		return nil
	}
	var waiting []Invoice
	err := tx.WithContext(ctx).Where("kind = 'correction' AND corrects_id = ? AND state = 'requested'", sale.ID).Order("created_at, id").Find(&waiting).Error
	for i := range waiting {
		if err == nil {
			columns := map[string]any{}
			if next == Void { // it names nobody: the sale does
				forget(columns)
			}
			err = move(ctx, tx, &waiting[i], next, by, now, columns)
		}
	}
	return err
}
