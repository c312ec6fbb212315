package demo

import (
	"context"
	"fmt"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/catalog"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/measure"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/season"
	"github.com/chophien/chophien/models/seller"
	"github.com/chophien/chophien/models/settlement"
	"github.com/chophien/chophien/models/trader"
)

// shown is the household that shows what a stall may tell: its market days, the days of its
// post point, how a thing is packed, and what a trader offered for it. All of it says that it
// is a sample.
const shown = "Nghĩa Lộ"

// exemplify lets the household tell all that, where it has told nothing yet.
func (m Market) exemplify(ctx context.Context, people map[string]string) error {
	s := of(shown)
	known, err := seller.Named(ctx, m.DB.Read(ctx), []string{s.slug()})
	if err != nil {
		return err
	}
	id := known[s.slug()].ID
	by := actor.Member{PersonID: people[s.members[0].phone+s.members[0].name], SellerID: id, Rights: all, Channel: actor.CLI}
	q := m.DB.Read(ctx)
	days, err := seller.MarketDays(ctx, q, id)
	if err != nil || len(days) > 0 {
		return err
	}
	err = m.Onboarding.SetPostDays(ctx, id, seller.NewPostDays{Point: "Bưu điện văn hóa xã (mẫu)", Weekdays: []int{1, 4}, Hours: "7:30–11:00"}, by)
	if err != nil {
		return err
	}
	good, err := m.weighedGood(ctx, id)
	if err != nil {
		return err
	}
	err = m.Onboarding.SetPackingGuide(ctx, id, good.ID, catalog.PackingGuide{
		Words: "(mẫu) Lót lá chuối, xếp hàng nặng ở dưới, chừa lỗ thở.",
		Boxes: []catalog.Box{{Name: "thùng vừa (mẫu)", Length: 40, Width: 30, Height: 25, Holds: "10 kg"}},
	}, by)
	if err != nil {
		return err
	}
	cashier := settlement.Cashier{DB: m.DB, Now: m.Now, Keys: m.Onboarding.Keys}
	_, err = cashier.NoteTrader(ctx, trader.Note{ProductID: good.ID, Price: money.Of(18_000), Day: m.Now().Date(), Asked: "thương lái mẫu"}, "demo-trader", by)
	if err != nil {
		return err
	}
	// The market day comes last: where it stands, all of it does.
	_, err = m.Onboarding.AddMarketDay(ctx, id, seller.NewMarketDay{
		Market: "Chợ phiên mẫu Mường Lò", Place: "Hàng thứ hai, sạp mẫu", Weekdays: []int{3, 6}, Hours: "6:00–11:00",
	}, "demo-market-day", by)
	return err
}

// weighedGood is the first thing of a stall that is sold by weight.
func (m Market) weighedGood(ctx context.Context, sellerID string) (catalog.Card, error) {
	cards, err := catalog.List(ctx, m.DB.Read(ctx), catalog.Filter{SellerID: sellerID, State: catalog.Published}, m.Now().Date(), db.Cursor{}, 200)
	for _, c := range cards {
		for _, v := range c.Variants {
			if v.Basis == measure.Gram {
				return c, nil
			}
		}
	}
	if err == nil {
		err = fmt.Errorf("nothing of %s is sold by weight", sellerID)
	}
	return catalog.Card{}, err
}

// sleeps leaves a household whose season is over.
func (m Market) sleeps(ctx context.Context, at stageAt) error {
	if err := m.admit(ctx, at.sellerID, at.owner.PersonID, at.phone, seller.Applied); err != nil {
		return err
	}
	rest := season.Season{DB: m.DB, Now: m.Now}
	return rest.SleepStall(ctx, at.sellerID, season.Sleep{Until: m.Now().Date().AddDays(120)}, at.owner)
}
