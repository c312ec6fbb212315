package zalopaytest

import (
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/chophien/chophien/models/clock"
)

type create struct {
	AppID   int64  `json:"app_id"`
	Ref     string `json:"app_trans_id"`
	User    string `json:"app_user"`
	Time    int64  `json:"app_time"`
	Amount  int64  `json:"amount"`
	Item    string `json:"item"`
	Embed   string `json:"embed_data"`
	Words   string `json:"description"`
	Bank    string `json:"bank_code"`
	Seconds int64  `json:"expire_duration_seconds"`
	Notify  string `json:"callback_url"`
	MAC     string `json:"mac"`
}

type ask struct {
	AppID  int64  `json:"app_id"`
	Ref    string `json:"app_trans_id"`
	ID     string `json:"m_refund_id"`
	TxnID  string `json:"zp_trans_id"`
	Amount int64  `json:"amount"`
	Time   int64  `json:"timestamp"`
	Words  string `json:"description"`
	MAC    string `json:"mac"`
}

func num(n int64) string { return strconv.FormatInt(n, 10) }

// handle reads a question, answers it, and loses the answer if it shall be lost.
func handle[T any](f *Fake, op string, w http.ResponseWriter, r *http.Request, judge func(in T) map[string]any) {
	var in T
	d := json.NewDecoder(r.Body)
	d.DisallowUnknownFields()
	f.mu.Lock()
	defer f.mu.Unlock()
	out := fail(-401)
	if code := f.Refuse[r.URL.Path]; code != 0 {
		out = fail(code)
	} else if err := d.Decode(&in); err == nil {
		out = judge(in)
	}
	if f.lose[op] {
		delete(f.lose, op)
		panic(http.ErrAbortHandler) // it is done, and nobody hears of it
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write([]byte(encode(out)))
}

func fail(detail int) map[string]any { return answer(2, detail) }

func answer(code, detail int) map[string]any {
	return map[string]any{"return_code": code, "return_message": "Giao dịch", "sub_return_code": detail, "sub_return_message": "Giao dịch"}
}

var asciiWords = regexp.MustCompile(`^[A-Za-z0-9 .:_-]{1,256}$`)

func (f *Fake) create(w http.ResponseWriter, r *http.Request) {
	handle(f, "begin", w, r, func(in create) map[string]any {
		now := f.time()
		age := now.Sub(clock.Instant(in.Time))
		var embed struct {
			Back string `json:"redirecturl"`
		}
		switch {
		case in.AppID != AppID || in.MAC != sign(Key1, num(in.AppID), in.Ref, in.User, num(in.Amount), num(in.Time), in.Embed, in.Item):
			return fail(-402)
		case json.Unmarshal([]byte(in.Embed), &embed) != nil || len(in.Embed) > 1024 || in.Item != "[]" || strings.TrimSpace(in.User) == "" || len(in.User) > 50:
			return fail(-401)
		case len(in.Ref) > 40 || !strings.HasPrefix(in.Ref, now.Local().Format("060102")+"_"):
			return fail(-92)
		case age > 15*time.Minute || age < -15*time.Minute || in.Seconds < 300 || in.Seconds > 2_592_000 || in.Amount <= 0 || !asciiWords.MatchString(in.Words):
			return fail(-401)
		case f.orders[in.Ref] != nil:
			return fail(-68)
		}
		f.orders[in.Ref] = &order{in: in, back: embed.Back, expires: now.Add(time.Duration(in.Seconds) * time.Second)}
		out := answer(1, 1)
		out["order_url"] = f.server.URL + "/openinapp?order=" + url.QueryEscape(in.Ref)
		out["zp_trans_token"], out["order_token"] = "token-"+in.Ref, "order-token-"+in.Ref
		out["qr_code"] = "00020101021226520010vn.zalopay0203001010627000503173" + in.Ref
		return out
	})
}

func (f *Fake) query(w http.ResponseWriter, r *http.Request) {
	handle(f, "query", w, r, func(in ask) map[string]any {
		o := f.orders[in.Ref]
		switch {
		case in.AppID != AppID || in.MAC != sign(Key1, num(in.AppID), in.Ref, Key1):
			return fail(-402)
		case o == nil:
			return fail(-101)
		case o.taken > 0:
			out := answer(1, 1)
			out["is_processing"], out["amount"], out["zp_trans_id"], out["server_time"], out["discount_amount"] = false, o.taken, o.txn, int64(o.paidAt), 0
			return out
		case o.declined:
			return fail(-63)
		case f.time() >= o.expires:
			return fail(-54)
		}
		out := answer(3, 0)
		out["is_processing"], out["amount"], out["zp_trans_id"] = false, o.in.Amount, 0
		return out
	})
}

func (f *Fake) giveBack(w http.ResponseWriter, r *http.Request) {
	handle(f, "refund", w, r, func(in ask) map[string]any {
		now := f.time()
		day, rest, _ := strings.Cut(in.ID, "_")
		app, ref, _ := strings.Cut(rest, "_")
		switch {
		case in.AppID != AppID || in.MAC != sign(Key1, num(in.AppID), in.TxnID, num(in.Amount), in.Words, num(in.Time)):
			return fail(-402)
		case app != num(AppID) || len(ref) != 10:
			return fail(-24)
		case day != now.Local().Format("060102"):
			return fail(-25)
		case tooFar(in.Time, now):
			return fail(-401)
		case f.refund[in.ID] != nil:
			return fail(-23)
		}
		var of *order
		for _, o := range f.orders {
			if o.taken > 0 && num(o.txn) == in.TxnID {
				of = o
			}
		}
		switch {
		case of == nil:
			return fail(-101)
		case in.Amount <= 0 || in.Amount > of.left():
			return fail(-14)
		}
		f.sent++
		made := &refund{of: of, amount: in.Amount, at: now, fails: f.RefundsFail, id: 9_007_199_254_740_993 + f.sent}
		f.refund[in.ID] = made
		if !made.fails {
			of.given += in.Amount
		}
		out := answer(3, 2)
		out["refund_id"] = made.id
		return out
	})
}

func (f *Fake) queryRefund(w http.ResponseWriter, r *http.Request) {
	handle(f, "query_refund", w, r, func(in ask) map[string]any {
		made := f.refund[in.ID]
		switch {
		case in.AppID != AppID || in.MAC != sign(Key1, num(in.AppID), in.ID, num(in.Time)) || tooFar(in.Time, f.time()):
			return fail(-402)
		case made == nil:
			return fail(-101)
		}
		out := answer(made.code(f.time()))
		out["refund_id"] = made.id
		return out
	})
}

func tooFar(ms int64, now clock.Instant) bool {
	d := now.Sub(clock.Instant(ms))
	return d > 15*time.Minute || d < -15*time.Minute
}
