package portal

import (
	"fmt"
	"testing"
	"time"

	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/web/locale"
	"github.com/chophien/chophien/web/view"
	"github.com/chophien/chophien/web/view/viewtest"
)

// tiles are the counts of a day.
func tiles(s *Shell, n ...int) []Tile {
	var out []Tile
	for i, k := range []string{"placed", "confirmed", "packed"} {
		out = append(out, Tile{URL: "/portal/s/mau?do=" + k, Icon: []string{"clock", "box", "truck"}[i], Label: s.T("portal.todo." + k), Count: n[i]})
	}
	return out
}

// cards are orders with their next step: one late, one in time, one whose buyer is asked.
func cards(s *Shell, n int) []TodoCard {
	at := "/portal/s/mau/orders/AB2C3D4E5F/"
	out := make([]TodoCard, n)
	for i, r := range rows(n) {
		out[i] = TodoCard{OrderRow: r, Due: s.T("portal.before", "when", s.When(r.Until)), Step: &Step{URL: at + "confirm", Icon: "check", Label: s.T("portal.do.confirm"), Class: "main"}}
		switch i % 3 {
		case 0:
			out[i].Due, out[i].Late, out[i].Then = s.T("portal.overdue", "when", s.When(r.Until)), true, s.T("portal.overdue.then", "when", s.When(r.Until.Add(72*time.Hour)))
			out[i].Step = &Step{URL: at + "pack", Icon: "scale", Label: s.T("portal.do.pack"), Class: "main", Ask: true}
		case 2:
			out[i].Due, out[i].Step, out[i].State = "", nil, s.T("portal.todo.asked")
		}
	}
	return out
}

func TestToday(t *testing.T) {
	page := func(s *Shell, p TodayPage) TodayPage {
		p.Find, p.List = "/portal/s/mau/orders/find", "/portal/s/mau/orders/day"
		return p
	}
	for _, lang := range locale.All {
		s := shell(lang, "/portal/s/mau", "Việc hôm nay", "today")
		s.Flash = &view.Notice{Tone: view.Good, Text: s.T("portal.done.shipped")}
		viewtest.Golden(t, "today_many_"+string(lang), Today(s, page(s, TodayPage{
			Tiles: tiles(s, 120, 1, 0), Late: 1, Cards: cards(s, 6), Pager: Pager{Next: "/portal/s/mau?after=x"},
			Asked: []Way{{URL: "/portal/s/mau/complaints", Icon: "chat", Label: s.T("portal.todo.complaints"), Count: "3"}},
			Rest:  []Way{{URL: "/portal/s/mau/invoices?state=due", Icon: "copy", Label: s.T("portal.todo.invoices"), Count: "2"}},
		})))
	}
	s := shell(locale.Vi, "/portal/s/mau", "Việc hôm nay", "today")
	viewtest.Golden(t, "today_none", Today(s, page(s, TodayPage{
		State: &view.Notice{Tone: view.Care, Title: s.T("portal.stall.applied"), Text: s.T("portal.stall.applied_text")},
		Tiles: tiles(s, 0, 0, 0),
		Meanwhile: []Way{{URL: "/portal/s/mau/products/new", Icon: "plus", Label: s.T("portal.meanwhile.product")}, {URL: "/portal/s/mau/products", Icon: "leaf", Label: s.T("portal.meanwhile.stock")},
			{URL: "/s/mau", Icon: "share", Label: s.T("portal.meanwhile.share")}},
	})))
	chosen := tiles(s, 2, 0, 1)
	chosen[1].On = true
	viewtest.Golden(t, "today_none_of", Today(s, page(s, TodayPage{Tiles: chosen, All: "/portal/s/mau"})))
}

func TestTalks(t *testing.T) {
	s := backTo(shell(locale.Vi, "/portal/s/mau/orders/AB2C3D4E5F/talk", s0("talk.with_buyer"), "orders"), "/portal/s/mau/orders/AB2C3D4E5F", s0("portal.back_order"))
	reasons := []view.Option{{Value: "talk.rude", Label: s.T("reason.talk.rude")}, {Value: "talk.fraud", Label: s.T("reason.talk.fraud")}}
	p := TalkPage{URL: "/portal/s/mau/orders/AB2C3D4E5F/talk", Code: "AB2C3D4E5F", Phone: "0900 000 012", Ready: []string{s.T("talk.ready.packing", "code", "AB2C3D4E5F"), s.T("talk.ready.late", "code", "AB2C3D4E5F"), s.T("talk.ready.season")}}
	viewtest.Golden(t, "talk_none", Talk(s, p))
	p.Said = []view.Said{{Who: "Khách mua", At: at.Add(-time.Hour), Text: []string{"Gọi tôi theo số •••• nhé.", "Tôi ở nhà buổi chiều."}, Note: s.T("talk.masked")}, {Who: longStall, Mine: true, At: at, Text: []string{"Vâng."}}}
	p.Reasons, p.Text, p.Problems = reasons, "x", view.Problems{{Field: "text", Sentence: "Chữ dài quá."}}
	viewtest.Golden(t, "talk", Talk(s, p))
	p.Closed, p.Reported, p.Problems = s.T("talk.closed", "when", at.Date()), true, nil
	viewtest.Golden(t, "talk_closed", Talk(s, p))
	d := desk(locale.Vi, "/portal/desk/talks", s0("portal.desk.talks"))
	viewtest.Golden(t, "talks_none", Talks(d, TalksPage{}))
	viewtest.Golden(t, "talks", Talks(d, TalksPage{Calls: []TalkCall{{Code: "AB2C3D4E5F", Who: "Khách mua", Reason: "Nói lời xúc phạm", Order: "/portal/desk/orders/AB2C3D4E5F/talk", Settle: "/portal/desk/talks/1/settle"}}, Reasons: []view.Option{{Value: "talk.reported", Label: s.T("reason.talk.reported")}}}))
	viewtest.Golden(t, "talk_desk", Inspected(d, InspectedPage{Code: "AB2C3D4E5F", Order: "/portal/desk/orders/AB2C3D4E5F", Said: p.Said, Calls: []TalkCall{{Code: "AB2C3D4E5F", Who: "Khách mua", Reason: "Nói lời xúc phạm", Settle: "/portal/desk/talks/1/settle"}}}))
}

func TestTheDayOnOneSheet(t *testing.T) {
	s := backTo(shell(locale.Vi, "/portal/s/mau/orders/day", s0("portal.day_list"), "today"), "/portal/s/mau", s0("portal.today"))
	row := AgendaRow{Code: "AB2C3D4E5F", Goods: longGood + ", 12 hộp; Táo mèo, 2,5 kg", When: "hết ngày mai", Way: s.T("carrier.counter")}
	viewtest.Golden(t, "agenda", Agenda(s, AgendaPage{Day: at.Date(), Labels: "/portal/s/mau/orders/labels.pdf?paper=a4", Fetch: []string{longGood + ": 24 hộp", "Táo mèo: 5 kg"},
		Parts: []AgendaPart{{ID: "confirmed", Title: s.T("portal.todo.confirmed"), Rows: []AgendaRow{row, row}}, {ID: "packed", Title: s.T("portal.todo.packed")}}}))
}

func TestOrders(t *testing.T) {
	s := shell(locale.Vi, "/portal/s/mau/orders", "Đơn hàng", "orders")
	filters := []Filter{{"/portal/s/mau/orders", "Tất cả", true}, {"/portal/s/mau/orders?status=placed", "Chờ trả lời", false}, {"/portal/s/mau/orders?status=confirmed", "Chờ gói", false},
		{"/portal/s/mau/orders?status=packed", "Chờ gửi", false}, {"/portal/s/mau/orders?status=shipped", "Đang đi đường", false}, {"/portal/s/mau/orders?status=delivered", "Đã đến nơi", false}}
	viewtest.Golden(t, "orders_many", Orders(s, OrdersPage{Filters: filters, Rows: rows(20), Pager: Pager{First: "/portal/s/mau/orders", Next: "/portal/s/mau/orders?after=x"}}))
	viewtest.Golden(t, "orders_one", Orders(s, OrdersPage{Filters: filters, Rows: rows(1)}))
	viewtest.Golden(t, "orders_none", Orders(shell(locale.En, "/portal/s/mau/orders", "Orders", "orders"), OrdersPage{Filters: filters}))
}

func anOrder(s *Shell) OrderPage {
	return OrderPage{
		URL: "/portal/s/mau/orders/AB2C3D4E5F", Code: "AB2C3D4E5F", PlacedAt: at.Add(-3 * time.Hour), Tone: view.Care, State: s.T("portal.state.placed"),
		Next: s.T("portal.next.placed"), Until: at.Add(21 * time.Hour),
		Steps: []Step{
			{URL: "/portal/s/mau/orders/AB2C3D4E5F/confirm", Icon: "check", Label: s.T("portal.do.confirm"), Class: "main"},
			{URL: "/portal/s/mau/orders/AB2C3D4E5F/refuse", Icon: "close", Label: s.T("portal.do.refuse"), Ask: true},
		},
		Where: []string{"Phường Văn Miếu – Quốc Tử Giám, Thành phố Hà Nội"}, Way: s.T("carrier.flat") + ". " + s.T("portal.promised", "from", at.Date(), "to", at.Date().AddDays(3)),
		Lines: []OrderLine{
			{Name: longGood, Variant: "Hộp quà 200 g bọc vải thổ cẩm thêu tay", Kind: "tea", Ordered: "12 hộp", Price: "450.000 đ / hộp", Sum: vnd(5_400_000)},
			{Name: "Táo mèo Mù Cang Chải", Kind: "pome", Ordered: "2,5 kg", Price: "35.000 đ / kg", Sum: vnd(87_500)},
		},
		Sums:    []view.Sum{{Name: s.T("sum.goods"), Amount: vnd(5_487_500)}, {Name: s.T("portal.sum.delivery_carrier"), Amount: vnd(32_000)}, {Name: s.T("portal.sum.total"), Amount: vnd(5_519_500), Total: true}},
		Paid:    view.Notice{Tone: view.Good, Title: s.T("portal.paid.held"), Text: s.T("portal.paid.held_text")},
		History: []view.Step{{Name: s.T("order.status.placed"), At: at.Add(-3 * time.Hour), State: view.Now}},
	}
}

func TestOrder(t *testing.T) {
	for _, lang := range locale.All {
		s := backTo(shell(lang, "/portal/s/mau/orders/AB2C3D4E5F", "Đơn AB2C3D4E5F", "orders"), "/portal/s/mau/orders", "Đơn hàng")
		viewtest.Golden(t, "order_placed_"+string(lang), Order(s, anOrder(s)))
	}
	s := backTo(shell(locale.Vi, "/portal/s/mau/orders/AB2C3D4E5F", "Đơn AB2C3D4E5F", "orders"), "/portal/s/mau/orders", "Đơn hàng")
	p := anOrder(s)
	p.State, p.Next, p.Until = s.T("portal.state.shipped"), s.T("portal.next.shipped"), 0
	p.Where = []string{"Lò Thị Mẫu Nguyễn Hoàng Bảo Ngọc", "Số 8, ngõ 12, ngách 34/56 phố Hàng Mẫu kéo dài, gần nhà văn hóa tổ dân phố số 9", "Phường Văn Miếu – Quốc Tử Giám, Thành phố Hà Nội", "Quận Đống Đa cũ"}
	p.Phone, p.Note, p.Tracking, p.Slip = "0900 000 012", "Gọi trước khi giao, chó dữ.", "EB123456789VN", p.URL+"/slip"
	p.Lines[1].Packed = "2,4 kg"
	p.Steps = []Step{{URL: p.URL + "/deliver", Icon: "check", Label: s.T("portal.do.deliver"), Class: "main"}, {URL: p.URL + "/retrack", Icon: "edit", Label: s.T("portal.retrack"), Ask: true}, {URL: p.URL + "/return", Icon: "return", Label: s.T("portal.do.return"), Ask: true}}
	p.Tickets = []Way{{URL: "/portal/s/mau/complaints/C1", Icon: "chat", Label: "Hàng dập, vỡ", Hint: "Chờ người bán trả lời"}}
	viewtest.Golden(t, "order_shipped", Order(s, p))

	p = anOrder(s)
	p.State, p.Next, p.Until = s.T("portal.state.confirmed"), s.T("portal.next.confirmed"), at.Add(-time.Hour)
	p.Ask, p.Until = vnd(21_000), at.Add(20*time.Hour)
	p.Problems = view.Problems{{Sentence: "Đơn vừa thay đổi. Xin xem lại rồi làm tiếp."}}
	viewtest.Golden(t, "order_asking", Order(s, p))

	p = anOrder(s)
	p.Tone, p.State, p.Next, p.Until, p.Steps = view.Bad, s.T("portal.state.cancelled"), s.T("portal.next.cancelled"), 0, nil
	p.Paid = view.Notice{Tone: view.Bad, Title: s.T("portal.paid.back")}
	p.History = append(p.History, view.Step{Name: s.T("order.status.cancelled"), At: at, State: view.Failed, Note: s.T("reason.order.confirm_late")})
	viewtest.Golden(t, "order_cancelled", Order(s, p))
}

func TestFulfil(t *testing.T) {
	s := backTo(shell(locale.Vi, "/portal/s/mau/orders/AB2C3D4E5F/pack", "Gói hàng", "orders"), "/portal/s/mau/orders/AB2C3D4E5F", s0("portal.back_order"))
	viewtest.Golden(t, "pack_wrong", Pack(s, PackPage{
		Action: "/portal/s/mau/orders/AB2C3D4E5F/pack",
		Lines: []PackLine{
			{Field: "quantities.1", Name: longGood, Variant: "Hộp quà 200 g bọc vải thổ cẩm thêu tay", Kind: "tea", Ordered: "12 hộp", Unit: "hộp", Value: "12"},
			{Field: "quantities.2", Name: "Táo mèo Mù Cang Chải", Kind: "pome", Ordered: "2,5 kg", Weighed: true, Value: "hai cân"},
		},
		Problems: view.Problems{{Field: "quantities.2", Sentence: "Cân chưa đúng. Xin ghi như 1,25."}},
	}))
	viewtest.Golden(t, "pack_half", Pack(s, PackPage{
		Action: "/portal/s/mau/orders/AB2C3D4E5F/pack",
		Post:   s.T("portal.post.takes", "point", "Bưu cục Tú Lệ", "when", "thứ ba, thứ sáu"), PostNext: s.T("portal.post.next", "day", at.Date()), Talk: "/portal/s/mau/orders/AB2C3D4E5F/talk",
		Lines: []PackLine{{Guide: []string{"Túi hai lớp, buộc kín."}, Field: "quantities.1", Name: "Nếp Tú Lệ", Kind: "rice", Ordered: "2 kg", Weighed: true, Value: "0,185", Sure: "0,185", Scale: Scale{Ordered: 2000, Price: vnd(40_000), Amount: vnd(80_000), Said: []string{
			s.T("portal.scale.less", "weight", "1,815 kg", "amount", vnd(72_600)), s.T("portal.scale.half"), s.T("portal.scale.again")}}}},
	}))
	many := PackPage{Action: "/portal/s/mau/orders/AB2C3D4E5F/pack"}
	for i, name := range []string{"Gạo Séng Cù Mường Lò", "Gạo hữu cơ Phúc Sơn", "Nếp Tú Lệ"} {
		many.Lines = append(many.Lines, PackLine{Field: fmt.Sprintf("quantities.%d", i+1), Name: name, Kind: "rice", Ordered: "2 kg", Weighed: true, Scale: Scale{Ordered: 2000, Price: vnd(32_000), Amount: vnd(64_000)}})
	}
	viewtest.Golden(t, "pack_many", Pack(s, many))
	viewtest.Golden(t, "refuse", Reason(s, ReasonPage{
		Action: "/portal/s/mau/orders/AB2C3D4E5F/refuse", Title: s.T("portal.refuse"), Text: s.T("portal.refuse_text", "amount", vnd(5_519_500)), Button: s.T("portal.refuse_yes"),
		Reasons: []view.Option{{Value: "refuse.sold_out", Label: "Hết hàng"}, {Value: "refuse.away", Label: "Nhà có việc, đi vắng"}}, Speaks: true, Problems: view.Problems{{Field: "reason", Sentence: "Xin chọn lý do từ chối."}},
	}))
	viewtest.Golden(t, "return", Reason(s, ReasonPage{
		Action: "/portal/s/mau/orders/AB2C3D4E5F/return", Title: s.T("portal.return"), Text: s.T("portal.return_text"), Button: s.T("portal.return_yes"), Restock: true,
		Reasons: []view.Option{{Value: "return.absent", Label: "Khách vắng nhà"}, {Value: "return.lost", Label: "Mất trên đường"}}, Reason: "return.absent", Restocked: true,
	}))
	viewtest.Golden(t, "ship", Ship(s, ShipPage{Action: "/portal/s/mau/orders/AB2C3D4E5F/ship", Carrier: "Gửi ở bưu cục", Needed: true, Problems: view.Problems{{Field: "tracking", Sentence: "Xin ghi mã vận đơn."}}}))
	viewtest.Golden(t, "retrack", Ship(s, ShipPage{Action: "/portal/s/mau/orders/AB2C3D4E5F/retrack", Again: true, Tracking: "EB123456789VN"}))
	o := anOrder(s)
	viewtest.Golden(t, "slip_door", Slip(s, SlipPage{
		Code: o.Code, PlacedAt: o.PlacedAt, Seller: longStall, From: []string{"Thôn Pang Cáng"}, Phone: "0900 000 012", To: []string{"Lò Thị Mẫu"}, Way: o.Way, Lines: slipLines,
		Door: &DoorSlip{Amount: money.Of(145_500), Known: true, Cash: true, QR: "/portal/s/mau/orders/AB2C3D4E5F/slip/qr.png", Text: "QR7T8V9WXY"},
	}))
	viewtest.Golden(t, "slip", Slip(s, SlipPage{
		Code: o.Code, PlacedAt: o.PlacedAt, Seller: longStall, From: []string{"Thôn Pang Cáng", "Xã Văn Chấn, Tỉnh Lào Cai"}, Phone: "0900 000 012", Note: "Gọi trước khi giao.",
		To: []string{"Lò Thị Mẫu Nguyễn Hoàng Bảo Ngọc", "Số 8, ngõ 12 phố Hàng Mẫu", "Phường Văn Miếu – Quốc Tử Giám, Thành phố Hà Nội"}, Way: o.Way, Lines: slipLines,
		Files: []view.Link{{Label: s.T("portal.print.a4"), URL: o.URL + "/parcel.pdf?paper=a4"}, {Label: s.T("portal.print.a6"), URL: o.URL + "/parcel.pdf?paper=a6"}},
	}))
	viewtest.Golden(t, "find", Find(s, FindPage{Action: "/portal/s/mau/orders/find"}))
	viewtest.Golden(t, "find_near", Find(s, FindPage{Action: "/portal/s/mau/orders/find", Code: "AB2C3D4E5G", Near: rows(2)}))
	viewtest.Golden(t, "find_none", Find(s, FindPage{Action: "/portal/s/mau/orders/find", Code: "AB2", Problems: view.Problems{{Field: "code", Sentence: "Không tìm thấy đơn này."}}}))
}

func TestInvoices(t *testing.T) {
	s := backTo(shell(locale.Vi, "/portal/s/mau/invoices", s0("portal.invoices"), "orders"), "/portal/s/mau/orders", s0("portal.orders"))
	filters := []Filter{{"/portal/s/mau/invoices", s.T("portal.all"), true}, {"/portal/s/mau/invoices?state=due", s.T("invoice.state.due"), false}}
	row := InvoiceRow{URL: "/portal/s/mau/invoices/1", Title: "AB2C3D4E5F", State: s.T("invoice.state.due"), Tone: view.Care, At: at}
	less := InvoiceRow{URL: "/portal/s/mau/invoices/2", Title: "AB2C3D4E5F", State: s.T("invoice.state.due"), Tone: view.Care, At: at, Kind: s.T("portal.invoice.kind.correction"), Total: vnd(-30_000), Frozen: true}
	viewtest.Golden(t, "invoices_many", Invoices(s, InvoicesPage{Text: s.T("portal.invoices.household"), Find: "/portal/s/mau/invoices", Code: "AB2C3D4E5F", Filters: filters,
		Rows: []InvoiceRow{row, less}, Pager: Pager{Next: "/portal/s/mau/invoices?after=x"}}))
	viewtest.Golden(t, "invoices_none", Invoices(s, InvoicesPage{Text: s.T("portal.invoices.own"), Find: "/portal/s/mau/invoices", Filters: filters}))
	p := InvoicePage{
		Tone: view.Care, State: s.T("invoice.state.due"), Text: s.T("portal.invoice.next.due"), Order: view.Link{Label: "Đơn AB2C3D4E5F", URL: "/portal/s/mau/orders/AB2C3D4E5F"},
		To:    []Fact{{s.T("invoice.name"), "Công ty Mẫu"}, {s.T("invoice.tax_code"), "0123456000"}, {s.T("invoice.budget_code"), ""}, {s.T("invoice.address"), "Số 1 phố Mẫu"}},
		Lines: []InvoiceLine{{Name: longGood, Amount: "2 hộp", Price: "450.000 đ", VAT: s.T("invoice.vat.none"), Sum: vnd(900_000)}, {Name: "Cước giao hàng", VAT: s.T("invoice.vat.none"), Sum: vnd(32_000)}},
		Total: vnd(932_000), Issued: "/portal/s/mau/invoices/1/issued", Refuse: "/portal/s/mau/invoices/1/refuse", Typed: InvoiceTyped{Serial: "1C26TMM", IssuedOn: "2026-11-22"},
		Problems: view.Problems{{Field: "number", Sentence: "Xin ghi số hóa đơn."}},
	}
	viewtest.Golden(t, "invoice_batches", InvoiceBatches(backTo(s, "/portal/s/mau/invoices", s0("portal.invoices")), BatchesOfInvoices{
		HandOver: "/portal/s/mau/invoices/batches", Due: s.T("portal.invoicebatches.due", "n", "3"), Answers: "/portal/s/mau/invoices/answers",
		Said: &view.Notice{Tone: view.Care, Text: s.T("portal.invoicebatches.read", "issued", 2, "refused", 1)}, Wrong: []string{s.T("portal.invoicebatches.wrong", "row", 4, "why", "Không tìm thấy hóa đơn này.")},
		Rows: []BatchOfInvoices{{Count: s.T("portal.invoicebatches.count", "n", 200), Total: vnd(93_200_000), At: at, JSON: "/portal/s/mau/invoices/batches/1/json", XLSX: "/portal/s/mau/invoices/batches/1/xlsx"}},
	}))
	viewtest.Golden(t, "invoice_due", Invoice(backTo(s, "/portal/s/mau/invoices", s0("portal.invoices")), p))
}

// slipLines are what a box holds, with all facts that can go with it.
var slipLines = []SlipLine{
	{Name: longGood, Variant: "Hộp quà 200 g bọc vải thổ cẩm thêu tay", Amount: "12 hộp", Origin: []string{"Nguồn gốc: Xã Văn Chấn, Tỉnh Lào Cai", "Lô T11, Thu hái 02/11/2026, Dùng trước 02/11/2027, 12 hộp"}},
	{Name: "Táo mèo Mù Cang Chải", Amount: "2,4 kg"},
}

// s0 is a word in the first language.
func s0(key string) string { return locale.Raw(locale.Vi, key) }

func TestComplaints(t *testing.T) {
	s := backTo(shell(locale.Vi, "/portal/s/mau/complaints", "Chuyện với khách", "today"), "/portal/s/mau", s0("portal.today"))
	row := TicketRow{URL: "/portal/s/mau/complaints/C1", Code: "C1", Reason: "Không đúng như đã tả", About: "AB2C3D4E5F · " + longStall, Tone: view.Care, State: "Chờ người bán trả lời", Until: at.Add(30 * time.Hour), At: at}
	filters := []Filter{{"/portal/s/mau/complaints", s.T("portal.complaints.turn"), true}, {"/portal/s/mau/complaints?state=all", s.T("portal.all"), false}}
	viewtest.Golden(t, "complaints_many", Tickets(s, TicketsPage{Filters: filters, Rows: []TicketRow{row, row, row}, Pager: Pager{Next: "/portal/s/mau/complaints?after=x"}}))
	viewtest.Golden(t, "complaints_none", Tickets(s, TicketsPage{Filters: filters}))
	p := TicketPage{
		URL: "/portal/s/mau/complaints/C1", Title: "Hàng hỏng, ôi", Wish: "Trả lại tiền", Tone: view.Care, State: "Chờ người bán trả lời", Next: s.T("portal.turn.seller.open"), Until: at.Add(30 * time.Hour),
		Order: view.Link{Label: "Đơn AB2C3D4E5F", URL: "/portal/s/mau/orders/AB2C3D4E5F"}, Lines: []string{longGood + ", 12 hộp", "Táo mèo, 2,4 kg"}, Answer: "/portal/s/mau/complaints/C1/answer", CanReply: true,
		Messages: []Message{
			{Who: "Khách mua", At: at.Add(-2 * time.Hour), Text: []string{"Táo mèo đến nơi dập mất một nửa.", "Tôi gửi ảnh kèm theo."}, Photos: []string{"/portal/s/mau/complaints/C1/photo/1", "/portal/s/mau/complaints/C1/photo/2"}},
			{Who: longStall, Mine: true, At: at.Add(-time.Hour), Text: []string{"Xin lỗi bác. Nhà tôi xem lại cách gói."}},
		},
		Problems: view.Problems{{Field: "photos", Sentence: "Mỗi lần gửi được 6 ảnh. Xin chọn bớt."}}, Text: "Xin lỗi bác",
	}
	viewtest.Golden(t, "complaint_open", Ticket(backTo(s, "/portal/s/mau/complaints", "Chuyện với khách"), p))
	p.Answer, p.CanReply, p.Until, p.Tone, p.State, p.Problems = "", false, 0, view.Good, "Đã đóng", nil
	p.Again, p.Offer, p.Refunded = true, []view.Sum{{Name: longGood, Amount: vnd(1_200_000)}, {Name: "Cước giao", Amount: vnd(32_000)}, {Name: s.T("portal.ticket.back"), Amount: vnd(1_232_000), Total: true}}, vnd(1_232_000)
	viewtest.Golden(t, "complaint_closed", Ticket(s, p))
	a := AnswerPage{
		Action: "/portal/s/mau/complaints/C1/answer", Give: "part", Text: "Trả bác một phần.",
		Choices:  []view.Option{{Value: "all", Label: s.T("portal.give.all"), End: "1.232.000 đ"}, {Value: "part", Label: s.T("portal.give.part")}, {Value: "again", Label: s.T("portal.give.again")}, {Value: "none", Label: s.T("portal.give.none")}},
		Lines:    []AmountLine{{Field: "amounts.1", Name: longGood, Left: vnd(5_400_000), Value: "9.999.999"}, {Field: "shipping", Name: "Cước giao", Left: vnd(32_000)}},
		Problems: view.Problems{{Field: "amounts.1", Sentence: "Nhiều nhất 5.400.000 đ."}},
	}
	viewtest.Golden(t, "answer", Answer(s, a))
	a.Desk, a.Bearer, a.Bearers = true, "seller", []view.Option{{Value: "seller", Label: s.T("portal.bearer.seller")}, {Value: "earner", Label: s.T("portal.bearer.earner")}, {Value: "market", Label: s.T("portal.bearer.market")}}
	viewtest.Golden(t, "decide", Answer(desk(locale.En, "/portal/desk/complaints/C1/decide", "Decide"), a))
}
