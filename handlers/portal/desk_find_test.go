package portal

import (
	"testing"
	"time"

	"github.com/chophien/chophien/models/account"
	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/markettest/saletest"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/payments"
)

// The desk finds in its inbox and its books what it has a name, a sum or words of.
func TestTheDeskFindsMoney(t *testing.T) {
	m := openMarket(t)
	desk := m.opens(m.enrol(account.Admin))
	desk.get("/portal/desk/money").shows(200).hides(`name="q"`)
	for id, text := range map[string]string{"c-1": "tra tien mat ong", "c-2": "lai tiet kiem"} {
		m.Till.Apply(t.Context(), "notice", saletest.Transfer(id, money.Of(90_000), text, nil, m.Now()), "raw")
	}
	desk.get("/portal/desk/money").shows(200, `name="q"`, "/portal/desk/money/")
	desk.get("/portal/desk/money?q=m%E1%BA%ADt+ong").shows(200, "90.000", `value="mật ong"`)
	desk.get("/portal/desk/money?q=nobody").shows(200, "Không có gì ở đây.").hides("90.000")

	desk.get("/portal/desk/books/credits").shows(200, "tra tien mat ong", "lai tiet kiem", "Tất cả")
	desk.get("/portal/desk/books/credits?q=mat+ong&only=unmatched").shows(200, "tra tien mat ong", `name="only" value="unmatched"`, `only=matched&amp;q=mat+ong`).hides("lai tiet kiem")
	today := string(m.Now().Date())
	desk.get("/portal/desk/books/credits?source=notice&from="+today+"&to="+today).shows(200, "tra tien mat ong", "lai tiet kiem", `name="source" value="notice"`, `value="`+today+`"`)
	desk.get("/portal/desk/books/credits?source=other").shows(200, "Không có gì ở đây.")
	desk.get("/portal/desk/books/credits?to=2020-01-31").shows(200, "Không có gì ở đây.", `value="2020-01-31"`)
	desk.get("/portal/desk/books/credits?from=yesterday").shows(422)
	desk.get("/portal/desk/books/credits?only=matched").shows(200, "Không có gì ở đây.").hides("tra tien mat ong")

	sellerID, owner := m.Seller(t)
	m.delivered(sellerID, owner, m.Buyer(t))
	m.with(owner, actor.AllRights...).payee(m.stallPathOf(sellerID), "own", testPIN, bankFields...).shows(200)
	m.Pass(4 * 24 * time.Hour)
	if err := m.parts.Fulfillment.CompleteDue(t.Context()); err != nil {
		t.Fatal(err)
	}
	desk = m.opens(m.enrol(account.Admin)) // the PIN of the first one is too old
	desk.post("/portal/desk/payouts/open").shows(200)
	var code, batch string
	if err := m.DB.Read(t.Context()).Raw("SELECT code, batch_id FROM payouts").Row().Scan(&code, &batch); err != nil {
		t.Fatal(err)
	}
	desk.get("/portal/desk/books/payouts?q="+sellerID+"&only=due").shows(200, code, "/portal/desk/payouts/"+batch)
	desk.get("/portal/desk/books/payouts?only=returned").shows(200).hides(code)
	month := m.Now().Date().Period()
	desk.get("/portal/desk/tax?month=" + month + "&seller=" + sellerID).shows(200).hides("Không có gì ở đây.")
	desk.get("/portal/desk/tax?month="+month+"&seller=nobody").shows(200, "Không có gì ở đây.", `value="nobody"`)

	for range 2 {
		m.Till.Receive(t.Context(), m.Bank, payments.RawRequest{Method: "POST", Body: []byte("{"), At: m.Now()})
	}
	desk.get("/portal/desk/books/refused").shows(200, "Không đọc được", "?only="+m.Bank.Code())
	desk.get("/portal/desk/books/refused?only="+m.Bank.Code()).shows(200, "Không đọc được")
	desk.get("/portal/desk/books/refused?only=elsewhere").shows(200).hides("Không đọc được")
}
