package portal

import (
	"github.com/chophien/chophien/models/clock"
	"testing"
	"time"

	"github.com/chophien/chophien/web/locale"
	"github.com/chophien/chophien/web/view"
	"github.com/chophien/chophien/web/view/viewtest"
)

func TestMoney(t *testing.T) {
	for _, lang := range locale.All {
		s := shell(lang, "/portal/s/mau/money", "Tiền của gian hàng", "money")
		viewtest.Golden(t, "money_"+string(lang), Money(s, MoneyPage{
			Spans:   []Span{{s.T("portal.money.today"), s.N("portal.money.orders", 0), vnd(0)}, {s.T("portal.money.month"), s.N("portal.money.orders", 1), vnd(285_000)}, {s.T("portal.money.season"), "tháng 9 đến tháng 11 · 12 đơn xong", vnd(1_234_567_890)}},
			Arrives: s.T("portal.money.arrives", "amount", vnd(1_148_000), "day", "05/12/2026", "arrives", "07/12/2026"),
			Meter:   &Meter{Base: vnd(245_000_000), Amount: vnd(1_000_000_000), Percent: 24, From: "2026-04-29", Source: "NĐ 141/2026"},
			Waits:   s.T("payout.wait.account_new"), Bank: "/portal/s/mau/money/bank", Available: vnd(1_234_567_890), NextDay: at.Date(), Held: vnd(987_654_321), HeldIn: s.N("portal.money.held_in", 1250), Earned: vnd(9_876_543_210),
			Withheld: []view.Sum{{Name: s.T("portal.money.vat"), Amount: vnd(98_765_432)}, {Name: s.T("portal.money.pit"), Amount: vnd(49_382_716)}}, OnTheWay: vnd(5_000_000), PaidOut: vnd(8_000_000_000), Account: "Ngân hàng Nông nghiệp và Phát triển Nông thôn ••1234",
			Ways: []Way{{URL: "/portal/s/mau/money/statement", Icon: "money", Label: s.T("portal.statement"), Hint: s.T("portal.statement.hint")}, {URL: "/portal/s/mau/money/tax", Icon: "shield", Label: s.T("portal.tax"), Hint: s.T("portal.tax.hint")}},
		}))
	}
	s := backTo(shell(locale.Vi, "/portal/s/mau/money", "Tiền", "money"), "/portal/s/mau/money", s0("portal.money"))
	viewtest.Golden(t, "money_below", Money(s, MoneyPage{Available: vnd(-45_000), Fees: vnd(6_600), Terms: []Terms{paidBy(s, s.T("portal.terms.since", "day", "01/12/2026"))}}))
	row := StatementRow{At: at, What: s.T("portal.row.earned"), Order: view.Link{Label: "Đơn AB2C3D4E5F", URL: "/portal/s/mau/orders/AB2C3D4E5F"}, Amount: vnd(1_116_000),
		Sums: []view.Sum{{Name: "Tiền hàng", Amount: vnd(1_200_000)}, {Name: "Phí chợ", Amount: vnd(-60_000)}, {Name: "Thuế của phí chợ", Amount: vnd(-6_000)}, {Name: "Cộng", Amount: vnd(1_116_000), Total: true}}}
	out := StatementRow{At: at, What: s.T("portal.row.payout"), Amount: vnd(-1_116_000)}
	viewtest.Golden(t, "statement_many", Statement(s, StatementPage{Rows: []StatementRow{row, out, row}, Pager: Pager{First: "/portal/s/mau/money/statement", Next: "/portal/s/mau/money/statement?after=x"}}))
	viewtest.Golden(t, "statement_none", Statement(s, StatementPage{}))
	viewtest.Golden(t, "tax_many", Tax(s, TaxPage{Months: []TaxMonth{{"11/2026", vnd(12_000_000), vnd(120_000), vnd(60_000)}}, Rows: []TaxRow{{At: at, Order: "AB2C3D4E5F", Base: vnd(1_200_000), VAT: vnd(12_000), PIT: vnd(6_000)}, {At: at, Order: "AB2C3D4E5F", Reversal: true, Delivery: true, Base: vnd(-32_000), VAT: vnd(-960), PIT: vnd(-480)}}}))
	year := YearMonth{Period: "11/2026", Declared: true, Base: vnd(1_234_567_890), Reversed: vnd(1_200_000), VAT: vnd(12_345_678), PIT: vnd(6_172_839)}
	for _, lang := range locale.All {
		s := backTo(shell(lang, "/portal/s/mau/money/tax/2026", "2026", "money"), "/portal/s/mau/money/tax", s0("portal.tax"))
		viewtest.Golden(t, "year_"+string(lang), Year(s, YearPage{Year: 2026, Total: year, Months: []YearMonth{year, {Period: "12/2026", Base: vnd(-32_000), VAT: vnd(-320), PIT: vnd(-160)}},
			PDF: "/portal/s/mau/money/tax/2026/pdf", Meter: &Meter{Base: vnd(450_000_000), Amount: vnd(1_000_000_000), Percent: 45, From: "2026-04-29", Source: "Decree 141/2026/ND-CP"},
			Others: []Filter{{URL: "/portal/s/mau/money/tax/2026", Label: "2026", On: true}, {URL: "/portal/s/mau/money/tax/2025", Label: "2025"}}}))
	}
	viewtest.Golden(t, "year_none", Year(s, YearPage{Year: 2025, Declares: true}))
	paper := TaxPaperRow{Kind: "Nhà tự trồng", Number: "12/GXN-UBND", Issuer: "Ủy ban nhân dân xã Văn Chấn", Days: "Từ 01/11/2026 đến 31/12/2027", Tone: view.Bad, State: "Bị từ chối", Reason: "Ảnh mờ, không đọc được số.", At: at}
	viewtest.Golden(t, "taxpapers", TaxPapers(s, TaxPapersPage{Title: "Giấy tờ thuế", Text: s.T("portal.taxpapers.text"), Rows: []TaxPaperRow{paper},
		Form:     &TaxPaperForm{Action: "/portal/s/mau/taxpapers", Title: s.T("portal.taxpapers.add"), Kinds: []view.Option{{Value: "own_produce", Label: "Nhà tự trồng"}}, Kind: "own_produce", Number: "13", Issued: "2026-11-01"},
		Problems: view.Problems{{Field: "issuer", Sentence: "Ghi nơi cấp giấy."}}}))
	waits := paper
	waits.URL, waits.Stall, waits.Reason, waits.Tone, waits.State = "/portal/desk/taxpapers/1", longStall, "", view.Care, "Chờ cán bộ xem"
	viewtest.Golden(t, "taxpapers_queue", TaxPapers(desk(locale.Vi, "/portal/desk/taxpapers", "Giấy thuế"), TaxPapersPage{Title: "Giấy thuế cần xem", Rows: []TaxPaperRow{waits}}))
	viewtest.Golden(t, "taxpaper", TaxPaper(desk(locale.Vi, "/portal/desk/taxpapers/1", "Giấy thuế"), TaxPaperPage{Row: waits, Facts: []Pair{{"Nơi cấp", paper.Issuer}}, Scan: "/portal/desk/taxpapers/1/scan", Verify: "/portal/desk/taxpapers/1/verify", Refuse: "/portal/desk/taxpapers/1/refuse"}))
	viewtest.Golden(t, "taxpaper_verified", TaxPaper(desk(locale.Vi, "/portal/desk/taxpapers/1", "Giấy thuế"), TaxPaperPage{Row: paper, Scan: "/portal/desk/taxpapers/1/scan", Withdraw: "/portal/desk/taxpapers/1/withdraw"}))
	viewtest.Golden(t, "tax_none", Tax(s, TaxPage{Declares: true}))
	viewtest.Golden(t, "payouts_many", Payouts(s, PayoutsPage{Rows: []PayoutRow{{Code: "TT7T8V9WXY", At: at, Tone: view.Good, State: "Đã chuyển", Account: "Agribank ••1234", Ref: "FT26123456789", Amount: vnd(1_116_000)}, {Code: "TT7T8V9WXZ", At: at, Tone: view.Bad, State: "Bị trả lại", Why: "Tên chủ tài khoản không khớp", Account: "Agribank ••1234", Amount: vnd(1_116_000)}}}))
	viewtest.Golden(t, "payouts_none", Payouts(s, PayoutsPage{}))
	banks := []view.Option{{Value: "970405", Label: "Ngân hàng Nông nghiệp và Phát triển Nông thôn"}}
	payee := PayeePage{Now: "Agribank ••1234, LO THI MAU", How: s.T("payee.kind.own"), UsableFrom: at.Add(48 * time.Hour)}
	asking := payee
	asking.Kinds = []Way{{URL: "/portal/s/mau/money/bank?kind=own", Icon: "bank", Label: s.T("payee.kind.own"), Hint: s.T("payee.kind.own.hint")}, {URL: "/portal/s/mau/money/bank?kind=post", Icon: "bank", Label: s.T("payee.kind.post"), Hint: s.T("payee.kind.post.hint")}}
	viewtest.Golden(t, "payee", Payee(s, asking))
	viewtest.Golden(t, "payee_code", Payee(s, PayeePage{Title: s.T("payee.kind.own"), Text: s.T("payee.kind.own.text"), Code: "/portal/s/mau/money/bank/code?kind=own"}))
	form := PayeeForm{Action: "/portal/s/mau/money/bank", Request: "01a2019b", Again: "/portal/s/mau/money/bank/code?kind=own"}
	relative, through, post := form, form, form
	relative.Kind, relative.Banked, relative.Banks, relative.Bank, relative.Number, relative.Holder, relative.HolderName, relative.HolderHint = "relative", true, banks, "970405", "0123456789", "LO VAN CON", s.T("refund.holder"), s.T("refund.holder_hint")
	relative.Related, relative.Relation, relative.Consent, relative.ConsentText, relative.AssistedBy = true, "con trai", "2026-11-29", s.T("payee.consent.relative"), "Lò Thị Giúp"
	through.Kind, through.Through, through.Consent, through.ConsentText, through.Agreed = "cooperative", []view.Option{{Value: "htx", Label: longStall}}, "2026-11-29", s.T("payee.consent.cooperative"), true
	post.Kind, post.Posted, post.PostPoint, post.HolderName, post.HolderHint = "post", true, "Bưu điện văn hóa xã Văn Chấn", s.T("portal.payee.collector"), s.T("portal.payee.collector_hint")
	viewtest.Golden(t, "payee_relative", Payee(s, PayeePage{Title: s.T("payee.kind.relative"), Text: s.T("payee.kind.relative.text"), Form: &relative, Problems: view.Problems{{Field: "pin", Sentence: "Mã PIN chưa đúng. Bạn còn 3 lần thử."}, {Field: "consent", Sentence: s.T("fault.payee.consent")}}}))
	viewtest.Golden(t, "payee_cooperative", Payee(s, PayeePage{Now: longStall, How: s.T("payee.kind.cooperative"), Asks: true, Title: s.T("payee.kind.cooperative"), Text: s.T("payee.kind.cooperative.text"), Form: &through}))
	viewtest.Golden(t, "payee_post", Payee(s, PayeePage{Title: s.T("payee.kind.post"), Text: s.T("payee.kind.post.text"), Form: &post}))
	viewtest.Golden(t, "growers", Growers(s, GrowersPage{Purchases: "/portal/s/mau/money/purchases", From: "2026-11-01", To: "2026-11-22", Rows: []GrowerRow{{Name: longStall, At: at, Accept: "/portal/s/mau/money/growers/1/accept", Refuse: "/portal/s/mau/money/growers/1/refuse"}, {Name: "Nhà Mẫu", At: at, Refuse: "/portal/s/mau/money/growers/2/refuse"}}}))
	viewtest.Golden(t, "growers_none", Growers(s, GrowersPage{}))
	viewtest.Golden(t, "payee_no_pin", Payee(s, PayeePage{NoPIN: true, SetPIN: "/account/pin?return_to=/portal/s/mau/money/bank"}))
}

// paidBy are terms of payout with a fee.
func paidBy(s *Shell, head string) Terms {
	return Terms{Head: head, Note: "Biểu phí của ngân hàng", Lines: []string{s.N("portal.terms.every", 2), s.T("portal.terms.least", "amount", vnd(60_000)), s.T("portal.terms.most", "n", 8),
		s.T("portal.terms.fee_seller", "fee", vnd(2_200)), s.T("portal.terms.fee_small")}}
}

func TestStall(t *testing.T) {
	s := shell(locale.Vi, "/portal/s/mau/stall", "Gian hàng", "stall")
	viewtest.Golden(t, "stall", Stall(s, StallPage{Shop: "/s/mau", Facts: []Pair{{"Bạn là", "Hợp tác xã"}, {"Địa chỉ", longPlace}, {"Số đăng ký kinh doanh, mã số thuế", ""}}, Ways: []Way{{URL: "/portal/s/mau/members", Icon: "person", Label: s.T("portal.members"), Hint: s.T("portal.members.hint")}}}))
	back := backTo(s, "/portal/s/mau/stall", "Gian hàng")
	viewtest.Golden(t, "profile", Profile(back, ProfilePage{Action: "/portal/s/mau/profile", About: "Nhà tôi làm chè ba đời.", Street: "Thôn Pang Cáng", Photo: "/media/a-320.jpg", Problems: view.Problems{{Field: "pickup.contact", Sentence: "Xin ghi ngắn hơn."}}}))
	viewtest.Golden(t, "members", Members(back, MembersPage{Add: "/portal/s/mau/members/new", Rows: []MemberRow{{URL: "/portal/s/mau/members/1", Name: "Lò Thị Mẫu Nguyễn Hoàng Bảo Ngọc", Me: true, Rights: []string{"Xem đơn", "Trao quyền"}}, {Name: "Lò Văn Thử"}}, Problems: view.Problems{{Sentence: "Phải còn ít nhất một người quản lý thành viên."}}}))
	rights := []RightRow{{"see_orders", s.T("portal.right.see_orders"), s.T("portal.right.see_orders_hint"), true, false}, {"see_money", s.T("portal.right.see_money"), s.T("portal.right.see_money_hint"), true, true}, {"handle_money", s.T("portal.right.handle_money"), s.T("portal.right.handle_money_hint"), false, true}}
	viewtest.Golden(t, "member", Member(back, MemberPage{Action: "/portal/s/mau/members/1", Name: "Lò Văn Thử", Rights: rights, Remove: "/portal/s/mau/members/1/remove"}))
	viewtest.Golden(t, "member_new", Member(back, MemberPage{Action: "/portal/s/mau/members/new", At: "phone", Phone: "0912", Problems: view.Problems{{Field: "phone", Sentence: "Số điện thoại chưa đúng."}}}))
	viewtest.Golden(t, "member_name", Member(back, MemberPage{Action: "/portal/s/mau/members/new", At: "name", Phone: "0912", Name: "Ai", Rights: rights, Problems: view.Problems{{Field: "name", Sentence: "Xin ghi tên."}}}))
	viewtest.Golden(t, "member_rights", Member(back, MemberPage{Action: "/portal/s/mau/members/new", At: "rights", Phone: "0912", Name: "Ai", Rights: rights, Problems: view.Problems{{Field: "rights", Sentence: "Xin chọn lại quyền."}}}))
	carrier := CarrierForm{Action: "/portal/s/mau/delivery/flat", Code: "flat", Name: s.T("carrier.flat"), Hint: s.T("carrier.flat.hint"), Active: true, FreeFrom: "nhiều", Distances: []view.Option{{Value: "", Label: "Cả nước"}, {Value: "province", Label: "Trong tỉnh"}}, Farthest: "province", Problems: view.Problems{{Field: "free_from-flat", Sentence: "Số tiền chưa đúng. Hãy nhập số đồng, như 250.000."}}}
	viewtest.Golden(t, "delivery", Delivery(back, DeliveryPage{PackingAction: "/portal/s/mau/delivery/packing", Packing: "2", Carriers: []CarrierForm{carrier, {Action: "/portal/s/mau/delivery/counter", Code: "counter", Name: s.T("carrier.counter"), Hint: s.T("carrier.counter.hint"), Distances: carrier.Distances}}, Points: []PointRow{{"Nhà văn hóa bản Pang Cáng và chợ phiên thứ bảy", "Thôn Pang Cáng, " + longPlace, "Thứ hai, Thứ bảy · 7:00–11:00", "/portal/s/mau/pickup/1/close"}}, AddPoint: "/portal/s/mau/pickup/new"}))
	for _, q := range []string{"name", "place", "hours"} {
		viewtest.Golden(t, "point_"+q, Point(back, PointPage{Action: "/portal/s/mau/pickup/new", At: q, Name: "Nhà văn hóa", Wards: []view.Option{{Value: "1", Label: "Xã Văn Chấn"}}, Days: []Month{{"0", "Thứ hai", true}}}))
	}
	viewtest.Golden(t, "point", Point(back, PointPage{Action: "/portal/s/mau/pickup/new", At: "days", Name: "Nhà văn hóa", Wards: []view.Option{{Value: "1", Label: "Xã Văn Chấn"}}, Days: []Month{{"0", "Thứ hai", true}, {"6", "Chủ nhật", false}}, Problems: view.Problems{{Field: "days", Sentence: "Xin chọn ít nhất một ngày."}}}))
	free := desk(locale.Vi, "/portal", s.T("portal.choose"))
	free.Back = view.Link{}
	viewtest.Golden(t, "choose_many", Choose(free, ChoosePage{Open: PathOpen, Stalls: []Way{{URL: "/portal/s/mau", Icon: "stall", Label: longStall, Hint: "Hợp tác xã"}, {URL: "/portal/s/nha-mau", Icon: "stall", Label: "Nhà Mẫu", Hint: s.T("portal.stall.applied")}}, Roles: []Way{{URL: PathDesk, Icon: "flag", Label: s.T("portal.desk"), Hint: s.T("portal.desk.text")}}}))
	viewtest.Golden(t, "choose_none", Choose(free, ChoosePage{Open: PathOpen}))
	viewtest.Golden(t, "open_kind", Open(free, OpenPage{Action: PathOpen, At: "kind", Kind: "household", Kinds: []view.Option{{Value: "household", Label: "Hộ gia đình"}, {Value: "cooperative", Label: "Hợp tác xã"}}}))
	viewtest.Golden(t, "open_name", Open(free, OpenPage{Action: PathOpen, At: "name", Kind: "cooperative", Registered: true, Problems: view.Problems{{Field: "name", Sentence: "Xin ghi tên gian hàng."}}}))
	asked := ConsentQuestion{Version: "2026-11-30", Title: "Tên gian và nơi bán hiện cho mọi người", Lead: "Tôi đồng ý cho chợ đưa tên gian, xã và ảnh gian lên mạng.",
		Parts: []ConsentPart{{Title: "Ai thấy", Lines: []string{"Ai vào chợ cũng thấy tên gian, xã, lời kể và ảnh gian.", "Số điện thoại và địa chỉ nhà không hiện ra."}}, {Title: "Nếu rút lại", Lines: []string{"Gian ẩn ngay, hàng không bán được nữa. Đơn đã nhận vẫn phải giao."}}},
		Note:  s.T("portal.agree.needed")}
	again := asked
	again.Before = true
	viewtest.Golden(t, "open_publishing", Open(free, OpenPage{Action: PathOpen, At: "publishing", Name: "Nhà Mẫu", Kind: "household", Question: &asked}))
	viewtest.Golden(t, "open_unagreed", Open(free, OpenPage{Action: PathOpen, At: "place", Name: "Nhà Mẫu", Kind: "household", Unagreed: true, Wards: []view.Option{{Value: "1", Label: "Xã Văn Chấn"}}}))
	viewtest.Golden(t, "agree", Agree(s, AgreePage{Action: "/portal/s/mau/agree", Question: again, Problems: view.Problems{{Sentence: s.T("fault.consent.answer")}}}))
	viewtest.Golden(t, "open", Open(free, OpenPage{Action: PathOpen, At: "place", Name: "Nhà Mẫu", Kind: "household", Kinds: []view.Option{{Value: "household", Label: "Hộ gia đình"}, {Value: "cooperative", Label: "Hợp tác xã"}}, Wards: []view.Option{{Value: "1", Label: "Xã Văn Chấn"}}, Problems: view.Problems{{Field: "ward_code", Sentence: "Xin chọn xã, phường trong danh sách."}}}))
}

func TestOfficer(t *testing.T) {
	s := desk(locale.Vi, "/portal/officer", "Cán bộ")
	viewtest.Golden(t, "officer", Role(s, RolePage{Text: longPlace, Ways: []Way{{URL: "/portal/officer/stalls", Icon: "stall", Label: s.T("portal.sellers"), Hint: s.T("portal.sellers.hint"), Count: "99+"}}}))
	filters := []Filter{{"/portal/officer/stalls?state=applied", "Chờ xác minh", true}, {"/portal/officer/stalls?state=active", "Đang bán", false}}
	viewtest.Golden(t, "sellers_many", Sellers(s, SellersPage{Filters: filters, Rows: []StallCard{{URL: "/portal/officer/stalls/mau", Name: longStall, Kind: "Hợp tác xã", Where: longPlace, Tone: view.Care, State: "Chờ xác minh", At: at}}}))
	viewtest.Golden(t, "sellers_none", Sellers(s, SellersPage{Filters: filters}))
	viewtest.Golden(t, "seller", Seller(s, SellerPage{
		Name: longStall, Tone: view.Care, State: "Đã xác minh", Facts: []Pair{{"Bạn là", "Hợp tác xã"}, {"Địa chỉ", longPlace}}, About: "Nhà tôi làm chè ba đời.", Activate: "/portal/officer/stalls/mau/activate", Suspend: "/portal/officer/stalls/mau/suspend", Close: "/portal/officer/stalls/mau/close",
		Check:   &CheckForm{Action: "/portal/officer/stalls/mau/check", Methods: []view.Option{{Value: "in_person", Label: s.T("portal.check.in_person")}, {Value: "papers", Label: s.T("portal.check.papers")}}, Method: "in_person", Reference: "0012"},
		History: []view.Step{{Name: "Chờ xác minh", At: at, State: view.Done}, {Name: "Đã xác minh", At: at, State: view.Now, Note: "Gặp tận nơi"}}, Problems: view.Problems{{Field: "reference", Sentence: "Xin ghi số giấy tờ đã xem."}, {Field: "reason", Sentence: "Xin ghi lý do."}},
	}))
	viewtest.Golden(t, "papers_many", Papers(s, PapersPage{Rows: []PaperRow{{URL: "/portal/officer/papers/1", Kind: "OCOP", Number: "2871/QĐ-UBND", Product: longGood, Scan: true, At: at}, {URL: "/portal/officer/papers/2", Kind: "VietGAP", Product: "Táo mèo", At: at}}}))
	viewtest.Golden(t, "papers_none", Papers(s, PapersPage{}))
	form := PaperPage{Action: "/portal/officer/papers/1/verify", Kinds: []view.Option{{Value: "ocop", Label: "OCOP"}}, Kind: "ocop", Number: "2871/QĐ-UBND", Problems: view.Problems{{Field: "issued_on", Sentence: "Ngày cấp chưa đúng."}}}
	viewtest.Golden(t, "verify", Verify(s, VerifyPage{Picture: view.Photo{Large: "/portal/officer/papers/1/scan", Width: 1280, Height: 960}, Product: longGood, Origin: longPlace, Stall: longStall, Scan: "/portal/officer/papers/1/scan?download=1", Form: form, Refuse: "/portal/officer/papers/1/refuse", Problems: form.Problems}))
	viewtest.Golden(t, "verify_withdraw", Verify(s, VerifyPage{Product: longGood, Stall: longStall, Withdraw: "/portal/officer/papers/1/withdraw", Facts: []Pair{{"Số trên giấy", "2871/QĐ-UBND"}}, Problems: view.Problems{{Field: "reason", Sentence: "Xin ghi lý do."}}}))
	viewtest.Golden(t, "verify_no_scan", Verify(s, VerifyPage{Product: longGood, Form: form, Refuse: "/portal/officer/papers/1/refuse"}))
}

func TestCash(t *testing.T) {
	for _, lang := range locale.All {
		s := desk(lang, "/portal/desk/remittances", "COD-2611-07")
		carriers := []view.Option{{Value: "flat", Label: s.T("carrier.flat")}, {Value: "counter", Label: s.T("carrier.counter")}}
		row := RemittanceRow{URL: "/portal/desk/remittances/1", Reference: "COD-2611-07", Carrier: s.T("carrier.flat"), At: at, Tone: view.Care, State: s.T("portal.remittance.open"), Total: vnd(1_234_567_890)}
		viewtest.Golden(t, "remittances_"+string(lang), Remittances(s, RemittancesPage{Action: "/portal/desk/remittances", Doors: "/portal/desk/doors", Carriers: carriers, Carrier: "flat", Reference: "C1",
			Rows: []RemittanceRow{row}, Problems: view.Problems{{Field: "reference", Sentence: s.T("fault.remittance.reference")}, {Field: "file", Sentence: s.T("fault.remittance.file")}}}))
		parts := []Filter{{URL: "/portal/desk/remittances/1", Label: s.T("portal.remittance.all"), On: true}, {URL: "/portal/desk/remittances/1?state=short", Label: s.T("portal.remittance.part", "state", s.T("portal.remittance.line.short"), "n", "1")}}
		fits := RemittanceLine{ID: "1", Row: s.T("portal.remittance.row", "n", "2"), Code: "AB2C3D4E5F", Amount: vnd(130_000), Tone: view.Good, State: s.T("portal.remittance.line.fits"), Order: view.Link{Label: "AB2C3D4E5F", URL: "/portal/desk/orders/AB2C3D4E5F"}}
		short := RemittanceLine{ID: "2", Row: s.T("portal.remittance.row", "n", "3"), Code: "VN00000000000000000000000000000000001", Amount: vnd(100_000), Tone: view.Care, State: s.T("portal.remittance.line.short")}
		page := RemittancePage{Reference: "COD-2611-07", Carrier: s.T("carrier.flat"), At: at, Tone: view.Care, State: s.T("portal.remittance.open"), Total: vnd(230_000), Parts: parts, Lines: []RemittanceLine{fits, short}, Clear: "/portal/desk/remittances/1/clear"}
		viewtest.Golden(t, "remittance_waits_"+string(lang), Remittance(s, page))
		page.Credits = []FittingCredit{{ID: "7", At: at, Text: "FLAT NOP COD2611-07 <b>", Named: true}, {ID: "8", At: at, Text: "CHUYEN TIEN"}}
		viewtest.Golden(t, "remittance_"+string(lang), Remittance(s, page))
		page.Clear, page.Credits, page.Tone, page.State = "", nil, view.Good, s.T("portal.remittance.cleared")
		page.Lines[1].Settle, page.Lines[1].Typed, page.Problems = "/portal/desk/remittances/1/lines/2", LineTyped{Order: "AB2C3D4E5F"}, view.Problems{{Field: "order_code-2", Sentence: s.T("fault.remittance.order", "code", "AB2C3D4E5F")}}
		viewtest.Golden(t, "remittance_cleared_"+string(lang), Remittance(s, page))
		door := DoorRow{Order: view.Link{Label: "AB2C3D4E5F", URL: "/portal/desk/orders/AB2C3D4E5F"}, Carrier: s.T("carrier.flat"), State: s.T("portal.doors.held"), Tone: view.Plain, Amount: vnd(130_000), Since: at, Age: s.N("label.days", 12)}
		viewtest.Golden(t, "doors_"+string(lang), Doors(s, DoorsPage{Filters: []Filter{{URL: "/portal/desk/doors", Label: s.T("portal.all"), On: true}, {URL: "/portal/desk/doors?carrier=flat", Label: s.T("carrier.flat")}},
			Held: []CarrierHolding{{s.T("carrier.flat"), s.T("portal.doors.holding", "amount", vnd(130_000), "n", "1", "since", at)}}, Rows: []DoorRow{door}}))
	}
	s := desk(locale.Vi, "/portal/desk/doors", "Tiền còn ở cửa")
	viewtest.Golden(t, "doors_none", Doors(s, DoorsPage{Filters: []Filter{{URL: "/portal/desk/doors", Label: s.T("portal.all"), On: true}}}))
	viewtest.Golden(t, "remittances_none", Remittances(s, RemittancesPage{Action: "/portal/desk/remittances", Doors: "/portal/desk/doors"}))
	viewtest.Golden(t, "desk_order_cash", DeskOrder(s, DeskOrderPage{
		Code: "AB2C3D4E5F", PlacedAt: at, Tone: view.Plain, State: "Đang đi đường", Seller: view.Link{Label: longStall}, Contact: "/portal/desk/orders/AB2C3D4E5F/contact", Deliver: "/portal/desk/orders/AB2C3D4E5F/deliver", Cash: "/portal/desk/orders/AB2C3D4E5F/cash", Due: vnd(130_000),
		Paid: view.Notice{Tone: view.Care, Title: s.T("portal.paid.door"), Text: s.T("portal.paid.door_text", "amount", vnd(130_000))},
	}))
}

func TestDeskOrdersAndRoles(t *testing.T) {
	s := desk(locale.Vi, "/portal/desk/orders", "Tìm đơn hàng")
	viewtest.Golden(t, "find_order", FindOrder(s, FindOrderPage{Action: "/portal/desk/orders", Code: "SAI", Problems: view.Problems{{Field: "code", Sentence: "Không tìm thấy đơn này."}}}))
	why := []view.Option{{Value: "desk.fraud", Label: "Nghi lừa đảo"}, {Value: "desk.mistake", Label: "Nhầm lẫn"}}
	viewtest.Golden(t, "desk_order", DeskOrder(s, DeskOrderPage{
		Code: "AB2C3D4E5F", PlacedAt: at, Tone: view.Care, State: "Chờ người bán", Seller: view.Link{Label: longStall},
		Lines:   []OrderLine{{Name: longGood, Variant: "Hộp 200 g", Ordered: "2 hộp", Sum: vnd(900_000)}},
		Sums:    []view.Sum{{Name: "Tiền hàng", Amount: vnd(900_000)}, {Name: "Tổng", Amount: vnd(932_000), Total: true}},
		Paid:    view.Notice{Tone: view.Good, Title: "Khách đã trả tiền"},
		History: []view.Step{{Name: "Đã đặt", At: at, State: view.Now}},
		Cancel:  &WhyForm{Action: "/portal/desk/orders/AB2C3D4E5F/cancel", Reasons: why}, Problems: view.Problems{{Field: "reason", Sentence: "Xin chọn lý do."}},
	}))
	viewtest.Golden(t, "contact_why", Contact(s, ContactPage{Code: "AB2C3D4E5F", Problems: view.Problems{{Field: "reason", Sentence: s.T("fault.contact.reason")}},
		Why: &WhyForm{Action: "/portal/desk/orders/AB2C3D4E5F/contact", Reasons: []view.Option{{Value: "contact.delivery", Label: s.T("reason.contact.delivery")}, {Value: "contact.money", Label: s.T("reason.contact.money")}}}}))
	viewtest.Golden(t, "contact", Contact(s, ContactPage{Code: "AB2C3D4E5F", Phone: "0900 000 005", Recipient: longStall, RecipientPhone: "0900 000 006", Address: longPlace + " <b>"}))
	viewtest.Golden(t, "contact_same", Contact(desk(locale.En, "/portal/desk/orders", "Find an order"), ContactPage{Code: "AB2C3D4E5F", Phone: "0900 000 005", Recipient: "Sùng A Mẫu", Address: "Xã Văn Chấn"}))
	viewtest.Golden(t, "roles", Roles(s, RolesPage{
		Filters: []Filter{{URL: "/portal/desk/roles?role=helper", Label: "Tổ công nghệ số", On: true}}, New: "/portal/desk/roles/new",
		Rows: []RoleRow{{Name: longStall, Place: longPlace, Since: at, Revoke: "/portal/desk/roles/1/revoke", End: "/portal/desk/people/1/end-sessions"}},
	}))
	viewtest.Golden(t, "roles_none", Roles(desk(locale.En, "/portal/desk/roles", "Roles"), RolesPage{New: "/portal/desk/roles/new"}))
	viewtest.Golden(t, "role_new", NewRole(s, NewRolePage{
		Action: "/portal/desk/roles/new", Phone: "0900 000 012", Name: "Lò Thị Mẫu", Role: "helper", Place: "04672",
		Roles:  []view.Option{{Value: "helper", Label: "Tổ công nghệ số", Hint: "Giúp các nhà trong xã."}, {Value: "admin", Label: "Bàn trợ giúp"}},
		Places: []view.Option{{Value: "04672", Label: "Xã Văn Chấn"}}, Problems: view.Problems{{Field: "name", Sentence: "Không tìm thấy người này."}},
	}))
}

func TestHelp(t *testing.T) {
	s := desk(locale.Vi, "/portal/helper/start", "Làm giúp người ngồi cạnh")
	viewtest.Golden(t, "help", Help(s, HelpPage{Action: "/portal/helper/start", At: "phone", Problems: view.Problems{{Field: "phone", Sentence: s.T("fault.account.code.busy")}}}))
	s.Helping = &Helping{Name: "Giàng Thị Mẫu", Until: viewtest.Now.Add(27 * time.Minute), End: "/portal/helper/end"}
	for _, at := range []string{"name", "helping", "consent", "code"} {
		viewtest.Golden(t, "help_"+at, Help(s, HelpPage{Action: "/portal/helper/person", At: at, Phone: "0900 000 012", Request: "r1", Name: "Giàng Thị Mẫu", Agreed: "2026-11-30", Helping: "2026-11-30", Consent: "2026-11-01",
			HelpSentence: s.T("portal.help.agree"), ConsentSentence: s.T("portal.help.privacy")}))
	}
}

func TestDays(t *testing.T) {
	s := desk(locale.Vi, "/portal/days", "Ngày đăng ký")
	viewtest.Golden(t, "days", Days(s, DaysPage{New: "/portal/days/new", Rows: []Way{{URL: "/portal/days/1", Icon: "calendar", Label: longPlace, Hint: "22/11/2026 10:00 · Đã hết giờ"}}}))
	viewtest.Golden(t, "days_none", Days(desk(locale.En, "/portal/days", "Sign-up days"), DaysPage{}))
	viewtest.Golden(t, "day_new", NewDay(s, NewDayPage{Action: "/portal/days/new", Ward: "04672", Hours: "9", Expected: "60", Wards: []view.Option{{Value: "04672", Label: "Xã Văn Chấn"}},
		Problems: view.Problems{{Field: "hours", Sentence: s.T("fault.day.hours", "least", 2, "most", 8)}}}))
	p := DayPage{Place: longPlace, Where: "Xã Văn Chấn, tỉnh Lào Cai", Supervisor: "Lò Thị Mẫu", Code: "ABCD23EFGH", URL: "https://cho.example.vn/day/ABCD23EFGH", QR: "/portal/days/1/qr.png",
		Here: "/portal/days/1/here", End: "/portal/days/1/end", Facts: []Pair{{s.T("portal.days.supervisor"), "Lò Thị Mẫu"}, {s.T("portal.days.used"), s.T("portal.days.of", "used", 12, "purse", 90)}}}
	viewtest.Golden(t, "day", Day(s, p))
	p.At = true
	viewtest.Golden(t, "day_here", Day(s, p))
	p.URL, p.End, p.Here = "", "", ""
	viewtest.Golden(t, "day_over", Day(s, p))
}

func TestDesk(t *testing.T) {
	s := desk(locale.Vi, "/portal/desk/money", "Tiền cần người xem")
	viewtest.Golden(t, "tasks_many", Tasks(s, TasksPage{Find: "/portal/desk/money", Text: "145.500", Rows: []TaskRow{{"/portal/desk/money/1", s.T("portal.task.unmatched"), s.T("portal.task.unmatched.hint"), "", at, vnd(145_500)}, {"/portal/desk/money/2", s.T("portal.task.transfer"), s.T("portal.task.transfer.hint"), "K7QM2XWPAS", at, vnd(1_234_567_890)}}, Pager: Pager{Next: "/portal/desk/money?after=x"}}))
	viewtest.Golden(t, "tasks_none", Tasks(s, TasksPage{}))
	viewtest.Golden(t, "tasks_not_found", Tasks(s, TasksPage{Find: "/portal/desk/money", Text: "<b>"}))
	viewtest.Golden(t, "task_unmatched", Task(s, TaskPage{Kind: s.T("portal.task.unmatched"), Hint: s.T("portal.task.unmatched.hint"), Amount: vnd(145_500), Facts: []Pair{{s.T("portal.task.content"), "LO THI MAU CHUYEN TIEN MUA CHE <b>CAM ON</b> 1234567890ABCDEFGHIJ"}}, Match: "/portal/desk/money/1/match", SendBack: "/portal/desk/money/1/return", Disown: "/portal/desk/money/1/disown", Problems: view.Problems{{Field: "payment_code", Sentence: "Không tìm thấy khoản này."}}, Code: "SAI"}))
	viewtest.Golden(t, "book_refunds", Book(s, BookPage{Title: s.T("portal.books.refunds"), Action: "/portal/desk/books/refunds", Label: s.T("portal.books.code"), Hint: s.T("portal.books.code_hint"), Code: "K7QM2XWPAS", Books: []BookLink{
		{Link: view.Link{URL: "/portal/desk/books/payments", Label: s.T("portal.books.payments")}}, {Link: view.Link{URL: "/portal/desk/books/refunds", Label: s.T("portal.books.refunds")}, Here: true},
	}, Rows: []BookRow{{At: 1795311300000, Title: "momo K7QM2XWPAS", State: s.T("refund.status.done"), Amount: vnd(145_500), Money: true, Facts: []Pair{{s.T("portal.task.evidence"), "FT <b>1</b>"}}}}}))
	viewtest.Golden(t, "book_none", Book(s, BookPage{Title: s.T("portal.books.events"), Action: "/portal/desk/books/events", Label: s.T("portal.books.code"), Hint: s.T("portal.books.code_hint")}))
	viewtest.Golden(t, "book_payouts", Book(s, BookPage{Title: s.T("portal.books.payouts"), Action: "/portal/desk/books/payouts", Label: s.T("portal.books.payout"), Hint: s.T("portal.books.payout_hint"), Code: "suối giàng", Only: "returned",
		Filters: []Filter{{URL: "/portal/desk/books/payouts?q=x", Label: s.T("portal.books.all")}, {URL: "/portal/desk/books/payouts?only=returned&q=x", Label: s.T("payout.status.returned"), On: true}},
		Rows:    []BookRow{{At: 1795311300000, Title: longStall, URL: "/portal/desk/payouts/1", State: s.T("payout.status.returned"), Amount: vnd(1_234_567_890), Money: true, Facts: []Pair{{s.T("pay.text"), "K7QM2XWPAS"}}}}, Pager: Pager{Next: "/portal/desk/books/payouts?after=x"}}))
	viewtest.Golden(t, "book_credits", Book(s, BookPage{Title: s.T("portal.books.credits"), Action: "/portal/desk/books/credits", Label: s.T("portal.books.credit"), Hint: s.T("portal.books.credit_hint"), Code: "tiết kiệm", Only: "unmatched", Source: "sepay",
		Dated: true, From: "2026-11-01", To: "2026-11-30",
		Filters: []Filter{{URL: "/portal/desk/books/credits?source=sepay", Label: s.T("portal.books.all")}, {URL: "/portal/desk/books/credits?only=unmatched&source=sepay", Label: s.T("portal.credit.unmatched"), On: true}},
		Sources: []Filter{{URL: "/portal/desk/books/credits?only=unmatched", Label: s.T("portal.books.all")}, {URL: "/portal/desk/books/credits?only=unmatched&source=sepay", Label: "SePay", On: true}},
		Rows:    []BookRow{{At: 1795311300000, Title: "SePay", State: s.T("portal.credit.unmatched"), Amount: vnd(1_234_567_890), Money: true, Facts: []Pair{{s.T("portal.task.content"), "LO THI MAU CHUYEN TIEN MUA CHE <b>CAM ON</b> 1234567890ABCDEFGHIJ"}, {s.T("portal.books.ref"), "FT26335123456789"}}}}}))
	viewtest.Golden(t, "task_twin", Task(s, TaskPage{Kind: s.T("portal.task.twin"), Hint: s.T("portal.task.twin.hint"), Amount: vnd(145_500), Facts: []Pair{{s.T("portal.task.content"), "K7QM2XWPAS"}, {s.T("portal.task.first"), "MBVCB.1.K7QM2XWPAS"}}, Twin: "/portal/desk/money/5/twin", Problems: view.Problems{{Field: "same", Sentence: s.T("fault.credit.same")}}}))
	viewtest.Golden(t, "task_over", Task(s, TaskPage{Kind: s.T("portal.task.over"), Hint: s.T("portal.task.over.hint"), Amount: vnd(145_500), Facts: []Pair{{s.T("portal.task.code"), "K7QM2XWPAS"}}, Orders: []view.Link{{Label: s.T("order.title") + " AB2C3D4E5F", URL: "/portal/desk/orders/AB2C3D4E5F"}}, Elsewhere: "/portal/desk/money/2", Close: "/portal/desk/money/6/close"}))
	viewtest.Golden(t, "task_door", Task(s, TaskPage{Kind: s.T("portal.task.door"), Hint: s.T("portal.task.door.hint"), Amount: vnd(145_500), Facts: []Pair{{s.T("portal.task.code"), "K7QM2XWPAS"}}, Order: "/portal/desk/orders/TT7T8V9WXY"}))
	viewtest.Golden(t, "task_likely", Task(s, TaskPage{Kind: s.T("portal.task.unmatched"), Hint: s.T("portal.task.unmatched.hint"), Amount: vnd(145_500), Match: "/portal/desk/money/4/match", SendBack: "/portal/desk/money/4/return", Likely: []Likely{
		{"TT7T8V9WXY", vnd(145_500), s.T("portal.payment.due"), []string{s.T("suggest.code"), s.T("suggest.payer"), s.T("suggest.amount"), s.T("suggest.time")}}, {"TT7T8V9WXZ", vnd(145_500), s.T("portal.payment.expired"), []string{s.T("suggest.amount")}}}}))
	viewtest.Golden(t, "task_decide", Task(s, TaskPage{Kind: s.T("portal.task.review"), Hint: s.T("portal.task.review.hint"), Amount: vnd(145_500), Decide: "/portal/desk/money/3/decide", Given: "yes", Evidence: "?", InFile: true, Close: "/portal/desk/money/3/close", Problems: view.Problems{{Field: "given", Sentence: s.T("fault.refund.given")}}}))
	viewtest.Golden(t, "task_transfer", Task(s, TaskPage{Kind: s.T("portal.task.transfer"), Hint: s.T("portal.task.transfer.hint"), Amount: vnd(145_500), Transfer: "/portal/desk/money/2/transferred", Account: []Pair{{"Ngân hàng", "Agribank"}, {"Số tài khoản", "0123456789"}}}))
	viewtest.Golden(t, "batches_many", Batches(s, BatchesPage{Open: "/portal/desk/payouts/open", Waiting: "/portal/desk/waiting", Terms: "/portal/desk/terms", Rows: []BatchRow{{"/portal/desk/payouts/1", "DT2C3D4E5F", at.Date(), view.Care, "Chờ gửi ngân hàng", "125 người nhận", vnd(1_234_567_890), vnd(1_116_000)}}}))
	viewtest.Golden(t, "batches_none", Batches(s, BatchesPage{Open: "/portal/desk/payouts/open", Waiting: "/portal/desk/waiting", Terms: "/portal/desk/terms"}))
	viewtest.Golden(t, "batch", Batch(s, BatchPage{Code: "P4JNP9ZUJV", Day: at.Date(), AtBank: true, Export: "/portal/desk/payouts/1/export", Paid: "/portal/desk/payouts/1/paid", Ref: "?", Rows: []BatchPayout{{ID: "2", Code: "TT7T8V9WXY", Seller: longStall, Tone: view.Plain, State: "Đang chuyển", Amount: vnd(1_116_000), Return: "/portal/desk/payouts/1/2/return", Paid: "/portal/desk/payouts/1/2/paid"}, {ID: "3", Code: "TT7T8V9WXZ", Seller: "Nhà Mẫu", Tone: view.Good, State: "Đã chuyển", Amount: vnd(55_000), Ref: "FT26123456789"}}, Reasons: []view.Option{{Value: "account_unknown", Label: "Không có tài khoản này"}}, Problems: view.Problems{{Field: "bank_ref", Sentence: "Xin nhập mã giao dịch của ngân hàng."}}}))
	one := BatchPayout{ID: "2", Code: "TT7T8V9WXY", Seller: longStall, Tone: view.Plain, State: "Đang chuyển", Amount: vnd(1_116_000), Return: "/portal/desk/payouts/1/2/return", Paid: "/portal/desk/payouts/1/2/paid"}
	other := one
	one.Typed, other.ID = "?", "3"
	viewtest.Golden(t, "batch_wrong", Batch(s, BatchPage{Code: "P4JNP9ZUJV", Day: at.Date(), AtBank: true, Export: "/portal/desk/payouts/1/export", Paid: "/portal/desk/payouts/1/paid", Rows: []BatchPayout{one, other}, Reasons: []view.Option{{Value: "account_unknown", Label: "Không có tài khoản này"}}, Problems: view.Problems{{Field: "bank_ref-2", Sentence: s.T("fault.payout.bank_ref")}, {Field: "reason-3", Sentence: s.T("fault.payout.reason")}}}))
	viewtest.Golden(t, "batch_post", Batch(s, BatchPage{Code: "P4JNP9ZUJV", Day: at.Date(), AtBank: true, Export: "/portal/desk/payouts/1/export", Paid: "/portal/desk/payouts/1/paid", Post: &PostPart{Left: true, List: "/portal/desk/payouts/1/post", Paid: "/portal/desk/payouts/1/post/paid", Ref: "?", Reasons: []view.Option{{Value: "not_fetched", Label: s.T("payout.reason.not_fetched")}}},
		Rows: []BatchPayout{{ID: "2", Code: "TT7T8V9WXY", Seller: longStall, Tone: view.Plain, State: "Đang chuyển", Amount: vnd(1_116_000), Return: "/portal/desk/payouts/1/2/return", Paid: "/portal/desk/payouts/1/2/paid", ByPost: true}}, Problems: view.Problems{{Field: "post_ref", Sentence: s.T("fault.payout.bank_ref")}}}))
	viewtest.Golden(t, "batch_done", Batch(s, BatchPage{Code: "P4JNP9ZUJV", Day: at.Date(), Export: "/portal/desk/payouts/1/export", Paid: "/portal/desk/payouts/1/paid", Post: &PostPart{List: "/portal/desk/payouts/1/post", Paid: "/portal/desk/payouts/1/post/paid"},
		Rows: []BatchPayout{{ID: "3", Code: "TT7T8V9WXZ", Seller: "Nhà Mẫu", Tone: view.Good, State: "Đã chuyển", Amount: vnd(55_000), Ref: "FT26123456789", ByPost: true}}}))
	viewtest.Golden(t, "gateways", Gateways(s, GatewaysPage{Action: "/portal/desk/gateways", Owed: []Owing{{"vnpay", vnd(1_250_000)}, {"momo", vnd(-20_000)}},
		Gateways: []view.Option{{Value: "vnpay", Label: "vnpay"}, {Value: "momo", Label: "momo"}}, Credits: []view.Option{{Value: "1", Label: "1.000.000 đ · 22/11/2026 10:00"}},
		Typed: TypedHandover{Gateway: "vnpay", Reference: "DS-1", ToBank: "2.000.000"}, Problems: view.Problems{{Field: "to_bank", Sentence: s.T("fault.handover.too_much", "left", "1.250.000 đ")}},
		Rows: []HandoverRow{{Gateway: "vnpay", Reference: "DS-0", Total: vnd(510_000), Facts: []Pair{{s.T("portal.gateways.said.to_bank"), "500.000 đ"}, {s.T("portal.gateways.said.fee"), "10.000 đ"}}}}}))
	viewtest.Golden(t, "gateways_none", Gateways(s, GatewaysPage{}))
	viewtest.Golden(t, "floors", RefundFloors(s, FloorsPage{Action: "/portal/desk/floors", Gateways: []view.Option{{Value: "vnpay", Label: s.T("gateway.vnpay")}}, Least: "500",
		Problems: view.Problems{{Field: "least", Sentence: s.T("fault.refund.floor_least", "least", "1.000 đ")}}, All: []Terms{
			{Head: s.T("gateway.vnpay"), Lines: []string{s.T("portal.floors.from", "least", "1.000 đ")}, Note: s.T("portal.floors.own")},
		}}))
	viewtest.Golden(t, "terms", PayoutTerms(s, TermsPage{Action: "/portal/desk/terms", All: []Terms{paidBy(s, s.T("portal.terms.coming", "day", "01/12/2026")), paidBy(s, s.T("portal.terms.since", "day", "01/07/2025"))},
		From: "2026-12-01", Every: "2", Most: "x", Minimum: "60.000", Bearer: "seller", Bearers: []view.Option{{Value: "market", Label: s.T("portal.terms.by_market")}, {Value: "seller", Label: s.T("portal.terms.by_seller")}}, Fee: "2.200", Source: "Biểu phí của ngân hàng",
		Problems: view.Problems{{Field: "most_days", Sentence: s.T("fault.payout.most_days", "least", 5, "most", 90)}}}))
	viewtest.Golden(t, "waiting", Waiters(s, WaitersPage{Rows: []WaiterRow{{longStall, s.T("portal.waiting.no_account"), vnd(1_116_000), "/portal/desk/stalls/mau"}}}))
	viewtest.Golden(t, "waiting_none", Waiters(s, WaitersPage{}))
	viewtest.Golden(t, "reports", Reports(s, ReportsPage{Rows: []ReportRow{{ID: "1", Action: "/portal/desk/reports/1", Product: view.Link{Label: longGood, URL: "/p/x"}, Reason: "Hàng giả, không rõ nguồn gốc", Text: "Nhãn in <b>sai</b>.", Phone: "0900 000 012", At: at, Until: at.Add(-time.Hour), Note: "x"}, {ID: "2", Action: "/portal/desk/reports/2", Product: view.Link{Label: "Táo mèo", URL: "/p/y"}, Reason: "Chuyện khác", At: at, Until: at.Add(time.Hour)}}, Problems: view.Problems{{Field: "note-1", Sentence: s.T("fault.moderation.note")}}}))
	viewtest.Golden(t, "reports_none", Reports(s, ReportsPage{}))
	viewtest.Golden(t, "notes", Notes(s, NotesPage{Rows: []NoteRow{{"/portal/desk/notes/1/retry", "order.placed", "01a2019b-fe95-7126-95a0-6242914870f4", "Kênh tin nhắn không nhận.", "25 lần thử", at}}}))
	viewtest.Golden(t, "notes_none", Notes(desk(locale.En, "/portal/desk/notes", "Notes"), NotesPage{}))
	viewtest.Golden(t, "period_due", Period(s, PeriodPage{Action: "/portal/desk/tax", Period: "11/2026", Total: TaxMonth{"11/2026", vnd(1_234_567_890), vnd(12_345_678), vnd(6_172_839)},
		State: PeriodState{DueOn: "2026-12-21", Counts: s.T("portal.period.counts", "sellers", 12, "entries", 345), Sums: []view.Sum{{Name: s.T("portal.period.before"), Amount: vnd(-3_000)}, {Name: s.T("portal.period.pay"), Amount: vnd(18_515_517)}},
			Close: "/portal/desk/tax/2026-11/close", CSV: "/portal/desk/tax/2026-11/annex.csv", XLS: "/portal/desk/tax/2026-11/annex.xlsx"},
		Months: []Filter{{URL: "/portal/desk/tax?month=2026-11", Label: "11/2026", On: true}}}))
	viewtest.Golden(t, "period_wrong", Period(s, PeriodPage{Action: "/portal/desk/tax", Period: "13/2026", Problems: view.Problems{{Field: "month", Sentence: s.T("fault.tax.month")}}}))
	viewtest.Golden(t, "period", Period(s, PeriodPage{Action: "/portal/desk/tax", Period: "11/2026", Seller: "suối giàng", Total: TaxMonth{"11/2026", vnd(1_234_567_890), vnd(12_345_678), vnd(6_172_839)}, Rows: []PeriodRow{{longStall, vnd(1_234_567_890), vnd(12_345_678), vnd(6_172_839)}}}))
}

// Money that buyers pay a stall directly.
func TestDirect(t *testing.T) {
	s := shell(locale.Vi, "/portal/s/mau/money", "Tiền", "money")
	viewtest.Golden(t, "money_direct", Money(s, MoneyPage{Available: vnd(-45_000), Direct: s.T("direct.seller"), Ways: []Way{{URL: "/portal/s/mau/money/collected", Icon: "money", Label: s.T("portal.collected"), Hint: s.T("portal.collected.hint")}}}))
	viewtest.Golden(t, "collected", Collected(s, CollectedPage{Rows: []Way{{URL: "/portal/s/mau/orders/AB2C3D4E5F/refunds/1", Icon: "return", Label: s.T("portal.paidback", "amount", vnd(20_000)), Hint: "Đơn AB2C3D4E5F"}}}))
	viewtest.Golden(t, "collected_none", Collected(s, CollectedPage{}))
	for _, lang := range locale.All {
		s := shell(lang, "/portal/s/mau/orders/AB2C3D4E5F/received", "Tiền đã đến", "orders")
		viewtest.Golden(t, "received_"+string(lang), Received(s, ReceivedPage{Action: "/portal/s/mau/orders/AB2C3D4E5F/received", Code: "K7QM2XWPAS", Due: vnd(1_234_567), Account: "Agribank ••1234", Claimed: true, Amount: "1234567",
			Problems: view.Problems{{Field: "text", Sentence: s.T("fault.payment.bank_text")}}}))
		viewtest.Golden(t, "paidback_"+string(lang), PaidBack(s, PaidBackPage{Action: "/portal/s/mau/orders/AB2C3D4E5F/refunds/1", Amount: vnd(1_234_567), Bank: "Ngân hàng Nông nghiệp và Phát triển Nông thôn", Account: "0123456789", Holder: "NGUOI MUA MAU"}))
	}
	viewtest.Golden(t, "paidback_asks", PaidBack(s, PaidBackPage{Action: "/portal/s/mau/orders/AB2C3D4E5F/refunds/1", Amount: vnd(20_000)}))
}

func TestMoneyOfOrders(t *testing.T) {
	for _, lang := range locale.All {
		s := shell(lang, "/portal/s/mau/money/orders", "Tiền từng đơn", "money")
		viewtest.Golden(t, "order_moneys_"+string(lang), OrderMoneys(s, OrderMoneysPage{Rows: []OrderMoneyRow{
			{URL: "/portal/s/mau/money/orders/AB2C3D4E5F", Code: "AB2C3D4E5F", At: at, Paid: vnd(1_234_567_890), Net: vnd(1_148_000_000)},
			{URL: "/portal/s/mau/money/orders/GH6J7K8L9M", Code: "GH6J7K8L9M", At: at, Paid: vnd(330_000), Net: vnd(-1_200), Ended: true},
		}}))
		viewtest.Golden(t, "order_money_"+string(lang), OrderMoney(s, OrderMoneyPage{Code: "AB2C3D4E5F", State: s.T("portal.order_money.ended"),
			Buyer: []view.Sum{{Name: s.T("portal.order_money.paid"), Amount: vnd(330_000)}, {Name: s.T("portal.order_money.back"), Amount: vnd(-30_000)}, {Name: s.T("portal.order_money.stays"), Amount: vnd(300_000), Total: true}},
			Mine:  []view.Sum{{Name: s.T("sum.goods"), Amount: vnd(300_000)}, {Name: s.T("portal.row.commission"), Amount: vnd(-15_000)}, {Name: s.T("portal.net.amount"), Amount: vnd(285_000), Total: true}},
			Had:   []view.Sum{{Name: s.T("portal.order_money.had"), Amount: vnd(-300_000)}, {Name: s.T("portal.order_money.left"), Amount: vnd(-15_000), Total: true}},
			Order: view.Link{URL: "/portal/s/mau/orders/AB2C3D4E5F", Label: s.T("portal.order_money.order")}}))
		add := "/portal/s/mau/money/trader/new?product_id=1"
		viewtest.Golden(t, "perkg_"+string(lang), PerKg(s, PerKgPage{Notes: "/portal/s/mau/money/trader", Rows: []PerKgRow{
			{Name: longGood, PerKg: vnd(100_000), Net: vnd(93_000), Trader: vnd(81_000), Asked: "Chị Mẫu, 20/11/2026", Better: s.T("portal.perkg.better", "amount", vnd(12_000)), Add: add},
			{Name: "Táo mèo", PerKg: vnd(20_000), Net: vnd(18_600), Trader: vnd(19_000), Asked: "20/11/2026", Worse: s.T("portal.perkg.worse", "amount", vnd(400)), Add: add},
			{Name: "Quế", PerKg: vnd(90_000), Net: vnd(83_700), Add: add},
		}}))
		viewtest.Golden(t, "trader_notes_"+string(lang), TraderNotes(s, TraderNotesPage{Rows: []TraderNote{
			{What: longGood, Asked: "Chị Mẫu ở chợ Mường Lò", Day: "2026-11-20", Price: vnd(81_000), Remove: "/portal/s/mau/money/trader/1/remove"}, {What: "Chè, trà", Day: "2026-11-01", Price: vnd(19_000), Remove: "/portal/s/mau/money/trader/2/remove"},
		}}))
	}
	s := shell(locale.Vi, "/portal/s/mau/money/trader/new", "Giá thương lái", "money")
	viewtest.Golden(t, "order_moneys_none", OrderMoneys(s, OrderMoneysPage{}))
	viewtest.Golden(t, "perkg_none", PerKg(s, PerKgPage{}))
	viewtest.Golden(t, "trader_notes_none", TraderNotes(s, TraderNotesPage{}))
	viewtest.Golden(t, "trader", Trader(s, TraderPage{Action: "/portal/s/mau/money/trader", Price: "không", Day: "2026-11-22", Goods: []view.Option{{Value: "1", Label: longGood}, {Value: "kind/tea", Label: s.T("portal.trader.kind", "kind", "Chè, trà")}},
		Problems: view.Problems{{Field: "product_id", Sentence: s.T("fault.trader.what")}, {Field: "price", Sentence: s.T("fault.trader.price")}}}))
}

func TestRest(t *testing.T) {
	for _, lang := range locale.All {
		s := backTo(shell(lang, "/portal/s/mau/rest", "Ngủ và nghỉ", "stall"), "/portal/s/mau/stall", s0("portal.tab.stall"))
		goods := []Way{{URL: "/portal/s/mau/rest/che", Icon: "leaf", Label: longGood, Hint: view.Rests(lang, "2027-09-01")}, {URL: "/portal/s/mau/rest/que", Icon: "leaf", Label: "Quế"}}
		viewtest.Golden(t, "rest_"+string(lang), Rest(s, RestPage{State: view.Notice{Tone: view.Good, Text: s.T("portal.rest.awake")}, Season: "/portal/s/mau/rest?by_season=1", Until: "/portal/s/mau/rest",
			Months: view.Months(lang, func(m int) bool { return m >= 9 && m <= 11 }), Holiday: "/portal/s/mau/rest/holiday", Goods: goods, Day: "2020-01-01", Problems: view.Problems{{Field: "until", Sentence: s.T("fault.rest.until")}}}))
		viewtest.Golden(t, "rest_asleep_"+string(lang), Rest(s, RestPage{State: view.Notice{Tone: view.Care, Title: view.Rests(lang, "2027-09-01"), Text: s.T("portal.rest.asleep") + " " + s.T("portal.rest.calendar")}, Wake: "/portal/s/mau/rest/wake",
			Holiday: "/portal/s/mau/rest/holiday", Goods: goods}))
	}
	s := backTo(shell(locale.Vi, "/portal/s/mau/rest/holiday", "Nghỉ lễ", "stall"), "/portal/s/mau/rest", s0("portal.rest"))
	viewtest.Golden(t, "rest_product", Rest(s, RestPage{Name: longGood, State: view.Notice{Tone: view.Good, Text: s.T("portal.rest.awake")}, Until: "/portal/s/mau/rest/che"}))
	viewtest.Golden(t, "holiday", Holiday(s, HolidayPage{Action: "/portal/s/mau/rest/holiday", From: "2026-12-24", To: "2026-12-20", Words: "Nhà có đám cưới", Back: "/portal/s/mau/rest/holiday/end",
		Standing: &view.Notice{Tone: view.Care, Text: s.T("portal.holiday.standing", "from", "24/12/2026", "to", "26/12/2026")}, Problems: view.Problems{{Field: "to", Sentence: s.T("fault.rest.to", "most", 60)}}}))
}

func TestHarvest(t *testing.T) {
	for _, lang := range locale.All {
		s := backTo(shell(lang, "/portal/s/mau/harvests", "Bán trước mùa", "stall"), "/portal/s/mau/stall", s0("portal.tab.stall"))
		awaited := Way{URL: "/portal/s/mau/harvests/1", Icon: "calendar", Label: longGood, Hint: s.T("portal.harvest.state.open", "from", "27/12/2026", "to", "29/12/2026"), Count: s.N("portal.harvest.orders", 12)}
		viewtest.Golden(t, "harvests_"+string(lang), Harvests(s, HarvestsPage{Awaited: []Way{awaited}, Goods: []Way{{URL: "/portal/s/mau/harvests/new/2", Icon: "leaf", Label: "Quế", Hint: "bó 500 g"}},
			Past: []Way{{URL: "/portal/s/mau/harvests/3", Icon: "calendar", Label: "Măng mai", Hint: s.T("portal.harvest.state.failed")}}}))
		viewtest.Golden(t, "harvest_"+string(lang), Harvest(s, HarvestPage{Name: longGood, State: view.Notice{Tone: view.Care, Text: s.T("portal.harvest.late", "day", "01/01/2027")},
			Facts: []Pair{{s.T("portal.harvest.until"), "20/12/2026"}, {s.T("portal.harvest.held"), "120 kg / 200 kg"}, {s.T("portal.harvest.waiting"), s.N("portal.harvest.orders", 12)}},
			Here:  "/portal/s/mau/harvests/1/here", Move: "/portal/s/mau/harvests/1/move", Stop: "/portal/s/mau/harvests/1/stop", Fail: "/portal/s/mau/harvests/1/fail"}))
		asked := NewHarvestPage{Action: "/portal/s/mau/harvests/new/2", Name: longGood, Unit: "bó", Most: "0", Question: "most", Last: "06/01/2027", Problems: view.Problems{{Field: "most", Sentence: s.T("fault.quantity.positive")}}}
		viewtest.Golden(t, "harvest_most_"+string(lang), NewHarvest(s, asked))
		asked.Weighed, asked.Question, asked.Most, asked.Problems = true, "days", "200", view.Problems{{Field: "to", Sentence: s.T("fault.harvest.too_far", "last", "06/01/2027")}}
		asked.From, asked.To = "2026-12-27", "2027-01-07"
		viewtest.Golden(t, "harvest_days_"+string(lang), NewHarvest(s, asked))
		asked.Question, asked.To, asked.Problems = "until", "2026-12-29", nil
		viewtest.Golden(t, "harvest_until_"+string(lang), NewHarvest(s, asked))
		asked.Question, asked.Until, asked.Amount, asked.Problems = "", "2026-12-20", "200 kg", view.Problems{{Sentence: s.T("fault.harvest.there")}}
		asked.Change = []string{asked.Action + "?again=most", asked.Action + "?again=days", asked.Action + "?again=until"}
		viewtest.Golden(t, "harvest_look_"+string(lang), NewHarvest(s, asked))
		viewtest.Golden(t, "harvest_came_"+string(lang), Harvest(s, HarvestPage{Name: longGood, State: view.Notice{Tone: view.Plain, Text: s.T("portal.harvest.state.here")}, Orders: "/portal/s/mau"}))
		viewtest.Golden(t, "harvest_here_"+string(lang), HarvestHere(s, HarvestHerePage{Action: "/portal/s/mau/harvests/1/here", Name: longGood, Weighed: true, Held: "120 kg", Quantity: "x", Problems: view.Problems{{Field: "quantity", Sentence: s.T("fault.quantity.weight")}}}))
		viewtest.Golden(t, "harvest_move_"+string(lang), MoveHarvest(s, MoveHarvestPage{Action: "/portal/s/mau/harvests/1/move", Name: longGood, From: "2026-12-30", To: "2027-01-02", Last: "12/01/2027"}))
		viewtest.Golden(t, "harvest_fail_"+string(lang), FailHarvest(s, FailHarvestPage{Action: "/portal/s/mau/harvests/1/fail", Back: "/portal/s/mau/harvests/1", Name: longGood, Orders: s.N("portal.harvest.orders", 12)}))
	}
	many := HarvestsPage{Find: true, Action: "/portal/s/mau/harvests", Query: "mang", Pager: Pager{Next: "/portal/s/mau/harvests?from=10", First: "/portal/s/mau/harvests"}}
	s := shell(locale.Vi, "/portal/s/mau/harvests", "Bán trước mùa", "stall")
	viewtest.Golden(t, "harvests_not_found", Harvests(s, many))
	many.Goods = []Way{{URL: "/portal/s/mau/harvests/new/2", Icon: "leaf", Label: longGood, Hint: "bó 500 g · " + s.T("portal.harvests.in_season")}, {URL: "/portal/s/mau/harvests/new/4", Icon: "leaf", Label: "Măng mai", Hint: "cân ký · " + s.T("portal.harvests.season", "month", "tháng 12")}}
	viewtest.Golden(t, "harvests_many", Harvests(s, many))
	viewtest.Golden(t, "harvest_no_way", NewHarvest(s, NewHarvestPage{Action: "/portal/s/mau/harvests/new/2", Name: longGood, Most: "200", From: "2026-12-27", To: "2026-12-29", Until: "2026-12-20", Amount: "200 kg",
		NoWay: s.T("portal.harvest.no_way_text", "amount", "100 kg"), Delivery: "/portal/s/mau/delivery"}))
	viewtest.Golden(t, "harvests_none", Harvests(shell(locale.Vi, "/portal/s/mau/harvests", "Bán trước mùa", "stall"), HarvestsPage{Products: "/portal/s/mau/products"}))
}

func TestMarketsPostAndBoxes(t *testing.T) {
	days := []Month{{"0", "Thứ hai", true}, {"6", "Chủ nhật", false}}
	for _, lang := range locale.All {
		s := backTo(shell(lang, "/portal/s/mau/markets", "Phiên chợ", "stall"), "/portal/s/mau/stall", s0("portal.tab.stall"))
		viewtest.Golden(t, "markets_"+string(lang), Markets(s, MarketsPage{Add: "/portal/s/mau/markets/new", Rows: []MarketRow{
			{Name: "Chợ phiên Mù Cang Chải", When: view.MarketWhen(lang, []int{5, 6}, nil, "6:00–11:00"), Place: "Cạnh cổng chính", Remove: "/portal/s/mau/markets/1/remove"},
			{Name: "Chợ lùi", When: view.MarketWhen(lang, nil, []clock.Date{"2026-12-05", "2026-12-11"}, ""), Remove: "/portal/s/mau/markets/2/remove"}}}))
		viewtest.Golden(t, "spread_"+string(lang), Spread(s, SpreadPage{Address: "https://chophien.example/s/mau", Card: "/share/s/mau.jpg", Posters: []Way{{URL: "/portal/s/mau/spread/a4", Icon: "qr", Label: s.T("portal.spread.size", "size", "A4"), Hint: s.T("portal.spread.size_a4")}}}))
		viewtest.Golden(t, "packing_"+string(lang), Packing(s, PackingPage{Action: "/portal/s/mau/packing/che", Name: longGood, Words: "Lót lá chuối.", Boxes: []BoxRow{{"vừa", "30", "x", "20", "5 kg"}, {}, {}},
			Problems: view.Problems{{Field: "boxes", Sentence: s.T("fault.packing.box", "most", 200)}}}))
	}
	s := backTo(shell(locale.Vi, "/portal/s/mau/markets/new", "Phiên chợ", "stall"), "/portal/s/mau/markets", s0("portal.markets"))
	viewtest.Golden(t, "markets_none", Markets(s, MarketsPage{Add: "/portal/s/mau/markets/new"}))
	viewtest.Golden(t, "market_new", Market(s, MarketPage{Action: "/portal/s/mau/markets/new", Days: days}))
	viewtest.Golden(t, "market", Market(s, MarketPage{Action: "/portal/s/mau/markets/new", Market: "Chợ lùi", Dates: "5/12/2026, mai", Days: days, Problems: view.Problems{{Field: "weekdays", Sentence: s.T("fault.market.days")}, {Field: "dates", Sentence: s.T("fault.market.dates", "most", 40)}}}))
	viewtest.Golden(t, "post", Post(s, PostPage{Action: "/portal/s/mau/post", At: "place", Told: true, Days: days, Problems: view.Problems{{Field: "point", Sentence: s.T("fault.post.point")}}}))
	viewtest.Golden(t, "post_days", Post(s, PostPage{Action: "/portal/s/mau/post", At: "days", Point: "Bưu điện xã", Days: days}))
	viewtest.Golden(t, "post_hours", Post(s, PostPage{Action: "/portal/s/mau/post", At: "hours", Point: "Bưu điện xã", Days: days}))
	viewtest.Golden(t, "packings", Packings(s, PackingsPage{Goods: []Way{{URL: "/portal/s/mau/packing/che", Icon: "box", Label: longGood, Hint: s.T("portal.packing.told")}}}))
	viewtest.Golden(t, "packings_none", Packings(s, PackingsPage{}))
}
