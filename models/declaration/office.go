package declaration

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/crypt"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/tax"
)

// Office declares what was withheld, and tells sellers.
type Office struct {
	DB   *db.DB
	Now  clock.Clock
	Keys *crypt.Keyring // opens the numbers of sellers for the tax office's list
}

func (o *Office) read(ctx context.Context) *gorm.DB { return o.DB.Read(ctx) }

// Close declares a month that is over. See tax.Close.
func (o *Office) Close(ctx context.Context, by actor.Admin, period string) (p tax.Period, err error) {
	err = o.DB.Tx(ctx, func(tx *gorm.DB) error {
		p, err = tax.Close(ctx, tx, period, by, o.Now())
		return err
	})
	return p, err
}

// Periods lists the months of the register, newest first.
func (o *Office) Periods(ctx context.Context, _ actor.Admin, before string, limit int) ([]tax.Period, error) {
	return tax.Periods(ctx, o.read(ctx), before, limit)
}

// Period is one month of the register.
func (o *Office) Period(ctx context.Context, _ actor.Admin, period string) (tax.Period, error) {
	return tax.FindPeriod(ctx, o.read(ctx), period)
}

// Due is the month that is over and waits to be declared, or nil.
func (o *Office) Due(ctx context.Context, _ actor.Admin) (*tax.Period, error) {
	return tax.ToClose(ctx, o.read(ctx), o.Now().Date())
}

func maySee(by actor.Member) error {
	if !by.Rights.Has(actor.SeeMoney) {
		return fault.New(fault.Forbidden, "right."+string(actor.SeeMoney))
	}
	return nil
}
