package main

import (
	"encoding/json"
	"fmt"
	"image"
	"image/jpeg"
	"os"
	"path/filepath"
	"strconv"
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
// Large keys are typing.
func TestAProductIsListedInTwelvePresses(t *testing.T) {
	chromium(t)
	m := openMarket(t, nil, "demo", "--data", t.TempDir())
	b := openBrowser(t, m, 360, 740)
	b.signIn("0900000010", "Hộ Mẫu Trấn Yên")
	l := &listing{browser: b, photo: camera(t)}
	t.Run("like another one", func(t *testing.T) {
		b.t = t
		l.begin("mang bat do tuoi")
		l.press(`main form button[name="like_id"]`) // the kind, the months and the rest
		l.prices("2", "5", "000")
		b.sees("hai mươi lăm nghìn đồng")
		b.is(`document.querySelector('main form button.main').value === 'kg'`)
		b.is(`document.querySelector('[data-part=amount]').textContent.startsWith('23.')`)
		l.press(`main form button.main`)
		l.key(".pad", "4", "0")
		l.press(`main form button.main`)
		l.press(`main form button[name="tax_class"]`)
		l.publish()
		l.bought(m, "mang bat do tuoi")
	})
	t.Run("like none, by weight", func(t *testing.T) {
		b.t = t
		l.begin("Khoai sọ nương")
		l.press(`main form button[name="kind"]`) // the first that is offered
		l.prices("3", "000")
		l.press(`main form button.main`)
		l.key(".pad", "6", "0")
		l.press(`main form button.main`)
		l.key(".months-pad", "11", "2")
		b.is(`document.querySelectorAll('.months-pad [aria-pressed=true]').length === 4`)
		l.press(`main form button.main`)
		l.press(`main form button[name="tax_class"]`)
		l.publish()
		l.bought(m, "Khoai sọ nương")
		b.sees(b.word("month.11"))
		b.sees(b.word("month.2"))
	})
	t.Run("like none, by the piece", func(t *testing.T) {
		b.t = t
		l.begin("Bưởi đường")
		l.press(`main form button[name="kind"]`)
		l.prices("2", "5", "000")
		b.is(`document.querySelector('main form button.main').value === 'quả'`) // the name tells how it is counted
		l.press(`main form button.main`)
		l.key(".pad", "4", "0")
		l.press(`main form button.main`)
		l.key(".pad", "1")
		l.press(`main form button.main`)
		l.key(".months-pad", "9", "12")
		l.press(`main form button.main`)
		l.press(`main form button[name="tax_class"]`)
		l.publish()
		l.bought(m, "Bưởi đường")
	})
	t.Run("like none, by a piece that the name does not tell", func(t *testing.T) {
		b.t = t
		l.begin("Cam sành vườn nhà")
		l.press(`main form button[name="kind"]`)
		l.prices("9", "000")
		l.press(`main form button[name="unit"][value="quả"]`)
		l.key(".pad", "3")
		l.press(`main form button.main`)
		l.key(".pad", "2", "0")
		l.press(`main form button.main`)
		l.key(".months-pad", "9", "12")
		l.press(`main form button.main`)
		l.press(`main form button[name="tax_class"]`)
		l.publish()
		l.bought(m, "Cam sành vườn nhà")
	})
	t.Run("like another one, by the piece", func(t *testing.T) {
		b.t = t
		l.begin("Bưởi đường nhà bà")
		l.press(`main form button[name="like_id"]`)
		l.prices("2", "0", "000")
		l.press(`main form button[name="unit"][value="quả"]`)
		l.key(".pad", "1")
		l.press(`main form button.main`)
		l.key(".pad", "8")
		l.press(`main form button.main`)
		l.press(`main form button[name="tax_class"]`)
		l.publish()
		l.bought(m, "Bưởi đường nhà bà")
	})
	t.Run("packed goods, beyond what their label says", func(t *testing.T) {
		b.t = t
		l.begin("Mật ong rừng nhà làm")
		l.press(`main form button[name="kind"]`)
		l.prices("9", "0", "000")
		l.press(`main form button.main`)
		l.key(".pad", "5", "00")
		l.press(`main form button.main`)
		l.key(".pad", "8")
		l.press(`main form button.main`)
		b.is(`document.querySelector('[name=producer_name]')`)
		l.taps++ // the last look is one press more, as for all
		l.within()
	})
}

// listing counts what is pressed for a new product.
type listing struct {
	*browser
	photo string
	taps  int
}

func (l *listing) press(css string) {
	l.taps++
	l.browser.press(css)
}

func (l *listing) key(pad string, keys ...string) {
	for _, k := range keys {
		l.do(chromedp.Click(fmt.Sprintf(`//div[contains(concat(" ", @class, " "), " %s ")]/button[.="%s"]`, strings.TrimPrefix(pad, "."), k)))
	}
}

func (l *listing) prices(keys ...string) {
	l.t.Helper()
	l.is(`document.querySelector('[name=price]') && document.querySelector('.pad')`)
	l.key(".pad", keys...)
}

// begin answers what every product is asked: a picture, and the name.
func (l *listing) begin(name string) {
	l.t.Helper()
	l.taps = 0
	l.visit("/portal/s/gian-hang-mau-tran-yen/products")
	l.press(`main a[href$="/products/new"]`)

	// What is no photo is said at once, and nothing is sent.
	dir := l.t.TempDir()
	for file, body := range map[string]string{"a.heic": "\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic", "b.jpg": "<script>alert(1)</script>"} {
		path := filepath.Join(dir, file)
		if err := os.WriteFile(path, []byte(body), 0o600); err != nil {
			l.t.Fatal(err)
		}
		l.do(chromedp.SetUploadFiles(chromedp.CSS(`input[data-photos]`), []string{path}))
		l.sees(map[string]string{"a.heic": l.word("photos.heic"), "b.jpg": l.word("photos.bad")}[file])
	}
	l.taps += 2
	l.do(chromedp.SetUploadFiles(chromedp.CSS(`input[data-photos]`), []string{l.photo}))
	l.is(`document.querySelectorAll('.picture-strip canvas').length === 1 && document.querySelector('.picture-strip canvas').width === 1600`)
	l.look()

	// Without a name nothing is sent, and the form can still be.
	l.tap(`main form button.main`)
	l.sees(l.word("fault.product.name"))
	l.is(`!document.querySelector('main form').dataset.sent && document.querySelector('main form button.main').textContent.trim() === ` + strconv.Quote(l.word("portal.next_step")))

	l.taps++
	l.fill("name_vi", name)
	l.press(`main form button.main`)
	l.is(`location.pathname.endsWith('/products/new/kind')`)
	l.look()
}

// publish is the last press.
func (l *listing) publish() {
	l.t.Helper()
	l.press(`main form[action*="/publish"] button`)
	l.sees(l.word("portal.product.published"))
	l.within()
}

func (l *listing) within() {
	l.t.Helper()
	const most = 12
	l.t.Logf("%d presses", l.taps)
	if l.taps > most {
		l.t.Errorf("%d presses, more than %d", l.taps, most)
	}
}

// bought looks at the product as buyers do.
func (l *listing) bought(m *running, name string) {
	l.t.Helper()
	slug := strings.TrimPrefix(l.said(`document.querySelector('main a[href^="/p/"]').getAttribute('href')`), "/p/")
	var found struct {
		Photos []struct{ Width, Height int }
	}
	if err := json.Unmarshal([]byte(m.get("/api/v1/products/"+slug)), &found); err != nil || len(found.Photos) != 1 || found.Photos[0].Width != 1600 || found.Photos[0].Height != 1200 {
		l.t.Errorf("%+v, %v", found, err)
	}
	l.visit("/p/" + slug)
	l.sees(name)
}
