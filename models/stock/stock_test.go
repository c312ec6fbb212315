package stock_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"gorm.io/gorm"
	"pgregory.net/rapid"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/markettest"
	"github.com/chophien/chophien/models/stock"
)

var (
	ctx = context.Background()
	by  = actor.System{Job: "test"}
)

func proved(t testing.TB, m *markettest.Market) {
	t.Helper()
	found, err := stock.Verify(ctx, m.DB.Read(ctx))
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range found {
		t.Error(v)
	}
}

func left(t testing.TB, m *markettest.Market, variant string) stock.Stock {
	t.Helper()
	found, err := stock.Find(ctx, m.DB.Read(ctx), []string{variant})
	if err != nil {
		t.Fatal(err)
	}
	return found[variant]
}

func hold(m *markettest.Market, wants ...stock.Want) error {
	return m.DB.Tx(ctx, func(tx *gorm.DB) error { return stock.TakeAll(ctx, tx, wants, m.Now()) })
}

func TestFortyBuyersOfTen(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := markettest.New(t, d)
		seller, _ := m.Seller(t)
		variant := m.Variant(t, markettest.Good{SellerID: seller, Stock: 10})
		var won, short atomic.Int64
		var wg sync.WaitGroup
		for range 40 {
			wg.Go(func() {
				switch err := hold(m, stock.Want{VariantID: variant, Holder: db.NewID(), Quantity: 1}); {
				case err == nil:
					won.Add(1)
				case fault.Has(err, "stock.short"):
					short.Add(1)
				default:
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if won.Load() != 10 || short.Load() != 30 {
			t.Errorf("%d of 10 were sold, %d were refused", won.Load(), short.Load())
		}
		if s := left(t, m, variant); s.OnHand != 10 || s.Held != 10 {
			t.Errorf("left %+v", s)
		}
		proved(t, m)
	})
}

func TestTwoLinesShareOneStock(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := markettest.New(t, d)
		seller, _ := m.Seller(t)
		variant, other := m.Variant(t, markettest.Good{SellerID: seller, Stock: 10}), m.Variant(t, markettest.Good{SellerID: seller, Stock: 5})
		err := hold(m, stock.Want{VariantID: variant, Holder: "a", Quantity: 6}, stock.Want{VariantID: other, Holder: "a", Quantity: 1},
			stock.Want{VariantID: variant, Holder: "b", Quantity: 6})
		if !fault.Has(err, "stock.short") {
			t.Fatalf("12 of 10 were taken: %v", err)
		}
		if s, o := left(t, m, variant), left(t, m, other); s.Held != 0 || o.Held != 0 {
			t.Errorf("a refused purchase holds %d and %d", s.Held, o.Held)
		}
	})
}

func TestACountDoesNotUndoASale(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := markettest.New(t, d)
		seller, member := m.Seller(t)
		variant := m.Variant(t, markettest.Good{SellerID: seller, Stock: 10})
		if err := hold(m, stock.Want{VariantID: variant, Holder: "order", Quantity: 4}); err != nil {
			t.Fatal(err)
		}
		count := func(seen, counted int64) error {
			return d.Tx(ctx, func(tx *gorm.DB) error { return stock.Correct(ctx, tx, variant, seen, counted, member, m.Now()) })
		}
		if err := count(10, 3); !fault.Has(err, "stock.below_held") {
			t.Errorf("3 were counted while 4 are promised: %v", err)
		}
		err := d.Tx(ctx, func(tx *gorm.DB) error { return stock.Consume(ctx, tx, "order", variant, 4, member, m.Now()) })
		if err != nil {
			t.Fatal(err)
		}
		if err := count(10, 12); !fault.Has(err, "stock.moved") {
			t.Errorf("a count from before the sale was taken: %v", err)
		}
		if err := count(6, 12); err != nil {
			t.Error(err)
		}
		if s := left(t, m, variant); s.OnHand != 12 || s.Held != 0 {
			t.Errorf("left %+v", s)
		}
		proved(t, m)
	})
}

// TestWhateverHappens drives all verbs at random and proves the promises after each run.
func TestWhateverHappens(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := markettest.New(t, d)
		seller, _ := m.Seller(t)
		rapid.Check(t, func(rt *rapid.T) {
			variants := []string{m.Variant(t, markettest.Good{SellerID: seller}), m.Variant(t, markettest.Good{SellerID: seller})}
			holders := []string{db.NewID(), db.NewID(), db.NewID()}
			for range rapid.IntRange(1, 25).Draw(rt, "steps") {
				variant := rapid.SampledFrom(variants).Draw(rt, "variant")
				holder := rapid.SampledFrom(holders).Draw(rt, "holder")
				n := rapid.Int64Range(-2, 20).Draw(rt, "n")
				verb := rapid.SampledFrom([]string{"receive", "count", "hold", "release", "each", "consume", "return"}).Draw(rt, "verb")
				err := d.Tx(ctx, func(tx *gorm.DB) error {
					switch verb {
					case "receive":
						return stock.Receive(ctx, tx, variant, n, stock.Harvest{}, by, m.Now())
					case "count":
						return stock.Correct(ctx, tx, variant, left(t, m, variant).OnHand, n, by, m.Now())
					case "hold":
						wants := []stock.Want{{VariantID: variant, Holder: holder, Quantity: max(n, 1)}}
						var standing int64
						tx.Table("holds").Where("holder = ? AND variant_id = ? AND state = 'held'", holder, variant).Count(&standing)
						if standing > 0 {
							return nil
						}
						return stock.TakeAll(ctx, tx, wants, m.Now())
					case "release":
						return stock.Release(ctx, tx, holder)
					case "each":
						var wants []stock.Want
						for _, h := range holders {
							for _, v := range variants {
								var standing int64
								tx.Table("holds").Where("holder = ? AND variant_id = ? AND state = 'held'", h, v).Count(&standing)
								if standing == 0 {
									wants = append(wants, stock.Want{VariantID: v, Holder: h, Quantity: max(n, 1)})
								}
							}
						}
						got, err := stock.TakeEach(ctx, tx, wants, m.Now())
						for _, w := range wants {
							var has int64
							tx.Table("holds").Where("holder = ? AND variant_id = ? AND state = 'held'", w.Holder, w.VariantID).Count(&has)
							if (has == 1) != slices.Contains(got, w.Holder) {
								rt.Errorf("%d holds of a holder of whom it is said: %v", has, got)
							}
						}
						return err
					case "consume":
						return stock.Consume(ctx, tx, holder, variant, n, by, m.Now())
					}
					if n <= 0 {
						return nil
					}
					return stock.Return(ctx, tx, holder, variant, n, by, m.Now())
				})
				if err != nil && len(fault.All(err)) == 0 {
					rt.Fatalf("%s %d: %v", verb, n, err)
				}
			}
			proved(t, m)
		})
	})
}

// TestLateMoneyTakesEachOrderWholeOrNotAtAll: what one holder cannot have in full leaves
// no trace, also of what there would have been.
func TestLateMoneyTakesEachOrderWholeOrNotAtAll(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := markettest.New(t, d)
		seller, _ := m.Seller(t)
		a, b := m.Variant(t, markettest.Good{SellerID: seller, Stock: 5}), m.Variant(t, markettest.Good{SellerID: seller, Stock: 2})
		var got []string
		err := d.Tx(ctx, func(tx *gorm.DB) (err error) {
			got, err = stock.TakeEach(ctx, tx, []stock.Want{
				{VariantID: a, Holder: "both", Quantity: 1}, {VariantID: b, Holder: "both", Quantity: 3},
				{VariantID: a, Holder: "first", Quantity: 4}, {VariantID: a, Holder: "last", Quantity: 2}, {VariantID: b, Holder: "small", Quantity: 2},
			}, m.Now())
			return err
		})
		if err != nil || !slices.Equal(got, []string{"first", "small"}) {
			t.Errorf("%v, %v", got, err)
		}
		if x, y := left(t, m, a), left(t, m, b); x.Held != 4 || y.Held != 2 {
			t.Errorf("held %d and %d", x.Held, y.Held)
		}
		proved(t, m)
	})
}

func TestPackingTakesWhatSpoilsFirst(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := markettest.New(t, d)
		seller, member := m.Seller(t)
		variant := m.Variant(t, markettest.Good{SellerID: seller, Basis: "gram"})
		err := d.Tx(ctx, func(tx *gorm.DB) error {
			return errors.Join(
				stock.Receive(ctx, tx, variant, 1000, stock.Harvest{Code: "keeps"}, member, m.Now()),
				stock.Receive(ctx, tx, variant, 1000, stock.Harvest{Code: "late", BestBefore: "2026-12-20"}, member, m.Now()),
				stock.Receive(ctx, tx, variant, 1000, stock.Harvest{Code: "soon", BestBefore: "2026-12-01"}, member, m.Now()),
				stock.TakeAll(ctx, tx, []stock.Want{{VariantID: variant, Holder: "o", Quantity: 1500}}, m.Now()),
				stock.Consume(ctx, tx, "o", variant, 1480, member, m.Now()))
		})
		if err != nil {
			t.Fatal(err)
		}
		var lots []stock.Lot
		if err := d.Read(ctx).Order("best_before").Find(&lots).Error; err != nil {
			t.Fatal(err)
		}
		want := map[string]int64{"keeps": 1000, "soon": 0, "late": 520}
		for _, l := range lots {
			if l.OnHand != want[l.Code] {
				t.Errorf("lot %s holds %d, want %d", l.Code, l.OnHand, want[l.Code])
			}
		}
		proved(t, m)
	})
}

func TestCrossedHoldsDoNotDeadlock(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := markettest.New(t, d)
		seller, _ := m.Seller(t)
		a, b := m.Variant(t, markettest.Good{SellerID: seller, Stock: 1000}), m.Variant(t, markettest.Good{SellerID: seller, Stock: 1000})
		var wg sync.WaitGroup
		for i := range 20 {
			wg.Go(func() {
				h := db.NewID()
				wants := []stock.Want{{VariantID: a, Holder: h, Quantity: 1}, {VariantID: b, Holder: h, Quantity: 1}}
				if i%2 == 0 {
					wants[0], wants[1] = wants[1], wants[0]
				}
				if err := hold(m, wants...); err != nil {
					t.Error(err)
				}
				if rand.N(2) == 0 {
					err := d.Tx(ctx, func(tx *gorm.DB) error { return stock.Release(ctx, tx, h) })
					if err != nil {
						t.Error(err)
					}
				}
			})
		}
		wg.Wait()
		proved(t, m)
	})
}
