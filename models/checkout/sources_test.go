package checkout_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/payments"
	"github.com/chophien/chophien/payments/contract"
	"github.com/chophien/chophien/payments/vietqr"
	"github.com/chophien/chophien/payments/vietqr/casso"
	"github.com/chophien/chophien/payments/vietqr/sepay"
	"github.com/chophien/chophien/payments/vietqr/vietqrtest"
)

const sourceSecret = "secret-of-the-source"

// sources tell of transfers to the market's account.
var sources = map[string]func(t testing.TB) contract.Fake{
	"casso": func(t testing.TB) contract.Fake {
		s, err := casso.New(casso.Config{Secrets: []payments.Secret{payments.Hide(sourceSecret)}, Accounts: vietqr.Accounts{vietqrtest.Account}})
		if err != nil {
			t.Fatal(err)
		}
		return &heard{Fake: vietqrtest.New(t), source: s, notice: cassoNotice}
	},
	"sepay": func(t testing.TB) contract.Fake {
		s, err := sepay.New(sepay.Config{Secrets: []payments.Secret{payments.Hide(sourceSecret)}, Accounts: vietqr.Accounts{vietqrtest.Account}})
		if err != nil {
			t.Fatal(err)
		}
		return &heard{Fake: vietqrtest.New(t), source: s, notice: sepayNotice}
	},
}

// TestEverySource proves of each source of bank notices what TestEveryGateway proves of the
// drivers; with them VietQR hears the demo's bank.
func TestEverySource(t *testing.T) {
	for name, open := range sources {
		t.Run(name, func(t *testing.T) { everyProof(t, open) })
	}
}

// heard is VietQR whose transfers another house than the demo bank tells of.
type heard struct {
	*vietqrtest.Fake
	source payments.Listener
	notice func(secret, id, content string, amount money.VND, at clock.Instant) (header http.Header, body string)
	sent   atomic.Int64
}

func (h *heard) Listener() payments.Listener { return h.source }

func (h *heard) Pay(a payments.Attempt, amount money.VND) []payments.RawRequest {
	h.Fake.Pay(a, amount) // it is taken
	return []payments.RawRequest{h.tell(sourceSecret, "MBVCB.0011."+strings.ToLower(a.Code)+".CT tu 0011", amount)}
}

func (h *heard) Forge(a payments.Attempt, amount money.VND) payments.RawRequest {
	return h.tell("of-somebody-else", a.Code, amount)
}

func (h *heard) tell(secret, content string, amount money.VND) payments.RawRequest {
	id := strconv.FormatInt(9_007_199_254_740_993+h.sent.Add(1), 10)
	header, body := h.notice(secret, id, content, amount, h.Now())
	return payments.RawRequest{Method: http.MethodPost, Path: "/webhooks/bank/" + h.source.Code(), Header: header, Body: []byte(body), At: h.Now()}
}

// cassoNotice is signed over the body with its names in order, as encoding/json writes a map.
func cassoNotice(secret, id, content string, amount money.VND, at clock.Instant) (http.Header, string) {
	body, _ := json.Marshal(map[string]any{"error": 0, "data": map[string]any{
		"id": json.Number(id), "reference": "FT" + id, "description": content, "amount": amount.Dong(), "accountNumber": vietqrtest.Account.Number,
		"transactionDateTime": at.Local().Format("2006-01-02 15:04:05"),
	}})
	t := strconv.FormatInt(int64(at), 10)
	m := hmac.New(sha512.New, []byte(secret))
	fmt.Fprintf(m, "%s.%s", t, body)
	h := http.Header{}
	h.Set("X-Casso-Signature", "t="+t+",v1="+hex.EncodeToString(m.Sum(nil)))
	return h, string(body)
}

func sepayNotice(secret, id, content string, amount money.VND, at clock.Instant) (http.Header, string) {
	body := fmt.Sprintf(`{"id":%s,"gateway":"MBBank","transactionDate":"%s","accountNumber":"%s","subAccount":null,"code":null,"content":"%s","transferType":"in","transferAmount":%d,"accumulated":0,"referenceCode":"FT%s","description":""}`,
		id, at.Local().Format("2006-01-02 15:04:05"), vietqrtest.Account.Number, content, amount.Dong(), id)
	t := strconv.FormatInt(int64(at)/1000, 10)
	m := hmac.New(sha256.New, []byte(secret))
	fmt.Fprintf(m, "%s.%s", t, body)
	h := http.Header{}
	h.Set("X-SePay-Timestamp", t)
	h.Set("X-SePay-Signature", "sha256="+hex.EncodeToString(m.Sum(nil)))
	return h, body
}
