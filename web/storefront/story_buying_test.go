package storefront

import (
	"testing"
	"time"

	"github.com/chophien/chophien/models/measure"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/web/locale"
	"github.com/chophien/chophien/web/view"
	"github.com/chophien/chophien/web/view/viewtest"
)

func cart() CartPage {
	return CartPage{
		Goods: money.Of(1_287_500),
		Groups: []CartGroup{
			{SellerSlug: "htx-lien-shan", SellerName: who.Name, Place: "Xã Văn Chấn, Lào Cai", Goods: money.Of(900_000), Lines: []CartLine{
				{ID: "l1", Slug: "luc-bach-nien-tra", Name: cards[0].Name, Variant: "Hộp 200 g, bọc vải thổ cẩm", Kind: "tea", Rule: piece, Max: 3, Unit: "hộp", Quantity: 2, Price: money.Of(450_000), Was: money.Of(430_000), Sum: money.Of(900_000), Sample: true},
			}},
			{SellerSlug: "gian-mau", SellerName: "Gian hàng mẫu Mù Cang Chải", Place: "Xã Púng Luông, Lào Cai", Goods: money.Of(387_500), Lines: []CartLine{
				{ID: "l2", Slug: "tao-meo", Name: "Táo mèo Mù Cang Chải", Kind: "pome", Rule: measure.Rule{Basis: measure.Gram, Step: 500, Min: 1000}, Max: 12_500, Quantity: 2500, Price: money.Of(35_000), Sum: money.Of(87_500)},
				{ID: "l3", Slug: "gao-muong-lo", Name: "Gạo Séng Cù Mường Lò", Kind: "rice", Rule: measure.Rule{Basis: measure.Gram, Step: 1000, Min: 5000}, Max: 90_000, Quantity: 7895, Typed: "7,895", Price: money.Of(38_000), Sum: money.Of(300_000)},
			}},
		},
	}
}

func TestCart(t *testing.T) {
	for _, lang := range locale.All {
		f := frame(lang, "/cart", "Giỏ hàng")
		f.Active, f.NoIndex = "cart", true
		viewtest.Golden(t, "cart_"+string(lang), Cart(f, cart()))
	}
	wrong := cart()
	wrong.Blocked = true
	wrong.Problems = view.Problems{{Field: "l3.quantity", Sentence: "Món này bán theo nấc 1 kg. Xin chọn 7 kg hoặc 8 kg."}, {Sentence: "Có một món đã hết, xin bỏ ra."}}
	wrong.Groups[0].Lines[0].Trouble = "Hết hàng. Xin bỏ ra hoặc chọn loại khác."
	viewtest.Golden(t, "cart_wrong", Cart(frame(locale.Vi, "/cart", "Giỏ hàng"), wrong))
	viewtest.Golden(t, "cart_empty", Cart(frame(locale.Vi, "/cart", "Giỏ hàng"), CartPage{}))
}

var (
	provinces = []view.Option{{Value: "01", Label: "Thành phố Hà Nội"}, {Value: "15", Label: "Tỉnh Lào Cai"}, {Value: "79", Label: "Thành phố Hồ Chí Minh"}}
	wards     = []view.Option{{Value: "04672", Label: "Xã Văn Chấn"}, {Value: "04456", Label: "Xã Mù Cang Chải"}, {Value: "04252", Label: "Phường Yên Bái"}}
	saved     = []SavedAddress{
		{ID: "a1", Name: "Lò Thị Mẫu", Phone: "090•••••12", Lines: "Số 8, ngõ 12 phố Hàng Mẫu, Phường Hoàn Kiếm, Thành phố Hà Nội", First: true},
		{ID: "a2", Name: "Giàng A Ví Dụ", Phone: "090•••••13", Lines: "Thôn Pang Cáng, Xã Văn Chấn, Tỉnh Lào Cai"},
	}
)

func TestCheckoutWhere(t *testing.T) {
	guest := frame(locale.Vi, "/checkout", "Gửi hàng đến đâu?")
	guest.Person, guest.NoIndex = "", true
	viewtest.Golden(t, "checkout_where_guest", CheckoutWhere(guest, CheckoutWherePage{Place: PlaceForm{Prefix: "address.", Provinces: provinces}}))
	viewtest.Golden(t, "checkout_where_saved", CheckoutWhere(frame(locale.En, "/checkout", "Where to"), CheckoutWherePage{
		Saved: saved, Address: "a1", PhoneHint: "090•••••12", Place: PlaceForm{Prefix: "address.", Provinces: provinces}}))
	guest = frame(locale.Vi, "/checkout", "Gửi hàng đến đâu?")
	guest.Person = ""
	viewtest.Golden(t, "checkout_where_wrong", CheckoutWhere(guest, CheckoutWherePage{
		Name: `Nguyễn "Văn" <b>Thử</b>`, Phone: "12345",
		Place: PlaceForm{Prefix: "address.", Find: "suoi giang", Province: "15", Wards: wards, Provinces: provinces, Street: "",
			Found: []PlaceChoice{{"15:04672", "Xã Văn Chấn, Lào Cai (Suối Giàng, Văn Chấn cũ)"}}},
		Problems: view.Problems{{Field: "phone", Sentence: "Số điện thoại chưa đúng. Số Việt Nam có 10 chữ số."}, {Field: "address.ward_code", Sentence: "Xin chọn xã, phường."}, {Field: "address.street", Sentence: "Xin ghi số nhà hoặc thôn bản."}},
	}))
}

func bill() CheckoutPlacePage {
	return CheckoutPlacePage{
		Who: "Lò Thị Mẫu · 090•••••12", Where: "Số 8, ngõ 12 phố Hàng Mẫu, Phường Hoàn Kiếm, Thành phố Hà Nội",
		Groups: []CheckoutGroup{
			{Key: "s1", Seller: who.Name, Goods: money.Of(900_000), Chosen: "flat", Lines: []CheckoutLine{{Name: cards[0].Name + ", hộp 200 g", Amount: "2 hộp", Sum: money.Of(900_000)}},
				Options: []view.Option{{Value: "flat", Label: "Gửi bưu điện", Hint: "Đến khoảng 25/11 – 28/11/2026", End: "32.000 đ"}, {Value: "pickup", Label: "Tự đến lấy ở chợ Văn Chấn", Hint: "Chủ nhật 29/11/2026, 5:00–11:00", End: "0 đ"}}},
			{Key: "s2", Seller: "Gian hàng mẫu Mù Cang Chải", Ahead: "Hàng đặt trước mùa. Dự kiến thu hái từ 27/12/2026 đến 29/12/2026.", Goods: money.Of(387_500), Chosen: "flat", Lines: []CheckoutLine{{Name: "Táo mèo Mù Cang Chải", Amount: "2,5 kg", Sum: money.Of(87_500), Weighed: true}, {Name: "Gạo Séng Cù Mường Lò", Amount: "8 kg", Sum: money.Of(304_000)}},
				Options: []view.Option{{Value: "flat", Label: "Gửi bưu điện nhanh", Hint: "Đến khoảng 23/11 – 24/11/2026", End: "58.000 đ"}}},
		},
		Gateways: []Gateway{{"vietqr", "Chuyển khoản bằng mã QR", "Mọi ngân hàng ở Việt Nam, không mất phí", "qr"}, {"sandbox", "Ngân hàng chơi", "Chỉ có ở chợ dùng thử", "bank"}},
		Gateway:  "vietqr", TermsVersion: "2026-11-01", Total: money.Of(1_381_500),
		Sums: []view.Sum{{Name: "Tiền hàng", Amount: money.Of(1_291_500)}, {Name: "Cước giao, 2 gói", Amount: money.Of(90_000)}, {Name: "Phải trả", Amount: money.Of(1_381_500), Total: true}},
	}
}

func TestCheckoutPlace(t *testing.T) {
	for _, lang := range locale.All {
		viewtest.Golden(t, "checkout_place_"+string(lang), CheckoutPlace(frame(lang, "/checkout/place", "Xem lại"), bill()))
	}
	wrong := bill()
	wrong.Adult = true
	wrong.Groups[1].None, wrong.Groups[1].Options = "Táo mèo tươi không gửi được đến Hà Nội trong 10 ngày. Xin bỏ ra hoặc đổi nơi nhận.", nil
	wrong.Problems = view.Problems{{Field: "terms_version", Sentence: "Xin đọc và đồng ý điều khoản."}, {Field: "", Sentence: "Tổng tiền vừa đổi từ 1.380.000 đ thành 1.381.500 đ. Xin xem lại rồi đặt."}}
	viewtest.Golden(t, "checkout_place_wrong", CheckoutPlace(frame(locale.Vi, "/checkout/place", "Xem lại"), wrong))
}

func TestSignIn(t *testing.T) {
	guest := func(title string) *view.Frame {
		f := frame(locale.Vi, "/sign-in", title)
		f.Person, f.NoIndex = "", true
		return f
	}
	viewtest.Golden(t, "signin", SignIn(guest("Đăng nhập"), SignInPage{Next: "/orders", Reason: "Xin đăng nhập để xem đơn hàng."}))
	viewtest.Golden(t, "signin_code", Code(guest("Nhập mã"), CodePage{Request: "r1", Action: view.PathSignInCode, Resend: view.PathSignIn, Phone: "090•••••12", Back: view.PathSignIn}))
	viewtest.Golden(t, "signin_code_wrong", Code(frame(locale.En, "/sign-in/code", "Enter the code"), CodePage{Request: "r1", Action: view.PathSignInCode, ResendAt: viewtest.Now.Add(time.Minute), Phone: "090•••••12", Back: view.PathSignIn, Code: "12345",
		Problems: view.Problems{{Field: "code", Sentence: "The code is not right. 3 tries are left."}}}))
	people := []Person{{"p1", "Lò Thị Mẫu", "bán hàng cho HTX Suối Giàng"}, {"p2", "Lò Văn Thử", ""}}
	viewtest.Golden(t, "signin_person", SignInPerson(guest("Ai đang dùng chợ?"), SignInPersonPage{Phone: "090•••••12", People: people, Chosen: "p1"}))
	viewtest.Golden(t, "signin_person_pin", SignInPerson(guest("Mã PIN của Lò Thị Mẫu"), SignInPersonPage{Phone: "090•••••12", People: people, Chosen: "p1", AskPIN: "Lò Thị Mẫu", Forgot: "/account/pin/forgot",
		Problems: view.Problems{{Field: "pin", Sentence: "Mã PIN chưa đúng. Bạn còn 4 lần thử."}}}))
	viewtest.Golden(t, "signin_person_new", SignInPerson(guest("Bạn tên là gì?"), SignInPersonPage{Phone: "090•••••12", AskName: true, Consent: "2026-11"}))
	viewtest.Golden(t, "pin_set", PIN(frame(locale.Vi, "/account/pin", "Mã PIN"), PINPage{Mode: SetPIN, Name: "Lò Thị Mẫu"}))
	viewtest.Golden(t, "pin_enter", PIN(frame(locale.En, "/account/pin", "PIN"), PINPage{Mode: EnterPIN, Name: "Lò Thị Mẫu", Why: "To change the bank account of the stall.",
		Problems: view.Problems{{Field: "pin", Sentence: "The PIN is not right."}}}))
}

func TestPay(t *testing.T) {
	orders := []view.Link{{Label: "AB2C3D4E5F · HTX du lịch nông trại chè hữu cơ Lien Shan Suối Giàng", URL: "/orders/AB2C3D4E5F"}, {Label: "GH6J7K8L9M · Gian hàng mẫu", URL: "/orders/GH6J7K8L9M"}}
	others := []Gateway{{"vietqr", "Chuyển khoản bằng mã QR", "", "qr"}, {"sandbox", "Ngân hàng chơi", "", "bank"}}
	base := PayPage{Code: "QR7T8V9WXY", Method: "VietQR", Amount: money.Of(1_381_500), Deadline: viewtest.Now.Add(28 * time.Minute), Orders: orders}
	qr := &QR{Image: "/pay/QR7T8V9WXY/qr.png", Bank: "Ngân hàng TMCP Ngoại thương Việt Nam (Vietcombank)", Account: "0881 0004 58086", Holder: "CONG TY CHO PHIEN", Text: "QR7T8V9WXY"}
	show := func(name string, lang locale.Lang, change func(*PayPage)) {
		p := base
		change(&p)
		f := frame(lang, "/pay/QR7T8V9WXY", "Trả tiền")
		f.NoIndex = true
		viewtest.Golden(t, name, Pay(f, p))
	}
	show("pay_qr", locale.Vi, func(p *PayPage) { p.State, p.QR = PayDue, qr })
	show("pay_redirect", locale.En, func(p *PayPage) { p.State, p.GoTo, p.Method = PayDue, "/sandbox/bank/x", "Play bank" })
	show("pay_checking", locale.Vi, func(p *PayPage) { p.State = PayChecking })
	show("pay_short", locale.Vi, func(p *PayPage) { p.State, p.QR, p.Received = PayShort, qr, money.Of(1_000_000) })
	show("pay_paid", locale.Vi, func(p *PayPage) { p.State = PayPaid })
	show("pay_failed", locale.Vi, func(p *PayPage) { p.State, p.Why, p.Others = PayFailed, "Tài khoản không đủ tiền.", others })
	show("pay_expired", locale.En, func(p *PayPage) { p.State, p.Orders = PayExpired, nil })
	show("pay_late", locale.Vi, func(p *PayPage) {
		p.State, p.Refund = PayLate, "Chợ sẽ chuyển lại 1.381.500 đ. Xin cho biết tài khoản ở trang đơn hàng."
	})
}
