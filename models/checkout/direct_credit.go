package checkout

import (
	"context"
	"strings"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/payment"
	"github.com/chophien/chophien/models/seller"
)

// reached reports whether a transfer came to where it was meant to go: that of a payment to
// a seller to the seller's account, any other to the market's own. Where sellers collect,
// sources tell of whatever moves on their accounts, and the rest is nobody's business here;
// of a payment whose money came elsewhere a person is told.
func (c *Checkout) reached(ctx context.Context, tx *gorm.DB, matches []payment.Payment, kept payment.Credit) (bool, error) {
	if len(matches) != 1 || !matches[0].Direct() {
		return c.Account != "" && kept.Account == c.Account, nil
	}
	p := matches[0]
	payee, err := seller.FindPayee(ctx, tx, *p.PayeeID)
	if err != nil {
		return false, err
	}
	number, err := payee.Number(c.Keys)
	if err != nil || sameNumber(number, kept.Account) {
		return err == nil, err
	}
	return false, payment.Review(ctx, tx, p.ID, kept.Amount, "account", c.Now())
}

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
