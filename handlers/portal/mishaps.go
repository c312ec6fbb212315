package portal

import (
	"context"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/catalog"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/requirement"
	"github.com/chophien/chophien/models/settlement"
	pages "github.com/chophien/chophien/web/portal"
)

// mishaps is what went wrong beside the orders, each with the page on which it is mended: the
// last transfer came back, a paper was refused, the market took goods off the shelf.
func (w *portal) mishaps(ctx context.Context, sh *pages.Shell, s stall) ([]pages.Way, error) {
	var out []pages.Way
	if s.may(actor.SeeMoney) {
		last, err := w.Cashier.Mine(ctx, s.by, db.Cursor{}, 1)
		if err != nil {
			return nil, err
		}
		if len(last) > 0 && last[0].Status == settlement.Returned {
			out = append(out, pages.Way{URL: s.path("money", "payouts"), Icon: "alert", Label: sh.T("portal.todo.returned"), Hint: sh.T("portal.todo.see_why")})
		}
	}
	if s.may(actor.EditMembers) {
		papers, err := requirement.OfSeller(ctx, w.DB.Read(ctx), s.ID)
		if err != nil {
			return nil, err
		}
		for _, r := range papers {
			if r.State == requirement.Rejected {
				out = append(out, pages.Way{URL: s.path("papers", string(r.Kind)), Icon: "alert", Label: sh.T("portal.req." + string(r.Kind)), Hint: sh.T("portal.todo.refused_paper")})
			}
		}
	}
	if s.may(actor.EditProducts) {
		goods, err := catalog.TakenDown(ctx, w.DB.Read(ctx), s.ID, 3)
		if err != nil {
			return nil, err
		}
		for _, p := range goods {
			out = append(out, pages.Way{URL: s.path("products", p.Slug), Icon: "alert", Label: p.Name(string(sh.Lang)), Hint: sh.T("portal.todo.taken_down")})
		}
	}
	return out, nil
}
