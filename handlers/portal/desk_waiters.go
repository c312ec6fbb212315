package portal

import (
	"strings"

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
	cards, err := seller.CardsOf(ctx, w.DB.Read(ctx), ids)
	if err != nil {
		return err
	}
	for _, x := range rows {
		p.Rows = append(p.Rows, pages.WaiterRow{
			Name: cards[x.SellerID].Name, Why: sh.T("portal.waiting." + strings.TrimPrefix(x.Why, "payout.wait.")), Balance: x.Balance, Stall: pages.DeskPath("stalls", cards[x.SellerID].Slug),
		})
	}
	return show(c, pages.Waiters(sh, p))
}
