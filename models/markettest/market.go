package markettest

import (
	"context"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/division"
	"github.com/chophien/chophien/models/stock"
)

// Ward is where everybody lives: Xã Văn Chấn. Away is a ward far from it, in Hà Nội.
const (
	Ward = "04672"
	Away = "00070"
)

// Market is a database with places in it, and a clock.
type Market struct {
	DB  *db.DB
	now atomic.Int64 // a clock.Instant: gateways that play a bank read it from goroutines of their own
	n   int
}

// New prepares d. The clock stands at 10:00 on 22 November 2026 in Vietnam.
func New(t testing.TB, d *db.DB) *Market {
	t.Helper()
	m := &Market{DB: d}
	m.now.Store(int64(clock.At(time.Date(2026, 11, 22, 3, 0, 0, 0, time.UTC))))
	m.tx(t, func(tx *gorm.DB) error {
		for _, sql := range []string{
			`INSERT INTO division_schemes (scheme, edition) VALUES ('` + division.Current + `', 'test')`,
			`INSERT INTO divisions (scheme, code, level, kind, name, bare, parent_code, folded, valid_from) VALUES
			 ('` + division.Current + `', '15', 'province', 'Tỉnh', 'Tỉnh Lào Cai', 'Lào Cai', NULL, 'lao cai', '2025-07-01'),
			 ('` + division.Current + `', '01', 'province', 'Thành phố', 'Thành phố Hà Nội', 'Hà Nội', NULL, 'ha noi', '2025-07-01')`,
			`INSERT INTO divisions (scheme, code, level, kind, name, bare, parent_code, folded, valid_from) VALUES
			 ('` + division.Current + `', '` + Ward + `', 'ward', 'Xã', 'Xã Văn Chấn', 'Văn Chấn', '15', 'van chan', '2025-07-01'),
			 ('` + division.Current + `', '` + Away + `', 'ward', 'Phường', 'Phường Hoàn Kiếm', 'Hoàn Kiếm', '01', 'hoan kiem', '2025-07-01')`,
		} {
			if err := tx.Exec(sql).Error; err != nil {
				return err
			}
		}
		return nil
	})
	return m
}

// Now is the market's clock.
func (m *Market) Now() clock.Instant { return clock.Instant(m.now.Load()) }

// Pass lets time go by, for every goroutine that reads the clock.
func (m *Market) Pass(d time.Duration) { m.now.Add(d.Milliseconds()) }

func (m *Market) tx(t testing.TB, fn func(tx *gorm.DB) error) {
	t.Helper()
	if err := m.DB.Tx(context.Background(), fn); err != nil {
		t.Fatal(err)
	}
}

// insert writes one row of named columns.
func (m *Market) insert(t testing.TB, table string, row map[string]any) {
	t.Helper()
	m.tx(t, func(tx *gorm.DB) error { return tx.Table(table).Create(row).Error })
}

// Phone is a phone and a person of it.
func (m *Market) Phone(t testing.TB) (phoneID, personID string) {
	t.Helper()
	m.n++
	return m.named(t, fmt.Sprintf("Người thử %d", m.n))
}

func (m *Market) named(t testing.TB, name string) (phoneID, personID string) {
	t.Helper()
	phoneID, personID = db.NewID(), db.NewID()
	m.insert(t, "phones", map[string]any{"id": phoneID, "blind": fmt.Sprintf("blind-%d", m.n), "sealed": "sealed", "created_at": m.Now()})
	m.insert(t, "people", map[string]any{"id": personID, "phone_id": phoneID, "name": name, "locale": "vi", "state": "active", "created_at": m.Now()})
	return phoneID, personID
}

// Seller is an active household, and its member with all rights.
func (m *Market) Seller(t testing.TB) (sellerID string, member actor.Member) {
	t.Helper()
	m.n++
	sellerID = db.NewID()
	m.insert(t, "sellers", map[string]any{
		"id": sellerID, "slug": fmt.Sprintf("gian-thu-%d", m.n), "name": fmt.Sprintf("Gian thử %d", m.n), "kind": "household",
		"scheme": division.Current, "ward_code": Ward, "since": "2026-01-01", "state": "active", "tax_entity": "individual", "created_at": m.Now(),
	})
	m.proved(t, sellerID)
	m.n++
	_, personID := m.named(t, "Người thử") // in whose name accounts of tests are
	rights := actor.NewRights(actor.AllRights...)
	m.insert(t, "seller_members", map[string]any{
		"id": db.NewID(), "seller_id": sellerID, "person_id": personID, "rights": string(rights), "added_by": personID, "created_at": m.Now(),
	})
	return sellerID, actor.Member{PersonID: personID, SellerID: sellerID, Rights: rights, Channel: actor.API}
}

// Good is what Variant makes; zero fields take the defaults named there.
type Good struct {
	SellerID  string
	Class     string // raw
	Basis     string // piece
	Step, Min int64  // 1; 100 for grams
	Price     int64  // 50,000 đ
	Stock     int64
	TaxClass  string // goods
	ShelfLife int    // days, 0 keeps
}

// Variant is one form of a published product, with stock.
func (m *Market) Variant(t testing.TB, g Good) (variantID string) {
	t.Helper()
	m.n++
	def := func(s *string, otherwise string) {
		if *s == "" {
			*s = otherwise
		}
	}
	def(&g.Class, "raw")
	def(&g.Basis, "piece")
	def(&g.TaxClass, "goods")
	if g.Step == 0 {
		if g.Step = 1; g.Basis == "gram" {
			g.Step = 100
		}
	}
	g.Min = max(g.Min, g.Step)
	if g.Price == 0 {
		g.Price = 50_000
	}
	unit := "hộp"
	if g.Basis == "gram" {
		unit = "kg"
	}
	productID, variantID := db.NewID(), db.NewID()
	m.insert(t, "products", map[string]any{
		"id": productID, "slug": fmt.Sprintf("hang-thu-%d", m.n), "seller_id": g.SellerID, "class": g.Class, "kind": "tea",
		"name_vi": fmt.Sprintf("Hàng thử %d", m.n), "scheme": division.Current, "ward_code": Ward, "shelf_life_days": g.ShelfLife,
		"tax_class": g.TaxClass, "state": "published", "created_at": m.Now(), "published_at": m.Now(),
	})
	m.insert(t, "variants", map[string]any{
		"id": variantID, "product_id": productID, "basis": g.Basis, "unit": unit, "step": g.Step, "minimum": g.Min,
		"ship_grams": 300, "price": g.Price, "active": true, "created_at": m.Now(),
	})
	m.tx(t, func(tx *gorm.DB) error {
		ctx := context.Background()
		if err := stock.Open(ctx, tx, variantID); err != nil || g.Stock == 0 {
			return err
		}
		return stock.Receive(ctx, tx, variantID, g.Stock, stock.Harvest{}, actor.System{Job: "test"}, m.Now())
	})
	return variantID
}

// Count is the number of rows that a condition finds.
func (m *Market) Count(t testing.TB, table, where string, args ...any) int64 {
	t.Helper()
	var n int64
	q := m.DB.Read(context.Background()).Table(table)
	if strings.TrimSpace(where) != "" {
		q = q.Where(where, args...)
	}
	if err := q.Count(&n).Error; err != nil {
		t.Fatal(err)
	}
	return n
}
