package api

import (
	"context"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/aftersale"
	"github.com/chophien/chophien/models/checkout"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/division"
	"github.com/chophien/chophien/models/invoice"
	"github.com/chophien/chophien/models/markettest"
	"github.com/chophien/chophien/models/requirement"
	"github.com/chophien/chophien/models/seller"
)

// instance is the one thing in which two answers to the same question differ.
var instance = regexp.MustCompile(`"instance":"[^"]*"`)

// rows is everything that the database holds, but for when sessions were last used.
func (ct *counterTop) rows() map[string]string {
	ct.t.Helper()
	q := ct.DB.Read(context.Background())
	tables, err := q.Migrator().GetTables()
	if err != nil {
		ct.t.Fatal(err)
	}
	out := map[string]string{}
	for _, table := range tables {
		if table == "sessions" {
			continue
		}
		var rows []map[string]any
		if err := q.Table(table).Find(&rows).Error; err != nil {
			ct.t.Fatal(err)
		}
		all := make([]string, len(rows))
		for i, r := range rows {
			all[i] = fmt.Sprint(r)
		}
		slices.Sort(all)
		out[table] = strings.Join(all, "\n")
	}
	return out
}

// Whoever asks by the id of something that is another's gets, to the letter, the answer
// for an id of nothing; and nothing is written. Every route of the table that names
// something of a seller or a buyer is called so, by a seller in their own stall, by a
// seller in the other's, and by a buyer.
func TestAnothersThingIsNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ct := openCounter(t, d)
		ctx := context.Background()
		sellerID, owner := ct.Seller(t)
		ownID, other := ct.Seller(t)
		keeper := ct.with(owner, actor.AllRights...)
		theirs := ct.with(other, actor.AllRights...)
		_, passerby := ct.person("", "", "")
		member, _ := ct.person("", "", "")
		if err := ct.parts.Onboarding.AddMember(ctx, sellerID, member, actor.NewRights(actor.SeeOrders), owner); err != nil {
			t.Fatal(err)
		}
		variant := ct.Variant(t, markettest.Good{SellerID: sellerID, Stock: 100})
		buyer := ct.Buyer(t)
		sold := ct.Orders(t, ct.Paid(t, buyer, map[string]int64{variant: 2}, "flat"))[0]
		sent := ct.Orders(t, ct.Paid(t, buyer, map[string]int64{variant: 1}, "flat"))[0]
		do := ct.parts.Fulfillment
		for _, step := range []func() error{
			func() error { _, err := do.Confirm(ctx, owner, sent.ID); return err },
			func() error { _, err := do.Pack(ctx, owner, sent.ID, ct.AsOrdered(t, sent.ID)); return err },
			func() error { _, err := do.Ship(ctx, owner, sent.ID, "TEST12345"); return err },
			func() error { _, err := do.Deliver(ctx, owner, sent.ID); return err },
		} {
			if err := step(); err != nil {
				t.Fatal(err)
			}
		}
		ticket, err := ct.parts.Aftersale.Complain(ctx, aftersale.Buyer(checkout.Buyer(buyer)), sent.ID, aftersale.Complaint{Reason: "damaged", Text: "Hộp bị vỡ"}, "complain")
		if err != nil {
			t.Fatal(err)
		}
		wanted, err := ct.parts.Invoices.Ask(ctx, invoice.Asker(buyer), sold.ID, invoice.Buyer{Kind: invoice.Person, Name: "Người Thử", Address: "Bản Thử, xã Thử", Email: "thu@example.com"})
		if err != nil {
			t.Fatal(err)
		}
		due, err := ct.parts.Invoices.Ask(ctx, invoice.Asker(buyer), sent.ID, invoice.Buyer{Kind: invoice.Person, Name: "Người Thử", Address: "Bản Thử, xã Thử", Email: "thu@example.com"})
		if err == nil {
			err = ct.parts.Invoices.Ripen(ctx)
		}
		if err != nil {
			t.Fatal(due, err)
		}
		batch, err := ct.parts.Invoices.HandOver(ctx, invoice.SellerClerk(owner), "batch")
		if err != nil {
			t.Fatal(err)
		}
		made := func(path string, body map[string]any) string {
			a := ct.call(keeper, "POST", "/stalls/"+sellerID+path, body)
			if a.status != 201 {
				t.Fatal(path, a.status, a.raw)
			}
			return a.body["id"].(string)
		}
		draft := made("/products", map[string]any{"name_vi": "Chè thử", "class": "raw", "kind": "tea"})
		paper := made("/products/"+draft+"/certificates", map[string]any{"kind": "vietgap", "number": "TH-01"})
		point := made("/pickup-points", map[string]any{"name": "Nhà văn hóa", "ward_code": markettest.Ward, "street": "Bản Thử", "days": []int{0, 5}, "hours": "8:00–17:00"})
		coming := map[string]any{"variant_id": variant, "from": "2026-12-24", "to": "2026-12-26", "until": "2026-12-20", "most": 5}
		ahead := made("/harvests", coming)
		address := ct.call(keeper, "POST", "/me/addresses", map[string]any{"recipient": "Người Thử", "phone": "0900000099",
			"address": map[string]any{"scheme": division.Current, "province_code": "15", "ward_code": markettest.Ward, "street": "Bản Thử"}})
		sessions := ct.call(keeper, "GET", "/me/sessions", nil)
		if address.status != 201 || sessions.status != 200 {
			t.Fatal(address.raw, sessions.raw)
		}
		if err := ct.DB.Tx(ctx, func(tx *gorm.DB) error {
			return tx.Exec("UPDATE sellers SET kind = 'cooperative', tax_entity = 'company' WHERE id = ?", sellerID).Error
		}); err != nil {
			t.Fatal(err)
		}
		coop, err := seller.Find(ctx, ct.DB.Read(ctx), sellerID)
		if err != nil {
			t.Fatal(err)
		}
		growerID, grower := ct.Seller(t)
		its := ct.with(grower, actor.HandleMoney)
		payee := ct.call(its, "PUT", "/stalls/"+growerID+"/payee", ct.proved(its, growerID, map[string]any{
			"kind": "cooperative", "cooperative": coop.Slug, "consent": seller.PayeeConsent}))
		if payee.status != 200 {
			t.Fatal(payee.status, payee.raw)
		}
		line := ct.Lines(t, sold.ID)[0]
		asked, err := requirement.OfSeller(ctx, ct.DB.Read(ctx), sellerID)
		if err != nil || len(asked) == 0 {
			t.Fatal(asked, err)
		}
		market := ct.call(keeper, "POST", "/stalls/"+sellerID+"/market-days", map[string]any{"market": "Chợ thử", "weekdays": []int{5}})
		if market.status != 201 {
			t.Fatal(market.raw)
		}
		heard := ct.call(keeper, "POST", "/stalls/"+sellerID+"/trader-prices", map[string]any{"kind": "tea", "price": 90000, "asked": "Người thử"})
		if heard.status != 201 {
			t.Fatal(heard.raw)
		}
		foreign := map[string]string{
			"market_day": market.body["id"].(string), "trader_price": heard.body["id"].(string),
			"seller": sellerID, "product": draft, "variant": variant, "group": sold.GroupID, "order": sold.ID, "complaint": ticket.ID, "invoice": wanted.ID, "batch": batch.ID, "certificate": paper,
			"point": point, "person": member, "payee": payee.body["id"].(string), "address": address.body["id"].(string), "photo": db.NewID(), "refund": db.NewID(), "file": db.NewID(),
			"requirement": asked[0].ID, "harvest": ahead,
			"session": sessions.body["items"].([]any)[0].(map[string]any)["id"].(string),
		}
		bodies := map[string]map[string]any{
			"packOrder": {"quantities": map[string]any{line.ID: 2}}, "weighOrder": {"quantities": map[string]any{line.ID: 2}}, "refuseOrder": {"reason": "refuse.sold_out"}, "returnOrder": {"reason": "return.damaged"},
			"shipOrder": {"tracking": "TEST1"}, "mendTracking": {"tracking": "TEST2"}, "answerStallComplaint": {"text": "Xin lỗi bác"},
			"offerToBuyer": {"text": "Xin gửi lại", "again": true},
			"addVariant":   {"name_vi": "Hộp nhỏ", "basis": "piece", "unit": "hộp", "price": 45000, "ship_grams": 200, "stock": 5},
			"editProduct":  {"version": 1, "name_vi": "Chè khác", "class": "raw", "kind": "tea"},
			"editVariant":  {"name_vi": "Hộp vừa", "basis": "piece", "unit": "hộp", "ship_grams": 220}, "setPrice": {"price": 46000}, "setActive": {"active": false},
			"receiveStock": {"quantity": 3}, "correctStock": {"seen": 97, "counted": 7}, "attachPhoto": {"photo_id": db.NewID()}, "orderPhotos": {"photo_ids": []string{}},
			"claimCertificate": {"kind": "vietgap", "number": "TH-02"}, "withdrawOwnCertificate": {"reason": "Nhầm giấy"}, "changeRights": {"rights": []string{"see_money"}},
			"confirmMoney": {"amount": 130000, "text": "FT 0001"}, "confirmPaidBack": {"evidence": "FT 0002"},
			"appeal": {"words": "Xin xét lại"}, "announceHarvest": coming, "moveHarvest": {"from": "2026-12-25", "to": "2026-12-27"}, "arriveHarvest": {"quantity": 3},
			"payOrder": {"gateway": "testbank"}, "cancelOrder": {"reason": "Đổi ý"},
			"nameRefundAccount": {"bank_bin": "970436", "number": "0011002233", "holder": "NGUOI THU"}, "answerWeight": {"take": true}, "writeToSeller": {"text": "Chào bạn"}, "writeToBuyer": {"text": "Chào bạn"}, "seenBySelf": {"until": "2026-11-01T00:00:00Z"}, "seenByStall": {"until": "2026-11-01T00:00:00Z"}, "reportSeller": {"reason": "talk.rude"}, "reportBuyer": {"reason": "talk.rude"}, "openComplaint": {"reason": "damaged", "text": "Hộp bị vỡ"}, "writeToComplaint": {"text": "Vẫn chưa được"},
		}
		own := []string{"putLine", "removeLine", "reportProduct"} // of what everybody sees, for the caller's own cart and report
		before := ct.rows()
		called := 0
		for _, r := range (&api{Parts: ct.parts, hot: newCache(ct.Now)}).routes() {
			address := strings.ReplaceAll(r.path, "{year}", "2026") // a year is nobody's
			names := regexp.MustCompile(`\{(\w+)\}`).FindAllStringSubmatch(address, -1)
			if r.public() || r.actor == reflect.TypeFor[actor.Admin]() || r.actor == reflect.TypeFor[staff]() || r.actor == reflect.TypeFor[actor.Actor]() || r.actor == reflect.TypeFor[actor.Helper]() || len(names) == 0 || slices.Contains(own, r.name) {
				continue
			}
			for who, c := range map[string]struct{ token, seller string }{
				"in their own stall": {theirs, ownID}, "in the other's stall": {theirs, sellerID}, "by a buyer": {passerby, sellerID},
			} {
				inStall := strings.HasPrefix(r.path, "/stalls/{seller}")
				if inStall && c.seller == ownID && len(names) == 1 {
					continue // their own
				}
				real, none := address, address
				for _, n := range names {
					id, nothing := foreign[n[1]], db.NewID()
					switch {
					case id == "" && n[1] != "purpose":
						t.Fatalf("%s names a {%s}: give one", r.path, n[1])
					case n[1] == "purpose":
						id, nothing = "none", "none"
					case n[1] == "seller" && c.seller == ownID:
						id, nothing = ownID, ownID
					}
					real, none = strings.ReplaceAll(real, n[0], id), strings.ReplaceAll(none, n[0], nothing)
				}
				called++
				body := bodies[r.name]
				if body == nil {
					body = map[string]any{}
				}
				got, want := ct.call(c.token, r.method, real, body), ct.call(c.token, r.method, none, body)
				if got.status != want.status || instance.ReplaceAllString(got.raw, "") != instance.ReplaceAllString(want.raw, "") {
					t.Errorf("%s %s, %s: %d %s\nand for nothing: %d %s", r.method, r.path, who, got.status, got.raw, want.status, want.raw)
				}
				if got.status != 404 && r.name != "withdrawConsent" {
					t.Errorf("%s %s (%s), %s: %d %s", r.method, r.path, r.name, who, got.status, got.raw)
				}
			}
		}
		if called < 100 {
			t.Errorf("only %d calls", called)
		}
		after := ct.rows()
		for table, was := range before {
			if after[table] != was {
				t.Errorf("%s was written:\n%s\nnow\n%s", table, was, after[table])
			}
		}
		ct.Prove(t)
	})
}
