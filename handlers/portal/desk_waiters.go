package portal

import (
	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/seller"
	"github.com/chophien/chophien/models/settlement"
	pages "github.com/chophien/chophien/web/portal"
)

// waitersPage lists the sellers with money who cannot be paid.
func (w *portal) waitersPage(c *fiber.Ctx, by actor.Admin) error {
	ctx := c.UserContext()
	at, err := after(c)
	if err != nil {
		return err
	}
	rows, err := w.Cashier.Waiting(ctx, by, at.ID, perPage+1)
	if err != nil {
		return err
	}
	rows, next := cut(rows, func(x settlement.Waiter) db.Cursor { return db.Cursor{ID: x.SellerID} })
	sh := back(w.desk(c, "portal.waiting"), pages.DeskPath("payouts"), "portal.batches")
	p := pages.WaitersPage{Pager: pager(c, pages.DeskPath("waiting"), next)}
	var ids []string
	for _, x := range rows {
		ids = append(ids, x.SellerID)
	}
	names, err := seller.Names(ctx, w.DB.Read(ctx), ids)
	if err != nil {
		return err
	}
	for _, x := range rows {
		p.Rows = append(p.Rows, pages.WaiterRow{Name: names[x.SellerID], Why: sh.T(x.Why), Balance: x.Balance})
	}
	return show(c, pages.Waiters(sh, p))
}
