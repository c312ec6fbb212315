package api

import (
	"context"
	"fmt"
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/chophien/chophien/models/account"
	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/checkout"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/ledger"
	"github.com/chophien/chophien/models/markettest"
	"github.com/chophien/chophien/models/report"
)

// One file of the bank holds sellers' money and buyers': some of either comes back before
// the bank's answer, some after it, and the rest is done.
func TestOneFileOfTheBankForSellersAndBuyers(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ct := openCounter(t, d)
		ctx := context.Background()
		ct.Bank.Manual = true
		_, desk := ct.person(account.Admin, "", "")
		do := func(token, method, path string, body any) reply {
			t.Helper()
			a := ct.call(token, method, path, body)
			if a.status >= 300 {
				t.Fatal(method, path, a.status, a.raw)
			}
			return a
		}
		clean := func(when string, tasks int) {
			t.Helper()
			if found, err := report.Verify(ctx, d.Read(ctx)); err != nil || len(found) > 0 {
				t.Fatal(when, found, err)
			}
			if open, _ := do(desk, "GET", "/desk/money/tasks", nil).body["items"].([]any); len(open) != tasks {
				t.Errorf("%s: %d open tasks, not %d: %v", when, len(open), tasks, open)
			}
		}

		// The number of an account says whose it is, and is the name of the transfer here.
		sellers, tokens := map[string]string{}, map[string]string{}
		owners := map[string]actor.Member{}
		toBank := func(number string) map[string]any {
			return map[string]any{"bank_bin": "970436", "number": number, "holder": "NGUOI THU"}
		}
		for _, number := range []string{"1000001", "1000002", "1000003"} {
			id, owner := ct.Seller(t)
			sellers[number], owners[number], tokens[number] = id, owner, ct.with(owner, actor.HandleMoney, actor.SeeMoney)
			do(tokens[number], "PUT", "/stalls/"+id+"/bank-account", ct.proved(tokens[number], id, toBank(number)))
		}
		variants := map[string]string{}
		for number, id := range sellers {
			variants[number] = ct.Variant(t, markettest.Good{SellerID: id, Stock: 10, Price: 400_000})
		}
		ct.Pass(49 * time.Hour)
		for number, owner := range owners {
			id := ct.Orders(t, ct.Paid(t, ct.Buyer(t), map[string]int64{variants[number]: 1}, "flat"))[0].ID
			ct.come(owner, id)
		}
		ct.Pass(4 * 24 * time.Hour)
		if err := ct.parts.Fulfillment.CompleteDue(ctx); err != nil {
			t.Fatal(err)
		}
		buyers, groups := map[string]string{}, map[string]string{}
		for _, number := range []string{"2000001", "2000002", "2000003"} {
			id, token := ct.person("", "", "")
			card, err := account.Person(ctx, d.Read(ctx), id)
			if err != nil {
				t.Fatal(err)
			}
			by := checkout.Buyer{Shopper: actor.Buyer{PersonID: id}, PersonID: id, PhoneID: card.PhoneID}
			o := ct.Orders(t, ct.Paid(t, by, map[string]int64{variants["1000001"]: 1}, "flat"))[0]
			buyers[number], groups[number] = token, o.GroupID
			do(token, "POST", "/orders/"+o.GroupID+"/parts/"+o.ID+"/cancel", map[string]any{"reason": "cancel.changed_mind"})
			do(token, "POST", "/orders/"+o.GroupID+"/refund-account", toBank(number))
		}
		clean("before the first file", 3)

		// file opens and exports the batch that is due: the transfers in it, by account.
		file := func(want ...string) (at string, paths map[string]string, sums map[string]float64) {
			t.Helper()
			batch, _ := do(desk, "POST", "/desk/payouts/batches", nil).body["batch"].(map[string]any)
			if batch == nil {
				t.Fatal("no batch is due")
			}
			at = "/desk/payouts/batches/" + batch["id"].(string)
			csv := do(desk, "POST", at+"/export", nil).raw
			paths, sums = map[string]string{}, map[string]float64{}
			for _, item := range do(desk, "GET", at+"/transfers", nil).body["items"].([]any) {
				line := item.(map[string]any)
				for _, number := range want {
					row := fmt.Sprintf("970436,%s,NGUOI THU,%.0f,%s", number, line["amount"], line["code"])
					if !strings.Contains(csv, row) {
						continue
					}
					paths[number], sums[number] = "/desk/payouts/"+line["id"].(string), line["amount"].(float64)
					if line["seller_id"] == nil {
						paths[number] = "/desk/payouts/refunds/" + line["id"].(string)
					}
				}
			}
			if lines := strings.Count(strings.TrimSpace(csv), "\n"); len(paths) != len(want) || lines != len(want) {
				t.Fatalf("%d of %v found among %d transfers\n%s", len(paths), want, lines, csv)
			}
			return at, paths, sums
		}
		status := func(at string) (out map[string]int) {
			out = map[string]int{}
			for _, item := range do(desk, "GET", at+"/transfers", nil).body["items"].([]any) {
				line := item.(map[string]any)
				out[fmt.Sprint(line["status"], " ", line["bank_ref"])]++
			}
			return out
		}

		at, paths, sums := file("1000001", "1000002", "1000003", "2000001", "2000002", "2000003")
		do(desk, "POST", paths["1000002"]+"/return", map[string]any{"reason": "account_closed"})
		do(desk, "POST", paths["2000002"]+"/return", map[string]any{"reason": "account_unknown"})
		clean("while the bank works", 3)
		if again := do(desk, "POST", at+"/export", nil).raw; strings.Contains(again, "1000002") || strings.Contains(again, "2000002") || strings.Count(again, "970436") != 4 {
			t.Errorf("what came back is in the file again: %s", again)
		}
		do(desk, "POST", at+"/paid", map[string]any{"bank_ref": "FT-1"})
		if got := status(at); !maps.Equal(got, map[string]int{"paid FT-1": 4, "returned ": 2}) {
			t.Error(got)
		}
		clean("after the bank's answer", 1)
		for _, number := range []string{"1000003", "2000003"} {
			do(desk, "POST", paths[number]+"/return", map[string]any{"reason": "bank_failed"})
			if a := ct.call(desk, "POST", paths[number]+"/return", map[string]any{"reason": "bank_failed"}); a.status != 409 {
				t.Error("it came back twice:", a.status, a.raw)
			}
			if a := ct.call(desk, "POST", paths[number]+"/paid", map[string]any{"bank_ref": "FT-1"}); a.status != 409 {
				t.Error("done after it came back:", a.status, a.raw)
			}
		}
		do(desk, "POST", at+"/paid", map[string]any{"bank_ref": "FT-1"}) // said again, of what is left of it
		if got := status(at); !maps.Equal(got, map[string]int{"paid FT-1": 2, "returned ": 2, "returned FT-1": 2}) {
			t.Error(got)
		}
		clean("after the late ones", 2)

		ct.Pass(8 * 24 * time.Hour)
		_, paths, _ = file("1000003", "2000003")
		if again := do(desk, "POST", "/desk/payouts/batches", nil); again.body["batch"] != nil {
			t.Error("a second file of the day:", again.raw)
		}
		for number, path := range paths {
			do(desk, "POST", path+"/paid", map[string]any{"bank_ref": "FT-2-" + number})
		}
		clean("after the second file", 1)
		if a := do(desk, "GET", "/desk/payouts/waiting", nil); !strings.Contains(a.raw, sellers["1000002"]) {
			t.Error("nobody hears that a seller's account is closed:", a.raw)
		}

		do(tokens["1000002"], "PUT", "/stalls/"+sellers["1000002"]+"/bank-account", ct.proved(tokens["1000002"], sellers["1000002"], toBank("3000002")))
		do(buyers["2000002"], "POST", "/orders/"+groups["2000002"]+"/refund-account", toBank("4000002"))
		ct.Pass(8 * 24 * time.Hour)
		at, _, last := file("3000002", "4000002")
		do(desk, "POST", at+"/paid", map[string]any{"bank_ref": "FT-3"})
		if last["3000002"] != sums["1000002"] || last["4000002"] != sums["2000002"] {
			t.Errorf("another sum than came back: %v, %v", last, sums)
		}
		clean("at the end", 0)

		ct.Pass(8 * 24 * time.Hour)
		if a := do(desk, "POST", "/desk/payouts/batches", nil); a.body["batch"] != nil {
			t.Error("everybody has their money:", a.raw)
		}
		var sent float64
		for number, amount := range sums {
			sent += amount
			if id, ok := sellers[number]; ok && ct.Balance(t, ledger.Seller(id)) != 0 {
				t.Errorf("the market owes %s still", number)
			}
		}
		if out := ct.Balance(t, ledger.Bank()); out != int64(sent) {
			t.Errorf("%d left the bank, of %.0f", out, sent)
		}
		if n := ct.Count(t, "refunds", "status <> 'done' OR evidence = ''"); n != 0 {
			t.Errorf("%d refunds without evidence", n)
		}
		if n := ct.Count(t, "payout_batches", "status <> 'paid'"); n != 0 {
			t.Errorf("%d batches are open", n)
		}
	})
}
