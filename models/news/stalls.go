package news

import (
	"context"
	"errors"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/catalog"
	"github.com/chophien/chophien/models/outbox"
	"github.com/chophien/chophien/models/seller"
)

// stallMoved tells all members that their stall may sell, or may not and why. Who has to
// check a seller again hears of it too.
func (n *News) stallMoved(ctx context.Context, note outbox.Note) error {
	var body seller.Note
	if err := note.Decode(&body); err != nil {
		return err
	}
	q := n.DB.Read(ctx)
	s, err := seller.Find(ctx, q, body.SellerID)
	if err != nil || note.Type != stall(s.State) {
		return err
	}
	moves, err := seller.Moves(ctx, q, s.ID)
	if err != nil || len(moves) == 0 {
		return err
	}
	var all error
	template, last := note.Type, moves[len(moves)-1]
	switch last.Reason {
	case seller.Lacking:
		template += ".lacking"
	case seller.Unpublished:
		template += ".unpublished"
	case seller.CheckEnded:
		template += ".lapsed"
		to, err := near(ctx, q, s)
		if err != nil {
			return err
		}
		all = n.tell(ctx, note.ID+"/near", template+".near", to, args{"stall": s.Name})
	}
	to, err := everybody(ctx, q, s.ID)
	if err != nil {
		return err
	}
	return errors.Join(all, n.tell(ctx, note.ID+"/seller", template, to, args{"stall": s.Name, "reason": last.Reason, "link": n.stallLink(s)}))
}

// unshown tells those who keep a stall, and do not agree that it is shown, that it waits for
// them alone: once for every time that it stands before the door.
func (n *News) unshown(ctx context.Context, note outbox.Note) error {
	var body seller.Note
	if err := note.Decode(&body); err != nil {
		return err
	}
	q := n.DB.Read(ctx)
	s, err := seller.Find(ctx, q, body.SellerID)
	if err != nil || s.State == seller.Active || s.State == seller.Closed {
		return err
	}
	why, err := seller.Unshown(ctx, q, s.ID)
	if err != nil || why == "" {
		return err
	}
	moves, err := seller.Moves(ctx, q, s.ID)
	if err != nil || len(moves) == 0 {
		return err
	}
	to, err := unagreed(ctx, q, s.ID)
	if err != nil {
		return err
	}
	return n.tell(ctx, note.Type+"/"+moves[len(moves)-1].ID, note.Type, to, args{"stall": s.Name, "link": n.stallLink(s, "agree")})
}

// payee tells all members that money goes another way from a day on: whoever did not want
// that has time to call. A cooperative that is asked hears of it too, and a stall whose
// cooperative does not take its money.
func (n *News) payee(ctx context.Context, note outbox.Note) error {
	var body seller.Note
	if err := note.Decode(&body); err != nil {
		return err
	}
	q := n.DB.Read(ctx)
	s, err := seller.Find(ctx, q, body.SellerID)
	if err != nil {
		return err
	}
	p, err := payeeOf(ctx, q, body)
	if err != nil || p == nil {
		return err
	}
	refused := note.Type == seller.PayeeRefusedNote
	if p.RemovedAt != 0 && !refused {
		return nil // another change has been made since, and is told
	}
	to, err := everybody(ctx, q, s.ID)
	if err != nil {
		return err
	}
	template, tail := note.Type, p.Last4
	switch {
	case refused:
		tail = p.Holder
	case p.Kind == seller.ByCooperative:
		template, tail = template+".cooperative", p.Holder
	case p.Kind == seller.ByPost:
		template, tail = template+".post", p.PostPoint
	}
	all := n.tell(ctx, template+"/"+p.ID+"/seller", template, to, args{"stall": s.Name, "tail": tail, "from": p.UsableFrom})
	if p.Asks() && !refused {
		all = errors.Join(all, n.tellStall(ctx, q, note.ID+"/asked", "stall.grower_asks", p.CooperativeID, actor.HandleMoney, []string{"money", "growers"}, args{"stall": s.Name}))
	}
	return all
}

// payeeOf is the payee that a note is about; one from before notes said so is about the
// payee that is there.
func payeeOf(ctx context.Context, q *gorm.DB, body seller.Note) (*seller.Payee, error) {
	if body.PayeeID == "" {
		return seller.PayeeOf(ctx, q, body.SellerID)
	}
	return seller.FindPayee(ctx, q, body.PayeeID)
}

// checkEnds tells all members when their last identity check ends.
func (n *News) checkEnds(ctx context.Context, note outbox.Note) error {
	var body seller.Note
	if err := note.Decode(&body); err != nil {
		return err
	}
	q := n.DB.Read(ctx)
	c, found, err := seller.FindCheck(ctx, q, body.CheckID)
	if err != nil || !found {
		return err
	}
	s, err := seller.Find(ctx, q, body.SellerID)
	if err != nil {
		return err
	}
	to, err := everybody(ctx, q, s.ID)
	if err != nil {
		return err
	}
	return n.tell(ctx, note.ID+"/seller", note.Type, to, args{"stall": s.Name, "day": c.ValidUntil})
}

// papersEnd tells those who edit a seller's products on which day certificates end.
func (n *News) papersEnd(ctx context.Context, note outbox.Note) error {
	var body catalog.CertificateNote
	if err := note.Decode(&body); err != nil || len(body.CertificateIDs) == 0 {
		return err
	}
	q := n.DB.Read(ctx)
	s, err := seller.Find(ctx, q, body.SellerID)
	if err != nil {
		return err
	}
	return errors.Join(n.tellPapers(ctx, note, body), n.tellHelper(ctx, q, note, s, args{"stall": s.Name, "day": body.LastDay}))
}

// judged tells the same people what an officer found.
func (n *News) judged(ctx context.Context, note outbox.Note) error {
	var body catalog.CertificateNote
	if err := note.Decode(&body); err != nil || len(body.CertificateIDs) != 1 {
		return err
	}
	c, _, err := catalog.FindCertificate(ctx, n.DB.Read(ctx), body.CertificateIDs[0])
	if err != nil || note.Type != paper(c.State) {
		return err
	}
	return n.tellPapers(ctx, note, body)
}

func (n *News) tellPapers(ctx context.Context, note outbox.Note, body catalog.CertificateNote) error {
	q := n.DB.Read(ctx)
	c, p, err := catalog.FindCertificate(ctx, q, body.CertificateIDs[0])
	if err != nil {
		return err
	}
	template, path := note.Type, []string{"products", p.Slug}
	if len(body.CertificateIDs) > 1 {
		template, path = template+".many", path[:1]
	}
	return n.tellStall(ctx, q, note.ID, template, body.SellerID, actor.EditProducts, path, args{
		"product": p.NameVI, "n": len(body.CertificateIDs), "day": c.LastDay, "reason": c.Reason,
	})
}

// takenDown tells those who edit a seller's products that the market took one off the
// shelf, and why.
func (n *News) takenDown(ctx context.Context, note outbox.Note) error {
	var body catalog.ListingNote
	if err := note.Decode(&body); err != nil {
		return err
	}
	q := n.DB.Read(ctx)
	p, err := catalog.Find(ctx, q, body.ProductID)
	if err != nil || p.State != catalog.Hidden {
		return err
	}
	moves, err := catalog.Moves(ctx, q, p.ID)
	if err != nil || len(moves) == 0 {
		return err
	}
	return n.tellStall(ctx, q, note.ID, note.Type, body.SellerID, actor.EditProducts, []string{"products", p.Slug}, args{
		"product": p.NameVI, "reason": moves[len(moves)-1].Reason,
	})
}
