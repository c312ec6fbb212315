package storefront

import (
	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/handlers/session"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/conversation"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/seller"
	pages "github.com/chophien/chophien/web/storefront"
	"github.com/chophien/chophien/web/view"
)

func (s *shop) talkPage(c *fiber.Ctx) error { return s.showTalk(c, "", nil) }

// showTalk shows what was said. That it was read is a deed of its own: seenTalk, or an answer.
func (s *shop) showTalk(c *fiber.Ctx, typed string, refused error) error {
	ctx := c.UserContext()
	by := conversation.Buyer(buyer(c))
	v, err := s.Talks.Read(ctx, by, c.Params("code"))
	if err != nil {
		return err
	}
	card, err := seller.CardOf(ctx, s.DB.Read(ctx), v.Order.SellerID)
	if err != nil {
		return err
	}
	f := s.form(c, "orders")
	f.Title, f.Path = f.T("talk.with_seller"), view.TalkPath(v.Order.Code)
	p := pages.TalkPage{Code: v.Order.Code, Seller: card.Name, Reported: v.Reported, Text: typed, Problems: problemsOf(f.Lang, refused)}
	if n := len(v.Messages); n > 0 {
		p.Seen = view.SeenOf(v.Messages[n-1].At, v.Unread)
	}
	p.Hint = f.T("talk.hint_shown")
	if v.Masking {
		p.Hint = f.T("talk.hint")
	}
	if !v.Open {
		p.Closed = f.T("talk.closed", "when", v.Until.Date())
	}
	for _, r := range conversation.ReportReasons {
		p.Reasons = append(p.Reasons, view.Option{Value: r, Label: f.T("reason." + r)})
	}
	for _, m := range v.Messages {
		one := view.Said{Who: card.Name, Mine: m.Author == conversation.Buying, At: m.At, Text: paragraphs(m.Text)}
		if one.Mine {
			one.Who = f.T("complaint.you")
		}
		if m.Text == "" {
			one.Text = []string{f.T("talk.erased")}
		}
		if m.Masked {
			one.Note = f.T("talk.masked")
		}
		p.Said = append(p.Said, one)
	}
	status := fiber.StatusOK
	if refused != nil {
		status = statusOf(refused)
	}
	return show(c, status, pages.Talk(f, p))
}

// talked ends a form of the talk: on to it with a word, or back with what was refused.
func (s *shop) talked(c *fiber.Ctx, err error, word, typed string) error {
	switch {
	case err == nil:
		s.flash(c, word)
		return goOn(c, view.TalkPath(c.Params("code")))
	case len(fault.All(err)) == 0, fault.Is(err, fault.NotFound), fault.Is(err, fault.Unauthenticated):
		return err
	}
	return s.showTalk(c, typed, err)
}

// seenTalk keeps that the buyer has read what a page showed.
func (s *shop) seenTalk(c *fiber.Ctx) error {
	in, err := session.Bind[struct {
		Seen int64 `form:"seen"`
	}](c)
	if err == nil {
		err = s.Talks.Seen(c.UserContext(), conversation.Buyer(buyer(c)), c.Params("code"), clock.Instant(in.Seen))
	}
	if err != nil {
		return err
	}
	return goOn(c, view.TalkPath(c.Params("code")))
}

func (s *shop) say(c *fiber.Ctx) error {
	in, err := session.Bind[struct {
		Text string `form:"text"`
		Seen int64  `form:"seen"`
	}](c)
	key := ""
	if err == nil {
		key, err = session.Key(c)
	}
	if err == nil {
		err = s.Talks.Say(c.UserContext(), conversation.Buyer(buyer(c)), c.Params("code"), conversation.Words{Text: in.Text}, key)
	}
	if err == nil {
		err = s.Talks.Seen(c.UserContext(), conversation.Buyer(buyer(c)), c.Params("code"), clock.Instant(in.Seen))
	}
	return s.talked(c, err, "said", in.Text)
}

func (s *shop) reportTalk(c *fiber.Ctx) error {
	in, err := session.Bind[struct {
		Reason string `form:"reason"`
	}](c)
	if err == nil {
		err = s.Talks.Report(c.UserContext(), conversation.Buyer(buyer(c)), c.Params("code"), in.Reason)
	}
	return s.talked(c, err, "talk_reported", "")
}
