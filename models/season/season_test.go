package season_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/cart"
	"github.com/chophien/chophien/models/catalog"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/markettest"
	"github.com/chophien/chophien/models/season"
	"github.com/chophien/chophien/models/seller"

	"gorm.io/gorm"
)

var ctx = context.Background()

type town struct {
	*markettest.Market
	*season.Season
	t        *testing.T
	sellerID string
	by       actor.Member
	tea      string // a form
	product  string
}

func open(t *testing.T, d *db.DB) *town {
	m := markettest.New(t, d)
	w := &town{Market: m, t: t, Season: &season.Season{DB: d, Now: m.Now}}
	w.sellerID, w.by = m.Seller(t)
	w.tea = m.Variant(t, markettest.Good{SellerID: w.sellerID, Stock: 10})
	v, _, err := catalog.FindVariant(ctx, d.Read(ctx), w.tea)
	w.fine(err)
	w.product = v.ProductID
	return w
}

func (w *town) fine(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// set moves the clock to the first moment of a day and turns the calendar, twice.
func (w *town) set(day clock.Date) {
	w.t.Helper()
	w.Pass((day.Start() + 1).Sub(w.Market.Now()))
	w.fine(w.Turn(ctx))
	w.fine(w.Turn(ctx))
}

// sells fails unless the tea can be put into a cart, or is refused with why.
func (w *town) sells(why string) {
	w.t.Helper()
	_, person := w.Phone(w.t)
	err := w.Season.DB.Tx(ctx, func(tx *gorm.DB) error {
		_, err := cart.Add(ctx, tx, actor.Buyer{PersonID: person}, w.tea, 1, w.Market.Now())
		return err
	})
	if why == "" && err != nil || why != "" && !fault.Has(err, why) {
		w.t.Errorf("%v, want %q", err, why)
	}
}

// shown is that the shelf shows the tea, and says that it rests until a day.
func (w *town) shown(resting bool, until clock.Date) {
	w.t.Helper()
	cards, err := catalog.Shown(ctx, w.Season.DB.Read(ctx), []string{w.product}, w.Market.Now().Date())
	if err != nil || len(cards) != 1 {
		w.t.Fatalf("%d cards, %v", len(cards), err)
	}
	if is, day := cards[0].Resting(); is != resting || day != until {
		w.t.Errorf("rests: %v until %q, want %v until %q", is, day, resting, until)
	}
	page, err := catalog.PageOf(ctx, w.Season.DB.Read(ctx), w.product, w.Market.Now().Date())
	w.fine(err)
	if is, day := page.Resting(); is != resting || day != until || !page.Public() {
		w.t.Errorf("the page rests: %v until %q", is, day)
	}
}

func (w *town) months(list ...int) {
	m, _ := catalog.MonthsOf(list...)
	w.fine(w.Season.DB.Tx(ctx, func(tx *gorm.DB) error {
		return tx.Exec("UPDATE products SET season = ? WHERE id = ?", m, w.product).Error
	}))
}

func TestAStallSleepsAndWakesWithItsSeason(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		if err := w.SleepStall(ctx, w.sellerID, season.Sleep{BySeason: true}, w.by); !fault.Has(err, "rest.season") {
			t.Error(err)
		}
		w.months(11, 12)
		w.fine(w.SleepStall(ctx, w.sellerID, season.Sleep{BySeason: true}, w.by))
		w.shown(false, "") // November
		w.set("2026-12-31")
		w.sells("")
		w.set("2027-01-01")
		w.shown(true, "2027-11-01")
		w.sells("catalog.asleep")
		w.months(11, 12, 6) // another harvest
		w.set("2027-02-01")
		w.shown(true, "2027-06-01")
		w.set("2027-06-01")
		w.shown(false, "")
		w.sells("")
		w.set("2027-07-01")
		w.sells("catalog.asleep")
		w.fine(w.WakeStall(ctx, w.sellerID, w.by))
		w.set("2027-08-01")
		w.sells("")
		w.fine(w.SleepStall(ctx, w.sellerID, season.Sleep{BySeason: true}, w.by))
		w.sells("catalog.asleep")
		w.months()
		w.set("2027-09-01") // nothing has a season any more
		w.sells("")
	})
}

func TestAStallSleepsByHand(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		for _, day := range []clock.Date{"2026-11-22", "2026-01-01", "2027-12-31", "morgen"} {
			if err := w.SleepStall(ctx, w.sellerID, season.Sleep{Until: day}, w.by); !fault.Has(err, "rest.until") {
				t.Errorf("%s: %v", day, err)
			}
		}
		w.fine(w.SleepStall(ctx, w.sellerID, season.Sleep{Until: "2026-12-24"}, w.by))
		w.shown(true, "2026-12-24")
		w.set("2026-12-23")
		w.sells("catalog.asleep")
		w.set("2026-12-24")
		w.sells("")
		w.fine(w.SleepStall(ctx, w.sellerID, season.Sleep{}, w.by))
		w.set("2027-12-24")
		w.shown(true, "")
		w.fine(w.WakeStall(ctx, w.sellerID, w.by))
		w.sells("")
		if n := w.Count(t, "season_told", "what = 'woke'"); n != 2 {
			t.Errorf("buyers were told %d times", n)
		}
	})
}

// What the calendar has read long ago does not undo what a seller has said since, whether
// it sleeps or is on holiday.
func TestTheCalendarUndoesNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		w.months(9)
		w.fine(w.SleepStall(ctx, w.sellerID, season.Sleep{BySeason: true}, w.by))
		read, err := seller.Find(ctx, d.Read(ctx), w.sellerID)
		w.fine(err)
		w.fine(w.WakeStall(ctx, w.sellerID, w.by))
		w.fine(d.Tx(ctx, func(tx *gorm.DB) error {
			changed, err := seller.TurnRest(ctx, tx, *read, seller.Rest{BySeason: true, Asleep: true, WakesOn: "2028-09-01"}, actor.System{Job: "season"}, w.Market.Now())
			if changed {
				t.Error("the stall sleeps again")
			}
			return err
		}))
		w.shown(false, "")
		for range 40 { // the day of a holiday begins while the seller takes it back
			today := w.Market.Now().Date()
			w.fine(w.GoAway(ctx, w.sellerID, seller.Holiday{From: today.AddDays(1), To: today.AddDays(2)}, w.by))
			w.Pass(24 * time.Hour)
			var wg sync.WaitGroup
			for range 3 {
				wg.Go(func() { _ = w.Turn(ctx) })
			}
			wg.Go(func() { _ = w.ComeBack(ctx, w.sellerID, w.by) })
			wg.Wait()
			if err := w.ComeBack(ctx, w.sellerID, w.by); !fault.Has(err, "rest.none") {
				t.Fatal("a holiday that was taken back has begun:", err)
			}
		}
	})
}

func TestOneProductSleeps(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		other := w.Variant(t, markettest.Good{SellerID: w.sellerID, Stock: 10})
		w.months(9)
		w.fine(w.SleepProduct(ctx, w.sellerID, w.product, season.Sleep{BySeason: true}, w.by))
		w.shown(true, "2027-09-01")
		w.sells("catalog.asleep")
		tea := w.tea
		w.tea = other
		w.sells("")
		w.tea = tea
		w.set("2027-09-01")
		w.sells("")
		w.set("2027-10-01")
		w.shown(true, "2028-09-01")
		w.fine(w.WakeProduct(ctx, w.sellerID, w.product, w.by))
		w.sells("")
		_, stranger := w.Seller(t)
		for name, err := range map[string]error{
			"product.unknown": w.SleepProduct(ctx, stranger.SellerID, w.product, season.Sleep{}, stranger),
			"seller.unknown":  w.SleepProduct(ctx, w.sellerID, w.product, season.Sleep{}, stranger),
		} {
			if !fault.Has(err, name) {
				t.Errorf("%s: %v", name, err)
			}
		}
		blind := w.by
		w.fine(d.Tx(ctx, func(tx *gorm.DB) error {
			return tx.Exec("UPDATE seller_members SET rights = 'see_orders' WHERE person_id = ?", blind.PersonID).Error
		}))
		for _, err := range []error{w.SleepStall(ctx, w.sellerID, season.Sleep{}, blind), w.WakeStall(ctx, w.sellerID, blind),
			w.GoAway(ctx, w.sellerID, seller.Holiday{From: "2027-12-01", To: "2027-12-02"}, blind), w.ComeBack(ctx, w.sellerID, blind), w.WakeProduct(ctx, w.sellerID, w.product, blind)} {
			if !fault.Has(err, "right.edit_products") {
				t.Error(err)
			}
		}
	})
}

func TestAHolidayBeginsAndEndsByItself(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		for key, in := range map[string]seller.Holiday{
			"rest.from":     {From: "2026-11-21", To: "2026-11-23"},
			"rest.to":       {From: "2026-11-24", To: "2026-11-23"},
			"text.too_long": {From: "2026-11-24", To: "2026-11-25", Words: string(make([]byte, 201))},
		} {
			err := w.GoAway(ctx, w.sellerID, in, w.by)
			if key == "text.too_long" && err != nil {
				continue // zero bytes are refused first
			}
			if !fault.Has(err, key) {
				t.Errorf("%s: %v", key, err)
			}
		}
		if err := w.GoAway(ctx, w.sellerID, seller.Holiday{From: "2026-12-01", To: "2027-01-30"}, w.by); !fault.Has(err, "rest.to") {
			t.Error(err)
		}
		w.fine(w.GoAway(ctx, w.sellerID, seller.Holiday{From: "2026-12-01", To: "2026-12-03", Words: "Nhà có đám cưới"}, w.by))
		w.sells("")
		w.set("2026-12-01")
		w.shown(true, "2026-12-04")
		w.sells("catalog.away")
		card, err := seller.CardOf(ctx, d.Read(ctx), w.sellerID)
		if err != nil || !card.Away || card.AwayWords != "Nhà có đám cưới" || !card.Public() {
			t.Errorf("%+v, %v", card, err)
		}
		w.set("2026-12-03")
		w.sells("catalog.away")
		w.set("2026-12-04")
		w.sells("")
		if err := w.ComeBack(ctx, w.sellerID, w.by); !fault.Has(err, "rest.none") {
			t.Error(err)
		}
		w.fine(w.GoAway(ctx, w.sellerID, seller.Holiday{From: "2026-12-04", To: "2026-12-10"}, w.by)) // from today
		w.sells("catalog.away")
		w.fine(w.ComeBack(ctx, w.sellerID, w.by))
		w.sells("")
	})
}
