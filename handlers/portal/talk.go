package portal

import (
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/handlers/session"
	"github.com/chophien/chophien/models/account"
	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/conversation"
	"github.com/chophien/chophien/models/order"
	pages "github.com/chophien/chophien/web/portal"
	"github.com/chophien/chophien/web/view"
)

// readySentences are what a seller may say at a status, by the ends of their message keys.
var readySentences = map[order.Status][]string{
	order.Placed:    {"soon", "season"},
	order.Confirmed: {"packing", "late", "season"},
	order.Packed:    {"ready", "late"},
	order.Shipped:   {"sent", "ask"},
	order.Delivered: {"thanks"},
	order.Completed: {"thanks"},
}

func (w *portal) talkPage(c *fiber.Ctx, s stall) error { return w.showTalk(c, s, "", nil) }

// showTalk shows what was said. That it was read is a deed of its own: seenTalk, or an answer.
func (w *portal) showTalk(c *fiber.Ctx, s stall, typed string, ps view.Problems) error {
	ctx := c.UserContext()
	o, err := w.saleOf(c, s)
	if err != nil {
		return err
	}
	v, err := w.Talks.Read(ctx, s.by, o.ID)
	if err != nil {
		return err
	}
	sh := back(w.shell(c, s, "talk.with_buyer", "orders"), s.path("orders", o.Code), "portal.back_order")
	p := pages.TalkPage{URL: s.path("orders", o.Code, "talk"), Code: o.Code, Said: spoken(sh, v.Messages, conversation.Selling), Seen: view.SeenOf(lastOf(v), v.Unread), Reported: v.Reported, Text: typed, Problems: ps, Reasons: reasonsOf(sh, conversation.ReportReasons)}
	if !v.Open {
		p.Closed = sh.T("talk.closed", "when", v.Until.Date())
	}
	if o.Status.PhoneKnown() {
		p.Phone = account.LocalPhone(o.to.Phone)
	}
	for _, key := range readySentences[o.Status] {
		p.Ready = append(p.Ready, sh.T("talk.ready."+key, "code", o.Code))
	}
	return show(c, pages.Talk(sh, p))
}

// reasonsOf are message keys as choices.
func reasonsOf(sh *pages.Shell, keys []string) []view.Option {
	out := make([]view.Option, len(keys))
	for i, k := range keys {
		out[i] = view.Option{Value: k, Label: sh.T("reason." + k)}
	}
	return out
}

// spoken are messages as a page shows them to a side; "" is the desk.
func spoken(sh *pages.Shell, all []conversation.Message, reader conversation.Side) []view.Said {
	out := make([]view.Said, len(all))
	for i, m := range all {
		out[i] = view.Said{Who: sh.T("talk.by." + string(m.Author)), Mine: m.Author == reader, At: m.At, Text: strings.Split(m.Text, "\n")}
		if m.Text == "" {
			out[i].Text = []string{sh.T("talk.erased")}
		}
		if m.Masked {
			out[i].Note = sh.T("talk.masked")
		}
	}
	return out
}

// lastOf is when the last message that is shown was written.
func lastOf(v conversation.View) clock.Instant {
	if n := len(v.Messages); n > 0 {
		return v.Messages[n-1].At
	}
	return 0
}

// seenTalk keeps that the stall has read what a page showed.
func (w *portal) seenTalk(c *fiber.Ctx, s stall) error {
	in, err := session.Bind[struct {
		Seen int64 `form:"seen"`
	}](c)
	if err == nil {
		err = w.Talks.Seen(c.UserContext(), s.by, c.Params("order"), clock.Instant(in.Seen))
	}
	if err != nil {
		return err
	}
	return done(c, s.path("orders", c.Params("order"), "talk"), "")
}

func (w *portal) talk(c *fiber.Ctx, s stall) error {
	in, err := session.Bind[struct {
		Text string `form:"text"`
		Seen int64  `form:"seen"`
	}](c)
	key := ""
	if err == nil {
		key, err = session.Key(c)
	}
	if err == nil {
		err = w.Talks.Say(c.UserContext(), s.by, c.Params("order"), conversation.Words{Text: in.Text}, key)
	}
	if err == nil {
		err = w.Talks.Seen(c.UserContext(), s.by, c.Params("order"), clock.Instant(in.Seen))
	}
	if err == nil {
		return done(c, s.path("orders", c.Params("order"), "talk"), "said")
	}
	if ps, ok := mendable(c, session.Language(c), err); ok {
		return w.showTalk(c, s, in.Text, ps)
	}
	return err
}

func (w *portal) reportTalk(c *fiber.Ctx, s stall) error {
	in, err := session.Bind[why](c)
	if err == nil {
		err = w.Talks.Report(c.UserContext(), s.by, c.Params("order"), in.Reason)
	}
	if err == nil {
		return done(c, s.path("orders", c.Params("order"), "talk"), "talk_reported")
	}
	if ps, ok := mendable(c, session.Language(c), err); ok {
		return w.showTalk(c, s, "", ps)
	}
	return err
}

// deskTalks lists the calls of buyers and sellers.
func (w *portal) deskTalks(c *fiber.Ctx, by actor.Admin) error { return w.showCalls(c, by, nil) }

func (w *portal) showCalls(c *fiber.Ctx, by actor.Admin, ps view.Problems) error {
	at, err := after(c)
	if err != nil {
		return err
	}
	ctx := c.UserContext()
	calls, err := w.Talks.Reports(ctx, by, at, perPage+1)
	if err != nil {
		return err
	}
	calls, next := cut(calls, conversation.Report.Cursor)
	ids := make([]string, len(calls))
	for i, r := range calls {
		ids[i] = r.OrderID
	}
	codes, err := order.Codes(ctx, w.DB.Read(ctx), ids...)
	if err != nil {
		return err
	}
	sh := back(w.desk(c, "portal.desk.talks"), pages.PathDesk, "portal.desk")
	p := pages.TalksPage{Pager: pager(c, pages.DeskPath("talks"), next), Reasons: reasonsOf(sh, conversation.DeskReasons), Problems: loose(ps)}
	for _, r := range calls {
		p.Calls = append(p.Calls, callOf(sh, r, codes[r.OrderID]))
	}
	return show(c, pages.Talks(sh, p))
}

func callOf(sh *pages.Shell, r conversation.Report, code string) pages.TalkCall {
	return pages.TalkCall{Code: code, Who: sh.T("talk.by." + string(r.Side)), Reason: sh.T("reason." + r.Reason),
		Order: pages.DeskPath("orders", code, "talk"), Settle: pages.DeskPath("talks", r.ID, "settle")}
}

// inspectTalk shows a conversation to the desk, after its reason was written down.
func (w *portal) inspectTalk(c *fiber.Ctx, by actor.Admin) error {
	in, err := session.Bind[why](c)
	var v conversation.View
	if err == nil {
		v, err = w.Talks.Inspect(c.UserContext(), by, c.Params("order"), in.Reason)
	}
	if err == nil {
		sh := back(w.desk(c, "portal.desk.talks"), pages.DeskPath("talks"), "portal.desk.talks")
		p := pages.InspectedPage{Code: v.Order.Code, Order: pages.DeskPath("orders", v.Order.Code), Said: spoken(sh, v.Messages, "")}
		calls, err := w.Talks.ReportsOf(c.UserContext(), by, v.Order.ID)
		if err != nil {
			return err
		}
		for _, r := range calls {
			p.Calls = append(p.Calls, callOf(sh, r, v.Order.Code))
		}
		return show(c, pages.Inspected(sh, p))
	}
	if ps, ok := mendable(c, session.Language(c), err); ok {
		return w.showCalls(c, by, ps)
	}
	return err
}

func (w *portal) settleTalk(c *fiber.Ctx, by actor.Admin) error {
	_, err := session.Bind[struct{}](c)
	if err == nil {
		err = w.Talks.Settle(c.UserContext(), by, c.Params("report"))
	}
	if err != nil {
		return err
	}
	return done(c, pages.DeskPath("talks"), "settled")
}
