package storefront_test

import (
	"testing"

	"github.com/chophien/chophien/models/catalog"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/onboarding"
	"github.com/chophien/chophien/models/season"
	"github.com/chophien/chophien/models/seller"
	"github.com/chophien/chophien/web/view"
)

// What sleeps is found and seen with a word, and cannot be bought, not even out of a basket
// that was filled before; a holiday is told with the seller's own words.
func TestWhatSleepsIsSeenAndNotSold(t *testing.T) {
	m := open(t, dbtest.SQLite(t))
	slug, _ := m.offer("A", "Táo mèo Púng Luông", 50_000, func(in *onboarding.NewOffer) { in.Facts.Season = []int{9} })
	m.index()
	b, by := m.browser(), m.sellers["A"]
	b.put(slug, "quantity", "1").says(200)
	product, err := catalog.PageOf(t.Context(), m.DB.Read(t.Context()), slug, m.Now().Date())
	if err != nil {
		t.Fatal(err)
	}
	if err := m.p.Season.SleepProduct(t.Context(), by.SellerID, product.Product.ID, season.Sleep{BySeason: true}, by); err != nil {
		t.Fatal(err)
	}
	page := b.get(view.ProductPath(slug)).says(200, "Ngủ đến tháng 9. Chưa đến mùa, chưa mua được.")
	if page.Find(`form[action="`+view.PathCartAdd+`"]`).Length() > 0 {
		t.Error("it can still be put into a basket")
	}
	b.get("/search?q=tao+meo").says(200, "Táo mèo Púng Luông", "Ngủ đến tháng 9")
	b.get(view.PathCart).says(200, "Hàng này đang ngủ")

	if err := m.p.Season.WakeProduct(t.Context(), by.SellerID, product.Product.ID, by); err != nil {
		t.Fatal(err)
	}
	today := m.Now().Date()
	if err := m.p.Season.GoAway(t.Context(), by.SellerID, seller.Holiday{From: today, To: today.AddDays(2), Words: "Nhà có đám cưới <b>"}, by); err != nil {
		t.Fatal(err)
	}
	back := clock.Date(today.AddDays(3)).Format()
	b.get(view.ProductPath(slug)).says(200, "Người bán nhắn: “Nhà có đám cưới <b>”", "Nghỉ đến "+back)
	b.get(view.SellerPath(product.Seller.Slug)).says(200, "Nghỉ đến "+back, "Táo mèo Púng Luông")
	b.get(view.PathCart).says(200, "Người bán đang nghỉ lễ")
}
