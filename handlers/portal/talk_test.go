package portal

import (
	"context"
	"regexp"
	"testing"
	"time"

	"github.com/chophien/chophien/models/account"
	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/conversation"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/markettest"
)

var seenField = regexp.MustCompile(`name="seen" value="(\d+)"`)

// A seller reads what the buyer says, with numbers masked until it takes the order, answers
// with a ready sentence, and calls the desk, who says why it looks.
func TestASellerTalksToTheBuyer(t *testing.T) {
	m := openMarket(t)
	sellerID, owner := m.Seller(t)
	v := m.Variant(t, markettest.Good{SellerID: sellerID, Stock: 100})
	by := m.Buyer(t)
	o := m.Orders(t, m.Paid(t, by, map[string]int64{v: 2}, "flat"))[0]
	if err := m.parts.Talks.Say(context.Background(), conversation.Buyer(by), o.ID, conversation.Words{Text: "Gọi <b>0912 345 678</b> nhé"}, "k"); err != nil {
		t.Fatal(err)
	}
	b, at := m.with(owner, actor.HandleOrders), m.stallPathOf(sellerID)
	page := at + "/orders/" + o.Code
	b.get(at).shows(200, page+"/talk", "Khách nhắn về đơn")
	b.get(page).shows(200, page+"/talk")
	b.get(page+"/talk").shows(200, "••••", "bị che", "Nói gì với người mua").hides("0912 345 678", "<b>0912")
	b.get(at).shows(200, "Khách nhắn về đơn") // to fetch a page tells nothing
	b.get(page+"/talk").shows(200, "Tôi đã đọc", "data-seen")
	read := seenField.FindStringSubmatch(b.page)[1]
	b.post(page+"/talk/seen", "seen", read).shows(200).hides("data-seen")
	b.get(at).hides("Khách nhắn về đơn")
	m.Pass(time.Minute)
	if err := m.parts.Talks.Say(context.Background(), conversation.Buyer(by), o.ID, conversation.Words{Text: "Còn hàng không?"}, "k2"); err != nil {
		t.Fatal(err)
	}
	b.post(page+"/talk", "text", "Chào bạn", "seen", read).shows(200, "data-seen") // the answer was to what the page showed
	b.post(page+"/talk", "text", "").shows(422, "Xin viết vài chữ")
	b.post(page+"/talk", "text", "Vâng, tôi gói ngay").shows(200, "Vâng, tôi gói ngay", "Đã gửi")
	b.post(page + "/confirm")
	b.get(page+"/talk").shows(200, "&lt;b&gt;0912 345 678").hides("bị che")
	b.post(page+"/talk/report", "reason", "x").shows(422, "Xin chọn một lý do")
	b.post(page+"/talk/report", "reason", "talk.outside").shows(200, "sẽ xem")

	desk := m.opens(m.enrol(account.Admin))
	desk.get("/portal/desk/talks").shows(200, "Rủ mua bán ngoài chợ").hides("tôi gói ngay")
	desk.post("/portal/desk/orders/"+o.Code+"/talk", "reason", "").shows(422, "Xin chọn một lý do").hides("tôi gói ngay")
	desk.post("/portal/desk/orders/"+o.Code+"/talk", "reason", "talk.reported").
		shows(200, "tôi gói ngay", "0912 345 678", "Rủ mua bán ngoài chợ", "/settle", "/portal/desk/orders/"+o.Code+`"`)
	calls, err := m.parts.Talks.Reports(context.Background(), actor.Admin{}, db.Cursor{}, 9)
	if err != nil || len(calls) != 1 {
		t.Fatal(calls, err)
	}
	desk.get("/portal/desk/talks")
	desk.post("/portal/desk/talks/"+calls[0].ID+"/settle").shows(200, "Không có lời báo nào")
	m.Prove(t)
}
