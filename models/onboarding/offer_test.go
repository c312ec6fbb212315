package onboarding_test

import (
	"sync"
	"testing"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/catalog"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/measure"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/onboarding"
	"github.com/chophien/chophien/models/seller"
)

func honey() onboarding.NewOffer {
	return onboarding.NewOffer{
		Facts: catalog.Facts{Class: catalog.Raw, Kind: "fruit", NameVI: "Sơn tra mẫu", OriginText: "Mù Cang Chải", TaxClass: catalog.TaxGoods},
		Variants: []onboarding.NewForm{
			{NewVariant: catalog.NewVariant{Basis: measure.Gram, Step: 500, Price: money.Of(20_000)}, Stock: 30_000},
			{NewVariant: catalog.NewVariant{NameVI: "Túi 2 kg", Basis: measure.Piece, Unit: "túi", ShipGrams: 2100, Price: money.Of(38_000)}},
		},
	}
}

func TestAProductNeverStandsWithoutItsStock(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o, me := market(t, d)
		var wg sync.WaitGroup
		ids := make([]string, 8)
		for i := range ids { // a phone that sends the form again and again
			wg.Go(func() {
				id, err := o.Offer(t.Context(), me.SellerID, honey(), "key-1", me)
				if err != nil {
					t.Error(err)
				}
				ids[i] = id
			})
		}
		wg.Wait()
		for _, id := range ids {
			if id != ids[0] {
				t.Errorf("%s is another product than %s", id, ids[0])
			}
		}
		if n := count(t, d, "products", "1 = 1"); n != 1 {
			t.Errorf("%d products", n)
		}
		other := honey()
		other.NameVI = "Khác"
		if _, err := o.Offer(t.Context(), me.SellerID, other, "key-1", me); !fault.Has(err, "once.other_request") {
			t.Error(err)
		}
		page, err := catalog.PageOf(t.Context(), d.Read(t.Context()), ids[0], now.Date())
		if err != nil || page.Forms[0].OnHand != 30_000 || count(t, d, "stock", "1 = 1") != 2 || count(t, d, "lots", "on_hand = 30000") != 1 {
			t.Errorf("%+v, %v", page, err)
		}
		bad := honey()
		bad.Variants[1].Stock = -1
		bad.NameVI = ""
		_, err = o.Offer(t.Context(), me.SellerID, bad, "", me)
		if !fault.Has(err, "quantity.negative") || !fault.Has(err, "product.name") {
			t.Error(err)
		}
		form := onboarding.NewForm{NewVariant: catalog.NewVariant{NameVI: "Túi 5 kg", Basis: measure.Piece, Unit: "túi", ShipGrams: 5200, Price: money.Of(90_000)}, Stock: 4}
		v, err := o.AddForm(t.Context(), ids[0], form, "key-2", me)
		if err != nil || count(t, d, "stock", "variant_id = ? AND on_hand = 4", v) != 1 {
			t.Error(v, err)
		}
	})
}

func TestStockIsForThoseWhoMayEditTheProduct(t *testing.T) {
	d := dbtest.SQLite(t)
	o, me := market(t, d)
	id, err := o.Offer(t.Context(), me.SellerID, honey(), "", me)
	if err != nil {
		t.Fatal(err)
	}
	vs, _ := catalog.Variants(t.Context(), d.Read(t.Context()), id)
	stranger := actor.Member{PersonID: "x", SellerID: "other", Rights: actor.NewRights(actor.AllRights...)}
	if err := o.Correct(t.Context(), vs[0].ID, 30_000, 1, "", stranger); !fault.Is(err, fault.NotFound) {
		t.Error(err)
	}
	if err := o.Receive(t.Context(), vs[0].ID, onboarding.Delivery{Quantity: 5}, "", stranger); !fault.Is(err, fault.NotFound) {
		t.Error(err)
	}
	if err := o.Receive(t.Context(), vs[0].ID, onboarding.Delivery{Quantity: 500, BestBefore: "2026-13-01"}, "", me); !fault.Has(err, "date.syntax") {
		t.Error(err)
	}
	for range 2 {
		if err := o.Receive(t.Context(), vs[0].ID, onboarding.Delivery{Quantity: 500, Code: "Vụ thu", BestBefore: "2026-12-01"}, "once", me); err != nil {
			t.Fatal(err)
		}
	}
	if err := o.Correct(t.Context(), vs[0].ID, 30_000, 1, "", me); !fault.Has(err, "stock.moved") {
		t.Error(err)
	}
	if err := o.Correct(t.Context(), vs[0].ID, 30_500, 29_000, "", me); err != nil {
		t.Error(err)
	}
	if n := count(t, d, "stock", "on_hand = 29000"); n != 1 {
		t.Error("the count was not written")
	}
}

func TestAPhotoHasOnePlace(t *testing.T) {
	d := dbtest.SQLite(t)
	o, me := market(t, d)
	id, err := o.Offer(t.Context(), me.SellerID, honey(), "", me)
	if err != nil {
		t.Fatal(err)
	}
	photo := func(id, purpose, sellerID, person string) {
		err := d.Tx(t.Context(), func(tx *gorm.DB) error {
			return tx.Table("photos").Create(map[string]any{
				"id": id, "purpose": purpose, "owner_seller_id": sellerID, "created_by": person, "content_type": "image/jpeg",
				"content_hash": "h", "width": 9, "height": 9, "bytes": 1, "created_at": 1, "loose_since": 1,
			}).Error
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	photo("mine", "product", me.SellerID, "an")
	photo("theirs", "product", "other", "x")
	photo("face", "seller", me.SellerID, "an")
	photo("scan", "certificate", me.SellerID, "an")
	photo("officers", "certificate", "", "officer")
	if err := o.AttachPhoto(t.Context(), id, "theirs", me); !fault.Is(err, fault.NotFound) {
		t.Error(err)
	}
	if err := o.AttachPhoto(t.Context(), id, "mine", me); err != nil {
		t.Fatal(err)
	}
	if n := count(t, d, "photos", "id = 'mine' AND loose_since = 0"); n != 1 {
		t.Error("the photo would be swept away")
	}
	if err := o.DetachPhoto(t.Context(), id, "mine", me); err != nil || count(t, d, "photos", "id = 'mine' AND loose_since > 0") != 1 {
		t.Error(err)
	}
	if err := o.EditProfile(t.Context(), me.SellerID, seller.Profile{AboutVI: "Chúng tôi trồng chè", PhotoID: "face"}, me); err != nil || count(t, d, "photos", "id = 'face' AND loose_since = 0") != 1 {
		t.Error(err)
	}
	c, err := o.ClaimCertificate(t.Context(), id, catalog.NewCertificate{Kind: catalog.VietGAP, Number: "VG-1", ScanID: "scan"}, "", me)
	if err != nil || count(t, d, "photos", "id = 'scan' AND loose_since = 0") != 1 {
		t.Fatal(c, err)
	}
	err = o.VerifyCertificate(t.Context(), c, catalog.NewCertificate{
		Number: "VG-1", Issuer: "Cơ quan mẫu", IssuedOn: "2026-01-01", ValidUntil: "2028-01-01", ScanID: "officers",
	}, actor.Officer{PersonID: "officer"})
	if err != nil || count(t, d, "photos", "id = 'officers' AND loose_since = 0") != 1 {
		t.Error(err)
	}
}
