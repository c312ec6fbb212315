package storefront

import (
	"testing"
	"time"

	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/web/locale"
	"github.com/chophien/chophien/web/view"
	"github.com/chophien/chophien/web/view/viewtest"
)

func shipped() OrderPage {
	at := viewtest.Now
	return OrderPage{
		Code: "AB2C3D4E5F", PlacedAt: at.Add(-50 * time.Hour), Seller: who,
		Now: view.Notice{Tone: view.Plain, Title: "Hàng đang trên đường", Text: "Dự kiến đến 25/11 – 28/11. Nhận được thì bấm “Tôi đã nhận hàng”."},
		Steps: []view.Step{
			{Name: "Đã đặt", At: at.Add(-50 * time.Hour), State: view.Done}, {Name: "Đã trả tiền", At: at.Add(-49 * time.Hour), State: view.Done},
			{Name: "Người bán xác nhận", At: at.Add(-40 * time.Hour), State: view.Done}, {Name: "Đã gói, đã cân", At: at.Add(-20 * time.Hour), Note: "Cân thật 2,4 kg", State: view.Done},
			{Name: "Đã gửi đi", At: at.Add(-3 * time.Hour), State: view.Now}, {Name: "Đến nơi", State: view.Next}, {Name: "Hoàn tất", State: view.Next},
		},
		Tracking: &Tracking{Carrier: "Bưu điện Việt Nam", Number: "EB123456789VN", URL: "https://vnpost.vn/", Window: "Đến khoảng 25/11 – 28/11/2026",
			Events: []view.Step{{Name: "Nhận ở bưu cục Văn Chấn", At: at.Add(-3 * time.Hour), State: view.Done}, {Name: "Rời bưu cục Yên Bái", At: at.Add(-time.Hour), State: view.Now}}},
		Where: []string{"Lò Thị Mẫu", "Số 8, ngõ 12 phố Hàng Mẫu", "Phường Hoàn Kiếm, Thành phố Hà Nội"}, Phone: "090•••••12",
		Lines: []OrderLine{
			{Name: cards[0].Name, Variant: "Hộp 200 g, bọc vải thổ cẩm", Slug: "luc-bach-nien-tra", Kind: "tea", Ordered: "2 hộp", Price: "450.000 đ / hộp", Sum: money.Of(900_000)},
			{Name: "Táo mèo Mù Cang Chải", Slug: "tao-meo", Kind: "pome", Ordered: "2,5 kg", Packed: "2,4 kg", Price: "35.000 đ / kg", Sum: money.Of(84_000), Less: money.Of(3_500)},
		},
		Sums:  []view.Sum{{Name: "Tiền hàng", Amount: money.Of(987_500)}, {Name: "Chênh khi cân", Amount: money.Of(-3_500)}, {Name: "Cước giao", Amount: money.Of(32_000)}, {Name: "Đã trả", Amount: money.Of(1_016_000), Total: true}},
		Money: MoneyState{Tone: view.Good, Word: "Đã trả tiền", Text: "VietQR, 19/11/2026"},
		Refund: &Refund{Amount: money.Of(3_500), Word: "Chờ số tài khoản", Tone: view.Care, Text: "Hàng cân nhẹ hơn lúc đặt.",
			Form: &RefundForm{Banks: []view.Option{{Value: "970436", Label: "Vietcombank"}, {Value: "970415", Label: "VietinBank"}}, Account: "12"}},
		CanReceive: true, CanComplain: true, ComplainUntil: at.Add(8 * 24 * time.Hour),
		Problems: view.Problems{{Field: "number", Sentence: "Số tài khoản chưa đúng."}},
		Siblings: []view.Link{{Label: "GH6J7K8L9M · Gian hàng mẫu", URL: "/orders/GH6J7K8L9M"}},
	}
}

// The talk of an order: before a word, with words that hide a number and one that was erased,
// with a sentence that was refused, and when it is over and reported.
func TestTalk(t *testing.T) {
	f := frame(locale.Vi, "/orders/AB2C3D4E5F/talk", "Nói với người bán")
	f.Active, f.NoIndex = "orders", true
	p := TalkPage{Code: "AB2C3D4E5F", Seller: who.Name, Hint: f.T("talk.hint")}
	viewtest.Golden(t, "talk_none", Talk(f, p))
	p.Said = []view.Said{
		{Who: "Bạn", Mine: true, At: viewtest.Now.Add(-2 * time.Hour), Text: []string{"Gọi tôi theo số •••• nhé.", "Tôi ở nhà buổi chiều."}, Note: f.T("talk.masked")},
		{Who: who.Name, At: viewtest.Now.Add(-time.Hour), Text: []string{"Mai tôi gói, ngày kia gửi."}},
		{Who: who.Name, At: viewtest.Now, Text: []string{f.T("talk.erased")}},
	}
	p.Seen = view.SeenOf(viewtest.Now, 2)
	p.Reasons = []view.Option{{Value: "talk.rude", Label: f.T("reason.talk.rude")}, {Value: "talk.fraud", Label: f.T("reason.talk.fraud")}}
	for _, lang := range locale.All {
		f := frame(lang, f.Path, f.Title)
		f.Active, f.NoIndex, p.Hint = "orders", true, f.T("talk.hint_shown")
		viewtest.Golden(t, "talk_"+string(lang), Talk(f, p))
	}
	refused := p
	refused.Text, refused.Problems = "<b>nhé</b>", view.Problems{{Field: "text", Sentence: "Chữ dài quá."}, {Field: "reason", Sentence: "Xin chọn lý do."}}
	viewtest.Golden(t, "talk_refused", Talk(f, refused))
	p.Closed, p.Reported, p.Seen = f.T("talk.closed", "when", viewtest.Now.Date()), true, view.SeenOf(viewtest.Now, 0)
	viewtest.Golden(t, "talk_closed", Talk(f, p))
}

func TestOrder(t *testing.T) {
	for _, lang := range locale.All {
		f := frame(lang, "/orders/AB2C3D4E5F", "Đơn AB2C3D4E5F")
		f.Active, f.NoIndex = "orders", true
		viewtest.Golden(t, "order_shipped_"+string(lang), Order(f, shipped()))
	}
	fresh := OrderPage{
		Code: "GH6J7K8L9M", PlacedAt: viewtest.Now, Seller: sampleStall, PayURL: "/pay/QR7T8V9WXY",
		Now:   view.Notice{Tone: view.Care, Title: "Chờ bạn trả tiền", Text: "Chợ giữ hàng đến 09:45."},
		Steps: []view.Step{{Name: "Đã đặt", At: viewtest.Now, State: view.Done}, {Name: "Trả tiền", State: view.Now}, {Name: "Người bán xác nhận", State: view.Next}},
		Where: []string{"Lò Thị Mẫu", "Thôn Pang Cáng"}, Phone: "090•••••12", Lines: shipped().Lines[1:], Sums: shipped().Sums[:1],
		Money: MoneyState{Tone: view.Care, Word: "Chưa trả"}, CanCancel: true,
		CancelReasons: []view.Option{{Value: "mind", Label: "Tôi đổi ý"}, {Value: "wrong", Label: "Đặt nhầm"}, {Value: "slow", Label: "Giao lâu quá"}},
		Weight:        &WeightQuestion{Text: "Bạn đặt 2,5 kg, người bán chỉ gói được 1,9 kg.", Back: money.Of(21_000), Until: viewtest.Now.Add(24 * time.Hour)},
	}
	viewtest.Golden(t, "order_fresh", Order(frame(locale.Vi, "/orders/GH6J7K8L9M", "Đơn GH6J7K8L9M"), fresh))
	asked := fresh
	asked.Checking, asked.Now = true, view.Notice{Tone: view.Care, Title: "Đang kiểm tra tiền", Text: "Xin đừng trả lần nữa."}
	viewtest.Golden(t, "order_checking", Order(frame(locale.Vi, "/orders/GH6J7K8L9M", "Đơn GH6J7K8L9M"), asked))
	cancelled := fresh
	cancelled.PayURL, cancelled.CanCancel, cancelled.Weight = "", false, nil
	cancelled.Now = view.Notice{Tone: view.Bad, Title: "Đơn đã hủy", Text: "Người bán không xác nhận trong 24 giờ. Tiền đang được trả lại."}
	cancelled.Steps = []view.Step{{Name: "Đã đặt", State: view.Done, At: viewtest.Now}, {Name: "Đã hủy", Note: "Người bán không xác nhận kịp", State: view.Failed, At: viewtest.Now}}
	cancelled.Refund = &Refund{Amount: money.Of(119_500), Word: "Đang trả lại", Tone: view.Plain, Text: "Thường 1 đến 3 ngày làm việc."}
	door := fresh
	door.PayURL, door.Weight, door.CanCancel = "", nil, false
	door.Door = &DoorPay{Amount: money.Of(145_500), Known: true, QR: &QR{Image: "/orders/GH6J7K8L9M/door.png", Bank: "MB Bank", Account: "0123456789", Holder: "CHO PHIEN MAU", Text: "QR7T8V9WXY"}}
	viewtest.Golden(t, "order_door", Order(frame(locale.Vi, "/orders/GH6J7K8L9M", "Đơn GH6J7K8L9M"), door))
	door.Door = &DoorPay{Amount: money.Of(145_500), Cash: true}
	viewtest.Golden(t, "order_door_later", Order(frame(locale.En, "/orders/GH6J7K8L9M", "Order GH6J7K8L9M"), door))
	viewtest.Golden(t, "order_cancelled", Order(frame(locale.En, "/orders/GH6J7K8L9M", "Order GH6J7K8L9M"), cancelled))
}

func TestOrders(t *testing.T) {
	row := OrderRow{Code: "AB2C3D4E5F", PlacedAt: viewtest.Now, Seller: who.Name, Goods: cards[0].Name + " và 2 món nữa", Kind: "tea", Tone: view.Plain, State: "Đang giao", Total: money.Of(1_016_000)}
	due := OrderRow{Code: "GH6J7K8L9M", PlacedAt: viewtest.Now, Seller: "Gian hàng mẫu", Goods: "Táo mèo Mù Cang Chải", Kind: "pome", Tone: view.Care, State: "Chờ trả tiền", Total: money.Of(145_500), PayURL: "/pay/QR7T8V9WXY"}
	bad := OrderRow{Code: "JK2C3D4E5F", PlacedAt: viewtest.Now, Seller: "Gian hàng mẫu", Goods: "Miến đao xã Quy Mông", Kind: "noodle", Tone: view.Bad, State: "Đã hủy", Total: money.Of(75_000)}
	ahead := row
	ahead.State, ahead.Ahead = "Đã đặt", "Dự kiến thu hái từ 27/12/2026 đến 29/12/2026."
	viewtest.Golden(t, "orders_many", Orders(frame(locale.Vi, "/orders", "Đơn hàng"), OrdersPage{Rows: []OrderRow{due, row, ahead, bad, row, row}, Pager: view.Pager{Next: "/orders?after=x"}}))
	viewtest.Golden(t, "orders_none", Orders(frame(locale.En, "/orders", "Orders"), OrdersPage{}))
	guest := frame(locale.Vi, "/orders", "Đơn hàng")
	guest.Person = ""
	viewtest.Golden(t, "orders_guest", Orders(guest, OrdersPage{Guest: true}))
}

func TestComplaint(t *testing.T) {
	reasons := []view.Option{{Value: "spoiled", Label: "Hàng hỏng, ôi"}, {Value: "missing", Label: "Thiếu hàng"}, {Value: "wrong", Label: "Không đúng như tả"}, {Value: "late", Label: "Đến muộn quá"}}
	wishes := []view.Option{{Value: "refund", Label: "Trả lại tiền"}, {Value: "replace", Label: "Gửi hàng khác"}}
	viewtest.Golden(t, "complain_wrong", Complain(frame(locale.Vi, "/orders/AB2C3D4E5F/complaint", "Báo đơn"), ComplainPage{
		OrderCode: "AB2C3D4E5F", Seller: who.Name, Until: viewtest.Now.Add(72 * time.Hour), Reasons: reasons, Reason: "spoiled", Wishes: wishes,
		Lines: []view.Option{{Value: "1", Label: cards[0].Name, Hint: "2 hộp"}, {Value: "2", Label: "Táo mèo", Hint: "2,4 kg"}}, Chosen: []string{"2"}, Text: "Dập mất một nửa.",
		Problems: view.Problems{{Field: "photos", Sentence: "Ảnh lớn quá. Xin chọn ảnh dưới 15 MB."}, {Field: "wish", Sentence: "Xin chọn một mục."}},
	}))
	photo := view.Photo{Small: "/media/c-320.jpg", Middle: "/media/c-640.jpg", Large: "/media/c-1280.jpg", Alt: "Ảnh bạn gửi"}
	open := ComplaintPage{
		ID: "c1", OrderCode: "AB2C3D4E5F", Seller: who.Name, Reason: "Hàng hỏng, ôi", Wish: "Trả lại tiền", Tone: view.Care, State: "Chờ người bán trả lời",
		Next: "Người bán có 2 ngày làm việc để trả lời. Quá hạn thì bàn trợ giúp quyết định.", Deadline: viewtest.Now.Add(48 * time.Hour),
		Messages: []Message{
			{Who: "Bạn", Mine: true, At: viewtest.Now.Add(-2 * time.Hour), Text: []string{"Táo mèo đến nơi dập mất một nửa, hộp bị ướt.", "Tôi gửi ảnh kèm theo."}, Photos: []view.Photo{photo, photo}},
			{Who: who.Name, At: viewtest.Now.Add(-time.Hour), Text: []string{"Xin lỗi bác. Nhà tôi xem lại cách gói."}},
		},
		CanReply: true, CanClose: true, CanEscalate: true,
		Offer: &Offer{Again: true, Until: viewtest.Now.Add(72 * time.Hour), Sums: []view.Sum{{Name: "Táo mèo Mù Cang Chải, một nửa", Amount: money.Of(42_000)}, {Name: "Được trả lại", Amount: money.Of(42_000), Total: true}}},
		Steps: []view.Step{{Name: "Đã mở", At: viewtest.Now.Add(-2 * time.Hour), State: view.Done}, {Name: "Người bán trả lời", State: view.Now}, {Name: "Quyết định", State: view.Next}},
	}
	viewtest.Golden(t, "complaint_open", Complaint(frame(locale.Vi, "/complaints/c1", "Chuyện đang giải quyết"), open))
	closed := open
	closed.State, closed.Tone, closed.Next, closed.Deadline, closed.CanReply, closed.CanClose = "Closed", view.Good, "", 0, false, false
	closed.Offer, closed.CanEscalate = nil, false
	closed.Outcome = "The seller pays back 42.000 đ."
	viewtest.Golden(t, "complaint_closed", Complaint(frame(locale.En, "/complaints/c1", "Complaint"), closed))
}

func TestAccount(t *testing.T) {
	p := AccountPage{
		Name: "Lò Thị Mẫu", Phone: "090•••••12", HasPIN: true, Addresses: saved,
		People:   []Person{{"p1", "Lò Thị Mẫu", "bán hàng cho HTX Suối Giàng"}, {"p2", "Lò Văn Thử", ""}},
		Sessions: []Session{{"s1", "Chrome trên Android", viewtest.Now, true}, {"s2", "Firefox trên Windows", viewtest.Now.Add(-90 * time.Hour), false}},
	}
	f := frame(locale.Vi, "/account", "Tài khoản")
	f.Active, f.Sells = "account", true
	f.Flash = &view.Notice{Tone: view.Good, Text: "Đã lưu địa chỉ."}
	viewtest.Golden(t, "account", Account(f, p))
	viewtest.Golden(t, "account_new", Account(frame(locale.En, "/account", "Account"), AccountPage{Name: "Lò Thị Mẫu", Phone: "090•••••12", People: p.People[1:], Sessions: p.Sessions[:1]}))
	viewtest.Golden(t, "address", Address(frame(locale.Vi, "/account/address", "Thêm địa chỉ"), AddressPage{Place: PlaceForm{Prefix: "place.", Provinces: provinces}}))
}

func TestMyData(t *testing.T) {
	p := MyDataPage{
		Name: "Lò Thị Mẫu", Typed: "Lò Thị Mẫu",
		Facts: []Fact{{"Tên", "Nguyễn Phạm Hoàng Thị Bích Phượng Của Hợp Tác Xã Suối Giàng"}, {"Số điện thoại", "090•••••12"}, {"Địa chỉ đã lưu", "2"}, {"Gian hàng đang làm", "Không có"}},
		Consents: []Consent{
			{Name: "Chợ gửi tin ngoài đơn hàng", Version: "2026-11-01", At: viewtest.Now, Text: "/consents/notices/2026-11-01", Change: "/account/data/consents/notices"},
			{Name: "Tổ công nghệ số làm giúp", Version: "2026-11-01", At: viewtest.Now.Add(-time.Hour), Over: viewtest.Now, By: "Lò Văn Giúp", Text: "/consents/helping/2026-11-30", Change: "/account/data/consents/helping"},
			{Name: "Tổ công nghệ số làm giúp", Version: "2026-11-01", At: viewtest.Now.Add(-2 * time.Hour), Over: viewtest.Now.Add(-2 * time.Hour), No: true, Text: "/consents/helping/2026-11-30"},
			{Name: "Chợ dùng dữ liệu để chạy tài khoản", Text: "/consents/privacy/2026-11-01", Version: "2026-11-01", At: viewtest.Now.Add(-90 * time.Hour), Needed: true},
		},
		Unasked: []Unasked{{"Gian hiện cho mọi người", "/account/data/consents/publishing"}},
	}
	f := frame(locale.Vi, "/account/data", "Dữ liệu của tôi")
	f.Active, f.NoIndex = "account", true
	f.Flash = &view.Notice{Tone: view.Good, Text: "Đã rút lại."}
	viewtest.Golden(t, "mydata", MyData(f, p))
	wrong := MyDataPage{Typed: "", Facts: p.Facts[:2], Problems: view.Problems{{Field: "name", Sentence: "Write a name."}}}
	viewtest.Golden(t, "mydata_wrong", MyData(frame(locale.En, "/account/data", "My data"), wrong))
}

func TestConsent(t *testing.T) {
	for _, lang := range []locale.Lang{locale.Vi, locale.En} {
		for _, purpose := range []string{"publishing", "helping", "notices"} {
			version := map[string]string{"notices": "2026-11-01"}[purpose]
			if version == "" {
				version = "2026-11-30"
			}
			text, ok := ConsentText(purpose, version, lang)
			if !ok || text.Lead == "" || len(text.Sections) < 2 {
				t.Fatalf("%s %s: %+v", purpose, lang, text)
			}
			f := frame(lang, "/account/data/consents/"+purpose, text.Title)
			f.Active, f.NoIndex = "account", true
			p := ConsentPage{Text: text, Version: version, Action: f.Path, Next: "/account/data"}
			viewtest.Golden(t, "consent_"+purpose+"_"+string(lang), AskConsent(f, p))
			if p.Stands = true; purpose == "publishing" {
				p.Stalls = []string{"HTX Suối Giàng"}
				viewtest.Golden(t, "consent_back_"+string(lang), AskConsent(f, p))
			}
		}
	}
	if _, ok := ConsentText("publishing", "../terms", locale.Vi); ok {
		t.Error("a version that never was is shown")
	}
}

func TestErase(t *testing.T) {
	p := ErasePage{
		Name: "Lò Thị Mẫu", Phone: "090•••••12", HasPIN: true,
		Goes:  []string{"Tên và mã PIN của bạn.", "Số điện thoại của bạn.", "Địa chỉ đã lưu, cả địa chỉ trong đơn cũ."},
		Stays: []Fact{{"Món hàng, giá và ngày của đơn", "Luật buộc giữ hợp đồng mua bán ít nhất 3 năm."}, {"Chứng từ tiền và sổ thuế", "Luật kế toán và thuế buộc giữ đến 10 năm."}},
	}
	f := frame(locale.Vi, "/account/erase", "Xóa tài khoản")
	f.Active, f.NoIndex = "account", true
	viewtest.Golden(t, "erase_pin", Erase(f, p))
	wrong := p
	wrong.Problems = view.Problems{{Field: "pin", Sentence: "Mã PIN chưa đúng."}}
	viewtest.Golden(t, "erase_wrong", Erase(f, wrong))
	first := p
	first.First = []view.Link{{URL: view.PathOrders, Label: "Bạn còn đơn chưa xong. Hãy chờ đơn xong, hoặc hủy đơn."}, {URL: view.PathPortal, Label: "HTX Suối Giàng chỉ còn bạn quản lý."}, {Label: "Bạn đang làm ở bàn trợ giúp."}}
	viewtest.Golden(t, "erase_first", Erase(f, first))
	code := p
	code.HasPIN = false
	viewtest.Golden(t, "erase_code", Erase(frame(locale.En, "/account/erase", "Erase the account"), code))
	code.Sent, code.ResendAt = true, viewtest.Now
	viewtest.Golden(t, "erase_sent", Erase(frame(locale.En, "/account/erase", "Erase the account"), code))
}

func TestTextsAndErrors(t *testing.T) {
	for _, lang := range locale.All {
		for _, name := range TextNames {
			viewtest.Golden(t, name+"_"+string(lang), Text(frame(lang, "/"+name, name), BundledText(name, lang)))
		}
	}
	for _, status := range []int{401, 403, 404, 409, 413, 415, 422, 429, 500, 503} {
		key := ErrorPage{Status: status}.key()
		for _, lang := range locale.All {
			f := frame(lang, "/x", locale.Raw(lang, "error."+key+".title"))
			f.NoIndex = true
			page := ErrorPage{Status: status, Request: "01J9Z6Q4", Back: "/cart"}
			if status == 401 {
				page.SignIn = view.PathSignIn
			}
			viewtest.Golden(t, "error_"+key+"_"+string(lang), Error(f, page))
		}
	}
	for name, page := range map[string]ErrorPage{
		"error_unsent":     {Status: 401, Sentence: locale.Raw(locale.Vi, "fault.session.unknown"), SignIn: view.PathSignIn + "?return_to=%2Fportal", Back: "/portal", Unsent: true},
		"error_unsent_pin": {Status: 403, Sentence: locale.Raw(locale.Vi, "fault.session.pin"), SignIn: view.PathPIN + "?mode=enter", PIN: true, Unsent: true},
	} {
		viewtest.Golden(t, name, Error(frame(locale.Vi, "/x", page.Title(locale.Vi)), page))
	}
	viewtest.Golden(t, "plain_503", Plain(locale.Vi, 503, "01J9Z6Q4"))
	if (ErrorPage{Status: 418}).key() != "422" || (ErrorPage{Status: 599}).key() != "500" {
		t.Error("an unusual status has no page")
	}
}
