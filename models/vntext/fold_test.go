package vntext

import "testing"

func TestFold(t *testing.T) {
	for in, want := range map[string]string{
		"Chè Shan tuyết  Suối-Giàng": "che shan tuyet suoi giang", "ĐẶC SẢN Đại Lão": "dac san dai lao",
		"tuye\u0302\u0301t": "tuyet", "(táo mèo)": "tao meo", "": "", "…": "", "Nước 19 lít": "nuoc 19 lit",
	} {
		if got := Fold(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
	if Key("Mỹ Lý") != Key("mi-li") || Key("Hòa Bình") != Key("Hoà Bình") {
		t.Error("spellings of one name differ")
	}
	if got := Slug("Đại Lão Vương Trà - Hồng Trà"); got != "dai-lao-vuong-tra-hong-tra" {
		t.Errorf("slug %q", got)
	}
	if got := ASCII("Thanh toán đơn #12 <b> Đỏ"); got != "Thanh toan don 12 b Do" {
		t.Errorf("ASCII %q", got)
	}
}
