package api

import (
	"bytes"
	"io"

	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/handlers/session"
	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/web/pdf"
)

func (a *api) stallPaperRoutes() chapter {
	return chapter{"Papers of parcels", []*route{
		on(a, "GET", "/stalls/{seller}/order-codes", "findOrderByCode", "The order whose code was typed or scanned", a.findByCode).may(actor.SeeOrders).need("code").
			says("The text may hold an address around the code, spaces and hyphens. Where no order has it, those whose code differs in one character are given as near."),
		on(a, "GET", "/stalls/{seller}/orders/{order}/papers", "getParcelPapers", "Label and packing sheet of a parcel, to print", a.parcelPapers).may(actor.SeeOrders).gives("application/pdf").
			says("They exist while the seller may read where the order goes. The recipient's number stands whole on the label only where somebody has to ring with it in hand."),
		on(a, "GET", "/stalls/{seller}/labels", "getLabels", "The labels of the parcels that wait to be handed over, to print", a.labels).may(actor.SeeOrders).gives("application/pdf").
			says("At most 100, the oldest first; an empty document where none waits."),
	}}
}

type codeQuery struct {
	Code string `json:"code" doc:"as typed or scanned"`
}

type codeOut struct {
	Found *orderCard  `json:"found,omitempty"`
	Near  []orderCard `json:"near" doc:"orders that may have been meant"`
}

func (a *api) findByCode(c *fiber.Ctx, by actor.Member, in codeQuery) (codeOut, error) {
	if err := has(by, actor.SeeOrders, actor.HandleOrders); err != nil {
		return codeOut{}, err
	}
	found, near, err := order.ByTyped(c.UserContext(), a.DB.Read(c.UserContext()), by.SellerID, in.Code)
	if err != nil {
		return codeOut{}, err
	}
	out := codeOut{Near: each(near, orderCardOf)}
	if found != nil {
		card := orderCardOf(*found)
		out.Found = &card
	}
	return out, nil
}

type printQuery struct {
	Paper pdf.Paper `json:"paper" doc:"what is in the printer; a4 when left out"`
}

func init() { set(pdf.OnA4, pdf.OnA6) }

// printed sends a document on the paper that was asked for.
func printed(c *fiber.Ctx, in printQuery, name string, write func(io.Writer, pdf.Paper) error) (none, error) {
	if in.Paper == "" {
		in.Paper = pdf.OnA4
	}
	if in.Paper != pdf.OnA4 && in.Paper != pdf.OnA6 {
		return none{}, fault.New(fault.Invalid, "input.value").On("paper")
	}
	var file bytes.Buffer
	if err := write(&file, in.Paper); err != nil {
		return none{}, err
	}
	c.Attachment(name)
	c.Set(fiber.HeaderContentType, "application/pdf")
	return none{}, c.Send(file.Bytes())
}

func (a *api) parcelPapers(c *fiber.Ctx, by actor.Member, in printQuery) (none, error) {
	if err := has(by, actor.SeeOrders, actor.HandleOrders); err != nil {
		return none{}, err
	}
	lang := session.Language(c)
	p, err := a.Parcel(c.UserContext(), lang, by, c.Params("order"))
	if err != nil {
		return none{}, err
	}
	return printed(c, in, p.Name(), func(to io.Writer, paper pdf.Paper) error { return p.Write(to, lang, paper) })
}

func (a *api) labels(c *fiber.Ctx, by actor.Member, in printQuery) (none, error) {
	if err := has(by, actor.SeeOrders, actor.HandleOrders); err != nil {
		return none{}, err
	}
	lang := session.Language(c)
	all, err := a.Labels(c.UserContext(), lang, by)
	if err != nil {
		return none{}, err
	}
	return printed(c, in, "labels.pdf", func(to io.Writer, paper pdf.Paper) error {
		return pdf.Labels(to, lang, paper, a.Now().Date(), all)
	})
}
