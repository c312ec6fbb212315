package report

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/checkout"
	"github.com/chophien/chophien/models/collection"
	"github.com/chophien/chophien/models/complaint"
	"github.com/chophien/chophien/models/earning"
	"github.com/chophien/chophien/models/invoice"
	"github.com/chophien/chophien/models/ledger"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/payment"
	"github.com/chophien/chophien/models/privacy"
	"github.com/chophien/chophien/models/proof"
	"github.com/chophien/chophien/models/remittance"
	"github.com/chophien/chophien/models/requirement"
	"github.com/chophien/chophien/models/settlement"
	"github.com/chophien/chophien/models/stock"
	"github.com/chophien/chophien/models/tax"
)

// Proofs are the rooms that prove themselves, in the order in which they are asked.
var Proofs = []struct {
	Room   string
	Verify func(ctx context.Context, q *gorm.DB) ([]proof.Violation, error)
}{
	{"stock", stock.Verify},
	{"checkout", checkout.Verify},
	{"order", order.Verify},
	{"payment", payment.Verify},
	{"invoice", invoice.Verify},
	{"collection", collection.Verify},
	{"remittance", remittance.Verify},
	{"complaint", complaint.Verify},
	{"ledger", ledger.Verify},
	{"tax", tax.Verify},
	{"earning", earning.Verify},
	{"settlement", settlement.Verify},
	{"requirement", requirement.Verify},
	{"privacy", privacy.Verify},
}

// Verify recomputes every promise and returns what breaks one; none is the good answer.
func Verify(ctx context.Context, q *gorm.DB) ([]proof.Violation, error) {
	var all []proof.Violation
	for _, p := range Proofs {
		found, err := p.Verify(ctx, q)
		if err != nil {
			return all, fmt.Errorf("report: %s: %w", p.Room, err)
		}
		all = append(all, found...)
	}
	return all, nil
}
