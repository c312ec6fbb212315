package portal

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/chophien/chophien/models/account"
	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/markettest"
)

// A household hands in that it grows what it sells; an officer compares it; from then on
// nothing is withheld of it, and the seller is told so before and after.
func TestAGrowersPaperTakesTheTaxAway(t *testing.T) {
	m := openMarket(t)
	sellerID, owner := m.Seller(t)
	_, other := m.Seller(t)
	rice := m.Variant(t, markettest.Good{SellerID: sellerID, Stock: 100, TaxClass: "own_raw_produce", Price: 100_000})
	at := m.stallPathOf(sellerID)
	b := m.with(owner, actor.AllRights...)
	look := at + "/products/" + m.productOf(rice) + "/look"
	b.get(look).shows(200, "Chưa có giấy nhà tự trồng", "1.000")
	fields := []string{"kind", "own_produce", "number", "12/GXN", "issuer", "UBND xã thử", "issued_on", "2026-01-05", "valid_from", "2026-01-05"}
	page := at + "/taxpapers"
	b.post(page, fields...).shows(422, "f-scan-wrong", `value="12/GXN"`)
	b.upload(page, "scan", "x.html", []byte("<script>"), fields...).shows(415, "f-scan-wrong")
	exemption := append([]string{"kind", "exemption", "valid_to", "2027-01-01"}, fields[2:]...)
	b.upload(page, "scan", "giay.jpg", picture(t), exemption...)
	if b.status != 403 {
		t.Errorf("a member enters an exemption: %d", b.status)
	}
	b.upload(page, "scan", "giay.jpg", picture(t), fields...).shows(200, "Chờ cán bộ xem", "12/GXN")
	b.get(look).shows(200, "Chưa có giấy nhà tự trồng")
	m.with(other, actor.AllRights...).get(page)

	officer := m.opens(m.enrol(account.Officer))
	officer.get("/portal/officer/taxpapers").shows(200, "12/GXN")
	to := officer.page[strings.Index(officer.page, "/portal/officer/taxpapers/"):]
	to = to[:strings.Index(to, `"`)]
	officer.get(to).shows(200, "UBND xã thử", to+"/verify")
	if officer.get(to + "/scan"); officer.status != 200 {
		t.Errorf("the scan answers %d", officer.status)
	}
	officer.post(to+"/refuse").shows(422, "f-reason-wrong")
	officer.post(to+"/verify").shows(200, "Đã xác nhận", to+"/withdraw")
	officer.post(to + "/verify").shows(409)
	b.get(look).shows(200).hides("Chưa có giấy nhà tự trồng", "1.000 ")
	b.get(page).shows(200, "Đã xác nhận")
	officer.post(to+"/withdraw", "reason", "Hộ đã chuyển nghề").shows(200, "Đã hết hiệu lực")
	b.get(look).shows(200, "Chưa có giấy nhà tự trồng")

	desk := m.opens(m.enrol(account.Admin))
	stall := "/portal/desk/stalls" + strings.TrimPrefix(at, "/portal/s")
	desk.get(stall).shows(200, stall+"/taxpapers")
	desk.upload(stall+"/taxpapers", "scan", "giay.jpg", picture(t), exemption...).shows(200, "Miễn khấu trừ thuế", "Chờ cán bộ xem")
}

// A month is shown when it is due, closed by the desk, and read by its sellers as a year.
func TestAMonthIsDeclared(t *testing.T) {
	m := openMarket(t)
	sellerID, owner := m.Seller(t)
	_, other := m.Seller(t)
	v := m.Variant(t, markettest.Good{SellerID: sellerID, Stock: 100, Price: 100_000})
	m.Paid(t, m.Buyer(t), map[string]int64{v: 3}, "flat")
	period := m.Now().Date().Period()
	desk := m.opens(m.enrol(account.Admin))
	month := "/portal/desk/tax?month=" + period
	desk.get(month).shows(200, "Chưa khai", "annex.xlsx").hides("/close")
	for _, typed := range []string{"13/2026", "tháng này", "2026-00"} {
		desk.get("/portal/desk/tax?month="+url.QueryEscape(typed)).shows(422, `id="f-month-wrong"`, `value="`+typed+`"`)
	}
	desk.get("/portal/desk/tax?month="+url.QueryEscape(period[5:]+"/"+period[:4])).shows(200, period[5:]+"/"+period[:4])
	desk.post("/portal/desk/tax/"+period+"/close", "sure", "1").shows(409, "chưa hết", "Thuế")
	if desk.status != 409 {
		t.Errorf("a month that is not over is closed: %d", desk.status)
	}
	m.Pass(31 * 24 * time.Hour)
	desk = m.opens(m.enrol(account.Admin))
	desk.get("/portal/desk").shows(200, "month="+period, "khai trước hết")
	desk.get(month).shows(200, "/portal/desk/tax/"+period+"/close")
	desk.post("/portal/desk/tax/"+period+"/close").shows(422, `id="f-sure-wrong"`, "Chưa khai")
	for range 2 {
		desk.post("/portal/desk/tax/"+period+"/close", "sure", "1").shows(200, "Đã khai").hides("/close")
	}
	desk.get("/portal/desk").shows(200).hides("khai trước hết")
	if desk.get("/portal/desk/tax/" + period + "/annex.csv"); desk.status != 200 || !strings.Contains(desk.page, "total") || !strings.Contains(desk.page, period) {
		t.Errorf("%d %s", desk.status, desk.page)
	}
	if desk.get("/portal/desk/tax/" + period + "/annex.xlsx"); desk.status != 200 || !strings.HasPrefix(desk.page, "PK") {
		t.Errorf("%d %.20q", desk.status, desk.page)
	}
	if desk.get("/portal/desk/tax/2026-99/annex.csv"); desk.status != 404 {
		t.Errorf("no month: %d", desk.status)
	}
	year := m.stallPathOf(sellerID) + "/money/tax/" + period[:4]
	b := m.with(owner, actor.SeeMoney)
	b.get(m.stallPathOf(sellerID)+"/money/tax").shows(200, year)
	b.get(year).shows(200, "Đã khai", "03/CNKD-TMĐT", "1.000.000.000", year+"/pdf")
	if b.get(year + "/pdf"); b.status != 200 || !strings.HasPrefix(b.page, "%PDF") {
		t.Errorf("%d %.20q", b.status, b.page)
	}
	for _, no := range []string{"1999", "soon"} {
		if b.get(m.stallPathOf(sellerID) + "/money/tax/" + no); b.status != 404 {
			t.Errorf("the year %s: %d", no, b.status)
		}
	}
	if s := m.with(other, actor.AllRights...).get(year); s.status != 404 {
		t.Errorf("a stranger: %d", s.status)
	}
	m.Prove(t)
}
