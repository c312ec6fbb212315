package api

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/chophien/chophien/models/account"
	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/catalog"
	"github.com/chophien/chophien/models/checkout"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/division"
	"github.com/chophien/chophien/models/markettest"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/payment"
	"github.com/chophien/chophien/models/seller"
	"gorm.io/gorm"
)

// TestTheDeskIsForItsRolesAlone walks every route below /desk as everybody.
func TestTheDeskIsForItsRolesAlone(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ct := openCounter(t, d)
		_, owner := ct.Seller(t)
		member := ct.with(owner, actor.AllRights...)
		_, helper := ct.person(account.Helper, division.Current, markettest.Ward)
		_, officer := ct.person(account.Officer, division.Current, markettest.Ward)
		_, admin := ct.person(account.Admin, "", "")
		walked := 0
		for _, r := range (&api{Parts: ct.parts, hot: newCache(ct.Now)}).routes() {
			if !strings.HasPrefix(r.path, "/desk/") {
				continue
			}
			walked++
			path := strings.NewReplacer("{", "", "}", "").Replace(r.path) // ids that nobody has
			forOfficers := strings.Contains(callers[r.actor], "officer")
			if a := ct.call("", r.method, path, nil); a.status != 401 {
				t.Errorf("%s by nobody: %d %s", r.name, a.status, a.raw)
			}
			for who, token := range map[string]string{"a member": member, "a helper": helper} {
				if a := ct.call(token, r.method, path, nil); a.status != 403 || a.key() != "session.role" {
					t.Errorf("%s by %s: %d %s", r.name, who, a.status, a.raw)
				}
			}
			if a := ct.call(officer, r.method, path, nil); forOfficers == (a.key() == "session.role") {
				t.Errorf("%s by an officer: %d %s", r.name, a.status, a.raw)
			}
			if a := ct.call(admin, r.method, path, nil); a.status == 401 || a.status == 403 || a.status >= 500 {
				t.Errorf("%s by the desk: %d %s", r.name, a.status, a.raw)
			}
		}
		if walked < 30 {
			t.Errorf("only %d routes of the desk", walked)
		}
	})
}

func TestAnOfficerJudgesTheirOwnPlaceThroughTheAPI(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ct := openCounter(t, d)
		ctx := context.Background()
		_, here := ct.person(account.Officer, division.Current, markettest.Ward)
		_, away := ct.person(account.Officer, division.Current, markettest.Away)
		_, applicant := ct.person("", "", "")
		made := ct.call(applicant, "POST", "/stalls", map[string]any{
			"name": "Hộ Thử Mới", "kind": "household", "scheme": division.Current, "ward_code": markettest.Ward, "tax_residency": "resident",
		})
		if made.status != 201 {
			t.Fatal(made.status, made.raw)
		}
		if made.body["unshown"] != seller.Unagreed {
			t.Error("a stall does not say that it waits for a yes:", made.raw)
		}
		id := made.body["id"].(string)
		path := "/desk/sellers/" + id
		if a := ct.call(here, "GET", "/desk/sellers?state=applied", nil); a.status != 200 || !strings.Contains(a.raw, id) {
			t.Error("the officer of the place does not see who applied:", a.status, a.raw)
		}
		if a := ct.call(away, "GET", "/desk/sellers?state=applied", nil); a.status != 200 || strings.Contains(a.raw, id) {
			t.Error("an officer of elsewhere sees who applied:", a.status, a.raw)
		}
		if a := ct.call(away, "GET", "/desk/sellers?code="+markettest.Ward, nil); a.status != 403 || a.key() != "api.place" {
			t.Error("an officer asks for another place:", a.status, a.raw)
		}
		if a := ct.call(applicant, "POST", "/me/consents", map[string]any{"purpose": account.Publishing, "version": account.ConsentTexts[account.Publishing], "answer": "yes"}); a.status != 204 {
			t.Fatal(a.status, a.raw)
		}
		check := map[string]any{"method": "chip_card", "reference": "TH-000123"}
		for _, step := range []struct {
			verb string
			body any
			want seller.State
		}{
			{"check", check, seller.Active}, // nothing else is asked of a household that blocks trading
			{"suspend", map[string]any{"reason": "Thử dừng bán"}, seller.Suspended}, {"activate", nil, seller.Active},
		} {
			if a := ct.call(away, "POST", path+"/"+step.verb, step.body); a.status != 404 {
				t.Errorf("%s by an officer of elsewhere: %d %s", step.verb, a.status, a.raw)
			}
			a := ct.call(here, "POST", path+"/"+step.verb, step.body)
			if a.status != 200 || a.body["state"] != string(step.want) {
				t.Errorf("%s: %d %s", step.verb, a.status, a.raw)
			}
			if strings.Contains(a.raw, "TH-000123") {
				t.Errorf("%s tells the number of the paper", step.verb)
			}
		}
		product := map[string]any{"name_vi": "Chè thử", "class": "raw", "kind": "tea", "scheme": division.Current, "ward_code": markettest.Ward}
		offered := ct.call(applicant, "POST", "/stalls/"+id+"/products", product)
		if offered.status != 201 {
			t.Fatal(offered.status, offered.raw)
		}
		productID := offered.body["id"].(string)
		claimed := ct.call(applicant, "POST", "/stalls/"+id+"/products/"+productID+"/certificates", map[string]any{"kind": "vietgap", "number": "TH-01"})
		if claimed.status != 201 || claimed.body["state"] != string(catalog.Claimed) || claimed.body["shown"] != false {
			t.Fatal(claimed.status, claimed.raw)
		}
		paper := "/desk/certificates/" + claimed.body["id"].(string)
		for who, c := range map[string]struct {
			token string
			want  int
		}{"here": {here, 200}, "away": {away, 404}} {
			if a := ct.call(c.token, "GET", paper, nil); a.status != c.want {
				t.Errorf("a paper read by the officer %s: %d %s", who, a.status, a.raw)
			}
		}
		if a := ct.call(here, "GET", "/desk/certificates", nil); !strings.Contains(a.raw, "TH-01") {
			t.Error("the paper does not wait:", a.raw)
		}
		read := map[string]any{"number": "TH-01", "issuer": "Nơi cấp thử", "issued_on": "2026-01-01", "valid_until": "2027-01-01"}
		if a := ct.call(here, "POST", paper+"/verify", read); a.status != 422 || !strings.Contains(a.raw, "certificate.scan") {
			t.Error("verified without a scan:", a.status, a.raw)
		}
		if a := ct.call(here, "POST", paper+"/refuse", map[string]any{"reason": "Giấy mờ"}); a.status != 200 || a.body["state"] != string(catalog.Refused) {
			t.Error("refuse:", a.status, a.raw)
		}
		shown, err := seller.CardOf(ctx, d.Read(ctx), id)
		if err != nil || shown.State != seller.Active {
			t.Error("after all:", shown.State, err)
		}
	})
}

func TestASellerKnowsWhoOrderedOnlyWhileTheOrderNeedsIt(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ct := openCounter(t, d)
		sellerID, owner := ct.Seller(t)
		token := ct.with(owner, actor.HandleOrders)
		variant := ct.Variant(t, markettest.Good{SellerID: sellerID, Stock: 10})
		o := ct.Orders(t, ct.Paid(t, ct.Buyer(t), map[string]int64{variant: 1}, "flat"))[0]
		path := "/stalls/" + sellerID + "/orders/" + o.ID
		tells := func(a reply) bool {
			return strings.Contains(a.raw, "Bản Thử") || strings.Contains(a.raw, "Người Nhận Thử") || strings.Contains(a.raw, "0900 000 009")
		}
		if a := ct.call(token, "GET", path, nil); a.status != 200 || tells(a) || !strings.Contains(a.raw, "009") {
			t.Error("before confirming:", a.raw)
		}
		if a := ct.call(token, "POST", path+"/confirm", nil); a.status != 200 || !tells(a) {
			t.Error("confirmed:", a.raw)
		}
		if a := ct.call(token, "POST", path+"/refuse", map[string]any{"reason": "refuse.harvest_failed"}); a.status != 200 || tells(a) || a.body["status"] != string(order.Cancelled) {
			t.Error("after the end:", a.raw)
		}
		ct.Prove(t)
	})
}

func TestTheDeskSeesWhoBoughtThroughTheAPI(t *testing.T) {
	ct := openCounter(t, dbtest.SQLite(t))
	_, desk := ct.person(account.Admin, "", "")
	id, _ := ct.person("", "", "")
	who, err := account.Person(t.Context(), ct.DB.Read(t.Context()), id)
	if err != nil {
		t.Fatal(err)
	}
	phone, err := ct.parts.Accounts.PhoneNumber(t.Context(), ct.DB.Read(t.Context()), who.PhoneID)
	if err != nil {
		t.Fatal(err)
	}
	sellerID, _ := ct.Seller(t)
	v := ct.Variant(t, markettest.Good{SellerID: sellerID, Stock: 10})
	by := checkout.Buyer{Shopper: actor.Buyer{PersonID: id, Channel: actor.API}, PersonID: id, PhoneID: who.PhoneID}
	o := ct.Orders(t, ct.Paid(t, by, map[string]int64{v: 1}, "flat"))[0]
	at := "/desk/orders/" + o.Code + "/contact"
	if a := ct.call(desk, "POST", at, map[string]any{"reason": "curious"}); a.status != 422 || a.key() != "contact.reason" {
		t.Error(a.raw)
	}
	a := ct.call(desk, "POST", at, map[string]any{"reason": "contact.delivery"})
	if a.status != 200 || a.text("phone") != phone || a.text("destination.recipient") == "" || a.text("destination.line") == "" {
		t.Error(a.raw)
	}
}

func TestTheDeskPaysOutThroughTheAPI(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ct := openCounter(t, d)
		ctx := context.Background()
		sellerID, owner := ct.Seller(t)
		token := ct.with(owner, actor.HandleMoney, actor.SeeMoney)
		_, admin := ct.person(account.Admin, "", "")
		variant := ct.Variant(t, markettest.Good{SellerID: sellerID, Stock: 10, Price: 400_000})
		path := "/stalls/" + sellerID
		bank := func() map[string]any {
			return map[string]any{"bank_bin": "970436", "number": "0011002233", "holder": "NGUOI THU"}
		}
		account, wrong, uncoded := ct.proved(token, sellerID, bank()), bank(), bank()
		wrong["pin"], uncoded["pin"] = "111222", testPIN
		if a := ct.call(token, "PUT", path+"/bank-account", uncoded); a.status != 422 || a.key() != "account.code.shape" {
			t.Error("without a code:", a.status, a.raw)
		}
		if a := ct.call(token, "PUT", path+"/bank-account", wrong); a.status != 422 || a.key() != "pin.wrong" {
			t.Error("with a wrong PIN:", a.status, a.raw)
		}
		if a := ct.call(token, "PUT", path+"/bank-account", account); a.status != 200 || strings.Contains(a.raw, "0011002233") {
			t.Error("bank account:", a.status, a.raw)
		}
		o := ct.Orders(t, ct.Paid(t, ct.Buyer(t), map[string]int64{variant: 1}, "flat"))[0]
		f := ct.parts.Fulfillment
		for _, step := range []func() error{
			func() error { _, err := f.Confirm(ctx, owner, o.ID); return err },
			func() error { _, err := f.Pack(ctx, owner, o.ID, ct.AsOrdered(t, o.ID)); return err },
			func() error { _, err := f.Ship(ctx, owner, o.ID, "TEST12345"); return err },
			func() error { _, err := f.Deliver(ctx, owner, o.ID); return err },
			func() error { ct.Pass(4 * 24 * time.Hour); return f.CompleteDue(ctx) },
		} {
			if err := step(); err != nil {
				t.Fatal(err)
			}
		}
		opened := ct.call(admin, "POST", "/desk/payouts/batches", nil)
		batch, _ := opened.body["batch"].(map[string]any)
		if opened.status != 200 || batch == nil {
			t.Fatal(opened.status, opened.raw)
		}
		at := "/desk/payouts/batches/" + batch["id"].(string)
		file := ct.call(admin, "POST", at+"/export", nil)
		if file.status != 200 || !strings.HasPrefix(file.header.Get("Content-Type"), "text/csv") || !strings.Contains(file.raw, "0011002233") {
			t.Error("export:", file.status, file.header, file.raw)
		}
		book := ct.call(admin, "POST", at+"/export/xlsx", nil)
		if book.status != 200 || !strings.HasPrefix(book.raw, "PK") || book.header.Get("Content-Type") != xlsx {
			t.Error("workbook:", book.status, book.header)
		}
		if a := ct.call(admin, "GET", at+"/transfers", nil); a.status != 200 || !strings.Contains(a.raw, `"seller_id"`) || strings.Contains(a.raw, "0011002233") {
			t.Error("transfers:", a.raw)
		}
		for path, body := range map[string]map[string]any{
			"/desk/payouts/refunds/none/paid": {"bank_ref": "FT-1"}, "/desk/payouts/refunds/none/return": {"reason": "bank_failed"}, "/desk/money/refunds/none/reopen": {},
			"/desk/money/refunds/none/decide": {"given": true, "evidence": "R-77"}, "/desk/money/credits/none/return": {"evidence": "FT-1"},
			"/desk/money/credits/none/disown": {"reason": "Tiền lãi"}, "/desk/money/credits/none/twin": {"same": true},
		} {
			if a := ct.call(admin, "POST", path, body); a.status != 404 {
				t.Error(path, a.status, a.raw)
			}
			if a := ct.call(token, "POST", path, body); a.status != 404 && a.status != 403 {
				t.Error("a seller,", path, a.status, a.raw)
			}
		}
		if a := ct.call(admin, "POST", at+"/paid", map[string]any{"bank_ref": "FT-THU-1"}); a.status != 204 {
			t.Error("paid:", a.status, a.raw)
		}
		if a := ct.call(token, "GET", path+"/payouts", nil); !strings.Contains(a.raw, `"paid"`) || strings.Contains(a.raw, "0011002233") {
			t.Error("payouts:", a.raw)
		}
		for _, list := range []string{"/balance", "/statement", "/withholding/months"} {
			if a := ct.call(token, "GET", path+list, nil); a.status != 200 {
				t.Error(list, a.status, a.raw)
			}
		}
		ct.Prove(t)
	})
}

func TestTheDeskDealsWithMoneyTasksThroughTheAPI(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ct := openCounter(t, d)
		ctx := context.Background()
		_, admin := ct.person(account.Admin, "", "")
		for range 2 {
			if err := d.Tx(ctx, func(tx *gorm.DB) error {
				return payment.Ask(ctx, tx, payment.Task{Kind: payment.TaskReview}, ct.Now())
			}); err != nil {
				t.Fatal(err)
			}
		}
		first := ct.call(admin, "GET", "/desk/money/tasks?limit=1", nil)
		items, _ := first.body["items"].([]any)
		next, _ := first.body["next"].(string)
		if len(items) != 1 || next == "" {
			t.Fatal(first.raw)
		}
		if a := ct.call(admin, "GET", "/desk/money/tasks?limit=1&cursor="+next, nil); a.body["next"] != nil {
			t.Error("a third page:", a.raw)
		}
		path := "/desk/money/tasks/" + items[0].(map[string]any)["id"].(string) + "/close"
		for i, want := range []int{422, 204, 409} {
			note := []string{"", "Đã gọi cho khách", "Lần nữa"}[i]
			if a := ct.call(admin, "POST", path, map[string]any{"note": note}); a.status != want {
				t.Errorf("close %d: %d %s", i, a.status, a.raw)
			}
		}
	})
}

// TestHandOversThroughTheAPI: what a gateway keeps, and what it handed over, booked once.
func TestHandOversThroughTheAPI(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ct := openCounter(t, d)
		sellerID, owner := ct.Seller(t)
		token := ct.with(owner, actor.HandleMoney, actor.SeeMoney)
		_, admin := ct.person(account.Admin, "", "")
		variant := ct.Variant(t, markettest.Good{SellerID: sellerID, Stock: 10})
		ct.Paid(t, ct.Shop.Buyer(t), map[string]int64{variant: 2}, "flat")
		owed := ct.call(admin, "GET", "/desk/gateways", nil)
		rows, _ := owed.body["items"].([]any)
		if owed.status != 200 || len(rows) != 1 || rows[0].(map[string]any)["gateway"] != ct.Bank.Code() {
			t.Fatal(owed.status, owed.raw)
		}
		in := map[string]any{"gateway": ct.Bank.Code(), "reference": "DS-1", "to_bank": 50000, "fee": 1000}
		for _, step := range []struct {
			token, key string
			status     int
		}{{token, "", 403}, {admin, "", 201}, {admin, "handover.booked", 409}} {
			if a := ct.call(step.token, "POST", "/desk/handovers", in); a.status != step.status || step.key != "" && a.key() != step.key {
				t.Errorf("%+v: %d %s", step, a.status, a.raw)
			}
		}
		a := ct.call(admin, "GET", "/desk/handovers", nil)
		items, _ := a.body["items"].([]any)
		if a.status != 200 || len(items) != 1 || items[0].(map[string]any)["fee"] != 1000.0 {
			t.Error(a.status, a.raw)
		}
		ct.Prove(t)
	})
}

// TestRefundFloorsThroughTheAPI: the desk announces, everybody reads.
func TestRefundFloorsThroughTheAPI(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ct := openCounter(t, d)
		_, owner := ct.Seller(t)
		token := ct.with(owner, actor.HandleMoney, actor.SeeMoney)
		_, admin := ct.person(account.Admin, "", "")
		floor := map[string]any{"gateway": ct.Bank.Code(), "least": 20000, "valid_from": "2026-12-01", "source": "Biểu phí"}
		for _, step := range []struct {
			token, key string
			status     int
		}{{token, "", 403}, {admin, "", 201}, {admin, "charge.day_taken", 409}} {
			if a := ct.call(step.token, "POST", "/desk/refund-floors", floor); a.status != step.status || step.key != "" && a.key() != step.key {
				t.Errorf("%+v: %d %s", step, a.status, a.raw)
			}
		}
		floor["gateway"] = "elsewhere"
		if a := ct.call(admin, "POST", "/desk/refund-floors", floor); a.status != 422 || a.key() != "refund.floor_gateway" {
			t.Error(a.status, a.raw)
		}
		a := ct.call("", "GET", "/refund-floors", nil)
		items, _ := a.body["items"].([]any)
		if a.status != 200 || len(items) != 2 {
			t.Fatal("the gateway's own, and what is announced:", a.status, a.raw)
		}
		if last := items[1].(map[string]any); last["least"] != 20000.0 || last["valid_from"] != "2026-12-01" {
			t.Error(a.raw)
		}
	})
}

// A household without an account is paid at the post, by terms that were announced: all of
// it through the API.
func TestMoneyAtThePostThroughTheAPI(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ct := openCounter(t, d)
		ctx := context.Background()
		sellerID, owner := ct.Seller(t)
		token := ct.with(owner, actor.HandleMoney, actor.SeeMoney)
		_, admin := ct.person(account.Admin, "", "")
		variant := ct.Variant(t, markettest.Good{SellerID: sellerID, Stock: 10, Price: 400_000})
		terms := map[string]any{"valid_from": "2026-11-23", "every_days": 2, "most_days": 8, "minimum": 60000, "fee_bearer": "seller", "fee": 2200, "source": "Biểu phí"}
		if a := ct.call(token, "POST", "/desk/payouts/terms", terms); a.status != 403 {
			t.Error("terms by a seller:", a.status, a.raw)
		}
		if a := ct.call(admin, "POST", "/desk/payouts/terms", terms); a.status != 201 {
			t.Error(a.status, a.raw)
		}
		if a := ct.call(admin, "POST", "/desk/payouts/terms", terms); a.status != 409 || a.key() != "charge.day_taken" {
			t.Error("the same day again:", a.status, a.raw)
		}
		if a := ct.call("", "GET", "/payout-terms", nil); a.status != 200 || len(a.body["items"].([]any)) != 2 {
			t.Error("everybody sees what is coming:", a.status, a.raw)
		}
		if a := ct.call(admin, "GET", "/desk/payouts/terms", nil); a.status != 200 || len(a.body["items"].([]any)) != 2 {
			t.Error(a.status, a.raw)
		}
		path := "/stalls/" + sellerID + "/payee"
		payee := ct.proved(token, sellerID, map[string]any{"kind": "post", "holder": "Giàng A Cúc", "post_point": "Bưu điện xã"})
		if a := ct.call(token, "PUT", path, payee); a.status != 200 || a.body["kind"] != "post" {
			t.Fatal(a.status, a.raw)
		}
		if a := ct.call(token, "PUT", path, payee); a.status != 422 || a.key() != "account.code.over" {
			t.Error("a code is good once:", a.status, a.raw)
		}
		if a := ct.call(token, "GET", path, nil); a.body["holder"] != "Giàng A Cúc" || a.body["post_point"] != "Bưu điện xã" {
			t.Error(a.raw)
		}
		if a := ct.call(token, "GET", "/stalls/"+sellerID+"/bank-account", nil); a.status != 200 || a.body["set"] != false {
			t.Error("no bank account:", a.raw)
		}
		o := ct.Orders(t, ct.Paid(t, ct.Buyer(t), map[string]int64{variant: 1}, "flat"))[0]
		f := ct.parts.Fulfillment
		for _, step := range []func() error{
			func() error { _, err := f.Confirm(ctx, owner, o.ID); return err },
			func() error { _, err := f.Pack(ctx, owner, o.ID, ct.AsOrdered(t, o.ID)); return err },
			func() error { _, err := f.Ship(ctx, owner, o.ID, "TEST12345"); return err },
			func() error { _, err := f.Deliver(ctx, owner, o.ID); return err },
			func() error { ct.Pass(4 * 24 * time.Hour); return f.CompleteDue(ctx) },
		} {
			if err := step(); err != nil {
				t.Fatal(err)
			}
		}
		opened := ct.call(admin, "POST", "/desk/payouts/batches", nil)
		batch, _ := opened.body["batch"].(map[string]any)
		if opened.status != 200 || batch == nil {
			t.Fatal(opened.status, opened.raw)
		}
		at := "/desk/payouts/batches/" + batch["id"].(string)
		if a := ct.call(admin, "POST", at+"/post-paid", map[string]any{"post_ref": "BD-1"}); a.status != 409 {
			t.Error("before its list:", a.status, a.raw)
		}
		if a := ct.call(admin, "POST", at+"/export", nil); a.status != 200 || strings.Contains(a.raw, "Cúc") {
			t.Error("in the bank's file:", a.raw)
		}
		for ending, head := range map[string]string{"": "Giàng A Cúc,Bưu điện xã", "/xlsx": "PK", "/pdf": "%PDF-1."} {
			if a := ct.call(admin, "POST", at+"/post-list"+ending, nil); a.status != 200 || !strings.Contains(a.raw, head) {
				t.Errorf("list %s: %d %.200q", ending, a.status, a.raw)
			}
			if a := ct.call(token, "POST", at+"/post-list"+ending, nil); a.status != 403 {
				t.Errorf("list %s by a seller: %d", ending, a.status)
			}
		}
		if a := ct.call(admin, "POST", at+"/post-paid", map[string]any{"post_ref": "?"}); a.status != 422 || !strings.Contains(a.raw, "post_ref") {
			t.Error(a.status, a.raw)
		}
		if a := ct.call(admin, "POST", at+"/post-paid", map[string]any{"post_ref": "BD-1"}); a.status != 204 {
			t.Error(a.status, a.raw)
		}
		if a := ct.call(admin, "GET", at+"/transfers", nil); !strings.Contains(a.raw, `"by_post":true`) || !strings.Contains(a.raw, "BD-1") {
			t.Error(a.raw)
		}
		if a := ct.call(token, "GET", "/stalls/"+sellerID+"/balance", nil); a.body["transfer_fees"] != float64(2200) {
			t.Error("the fee of the terms in force:", a.raw)
		}
		ct.Prove(t)
	})
}
