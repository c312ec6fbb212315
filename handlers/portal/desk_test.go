package portal

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/account"
	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/markettest"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/seller"
	"github.com/chophien/chophien/models/settlement"
	"github.com/chophien/chophien/payments"
	"github.com/chophien/chophien/payments/momo/momotest"
)

func TestTheDeskCancelsAnOrderOnce(t *testing.T) {
	m := openMarket(t)
	sellerID, _ := m.Seller(t)
	v := m.Variant(t, markettest.Good{SellerID: sellerID, Stock: 10})
	o := m.Orders(t, m.Paid(t, m.Buyer(t), map[string]int64{v: 2}, "flat"))[0]
	desk := m.opens(m.enrol(account.Admin))
	desk.get("/portal/desk/orders?code=nothing").shows(404)
	desk.get("/portal/desk/orders?code="+strings.ToLower(o.Code)).shows(200, o.Code, "/cancel", "thì tiền là của người bán").hides("Bản Thử", "Người Nhận Thử", "tiền là của bạn", "bạn nhận")
	page := "/portal/desk/orders/" + o.Code
	desk.post(page+"/cancel", "reason", "because").shows(422)
	for range 2 {
		desk.post(page+"/cancel", "reason", "desk.fraud").shows(200, "Đơn đã hủy")
	}
	if got := m.Order(t, o.ID); got.Status != order.Cancelled || m.Back(t, o.ID) != o.Total().Dong() {
		t.Errorf("%s, %d back", got.Status, m.Back(t, o.ID))
	}
	if n := m.Count(t, "audit_entries", "verb = 'order.cancel' AND subject_id = ?", o.ID); n != 1 {
		t.Errorf("written down %d times", n)
	}
	desk.post("/portal/desk/orders/nothing/cancel", "reason", "desk.fraud").shows(404)
	m.Prove(t)
}

// Whom the desk may call it sees for a reason, which is written down before.
func TestTheDeskSeesABuyersNumberForAReason(t *testing.T) {
	m := openMarket(t)
	sellerID, _ := m.Seller(t)
	v := m.Variant(t, markettest.Good{SellerID: sellerID, Stock: 10})
	buyer := m.Buyer(t)
	o := m.Orders(t, m.Paid(t, buyer, map[string]int64{v: 2}, "flat"))[0]
	desk := m.opens(m.enrol(account.Admin))
	page := "/portal/desk/orders/" + o.Code
	const number = "0900 000 077"
	sealed := m.Till.Keys.Seal("phones.sealed", "+84900000077")
	if err := m.DB.Tx(t.Context(), func(tx *gorm.DB) error {
		return tx.Exec("UPDATE phones SET sealed = ? WHERE id = ?", sealed, buyer.PhoneID).Error
	}); err != nil {
		t.Fatal(err)
	}
	desk.get(page).shows(200, page+"/contact").hides(number, "Người Nhận Thử")
	desk.get(page+"/contact").shows(200, "Chợ ghi lại ai xem", "contact.delivery").hides(number, "Người Nhận Thử")
	desk.get("/portal/desk/orders/nothing/contact").shows(404)
	seen := func() int64 {
		return m.Count(t, "audit_entries", "verb = 'order.contact' AND reason = 'contact.delivery' AND subject_id = ?", o.ID)
	}
	desk.post(page+"/contact", "reason", "curious").shows(422, "Xin chọn một lý do").hides(number, "Người Nhận Thử")
	desk.post("/portal/desk/orders/nothing/contact", "reason", "contact.delivery").shows(404)
	m.opens(m.enrol(account.Officer)).post(page+"/contact", "reason", "contact.delivery").shows(403)
	if n := seen(); n != 0 {
		t.Errorf("written down %d times before", n)
	}
	desk.post(page+"/contact", "reason", "contact.delivery").shows(200, number, "Người Nhận Thử", "tel:")
	if n := seen(); n != 1 {
		t.Errorf("written down %d times", n)
	}
}

// The desk says for a silent seller that the buyer has it, or that it came back: each once,
// and nobody else does it.
func TestTheDeskEndsTheWayOfAParcel(t *testing.T) {
	m := openMarket(t)
	sellerID, owner := m.Seller(t)
	v := m.Variant(t, markettest.Good{SellerID: sellerID, Stock: 10})
	do, ctx := m.parts.Fulfillment, t.Context()
	desk, stranger := m.opens(m.enrol(account.Admin)), m.opens(m.enrol(account.Officer))
	for _, c := range []struct {
		verb   string
		fields []string
		want   order.Status
	}{
		{"deliver", nil, order.Delivered},
		{"return", []string{"reason", "return.damaged"}, order.Returned},
	} {
		o := m.Orders(t, m.Paid(t, m.Buyer(t), map[string]int64{v: 1}, "flat"))[0]
		for _, step := range []func() error{
			func() error { _, err := do.Confirm(ctx, owner, o.ID); return err },
			func() error { _, err := do.Pack(ctx, owner, o.ID, m.AsOrdered(t, o.ID)); return err },
			func() error { _, err := do.Ship(ctx, owner, o.ID, "TEST"+o.Code); return err },
		} {
			if err := step(); err != nil {
				t.Fatal(err)
			}
		}
		page := "/portal/desk/orders/" + o.Code
		desk.get("/portal/desk/orders?code="+o.Code).shows(200, page+"/"+c.verb)
		stranger.post(page+"/"+c.verb, c.fields...).shows(403)
		desk.post("/portal/desk/orders/nothing/"+c.verb, c.fields...).shows(404)
		if got := m.Order(t, o.ID); got.Status != order.Shipped {
			t.Fatalf("the order is %s", got.Status)
		}
		desk.post(page+"/"+c.verb, c.fields...).shows(200)
		desk.post(page+"/"+c.verb, c.fields...)
		if got := m.Order(t, o.ID); got.Status != c.want {
			t.Errorf("%s: the order is %s", c.verb, got.Status)
		}
		if n := m.Count(t, "order_moves", "order_id = ? AND to_status = ?", o.ID, c.want); n != 1 {
			t.Errorf("%s is written down %d times", c.verb, n)
		}
	}
	m.Prove(t)
}

func TestTheDeskGivesAndTakesRoles(t *testing.T) {
	m := openMarket(t)
	desk := m.opens(m.enrol(account.Admin))
	someone := m.enrol("")
	phone, err := m.parts.Accounts.PhoneNumber(t.Context(), m.DB.Read(t.Context()), someone.PhoneID)
	if err != nil {
		t.Fatal(err)
	}
	add := "/portal/desk/roles/new"
	desk.get("/portal/desk/roles").shows(200, add)
	desk.get(add).shows(200, "Xã Văn Chấn")
	desk.post(add, "role", "helper", "phone", phone, "name", "Ai Đó", "code", "").shows(422)
	desk.post(add, "role", "king", "phone", phone, "name", someone.Name, "code", "").shows(422)
	desk.post(add, "role", "admin", "phone", phone, "name", someone.Name, "code", markettest.Ward).shows(422)
	desk.post(add, "role", "helper", "phone", phone, "name", someone.Name, "code", markettest.Ward).shows(200, someone.Name, "Xã Văn Chấn")
	desk.post(add, "role", "helper", "phone", phone, "name", someone.Name, "code", markettest.Ward).shows(409)
	helper := m.opens(someone)
	helper.get("/portal/helper").shows(200, "chỉ làm được việc mà nhà đó trao quyền", "không cho bạn động đến tiền")
	desk.get("/portal/desk/roles?role=helper")
	revoke := regexp.MustCompile(`action="(/portal/desk/roles/[^"]+/revoke[?]role=[a-z]+)"`).FindStringSubmatch(desk.page)[1]
	end := regexp.MustCompile(`action="(/portal/desk/people/[^"]+/end-sessions[?]role=[a-z]+)"`).FindStringSubmatch(desk.page)[1]
	desk.post(revoke).shows(200)
	desk.post(revoke).shows(404)
	m.Pass(time.Second)
	helper.get("/portal/helper").shows(403)
	desk.post(end).shows(200)
	helper.get("/portal/helper").shows(401)
	desk.get("/portal/desk/roles?role=admin")
	last := regexp.MustCompile(`action="(/portal/desk/roles/[^"]+/revoke[?]role=[a-z]+)"`).FindStringSubmatch(desk.page)[1]
	desk.post(last).shows(409, "ít nhất một người", last)
}

// A stall that stands still because a paper ended is held by an officer's reason too: handing the
// paper in opens it no more, and who suspends it again without one is refused.
func TestAStallThatLacksAPaperIsSuspendedForCause(t *testing.T) {
	m := openMarket(t)
	sellerID, _ := m.Seller(t)
	officer := m.opens(m.enrol(account.Officer))
	page := strings.Replace(m.stallPathOf(sellerID), "/portal/s/", "/portal/officer/stalls/", 1)
	tx := func(fn func(tx *gorm.DB) error) {
		t.Helper()
		if err := m.DB.Tx(t.Context(), fn); err != nil {
			t.Fatal(err)
		}
	}
	var was string
	tx(func(tx *gorm.DB) error {
		if err := tx.Raw("SELECT state FROM requirements WHERE seller_id = ? AND kind = 'identity'", sellerID).Scan(&was).Error; err != nil {
			return err
		}
		if err := tx.Exec("UPDATE requirements SET state = 'asked', decided_at = 0, decided_by = '' WHERE seller_id = ? AND kind = 'identity'", sellerID).Error; err != nil {
			return err
		}
		return seller.StopLacking(t.Context(), tx, sellerID, actor.System{}, m.Now())
	})
	officer.get(page).shows(200, page+"/suspend\"")
	m.Pass(time.Minute)
	officer.post(page+"/suspend", "reason", "Bán hàng giả").shows(200, "Bán hàng giả").hides(page + "/suspend\"")
	officer.post(page+"/suspend", "reason", "Lần nữa").shows(409)
	tx(func(tx *gorm.DB) error {
		if err := tx.Exec("UPDATE requirements SET state = ?, decided_at = ?, decided_by = 'officer' WHERE seller_id = ? AND kind = 'identity'", was, m.Now(), sellerID).Error; err != nil {
			return err
		}
		opened, err := seller.OpenReady(t.Context(), tx, sellerID, actor.System{}, m.Now())
		if opened {
			t.Error("the paper opened a stall that is suspended for cause")
		}
		return err
	})
}

func TestAStallIsClosedForGood(t *testing.T) {
	m := openMarket(t)
	sellerID, _ := m.Seller(t)
	officer := m.opens(m.enrol(account.Officer))
	page := strings.Replace(m.stallPathOf(sellerID), "/portal/s/", "/portal/officer/stalls/", 1)
	officer.get(page).shows(200, page+"/close", page+"/suspend")
	officer.post(page+"/close", "reason", "").shows(422, `id="f-reason-close-wrong"`)
	long := strings.Repeat("Vì thế. ", 100)
	officer.post(page+"/close", "reason", long).shows(422, `id="f-reason-close-wrong"`, strings.TrimSpace(long), "<details class=\"card fold after\" open")
	officer.post(page+"/suspend", "reason", "").shows(422, `id="f-reason-wrong"`)
	officer.post(page+"/check", "method", "", "reference", "12").shows(422, `id="f-method"`, `value="12"`)
	officer.post(page+"/suspend", "reason", "Nghỉ").shows(200)
	officer.get(page).shows(200, page+"/activate")
	officer.post(page+"/close", "reason", "Thôi bán").shows(200).hides(page+"/activate", page+"/suspend\"")
	officer.post(page+"/close", "reason", "Thôi bán").shows(409)
}

// Whatever the desk's first page leads to is there.
func TestEveryWayOfTheDeskLeadsSomewhere(t *testing.T) {
	m := openMarket(t)
	desk := m.opens(m.enrol(account.Admin))
	ways := regexp.MustCompile(`href="(/portal/desk/[^"]+)"`).FindAllStringSubmatch(desk.get("/portal/desk").shows(200).page, -1)
	if len(ways) < 10 {
		t.Fatalf("%d ways", len(ways))
	}
	for _, way := range ways {
		desk.get(way[1]).shows(200)
	}
}

// One transfer of a batch is marked, or came back, by itself.
func TestTheDeskMarksOnePayout(t *testing.T) {
	m := openMarket(t)
	sellerID, owner := m.Seller(t)
	m.delivered(sellerID, owner, m.Buyer(t))
	m.with(owner, actor.AllRights...).payee(m.stallPathOf(sellerID), "own", testPIN, bankFields...).shows(200)
	m.Pass(4 * 24 * time.Hour)
	if err := m.parts.Fulfillment.CompleteDue(t.Context()); err != nil {
		t.Fatal(err)
	}
	desk := m.opens(m.enrol(account.Admin))
	desk.post("/portal/desk/payouts/open").shows(200)
	batch := strings.Split(desk.where, "?")[0]
	var code string
	if err := m.DB.Read(t.Context()).Raw("SELECT code FROM payout_batches").Scan(&code).Error; err != nil {
		t.Fatal(err)
	}
	desk.post(batch + "/export")
	desk.get(batch).shows(200, code, "Cả đợt đã chuyển xong?")
	paid := regexp.MustCompile(`action="(` + batch + `/[^"/]+/paid)"`).FindStringSubmatch(desk.page)[1]
	one := strings.TrimSuffix(strings.TrimPrefix(paid, batch+"/"), "/paid")
	desk.post(paid, "bank_ref", "?").shows(422, `id="f-bank_ref-`+one+`-wrong"`, `value="?"`)
	desk.post(batch+"/"+one+"/return", "reason", "").shows(422, `id="f-reason-`+one+`-wrong"`)
	desk.post(batch+"/paid", "bank_ref", "?").shows(422, `id="f-bank_ref-wrong"`, `value="?"`)
	for range 2 { // again with the same reference it has no effect
		desk.post(paid, "bank_ref", "FT26123456789").shows(200, "Đã chuyển", "FT26123456789", "Đợt này không còn").hides("Tải tệp CSV")
	}
	desk.post(batch+"/nothing/paid", "bank_ref", "FT26123456789").shows(404)
	owned, at := m.with(owner, actor.AllRights...), m.stallPathOf(sellerID)
	owned.get(at).shows(200).hides("bị trả lại")
	desk.post(batch+"/"+one+"/return", "reason", settlement.BankFailed).shows(200)
	owned.get(at).shows(200, "bị trả lại", at+"/money/payouts")
	m.with(owner, actor.SeeOrders).get(at).shows(200).hides("bị trả lại")
	m.Prove(t)
}

// The desk reads of whose money waits in words for the desk, not in those for the seller, and
// is led to the stall.
func TestTheDeskReadsWhoCannotBePaid(t *testing.T) {
	m := openMarket(t)
	sellerID, owner := m.Seller(t)
	m.delivered(sellerID, owner, m.Buyer(t))
	m.Pass(4 * 24 * time.Hour)
	if err := m.parts.Fulfillment.CompleteDue(t.Context()); err != nil {
		t.Fatal(err)
	}
	desk := m.opens(m.enrol(account.Admin))
	stall := "/portal/desk/stalls/" + strings.TrimPrefix(m.stallPathOf(sellerID), "/portal/s/")
	desk.get("/portal/desk/waiting").shows(200, "Người bán chưa chọn nơi nhận tiền.", stall)
	desk.get(stall).shows(200)
}

// Terms of payout are announced, and sellers see them at once; what is wrong stands beside
// its field.
func TestTheDeskAnnouncesTermsOfPayout(t *testing.T) {
	m := openMarket(t)
	sellerID, owner := m.Seller(t)
	desk := m.opens(m.enrol(account.Admin))
	desk.get("/portal/desk/payouts").shows(200, "/portal/desk/terms")
	desk.get("/portal/desk/terms").shows(200, "3 ngày")
	form := []string{"valid_from", "2026-12-01", "every_days", "2", "most_days", "8", "minimum", "60.000", "fee_bearer", "seller", "fee", "2.200", "source", "Biểu phí"}
	wrong := slices.Clone(form)
	wrong[5], wrong[7] = "nhiều", "ít"
	desk.post("/portal/desk/terms", wrong...).shows(422, "ít")
	desk.post("/portal/desk/terms", append(slices.Clone(form[:4]), "most_days", "4", "minimum", "60.000", "fee_bearer", "seller", "fee", "2.200", "source", "x")...).shows(422, "từ 5 đến 90")
	desk.post("/portal/desk/terms", form...).shows(200, "Sẽ đổi từ ngày")
	desk.post("/portal/desk/terms", form...).shows(409)
	m.with(owner, actor.SeeMoney).get(m.stallPathOf(sellerID)+"/money").shows(200, "Sẽ đổi từ ngày", "60.000", "2.200")
	m.opens(m.enrol("")).post("/portal/desk/terms", form...).shows(403)
}

// What gateways keep is shown, and what they hand over booked from their statements.
func TestTheDeskBooksWhatGatewaysHandOver(t *testing.T) {
	m := openMarket(t)
	sellerID, _ := m.Seller(t)
	v := m.Variant(t, markettest.Good{SellerID: sellerID, Stock: 10})
	desk := m.opens(m.enrol(account.Admin))
	desk.get("/portal/desk").shows(200, "/portal/desk/gateways")
	desk.get("/portal/desk/gateways").shows(200, "Không cổng nào")
	m.Paid(t, m.Buyer(t), map[string]int64{v: 2}, "flat")
	form := []string{"gateway", m.Bank.Code(), "reference", "DS-2026-11", "to_bank", "90.000", "fee", "2.000", "lost", "", "note", ""}
	desk.get("/portal/desk/gateways").shows(200, m.Bank.Code(), "Đang giữ")
	wrong := slices.Clone(form)
	wrong[7] = "ít"
	desk.post("/portal/desk/gateways", wrong...).shows(422, "ít")
	wrong[7], wrong[9] = "2.000", "1.000"
	desk.post("/portal/desk/gateways", wrong...).shows(422, "lý do mất tiền")
	desk.post("/portal/desk/gateways", form...).shows(200, "Đã ghi vào sổ", "DS-2026-11", "90.000", "2.000")
	desk.post("/portal/desk/gateways", form...).shows(409, "đã ghi rồi")
	m.opens(m.enrol("")).post("/portal/desk/gateways", form...).shows(403)
	m.Prove(t)
}

// What a gateway gives back at least is announced beforehand, and read where refunds are.
func TestTheDeskAnnouncesWhatGatewaysGiveBackAtLeast(t *testing.T) {
	m := openMarket(t)
	desk := m.opens(m.enrol(account.Admin))
	desk.get("/portal/desk/books/refunds").shows(200, "/portal/desk/floors")
	desk.get("/portal/desk/books/payments").hides("/portal/desk/floors")
	desk.get("/portal/desk/books/refused").shows(200, "Tin bị từ chối", "Không có gì ở đây").hides("Gõ đủ mười chữ")
	momo := momotest.New(t)
	m.Till.Receive(t.Context(), momo.Listener(), payments.RawRequest{Method: "POST", Path: "/webhooks/momo", Body: []byte("{"), At: m.Now()})
	desk.get("/portal/desk/books/refused").shows(200, "Không đọc được")
	desk.get("/portal/desk/floors").shows(200, "chưa báo mức khác")
	form := []string{"gateway", m.Bank.Code(), "least", "20.000", "valid_from", "2026-12-01", "source", "Biểu phí của cổng"}
	wrong := slices.Clone(form)
	wrong[3] = "ít"
	desk.post("/portal/desk/floors", wrong...).shows(422, "ít")
	desk.post("/portal/desk/floors", "least", "20.000", "valid_from", "2026-12-01", "source", "x").shows(422, "tự trả lại tiền được")
	desk.post("/portal/desk/floors", form...).shows(200, "Sẽ đổi từ ngày", "Cổng trả lại từ", "20.000", "Biểu phí của cổng")
	desk.post("/portal/desk/floors", form...).shows(409)
	m.opens(m.enrol("")).post("/portal/desk/floors", form...).shows(403)
}

// Who has no account fetches the money at the post: by a list of its own, which is printed,
// signed and answered by the post's reference.
func TestTheDeskPaysThroughThePost(t *testing.T) {
	m := openMarket(t)
	sellerID, owner := m.Seller(t)
	m.delivered(sellerID, owner, m.Buyer(t))
	b, at := m.with(owner, actor.AllRights...), m.stallPathOf(sellerID)
	b.payee(at, "post", testPIN, "holder", "Giàng A Cúc", "post_point", "Bưu điện xã Thử").shows(200)
	m.Pass(4 * 24 * time.Hour)
	if err := m.parts.Fulfillment.CompleteDue(t.Context()); err != nil {
		t.Fatal(err)
	}
	desk := m.opens(m.enrol(account.Admin))
	desk.post("/portal/desk/payouts/open").shows(200, "Danh sách cho bưu điện")
	batch := strings.Split(desk.where, "?")[0]
	desk.post(batch+"/post/paid", "post_ref", "BD-1").shows(409)
	desk.post(batch+"/post", "format", "csv").shows(200, "Giàng A Cúc,Bưu điện xã Thử")
	desk.post(batch+"/post", "format", "pdf").shows(200, "%PDF-1.")
	desk.get(batch).shows(200, "not_fetched").hides("account_closed\"")
	desk.post(batch+"/post/paid", "post_ref", "?").shows(422, `value="?"`, `id="f-post_ref-wrong"`)
	desk.post(batch+"/post/paid", "post_ref", "BD-1").shows(200, "BD-1", "Đợt này không còn").hides("Tải bản in")
	b.get(at+"/money/payouts").shows(200, "Bưu điện xã Thử", "BD-1")
	m.Prove(t)
}
