package api

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/chophien/chophien/models/account"
	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/checkout"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/division"
	"github.com/chophien/chophien/models/markettest"
	"github.com/chophien/chophien/models/payment"
	"gorm.io/gorm"
)

// A program that got no answer asks again with the same Idempotency-Key, and one that is
// wrong asks something else with it: neither has an effect, whatever the deed.
func TestADeedThatIsAskedAgainHasNoSecondEffect(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ct := openCounter(t, d)
		ctx := context.Background()
		sellerID, owner := ct.Seller(t)
		member := ct.with(owner, actor.AllRights...)
		_, desk := ct.person(account.Admin, "", "")
		buyerID, buyer := ct.person("", "", "")
		card, err := account.Person(ctx, d.Read(ctx), buyerID)
		if err != nil {
			t.Fatal(err)
		}
		by := checkout.Buyer{Shopper: actor.Buyer{PersonID: buyerID}, PersonID: buyerID, PhoneID: card.PhoneID}
		variant := ct.Variant(t, markettest.Good{SellerID: sellerID, Stock: 50, Price: 400_000})
		bought := func() (group, id string) {
			o := ct.Orders(t, ct.Paid(t, by, map[string]int64{variant: 1}, "flat"))[0]
			return o.GroupID, o.ID
		}
		twice := func(token, method, path string, body, other any, first int) reply {
			t.Helper()
			key := db.NewID()
			done := ct.callAs(key, token, method, path, body)
			if done.status != first {
				t.Fatalf("%s: %d %s", path, done.status, done.raw)
			}
			before := ct.rows()
			for name, sent := range map[string]any{"the same": body, "another body": other} {
				a := ct.callAs(key, token, method, path, sent)
				if a.status >= 500 {
					t.Errorf("%s again, %s: %d %s", path, name, a.status, a.raw)
				}
				if name == "the same" && a.status < 300 && (a.status != done.status || instance.ReplaceAllString(a.raw, "") != instance.ReplaceAllString(done.raw, "")) {
					t.Errorf("%s again: %d %s\nafter %d %s", path, a.status, a.raw, done.status, done.raw)
				}
			}
			after := ct.rows()
			for table, was := range before {
				if after[table] != was {
					t.Errorf("%s again: %s was\n%s\nand is\n%s", path, table, was, after[table])
				}
			}
			return done
		}

		group, id := bought()
		twice(buyer, "POST", "/orders/"+group+"/parts/"+id+"/cancel", map[string]any{"reason": "cancel.changed_mind"}, map[string]any{"reason": "nothing"}, 200)
		_, id = bought()
		twice(desk, "POST", "/desk/orders/"+id+"/cancel", map[string]any{"reason": "desk.fraud"}, map[string]any{"reason": "nothing"}, 200)

		helper, _ := ct.person("", "", "")
		who, err := account.Person(ctx, d.Read(ctx), helper)
		if err != nil {
			t.Fatal(err)
		}
		phone, err := ct.parts.Accounts.PhoneNumber(ctx, d.Read(ctx), who.PhoneID)
		if err != nil {
			t.Fatal(err)
		}
		role := map[string]any{"phone": phone, "name": who.Name, "role": "helper", "scheme": division.Current, "code": markettest.Ward}
		wrong := map[string]any{"phone": phone, "name": who.Name, "role": "king"}
		twice(desk, "POST", "/desk/roles", role, wrong, 204)
		held := ct.call(desk, "GET", "/desk/roles?role=helper", nil).body["items"].([]any)[0].(map[string]any)["id"].(string)
		twice(desk, "DELETE", "/desk/roles/"+held, nil, nil, 204)

		if err := d.Tx(ctx, func(tx *gorm.DB) error {
			return payment.Ask(ctx, tx, payment.Task{Kind: payment.TaskReview}, ct.Now())
		}); err != nil {
			t.Fatal(err)
		}
		task := ct.call(desk, "GET", "/desk/money/tasks", nil).body["items"].([]any)[0].(map[string]any)["id"].(string)
		twice(desk, "POST", "/desk/money/tasks/"+task+"/close", map[string]any{"note": "Đã gọi cho khách"}, map[string]any{"note": "Khác"}, 204)

		bank := ct.proved(member, sellerID, map[string]any{"bank_bin": "970436", "number": "0011002233", "holder": "NGUOI THU"})
		if a := ct.call(member, "PUT", "/stalls/"+sellerID+"/bank-account", bank); a.status != 200 {
			t.Fatal(a.raw)
		}
		_, id = bought()
		f := ct.parts.Fulfillment
		for _, step := range []func() error{
			func() error { _, err := f.Confirm(ctx, owner, id); return err },
			func() error { _, err := f.Pack(ctx, owner, id, ct.AsOrdered(t, id)); return err },
			func() error { _, err := f.Ship(ctx, owner, id, "TEST12345"); return err },
			func() error { _, err := f.Deliver(ctx, owner, id); return err },
			func() error { ct.Pass(4 * 24 * time.Hour); return f.CompleteDue(ctx) },
		} {
			if err := step(); err != nil {
				t.Fatal(err)
			}
		}
		opened := ct.call(desk, "POST", "/desk/payouts/batches", nil)
		batch := "/desk/payouts/batches/" + opened.body["batch"].(map[string]any)["id"].(string)
		if a := ct.call(desk, "POST", batch+"/export", nil); a.status != 200 {
			t.Fatal(a.raw)
		}
		payout := "/desk/payouts/" + ct.call(desk, "GET", batch+"/payouts", nil).body["items"].([]any)[0].(map[string]any)["id"].(string)
		twice(desk, "POST", payout+"/paid", map[string]any{"bank_ref": "FT-THU-1"}, map[string]any{"bank_ref": "FT-THU-2"}, 204)
		twice(desk, "POST", payout+"/return", map[string]any{"reason": "bank_failed"}, map[string]any{"reason": "account_closed"}, 204)

		product := ct.call(member, "POST", "/stalls/"+sellerID+"/products", map[string]any{"name_vi": "Chè thử", "class": "raw", "kind": "tea"}).body["id"].(string)
		paper := ct.call(member, "POST", "/stalls/"+sellerID+"/products/"+product+"/certificates", map[string]any{"kind": "vietgap", "number": "TH-01"}).body["id"].(string)
		twice(member, "POST", "/stalls/"+sellerID+"/certificates/"+paper+"/withdraw", map[string]any{"reason": "Nhầm giấy"}, map[string]any{"reason": "Khác"}, 204)
		twice(desk, "POST", "/desk/sellers/"+sellerID+"/close", map[string]any{"reason": "Thôi bán"}, map[string]any{"reason": "Khác"}, 200)
		if a := ct.call(desk, "GET", "/desk/sellers/"+sellerID, nil); !strings.Contains(a.raw, "Thôi bán") || strings.Contains(a.raw, "Khác") {
			t.Error(a.raw)
		}
		ct.Prove(t)
	})
}
