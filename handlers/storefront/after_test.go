package storefront_test

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/catalog"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/measure"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/onboarding"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/web/view"
)

// bought is a paid order of b's over one product, its page and its seller's member.
func (b *browser) bought(slug, variant string, values ...string) (path string, o order.Order, seller actor.Member) {
	m, t := b.m, b.m.t
	t.Helper()
	b.put(slug, values...).says(200)
	bank := b.bill("0900000077").order("sandbox").send()
	paid := bank.form(bank.path, "outcome", "approve").send().says(200, "Đã nhận đủ")
	path = paid.Find(`.link-list a[href^="/orders/"]`).First().AttrOr("href", "")
	o, err := order.FindAny(t.Context(), m.DB.Read(t.Context()), strings.TrimPrefix(path, "/orders/"))
	if err != nil {
		t.Fatal(err)
	}
	return path, o, m.of[variant]
}

// sent brings an order as far as its seller can.
func (m *door) sent(o order.Order, by actor.Member, quantities map[string]int64) {
	m.t.Helper()
	ctx := m.t.Context()
	if _, err := m.p.Fulfillment.Confirm(ctx, by, o.ID); err != nil {
		m.t.Fatal(err)
	}
	if _, err := m.p.Fulfillment.Pack(ctx, by, o.ID, quantities); err != nil {
		m.t.Fatal(err)
	}
	if _, err := m.p.Fulfillment.Ship(ctx, by, o.ID, "EMS123456789VN"); err != nil {
		m.t.Fatal(err)
	}
}

func (m *door) lines(o order.Order) []order.Line {
	return must[[]order.Line](m.t)(order.Lines(m.t.Context(), m.DB.Read(m.t.Context()), o.ID))
}

// picture is a PNG of a few hundred pixels.
func picture(t *testing.T) []byte {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, 400, 300))
	for i := range 400 {
		img.Set(i, i%300, color.RGBA{uint8(i), 90, 30, 255})
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// upload sends a form with files, as a browser does.
func (f *form) upload(files map[string][]byte) *page {
	t, b := f.page.b.m.t, f.page.b
	t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for name, values := range f.Values {
		for _, v := range values {
			if err := w.WriteField(name, v); err != nil {
				t.Fatal(err)
			}
		}
	}
	for name, content := range files {
		part, err := w.CreateFormFile("photos", name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := part.Write(content); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	req, err := http.NewRequest(http.MethodPost, b.m.base+f.action, &body)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", w.FormDataContentType())
	req.Header.Set("Origin", b.m.base)
	return b.send(req)
}

func TestAnOrderArrivesAndIsComplainedOf(t *testing.T) {
	m := open(t, dbtest.SQLite(t))
	tea, variant := m.offer("A", "Chè Shan tuyết", 250_000, nil)
	b := m.browser()
	path, o, seller := b.bought(tea, variant, "quantity", "2")
	b.get(path+"/complaint").says(200, "Người bán sẽ nhận đơn") // nothing to complain of: back to the order
	m.sent(o, seller, map[string]int64{m.lines(o)[0].ID: 2})
	shipped := b.get(path).says(200, "Hàng đang trên đường", "EMS123456789VN")
	if shipped.Find(`form[action="`+path+`/cancel"]`).Length() > 0 {
		t.Error("an order that is sent can still be cancelled")
	}
	shipped.form(path+"/receive").send().says(200, "Có gì chưa ổn")
	b.get(path).says(200, "Báo đơn có vấn đề")

	ask := b.get(path+"/complaint").says(200, "Chuyện gì?")
	ask.form(path+"/complaint", "wish", "refund").upload(nil).says(422, "Xin chọn chuyện gì", "Xin kể vài câu")
	bad := ask.form(path+"/complaint", "reason", "damaged", "wish", "refund", "text", "Hộp bị móp")
	bad.upload(map[string][]byte{"evil.svg": []byte(`<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`)}).says(415, "chỉ nhận ảnh")
	if m.Count(t, "tickets", "") != 0 {
		t.Error("a complaint with a picture that is none")
	}
	press := ask.form(path+"/complaint", "reason", "damaged", "wish", "refund", "text", "Hộp bị móp <b>x</b>")
	told := press.upload(map[string][]byte{"hop.png": picture(t)}).says(200, "Chờ người bán trả lời", "Hộp bị móp <b>x</b>")
	if got := told.Find(".steps li.now").Length(); got != 1 {
		t.Errorf("%d steps are going on while the seller has to answer", got)
	}
	if again := b.get(path + "/complaint"); again.path != told.path {
		t.Errorf("led to %s, not %s", again.path, told.path)
	}
	photo := told.Find(".talk-photos img").AttrOr("src", "")
	if got := b.get(photo); got.status != 200 || got.header.Get("Content-Type") != "image/jpeg" {
		t.Errorf("%s: %d %s", photo, got.status, got.header.Get("Content-Type"))
	}
	stranger := m.browser()
	stranger.signIn("0900000088", "Người lạ")
	for _, at := range []string{told.path, photo, strings.TrimSuffix(photo, "?size=320")} {
		if got := stranger.get(at); got.status != 404 {
			t.Errorf("a stranger at %s: %d", at, got.status)
		}
	}
	told.form(told.path, "text", "Mong sớm được trả lời").upload(nil).says(200, "Mong sớm được trả lời", "Đã gửi lời nhắn")
	b.get(told.path).form(told.path+"/close").send().says(200, "Chuyện đã đóng lại")
}

func TestAParcelThatWeighsLess(t *testing.T) {
	m := open(t, dbtest.SQLite(t))
	fruit, variant := m.offer("A", "Sơn tra", 20_000, func(in *onboarding.NewOffer) {
		in.Variants = []onboarding.NewForm{{NewVariant: catalog.NewVariant{Basis: measure.Gram, Step: 500, Price: money.Of(20_000)}, Stock: 30_000}}
	})
	b := m.browser()
	path, o, seller := b.bought(fruit, variant, "quantity", "2")
	ctx := t.Context()
	if _, err := m.p.Fulfillment.Confirm(ctx, seller, o.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := m.p.Fulfillment.Pack(ctx, seller, o.ID, map[string]int64{m.lines(o)[0].ID: 1600}); err != nil {
		t.Fatal(err)
	}
	asked := b.get(path).says(200, "Hàng cân thiếu hơn đã đặt", "chỉ còn 1,6 kg", "trả lại 8.000 đ")
	asked.form(path+"/weight", "answer", "perhaps").send().says(422)
	asked.form(path+"/weight", "answer", "accept").send().says(200, "Hàng đã gói", "Cân khi gói: 1,6 kg", "8.000 đ")
	asked.form(path+"/weight", "answer", "accept").send().says(200, "Hàng đã gói")
	asked.form(path+"/weight", "answer", "refuse").send().says(409, "Câu hỏi này đã được trả lời")
}

func TestTimeRunsOut(t *testing.T) {
	m := open(t, dbtest.SQLite(t))
	tea, _ := m.offer("A", "Chè Shan tuyết", 250_000, nil)
	b := m.browser()
	b.put(tea)
	pay := b.bill("0900000077").order("vietqr").send()
	m.Pass(3 * time.Hour)
	if err := m.p.Checkout.Expire(t.Context()); err != nil {
		t.Fatal(err)
	}
	over := b.get(pay.path).says(200, "Đơn đã hết giờ giữ hàng")
	over.b.get(over.Find(`a[href^="/orders/"]`).First().AttrOr("href", view.PathOrders)).says(200)
	b.get(view.PathOrders).says(200, "Đã hủy")
	b.put(tea).says(200, "Chè Shan tuyết")
}
