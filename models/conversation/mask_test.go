package conversation

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// However a number is written it is hidden, and what is none stays.
func TestNumbersAreHiddenHoweverTheyAreWritten(t *testing.T) {
	for _, text := range []string{
		"0912345678", "0 9 1 2 3 4 5 6 7 8", "0*91*23*45*678", "０９１２３４５６７８", "0️⃣9️⃣1️⃣2️⃣3️⃣4️⃣5️⃣6️⃣7️⃣8️⃣", "𝟎𝟗𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖", "٠٩١٢٣٤٥٦٧٨",
		"+84~912~345~678", "84912345678", "không chín một hai ba bốn năm sáu bảy tám", "Khong Chin mot hai 345 678", "KHÔNG CHÍN MỘT HAI, BA BỐN NĂM, SÁU BẢY TÁM",
		"chín một hai ba bốn năm sáu bảy tám", "2 hộp: 0912|345|678", "0912\n345\n678", "09/12/34/56/78", "0216|38|52|345", "zero nine one two three four five six seven eight",
	} {
		if clean, hidden := Mask(text); !hidden || !strings.Contains(clean, dots) || strings.Contains(clean, "345") || strings.Contains(clean, "bốn") || strings.Contains(clean, "５") || strings.Contains(clean, "𝟓") {
			t.Errorf("%q is shown as %q", text, clean)
		}
	}
	for _, text := range []string{
		"2 hộp 500 g, giao trước 10/12/2026", "Giao từ 05/12/2026 đến 20/12/2026", "5/12/2026 - 20/12/2026", "Năm hộp, ba ngày sau", "Năm nay ba mươi lăm nghìn một cân",
		"120.000/kg", "giá 120.000/150.000", "một hai hộp", "đơn 2KX7M9Q4TB", "Tám giờ sáng mai, không sau chín giờ", "không sao",
	} {
		if clean, hidden := Mask(text); hidden || clean != text {
			t.Errorf("%q is shown as %q", text, clean)
		}
	}
	if clean, _ := Mask("Gọi 0912 345 678 nhé, hoặc +84~912~345~679!"); clean != "Gọi •••• nhé, hoặc ••••!" {
		t.Errorf("%q", clean)
	}
}

// Whatever is between its digits, a number is hidden, and hiding again changes nothing.
func TestANumberBetweenWhatever(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		number := "09" + rapid.StringMatching(`[0-9]{8}`).Draw(t, "number")
		between := rapid.SampledFrom([]string{"", " ", ".", "-", "*", " . ", "~", "|", "\n", "…", "🌾", "(", " – "}).Draw(t, "between")
		text := strings.Join(strings.Split(number, ""), between)
		clean, hidden := Mask("Gọi " + text + " nhé")
		if !hidden || clean != "Gọi •••• nhé" {
			t.Fatalf("%q is shown as %q", text, clean)
		}
		if again, _ := Mask(clean); again != clean {
			t.Fatalf("%q becomes %q", clean, again)
		}
	})
}
