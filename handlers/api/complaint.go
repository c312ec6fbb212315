package api

import (
	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/aftersale"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/complaint"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/media"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/payment"
)

// complaintCard is a complaint as lists show it.
type complaintCard struct {
	ID        string            `json:"id"`
	Code      string            `json:"code"`
	OrderID   string            `json:"order_id"`
	SellerID  string            `json:"seller_id"`
	Reason    complaint.Reason  `json:"reason"`
	Wish      complaint.Wish    `json:"wish"`
	State     complaint.State   `json:"state" doc:"whose turn it is"`
	DueAt     clock.Instant     `json:"due_at" doc:"until when whoever's turn it is acts"`
	Outcome   complaint.Outcome `json:"outcome"`
	Refund    money.VND         `json:"refund" doc:"what was agreed to go back"`
	ClosedAt  clock.Instant     `json:"closed_at"`
	CreatedAt clock.Instant     `json:"created_at"`
}

func complaintCardOf(t complaint.Ticket) complaintCard {
	return complaintCard{t.ID, t.Code, t.OrderID, t.SellerID, t.Reason, t.Wish, t.State, t.DueAt, t.Outcome, t.Refund, t.ClosedAt, t.CreatedAt}
}

// complaintOut is a complaint as its buyer, its seller and the desk see it.
type complaintOut struct {
	complaintCard
	Side     complaint.Author `json:"side" doc:"on which the reader stands"`
	Lines    []orderLine      `json:"lines" doc:"what it is about"`
	Messages []complaintSaid  `json:"messages"`
	Steps    []complaintStep  `json:"steps"`
	Offer    *complaintOffer  `json:"offer,omitempty" doc:"what the seller would give; absent before the seller answered"`
	Left     complaintLeft    `json:"left" doc:"what could still go back of the order"`
}

type complaintSaid struct {
	Author    complaint.Author `json:"author"`
	Text      string           `json:"text"`
	Photos    []string         `json:"photos" doc:"ids of its pictures"`
	CreatedAt clock.Instant    `json:"created_at"`
}

type complaintStep struct {
	From   complaint.State `json:"from"`
	To     complaint.State `json:"to"`
	By     actor.Kind      `json:"by"`
	Reason string          `json:"reason,omitempty"`
	At     clock.Instant   `json:"at"`
}

type complaintOffer struct {
	Lines    map[string]money.VND `json:"lines" doc:"đồng by order line id"`
	Shipping money.VND            `json:"shipping"`
	Total    money.VND            `json:"total"`
	Again    bool                 `json:"again" doc:"the goods once more"`
	At       clock.Instant        `json:"at"`
}

type complaintLeft struct {
	Lines    map[string]money.VND `json:"lines" doc:"đồng by order line id"`
	Shipping money.VND            `json:"shipping"`
}

func leftOf(p payment.Parts) complaintLeft {
	out := complaintLeft{Lines: map[string]money.VND{}, Shipping: p.Shipping}
	for _, l := range p.Lines {
		out.Lines[l.LineID] = l.Amount
	}
	return out
}

func complaintOf(v aftersale.View) (complaintOut, error) {
	out := complaintOut{
		complaintCard: complaintCardOf(v.Ticket), Side: v.Side, Lines: each(v.Lines, orderLineOf), Left: leftOf(v.Left),
		Messages: each(v.Talk, func(m complaint.Message) complaintSaid {
			return complaintSaid{m.Author, m.Text, append([]string{}, m.Photos...), m.CreatedAt}
		}),
		Steps: each(v.Steps, func(m complaint.Move) complaintStep {
			return complaintStep{m.FromState, m.ToState, m.ActorKind, m.Reason, m.CreatedAt}
		}),
	}
	if v.Offer != nil {
		lines, err := v.Offer.Parts()
		if err != nil {
			return out, err
		}
		out.Offer = &complaintOffer{lines, v.Offer.Shipping, v.Offer.Total, v.Offer.Again, v.Offer.CreatedAt}
	}
	return out, nil
}

func init() {
	set(complaint.OutcomeAgreed, complaint.OutcomeRejected, complaint.OutcomeWithdrawn, "")
}

// shown is a complaint after somebody did something about it.
func (a *api) shown(c *fiber.Ctx, by actor.Actor, err error) (complaintOut, error) {
	if err != nil {
		return complaintOut{}, err
	}
	v, err := a.Aftersale.Show(c.UserContext(), by, c.Params("complaint"))
	if err != nil {
		return complaintOut{}, err
	}
	return complaintOf(v)
}

type complaintWindow struct {
	Reasons    []complaint.Reason `json:"reasons" doc:"what may be complained of now; none for nothing"`
	Until      clock.Instant      `json:"until" doc:"of the reasons that last longest"`
	FreshUntil clock.Instant      `json:"fresh_until" doc:"of fresh food that came spoiled"`
	Lines      []orderLine        `json:"lines"`
	Open       *complaintCard     `json:"open,omitempty" doc:"the complaint that is open already"`
}

func (a *api) complaintsOf(c *fiber.Ctx, by orderer, _ none) (complaintWindow, error) {
	id, err := a.part(c, by)
	if err != nil {
		return complaintWindow{}, err
	}
	w, err := a.Aftersale.MayComplain(c.UserContext(), aftersale.Buyer(by), id)
	if err != nil {
		return complaintWindow{}, err
	}
	out := complaintWindow{append([]complaint.Reason{}, w.Reasons...), w.Until, w.Fresh, each(w.Lines, orderLineOf), nil}
	if w.Open != nil {
		card := complaintCardOf(*w.Open)
		out.Open = &card
	}
	return out, nil
}

func (a *api) complain(c *fiber.Ctx, by orderer, in aftersale.Complaint) (complaintOut, error) {
	id, err := a.part(c, by)
	if err != nil {
		return complaintOut{}, err
	}
	ctx := c.UserContext()
	t, err := a.Aftersale.Complain(ctx, aftersale.Buyer(by), id, in, key(c))
	if err != nil {
		return complaintOut{}, err
	}
	c.Set(fiber.HeaderLocation, prefix+"/complaints/"+t.ID)
	v, err := a.Aftersale.Show(ctx, aftersale.Buyer(by), t.ID)
	if err != nil {
		return complaintOut{}, err
	}
	return complaintOf(v)
}

func (a *api) complaint(c *fiber.Ctx, by orderer, _ none) (complaintOut, error) {
	return a.shown(c, aftersale.Buyer(by), nil)
}

func (a *api) buyerSays(c *fiber.Ctx, by orderer, in aftersale.Reply) (complaintOut, error) {
	return a.says(c, aftersale.Buyer(by), in)
}

func (a *api) says(c *fiber.Ctx, by actor.Actor, in aftersale.Reply) (complaintOut, error) {
	_, err := a.Aftersale.Say(c.UserContext(), by, c.Params("complaint"), in, key(c))
	return a.shown(c, by, err)
}

func (a *api) acceptOffer(c *fiber.Ctx, by orderer, _ none) (complaintOut, error) {
	_, err := a.Aftersale.Accept(c.UserContext(), aftersale.Buyer(by), c.Params("complaint"))
	return a.shown(c, aftersale.Buyer(by), err)
}

func (a *api) insist(c *fiber.Ctx, by orderer, _ none) (complaintOut, error) {
	_, err := a.Aftersale.Insist(c.UserContext(), aftersale.Buyer(by), c.Params("complaint"))
	return a.shown(c, aftersale.Buyer(by), err)
}

func (a *api) letBe(c *fiber.Ctx, by orderer, _ none) (complaintOut, error) {
	_, err := a.Aftersale.LetBe(c.UserContext(), aftersale.Buyer(by), c.Params("complaint"))
	return a.shown(c, aftersale.Buyer(by), err)
}

// sizeQuery is how wide a picture is wanted.
type sizeQuery struct {
	Size int `json:"size" doc:"320, 640 or 1280 pixels wide; 640 when left out"`
}

func (a *api) complaintPhoto(c *fiber.Ctx, by orderer, in sizeQuery) (none, error) {
	return a.photoOfComplaint(c, aftersale.Buyer(by), in)
}

// photoOfComplaint sends a sealed picture to who may see the complaint that it belongs to.
func (a *api) photoOfComplaint(c *fiber.Ctx, by actor.Actor, in sizeQuery) (none, error) {
	v, err := a.Aftersale.Show(c.UserContext(), by, c.Params("complaint"))
	if err != nil {
		return none{}, err
	}
	for _, m := range v.Talk {
		for _, id := range m.Photos {
			if id == c.Params("photo") {
				return none{}, a.unseal(c, id, media.Complaint, in.Size)
			}
		}
	}
	return none{}, fault.New(fault.NotFound, "media.absent")
}
