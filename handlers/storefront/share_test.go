package storefront_test

import (
	"bytes"
	"image/jpeg"
	"strings"
	"testing"

	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/seller"
	"github.com/chophien/chophien/web/view"
)

// The picture that others see of a product or a stall is there, is as large as they ask for,
// and has another address as soon as the price is another.
func TestWhatIsSentOnHasAPicture(t *testing.T) {
	m := open(t, dbtest.SQLite(t))
	slug, variant := m.offer("A", "Chè Shan tuyết Suối Giàng", 250_000, nil)
	b := m.browser()
	picture := func(path string) (address string) {
		page := b.get(path)
		address, _ = page.Find(`meta[property="og:image"]`).Attr("content")
		if !strings.HasPrefix(address, m.base+"/share/") {
			t.Fatalf("%s: %q", path, address)
		}
		got := b.get(strings.TrimPrefix(address, m.base))
		img, err := jpeg.DecodeConfig(bytes.NewReader([]byte(got.body)))
		if err != nil || img.Width != 1200 || img.Height != 630 || got.header.Get("Content-Type") != "image/jpeg" || !strings.HasPrefix(got.header.Get("Cache-Control"), "public") {
			t.Errorf("%s: %v, %+v, %v", address, err, img, got.header)
		}
		return address
	}
	first := picture(view.ProductPath(slug))
	m.price(variant, 260_000)
	if again := picture(view.ProductPath(slug)); again == first {
		t.Error("the picture still says the old price")
	}
	card, err := seller.CardOf(t.Context(), m.DB.Read(t.Context()), m.sellers["A"].SellerID)
	if err != nil {
		t.Fatal(err)
	}
	picture(view.SellerPath(card.Slug))
	if text := b.get(view.SellerPath(card.Slug)).body; !strings.Contains(text, "facebook.com/sharer/sharer.php?u=") {
		t.Error("no way to send the stall on")
	}
	for _, path := range []string{"/share/p/none.jpg", "/share/s/none.jpg", "/share/p/" + slug + ".jpg/x"} {
		if got := b.get(path); got.status != 404 {
			t.Errorf("%s: %d", path, got.status)
		}
	}
}
