package pdf

import (
	"bytes"
	"strings"
	"testing"

	"golang.org/x/image/font/sfnt"
	"golang.org/x/text/unicode/norm"

	"github.com/go-fonts/liberation/liberationsansbold"
	"github.com/go-fonts/liberation/liberationsansregular"

	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/web/locale"
)

// TestEveryLetterOfVietnameseHasItsGlyph asks the font itself.
func TestEveryLetterOfVietnameseHasItsGlyph(t *testing.T) {
	letters := "đĐ₫…–•" + "0123456789.,/%()- \u00a0"
	for _, vowel := range "aăâeêioôơuưyAĂÂEÊIOÔƠUƯY" {
		for _, tone := range []string{"", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323"} {
			letters += norm.NFC.String(string(vowel) + tone)
		}
	}
	for _, lang := range locale.All {
		for _, key := range locale.Keys(lang) {
			if strings.HasPrefix(key, "pdf.") || strings.HasPrefix(key, "tax.") {
				letters += plain(locale.Raw(lang, key))
			}
		}
	}
	for name, ttf := range map[string][]byte{"regular": liberationsansregular.TTF, "bold": liberationsansbold.TTF} {
		f, err := sfnt.Parse(ttf)
		if err != nil {
			t.Fatal(err)
		}
		var b sfnt.Buffer
		for _, r := range letters {
			if i, err := f.GlyphIndex(&b, r); r != '\n' && (err != nil || i == 0) {
				t.Errorf("%s has no %q (%U), %v", name, r, r, err)
			}
		}
	}
}

func TestTheYearIsADocument(t *testing.T) {
	sums := Month{Period: "2026-11", Base: money.Of(300_000_000), VAT: money.Of(3_000_000), PIT: money.Of(1_500_000), Reversed: money.Of(1_000), ReversedVAT: money.Of(10), ReversedPIT: money.Of(5), Declared: true}
	y := Statement{Year: 2026, Seller: "Hộ Vàng A Thử 🌱, bản Cu Vai – Trạm Tấu", Place: "Xã Hạnh Phúc, Tỉnh Lào Cai", Last4: "8901", Withheld: true, Total: sums, Months: []Month{sums},
		Threshold: money.Of(1_000_000_000), ThresholdFrom: "2026-04-29", ThresholdSource: "Decree 141/2026/ND-CP", Share: 30, Today: "2027-01-05"}
	for _, lang := range locale.All {
		var first, second bytes.Buffer
		for _, b := range []*bytes.Buffer{&first, &second} {
			if err := Year(b, lang, "Chợ Phiên", y); err != nil {
				t.Fatal(err)
			}
		}
		if !bytes.Equal(first.Bytes(), second.Bytes()) {
			t.Errorf("%s: the same year is written in two ways", lang)
		}
		if !bytes.HasPrefix(first.Bytes(), []byte("%PDF-1.")) || first.Len() > 120_000 || first.Len() < 5_000 {
			t.Errorf("%s: %d bytes, %.8q", lang, first.Len(), first.Bytes())
		}
	}
	y.Withheld, y.Months = false, nil
	var b bytes.Buffer
	if err := Year(&b, locale.Vi, "Chợ Phiên", y); err != nil || b.Len() < 3_000 {
		t.Errorf("%d bytes, %v", b.Len(), err)
	}
	if got := plain("Ho\u0323\u0302 🌱\u202fx\x00"); got != "Hộ \u00a0x" {
		t.Errorf("%q", got)
	}
}
