package news

import (
	"context"
	"errors"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/outbox"
	"github.com/chophien/chophien/models/requirement"
	"github.com/chophien/chophien/models/seller"
)

// requirementEnds tells who leads a stall on which day a paper of its ends, and the helper whom
// the household agreed to. One that was renewed or asked again meanwhile is not told of.
func (n *News) requirementEnds(ctx context.Context, note outbox.Note) error {
	var body requirement.Note
	if err := note.Decode(&body); err != nil {
		return err
	}
	q := n.DB.Read(ctx)
	r, err := requirement.Find(ctx, q, body.RequirementID)
	if err != nil || r.State != requirement.Accepted || r.ValidUntil > n.Now().Date().AddDays(30) {
		return err
	}
	s, err := seller.Find(ctx, q, r.SellerID)
	if err != nil {
		return err
	}
	template := note.Type
	if r.Kind == requirement.FoodSafety {
		template += ".food"
	}
	with := args{"stall": s.Name, "day": r.ValidUntil}
	return errors.Join(
		n.tellStall(ctx, q, note.ID, template, s.ID, actor.EditMembers, []string{"papers", string(r.Kind)}, with),
		n.tellHelper(ctx, q, note, s, with))
}

// tellHelper tells the helper of a stall's ward that a paper ends, if the household agreed to
// be helped.
func (n *News) tellHelper(ctx context.Context, q *gorm.DB, note outbox.Note, s *seller.Seller, with args) error {
	to, err := helpers(ctx, q, s)
	if err != nil {
		return err
	}
	return n.tell(ctx, note.ID+"/near", "paper.ending.near", to, with)
}
