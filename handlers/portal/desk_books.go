package portal

import (
	"context"
	"net/url"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/handlers/session"
	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/checkout"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/payment"
	"github.com/chophien/chophien/models/seller"
	"github.com/chophien/chophien/models/settlement"
	"github.com/chophien/chophien/web/locale"
	pages "github.com/chophien/chophien/web/portal"
	"github.com/chophien/chophien/web/view"
)

// sought is what a book is narrowed to: words, one of its choices, and of what came in who
// told of it and on which days, both included.
type sought struct {
	Text   string     `form:"q"`
	Only   string     `form:"only"`
	Source string     `form:"source"`
	From   clock.Date `form:"from"`
	To     clock.Date `form:"to"`
}

func (s sought) wanted() payment.Wanted { return payment.Wanted{Text: s.Text, Status: s.Only} }

// at is the address of a list so narrowed.
func (s sought) at(list string) string {
	q := url.Values{}
	for name, value := range map[string]string{"q": s.Text, "only": s.Only, "source": s.Source, "from": string(s.From), "to": string(s.To)} {
		if value != "" {
			q.Set(name, value)
		}
	}
	if len(q) == 0 {
		return list
	}
	return list + "?" + q.Encode()
}

// filters are links that keep everything but one choice.
func (s sought) filters(list, every string, choices []view.Option, of func(*sought) *string) (out []pages.Filter) {
	on := *of(&s)
	for i, o := range append([]view.Option{{Label: every}}, choices...) {
		if *of(&s) = o.Value; i > 0 || len(choices) > 0 {
			out = append(out, pages.Filter{URL: s.at(list), Label: o.Label, On: on == o.Value})
		}
	}
	return out
}

// books are the lists of the desk's books, each with what reads a page of it, and the word
// with which it says what it is searched by; "" where nothing is.
var books = []struct {
	name string
	read func(w *portal, ctx context.Context, sh *pages.Shell, by actor.Admin, wanted sought, after db.Cursor) ([]pages.BookRow, db.Cursor, error)
	find string
}{
	{"payments", (*portal).paymentRows, "code"}, {"events", (*portal).eventRows, "code"}, {"refunds", (*portal).refundRows, "code"},
	{"credits", (*portal).creditRows, "credit"}, {"payouts", (*portal).bookedPayoutRows, "payout"}, {"refused", (*portal).refusedRows, ""},
}

// creditStates are what a bank transfer can be, in the order in which they are offered.
var creditStates = []string{"unmatched", "doubtful", "matched", "settled", "foreign", "twin"}

// bookChoices are what narrows a book by one press: values and their words.
func (w *portal) bookChoices(sh *pages.Shell, book string) (out []view.Option) {
	switch book {
	case "credits":
		for _, state := range creditStates {
			out = append(out, view.Option{Value: state, Label: sh.T("portal.credit." + state)})
		}
	case "payouts":
		for _, status := range []settlement.Status{settlement.Due, settlement.Sent, settlement.Paid, settlement.Returned} {
			out = append(out, view.Option{Value: string(status), Label: sh.T("payout.status." + string(status))})
		}
	case "refused":
		for _, g := range w.Gateways.All() {
			out = append(out, view.Option{Value: g.Code(), Label: gatewayName(sh, g.Code())})
		}
		out = append(out, w.noticeChoices(sh)...)
	}
	return out
}

// noticeChoices are those who tell of bank transfers.
func (w *portal) noticeChoices(sh *pages.Shell) (out []view.Option) {
	for _, l := range w.Gateways.Notices() {
		out = append(out, view.Option{Value: l.Code(), Label: gatewayName(sh, l.Code())})
	}
	return out
}

// bookPage lists one of the books, the newest first, or what belongs to a code.
func (w *portal) bookPage(c *fiber.Ctx, by actor.Admin) error {
	at, err := after(c)
	if err != nil {
		return err
	}
	sh := w.desk(c, "portal.books")
	in, err := session.Query[sought](c)
	if err != nil {
		return err
	}
	in.Text = strings.TrimSpace(in.Text)
	p := pages.BookPage{Code: in.Text, Only: in.Only, Source: in.Source}
	found := false
	for _, b := range books {
		here := b.name == c.Params("book")
		p.Books = append(p.Books, pages.BookLink{Link: view.Link{URL: pages.DeskPath("books", b.name), Label: sh.T("portal.books." + b.name)}, Here: here})
		if !here {
			continue
		}
		found = true
		list := pages.DeskPath("books", b.name)
		p.Title = sh.T("portal.books." + b.name)
		if b.find != "" {
			p.Action, p.Label, p.Hint = list, sh.T("portal.books."+b.find), sh.T("portal.books."+b.find+"_hint")
		}
		every := sh.T("portal.books.all")
		p.Filters = in.filters(list, every, w.bookChoices(sh, b.name), func(s *sought) *string { return &s.Only })
		if b.name == "credits" {
			p.Sources = in.filters(list, every, w.noticeChoices(sh), func(s *sought) *string { return &s.Source })
			p.Dated, p.From, p.To = true, string(in.From), string(in.To)
		}
		if b.name == "refunds" {
			p.Floors = pages.DeskPath("floors")
		}
		rows, next, err := b.read(w, c.UserContext(), sh, by, in, at)
		if err != nil {
			return err
		}
		p.Rows, p.Pager = rows, pager(c, in.at(list), next)
	}
	if !found {
		return fiber.ErrNotFound
	}
	sh.Title = p.Title
	return show(c, pages.Book(sh, p))
}

func (w *portal) paymentRows(ctx context.Context, sh *pages.Shell, _ actor.Admin, wanted sought, after db.Cursor) ([]pages.BookRow, db.Cursor, error) {
	all, err := payment.ListPayments(ctx, w.DB.Read(ctx), wanted.wanted(), after.ID, perPage+1)
	all, next := cut(all, func(p payment.Payment) db.Cursor { return db.Cursor{At: p.CreatedAt, ID: p.ID} })
	var rows []pages.BookRow
	for _, p := range all {
		row := pages.BookRow{At: p.CreatedAt, Title: p.Code, State: sh.T("portal.payment." + string(p.Status)), Amount: p.Amount, Money: true}
		if back := p.Refunding.Add(p.Refunded); p.Received != p.Amount || back.Positive() {
			row.Facts = append(row.Facts, pages.Pair{Name: sh.T("portal.task.received"), Value: sh.Money(p.Received)}, pages.Pair{Name: sh.T("portal.books.back"), Value: sh.Money(back)})
		}
		rows = append(rows, row)
	}
	return rows, next, err
}

func (w *portal) eventRows(ctx context.Context, sh *pages.Shell, _ actor.Admin, wanted sought, after db.Cursor) ([]pages.BookRow, db.Cursor, error) {
	all, err := payment.ListEvents(ctx, w.DB.Read(ctx), wanted.wanted(), after.ID, perPage+1)
	all, next := cut(all, func(e payment.Event) db.Cursor { return db.Cursor{At: e.ReceivedAt, ID: e.ID} })
	var rows []pages.BookRow
	for _, e := range all {
		rows = append(rows, pages.BookRow{At: e.ReceivedAt, Title: gatewayName(sh, e.Gateway), State: sh.T("portal.outcome." + e.Outcome), Facts: []pages.Pair{{Name: sh.T("portal.event." + e.Kind), Value: e.EventKey}}})
	}
	return rows, next, err
}

func (w *portal) refundRows(ctx context.Context, sh *pages.Shell, _ actor.Admin, wanted sought, after db.Cursor) ([]pages.BookRow, db.Cursor, error) {
	all, err := payment.ListRefunds(ctx, w.DB.Read(ctx), wanted.wanted(), after.ID, perPage+1)
	all, next := cut(all, func(r payment.Refund) db.Cursor { return db.Cursor{At: r.CreatedAt, ID: r.ID} })
	var rows []pages.BookRow
	for _, r := range all {
		row := pages.BookRow{At: r.CreatedAt, Title: gatewayName(sh, r.Gateway) + " " + r.Ref, State: sh.T("refund.status." + string(r.Status)), Amount: r.Amount, Money: true}
		if r.Evidence != "" {
			row.Facts = append(row.Facts, pages.Pair{Name: sh.T("portal.task.evidence"), Value: r.Evidence})
		}
		rows = append(rows, row)
	}
	return rows, next, err
}

func (w *portal) creditRows(ctx context.Context, sh *pages.Shell, by actor.Admin, wanted sought, after db.Cursor) ([]pages.BookRow, db.Cursor, error) {
	all, err := w.Checkout.CreditBook(ctx, by, payment.Sought{State: wanted.Only, Source: wanted.Source, From: wanted.From, To: wanted.To}, wanted.Text, after, perPage+1)
	all, next := cut(all, checkout.SeenCredit.Cursor)
	var rows []pages.BookRow
	for _, cr := range all {
		row := pages.BookRow{At: cr.ReceivedAt, Title: gatewayName(sh, cr.Source), State: sh.T("portal.credit." + cr.State), Amount: cr.Amount, Money: true,
			Facts: []pages.Pair{{Name: sh.T("portal.task.content"), Value: cr.Text}}}
		if cr.Reference != "" {
			row.Facts = append(row.Facts, pages.Pair{Name: sh.T("portal.books.ref"), Value: cr.Reference})
		}
		rows = append(rows, row)
	}
	return rows, next, err
}

func (w *portal) bookedPayoutRows(ctx context.Context, sh *pages.Shell, by actor.Admin, wanted sought, after db.Cursor) ([]pages.BookRow, db.Cursor, error) {
	all, err := w.Cashier.EveryPayout(ctx, by, wanted.Text, settlement.Status(wanted.Only), after, perPage+1)
	if err != nil {
		return nil, db.Cursor{}, err
	}
	all, next := cut(all, settlement.Payout.Cursor)
	var ids []string
	for _, p := range all {
		ids = append(ids, p.SellerID)
	}
	names, err := seller.Names(ctx, w.DB.Read(ctx), ids)
	var rows []pages.BookRow
	for _, p := range all {
		row := pages.BookRow{At: p.CreatedAt, Title: names[p.SellerID], URL: pages.DeskPath("payouts", p.BatchID), State: sh.T("payout.status." + string(p.Status)), Amount: p.Amount, Money: true,
			Facts: []pages.Pair{{Name: sh.T("pay.text"), Value: p.Code}}}
		if p.BankRef != "" {
			row.Facts = append(row.Facts, pages.Pair{Name: sh.T("portal.task.evidence"), Value: p.BankRef})
		}
		rows = append(rows, row)
	}
	return rows, next, err
}

func (w *portal) refusedRows(ctx context.Context, sh *pages.Shell, by actor.Admin, wanted sought, after db.Cursor) ([]pages.BookRow, db.Cursor, error) {
	all, err := w.Checkout.Refused(ctx, by, wanted.Only, after, perPage+1)
	all, next := cut(all, checkout.Refusal.Cursor)
	var rows []pages.BookRow
	for _, r := range all {
		row := pages.BookRow{At: r.At, Title: gatewayName(sh, r.Listener), State: sh.T("portal.outcome." + string(r.Outcome)), Amount: r.Amount, Money: r.Amount.Positive()}
		row.Facts = append(row.Facts, pages.Pair{Name: sh.T("portal.books.times"), Value: strconv.Itoa(r.Times)})
		if r.Ref != "" {
			row.Facts = append(row.Facts, pages.Pair{Name: sh.T("portal.books.ref"), Value: r.Ref})
		}
		rows = append(rows, row)
	}
	return rows, next, err
}

// gatewayName is what a gateway is called to its reader; a source of bank notices keeps the name
// of its house.
func gatewayName(sh *pages.Shell, code string) string {
	if key := "gateway." + code; locale.Has(key) {
		return sh.T(key)
	}
	return code
}
