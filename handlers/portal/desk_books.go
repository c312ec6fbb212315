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
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/payment"
	"github.com/chophien/chophien/web/locale"
	pages "github.com/chophien/chophien/web/portal"
	"github.com/chophien/chophien/web/view"
)

// books are the lists of the desk's books, each with what reads a page of it.
var books = []struct {
	name string
	read func(w *portal, ctx context.Context, sh *pages.Shell, by actor.Admin, wanted payment.Wanted, after db.Cursor) ([]pages.BookRow, db.Cursor, error)
}{
	{"payments", (*portal).paymentRows}, {"events", (*portal).eventRows}, {"refunds", (*portal).refundRows}, {"refused", (*portal).refusedRows},
}

// bookPage lists one of the books, the newest first, or what belongs to a code.
func (w *portal) bookPage(c *fiber.Ctx, by actor.Admin) error {
	at, err := after(c)
	if err != nil {
		return err
	}
	sh := w.desk(c, "portal.books")
	in, err := session.Query[struct {
		Text string `form:"q"`
	}](c)
	if err != nil {
		return err
	}
	typed := strings.TrimSpace(in.Text)
	p := pages.BookPage{Code: typed}
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
		if b.name != "refused" { // what was refused belongs to no code
			p.Action = list
		}
		if b.name == "refunds" {
			p.Floors = pages.DeskPath("floors")
		}
		rows, next, err := b.read(w, c.UserContext(), sh, by, payment.Wanted{Text: typed}, at)
		if err != nil {
			return err
		}
		if typed != "" {
			list += "?q=" + url.QueryEscape(typed)
		}
		p.Rows, p.Pager = rows, pager(c, list, next)
	}
	if !found {
		return fiber.ErrNotFound
	}
	sh.Title = p.Title
	return show(c, pages.Book(sh, p))
}

func (w *portal) paymentRows(ctx context.Context, sh *pages.Shell, _ actor.Admin, wanted payment.Wanted, after db.Cursor) ([]pages.BookRow, db.Cursor, error) {
	all, err := payment.ListPayments(ctx, w.DB.Read(ctx), wanted, after.ID, perPage+1)
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

func (w *portal) eventRows(ctx context.Context, sh *pages.Shell, _ actor.Admin, wanted payment.Wanted, after db.Cursor) ([]pages.BookRow, db.Cursor, error) {
	all, err := payment.ListEvents(ctx, w.DB.Read(ctx), wanted, after.ID, perPage+1)
	all, next := cut(all, func(e payment.Event) db.Cursor { return db.Cursor{At: e.ReceivedAt, ID: e.ID} })
	var rows []pages.BookRow
	for _, e := range all {
		rows = append(rows, pages.BookRow{At: e.ReceivedAt, Title: gatewayName(sh, e.Gateway), State: sh.T("portal.outcome." + e.Outcome), Facts: []pages.Pair{{Name: sh.T("portal.event." + e.Kind), Value: e.EventKey}}})
	}
	return rows, next, err
}

func (w *portal) refundRows(ctx context.Context, sh *pages.Shell, _ actor.Admin, wanted payment.Wanted, after db.Cursor) ([]pages.BookRow, db.Cursor, error) {
	all, err := payment.ListRefunds(ctx, w.DB.Read(ctx), wanted, after.ID, perPage+1)
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

func (w *portal) refusedRows(ctx context.Context, sh *pages.Shell, by actor.Admin, _ payment.Wanted, after db.Cursor) ([]pages.BookRow, db.Cursor, error) {
	all, err := w.Checkout.Refused(ctx, by, "", after, perPage+1)
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
