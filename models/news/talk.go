package news

import (
	"context"
	"fmt"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/conversation"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/outbox"
)

// talked tells a side that the other one wrote about an order, once for all that it has not
// read; what was read meanwhile is not told of.
func (n *News) talked(ctx context.Context, note outbox.Note) error {
	var body conversation.Note
	if err := note.Decode(&body); err != nil {
		return err
	}
	q := n.DB.Read(ctx)
	first, waits, err := conversation.FirstUnread(ctx, q, body.OrderID, body.To)
	if err != nil || !waits {
		return err
	}
	o, err := order.Find(ctx, q, body.OrderID)
	if err != nil {
		return err
	}
	happening := fmt.Sprintf("talk/%s/%s", first, body.To)
	if body.To == conversation.Selling {
		return n.tellStall(ctx, q, happening, note.Type+".seller", o.SellerID, actor.HandleOrders, []string{"orders", o.Code, "talk"}, args{"code": o.Code})
	}
	g, err := order.GroupByID(ctx, q, o.GroupID)
	if err != nil {
		return err
	}
	return n.tell(ctx, happening, note.Type+".buyer", buyer(g), args{"code": o.Code, "link": n.link("orders", o.Code, "talk")})
}
