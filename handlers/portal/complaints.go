package portal

import (
	"context"
	"io"
	"mime/multipart"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/handlers/session"
	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/aftersale"
	"github.com/chophien/chophien/models/complaint"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/media"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/seller"
	pages "github.com/chophien/chophien/web/portal"
	"github.com/chophien/chophien/web/view"
)

// complaintsPage lists the complaints of a stall: those to answer first asked for.
func (w *portal) complaintsPage(c *fiber.Ctx, s stall) error {
	sh := back(w.shell(c, s, "portal.complaints", "today"), s.path(), "portal.today")
	return w.tickets(c, sh, s.path("complaints"), complaint.Open, func(ctx context.Context, states []complaint.State, at db.Cursor) ([]complaint.Ticket, error) {
		return complaint.ForSeller(ctx, w.DB.Read(ctx), s.ID, states, at, perPage+1)
	})
}

// tickets shows a list of complaints; turn is the state in which it is the reader's turn.
func (w *portal) tickets(c *fiber.Ctx, sh *pages.Shell, list string, turn complaint.State, read func(context.Context, []complaint.State, db.Cursor) ([]complaint.Ticket, error)) error {
	ctx := c.UserContext()
	at, err := after(c)
	if err != nil {
		return err
	}
	states, chosen := []complaint.State{turn}, c.Query("state")
	base := list
	if chosen == "all" {
		states, list = nil, list+"?state=all"
	}
	rows, err := read(ctx, states, at)
	if err != nil {
		return err
	}
	rows, next := cut(rows, complaint.Ticket.Cursor)
	p := pages.TicketsPage{
		Filters: []pages.Filter{
			{URL: base, Label: sh.T("portal.complaints.turn"), On: chosen != "all"},
			{URL: base + "?state=all", Label: sh.T("portal.all"), On: chosen == "all"},
		},
		Pager: pager(c, list, next),
	}
	about, err := w.aboutOf(ctx, sh, rows)
	if err != nil {
		return err
	}
	for _, t := range rows {
		row := pages.TicketRow{
			URL: base + "/" + t.Code, Code: t.Code, Reason: sh.T("complaint.reason." + string(t.Reason)), About: about[t.ID],
			Tone: ticketTone(t.State), State: sh.T("complaint.state." + string(t.State)), At: t.CreatedAt,
		}
		if t.State == turn {
			row.Until = t.DueAt
		}
		p.Rows = append(p.Rows, row)
	}
	return show(c, pages.Tickets(sh, p))
}

// aboutOf names the order and the stall of each ticket.
func (w *portal) aboutOf(ctx context.Context, sh *pages.Shell, ts []complaint.Ticket) (map[string]string, error) {
	out := map[string]string{}
	if len(ts) == 0 {
		return out, nil
	}
	var ids []string
	for _, t := range ts {
		ids = append(ids, t.SellerID)
	}
	names, err := seller.Names(ctx, w.DB.Read(ctx), ids)
	if err != nil {
		return nil, err
	}
	for _, t := range ts {
		out[t.ID] = t.Code
		if sh.Home == pages.PathDesk {
			out[t.ID] += " · " + names[t.SellerID]
		}
	}
	return out, nil
}

func ticketTone(s complaint.State) view.Tone {
	switch s {
	case complaint.Open, complaint.Escalated:
		return view.Care
	case complaint.Agreed, complaint.Closed:
		return view.Good
	case complaint.Rejected:
		return view.Bad
	}
	return view.Plain
}

// complaintPage shows one complaint to its seller.
func (w *portal) complaintPage(c *fiber.Ctx, s stall) error {
	return w.showTicket(c, w.ticketShell(c, s), s.by, s.path("complaints"), "", nil)
}

func (w *portal) ticketShell(c *fiber.Ctx, s stall) *pages.Shell {
	return back(w.shell(c, s, "portal.complaints", "today"), s.path("complaints"), "portal.complaints")
}

// showTicket shows the complaint of the address to one of its sides.
func (w *portal) showTicket(c *fiber.Ctx, sh *pages.Shell, by actor.Actor, list, text string, ps view.Problems) error {
	ctx := c.UserContext()
	v, err := w.Aftersale.Show(ctx, by, c.Params("ticket"))
	if err != nil {
		return err
	}
	at := list + "/" + v.Ticket.Code
	sh.Title = sh.T("complaint.reason." + string(v.Ticket.Reason))
	p := pages.TicketPage{
		URL: at, Title: sh.Title, Wish: sh.T("complaint.wish." + string(v.Ticket.Wish)), Tone: ticketTone(v.Ticket.State),
		State: sh.T("complaint.state." + string(v.Ticket.State)), Next: sh.T("portal.turn." + string(v.Side) + "." + string(v.Ticket.State)),
		Until: v.Ticket.DueAt, Order: view.Link{Label: sh.T("complaint.order", "code", v.Order.Code)}, Refunded: v.Ticket.Refund,
		CanReply: v.Ticket.State != complaint.Closed, Text: text, Problems: ps,
	}
	names, err := seller.Names(ctx, w.DB.Read(ctx), []string{v.Ticket.SellerID})
	if err != nil {
		return err
	}
	who := map[complaint.Author]string{complaint.ByBuyer: sh.T("portal.who.buyer"), complaint.BySeller: names[v.Ticket.SellerID], complaint.ByDesk: sh.T("portal.who.desk")}
	if v.Side == complaint.ByDesk {
		p.Stall, p.Order.URL = names[v.Ticket.SellerID], pages.DeskPath("orders", v.Order.Code)
		if v.Ticket.State.Live() {
			p.Answer, p.Desk = at+"/decide", true
		}
	} else {
		p.Order.URL = strings.TrimSuffix(list, "/complaints") + "/orders/" + v.Order.Code
		if v.Ticket.State == complaint.Open || v.Ticket.State == complaint.Answered {
			p.Answer = at + "/answer"
		}
	}
	for _, l := range v.Lines {
		p.Lines = append(p.Lines, l.Name(string(sh.Lang))+", "+amountOf(sh, l.Basis, l.Quantity, l.Unit))
	}
	for _, m := range v.Talk {
		one := pages.Message{Who: who[m.Author], Mine: m.Author == v.Side, At: m.CreatedAt, Text: strings.Split(m.Text, "\n")}
		for _, id := range m.Photos {
			one.Photos = append(one.Photos, at+"/photo/"+id)
		}
		p.Messages = append(p.Messages, one)
	}
	if v.Offer != nil {
		p.Again = v.Offer.Again
		if p.Offer, err = offerSums(sh, v); err != nil {
			return err
		}
	}
	return show(c, pages.Ticket(sh, p))
}

// offerSums is what a seller offers, line by line.
func offerSums(sh *pages.Shell, v aftersale.View) ([]view.Sum, error) {
	amounts, err := v.Offer.Parts()
	if err != nil {
		return nil, err
	}
	var out []view.Sum
	for _, l := range v.Lines {
		if a := amounts[l.ID]; a.Positive() {
			out = append(out, view.Sum{Name: l.Name(string(sh.Lang)), Amount: a})
		}
	}
	if v.Offer.Shipping.Positive() {
		out = append(out, view.Sum{Name: sh.T("sum.delivery"), Amount: v.Offer.Shipping})
	}
	return append(out, view.Sum{Name: sh.T("portal.ticket.back"), Amount: v.Offer.Total, Total: true}), nil
}

// reply adds a message with pictures; pictures that were taken in for a reply that is
// refused are swept away later.
func (w *portal) reply(c *fiber.Ctx, s stall) error {
	list := s.path("complaints")
	text, err := w.say(c, s.by, media.Owner{SellerID: s.ID, PersonID: s.by.PersonID})
	if err == nil {
		return done(c, list+"/"+c.Params("ticket"), "said")
	}
	if ps, ok := mendable(c, session.Language(c), err); ok {
		return w.showTicket(c, w.ticketShell(c, s), s.by, list, text, ps)
	}
	return err
}

type reply struct {
	Text string `form:"text"`
}

func (w *portal) say(c *fiber.Ctx, by actor.Actor, owner media.Owner) (text string, err error) {
	in, err := session.Bind[reply](c)
	if err != nil {
		return in.Text, err
	}
	key, err := session.Key(c)
	if err != nil {
		return in.Text, err
	}
	// Whether the ticket is the sender's is known before their pictures are drawn anew.
	if _, err = w.Aftersale.Show(c.UserContext(), by, c.Params("ticket")); err != nil {
		return in.Text, err
	}
	photos, err := w.take(c, "photos", media.Complaint, owner, aftersale.MostPhotos)
	if err == nil {
		_, err = w.Aftersale.Say(c.UserContext(), by, c.Params("ticket"), aftersale.Reply{Text: in.Text, Photos: photos}, key)
	}
	return in.Text, err
}

// take keeps the pictures of a form's field; an empty box of files sends one without a
// name.
func (w *portal) take(c *fiber.Ctx, field string, purpose media.Purpose, owner media.Owner, most int) ([]string, error) {
	form, err := c.MultipartForm()
	if err != nil {
		return nil, nil // a form without files
	}
	files := slices.DeleteFunc(form.File[field], func(h *multipart.FileHeader) bool { return h.Size == 0 && h.Filename == "" })
	if len(files) > most {
		return nil, fault.New(fault.Invalid, "photo.many").On(field).With("most", most)
	}
	var ids []string
	for _, h := range files {
		file, err := h.Open()
		if err != nil {
			return nil, err
		}
		p, err := w.Album.Take(c.UserContext(), file, purpose, owner)
		_ = file.Close() // it was only read
		if err != nil {
			for _, f := range fault.All(err) {
				f.Field = field // a picture's own name for it is not that of the form
			}
			return nil, err
		}
		ids = append(ids, p.ID)
	}
	return ids, nil
}

// onField puts refusals that know no field beside one.
func onField(err error, field string) error {
	for _, f := range fault.All(err) {
		if f.Field == "" {
			f.Field = field
		}
	}
	return err
}

// ticketPhoto shows a picture of a complaint to one of its sides.
func (w *portal) ticketPhoto(c *fiber.Ctx, by actor.Actor) error {
	v, err := w.Aftersale.Show(c.UserContext(), by, c.Params("ticket"))
	if err != nil {
		return err
	}
	id := c.Params("photo")
	if !slices.ContainsFunc(v.Talk, func(m complaint.Message) bool { return slices.Contains(m.Photos, id) }) {
		return fault.New(fault.NotFound, "photo.unknown")
	}
	return w.unseal(c, id)
}

// unseal sends a picture or document that is not for everybody; the caller has checked who
// asks. A document is a download: nothing that a stranger wrote runs on our page.
func (w *portal) unseal(c *fiber.Ctx, id string) error {
	p, err := media.Find(c.UserContext(), w.DB.Read(c.UserContext()), id)
	if err != nil {
		return err
	}
	blob, err := w.Album.Unseal(c.UserContext(), p, 1280)
	if err != nil {
		return err
	}
	defer blob.Body.Close()
	body, err := io.ReadAll(blob.Body)
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, blob.ContentType)
	c.Set(fiber.HeaderCacheControl, "no-store")
	if p.IsDocument() || c.Query("download") != "" {
		name := "giay-" + p.ID[len(p.ID)-6:]
		if p.IsDocument() {
			name += ".pdf"
		} else {
			name += ".jpg"
		}
		c.Set(fiber.HeaderContentDisposition, `attachment; filename="`+name+`"`)
	}
	return c.Send(body)
}

// lineField is the name of a line's amount in the form of an answer.
func lineField(l order.Line) string { return "amounts." + fieldOf(l) }
