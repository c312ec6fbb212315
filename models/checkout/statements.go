package checkout

import (
	"context"
	"errors"
	"fmt"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/payment"
	"github.com/chophien/chophien/payments"
)

// mostPages is how often one round asks one source for more.
const mostPages = 20

// ReadStatements asks the sources of bank notices that keep a list for the transfers since
// the last time, and applies each like a notice: one whose notice came is known, one whose
// notice was lost is booked now. What could not be applied is asked for again.
func (c *Checkout) ReadStatements(ctx context.Context) error {
	var all error
	for _, l := range c.Gateways.Notices() {
		if s, lists := l.(payments.StatementSource); lists {
			all = errors.Join(all, c.readStatement(ctx, l.Code(), s))
		}
	}
	return all
}

func (c *Checkout) readStatement(ctx context.Context, code string, s payments.StatementSource) error {
	feed, err := c.feed(ctx, code)
	if err != nil {
		return err
	}
	for range mostPages {
		limited, cancel := context.WithTimeout(ctx, 3*c.callLimit()) // a long list takes a while
		credits, to, err := s.Credits(limited, feed.Since, feed.ReadTo)
		cancel()
		if err != nil {
			return fmt.Errorf("checkout: the list of %s: %w", code, err)
		}
		for _, ev := range credits {
			if o := c.apply(ctx, news{listener: code, event: ev, raw: "statement", asked: true}); o == payments.OurFailure {
				return fmt.Errorf("checkout: a transfer from the list of %s could not be applied", code)
			}
		}
		err = c.DB.Tx(ctx, func(tx *gorm.DB) error { return payment.ReadFeed(ctx, tx, feed, to, c.Now()) })
		if err != nil || to == feed.ReadTo {
			return err
		}
		feed.ReadTo = to
	}
	return nil // the next round reads on
}

func (c *Checkout) feed(ctx context.Context, code string) (f payment.Feed, err error) {
	err = c.DB.Tx(ctx, func(tx *gorm.DB) error {
		f, err = payment.WatchFeed(ctx, tx, code, c.Now())
		return err
	})
	return f, err
}
