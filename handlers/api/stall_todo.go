package api

import (
	"context"

	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/catalog"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/fulfillment"
	"github.com/chophien/chophien/models/onboarding"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/requirement"
)

type todoQuery struct {
	paging
	Status []order.Status `json:"status" doc:"placed, confirmed or packed; several for any of them"`
}

type todoCard struct {
	orderCard
	Until clock.Instant `json:"until" doc:"until when the next step is to be done; 0 where no clock runs"`
	Asked bool          `json:"asked" doc:"the buyer is asked whether less will do: wait"`
}

type todoOut struct {
	list[todoCard]
	Placed    int `json:"placed" doc:"how many wait for an answer"`
	Confirmed int `json:"confirmed" doc:"how many are to be packed"`
	Packed    int `json:"packed" doc:"how many are to be handed over"`
	Late      int `json:"late" doc:"how many of all are past their time"`

	Papers []endingOut `json:"papers" doc:"papers and certificates that end within 30 days"`
}

type endingOut struct {
	Kind    string     `json:"kind" doc:"of a paper of the stall, or of a certificate"`
	Product string     `json:"product,omitempty" doc:"whose certificate it is: its slug"`
	LastDay clock.Date `json:"last_day"`
}

// endingOf are what soon ends of a stall, the papers first.
func (a *api) endingOf(ctx context.Context, sellerID string) ([]endingOut, error) {
	q, today := a.DB.Read(ctx), a.Now().Date()
	papers, err := requirement.EndingOf(ctx, q, sellerID, today, today.AddDays(onboarding.WarnDays))
	if err != nil {
		return nil, err
	}
	out := each(papers, func(r requirement.Requirement) endingOut {
		return endingOut{Kind: string(r.Kind), LastDay: r.ValidUntil}
	})
	certificates, err := catalog.EndingOf(ctx, q, sellerID, today, today.AddDays(onboarding.WarnDays), 20)
	return append(out, each(certificates, func(c catalog.EndingPaper) endingOut { return endingOut{string(c.Kind), c.Slug, c.LastDay} })...), err
}

func (a *api) todo(c *fiber.Ctx, by actor.Member, in todoQuery) (todoOut, error) {
	if err := has(by, actor.SeeOrders, actor.HandleOrders); err != nil {
		return todoOut{}, err
	}
	for _, s := range in.Status {
		if s != order.Placed && s != order.Confirmed && s != order.Packed {
			return todoOut{}, fault.New(fault.Invalid, "input.value").On("status")
		}
	}
	ctx := c.UserContext()
	q := a.DB.Read(ctx)
	counts, late, err := order.CountTodo(ctx, q, by.SellerID, a.Now())
	if err != nil {
		return todoOut{}, err
	}
	rows, next, err := rowsOf(in.paging, func(after db.Cursor, limit int) ([]order.Todo, error) {
		return order.TodoOf(ctx, q, by.SellerID, in.Status, after, limit)
	}, func(t order.Todo) db.Cursor { return db.Cursor{At: t.Due, ID: t.ID} })
	if err != nil {
		return todoOut{}, err
	}
	papers, err := a.endingOf(ctx, by.SellerID)
	if err != nil {
		return todoOut{}, err
	}
	asked, err := fulfillment.AskedOf(ctx, q, each(rows, func(t order.Todo) order.Order { return t.Order }))
	return todoOut{list[todoCard]{Next: next, Items: each(rows, func(t order.Todo) todoCard {
		return todoCard{orderCardOf(t.Order), t.Due, asked[t.ID]}
	})}, counts[order.Placed], counts[order.Confirmed], counts[order.Packed], late, papers}, err
}
