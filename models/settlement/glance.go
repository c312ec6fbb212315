package settlement

import (
	"context"
	"time"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/catalog"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/tax"
)

// Takings is what a seller has of the orders that ended in some days, fees, taxes and refunds
// taken off; what buyers paid the seller directly is in it.
type Takings struct {
	Orders int64
	Net    money.VND
}

// Glance is what a seller asks first: how much today, this month and this season, and when
// the money comes.
type Glance struct {
	Today  Takings
	Month  Takings
	Season Takings
	Months catalog.Months // of the stall's goods; none: Season is the year since January
	From   clock.Date     // the first day of Season
	To     clock.Date     // its last; it may be over, or still go on
	Next   Next
}

// Next is the payout that comes: Amount by the balance of now, on Day into the bank's file,
// with the seller on Arrives at the earliest. Amount is 0 when nothing is to be paid; then
// Short is what is missing to the least amount, if that is why.
type Next struct {
	Amount  money.VND
	Short   money.VND
	Day     clock.Date
	Arrives clock.Date
	Waits   string // why no money can be sent, a message key, or ""
}

// Glance is the member's seller's. It refuses like Balance.
func (c *Cashier) Glance(ctx context.Context, by actor.Member) (Glance, error) {
	b, err := c.Balance(ctx, by)
	if err != nil {
		return Glance{}, err
	}
	q, now := c.read(ctx), c.Now()
	g := Glance{}
	if g.Months, err = catalog.SeasonOf(ctx, q, by.SellerID); err != nil {
		return g, err
	}
	g.From, g.To = g.Months.Run(now.Date())
	if err := g.read(q, by.SellerID, now); err != nil {
		return g, err
	}
	g.Next, err = next(ctx, q, b)
	return g, err
}

// read sums up the three spans in one statement.
func (g *Glance) read(q *gorm.DB, sellerID string, now clock.Instant) error {
	today := now.Date()
	month := today[:8] + "01"
	var row struct {
		TodayOrders, MonthOrders, SeasonOrders int64
		TodayNet, MonthNet, SeasonNet          money.VND
	}
	at := map[string]any{"id": sellerID, "today": today.Start(), "month": month.Start(), "season": g.From.Start(), "to": g.To.AddDays(1).Start(),
		"from": min(month, g.From).Start()}
	err := q.Raw(`SELECT CAST(COALESCE(SUM(CASE WHEN at >= @today THEN n END), 0) AS BIGINT) AS today_orders,
		CAST(COALESCE(SUM(CASE WHEN at >= @month THEN n END), 0) AS BIGINT) AS month_orders,
		CAST(COALESCE(SUM(CASE WHEN at >= @season AND at < @to THEN n END), 0) AS BIGINT) AS season_orders,
		CAST(COALESCE(SUM(CASE WHEN at >= @today THEN net END), 0) AS BIGINT) AS today_net,
		CAST(COALESCE(SUM(CASE WHEN at >= @month THEN net END), 0) AS BIGINT) AS month_net,
		CAST(COALESCE(SUM(CASE WHEN at >= @season AND at < @to THEN net END), 0) AS BIGINT) AS season_net FROM (
			SELECT at, net, 1 AS n FROM settlements WHERE seller_id = @id AND at >= @from
			UNION ALL SELECT at, -from_seller, 0 FROM takebacks WHERE seller_id = @id AND at >= @from
			UNION ALL SELECT f.at, CASE f.event WHEN 'ended' THEN f.goods + CASE o.shipping_earner WHEN 'seller' THEN o.shipping ELSE 0 END - f.commission - f.commission_vat
				ELSE f.commission + f.commission_vat - f.goods END, CASE f.event WHEN 'ended' THEN 1 ELSE 0 END
				FROM direct_fees f JOIN orders o ON o.id = f.order_id WHERE f.seller_id = @id AND f.at >= @from
			UNION ALL SELECT CASE WHEN b.at < e.at THEN e.at ELSE b.at END, -b.amount, 0
				FROM direct_fees e JOIN direct_backs b ON b.order_id = e.order_id AND b.line_id = ''
				WHERE e.seller_id = @id AND e.event = 'ended' AND (e.at >= @from OR b.at >= @from)) AS moved`, at).Scan(&row).Error
	g.Today, g.Month, g.Season = Takings{row.TodayOrders, row.TodayNet}, Takings{row.MonthOrders, row.MonthNet}, Takings{row.SeasonOrders, row.SeasonNet}
	return err
}

// next is the payout that comes, by the terms of its day and the bank's days off.
func next(ctx context.Context, q *gorm.DB, b Balance) (Next, error) {
	n := Next{Day: b.NextDay, Waits: b.Waits}
	terms, err := TermsOn(ctx, q, n.Day)
	if err != nil {
		return n, err
	}
	switch {
	case !b.Available.Positive():
	case b.Available.Cmp(terms.Minimum) < 0:
		n.Short = terms.Minimum.Sub(b.Available)
	default:
		n.Amount = b.Available.Sub(terms.feeOf(b.Available))
	}
	n.Arrives, err = bankDay(ctx, q, n.Day)
	return n, err
}

// bankDay is the first day from day on, itself included, on which banks work.
func bankDay(ctx context.Context, q *gorm.DB, day clock.Date) (clock.Date, error) {
	off, err := tax.DaysOff(ctx, q, day, day.AddDays(30))
	if err != nil {
		return day, err
	}
	for {
		if w := day.Start().Local().Weekday(); w != time.Saturday && w != time.Sunday && !off[day] {
			return day, nil
		}
		day = day.AddDays(1)
	}
}
