package news

import (
	"context"
	"strings"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/outbox"
	"github.com/chophien/chophien/models/requirement"
	"github.com/chophien/chophien/models/seller"
)

// decidedOf tells who leads a stall what an officer said of a paper, and why; that the name
// of an account is another one, too. What the market settled by itself needs no message:
// the person has just seen it.
func (n *News) decidedOf(ctx context.Context, note outbox.Note) error {
	var body requirement.Note
	if err := note.Decode(&body); err != nil {
		return err
	}
	q := n.DB.Read(ctx)
	r, err := requirement.Find(ctx, q, body.RequirementID)
	if err != nil || note.Type != required(r.State) {
		return err
	}
	moves, err := requirement.History(ctx, q, r.ID)
	if err != nil || len(moves) == 0 {
		return err
	}
	machine := moves[len(moves)-1].ActorKind == actor.KindSystem
	template := note.Type
	switch {
	case r.State == requirement.Handed && r.Kind == requirement.BankName:
		template = "requirement.bank_name"
	case r.State == requirement.Handed, r.State == requirement.Accepted && machine:
		return nil
	case r.Reason == requirement.TooLate:
		template = r.Reason
	case strings.HasPrefix(r.Reason, "requirement."):
		return nil
	}
	s, err := seller.Find(ctx, q, r.SellerID)
	if err != nil {
		return err
	}
	path := []string{"papers"}
	if r.Kind == requirement.BankName {
		path = []string{"papers", string(r.Kind)}
	}
	happening := note.ID
	if template == required(requirement.Accepted) { // what was accepted together is one text
		happening = strings.Join([]string{template, r.SellerID, moves[len(moves)-1].CreatedAt.String()}, "/")
	}
	return n.tellStall(ctx, q, happening, template, s.ID, actor.EditMembers, path, args{"stall": s.Name, "reason": r.Reason})
}

// appealed tells who leads a stall that its appeal was taken, and what came of it; those
// who can decide hear of a new one.
func (n *News) appealed(ctx context.Context, note outbox.Note) error {
	var body seller.AppealNote
	if err := note.Decode(&body); err != nil {
		return err
	}
	q := n.DB.Read(ctx)
	a, err := seller.FindAppeal(ctx, q, body.AppealID)
	if err != nil || note.Type != appeal(a.State) {
		return err
	}
	s, err := seller.Find(ctx, q, a.SellerID)
	if err != nil {
		return err
	}
	if a.State == seller.AppealOpen {
		to, err := desk(ctx, q, a.SuspendedBy)
		if err != nil {
			return err
		}
		if err := n.tell(ctx, note.ID+"/desk", note.Type+".desk", to, args{"stall": s.Name, "day": a.DueAt, "link": n.link("portal", "desk", "appeals", a.ID)}); err != nil {
			return err
		}
	}
	return n.tellStall(ctx, q, note.ID, note.Type, s.ID, actor.EditMembers, []string{"appeal"}, args{"stall": s.Name, "day": a.DueAt, "reason": a.Reason})
}

// appealsLate tells the desk that appeals wait longer than was promised.
func (n *News) appealsLate(ctx context.Context, note outbox.Note) error {
	var body seller.AppealNote
	if err := note.Decode(&body); err != nil {
		return err
	}
	to, err := desk(ctx, n.DB.Read(ctx), "")
	if err != nil {
		return err
	}
	return n.tell(ctx, note.ID+"/desk", note.Type, to, args{"n": body.Appeals, "link": n.link("portal", "desk", "appeals")})
}
