package stripetest

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"sort"
	"strconv"
	"strings"
	"time"
)

// serve is Stripe's side of the line.
func (f *Fake) serve(w http.ResponseWriter, r *http.Request) {
	if strings.HasPrefix(r.URL.Path, "/c/pay/") { // the page on which the buyer types a card
		_, _ = io.WriteString(w, "Stripe")
		return
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	form, _ := url.ParseQuery(string(body)) // what cannot be read lacks what is required
	if r.Method == http.MethodGet {
		form = r.URL.Query()
	}
	path, key := strings.TrimPrefix(r.URL.Path, "/v1/"), r.Header.Get("Idempotency-Key")
	f.asked = append(f.asked, Call{r.Method, path, key, form.Encode()})
	if c, ok := f.say[path]; ok {
		delete(f.say, path)
		w.WriteHeader(c.status)
		_, _ = io.WriteString(w, c.body)
		return
	}
	if r.Header.Get("Authorization") != "Bearer "+Key || r.Header.Get("Stripe-Version") != "2023-10-16" {
		write(w, http.StatusUnauthorized, refused("invalid_request_error", "api_key"))
		return
	}
	op := map[string]string{"POST checkout/sessions": "begin", "POST payment_intents": "begin", "POST refunds": "refund"}[r.Method+" "+path]
	status, answer := f.answer(r.Method, path, key, op != "", form)
	lost := f.lose[op]
	delete(f.lose, op)
	if lost { // the head of an answer, and then the line is dead
		w.Header().Set("Content-Length", "1000")
		w.WriteHeader(http.StatusOK)
		return
	}
	write(w, status, answer)
}

// answer does what was asked, or repeats what was answered to the same request.
func (f *Fake) answer(method, path, key string, once bool, form url.Values) (int, any) {
	if once && key == "" {
		return http.StatusBadRequest, refused("invalid_request_error", "idempotency_key_missing") // of this fake: the driver always has one
	}
	if k, ok := f.keys[key]; ok && once {
		if k.asked != path+form.Encode() {
			return http.StatusBadRequest, refused("idempotency_error", "")
		}
		return k.status, k.answer
	}
	status, answer := f.do(method, path, form)
	if once && status < 500 {
		f.keys[key] = kept{path + form.Encode(), status, answer}
	}
	return status, answer
}

func (f *Fake) do(method, path string, form url.Values) (int, any) {
	parts := strings.Split(path, "/")
	last := parts[len(parts)-1]
	switch {
	case path == "checkout/sessions" && method == http.MethodPost:
		return f.openSession(form)
	case path == "checkout/sessions":
		var all []map[string]any
		for _, s := range f.sessions {
			if within(s.created, form) {
				all = append(all, f.sessionJSON(f.aged(s), true))
			}
		}
		return http.StatusOK, page(all)
	case strings.HasPrefix(path, "checkout/sessions/"):
		s, ok := f.sessions[parts[2]]
		switch {
		case !ok:
			return http.StatusNotFound, refused("invalid_request_error", "resource_missing")
		case last == "expire" && f.aged(s).status != "open":
			return http.StatusBadRequest, refused("invalid_request_error", "")
		case last == "expire":
			s.status = "expired"
		}
		return http.StatusOK, f.sessionJSON(f.aged(s), true)
	case path == "payment_intents" && method == http.MethodPost:
		amount := number(form.Get("amount"))
		if form.Get("currency") != "vnd" || amount < 1 || amount > 99_999_999 || form.Get("automatic_payment_methods[enabled]") != "true" {
			return http.StatusBadRequest, refused("invalid_request_error", "parameter_invalid")
		}
		return http.StatusOK, f.intent(form.Get("metadata[payment_id]"), amount).json()
	case path == "payment_intents":
		var all []map[string]any
		for _, p := range f.intents {
			if within(p.created, form) {
				all = append(all, p.json())
			}
		}
		return http.StatusOK, page(all)
	case strings.HasPrefix(path, "payment_intents/"):
		p, ok := f.intents[parts[1]]
		switch {
		case !ok:
			return http.StatusNotFound, refused("invalid_request_error", "resource_missing")
		case last == "cancel" && p.status != "requires_payment_method":
			return http.StatusBadRequest, refused("invalid_request_error", "payment_intent_unexpected_state")
		case last == "cancel":
			p.status = "canceled"
		}
		return http.StatusOK, p.json()
	case path == "refunds" && method == http.MethodPost:
		return f.giveBack(form)
	case path == "refunds":
		var all []map[string]any
		for _, r := range f.refunds {
			if r.intent == form.Get("payment_intent") {
				all = append(all, f.refundJSON(r))
			}
		}
		return http.StatusOK, page(all)
	}
	return http.StatusNotFound, refused("invalid_request_error", "")
}

func (f *Fake) openSession(form url.Values) (int, any) {
	amount, end := number(form.Get("line_items[0][price_data][unit_amount]")), number(form.Get("expires_at"))
	now := int64(f.now) / 1000
	switch {
	case form.Get("mode") != "payment", form.Get("line_items[0][price_data][currency]") != "vnd", form.Get("line_items[0][quantity]") != "1",
		form.Get("line_items[0][price_data][product_data][name]") == "", form.Get("success_url") == "", amount < 1, amount > 99_999_999:
		return http.StatusBadRequest, refused("invalid_request_error", "parameter_invalid")
	case !f.anyTime && (end < now+30*60 || end > now+24*3600):
		return http.StatusBadRequest, refused("invalid_request_error", "expires_at")
	}
	s := &session{
		id: f.id("cs_test_"), ref: form.Get("client_reference_id"), amount: amount, created: now, end: end, status: "open", paid: "unpaid",
		params: map[string]string{"success_url": form.Get("success_url"), "ref": form.Get("payment_intent_data[metadata][payment_id]")},
	}
	f.sessions[s.id] = s
	return http.StatusOK, f.sessionJSON(s, false)
}

// aged is a session as time has left it.
func (f *Fake) aged(s *session) *session {
	if s.status == "open" && int64(f.now)/1000 >= s.end {
		s.status = "expired"
	}
	return s
}

func (f *Fake) giveBack(form url.Values) (int, any) {
	p, ok := f.intents[form.Get("payment_intent")]
	amount := number(form.Get("amount"))
	switch {
	case !ok:
		return http.StatusNotFound, refused("invalid_request_error", "resource_missing")
	case p.status != "succeeded" || amount < 1:
		return http.StatusBadRequest, refused("invalid_request_error", "parameter_invalid")
	case f.back(p.id)+amount > p.received:
		return http.StatusBadRequest, refused("invalid_request_error", "charge_already_refunded")
	}
	r := &refund{id: f.id("re_"), intent: p.id, ref: form.Get("metadata[refund_ref]"), of: form.Get("metadata[payment_id]"), amount: amount, status: "succeeded"}
	if f.later {
		r.status, r.due = "pending", f.now.Add(time.Minute)
	}
	f.refunds = append(f.refunds, r)
	return http.StatusOK, f.refundJSON(r)
}

func (f *Fake) sessionJSON(s *session, expand bool) map[string]any {
	o := map[string]any{
		"id": s.id, "object": "checkout.session", "client_reference_id": s.ref, "amount_total": s.amount, "currency": "vnd", "created": s.created,
		"expires_at": s.end, "status": s.status, "payment_status": s.paid, "payment_intent": nil, "metadata": map[string]any{"payment_id": s.ref},
		"livemode": false, "url": f.URL + "/c/pay/" + s.id, "mode": "payment",
	}
	if p, ok := f.intents[s.intent]; ok {
		o["payment_intent"] = p.id
		if expand {
			o["payment_intent"] = p.json()
		}
	}
	return o
}

func (p *intent) json() map[string]any {
	o := map[string]any{
		"id": p.id, "object": "payment_intent", "amount": p.amount, "amount_received": p.received, "currency": "vnd", "status": p.status,
		"created": p.created, "client_secret": p.id + "_secret_x", "livemode": false, "metadata": map[string]any{"payment_id": p.ref}, "last_payment_error": nil,
	}
	if p.status == "requires_payment_method" {
		o["last_payment_error"] = map[string]any{"code": "card_declined", "decline_code": "insufficient_funds", "message": "Your card has insufficient funds.", "type": "card_error"}
	}
	return o
}

func (f *Fake) refundJSON(r *refund) map[string]any {
	if r.status == "pending" && f.now >= r.due {
		r.status = "succeeded"
	}
	o := map[string]any{
		"id": r.id, "object": "refund", "amount": r.amount, "currency": "vnd", "payment_intent": r.intent, "charge": "ch_" + r.intent, "status": r.status,
		"metadata": map[string]any{"refund_ref": r.ref, "payment_id": r.of},
	}
	if r.status == "failed" {
		o["failure_reason"] = "expired_or_canceled_card"
	}
	return o
}

func within(created int64, form url.Values) bool {
	return created >= number(form.Get("created[gte]")) && created <= number(form.Get("created[lte]"))
}

// page is a whole list, newest first, as Stripe's are.
func page(all []map[string]any) map[string]any {
	sort.Slice(all, func(i, j int) bool { return all[i]["id"].(string) > all[j]["id"].(string) })
	return map[string]any{"object": "list", "data": all, "has_more": false, "url": "/v1/list"}
}

func refused(kind, code string) map[string]any {
	return map[string]any{"error": map[string]any{"type": kind, "code": code, "message": "words of Stripe"}}
}

func write(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v)
}

func number(s string) int64 {
	n, _ := strconv.ParseInt(s, 10, 64) // what is no number is 0, which nothing here can be
	return n
}
