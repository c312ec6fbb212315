package portal

import (
	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/handlers/parts"
	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/payment"
	"github.com/chophien/chophien/models/seller"
	"github.com/chophien/chophien/models/settlement"
	"github.com/chophien/chophien/models/tax"
	pages "github.com/chophien/chophien/web/portal"
	"github.com/chophien/chophien/web/view"
)

// bankName is what a bank is called.
func bankName(p parts.Parts, bin string) string {
	for _, b := range p.Banks {
		if b.BIN == bin {
			return b.Name
		}
	}
	return bin
}

// moneyPage is the seller's money at a glance.
func (w *portal) moneyPage(c *fiber.Ctx, s stall) error {
	ctx := c.UserContext()
	b, err := w.Cashier.Balance(ctx, s.by)
	if err != nil {
		return err
	}
	account, err := seller.PayeeOf(ctx, w.DB.Read(ctx), s.ID)
	if err != nil {
		return err
	}
	shown, err := settlement.Shown(ctx, w.DB.Read(ctx), w.Now().Date())
	if err != nil {
		return err
	}
	g, err := w.Cashier.Glance(ctx, s.by)
	if err != nil {
		return err
	}
	sh := w.shell(c, s, "portal.money", "money")
	p := pages.MoneyPage{
		Spans: spansOf(sh, g), Arrives: arrives(sh, g.Next),
		Available: b.Available, NextDay: b.NextDay, Held: b.Held, Earned: b.Earned, OnTheWay: b.OnTheWay, PaidOut: b.PaidOut, Fees: b.Fees,
		Ways: []pages.Way{
			{URL: s.path("money", "orders"), Icon: "box", Label: sh.T("portal.order_money"), Hint: sh.T("portal.order_money.hint")},
			{URL: s.path("money", "perkg"), Icon: "leaf", Label: sh.T("portal.perkg"), Hint: sh.T("portal.perkg.hint")},
			{URL: s.path("money", "statement"), Icon: "money", Label: sh.T("portal.statement"), Hint: sh.T("portal.statement.hint")},
			{URL: s.path("money", "payouts"), Icon: "bank", Label: sh.T("portal.payouts"), Hint: sh.T("portal.payouts.hint")},
			{URL: s.path("money", "fees"), Icon: "copy", Label: sh.T("portal.fees"), Hint: sh.T("portal.fees.hint")},
			{URL: s.path("money", "tax"), Icon: "shield", Label: sh.T("portal.tax"), Hint: sh.T("portal.tax.hint")},
		},
	}
	if w.Checkout.Direct {
		p.Direct = sh.T("direct.seller")
	}
	if b.HeldIn > 0 {
		p.HeldIn = sh.N("portal.money.held_in", int(b.HeldIn))
	}
	if b.Waits != "" {
		p.Waits = sh.T(b.Waits)
	}
	if s.TaxEntity == seller.Individual {
		p.Withheld = []view.Sum{{Name: sh.T("portal.money.vat"), Amount: b.VAT}, {Name: sh.T("portal.money.pit"), Amount: b.PIT}}
		if p.Meter, err = w.meterOf(c, s); err != nil {
			return err
		}
	}
	if account != nil {
		p.Account = w.payeeText(*account)
	}
	for _, t := range shown {
		p.Terms = append(p.Terms, termsIn(sh, t, w.Now().Date()))
	}
	collects := w.Checkout.Direct
	if !collects && s.may(actor.HandleMoney) { // from before the market collected
		left, err := payment.OfStall(ctx, w.DB.Read(ctx), s.ID, "", db.Cursor{}, 1)
		if err != nil {
			return err
		}
		collects = len(left) > 0
	}
	if s.may(actor.HandleMoney) && collects {
		p.Ways = append([]pages.Way{{URL: s.path("money", "collected"), Icon: "money", Label: sh.T("portal.collected"), Hint: sh.T("portal.collected.hint")}}, p.Ways...)
	}
	if s.may(actor.HandleMoney) {
		p.Bank = s.path("money", "bank")
		if s.Kind == seller.Cooperative {
			p.Ways = append(p.Ways, pages.Way{URL: s.path("money", "growers"), Icon: "person", Label: sh.T("portal.growers"), Hint: sh.T("portal.growers.hint")})
		}
	}
	return show(c, pages.Money(sh, p))
}

// spansOf are today, this month and this season, which is named.
func spansOf(sh *pages.Shell, g settlement.Glance) []pages.Span {
	span := func(name, when string, e settlement.Takings) pages.Span {
		note := sh.N("portal.money.orders", int(e.Orders))
		if when != "" {
			note = when + " · " + note
		}
		return pages.Span{Name: sh.T(name), Note: note, Amount: e.Net}
	}
	season, when := "portal.money.season", monthsIn(sh, g.From, g.To)
	if g.Months == 0 {
		season, when = "portal.money.year", string(g.From[:4])
	}
	return []pages.Span{span("portal.money.today", "", g.Today), span("portal.money.month", "", g.Month), span(season, when, g.Season)}
}

// monthsIn says a run of months: "tháng 9 đến tháng 11".
func monthsIn(sh *pages.Shell, from, to clock.Date) string {
	first, last := sh.T("month."+number(from.Month())), sh.T("month."+number(to.Month()))
	if from.Month() == to.Month() {
		return first
	}
	return sh.T("season.run", "from", first, "to", last)
}

// arrives says when what is next comes, or what is missing to it.
func arrives(sh *pages.Shell, n settlement.Next) string {
	switch {
	case n.Waits != "":
		return ""
	case n.Short.Positive():
		return sh.T("portal.money.short", "amount", n.Short)
	case n.Amount.Positive():
		return sh.T("portal.money.arrives", "amount", n.Amount, "day", n.Day.Format(), "arrives", n.Arrives.Format())
	}
	return ""
}

// meterOf is how near this year's revenue is to what is tax-free; nil where nothing is known.
func (w *portal) meterOf(c *fiber.Ctx, s stall) (*pages.Meter, error) {
	r, err := w.Declaration.Revenue(c.UserContext(), s.by)
	if err != nil || !r.Threshold.Amount.Positive() {
		return nil, err
	}
	return &pages.Meter{Base: r.Base, Amount: r.Threshold.Amount, Percent: r.Share(), From: r.Threshold.ValidFrom, Source: r.Threshold.Source}, nil
}

func (w *portal) moneyShell(c *fiber.Ctx, s stall, title string) *pages.Shell {
	sh := w.shell(c, s, title, "money")
	if s.may(actor.SeeMoney) {
		back(sh, s.path("money"), "portal.money")
	}
	return sh
}

// statementPage lists what moved the balance.
func (w *portal) statementPage(c *fiber.Ctx, s stall) error {
	at, err := after(c)
	if err != nil {
		return err
	}
	rows, err := w.Cashier.Statement(c.UserContext(), s.by, at, perPage+1)
	if err != nil {
		return err
	}
	rows, next := cut(rows, settlement.Row.Cursor)
	sh := w.moneyShell(c, s, "portal.statement")
	p := pages.StatementPage{Pager: pager(c, s.path("money", "statement"), next)}
	for _, r := range rows {
		p.Rows = append(p.Rows, statementRow(sh, s, r))
	}
	return show(c, pages.Statement(sh, p))
}

// statementRow writes a movement; what was taken stands below zero.
func statementRow(sh *pages.Shell, s stall, r settlement.Row) pages.StatementRow {
	row := pages.StatementRow{At: r.At, What: sh.T("portal.row." + r.Kind), Amount: r.Amount}
	if r.OrderCode != "" {
		row.Order = view.Link{Label: sh.T("complaint.order", "code", r.OrderCode)}
		if s.may(actor.SeeOrders) || s.may(actor.HandleOrders) {
			row.Order.URL = s.path("orders", r.OrderCode)
		}
	}
	for _, one := range []view.Sum{
		{Name: sh.T("sum.goods"), Amount: r.Goods}, {Name: sh.T("portal.sum.delivery_seller"), Amount: r.Shipping},
		{Name: sh.T("portal.row.commission"), Amount: r.Commission.Neg()}, {Name: sh.T("portal.row.commission_vat"), Amount: r.CommissionVAT.Neg()},
		{Name: sh.T("portal.net.vat"), Amount: r.VAT.Neg()}, {Name: sh.T("portal.net.pit"), Amount: r.PIT.Neg()},
	} {
		if !one.Amount.IsZero() {
			row.Sums = append(row.Sums, one)
		}
	}
	if len(row.Sums) > 0 {
		row.Sums = append(row.Sums, view.Sum{Name: sh.T("portal.row.sum"), Amount: r.Amount, Total: true})
	}
	return row
}

// taxPage shows what was withheld, by month and row by row.
func (w *portal) taxPage(c *fiber.Ctx, s stall) error {
	ctx := c.UserContext()
	q := w.DB.Read(ctx)
	at, err := after(c)
	if err != nil {
		return err
	}
	rows, err := tax.Register(ctx, q, s.ID, at, perPage+1)
	if err != nil {
		return err
	}
	rows, next := cut(rows, tax.Entry.Cursor)
	sh := w.moneyShell(c, s, "portal.tax")
	p := pages.TaxPage{Declares: s.TaxEntity != seller.Individual, Pager: pager(c, s.path("money", "tax"), next)}
	year := string(w.Now().Date()[:4])
	p.Ways = []pages.Way{{URL: s.path("money", "tax", year), Icon: "calendar", Label: sh.T("portal.tax.year", "year", year), Hint: sh.T("portal.tax.year.hint")}}
	if s.may(actor.EditProducts) {
		p.Ways = append(p.Ways, pages.Way{URL: s.path("taxpapers"), Icon: "shield", Label: sh.T("portal.taxpapers"), Hint: sh.T("portal.taxpapers.hint")})
	}
	if c.Query("after") == "" {
		months, err := tax.Months(ctx, q, s.ID, 12)
		if err != nil {
			return err
		}
		for _, m := range months {
			p.Months = append(p.Months, pages.TaxMonth{Period: monthOf(m.Period), Base: m.Base, VAT: m.VAT, PIT: m.PIT})
		}
	}
	codes, err := w.orderCodes(c, rows)
	if err != nil {
		return err
	}
	for _, r := range rows {
		p.Rows = append(p.Rows, pages.TaxRow{
			At: r.At, Order: codes[r.OrderID], Reversal: r.Event == tax.Reversal, Delivery: r.LineID == "", Base: r.Base, VAT: r.VAT, PIT: r.PIT,
		})
	}
	return show(c, pages.Tax(sh, p))
}

func (w *portal) orderCodes(c *fiber.Ctx, rows []tax.Entry) (map[string]string, error) {
	var ids []string
	for _, r := range rows {
		ids = append(ids, r.OrderID)
	}
	return order.Codes(c.UserContext(), w.DB.Read(c.UserContext()), ids...)
}

// monthOf writes "2026-11" as people say it: "11/2026".
func monthOf(period string) string {
	if len(period) != 7 {
		return period
	}
	return period[5:] + "/" + period[:4]
}

// payoutsPage lists the transfers to the seller.
func (w *portal) payoutsPage(c *fiber.Ctx, s stall) error {
	at, err := after(c)
	if err != nil {
		return err
	}
	rows, err := w.Cashier.Mine(c.UserContext(), s.by, at, perPage+1)
	if err != nil {
		return err
	}
	rows, next := cut(rows, func(t settlement.Transferred) db.Cursor { return t.Cursor() })
	sh := w.moneyShell(c, s, "portal.payouts")
	p := pages.PayoutsPage{Pager: pager(c, s.path("money", "payouts"), next)}
	for _, r := range rows {
		row := pages.PayoutRow{
			Code: r.Code, At: r.CreatedAt, Tone: payoutTone(r.Status), State: sh.T("payout.status." + string(r.Status)),
			Account: w.wentTo(r), Ref: r.BankRef, Amount: r.Amount, Fee: r.Fee,
		}
		if r.Status == settlement.Returned && r.Reason != "" {
			row.Why = sh.T("payout.reason." + r.Reason)
		}
		p.Rows = append(p.Rows, row)
	}
	return show(c, pages.Payouts(sh, p))
}

// wentTo is where a transfer went.
func (w *portal) wentTo(t settlement.Transferred) string {
	return w.payeeText(seller.Payee{Kind: t.Kind, Holder: t.Holder, BankBIN: t.BankBIN, Last4: t.Last4, PostPoint: t.PostPoint})
}

func payoutTone(st settlement.Status) view.Tone {
	switch st {
	case settlement.Paid:
		return view.Good
	case settlement.Returned:
		return view.Bad
	}
	return view.Plain
}
