package division

import (
	"strings"
	"testing"
)

func home(t testing.TB) *Directory {
	t.Helper()
	d, err := New("15")
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// The first hit of each text, "code" for a present name and "code < old name" for an old one.
func TestSearchFindsOldAndNewNames(t *testing.T) {
	d := home(t)
	for text, want := range map[string]string{
		"suoi giang":                  "04672 < Suối Giàng, Văn Chấn, Yên Bái",
		"Suối Giàng, Văn Chấn":        "04672 < Suối Giàng, Văn Chấn, Yên Bái",
		"SUỐI GIÀNG":                  "04672 < Suối Giàng, Văn Chấn, Yên Bái",
		"suoigiang":                   "04672 < Suối Giàng, Văn Chấn, Yên Bái",
		"suoi giang van chan yen bai": "04672 < Suối Giàng, Văn Chấn, Yên Bái",
		"xã Suối Giàng, huyện Văn Chấn, tỉnh Yên Bái, Việt Nam": "04672 < Suối Giàng, Văn Chấn, Yên Bái",
		"x. suoi giang h. van chan":         "04672 < Suối Giàng, Văn Chấn, Yên Bái",
		"suối giàng, lào cai":               "04672 < Suối Giàng, Văn Chấn, Yên Bái",
		"bản Giàng A, Suối Giàng, Văn Chấn": "04672 < Suối Giàng, Văn Chấn, Yên Bái",
		"số 5 thôn Pang Cáng xã Suối Giàng": "04672 < Suối Giàng, Văn Chấn, Yên Bái",
		"suoi gi":                      "04672 < Suối Giàng, Văn Chấn, Yên Bái",
		"suoi giang, van c":            "04672 < Suối Giàng, Văn Chấn, Yên Bái",
		"suoi giang, huy":              "04672 < Suối Giàng, Văn Chấn, Yên Bái",
		"sui giang van chan":           "04672 < Suối Giàng, Văn Chấn, Yên Bái",
		"suo\u0302\u0301i gia\u0300ng": "04672 < Suối Giàng, Văn Chấn, Yên Bái",
		"van chan":                     "04672",
		"Văn Chấn, Lào Cai":            "04672",
		"huyện Văn Chấn":               "04672",
		"muc cang chai":                "04456",
		"mù căng chải":                 "04456 < Mù Căng Chải, Mù Căng Chải, Yên Bái",
		"mu cang c":                    "04456",
		"Trạm Tấu":                     "04606",
		"thị trấn Trạm Tấu":            "04585 < Trạm Tấu, Trạm Tấu, Yên Bái",
		"tt tram tau":                  "04585 < Trạm Tấu, Trạm Tấu, Yên Bái",
		"Nghĩa Lộ":                     "04288",
		"xã Nghĩa Lộ":                  "04663 < Nghĩa Lộ, Nghĩa Lộ, Yên Bái",
		"yen binh":                     "04714",
		"yên bình lạng sơn":            "06391",
		"khanh hoa":                    "04342",
		"Khánh Hoà":                    "04342",
		"y ty":                         "02701",
		"i ti":                         "02701",
		"Minh Quán":                    "04498 < Minh Quán, Trấn Yên, Yên Bái",
		"Minh Quân":                    "04543 < Minh Quân, Trấn Yên, Yên Bái",
		"Đào Thịnh, Trấn Yên":          "04498 < Đào Thịnh, Trấn Yên, Yên Bái",
		"nt lien son":                  "04660 < NT Liên Sơn, Văn Chấn, Yên Bái",
		"yên bái":                      "04252",
		"thành phố Yên Bái":            "04252",
		"phuong 12, quan 3, tphcm":     "27142 < 12, 3, Hồ Chí Minh",
		"P.12 Q.3 TP.HCM":              "27142 < 12, 3, Hồ Chí Minh",
		"da lat":                       "24787",
	} {
		hits := d.Search(text, 5)
		if len(hits) == 0 {
			t.Errorf("%q: nothing, want %s", text, want)
			continue
		}
		got := hits[0].Ward.Code
		if old := hits[0].OldName(); old != "" {
			got += " < " + old
		}
		if got != want {
			t.Errorf("%q: %s (%s), want %s", text, got, hits[0].Label(), want)
		}
	}
	for _, text := range []string{"", "  ", ",", "xyzzy qqq", "12", "<script>alert(1)</script>", strings.Repeat("xq zw ", 4000)} {
		for _, h := range d.Search(text, 5) {
			if text != "12" {
				t.Errorf("%.20q found %s", text, h.Label())
			}
		}
	}
}
