package payment

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/ledger"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/tax"
)

// withhold registers the tax of orders whose money was accepted now, by the rules of this
// day, and returns the postings that take it out of their escrow. Who pays it and at which
// rate was frozen per line. Of what was packed before it was paid, at a door, the packed
// amount counts.
func withhold(ctx context.Context, tx *gorm.DB, paymentID string, orders []order.Order, lines []order.Line, now clock.Instant) ([]ledger.Posting, error) {
	seller := map[string]order.Order{}
	for _, o := range orders {
		seller[o.ID] = o
	}
	taxed := make([]tax.Line, 0, len(lines)+len(orders))
	for i, l := range lines {
		o, base := seller[l.OrderID], l.Amount
		if l.PackedQuantity != order.Unpacked {
			base = l.PackedAmount
		}
		taxed = append(taxed, tax.Line{
			OrderID: o.ID, LineID: l.ID, SellerID: o.SellerID, Class: l.TaxClass, Entity: l.TaxEntity, Residency: l.Residency, Base: base,
		})
		first := i == 0 || lines[i-1].OrderID != l.OrderID
		if first && o.ShippingEarner == order.EarnedBySeller {
			taxed = append(taxed, tax.Delivery(o.ID, o.SellerID, l.TaxEntity, l.Residency, o.Shipping))
		}
	}
	totals, err := tax.Accept(ctx, tx, tax.Cause{Kind: "paid", ID: paymentID}, now, taxed)
	var postings []ledger.Posting
	for _, t := range totals {
		postings = append(postings,
			ledger.Posting{From: ledger.Escrow(t.OrderID), To: ledger.VATWithheld(), Amount: t.VAT, OrderID: t.OrderID},
			ledger.Posting{From: ledger.Escrow(t.OrderID), To: ledger.PITWithheld(), Amount: t.PIT, OrderID: t.OrderID})
	}
	return postings, err
}

// unwithhold gives the tax of what is taken off an order back into its escrow.
func unwithhold(ctx context.Context, tx *gorm.DB, why Reason, offs []tax.Off, now clock.Instant) error {
	totals, err := tax.Reverse(ctx, tx, tax.Cause{Kind: why.Kind, ID: why.ID}, now, offs)
	if err != nil {
		return err
	}
	var postings []ledger.Posting
	for _, t := range totals {
		postings = append(postings,
			ledger.Posting{From: ledger.VATWithheld(), To: ledger.Escrow(t.OrderID), Amount: t.VAT, OrderID: t.OrderID},
			ledger.Posting{From: ledger.PITWithheld(), To: ledger.Escrow(t.OrderID), Amount: t.PIT, OrderID: t.OrderID})
	}
	_, err = ledger.Post(ctx, tx, ledger.Cause{Kind: "unwithhold." + why.Kind, ID: why.ID}, now, postings...)
	return err
}
