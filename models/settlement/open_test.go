package settlement_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/ledger"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/seller"
	"github.com/chophien/chophien/models/settlement"
)

const day = 24 * time.Hour

func TestSellersArePaidWithNobodyCalling(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newShop(t, d)
		an, binh := s.stall(), s.stall()
		if b := s.open(); b != nil {
			t.Fatalf("a batch for nobody: %+v", b)
		}
		s.sell(an, sale{goods: 100_000, shipping: 20_000})
		s.sell(binh, sale{goods: 300_000})
		b := s.open()
		if b == nil || b.Status != settlement.Open || b.Day != "2026-11-22" {
			t.Fatalf("%+v", b)
		}
		got := map[string]int64{}
		for _, p := range s.payouts(b) {
			got[p.SellerID] = p.Amount.Dong()
			if p.Status != settlement.Due || p.PayeeID == "" || p.AccountID != p.PayeeID || s.holds(ledger.PayoutTransit(p.ID)) != p.Amount.Dong() {
				t.Errorf("%+v", p)
			}
		}
		if len(got) != 2 || got[an.SellerID] != 120_000-5_500-2_400 || got[binh.SellerID] != 300_000-16_500-4_500 || s.holds(ledger.Seller(an.SellerID)) != 0 {
			t.Errorf("%v", got)
		}
		if n := s.Count(t, "outbox_notes", "type = 'payout.due'"); n != 2 {
			t.Errorf("%d sellers were told", n)
		}
		s.proved(t)
	})
}

func TestABatchEverySoManyDays(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newShop(t, d)
		an := s.stall()
		var days []clock.Date
		for range 9 * 24 { // the job runs every hour, something is sold every day
			if s.Market.Now().Local().Hour() == 12 {
				s.sell(an, sale{goods: 100_000})
			}
			if b := s.open(); b != nil {
				days = append(days, b.Day)
			}
			s.Pass(time.Hour)
		}
		if got, want := fmt.Sprint(days), "[2026-11-22 2026-11-25 2026-11-28 2026-12-01]"; got != want {
			t.Errorf("%s, want %s", got, want)
		}
		s.proved(t)
	})
}

// TestSmallMoneyWaitsButNotTooLong: the clock is driven; whatever day something small is
// earned, it is in a batch within the days promised.
func TestSmallMoneyWaitsButNotTooLong(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newShop(t, d)
		other := s.stall() // somebody big, so that batches are opened on their days
		for range 4 {
			small := s.stall()
			s.sell(small, sale{goods: 20_000})
			earned := s.Market.Now().Date()
			paid := clock.Date("")
			for range 10 {
				s.sell(other, sale{goods: 1_000_000})
				s.open()
				if paid == "" && s.holds(ledger.Seller(small.SellerID)) == 0 {
					paid = s.Market.Now().Date()
				}
				s.Pass(day)
			}
			if paid == "" || paid > earned.AddDays(7) {
				t.Errorf("earned on %s, paid on %q", earned, paid)
			}
			if paid < earned.AddDays(2) {
				t.Errorf("earned on %s, the small money did not wait: %s", earned, paid)
			}
			s.Pass(day)
		}
		s.proved(t)
	})
}

func TestSmallMoneyAloneOpensABatchInTime(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newShop(t, d)
		an := s.stall()
		s.sell(an, sale{goods: 20_000})
		var opened []clock.Date
		for range 12 {
			if b := s.open(); b != nil {
				opened = append(opened, b.Day)
			}
			s.Pass(day)
		}
		if len(opened) != 1 || opened[0] <= "2026-11-22" || opened[0] > "2026-11-29" {
			t.Errorf("%v", opened)
		}
		// What is earned after a payout begins to wait anew, however many there were.
		for n := range 3 {
			s.sell(an, sale{goods: 20_000})
			if b := s.open(); b != nil {
				t.Errorf("fresh small money did not wait, %d: %+v", n, b)
			}
			for range 12 {
				s.Pass(day)
				s.open()
			}
			if left := s.holds(ledger.Seller(an.SellerID)); left != 0 {
				t.Errorf("%d waits too long, %d", left, n)
			}
		}
		s.proved(t)
	})
}

func TestWhoCannotBePaidIsListedWithTheReason(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newShop(t, d)
		_, none := s.Seller(t)
		_, fresh := s.Seller(t)
		s.tx(func(tx *gorm.DB) error {
			now := s.Market.Now()
			_, err := seller.SetPayee(ctx, tx, s.Keys, seller.NewPayee{Kind: seller.OwnAccount, BankBIN: "970436", Number: "12345678", Holder: "Người thử"}, fresh, actor.ProvedTwice(fresh.PersonID, now), now)
			return err
		})
		broke := s.stall()
		s.tx(func(tx *gorm.DB) error { // a refund after the payout
			_, err := ledger.Post(ctx, tx, ledger.Cause{Kind: "x", ID: "1"}, s.Market.Now(), ledger.Posting{From: ledger.Seller(broke.SellerID), To: ledger.Loss(), Amount: money.Of(5_000)})
			return err
		})
		s.sell(none, sale{goods: 100_000})
		s.sell(fresh, sale{goods: 100_000})
		if b := s.open(); b != nil {
			t.Fatalf("%+v", b)
		}
		why := map[string]string{}
		for after := ""; ; {
			page, err := s.Waiting(ctx, desk, after, 1)
			if err != nil {
				t.Fatal(err)
			}
			if len(page) == 0 {
				break
			}
			why[page[0].SellerID], after = page[0].Why, page[0].SellerID
		}
		if len(why) != 2 || why[none.SellerID] != settlement.NoAccount || why[fresh.SellerID] != settlement.AccountNew {
			t.Errorf("%v", why)
		}
		if got := s.balance(none); got.Waits != settlement.NoAccount || got.Available.Dong() != 93_000 {
			t.Errorf("%+v", got)
		}
		s.Pass(2 * day)
		if b := s.open(); b == nil || len(s.payouts(b)) != 1 || s.payouts(b)[0].SellerID != fresh.SellerID {
			t.Errorf("after 48 hours: %+v", b)
		}
		s.proved(t)
	})
}

// TestManyCashiersPayOnce: processes that open batches at once, while refunds come.
func TestManyCashiersPayOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newShop(t, d)
		var stalls []actor.Member
		var orders []string
		for range 8 {
			by := s.stall()
			stalls = append(stalls, by)
			orders = append(orders, s.sell(by, sale{goods: 1_000_000}))
		}
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() {
				if _, err := s.OpenBatch(ctx); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Go(func() {
			for i, by := range stalls[:4] {
				s.refund(by, orders[i], 400_000)
			}
		})
		wg.Wait()
		if n := s.Count(t, "payout_batches", ""); n != 1 {
			t.Errorf("%d batches", n)
		}
		if n := s.Count(t, "payout_batches", "status = 'open'"); n != 1 {
			t.Errorf("%d open batches", n)
		}
		if n := s.Count(t, "payouts", ""); n != 8 {
			t.Errorf("%d payouts", n)
		}
		for _, by := range stalls[4:] {
			if s.holds(ledger.Seller(by.SellerID)) != 0 {
				t.Error("a seller was not paid out in full")
			}
		}
		s.proved(t)
	})
}

// TestAStoppedProcessIsGoneOnWith: a batch left half-filled is filled the next day.
func TestAStoppedProcessIsGoneOnWith(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newShop(t, d)
		an := s.stall()
		s.sell(an, sale{goods: 100_000})
		first := s.open()
		s.tx(func(tx *gorm.DB) error {
			return tx.Exec("UPDATE payout_batches SET status = 'filling' WHERE id = ?", first.ID).Error
		})
		binh := s.stall()
		s.sell(binh, sale{goods: 100_000})
		s.sell(an, sale{goods: 70_000})
		s.Pass(day)
		b := s.open()
		if b == nil || b.ID != first.ID || b.Status != settlement.Open || len(s.payouts(b)) != 2 {
			t.Fatalf("%+v", b)
		}
		if got := s.holds(ledger.Seller(an.SellerID)); got != 65_100 {
			t.Errorf("of one batch a seller was paid twice: %d left", got)
		}
		s.proved(t)
	})
}

func TestABatchOfNobodyGoesAway(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newShop(t, d)
		s.tx(func(tx *gorm.DB) error {
			return tx.Exec(`INSERT INTO payout_batches (id, code, day, status, created_at) VALUES ('b', 'c', '2026-11-20', 'filling', 1)`).Error
		})
		s.open()
		if n := s.Count(t, "payout_batches", ""); n != 0 {
			t.Errorf("%d batches", n)
		}
	})
}
