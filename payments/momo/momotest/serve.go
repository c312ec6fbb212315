package momotest

import (
	"encoding/json"
	"io"
	"net/http"
	"regexp"
	"strings"
	"time"
)

var orderRule = regexp.MustCompile(`^[0-9a-zA-Z]([-_.]*[0-9a-zA-Z]+)*$`)

// serve is MoMo's side of the line.
func (f *Fake) serve(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodGet { // the page on which the buyer says yes
		_, _ = io.WriteString(w, "MoMo")
		return
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.asked = append(f.asked, Call{r.URL.Path, string(body)})
	if c, ok := f.say[r.URL.Path]; ok {
		delete(f.say, r.URL.Path)
		w.WriteHeader(c.status)
		_, _ = io.WriteString(w, c.body)
		return
	}
	op, formula, do := "", "", f.query
	switch strings.TrimPrefix(r.URL.Path, "/v2/gateway/api/") {
	case "create":
		op, formula, do = "begin", createFormula, f.create
	case "refund":
		op, formula, do = "refund", refundFormula, f.refund
	case "query":
		formula = queryFormula
	case "refund/query":
		formula, do = queryFormula, f.queryRefund
	default:
		w.WriteHeader(http.StatusNotFound)
		return
	}
	in := valuesOf(body)
	answer := map[string]any{
		"partnerCode": in["partnerCode"], "orderId": in["orderId"], "requestId": in["requestId"], "responseTime": int64(f.now), "message": "Successful.",
	}
	switch {
	case in["partnerCode"] != PartnerCode:
		answer["resultCode"] = 13
	case in["signature"] != sum(Secret, formula, in) && in["signature"] != sum(NextSecret, formula, in):
		answer["resultCode"], answer["message"] = 11, "signature"
	case !orderRule.MatchString(in["orderId"]), in["requestId"] == "", len(in["requestId"]) > 50, in["accessKey"] != "":
		answer["resultCode"] = 20
	default:
		do(in, answer)
	}
	lost := f.lose[op]
	delete(f.lose, op)
	if lost { // the head of an answer, and then the line is dead
		w.Header().Set("Content-Length", "1000")
		w.WriteHeader(http.StatusOK)
		return
	}
	if answer["resultCode"] != 0 {
		answer["message"] = "Refused."
	}
	_ = json.NewEncoder(w).Encode(answer)
}

// again reports whether this very request was made before; another one under the same
// number, or for the same order, is refused by the codes 40 and 41.
func (f *Fake) again(in map[string]string, known bool, answer map[string]any) (same, refused bool) {
	asked := in["orderId"] + "|" + in["amount"] + "|" + in["transId"]
	before, ok := f.requests[in["requestId"]]
	switch {
	case ok && before != asked:
		answer["resultCode"] = 40
		return false, true
	case !ok && known:
		answer["resultCode"] = 41
		return false, true
	}
	f.requests[in["requestId"]] = asked
	return ok, false
}

func (f *Fake) create(in map[string]string, answer map[string]any) {
	ref := in["orderId"]
	amount := number(json.Number(in["amount"]))
	_, known := f.orders[ref]
	same, refused := f.again(in, known, answer)
	switch {
	case refused:
		return
	case amount < 1_000, amount > 50_000_000:
		answer["resultCode"] = 22
		return
	case in["requestType"] != "captureWallet" && in["requestType"] != "payWithMethod", strings.Contains(in["ipnUrl"], "?"):
		answer["resultCode"] = 20
		return
	case !same:
		f.orders[ref] = &order{request: in["requestId"], info: in["orderInfo"], wanted: amount, code: 1000, until: f.now.Add(15 * time.Minute)}
	}
	answer["resultCode"], answer["amount"] = 0, amount
	answer["payUrl"], answer["deeplink"], answer["qrCodeUrl"] = f.page(ref), "momo://app?t="+ref, "momo-qr:"+ref
}

func (f *Fake) query(in map[string]string, answer map[string]any) {
	o, ok := f.orders[in["orderId"]]
	if !ok {
		answer["resultCode"] = 42
		return
	}
	code := o.code
	if code == 1000 && f.now > o.until {
		code = 1005
	}
	list := []map[string]any{}
	for _, id := range o.refunds {
		list = append(list, f.told(id))
	}
	answer["resultCode"], answer["amount"], answer["transId"], answer["refundTrans"] = code, o.wanted, o.trans, list
	if o.taken > 0 {
		answer["amount"] = o.taken
	}
}

func (f *Fake) refund(in map[string]string, answer map[string]any) {
	var of string
	for ref, o := range f.orders {
		if o.taken > 0 && text(o.trans) == in["transId"] {
			of = ref
		}
	}
	amount := number(json.Number(in["amount"]))
	_, known := f.refunds[in["orderId"]]
	_, bought := f.orders[in["orderId"]]
	same, refused := f.again(in, known || bought, answer)
	switch {
	case refused:
		return
	case of == "":
		answer["resultCode"] = 42
		return
	case same && !known, !same && (amount < 1_000 || f.back(of)+amount > f.orders[of].taken):
		answer["resultCode"] = 1081 // also when it is asked again
		return
	case !same:
		f.next++
		r := &refund{of: of, amount: amount, trans: f.next}
		if f.later {
			r.code, r.due = 7002, f.now.Add(time.Minute)
		}
		f.refunds[in["orderId"]] = r
		f.orders[of].refunds = append(f.orders[of].refunds, in["orderId"])
	}
	for name, v := range f.told(in["orderId"]) {
		answer[name] = v
	}
}

func (f *Fake) queryRefund(in map[string]string, answer map[string]any) {
	if _, ok := f.refunds[in["orderId"]]; !ok {
		answer["resultCode"] = 42
		return
	}
	answer["resultCode"], answer["refundTrans"] = 0, []map[string]any{f.told(in["orderId"])}
}

// told is how MoMo speaks of a refund.
func (f *Fake) told(id string) map[string]any {
	r := f.refunds[id]
	if r.code == 7002 && f.now >= r.due {
		r.code = 0
	}
	return map[string]any{"orderId": id, "amount": r.amount, "transId": r.trans, "resultCode": r.code, "createdTime": int64(f.now)}
}
