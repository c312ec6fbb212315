package share

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/image/font/sfnt"
)

func drawn(t *testing.T, c Card) image.Image {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, c); err != nil {
		t.Fatal(err)
	}
	img, err := jpeg.Decode(bytes.NewReader(b.Bytes()))
	if err != nil || img.Bounds().Dx() != Width || img.Bounds().Dy() != Height {
		t.Fatal(err, img.Bounds())
	}
	if b.Len() > 300<<10 {
		t.Errorf("%d bytes", b.Len())
	}
	return img
}

// Whatever the name, it stays on the card: nothing is drawn into the margin on the right, and
// a longer name draws more.
func TestANameStaysOnTheCard(t *testing.T) {
	for _, name := range []string{"", "Chè", strings.Repeat("Lục Bách Niên Trà ", 30), strings.Repeat("W", 400), "Ặ́\u0000\U0001F33E"} {
		img := drawn(t, Card{Kind: "tea", Name: name, Price: strings.Repeat("từ 250.000 đ ", 9), Place: strings.Repeat("Xã Văn Chấn, ", 20), Market: "Chợ Phiên"})
		for y := 0; y < Height-stripe-8; y++ {
			r, g, b, _ := img.At(Width-margin/2, y).RGBA()
			if r>>8 < 0xf0 || g>>8 < 0xea || b>>8 < 0xdd {
				t.Fatalf("%.20q draws into the margin at %d", name, y)
			}
		}
	}
}

func TestAPhotoFillsTheLeft(t *testing.T) {
	for _, size := range []image.Rectangle{image.Rect(0, 0, 40, 400), image.Rect(7, 9, 407, 49), image.Rect(0, 0, 1, 1)} {
		photo := image.NewRGBA(size)
		for i := range photo.Pix {
			photo.Pix[i] = 0xff
		}
		for y := size.Min.Y; y < size.Max.Y; y++ {
			for x := size.Min.X; x < size.Max.X; x++ {
				photo.Set(x, y, color.RGBA{0, 0, 255, 255})
			}
		}
		img := drawn(t, Card{Photo: photo, Name: "Chè"})
		for _, p := range []image.Point{{5, 5}, {side - 9, 5}, {5, Height - 5}, {side - 9, Height - 9}} {
			if r, _, b, _ := img.At(p.X, p.Y).RGBA(); r>>8 > 60 || b>>8 < 200 {
				t.Errorf("%v of a photo of %v is not filled", p, size)
			}
		}
	}
}

// The fonts have every letter that Vietnamese is written with.
func TestEveryVietnameseLetterIsThere(t *testing.T) {
	bold, plain := fonts()
	var buf sfnt.Buffer
	for _, r := range "aáàảãạăắằẳẵặâấầẩẫậbcdđeéèẻẽẹêếềểễệghiíìỉĩịklmnoóòỏõọôốồổỗộơớờởỡợpqrstuúùủũụưứừửữựvxyýỳỷỹỵ" + "AÁÀẢÃẠĂẮẰẲẴẶÂẤẦẨẪẬĐEÉÈẺẼẸÊẾỀỂỄỆIÍÌỈĨỊOÓÒỎÕỌÔỐỒỔỖỘƠỚỜỞỠỢUÚÙỦŨỤƯỨỪỬỮỰYÝỲỶỸỴ0123456789.,·–…" {
		for name, f := range map[string]interface {
			GlyphIndex(*sfnt.Buffer, rune) (sfnt.GlyphIndex, error)
		}{"bold": bold, "plain": plain} {
			if g, err := f.GlyphIndex(&buf, r); err != nil || g == 0 {
				t.Errorf("the %s font has no %q", name, r)
			}
		}
	}
}

func TestEveryDrawingIsThere(t *testing.T) {
	all, err := filepath.Glob("../static/draw/*.svg")
	if err != nil || len(all) == 0 {
		t.Fatal(all, err)
	}
	for _, svg := range all {
		name := strings.TrimSuffix(filepath.Base(svg), ".svg")
		if _, err := os.Stat("draw/" + name + ".png"); err != nil {
			t.Error(err)
		}
	}
	if mine, _ := filepath.Glob("draw/*.png"); len(mine) != len(all) {
		t.Errorf("%d drawings of %d", len(mine), len(all))
	}
}
