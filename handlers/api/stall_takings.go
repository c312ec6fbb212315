package api

import (
	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/settlement"
	"github.com/chophien/chophien/models/trader"
)

func (a *api) stallTakingsRoutes() chapter {
	return chapter{"What a stall earns, and what a trader would give", []*route{
		on(a, "GET", "/stalls/{seller}/takings", "getTakings", "Today, this month, this season, and the payout that comes", a.takings).may(actor.SeeMoney),
		on(a, "GET", "/stalls/{seller}/revenue", "getRevenue", "The year's revenue beside what is tax-free", a.revenue).may(actor.SeeMoney).
			says("Revenue elsewhere counts too, and nobody here knows it."),
		on(a, "GET", "/stalls/{seller}/order-money", "listOrderMoney", "What each order brought and why, newest first", a.orderMoneys).may(actor.SeeMoney),
		on(a, "GET", "/stalls/{seller}/orders/{order}/money", "getOrderMoney", "What the buyer of an order paid, what the seller gets, and why", a.orderMoney).may(actor.SeeMoney).
			says("Of an order that has ended, net less had is what the seller's account holds of it, to the đồng."),
		on(a, "GET", "/stalls/{seller}/net-per-kg", "getNetPerKg", "What is left of a kilogram, beside what traders give", a.perKg).may(actor.SeeMoney),
		on(a, "GET", "/stalls/{seller}/trader-prices", "listTraderPrices", "What traders offered, as the household noted it, newest first", a.traderPrices).may(actor.SeeMoney),
		on(a, "POST", "/stalls/{seller}/trader-prices", "noteTraderPrice", "Note what a trader would give for a kilogram", a.noteTrader).may(actor.SeeMoney).once().made().need("price").
			says("Name a product, or a kind for all goods of it. Without a day it is today."),
		on(a, "DELETE", "/stalls/{seller}/trader-prices/{trader_price}", "removeTraderPrice", "Take a note back", a.removeTrader).may(actor.SeeMoney),
	}}
}

type takings struct {
	Orders int64     `json:"orders" doc:"that ended in these days"`
	Net    money.VND `json:"net" doc:"what the seller has of them, fees, taxes and refunds taken off"`
}

type takingsOut struct {
	Today  takings    `json:"today"`
	Month  takings    `json:"month"`
	Season takings    `json:"season"`
	Months []int      `json:"season_months" doc:"of the stall's goods; none: the season is the year"`
	From   clock.Date `json:"season_from"`
	To     clock.Date `json:"season_to"`
	Next   nextPayout `json:"next_payout"`
}

type nextPayout struct {
	Amount  money.VND  `json:"amount" doc:"by the balance of now, transfer fee taken off; 0 when nothing is to be paid"`
	Short   money.VND  `json:"short" doc:"what is missing to the least amount that is paid"`
	Day     clock.Date `json:"day" doc:"on which the market sends it"`
	Arrives clock.Date `json:"arrives" doc:"the first day from then on which banks work"`
	Waits   string     `json:"waits,omitempty" doc:"why no money can be sent"`
}

func (a *api) takings(c *fiber.Ctx, by actor.Member, _ none) (takingsOut, error) {
	g, err := a.Cashier.Glance(c.UserContext(), by)
	return takingsOut{takings(g.Today), takings(g.Month), takings(g.Season), append([]int{}, g.Months.List()...), g.From, g.To, nextPayout(g.Next)}, err
}

type revenueOut struct {
	Base      money.VND  `json:"base" doc:"sold here since January, refunds taken off"`
	Threshold money.VND  `json:"threshold" doc:"up to which a household owes no tax; 0: none is known"`
	From      clock.Date `json:"threshold_from"`
	Source    string     `json:"threshold_source"`
	Percent   int64      `json:"percent" doc:"100 at most"`
}

func (a *api) revenue(c *fiber.Ctx, by actor.Member, _ none) (revenueOut, error) {
	r, err := a.Declaration.Revenue(c.UserContext(), by)
	return revenueOut{r.Base, r.Threshold.Amount, r.Threshold.ValidFrom, r.Threshold.Source, r.Share()}, err
}

type orderMoneyOut struct {
	OrderID       string        `json:"order_id"`
	OrderCode     string        `json:"order_code"`
	PlacedAt      clock.Instant `json:"placed_at"`
	Status        order.Status  `json:"status"`
	Ended         bool          `json:"ended" doc:"the money is handed out; before that, net is what the seller will have"`
	Direct        bool          `json:"direct" doc:"the buyer paid the seller"`
	Paid          money.VND     `json:"paid" doc:"by the buyer, delivery included"`
	Back          money.VND     `json:"back" doc:"of it, given back or about to be"`
	Goods         money.VND     `json:"goods"`
	Shipping      money.VND     `json:"shipping" doc:"the seller's part"`
	Refunds       money.VND     `json:"refunds" doc:"after the end, at the seller's cost; taken off, as all below"`
	Commission    money.VND     `json:"commission"`
	CommissionVAT money.VND     `json:"commission_vat"`
	VAT           money.VND     `json:"vat"`
	PIT           money.VND     `json:"pit"`
	Net           money.VND     `json:"net" doc:"goods and shipping less the others"`
	Had           money.VND     `json:"had" doc:"of net, what the buyer gave the seller: cash at the door, or a transfer"`
	Booked        money.VND     `json:"booked" doc:"what the seller's account holds of the order"`
}

func orderMoneyOf(o settlement.OrderMoney) orderMoneyOut {
	return orderMoneyOut{o.OrderID, o.Code, o.At, order.Status(o.Status), o.Ended, o.Direct, o.Paid, o.Back, o.Goods, o.Shipping, o.Refunds, o.Commission,
		o.CommissionVAT, o.VAT, o.PIT, o.Net, o.Had, o.Booked}
}

func (a *api) orderMoneys(c *fiber.Ctx, by actor.Member, in paging) (list[orderMoneyOut], error) {
	return paged(in, func(after db.Cursor, limit int) ([]settlement.OrderMoney, error) {
		return a.Cashier.Orders(c.UserContext(), by, after, limit)
	}, settlement.OrderMoney.Cursor, orderMoneyOf)
}

func (a *api) orderMoney(c *fiber.Ctx, by actor.Member, _ none) (orderMoneyOut, error) {
	o, err := a.Cashier.OfOrder(c.UserContext(), by, c.Params("order"))
	return orderMoneyOf(o), err
}

type perKgOut struct {
	ProductID string          `json:"product_id"`
	NameVI    string          `json:"name_vi"`
	NameEN    string          `json:"name_en"`
	FormVI    string          `json:"form_vi"`
	FormEN    string          `json:"form_en"`
	PerKg     money.VND       `json:"price_per_kg"`
	NetPerKg  money.VND       `json:"net_per_kg" doc:"fees and taxes of today taken off; delivery is not in it"`
	Trader    *traderPriceOut `json:"trader,omitempty"`
	Better    money.VND       `json:"better" doc:"net less the trader's price; below zero when the trader gives more"`
}

func (a *api) perKg(c *fiber.Ctx, by actor.Member, _ none) (list[perKgOut], error) {
	rows, err := a.Cashier.PerKg(c.UserContext(), by)
	if err != nil {
		return list[perKgOut]{}, err
	}
	out := make([]perKgOut, len(rows))
	for i, r := range rows {
		out[i] = perKgOut{r.ProductID, r.NameVI, r.NameEN, r.FormVI, r.FormEN, r.PerKg, r.NetPerKg, nil, r.Better()}
		if r.Trader != nil {
			t, err := a.traderPriceOf(*r.Trader)
			if err != nil {
				return list[perKgOut]{}, err
			}
			out[i].Trader = &t
		}
	}
	return list[perKgOut]{Items: out}, nil
}

type traderPriceOut struct {
	ID        string     `json:"id"`
	ProductID string     `json:"product_id,omitempty"`
	Kind      string     `json:"kind,omitempty"`
	Price     money.VND  `json:"price" doc:"of a kilogram"`
	Day       clock.Date `json:"day"`
	Asked     string     `json:"asked" doc:"who was asked"`
}

func (a *api) traderPriceOf(p trader.Price) (traderPriceOut, error) {
	asked, err := p.Asked(a.Keys)
	return traderPriceOut{p.ID, p.Product(), p.Kind, p.Price, p.Day, asked}, err
}

func (a *api) traderPrices(c *fiber.Ctx, by actor.Member, in paging) (list[traderPriceOut], error) {
	rows, next, err := rowsOf(in, func(after db.Cursor, limit int) ([]trader.Price, error) {
		return a.Cashier.TraderPrices(c.UserContext(), by, after, limit)
	}, trader.Price.Cursor)
	out := list[traderPriceOut]{Items: make([]traderPriceOut, len(rows)), Next: next}
	for i, r := range rows {
		if out.Items[i], err = a.traderPriceOf(r); err != nil {
			return out, err
		}
	}
	return out, err
}

func (a *api) noteTrader(c *fiber.Ctx, by actor.Member, in trader.Note) (traderPriceOut, error) {
	ctx := c.UserContext()
	id, err := a.Cashier.NoteTrader(ctx, in, key(c), by)
	if err != nil {
		return traderPriceOut{}, err
	}
	p, err := trader.Find(ctx, a.DB.Read(ctx), by.SellerID, id)
	if err != nil {
		return traderPriceOut{}, err
	}
	return a.traderPriceOf(p)
}

func (a *api) removeTrader(c *fiber.Ctx, by actor.Member, _ none) (none, error) {
	return none{}, a.Cashier.RemoveTrader(c.UserContext(), c.Params("trader_price"), by)
}
