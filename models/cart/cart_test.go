package cart_test

import (
	"context"
	"sync"
	"testing"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/cart"
	"github.com/chophien/chophien/models/catalog"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/markettest"
)

var ctx = context.Background()

func do(t testing.TB, m *markettest.Market, fn func(tx *gorm.DB) error) {
	t.Helper()
	if err := m.DB.Tx(ctx, fn); err != nil {
		t.Error(err)
	}
}

// spend is what a checkout does: it takes the cart, then what was in it.
func spend(tx *gorm.DB, who actor.Shopper) (id string, goods []catalog.Picked, err error) {
	if id, err = cart.Spend(ctx, tx, who); err != nil || id == "" {
		return id, nil, err
	}
	goods, err = cart.Spent(ctx, tx, id)
	return id, goods, err
}

func lines(t testing.TB, m *markettest.Market, who actor.Shopper) map[string]int64 {
	t.Helper()
	found, err := cart.Goods(ctx, m.DB.Read(ctx), who)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]int64{}
	for _, l := range found {
		out[l.VariantID] = l.Quantity
	}
	return out
}

func shop(t *testing.T, fn func(t *testing.T, m *markettest.Market, who actor.Shopper, goods []string)) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := markettest.New(t, d)
		seller, _ := m.Seller(t)
		var goods []string
		for range 5 {
			goods = append(goods, m.Variant(t, markettest.Good{SellerID: seller, Stock: 1000}))
		}
		_, personID := m.Phone(t)
		for _, who := range []actor.Shopper{actor.Buyer{PersonID: personID, Channel: actor.Page}, actor.Guest{CartToken: "cookie", Channel: actor.Page}} {
			fn(t, m, who, goods)
		}
	})
}

func TestClicksAtOnceAddUp(t *testing.T) {
	shop(t, func(t *testing.T, m *markettest.Market, who actor.Shopper, goods []string) {
		var wg sync.WaitGroup
		for i := range 40 {
			wg.Go(func() {
				do(t, m, func(tx *gorm.DB) error { _, err := cart.Add(ctx, tx, who, goods[i%2], 1, m.Now()); return err })
			})
		}
		wg.Wait()
		if got := lines(t, m, who); got[goods[0]] != 20 || got[goods[1]] != 20 {
			t.Errorf("40 clicks made %v", got)
		}
		if n, err := cart.Count(ctx, m.DB.Read(ctx), who); err != nil || n != 2 {
			t.Errorf("%d lines, %v", n, err)
		}
	})
}

// TestWhatIsPutInWhileTheCartIsOrderedIsNotLost: each line is in the cart that was spent,
// as it was read, or in the next one.
func TestWhatIsPutInWhileTheCartIsOrderedIsNotLost(t *testing.T) {
	shop(t, func(t *testing.T, m *markettest.Market, who actor.Shopper, goods []string) {
		for range 8 {
			do(t, m, func(tx *gorm.DB) error { _, err := cart.Put(ctx, tx, who, goods[0], 1, m.Now()); return err })
			var spent []catalog.Picked
			var wg sync.WaitGroup
			for _, g := range goods[1:] {
				wg.Go(func() {
					do(t, m, func(tx *gorm.DB) error { _, err := cart.Put(ctx, tx, who, g, 2, m.Now()); return err })
				})
			}
			wg.Go(func() {
				do(t, m, func(tx *gorm.DB) (err error) {
					_, spent, err = spend(tx, who)
					return err
				})
			})
			wg.Wait()
			if got := len(lines(t, m, who)) + len(spent); got != len(goods) {
				t.Errorf("of %d lines %d are left", len(goods), got)
			}
			do(t, m, func(tx *gorm.DB) error {
				_, _, err := spend(tx, who)
				return err
			})
		}
		if n := m.Count(t, "cart_lines l JOIN carts c ON c.id = l.cart_id", "c.state = 'open'"); n != 0 {
			t.Errorf("%d lines in open carts", n)
		}
	})
}

func TestACartIsSpentOnce(t *testing.T) {
	shop(t, func(t *testing.T, m *markettest.Market, who actor.Shopper, goods []string) {
		do(t, m, func(tx *gorm.DB) error { _, err := cart.Put(ctx, tx, who, goods[0], 1, m.Now()); return err })
		var mu sync.Mutex
		won := 0
		var wg sync.WaitGroup
		for range 20 {
			wg.Go(func() {
				do(t, m, func(tx *gorm.DB) error {
					id, found, err := spend(tx, who)
					mu.Lock()
					defer mu.Unlock()
					if id != "" && len(found) == 1 {
						won++
					}
					return err
				})
			})
		}
		wg.Wait()
		if won != 1 {
			t.Errorf("one cart was spent %d times", won)
		}
	})
}

func TestMergingLosesNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := markettest.New(t, d)
		seller, _ := m.Seller(t)
		a, b := m.Variant(t, markettest.Good{SellerID: seller, Stock: 100}), m.Variant(t, markettest.Good{SellerID: seller, Stock: 100})
		for i := range 6 {
			_, personID := m.Phone(t)
			buyer := actor.Buyer{PersonID: personID, Channel: actor.Page}
			guest := actor.Guest{CartToken: "cookie " + personID, Channel: actor.Page}
			do(t, m, func(tx *gorm.DB) error { _, err := cart.Put(ctx, tx, guest, a, 3, m.Now()); return err })
			if i > 0 {
				do(t, m, func(tx *gorm.DB) error { _, err := cart.Put(ctx, tx, buyer, a, int64(i), m.Now()); return err })
			}
			var wg sync.WaitGroup
			for range 3 {
				wg.Go(func() { do(t, m, func(tx *gorm.DB) error { return cart.Merge(ctx, tx, guest, buyer, m.Now()) }) })
			}
			wg.Go(func() {
				do(t, m, func(tx *gorm.DB) error { _, err := cart.Put(ctx, tx, guest, b, 5, m.Now()); return err })
			})
			wg.Wait()
			mine, theirs := lines(t, m, buyer), lines(t, m, guest)
			if mine[a] != max(3, int64(i)) || mine[b]+theirs[b] != 5 {
				t.Errorf("after the merge %v and %v", mine, theirs)
			}
		}
	})
}

func TestNobodyHasNoCart(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := markettest.New(t, d)
		seller, _ := m.Seller(t)
		tea := m.Variant(t, markettest.Good{SellerID: seller, Stock: 100})
		nobody := actor.Guest{Channel: actor.Page}
		err := d.Tx(ctx, func(tx *gorm.DB) error { _, err := cart.Put(ctx, tx, nobody, tea, 1, m.Now()); return err })
		if !fault.Has(err, "cart.nobody") {
			t.Errorf("a cart of nobody: %v", err)
		}
		do(t, m, func(tx *gorm.DB) error { return cart.Remove(ctx, tx, nobody, tea) })
		if got := lines(t, m, nobody); len(got) != 0 {
			t.Error(got)
		}
	})
}
