package api

import (
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chophien/chophien/models/account"
	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/markettest"
	"github.com/chophien/chophien/models/markettest/saletest"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/payment"
	"gorm.io/gorm"
)

// listed are the values of a field of a list's rows.
func (ct *counterTop) listed(token, path, field string) (out []any) {
	ct.t.Helper()
	a := ct.call(token, "GET", path, nil)
	if a.status != 200 {
		ct.t.Fatal(path, a.status, a.raw)
	}
	for _, item := range a.body["items"].([]any) {
		out = append(out, item.(map[string]any)[field])
	}
	return out
}

// TestTheDeskFindsMoney: the inbox, the transfers that came in, the payouts of all batches
// and a month's tax, by what a person has in hand.
func TestTheDeskFindsMoney(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ct := openCounter(t, d)
		ctx := t.Context()
		_, desk := ct.person(account.Admin, "", "")
		find := func(path, field string, query ...string) []any {
			t.Helper()
			q := url.Values{}
			for i := 0; i < len(query); i += 2 {
				q.Set(query[i], query[i+1])
			}
			return ct.listed(desk, path+"?"+q.Encode(), field)
		}
		only := func(what string, got []any, want ...any) {
			t.Helper()
			if !slices.Equal(got, want) {
				t.Errorf("%s: %v, not %v", what, got, want)
			}
		}

		sellerID, owner := ct.Seller(t)
		other, _ := ct.Seller(t)
		variant := ct.Variant(t, markettest.Good{SellerID: sellerID, Stock: 10, Price: 400_000})
		o := ct.Orders(t, ct.Paid(t, ct.Buyer(t), map[string]int64{variant: 1}, "flat"))[0]
		p, _, err := payment.OfOrder(ctx, d.Read(ctx), o.ID)
		if err != nil {
			t.Fatal(err)
		}
		var group string
		if err := d.Read(ctx).Raw("SELECT code FROM order_groups WHERE id = ?", o.GroupID).Scan(&group).Error; err != nil {
			t.Fatal(err)
		}
		for _, task := range []payment.Task{
			{Kind: payment.TaskReview, PaymentID: &p.ID, Amount: money.Of(145_500)}, {Kind: payment.TaskReview, Amount: money.Of(7_000)},
			{Kind: payment.TaskReview, PaymentID: &p.ID, SellerID: &sellerID, Amount: money.Of(145_500)}, // a stall's own
		} {
			if err := d.Tx(ctx, func(tx *gorm.DB) error { return payment.Ask(ctx, tx, task, ct.Now()) }); err != nil {
				t.Fatal(err)
			}
		}
		comes := func(id string, amount int64, text, reference string) {
			t.Helper()
			ct.Pass(time.Minute)
			ev := saletest.Transfer(id, money.Of(amount), text, nil, ct.Now())
			ev.Bank.Reference = reference
			ct.Till.Apply(ctx, "notice", ev, "raw")
		}
		comes("c-1", 90_000, "Cảm ơn nhà mình, trả tiền mật ong", "FT26001")
		comes("c-2", 91_000, "lai tiet kiem", "FT26002")

		const inbox = "/desk/money/tasks"
		for _, code := range []string{p.Code, o.Code, group, strings.ToLower(o.Code), " " + p.Code} {
			only("inbox by "+code, find(inbox, "amount", "q", code), 145_500.0)
		}
		only("inbox by a sum", find(inbox, "amount", "q", "7.000 đ"), 7_000.0)
		only("inbox by the bank's number", find(inbox, "amount", "q", "FT26001"), 90_000.0)
		only("inbox by words", find(inbox, "amount", "q", "mat ong"), 90_000.0)
		only("inbox by nothing that is", find(inbox, "amount", "q", "nobody"))
		only("inbox by marks alone", find(inbox, "amount", "q", "%"))
		only("the whole inbox", find(inbox, "amount"), 145_500.0, 7_000.0, 90_000.0, 91_000.0)

		const credits = "/desk/books/credits"
		first := find(credits, "id", "q", "FT26001")[0].(string)
		if a := ct.call(desk, "POST", "/desk/money/credits/"+first+"/match", map[string]any{"payment_code": p.Code}); a.status != 204 {
			t.Fatal(a.raw)
		}
		only("all", find(credits, "reference"), "FT26002", "FT26001")
		only("a page", find(credits, "reference", "limit", "1"), "FT26002")
		only("by state", find(credits, "reference", "state", "matched"), "FT26001")
		only("by the code that it is for", find(credits, "state", "q", o.Code), "matched")
		only("of it, what nobody knows", find(credits, "state", "q", o.Code, "state", "unmatched"))
		only("by a sum", find(credits, "reference", "q", "91000"), "FT26002")
		only("by words", find(credits, "reference", "q", "Tiết kiệm"), "FT26002")
		only("by words and state", find(credits, "reference", "q", "Tiết kiệm", "state", "matched"))
		only("by source", find(credits, "reference", "source", "notice"), "FT26002", "FT26001")
		only("by another source", find(credits, "reference", "source", "elsewhere"))
		today := ct.Now().Date()
		only("of today", find(credits, "reference", "from", string(today), "to", string(today)), "FT26002", "FT26001")
		only("of tomorrow", find(credits, "reference", "from", string(today.AddDays(1))))
		only("until yesterday", find(credits, "reference", "to", string(today.AddDays(-1))))

		token := ct.with(owner, actor.HandleMoney, actor.SeeMoney)
		bank := ct.proved(token, sellerID, map[string]any{"bank_bin": "970436", "number": "0011002233", "holder": "NGUOI THU"})
		if a := ct.call(token, "PUT", "/stalls/"+sellerID+"/bank-account", bank); a.status != 200 {
			t.Fatal(a.raw)
		}
		ct.come(owner, o.ID)
		ct.Pass(4 * 24 * time.Hour)
		if err := ct.parts.Fulfillment.CompleteDue(ctx); err != nil {
			t.Fatal(err)
		}
		if a := ct.call(desk, "POST", "/desk/payouts/batches", nil); a.body["batch"] == nil {
			t.Fatal(a.raw)
		}
		const payouts = "/desk/books/payouts"
		row := ct.call(desk, "GET", payouts, nil).body["items"].([]any)[0].(map[string]any)
		var slug, name string
		if err := d.Read(ctx).Raw("SELECT slug, name FROM sellers WHERE id = ?", sellerID).Row().Scan(&slug, &name); err != nil {
			t.Fatal(err)
		}
		for what, q := range map[string]string{"code": row["code"].(string), "sum": money.Of(int64(row["amount"].(float64))).String(), "slug": slug, "name": name, "id": sellerID} {
			only("payouts by "+what, find(payouts, "id", "q", q), row["id"])
		}
		only("payouts by another seller", find(payouts, "id", "q", other))
		only("payouts by marks alone", find(payouts, "id", "q", "%"))
		only("payouts by status", find(payouts, "id", "status", "due"), row["id"])
		only("payouts by another status", find(payouts, "id", "status", "paid", "q", sellerID))

		month := "/desk/money/withholding/" + today.Period()
		only("tax by seller", find(month, "seller_id", "seller", slug), sellerID)
		only("tax by another seller", find(month, "seller_id", "seller", other))
		only("tax by nobody", find(month, "seller_id", "seller", "?"))
		if a := ct.call(token, "GET", credits, nil); a.status != 403 {
			t.Error("a seller reads what came to the market:", a.status)
		}
	})
}
