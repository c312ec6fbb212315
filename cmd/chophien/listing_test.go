package main

import (
	"encoding/json"
	"image"
	"image/jpeg"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// camera is a picture as a phone takes it: 12 megapixels.
func camera(t *testing.T) string {
	t.Helper()
	img := image.NewYCbCr(image.Rect(0, 0, 4000, 3000), image.YCbCrSubsampleRatio420)
	for i := range img.Y {
		img.Y[i] = byte(i * 7919 >> 5)
	}
	path := filepath.Join(t.TempDir(), "anh.jpg")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := jpeg.Encode(f, img, &jpeg.Options{Quality: 60}); err != nil {
		t.Fatal(err)
	}
	return path
}

// A household lists a product with a photo on a phone: every press beyond typing is counted,
// the box of files as two (the box, and the shutter), and the field of the name as one.
func TestAProductIsListedInTwelvePresses(t *testing.T) {
	chromium(t)
	m := openMarket(t, nil, "demo", "--data", t.TempDir())
	b := openBrowser(t, m, 360, 740)
	b.signIn("0900000010", "Hộ Mẫu Trấn Yên")
	const stall, most = "/portal/s/gian-hang-mau-tran-yen", 12
	taps := 0
	press := func(css string) { taps++; b.press(css) }
	key := func(keys ...string) { // the large keys are typing
		for _, k := range keys {
			b.do(chromedp.Click(`//div[@class="pad"]/button[.="` + k + `"]`))
		}
	}
	b.visit(stall + "/products")
	press(`main a[href$="/products/new"]`)

	// What is no photo is said at once, and nothing is sent.
	dir := t.TempDir()
	for name, body := range map[string]string{"a.heic": "\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic", "b.jpg": "<script>alert(1)</script>"} {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(body), 0o600); err != nil {
			t.Fatal(err)
		}
		b.do(chromedp.SetUploadFiles(chromedp.CSS(`input[data-photos]`), []string{path}))
		b.sees(map[string]string{"a.heic": b.word("photos.heic"), "b.jpg": b.word("photos.bad")}[name])
	}
	taps += 2
	b.do(chromedp.SetUploadFiles(chromedp.CSS(`input[data-photos]`), []string{camera(t)}))
	b.is(`document.querySelectorAll('.picture-strip canvas').length === 1 && document.querySelector('.picture-strip canvas').width === 1600`)
	b.look()
	press(`main form button.main`)
	b.is(`location.pathname.endsWith('/products/new/name') && document.querySelector('.thumbs img')?.complete`)

	taps++
	b.fill("name_vi", "mang bat do tuoi")
	press(`main form button.main`)
	press(`main form button[name="kind"]`) // the first that is offered
	press(`main form button[name="like_id"]`)
	key("2", "5", "000")
	b.is(`document.querySelector('[name=price]').value === '25.000'`)
	b.sees("hai mươi lăm nghìn đồng một ký")
	b.is(`document.querySelector('[data-part=amount]').textContent.startsWith('23.')`)
	press(`main form button.main`)
	key("4", "0")
	press(`main form button.main`)
	press(`main form button[name="tax_class"]`)
	press(`main form[action*="/publish"] button`)
	b.sees(b.word("portal.product.published"))
	t.Logf("%d presses", taps)
	if taps > most {
		t.Errorf("%d presses, more than %d", taps, most)
	}

	slug := strings.TrimPrefix(b.said(`document.querySelector('main a[href^="/p/"]').getAttribute('href')`), "/p/")
	var found struct {
		Photos []struct{ Width, Height int }
	}
	if err := json.Unmarshal([]byte(m.get("/api/v1/products/"+slug)), &found); err != nil || len(found.Photos) != 1 || found.Photos[0].Width != 1600 || found.Photos[0].Height != 1200 {
		t.Errorf("%+v, %v", found, err)
	}
	b.visit("/p/" + slug)
	b.sees("mang bat do tuoi")
	b.sees("25.000")
}
