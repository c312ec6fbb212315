package api

import (
	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/seller"
	"github.com/chophien/chophien/models/settlement"
	"github.com/chophien/chophien/models/tax"
)

func (a *api) stallMoneyRoutes() chapter {
	return chapter{"Money of a stall", []*route{
		on(a, "GET", "/stalls/{seller}/net-amount", "previewNet", "What would be left of a price, before publishing", a.net).may(actor.EditProducts).need("price").
			says("Orders are rounded as a whole, so several pieces may come to some đồng more or less. Delivery is not in it."),
		on(a, "GET", "/stalls/{seller}/balance", "getBalance", "Earned, held, withheld, paid out", a.balance).may(actor.SeeMoney),
		on(a, "GET", "/stalls/{seller}/statement", "getStatement", "What moved the balance, newest first", a.statement).may(actor.SeeMoney),
		on(a, "GET", "/stalls/{seller}/totals", "getTotals", "Sums of the orders that ended from one day to another", a.totals).may(actor.SeeMoney).need("from", "to").
			says("Of orders whose money the market held; what buyers paid the seller directly is not in it."),
		on(a, "GET", "/stalls/{seller}/payouts", "listPayouts", "Transfers to the seller, newest first", a.payouts).may(actor.SeeMoney),
		on(a, "GET", "/stalls/{seller}/withholding", "getWithholding", "The register of withheld tax, line by line, newest first", a.withholding).may(actor.SeeMoney),
		on(a, "GET", "/stalls/{seller}/withholding/months", "getWithholdingMonths", "Withheld tax by month, newest first", a.withholdingMonths).may(actor.SeeMoney),
	}}
}

type netQuery struct {
	Price    money.VND `json:"price"`
	TaxClass string    `json:"tax_class"`
}

type netOut struct {
	Price         money.VND         `json:"price"`
	TaxClass      string            `json:"tax_class" doc:"own_raw_produce without a verified paper is taxed as goods"`
	Commission    money.VND         `json:"commission"`
	CommissionVAT money.VND         `json:"commission_vat"`
	VAT           money.VND         `json:"vat" doc:"withheld for the tax office"`
	PIT           money.VND         `json:"pit" doc:"income tax, withheld for the tax office"`
	Amount        money.VND         `json:"amount" doc:"what the seller receives"`
	CommissionBP  money.BasisPoints `json:"commission_bp"`
	VATBP         money.BasisPoints `json:"commission_vat_bp"`
	TaxVATBP      money.BasisPoints `json:"vat_bp" doc:"share of the price"`
	TaxPITBP      money.BasisPoints `json:"pit_bp"`
}

func (a *api) net(c *fiber.Ctx, by actor.Member, in netQuery) (netOut, error) {
	if err := has(by, actor.EditProducts, actor.SeeMoney); err != nil {
		return netOut{}, err
	}
	ctx := c.UserContext()
	q := a.DB.Read(ctx)
	s, err := seller.Find(ctx, q, by.SellerID)
	if err != nil {
		return netOut{}, err
	}
	n, err := settlement.Preview(ctx, q, in.Price, in.TaxClass, settlement.Payer{SellerID: s.ID, Entity: string(s.TaxEntity), Residency: string(s.TaxResidency)}, a.Now().Date())
	return netOut{n.Price, n.TaxClass, n.Commission, n.CommissionVAT, n.VAT, n.PIT, n.Amount, n.CommissionBP, n.VATBP, n.TaxVATBP, n.TaxPITBP}, err
}

type balanceOut struct {
	Available money.VND  `json:"available" doc:"earned and not yet paid out; below zero when refunds came after the payout"`
	Held      money.VND  `json:"held" doc:"of buyers who have paid: the seller's when the orders complete, fees and taxes taken off"`
	HeldIn    int64      `json:"held_in_orders"`
	Earned    money.VND  `json:"earned" doc:"in all, after fees, taxes and refunds"`
	VAT       money.VND  `json:"vat_withheld"`
	PIT       money.VND  `json:"pit_withheld"`
	OnTheWay  money.VND  `json:"on_the_way" doc:"at the bank, or about to be"`
	PaidOut   money.VND  `json:"paid_out"`
	Fees      money.VND  `json:"transfer_fees" doc:"of payouts, borne by the seller"`
	NextDay   clock.Date `json:"next_payout" doc:"the next day on which money may be sent"`
	Waits     string     `json:"waits,omitempty" doc:"why no money can be sent"`
	Direct    string     `json:"direct,omitempty" doc:"where buyers pay the seller: what the market then does not do; available is below zero by the commission that is owed"`
}

func balanceOf(b settlement.Balance) balanceOut {
	return balanceOut{b.Available, b.Held, b.HeldIn, b.Earned, b.VAT, b.PIT, b.OnTheWay, b.PaidOut, b.Fees, b.NextDay, b.Waits, ""}
}

func (a *api) balance(c *fiber.Ctx, by actor.Member, _ none) (balanceOut, error) {
	b, err := a.Cashier.Balance(c.UserContext(), by)
	out := balanceOf(b)
	out.Direct = a.directNotice(c, a.Checkout.Direct)
	return out, err
}

type statementRow struct {
	ID            string        `json:"id"`
	At            clock.Instant `json:"at"`
	Kind          string        `json:"kind" doc:"earned, refunded, cash (paid to the seller at the door), payout, returned, fee, commission_owed (of an order whose buyer paid the seller) or corrected"`
	OrderID       string        `json:"order_id,omitempty"`
	OrderCode     string        `json:"order_code,omitempty"`
	PayoutID      string        `json:"payout_id,omitempty"`
	Goods         money.VND     `json:"goods" doc:"below zero for a refund"`
	Shipping      money.VND     `json:"shipping"`
	Commission    money.VND     `json:"commission" doc:"above zero for what was taken from the seller, as all below"`
	CommissionVAT money.VND     `json:"commission_vat"`
	VAT           money.VND     `json:"vat"`
	PIT           money.VND     `json:"pit"`
	Amount        money.VND     `json:"amount" doc:"what it adds to the balance"`
}

func statementOf(r settlement.Row) statementRow {
	return statementRow{r.ID, r.At, r.Kind, r.OrderID, r.OrderCode, r.PayoutID, r.Goods, r.Shipping, r.Commission, r.CommissionVAT, r.VAT, r.PIT, r.Amount}
}

func (a *api) statement(c *fiber.Ctx, by actor.Member, in paging) (list[statementRow], error) {
	return paged(in, func(after db.Cursor, limit int) ([]settlement.Row, error) {
		return a.Cashier.Statement(c.UserContext(), by, after, limit)
	}, settlement.Row.Cursor, statementOf)
}

type daysQuery struct {
	From clock.Date `json:"from"`
	To   clock.Date `json:"to" doc:"included"`
}

type totalsOut struct {
	Orders        int64     `json:"orders"`
	Goods         money.VND `json:"goods"`
	Shipping      money.VND `json:"shipping"`
	Commission    money.VND `json:"commission" doc:"less what refunds gave back, as all below"`
	CommissionVAT money.VND `json:"commission_vat"`
	VAT           money.VND `json:"vat"`
	PIT           money.VND `json:"pit"`
	Refunds       money.VND `json:"refunds"`
	Net           money.VND `json:"net" doc:"what the seller has of it"`
	PaidOut       money.VND `json:"paid_out"`
}

func totalsOf(t settlement.Total) totalsOut {
	return totalsOut{t.Orders, t.Goods, t.Shipping, t.Commission, t.CommissionVAT, t.VAT, t.PIT, t.Refunds, t.Net, t.PaidOut}
}

func (in daysQuery) refuse() error {
	var l fault.List
	if in.From == "" {
		l.Add(fault.New(fault.Invalid, "input.date").On("from"))
	}
	if in.To == "" || in.To < in.From {
		l.Add(fault.New(fault.Invalid, "input.date").On("to"))
	}
	return l.Err()
}

func (a *api) totals(c *fiber.Ctx, by actor.Member, in daysQuery) (totalsOut, error) {
	if err := in.refuse(); err != nil {
		return totalsOut{}, err
	}
	t, err := a.Cashier.Total(c.UserContext(), by, in.From, in.To)
	return totalsOf(t), err
}

type payoutOut struct {
	ID         string            `json:"id"`
	Code       string            `json:"code" doc:"the text of the transfer"`
	Amount     money.VND         `json:"amount"`
	Status     settlement.Status `json:"status"`
	BankBIN    string            `json:"bank_bin"`
	Last4      string            `json:"last4" doc:"of the account that it went to"`
	BankRef    string            `json:"bank_ref"`
	Reason     string            `json:"reason,omitempty" doc:"why it came back"`
	CreatedAt  clock.Instant     `json:"created_at"`
	SentAt     clock.Instant     `json:"sent_at"`
	PaidAt     clock.Instant     `json:"paid_at"`
	ReturnedAt clock.Instant     `json:"returned_at"`
}

func (a *api) payouts(c *fiber.Ctx, by actor.Member, in paging) (list[payoutOut], error) {
	return paged(in, func(after db.Cursor, limit int) ([]settlement.Transferred, error) {
		return a.Cashier.Mine(c.UserContext(), by, after, limit)
	}, func(t settlement.Transferred) db.Cursor { return t.Cursor() }, func(t settlement.Transferred) payoutOut {
		return payoutOut{t.ID, t.Code, t.Amount, t.Status, t.BankBIN, t.Last4, t.BankRef, t.Reason, t.CreatedAt, t.SentAt, t.PaidAt, t.ReturnedAt}
	})
}

type taxRow struct {
	ID      string        `json:"id"`
	OrderID string        `json:"order_id"`
	LineID  string        `json:"line_id" doc:"empty for delivery that the seller earns"`
	Event   string        `json:"event" doc:"accepted, or reversal with amounts below zero"`
	Base    money.VND     `json:"base"`
	VAT     money.VND     `json:"vat"`
	PIT     money.VND     `json:"pit"`
	Rule    string        `json:"rule_id"`
	Period  string        `json:"period" doc:"month in Vietnam, YYYY-MM"`
	At      clock.Instant `json:"at"`
}

func (a *api) withholding(c *fiber.Ctx, by actor.Member, in paging) (list[taxRow], error) {
	if err := has(by, actor.SeeMoney); err != nil {
		return list[taxRow]{}, err
	}
	ctx := c.UserContext()
	return paged(in, func(after db.Cursor, limit int) ([]tax.Entry, error) {
		return tax.Register(ctx, a.DB.Read(ctx), by.SellerID, after, limit)
	}, tax.Entry.Cursor, func(e tax.Entry) taxRow {
		return taxRow{e.ID, e.OrderID, e.LineID, e.Event, e.Base, e.VAT, e.PIT, e.RuleID, e.Period, e.At}
	})
}

type taxMonth struct {
	Period   string    `json:"period" doc:"month in Vietnam, YYYY-MM"`
	SellerID string    `json:"seller_id,omitempty"`
	Base     money.VND `json:"base" doc:"accepted less given back"`
	VAT      money.VND `json:"vat"`
	PIT      money.VND `json:"pit"`
	Reversed money.VND `json:"reversed" doc:"of the base, what was given back"`
}

func taxMonthOf(m tax.Month) taxMonth {
	return taxMonth{m.Period, m.SellerID, m.Base, m.VAT, m.PIT, m.Reversed}
}

type monthsQuery struct {
	Limit int `json:"limit"`
}

func (a *api) withholdingMonths(c *fiber.Ctx, by actor.Member, in monthsQuery) (list[taxMonth], error) {
	if err := has(by, actor.SeeMoney); err != nil {
		return list[taxMonth]{}, err
	}
	limit, err := paging{Limit: in.Limit}.most()
	if err != nil {
		return list[taxMonth]{}, err
	}
	ctx := c.UserContext()
	rows, err := tax.Months(ctx, a.DB.Read(ctx), by.SellerID, limit)
	return full(rows, err, taxMonthOf)
}
