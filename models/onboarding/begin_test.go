package onboarding_test

import (
	"testing"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/catalog"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/onboarding"
)

func picture(t testing.TB, d *db.DB, id, sellerID string, loose int64) {
	t.Helper()
	err := d.Tx(t.Context(), func(tx *gorm.DB) error {
		return tx.Table("photos").Create(map[string]any{"id": id, "purpose": "product", "owner_seller_id": sellerID, "content_type": "image/jpeg",
			"content_hash": id, "width": 64, "height": 48, "bytes": 1, "created_at": 1, "loose_since": loose}).Error
	})
	if err != nil {
		t.Fatal(err)
	}
}

// A name, a kind and pictures are enough for a draft; what the household can answer is not
// asked, and what came twice, is somebody else's or is gone does not stop anybody.
func TestAListingBeginsWithANameAndPictures(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o, me := market(t, d)
		picture(t, d, "b", me.SellerID, 1)
		picture(t, d, "a", me.SellerID, 1)
		picture(t, d, "placed", me.SellerID, 0)
		picture(t, d, "foreign", "somebody", 1)
		in := onboarding.NewListing{NameVI: "Măng tươi 🎍 <b>", PhotoIDs: []string{"b", "foreign", "gone", "placed", "a"}}
		id, err := o.Begin(t.Context(), me.SellerID, in, "k", me)
		if err != nil {
			t.Fatal(err)
		}
		if again, err := o.Begin(t.Context(), me.SellerID, in, "k", me); err != nil || again != id || count(t, d, "products", "1 = 1") != 1 {
			t.Error(again, err)
		}
		p, err := catalog.PageOf(t.Context(), d.Read(t.Context()), id, now.Date())
		if err != nil {
			t.Fatal(err)
		}
		f := p.Facts()
		if p.State != catalog.Draft || f.Kind != "vegetables" || f.Class != catalog.Raw || f.NameVI != "Măng tươi 🎍 <b>" ||
			f.WardCode != "04672" || f.ProducerName != "Gian mẫu" || f.ProducerAddress == "" || f.TaxClass != "" {
			t.Errorf("%+v", f)
		}
		if len(p.Photos) != 2 || p.Photos[0].ID != "b" || p.Photos[1].ID != "a" || count(t, d, "photos", "loose_since > 0") != 1 {
			t.Errorf("%+v", p.Photos)
		}
		packed, err := o.Begin(t.Context(), me.SellerID, onboarding.NewListing{NameVI: "Mật ong", Kind: "honey"}, "", me)
		if err != nil {
			t.Fatal(err)
		}
		if f := product(t, d, packed).Facts(); f.TaxClass != catalog.TaxGoods || f.ProducerName != "" {
			t.Errorf("a label states only what its maker says: %+v", f)
		}
		if err := d.Tx(t.Context(), func(tx *gorm.DB) error {
			return tx.Table("products").Where("id = ?", id).Updates(map[string]any{"season": 1 << 6, "ingredients_vi": "Măng"}).Error
		}); err != nil {
			t.Fatal(err)
		}
		like, err := o.Begin(t.Context(), me.SellerID, onboarding.NewListing{NameVI: "Măng vụ hai", LikeID: id}, "", me)
		if err != nil {
			t.Fatal(err)
		}
		if f := product(t, d, like).Facts(); f.Kind != "vegetables" || len(f.Season) != 1 || f.IngredientsVI != "Măng" || f.NameVI != "Măng vụ hai" || f.TaxClass != "" {
			t.Errorf("%+v", f)
		}
		for key, in := range map[string]onboarding.NewListing{
			"product.unknown": {NameVI: "Măng", LikeID: "nothing"},
			"product.kind":    {NameVI: "Xyz"},
			"product.name":    {Kind: "tea"},
			"text.too_long":   {NameVI: "Chè " + long(10_000), Kind: "tea"},
		} {
			if _, err := o.Begin(t.Context(), me.SellerID, in, "", me); !fault.Has(err, key) {
				t.Errorf("%s: %v", key, err)
			}
		}
	})
}

func long(n int) string {
	out := make([]rune, n)
	for i := range out {
		out[i] = 'ặ'
	}
	return string(out)
}

func product(t testing.TB, d *db.DB, id string) *catalog.Product {
	t.Helper()
	p, err := catalog.Find(t.Context(), d.Read(t.Context()), id)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// A draft of one form is sold by what was said last; a price that another phone wrote
// meanwhile is not undone unseen.
func TestWhatAProductIsSoldBy(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o, me := market(t, d)
		id, err := o.Begin(t.Context(), me.SellerID, onboarding.NewListing{NameVI: "Măng tươi"}, "", me)
		if err != nil {
			t.Fatal(err)
		}
		sell := func(unit string, price, seen int64, key string) (string, error) {
			return o.Sell(t.Context(), id, onboarding.Selling{Unit: unit, Price: money.Of(price), Seen: money.Of(seen)}, key, me)
		}
		first, err := sell("kg", 25_000, 0, "k")
		if err != nil {
			t.Fatal(err)
		}
		if again, err := sell("kg", 25_000, 0, "k"); err != nil || again != first {
			t.Error(again, err)
		}
		if same, err := sell("kg", 30_000, 25_000, ""); err != nil || same != first {
			t.Error(same, err)
		}
		if _, err := sell("kg", 28_000, 25_000, ""); !fault.Has(err, "price.moved") {
			t.Error(err)
		}
		if _, err := sell("kg", 30_000, 25_000, ""); err != nil {
			t.Errorf("who writes what holds already is refused: %v", err)
		}
		bundle, err := sell("bó", 10_000, 30_000, "")
		if err != nil || bundle == first {
			t.Fatal(bundle, err)
		}
		if same, err := sell("túi", 10_000, 10_000, ""); err != nil || same != bundle {
			t.Error(same, err)
		}
		if _, err := sell("cân", 10_000, 10_000, ""); !fault.Has(err, "product.unit") {
			t.Error(err)
		}
		if _, err := sell("kg", 0, 0, ""); !fault.Has(err, "product.price") {
			t.Error(err)
		}
		if n := count(t, d, "variants", "active"); n != 1 || count(t, d, "stock", "1 = 1") != 2 {
			t.Errorf("%d forms on sale", n)
		}
		if _, err := o.AddForm(t.Context(), id, honey().Variants[0], "", me); err != nil {
			t.Fatal(err)
		}
		if _, err := sell("kg", 1_000, 0, ""); !fault.Has(err, "product.many_forms") {
			t.Error(err)
		}
		stranger := me
		stranger.SellerID = "somebody"
		if _, err := o.Sell(t.Context(), id, onboarding.Selling{Unit: "kg", Price: money.Of(1)}, "", stranger); !fault.Has(err, "product.unknown") {
			t.Error(err)
		}
	})
}
