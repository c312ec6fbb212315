package news

import (
	"context"
	"errors"
	"strings"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/catalog"
	"github.com/chophien/chophien/models/harvest"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/outbox"
	"github.com/chophien/chophien/models/seller"
)

// mostAhead is how many buyers of one harvest are told that its days moved.
const mostAhead = 5000

// byHarvest reports whether an order ended because a harvest did not come to it: of those
// the seller hears once for all.
func byHarvest(reason string) bool { return strings.HasPrefix(reason, "harvest.") }

// harvest reads what a note about one is about, and how many orders wait for it.
func (n *News) harvest(ctx context.Context, note outbox.Note) (q *gorm.DB, v harvest.View, with args, err error) {
	var body harvest.Note
	if err = note.Decode(&body); err != nil {
		return q, v, nil, err
	}
	q = n.DB.Read(ctx)
	if v, err = harvest.Find(ctx, q, body.SellerID, body.HarvestID); err != nil {
		return q, v, nil, err
	}
	_, p, err := catalog.FindVariant(ctx, q, v.Harvest.VariantID)
	if err != nil {
		return q, v, nil, err
	}
	return q, v, args{"name": p.NameVI, "n": v.Waiting, "day": v.Decide().AddDays(-1), "from": v.StartsOn, "to": v.EndsOn}, nil
}

// harvestDue asks the seller how a harvest stands: its days have come, or are over. When
// they are over somebody near hears of it too. Of one that has ended nothing is asked.
func (n *News) harvestDue(ctx context.Context, note outbox.Note) error {
	q, v, with, err := n.harvest(ctx, note)
	if err != nil || !v.Awaited() {
		return err
	}
	err = n.tellStall(ctx, q, note.ID, note.Type, v.SellerID, actor.EditProducts, []string{"harvests", v.Harvest.ID}, with)
	if note.Type != harvest.LateNote {
		return err
	}
	s, wrong := seller.Find(ctx, q, v.SellerID)
	if wrong != nil {
		return errors.Join(err, wrong)
	}
	to, wrong := nearby(ctx, q, s)
	with["stall"] = s.Name
	return errors.Join(err, wrong, n.tell(ctx, note.ID+"/near", note.Type+".near", to, with))
}

// harvestMissed tells the seller that the money went back, since nobody said a word.
func (n *News) harvestMissed(ctx context.Context, note outbox.Note) error {
	q, v, with, err := n.harvest(ctx, note)
	if err != nil {
		return err
	}
	return n.tellStall(ctx, q, note.ID, note.Type, v.SellerID, actor.EditProducts, []string{"harvests", v.Harvest.ID}, with)
}

// harvestMoved tells everybody who waits for a harvest the new days.
func (n *News) harvestMoved(ctx context.Context, note outbox.Note) error {
	q, v, with, err := n.harvest(ctx, note)
	if err != nil || !v.Awaited() {
		return err
	}
	orders, err := order.AheadOf(ctx, q, v.Harvest.ID, mostAhead)
	if err != nil {
		return err
	}
	var all error
	for _, o := range orders {
		g, err := order.GroupByID(ctx, q, o.GroupID)
		if err != nil {
			return errors.Join(all, err)
		}
		all = errors.Join(all, n.tell(ctx, note.ID+"/"+o.ID+"/buyer", note.Type, buyer(g), args{
			"code": o.Code, "from": with["from"], "to": with["to"], "link": n.link("orders", o.Code),
		}))
	}
	return all
}
