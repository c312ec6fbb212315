package checkout_test

import (
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/cart"
	"github.com/chophien/chophien/models/checkout"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/division"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/markettest"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/payment"
	"github.com/chophien/chophien/models/shipping"
)

func TestTwoSellersOneCart(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := open(t, d)
		one, _ := m.Seller(t)
		two, _ := m.Seller(t)
		tea := m.Variant(t, markettest.Good{SellerID: one, Stock: 10, Price: 150_000})
		rice := m.Variant(t, markettest.Good{SellerID: two, Stock: 50_000, Basis: "gram", Step: 500, Price: 39_500})
		by := m.buyer(t)
		m.fill(t, by, map[string]int64{tea: 2, rice: 2500})
		in := m.form(t, by)
		if want := int64(2*150_000 + 98_750 + 2*30_000); in.ExpectedTotal.Dong() != want {
			t.Fatalf("the cart comes to %v, want %d", in.ExpectedTotal, want)
		}
		var id string
		statements := dbtest.CountStatements(d, func() {
			var err error
			if id, err = m.co.Place(ctx, by, in, "k"); err != nil {
				t.Fatal(err)
			}
		})
		if statements > 40 {
			t.Errorf("placing took %d statements", statements)
		}
		again, err := m.co.Place(ctx, by, in, "k")
		if err != nil || again != id {
			t.Errorf("the same key gave %s, %v", again, err)
		}
		if n := m.Count(t, "orders", "group_id = ? AND status = 'placed'", id); n != 2 {
			t.Errorf("%d orders for two sellers", n)
		}
		if n := m.Count(t, "holds", "state = 'held'"); n != 2 {
			t.Errorf("%d holds", n)
		}
		in.ExpectedTotal = money.Of(1)
		if _, err := m.co.Place(ctx, by, in, "k"); !fault.Has(err, "once.other_request") {
			t.Errorf("one key for two requests: %v", err)
		}
		m.prove(t)
	})
}

func TestFiftyClicksAreOneOrder(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := open(t, d)
		seller, _ := m.Seller(t)
		tea := m.Variant(t, markettest.Good{SellerID: seller, Stock: 100})
		by := m.buyer(t)
		m.fill(t, by, map[string]int64{tea: 1})
		in := m.form(t, by)
		ids := make([]string, 50)
		var wg sync.WaitGroup
		for i := range ids {
			wg.Go(func() {
				id, err := m.co.Place(ctx, by, in, "one click")
				if err != nil {
					t.Error(err)
				}
				ids[i] = id
			})
		}
		wg.Wait()
		for _, id := range ids {
			if id != ids[0] {
				t.Fatalf("two groups: %s and %s", ids[0], id)
			}
		}
		if n := m.Count(t, "orders", ""); n != 1 {
			t.Errorf("%d orders", n)
		}
		m.prove(t)
	})
}

func TestFortyBuyersOfTheLastTen(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := open(t, d)
		seller, _ := m.Seller(t)
		tea := m.Variant(t, markettest.Good{SellerID: seller, Stock: 10})
		forms := make([]func() error, 40)
		for i := range forms {
			by := m.buyer(t)
			m.fill(t, by, map[string]int64{tea: 1})
			in := m.form(t, by)
			forms[i] = func() error { _, err := m.co.Place(ctx, by, in, "k"); return err }
		}
		var won, short atomic.Int64
		var wg sync.WaitGroup
		for _, place := range forms {
			wg.Go(func() {
				switch err := place(); {
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
			t.Errorf("%d bought, %d were told that it is gone", won.Load(), short.Load())
		}
		m.prove(t)
	})
}

func TestWhatIsRefusedWritesNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := open(t, d)
		seller, _ := m.Seller(t)
		tea := m.Variant(t, markettest.Good{SellerID: seller, Stock: 10})
		wine := m.Variant(t, markettest.Good{SellerID: seller, Stock: 10, Class: "alcohol"})
		by := m.buyer(t)
		m.fill(t, by, map[string]int64{tea: 1, wine: 1})
		good := m.form(t, by)
		good.OfAge = true
		for name, c := range map[string]struct {
			spoil func(in *checkout.PlaceOrder)
			key   string
		}{
			"total":     {func(in *checkout.PlaceOrder) { in.ExpectedTotal = in.ExpectedTotal.Sub(money.Of(1)) }, "checkout.total_changed"},
			"terms":     {func(in *checkout.PlaceOrder) { in.TermsVersion = "1999" }, "checkout.terms"},
			"ward":      {func(in *checkout.PlaceOrder) { in.Address.WardCode = "99999" }, "address.ward"},
			"province":  {func(in *checkout.PlaceOrder) { in.Address.ProvinceCode = "01" }, "address.ward_province"},
			"street":    {func(in *checkout.PlaceOrder) { in.Address.Street = " " }, "address.street"},
			"recipient": {func(in *checkout.PlaceOrder) { in.Recipient = " x " }, "checkout.recipient"},
			"unseen":    {func(in *checkout.PlaceOrder) { in.Recipient = "Lan\x00" }, "text.control"},
			"turned":    {func(in *checkout.PlaceOrder) { in.Recipient = "Lan\u202enaL" }, "text.control"},
			"long":      {func(in *checkout.PlaceOrder) { in.Recipient = strings.Repeat("Lan ", 2500) }, "text.too_long"},
			"two ways":  {func(in *checkout.PlaceOrder) { in.Deliveries = append(in.Deliveries, in.Deliveries[0]) }, "input.twice"},
			"phone":     {func(in *checkout.PlaceOrder) { in.Phone = "123" }, "phone.invalid"},
			"gateway":   {func(in *checkout.PlaceOrder) { in.Gateway = "cash" }, "checkout.gateway"},
			"delivery":  {func(in *checkout.PlaceOrder) { in.Deliveries[0].Service = "rocket" }, "checkout.delivery"},
			"age":       {func(in *checkout.PlaceOrder) { in.OfAge = false }, "checkout.of_age"},
		} {
			in := good
			in.Deliveries = append(in.Deliveries[:0:0], in.Deliveries...)
			c.spoil(&in)
			if _, err := m.co.Place(ctx, by, in, "key of "+name); !fault.Has(err, c.key) {
				t.Errorf("%s: %v, want %s", name, err, c.key)
			}
		}
		stranger := by
		stranger.PhoneID = ""
		if _, err := m.co.Place(ctx, stranger, good, "k"); !fault.Is(err, fault.Unauthenticated) {
			t.Errorf("an unproved phone ordered: %v", err)
		}
		if err := d.Tx(ctx, func(tx *gorm.DB) error {
			return tx.Exec("UPDATE variants SET price = price + 1 WHERE id = ?", tea).Error
		}); err != nil {
			t.Fatal(err)
		}
		if _, err := m.co.Place(ctx, by, good, "k2"); !fault.Has(err, "checkout.total_changed") {
			t.Errorf("a changed price: %v", err)
		}
		if orders, holds, keys := m.Count(t, "orders", ""), m.Count(t, "holds", ""), m.Count(t, "once_keys", ""); orders+holds+keys != 0 {
			t.Errorf("refusals wrote %d orders, %d holds, %d keys", orders, holds, keys)
		}
	})
}

func TestACartRefusesWhatCannotBeOrdered(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := open(t, d)
		seller, _ := m.Seller(t)
		rice := m.Variant(t, markettest.Good{SellerID: seller, Stock: 10_000, Basis: "gram", Step: 250, Min: 500})
		stay := m.Variant(t, markettest.Good{SellerID: seller, Stock: 10, Class: "service", TaxClass: "service"})
		who := actor.Guest{CartToken: "cookie", Channel: actor.Page}
		put := func(variant string, n int64) error {
			return d.Tx(ctx, func(tx *gorm.DB) error { _, err := cart.Put(ctx, tx, who, variant, n, m.Now()); return err })
		}
		for n, key := range map[int64]string{0: "quantity.positive", -500: "quantity.positive", 250: "quantity.below_minimum", 600: "quantity.off_step",
			11_000: "stock.short", 1 << 62: "quantity.too_much"} {
			if err := put(rice, n); !fault.Has(err, key) {
				t.Errorf("%d g: %v, want %s", n, err, key)
			}
		}
		if err := put(db.NewID(), 1); !fault.Is(err, fault.NotFound) {
			t.Errorf("an unknown variant: %v", err)
		}
		if err := put(stay, 1); !fault.Has(err, "catalog.contact_only") {
			t.Errorf("a service in the cart: %v", err)
		}
		add := func(n int64) error {
			return d.Tx(ctx, func(tx *gorm.DB) error { _, err := cart.Add(ctx, tx, who, rice, n, m.Now()); return err })
		}
		if err := errors.Join(add(500), add(250)); err != nil {
			t.Fatal(err)
		}
		if err := add(1<<63 - 1); !fault.Has(err, "quantity.too_much") {
			t.Errorf("an overflow: %v", err)
		}
		buyer := m.buyer(t)
		mine := actor.Buyer{PersonID: buyer.PersonID, Channel: actor.Page}
		for range 2 {
			err := d.Tx(ctx, func(tx *gorm.DB) error { return cart.Merge(ctx, tx, who, mine, m.Now()) })
			if err != nil {
				t.Fatal(err)
			}
		}
		_, lines, found, err := cart.Find(ctx, d.Read(ctx), mine)
		if err != nil || !found || len(lines) != 1 || lines[0].Quantity != 750 {
			t.Errorf("after the merge: %+v, %v", lines, err)
		}
		if _, _, found, _ := cart.Find(ctx, d.Read(ctx), who); found {
			t.Error("the visitor's cart is still open")
		}
	})
}

func TestAnothersGroupIsNotFound(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := open(t, d)
		seller, _ := m.Seller(t)
		tea := m.Variant(t, markettest.Good{SellerID: seller, Stock: 10})
		g, _ := m.begun(t, m.buyer(t), map[string]int64{tea: 1})
		other := m.buyer(t)
		if _, err := m.co.Pay(ctx, other, g.ID, checkout.PayNow{Gateway: "testbank"}, ""); !fault.Is(err, fault.NotFound) {
			t.Errorf("pay: %v", err)
		}
		if _, _, err := m.co.Current(ctx, other, g.Code, ""); !fault.Is(err, fault.NotFound) {
			t.Errorf("look: %v", err)
		}
		if _, err := m.co.RefundsOf(ctx, other, g.Code); !fault.Is(err, fault.NotFound) {
			t.Errorf("refunds: %v", err)
		}
		if p := m.payment(t, g); p.Status != payment.Due {
			t.Errorf("the payment is %s", p.Status)
		}
	})
}

// TestTheFirstAnswerStands: whatever has changed since, a request that comes again gets
// what it made the first time.
func TestTheFirstAnswerStands(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := open(t, d)
		seller, _ := m.Seller(t)
		tea := m.Variant(t, markettest.Good{SellerID: seller, Stock: 10})
		by := m.buyer(t)
		m.fill(t, by, map[string]int64{tea: 1})
		in := m.form(t, by)
		first, err := m.co.Place(ctx, by, in, "k")
		if err != nil {
			t.Fatal(err)
		}
		for name, change := range map[string]func(){
			"the cart holds other things": func() { m.fill(t, by, map[string]int64{tea: 3}) },
			"the terms are others":        func() { m.co.Terms = "2027-01-01" },
			"the gateway is gone":         func() { m.co.Gateways = mustRegister(t) },
		} {
			change()
			if again, err := m.co.Place(ctx, by, in, "k"); err != nil || again != first {
				t.Errorf("%s: %s, %v", name, again, err)
			}
		}
		if n := m.Count(t, "cart_lines l JOIN carts c ON c.id = l.cart_id", "c.state = 'open' AND l.quantity = 3"); n != 1 {
			t.Errorf("%d lines are left of what was put in since", n)
		}
		if id, err := m.co.Place(ctx, by, in, "another key"); id != "" || !fault.Has(err, "checkout.terms") {
			t.Errorf("what is new is judged by what is true now: %q, %v", id, err)
		}
		if n := m.Count(t, "once_keys", ""); n != 1 {
			t.Errorf("%d keys are kept", n)
		}
		// A guest's key is not the person's who signed in meanwhile: what they order is theirs.
		m.co.Terms, m.co.Gateways = in.TermsVersion, mustRegister(t, m.bank)
		if id, err := m.co.Place(ctx, m.buyer(t), in, "k"); !fault.Has(err, "checkout.empty") {
			t.Errorf("somebody else's key: %q, %v", id, err)
		}
	})
}

// TestARepeatedOrderWaitsForNoCart: somebody at work on the next cart holds up no answer.
func TestARepeatedOrderWaitsForNoCart(t *testing.T) {
	d := dbtest.Postgres(t) // SQLite has one writer for all
	m := open(t, d)
	seller, _ := m.Seller(t)
	tea := m.Variant(t, markettest.Good{SellerID: seller, Stock: 10})
	by := m.buyer(t)
	m.fill(t, by, map[string]int64{tea: 1})
	in := m.form(t, by)
	first, err := m.co.Place(ctx, by, in, "k")
	if err != nil {
		t.Fatal(err)
	}
	m.fill(t, by, map[string]int64{tea: 2})
	err = d.Tx(ctx, func(tx *gorm.DB) error {
		if held := tx.Exec("UPDATE carts SET touched_at = touched_at WHERE state = 'open'"); held.Error != nil || held.RowsAffected != 1 {
			t.Errorf("%d carts are held, %v", held.RowsAffected, held.Error)
		}
		if again, err := m.co.Place(ctx, by, in, "k"); err != nil || again != first {
			t.Errorf("%s, %v", again, err)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

func TestTwoKeysOneCart(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := open(t, d)
		seller, _ := m.Seller(t)
		tea := m.Variant(t, markettest.Good{SellerID: seller, Stock: 10})
		by := m.buyer(t)
		m.fill(t, by, map[string]int64{tea: 1})
		in := m.form(t, by)
		var won, spent atomic.Int64
		var wg sync.WaitGroup
		for range 20 {
			wg.Go(func() {
				switch id, err := m.co.Place(ctx, by, in, "key-"+db.NewID()); {
				case err == nil && id != "":
					won.Add(1)
				case id == "" && (fault.Has(err, "cart.spent") || fault.Has(err, "checkout.empty")):
					spent.Add(1)
				default:
					t.Error(id, err)
				}
			})
		}
		wg.Wait()
		if won.Load() != 1 || spent.Load() != 19 {
			t.Errorf("one cart was ordered %d times", won.Load())
		}
		m.prove(t)
	})
}

func TestWhatNoGatewayTakesIsNotOrdered(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := open(t, d)
		seller, _ := m.Seller(t)
		gold := m.Variant(t, markettest.Good{SellerID: seller, Stock: 10_000_000, Price: 900_000})
		by := m.buyer(t)
		for n, complete := range map[int64]bool{1: true, 2_000: false, 9_000_000: false} {
			m.fill(t, by, map[string]int64{gold: n})
			offer, err := m.co.Show(ctx, by, shipping.Place{Scheme: division.Current, Ward: markettest.Ward}, nil)
			if err != nil || offer.Complete != complete {
				t.Errorf("%d pieces for %v can be ordered: %v, %v", n, offer.Total, offer.Complete, err)
			}
			if _, err := m.co.Place(ctx, by, m.form(t, by), "k"+db.NewID()); complete != (err == nil) {
				t.Errorf("%d pieces: %v", n, err)
			}
		}
		if n := m.Count(t, "orders", ""); n != 1 {
			t.Errorf("%d orders", n)
		}
	})
}
