package catalog_test

import (
	"context"
	"testing"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/catalog"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/measure"
	"github.com/chophien/chophien/models/money"
)

const (
	now    clock.Instant = 1_790_000_000_000 // 21 September 2026
	scheme               = "2025-07-01"
	legacy               = "2025-01-01"
	ward                 = "04672" // Xã Văn Chấn
	mine                 = "seller-1"
	theirs               = "seller-2"
)

var (
	desk    = actor.Admin{PersonID: "desk", Channel: actor.Page}
	officer = actor.Officer{PersonID: "officer", Channel: actor.Page}
	an      = actor.Member{PersonID: "an", SellerID: mine, Rights: actor.NewRights(actor.EditProducts), Channel: actor.Page}
	binh    = actor.Member{PersonID: "binh", SellerID: theirs, Rights: actor.NewRights(actor.AllRights...), Channel: actor.API}
	today   = now.Date()
)

// place writes two active sellers in one ward.
func place(t testing.TB, d *db.DB) {
	t.Helper()
	in(t, d, func(tx *gorm.DB) error {
		for _, sql := range []string{
			"INSERT INTO division_schemes (scheme, edition) VALUES ('2025-07-01', 'test'), ('2025-01-01', 'test')",
			`INSERT INTO divisions (scheme, code, level, kind, name, bare, parent_code, folded, valid_from) VALUES
				('2025-07-01', '15', 'province', 'Tỉnh', 'Tỉnh Lào Cai', 'Lào Cai', NULL, 'lao cai', '2025-07-01'),
				('2025-01-01', '15', 'province', 'Tỉnh', 'Tỉnh Yên Bái', 'Yên Bái', NULL, 'yen bai', '2025-01-01')`,
			`INSERT INTO divisions (scheme, code, level, kind, name, bare, parent_code, folded, valid_from) VALUES
				('2025-07-01', '04672', 'ward', 'Xã', 'Xã Văn Chấn', 'Văn Chấn', '15', 'van chan', '2025-07-01'),
				('2025-07-01', '04630', 'ward', 'Xã', 'Xã Tú Lệ', 'Tú Lệ', '15', 'tu le', '2025-07-01'),
				('2025-01-01', '140', 'district', 'Huyện', 'Huyện Văn Chấn', 'Văn Chấn', '15', 'van chan', '2025-01-01')`,
			`INSERT INTO divisions (scheme, code, level, kind, name, bare, parent_code, folded, valid_from) VALUES
				('2025-01-01', '04666', 'ward', 'Xã', 'Xã Suối Giàng', 'Suối Giàng', '140', 'suoi giang', '2025-01-01')`,
		} {
			if err := tx.Exec(sql).Error; err != nil {
				return err
			}
		}
		for _, id := range []string{mine, theirs} {
			err := tx.Table("sellers").Create(map[string]any{
				"id": id, "slug": id, "name": "Gian " + id, "kind": "household", "scheme": scheme, "ward_code": ward,
				"since": "2026-01-01", "state": "active", "tax_entity": "individual", "created_at": 1,
			}).Error
			if err != nil {
				return err
			}
		}
		return nil
	})
}

func in(t testing.TB, d *db.DB, fn func(tx *gorm.DB) error) {
	t.Helper()
	if err := d.Tx(context.Background(), fn); err != nil {
		t.Fatal(err)
	}
}

func refused(t testing.TB, d *db.DB, key string, fn func(tx *gorm.DB) error) {
	t.Helper()
	if err := d.Tx(context.Background(), fn); !fault.Has(err, key) {
		t.Errorf("want %s, got %v", key, err)
	}
}

// tea is a packed product that states everything its class asks for.
func tea() catalog.NewProduct {
	return catalog.NewProduct{
		Facts: catalog.Facts{
			Class: catalog.Packed, Kind: "tea", OCOPGroup: 1, NameVI: "Chè Shan tuyết mẫu", NameEN: "Sample Shan tea",
			Scheme: scheme, WardCode: ward, LegacyScheme: legacy, LegacyCode: "04666", Season: []int{3, 4, 5, 6, 7, 8, 9, 10, 11},
			StorageVI: "Nơi khô mát", IngredientsVI: "Búp chè Shan", UsageVI: "Pha nước sôi", WarningsVI: "Không dùng khi ẩm mốc",
			DeclarationType: "self", DeclarationNo: "MẪU-01", ProducerName: "HTX Mẫu", ProducerAddress: "Xã Văn Chấn, Lào Cai",
			TaxClass: catalog.TaxGoods,
		},
		Variants: []catalog.NewVariant{
			{NameVI: "Hộp 100 g", Basis: measure.Piece, Unit: "hộp", NetGrams: 100, ShipGrams: 200, Price: money.Of(150_000)},
			{NameVI: "Hộp 200 g", Basis: measure.Piece, Unit: "hộp", NetGrams: 200, ShipGrams: 320, Price: money.Of(280_000)},
		},
	}
}

// rice is raw produce sold by weight.
func rice() catalog.NewProduct {
	return catalog.NewProduct{
		Facts: catalog.Facts{
			Class: catalog.Raw, Kind: "rice", OCOPGroup: 1, NameVI: "Gạo nếp mẫu", Scheme: scheme, WardCode: "04630",
			Season: []int{9, 10}, TaxClass: catalog.TaxOwnRaw,
		},
		Variants: []catalog.NewVariant{{Basis: measure.Gram, Step: 500, Minimum: 1000, Price: money.Of(40_000)}},
	}
}

func offer(t testing.TB, d *db.DB, n catalog.NewProduct, by actor.Member) (*catalog.Product, []catalog.Variant) {
	t.Helper()
	var p *catalog.Product
	var vs []catalog.Variant
	in(t, d, func(tx *gorm.DB) (err error) {
		p, vs, err = catalog.Offer(t.Context(), tx, by.SellerID, n, by, now)
		return err
	})
	return p, vs
}

func publish(t testing.TB, d *db.DB, id string, by actor.Actor) {
	t.Helper()
	in(t, d, func(tx *gorm.DB) error { return catalog.Publish(t.Context(), tx, id, by, now) })
}

func onShelf(t testing.TB, d *db.DB, n catalog.NewProduct) (*catalog.Product, []catalog.Variant) {
	t.Helper()
	p, vs := offer(t, d, n, an)
	publish(t, d, p.ID, an)
	return p, vs
}

func find(t testing.TB, d *db.DB, id string) catalog.Product {
	t.Helper()
	p, err := catalog.Find(t.Context(), d.Read(t.Context()), id)
	if err != nil {
		t.Fatal(err)
	}
	return *p
}

func notes(t testing.TB, d *db.DB, subject string) (n int64) {
	t.Helper()
	if err := d.Read(t.Context()).Table("outbox_notes").Where("type = ? AND subject = ?", catalog.ChangedNote, subject).Count(&n).Error; err != nil {
		t.Fatal(err)
	}
	return n
}

// photo writes the row of a picture as media does.
func photo(t testing.TB, d *db.DB, id, purpose, sellerID string) {
	t.Helper()
	in(t, d, func(tx *gorm.DB) error {
		return tx.Table("photos").Create(map[string]any{
			"id": id, "purpose": purpose, "owner_seller_id": sellerID, "content_type": "image/jpeg", "content_hash": "h",
			"width": 640, "height": 480, "blurhash": "L0", "bytes": 1, "created_at": 1, "loose_since": 0,
		}).Error
	})
}
