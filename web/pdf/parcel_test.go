package pdf

import (
	"bytes"
	"compress/zlib"
	"io"
	"regexp"
	"strings"
	"testing"
	"unicode/utf16"

	"golang.org/x/text/unicode/norm"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/web/locale"
)

var shown = regexp.MustCompile(`(?s)BT [^(]*\(((?:[^()\\]|\\.)*)\) ?Tj`)

// textOf reads what a document says, piece by piece as it is drawn: the letters are those of
// its own font, two bytes each.
func textOf(t *testing.T, file []byte) string {
	t.Helper()
	var out []string
	for rest := file; ; {
		_, after, ok := bytes.Cut(rest, []byte("stream\n"))
		if !ok {
			return strings.Join(out, "\n")
		}
		body, next, _ := bytes.Cut(after, []byte("\nendstream"))
		rest = next
		z, err := zlib.NewReader(bytes.NewReader(body))
		if err != nil {
			continue
		}
		plain, err := io.ReadAll(z)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range shown.FindAllSubmatch(plain, -1) {
			raw := regexp.MustCompile(`(?s)\\(.)`).ReplaceAll(m[1], []byte("$1"))
			units := make([]uint16, len(raw)/2)
			for i := range units {
				units[i] = uint16(raw[2*i])<<8 | uint16(raw[2*i+1])
			}
			out = append(out, string(utf16.Decode(units)))
		}
	}
}

func pages(file []byte) int { return bytes.Count(file, []byte("/Type /Page\n")) }

// aParcel has the longest of everything.
func aParcel() Parcel {
	return Parcel{
		Code: "AB2C3D4E5F", Link: "https://cho.example/orders/AB2C3D4E5F", PlacedAt: clock.Instant(1_795_228_200_000), Market: "Chợ Phiên", Help: "0900 000 001",
		Stall: "Hợp tác xã Dịch vụ tổng hợp Nông, lâm nghiệp và Du lịch cộng đồng Suối Giàng – Nậm Búng mẫu", From: []string{"Thôn Pang Cáng", "Xã Văn Chấn, Tỉnh Lào Cai"},
		To:    []string{"Lò Thị Mẫu Nguyễn Hoàng Bảo Ngọc", "Số 8, ngõ 12, ngách 34/56 phố Hàng Mẫu kéo dài, gần nhà văn hóa tổ dân phố số 9", "Phường Văn Miếu – Quốc Tử Giám, Thành phố Hà Nội", "Quận Đống Đa cũ"},
		Phone: "0900000012", Masked: "09•• ••• 012", Note: "Gọi trước khi giao, chó dữ.", Way: "Gửi ở bưu cục", Grams: 3450, Packed: true,
		Lines: []ParcelLine{
			{Name: "Lục Bách Niên Trà – Bạch trà cổ thụ Shan tuyết Suối Giàng", Variant: "Hộp quà 200 g bọc vải thổ cẩm", Amount: "12\u00a0hộp",
				Origin: []string{"Nguồn gốc: Xã Văn Chấn, Tỉnh Lào Cai", "Lô T11, thu hái 02/11/2026, dùng trước 02/11/2027"}},
			{Name: "Táo mèo Mù Cang Chải", Amount: "2,45\u00a0kg", Origin: []string{"Nguồn gốc: Xã Mù Cang Chải, Tỉnh Lào Cai"}},
		},
	}
}

func write(t *testing.T, paper Paper, p Parcel) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := p.Write(&b, locale.Vi, paper); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// spaces says that lines may break anywhere.
func spaces(s string) string { return strings.Join(strings.Fields(norm.NFC.String(s)), " ") }

func TestThePapersOfAParcelSayWhatGoesWithIt(t *testing.T) {
	p := aParcel()
	for _, paper := range Papers {
		file := write(t, paper, p)
		text := spaces(textOf(t, file))
		for _, want := range append([]string{"AB2C3 D4E5F", "Chợ Phiên", p.Phone, p.Masked, p.Note, p.Lines[0].Variant, "12 hộp", "2,45 kg", "nặng 3,45 kg", p.To[0], p.To[2], p.Help}, append(p.Lines[0].Origin, p.Lines[1].Origin...)...) {
			if !strings.Contains(text, spaces(want)) {
				t.Errorf("%s does not say %q:\n%s", paper, want, text)
			}
		}
		if n := strings.Count(text, p.Phone); n != 1 {
			t.Errorf("%s: the number stands %d times; only the label has it", paper, n)
		}
		if want := map[Paper]int{OnA4: 1, OnA6: 2}[paper]; pages(file) != want {
			t.Errorf("%s has %d pages", paper, pages(file))
		}
		if !bytes.Equal(file, write(t, paper, p)) {
			t.Errorf("%s is written in two ways", paper)
		}
	}
}

func TestTheDoorIsAskedForOnTheLabel(t *testing.T) {
	p := aParcel()
	p.Door = &ParcelDoor{Amount: money.Of(145_500), Known: true, Cash: true, QR: "00020101021238570010A000000727012700069704360113001100223344550208QRIBFTTA53037045406145500", Text: "QR7T8V9WXY"}
	if text := spaces(textOf(t, write(t, OnA6, p))); !strings.Contains(text, "145.500 đ") || !strings.Contains(text, "tiền mặt") {
		t.Error(text)
	}
	p.Door.Known, p.Door.QR = false, ""
	if text := spaces(textOf(t, write(t, OnA6, p))); strings.Contains(text, "145.500") || !strings.Contains(text, "in lại") {
		t.Error(text)
	}
}

func TestLongSheetsTurnTheirPages(t *testing.T) {
	p := aParcel()
	for len(p.Lines) < 40 {
		p.Lines = append(p.Lines, p.Lines[0])
	}
	for _, paper := range Papers {
		file := write(t, paper, p)
		if n := strings.Count(spaces(textOf(t, file)), "12 hộp"); n != 39 {
			t.Errorf("%s: %d lines of 39", paper, n)
		}
		if pages(file) < 3 {
			t.Errorf("%s: %d pages", paper, pages(file))
		}
	}
}

func TestFourLabelsShareASheet(t *testing.T) {
	for n, want := range map[int][2]int{1: {1, 1}, 4: {1, 4}, 5: {2, 5}} {
		all := make([]Parcel, n)
		for i := range all {
			all[i] = aParcel()
		}
		for i, paper := range Papers {
			var b bytes.Buffer
			if err := Labels(&b, locale.En, paper, "2026-11-21", all); err != nil {
				t.Fatal(err)
			}
			if pages(b.Bytes()) != want[i] || strings.Count(textOf(t, b.Bytes()), "AB2C3 D4E5F") != n {
				t.Errorf("%d labels on %s: %d pages", n, paper, pages(b.Bytes()))
			}
		}
	}
}
