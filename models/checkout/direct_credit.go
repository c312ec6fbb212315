package checkout

import (
	"context"
	"strings"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/payment"
	"github.com/chophien/chophien/models/seller"
)

// reached is whose account a transfer came to: that of the seller whom a payment is for, the
// market's own, or nobody's of either. Where sellers collect, sources tell of whatever moves
// on their accounts, and what is nobody's is no business of the market; of a payment whose
// money came elsewhere a person is told.
func (c *Checkout) reached(ctx context.Context, tx *gorm.DB, matches []payment.Payment, kept payment.Credit) (receiver, error) {
	var p payment.Payment
	if len(matches) == 1 && matches[0].Direct() {
		p = matches[0]
		payee, err := seller.FindPayee(ctx, tx, *p.PayeeID)
		if err != nil {
			return "", err
		}
		number, err := payee.Number(c.Keys)
		if err != nil || sameNumber(number, kept.Account) {
			return ofSeller, err
		}
	}
	switch {
	case !c.Direct, sameNumber(c.Account, kept.Account): // whose sources tell of the market's alone
		return ofMarket, nil
	case len(matches) == 1: // of the market's too, from before the switch
		return ofNobody, payment.Review(ctx, tx, matches[0].ID, kept.Amount, "account", c.Now())
	}
	return ofNobody, nil
}

// receiver says whose account a transfer came to.
type receiver string

const (
	ofSeller receiver = "seller"
	ofMarket receiver = "market"
	ofNobody receiver = "nobody"
)

func sameNumber(a, b string) bool {
	clean := strings.NewReplacer(" ", "", "-", "", ".", "")
	return a != "" && clean.Replace(a) == clean.Replace(b)
}

// confirmed reports whether a transfer is what was told of in the other way already, by its
// seller or by a source, and books nothing a second time.
func (c *Checkout) confirmed(ctx context.Context, tx *gorm.DB, kept *payment.Credit) (bool, error) {
	of, found, err := payment.OtherWord(ctx, tx, *kept)
	if found {
		kept.TwinOf = &of.ID
	}
	return found, err
}

// contradicted reports whether the seller has said another sum than the bank tells of, which
// nothing has borne out. To book both would be to book a slip of the pen: a person is asked,
// and what the seller says next counts.
func (c *Checkout) contradicted(ctx context.Context, tx *gorm.DB, kept payment.Credit) (bool, error) {
	_, found, err := payment.OtherAmount(ctx, tx, kept)
	if err != nil || !found {
		return false, err
	}
	return true, payment.Review(ctx, tx, *kept.PaymentID, kept.Amount, "amount", c.Now())
}
