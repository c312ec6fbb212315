package news_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"testing"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/account"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/markettest"
	"github.com/chophien/chophien/models/markettest/saletest"
	"github.com/chophien/chophien/models/news"
	"github.com/chophien/chophien/models/notify"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/outbox"
)

// phones remembers what rang where; one of them may be out of reach.
type phones struct {
	mu   sync.Mutex
	rang map[string][]string // codes of orders, by number
	away string
}

// Send implements notify.Sender.
func (p *phones) Send(_ context.Context, m notify.Message) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if m.To == p.away {
		return errors.New("out of reach")
	}
	if m.Template != "order.paid" || m.Idempotency == "" {
		return fmt.Errorf("not what sellers are told: %s", m.Template)
	}
	p.rang[m.To] = append(p.rang[m.To], m.Args["code"].(string))
	return nil
}

type reach struct {
	*saletest.Shop
	accounts *account.Accounts
	phones   *phones
	worker   *outbox.Deliverer
}

func openReach(t *testing.T, d *db.DB) *reach {
	t.Helper()
	s := saletest.Open(t, d, order.EarnedBySeller)
	a := &account.Accounts{DB: d, Keys: s.Till.Keys, Now: s.Now, Log: slog.New(slog.DiscardHandler)}
	k := &reach{Shop: s, accounts: a, phones: &phones{rang: map[string][]string{}}}
	k.worker = &outbox.Deliverer{DB: d, Now: s.Now, Log: slog.New(slog.DiscardHandler)}
	(&news.News{DB: d, Now: s.Now, Accounts: a, Send: k.phones, BaseURL: "http://market.test"}).Listen(k.worker)
	return k
}

// stall is a seller who is reached under a number, with something to sell.
func (k *reach) stall(t *testing.T, number string) (variantID string) {
	t.Helper()
	sellerID, member := k.Seller(t)
	err := k.DB.Tx(ctx, func(tx *gorm.DB) error {
		id, err := k.accounts.Phone(ctx, tx, number)
		if err != nil {
			return err
		}
		return tx.Exec("UPDATE people SET phone_id = ? WHERE id = ?", id, member.PersonID).Error
	})
	if err != nil {
		t.Fatal(err)
	}
	return k.Variant(t, markettest.Good{SellerID: sellerID, Stock: 100})
}

func (k *reach) told(t *testing.T, number string) []string {
	t.Helper()
	k.phones.mu.Lock()
	defer k.phones.mu.Unlock()
	return slices.Sorted(slices.Values(k.phones.rang[number]))
}

// TestEverySellerIsToldOnceOfEveryPaidOrder, and what is to be known for many orders costs
// what it costs for one.
func TestEverySellerIsToldOnceOfEveryPaidOrder(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := openReach(t, d)
		tea, rice := k.stall(t, "+84900000011"), k.stall(t, "+84900000012")
		want := map[string][]string{}
		sell := func(times int) {
			for range times {
				g := k.Paid(t, k.Buyer(t), map[string]int64{tea: 1, rice: 2}, "flat")
				for _, o := range k.Orders(t, g) {
					want[o.SellerID] = append(want[o.SellerID], o.Code)
				}
			}
		}
		look := func() int {
			return dbtest.CountStatements(d, func() {
				if _, err := k.worker.Deliver(ctx); err != nil {
					t.Error(err)
				}
			})
		}
		sell(1)
		one := look()
		sell(6)
		if six := look(); six != one {
			t.Errorf("telling of six took %d statements, of one %d", six, one)
		}
		if n := look(); n != 1 {
			t.Errorf("a look at nothing took %d statements", n)
		}
		var codes [][]string
		for _, c := range want {
			codes = append(codes, slices.Sorted(slices.Values(c)))
		}
		for _, number := range []string{"+84900000011", "+84900000012"} {
			got := k.told(t, number)
			if len(got) != 7 || !slices.ContainsFunc(codes, func(c []string) bool { return slices.Equal(c, got) }) {
				t.Errorf("%s was told of %v, the orders are %v", number, got, codes)
			}
		}
	})
}

// TestOneWhoCannotBeReachedKeepsNobodyElseFromHearing, and an erased one is not told.
func TestOneWhoCannotBeReachedKeepsNobodyElseFromHearing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := openReach(t, d)
		tea, rice, gone := k.stall(t, "+84900000011"), k.stall(t, "+84900000012"), k.stall(t, "+84900000013")
		err := d.Tx(ctx, func(tx *gorm.DB) error {
			return tx.Exec("UPDATE phones SET erased_at = 1, sealed = '' WHERE id = (SELECT MAX(id) FROM phones WHERE sealed <> 'sealed')").Error
		})
		if err != nil {
			t.Fatal(err)
		}
		k.phones.away = "+84900000012"
		for _, v := range []string{rice, tea, gone} {
			k.Paid(t, k.Buyer(t), map[string]int64{v: 1}, "flat")
		}
		if _, err := k.worker.Deliver(ctx); err != nil {
			t.Fatal(err)
		}
		if got := k.told(t, "+84900000011"); len(got) != 1 {
			t.Errorf("the other seller heard %v", got)
		}
		if n := k.Count(t, "outbox_notes", "type = 'payment.paid' AND state = 'pending'"); n != 1 {
			t.Errorf("%d notes wait for another try", n)
		}
		k.phones.away = ""
		k.Pass(2_000_000_000)
		if _, err := k.worker.Deliver(ctx); err != nil {
			t.Fatal(err)
		}
		if got := k.told(t, "+84900000012"); len(got) != 1 {
			t.Errorf("who was out of reach heard %v", got)
		}
		if n := k.Count(t, "outbox_notes", "type = 'payment.paid' AND state = 'pending'"); n != 0 {
			t.Errorf("%d notes are left", n)
		}
		if got := k.told(t, "+84900000013"); len(got) != 0 {
			t.Errorf("somebody erased heard %v", got)
		}
	})
}
