package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chophien/chophien/cmd/chophien/bench"
	"github.com/chophien/chophien/models/db"
)

// Whatever moment the market is killed at, money that the bank knows of ends up on the
// order, once.
func TestAKilledMarketLosesNoMoney(t *testing.T) {
	data := t.TempDir()
	mustRun(t, nil, "migrate", "--data", data)
	mustRun(t, nil, "bench", "prepare", "--accounts", "1", "--data", data)
	ground, err := bench.Read(filepath.Join(data, bench.File))
	if err != nil {
		t.Fatal(err)
	}
	args := []string{"serve", "--sandbox", "--data", data}
	m := openMarket(t, nil, args...)
	for i, wait := range []time.Duration{0, 2 * time.Millisecond, 5 * time.Millisecond, 10 * time.Millisecond, 30 * time.Millisecond} {
		group, page := m.begin(ground, ground.Products[i].Variant, 1)
		press, field := m.form(page)
		told := make(chan bool, 1)
		go func() { told <- press(field) }()
		<-time.After(wait)
		m.signal(os.Kill)
		m.ended()
		<-told
		m.start(nil, args...)
		if !m.decided(page) { // the bank had not heard of it: the buyer presses again
			if press, field := m.form(page); !press(field) {
				t.Fatal("the bank does not take the money")
			}
		}
		m.eventually("the order is paid", func() bool { return m.payment(ground, group).Status == "paid" })
		if p := m.payment(ground, group); p.Received != p.Amount {
			t.Errorf("%d of %d came", p.Received, p.Amount)
		}
	}
	m.stop()
	if out := mustRun(t, nil, "verify", "--data", data, "--ops-listen", ""); !strings.Contains(out, "all promises hold") {
		t.Error(out)
	}
}

type paymentSeen struct {
	Status           string
	Amount, Received int64
	Step             struct{ Next struct{ URL string } }
}

// call asks the API as the first buyer of the ground.
func (m *running) call(g bench.Ground, method, path string, in, out any) {
	m.t.Helper()
	body, err := json.Marshal(in)
	if err != nil {
		m.t.Fatal(err)
	}
	if in == nil {
		body = nil
	}
	req, err := http.NewRequestWithContext(m.t.Context(), method, m.base+"/api/v1"+path, bytes.NewReader(body))
	if err != nil {
		m.t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+g.Tokens[0])
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Idempotency-Key", db.NewID())
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		m.t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode >= 300 {
		m.t.Fatalf("%s %s: %d %s %v", method, path, res.StatusCode, text, err)
	}
	if out != nil {
		if err := json.Unmarshal(text, out); err != nil {
			m.t.Fatal(err)
		}
	}
}

// begin orders one thing and returns the group and the bank's page for its payment.
func (m *running) begin(g bench.Ground, variant string, quantity int64) (group, page string) {
	m.t.Helper()
	m.call(g, "POST", "/cart/lines", map[string]any{"variant_id": variant, "quantity": quantity}, nil)
	var offer struct {
		Total      int64
		Terms      string `json:"terms_version"`
		Deliveries []struct {
			SellerID string `json:"seller_id"`
			Quotes   []struct{ Carrier, Service string }
		}
	}
	m.call(g, "POST", "/checkout/offer", map[string]any{"scheme": g.Scheme, "ward_code": g.Ward, "deliveries": []any{}}, &offer)
	way := offer.Deliveries[0].Quotes[0]
	var placed struct{ ID string }
	m.call(g, "POST", "/orders", map[string]any{
		"recipient": "Người Mua Thử", "phone": "0900100000", "address": map[string]string{"scheme": g.Scheme, "ward_code": g.Ward, "street": "Nhà mẫu số 1"},
		"deliveries":     []any{map[string]string{"seller_id": offer.Deliveries[0].SellerID, "carrier": way.Carrier, "service": way.Service, "pickup_id": ""}},
		"expected_total": offer.Total, "terms_version": offer.Terms,
	}, &placed)
	var p paymentSeen
	m.call(g, "POST", "/orders/"+placed.ID+"/payment", map[string]string{"gateway": "sandbox"}, &p)
	return placed.ID, p.Step.Next.URL
}

func (m *running) payment(g bench.Ground, group string) (p paymentSeen) {
	m.t.Helper()
	m.call(g, "GET", "/orders/"+group+"/payment", nil, &p)
	return p
}

var hidden = regexp.MustCompile(`<input type="hidden" name="([^"]+)" value="([^"]*)"`)

// form opens the bank's page and returns how its button is pressed; that reports whether
// the bank answered.
func (m *running) form(page string) (press func(url.Values) bool, fields url.Values) {
	m.t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		m.t.Fatal(err)
	}
	client := &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := client.Get(page)
	if err != nil {
		m.t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != http.StatusOK {
		m.t.Fatalf("the bank: %d %s", res.StatusCode, text)
	}
	fields = url.Values{"outcome": {"approve"}}
	for _, f := range hidden.FindAllStringSubmatch(string(text), -1) {
		fields.Set(html.UnescapeString(f[1]), html.UnescapeString(f[2]))
	}
	return func(in url.Values) bool {
		req, err := http.NewRequestWithContext(m.t.Context(), http.MethodPost, page, strings.NewReader(in.Encode()))
		if err != nil {
			return false
		}
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		req.Header.Set("Origin", m.base)
		req.Header.Set("Sec-Fetch-Site", "same-origin")
		res, err := client.Do(req)
		if err != nil {
			return false // killed meanwhile
		}
		_ = res.Body.Close()
		if res.StatusCode >= 400 {
			m.t.Error(fmt.Errorf("the bank: %d", res.StatusCode))
		}
		return res.StatusCode == http.StatusSeeOther
	}, fields
}

// decided reports whether the bank leads back to the market, because it was told what to do.
func (m *running) decided(page string) bool {
	m.t.Helper()
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := client.Get(page)
	if err != nil {
		m.t.Fatal(err)
	}
	_ = res.Body.Close()
	return res.StatusCode == http.StatusSeeOther
}
