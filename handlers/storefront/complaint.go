package storefront

import (
	"io"
	"slices"

	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/handlers/session"
	"github.com/chophien/chophien/models/aftersale"
	"github.com/chophien/chophien/models/complaint"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/media"
	"github.com/chophien/chophien/models/seller"
	pages "github.com/chophien/chophien/web/storefront"
	"github.com/chophien/chophien/web/view"
)

func (s *shop) complaintPage(c *fiber.Ctx) error { return s.showComplaint(c, "", nil) }

func (s *shop) showComplaint(c *fiber.Ctx, text string, refused error) error {
	ctx := c.UserContext()
	v, err := s.Aftersale.Show(ctx, aftersale.Buyer(buyer(c)), c.Params("code"))
	if err != nil {
		return err
	}
	card, err := seller.CardOf(ctx, s.DB.Read(ctx), v.Order.SellerID)
	if err != nil {
		return err
	}
	f := s.form(c, "orders")
	f.Title, f.Path = f.T("complaint.title"), view.ComplaintPath(v.Ticket.Code)
	state := string(v.Ticket.State)
	p := pages.ComplaintPage{
		ID: v.Ticket.Code, OrderCode: v.Order.Code, Seller: card.Name, Reason: f.T("complaint.reason." + string(v.Ticket.Reason)),
		Wish: f.T("complaint.wish." + string(v.Ticket.Wish)), State: f.T("complaint.state." + state), Next: f.T("complaint.next." + state),
		Deadline: v.Ticket.DueAt, CanReply: v.Ticket.State != complaint.Closed, CanClose: v.Ticket.State != complaint.Closed,
		Text: text, Problems: problemsOf(f.Lang, refused), Tone: view.Care,
	}
	if !v.Ticket.State.Live() {
		p.Tone = view.Plain
	}
	if v.Ticket.Refund.Positive() {
		p.Outcome = f.T("complaint.refund", "amount", v.Ticket.Refund)
	}
	if p.Offer, err = offerOf(f, v); err != nil {
		return err
	}
	p.CanEscalate = v.Ticket.State == complaint.Answered && p.Offer == nil
	for _, step := range v.Steps {
		p.Steps = append(p.Steps, view.Step{Name: f.T("complaint.state." + string(step.ToState)), Note: reasonText(f, step.Reason), At: step.CreatedAt, State: view.Done})
	}
	if v.Ticket.State.Live() && len(p.Steps) > 0 {
		p.Steps[len(p.Steps)-1].State = view.Now // somebody's turn is not over
	}
	for _, m := range v.Talk {
		said := pages.Message{Mine: m.Author == complaint.ByBuyer, At: m.CreatedAt, Text: paragraphs(m.Text)}
		switch m.Author {
		case complaint.ByBuyer:
			said.Who = f.T("complaint.you")
		case complaint.BySeller:
			said.Who = card.Name
		default:
			said.Who = f.T("foot.desk")
		}
		for _, id := range m.Photos {
			at := view.ComplaintPath(v.Ticket.Code) + "/photos/" + id
			said.Photos = append(said.Photos, view.Photo{Small: at + "?size=320", Middle: at, Large: at + "?size=1280", Alt: f.T("complain.photos")})
		}
		p.Messages = append(p.Messages, said)
	}
	status := fiber.StatusOK
	if refused != nil {
		status = statusOf(refused)
	}
	return show(c, status, pages.Complaint(f, p))
}

// offerOf is what the seller offers, while the buyer may take it or not.
func offerOf(f *view.Frame, v aftersale.View) (*pages.Offer, error) {
	if v.Ticket.State != complaint.Answered || v.Offer == nil || v.Offer.No() {
		return nil, nil
	}
	o := &pages.Offer{Again: v.Offer.Again, Until: v.Ticket.DueAt}
	parts, err := v.Offer.Parts()
	for _, l := range v.Lines {
		if amount := parts[l.ID]; amount.Positive() {
			o.Sums = append(o.Sums, view.Sum{Name: l.Name(string(f.Lang)), Amount: amount})
		}
	}
	if v.Offer.Shipping.Positive() {
		o.Sums = append(o.Sums, view.Sum{Name: f.T("sum.delivery"), Amount: v.Offer.Shipping})
	}
	if v.Offer.Total.Positive() {
		o.Sums = append(o.Sums, view.Sum{Name: f.T("sum.total"), Amount: v.Offer.Total, Total: true})
	}
	return o, err
}

func (s *shop) replyComplaint(c *fiber.Ctx) error {
	in, err := session.Bind[struct {
		Text string `form:"text"`
	}](c)
	var key string
	var photos []string
	by := aftersale.Buyer(buyer(c))
	if err == nil {
		_, err = s.Aftersale.Show(c.UserContext(), by, c.Params("code")) // no stranger's pictures are taken
	}
	if err == nil {
		key, err = session.Key(c)
	}
	if err == nil {
		photos, err = s.takePhotos(c)
	}
	if err == nil {
		_, err = s.Aftersale.Say(c.UserContext(), by, c.Params("code"), aftersale.Reply{Text: in.Text, Photos: photos}, key)
	}
	if err != nil {
		if len(fault.All(err)) == 0 || fault.Is(err, fault.NotFound) {
			return err
		}
		return s.showComplaint(c, in.Text, err)
	}
	s.flash(c, "said")
	return goOn(c, view.ComplaintPath(c.Params("code")))
}

// answerOffer takes what the seller offers, or asks the desk to decide.
func (s *shop) answerOffer(c *fiber.Ctx) error {
	in, err := session.Bind[struct {
		Answer string `form:"answer"`
	}](c)
	if err == nil {
		by := aftersale.Buyer(buyer(c))
		switch in.Answer {
		case "accept":
			_, err = s.Aftersale.Accept(c.UserContext(), by, c.Params("code"))
		case "refuse":
			_, err = s.Aftersale.Insist(c.UserContext(), by, c.Params("code"))
		default:
			err = fault.New(fault.Invalid, "input.value")
		}
	}
	return s.settled(c, err, "answered")
}

func (s *shop) escalate(c *fiber.Ctx) error {
	_, err := session.Bind[struct{}](c)
	if err == nil {
		_, err = s.Aftersale.Insist(c.UserContext(), aftersale.Buyer(buyer(c)), c.Params("code"))
	}
	return s.settled(c, err, "answered")
}

func (s *shop) letBe(c *fiber.Ctx) error {
	_, err := session.Bind[struct{}](c)
	if err == nil {
		_, err = s.Aftersale.LetBe(c.UserContext(), aftersale.Buyer(buyer(c)), c.Params("code"))
	}
	return s.settled(c, err, "closed")
}

// settled ends a form of the complaint's page.
func (s *shop) settled(c *fiber.Ctx, err error, word string) error {
	switch {
	case err == nil:
		s.flash(c, word)
		return goOn(c, view.ComplaintPath(c.Params("code")))
	case len(fault.All(err)) == 0, fault.Is(err, fault.NotFound):
		return err
	}
	return s.showComplaint(c, "", err)
}

// complaintPhoto shows a picture of a complaint to those whom the complaint concerns.
func (s *shop) complaintPhoto(c *fiber.Ctx) error {
	ctx := c.UserContext()
	v, err := s.Aftersale.Show(ctx, aftersale.Buyer(buyer(c)), c.Params("code"))
	if err != nil {
		return err
	}
	id := c.Params("id")
	if !slices.ContainsFunc(v.Talk, func(m complaint.Message) bool { return slices.Contains(m.Photos, id) }) {
		return fault.New(fault.NotFound, "photo.unknown")
	}
	photo, err := media.Find(ctx, s.DB.Read(ctx), id)
	if err != nil {
		return err
	}
	blob, err := s.Album.Unseal(ctx, photo, c.QueryInt("size", 640))
	if err != nil {
		return err
	}
	defer blob.Body.Close()
	picture, err := io.ReadAll(blob.Body)
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderCacheControl, "private, no-store")
	c.Set(fiber.HeaderContentType, photo.ContentType)
	return c.Send(picture)
}
