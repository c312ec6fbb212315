package payos

import (
	"encoding/json"
	"os"
	"testing"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/payments"
	"github.com/chophien/chophien/payments/contract"
)

// Vectors are payOS's texts and signatures: what is asked, and what notices sign.
func Vectors(t testing.TB, file string) []contract.Vector {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var f struct {
		Key   string `json:"checksum_key"`
		Cases []struct {
			Name      string `json:"name"`
			Hash      string `json:"hash_data"`
			Signature string `json:"signature"`
			Key       string `json:"checksum_key"`
			Body      string `json:"webhook_body"`
			Request   struct {
				Body json.RawMessage `json:"body"`
			} `json:"request"`
			Data map[string]any `json:"data"`
		}
	}
	if err := payments.DecodeJSON(b, &f); err != nil {
		t.Fatal(err)
	}
	var out []contract.Vector
	add := func(name, key, signs, text, signed string) {
		if text != "" {
			out = append(out, contract.Vector{Name: name + ", text", Got: func() string { return signs }, Want: text})
		}
		out = append(out, contract.Vector{Name: name + ", signature", Got: func() string { return signature(payments.Hide(key), signs) }, Want: signed})
	}
	for _, c := range f.Cases {
		switch c.Name {
		case "create_payment_request":
			g, err := New(Config{ClientID: "cid-test", APIKey: payments.Hide("api-test"), Secrets: []payments.Secret{payments.Hide(f.Key)}})
			if err != nil {
				t.Fatal(err)
			}
			l := g.link(payments.Start{
				Code: "DH7K2M9QXA", Amount: money.Of(150_000), CancelURL: "https://shop.example.vn/cancel", ReturnURL: "https://shop.example.vn/return",
				At: clock.Instant(1795311300000),
			}, 20261122001)
			whole, err := json.Marshal(l)
			if err != nil {
				t.Fatal(err)
			}
			add(c.Name, f.Key, l.text(), c.Hash, c.Signature)
			out = append(out, contract.Vector{Name: c.Name + ", body", Got: func() string { return sorted(t, whole) }, Want: sorted(t, c.Request.Body)})
		case "webhook_null_field":
			var body struct{ Data map[string]any }
			if err := payments.DecodeJSON([]byte(c.Body), &body); err != nil {
				t.Fatal(err)
			}
			add(c.Name, f.Key, signedAll(body.Data), c.Hash, c.Signature)
		case "official_docs_webhook_sample":
			add(c.Name, c.Key, signedAll(c.Data), "", c.Signature)
		default:
			t.Errorf("the vector %s is tried by nobody", c.Name)
		}
	}
	return out
}

// sorted is an object with its keys in order.
func sorted(t testing.TB, object []byte) string {
	t.Helper()
	var m map[string]any
	if err := payments.DecodeJSON(object, &m); err != nil {
		t.Fatal(err)
	}
	b, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// TestWhatIsNotFlat: lists and objects are signed as their JSON, without the escapes of Go.
func TestWhatIsNotFlat(t *testing.T) {
	data := map[string]any{
		"b": []any{map[string]any{"y": json.Number("1"), "x": "<&>"}}, "a": true, "c": json.Number("150000.00"), "d": nil, "e": "Thành công",
	}
	if got, want := signedAll(data), `a=true&b=[{"x":"<&>","y":1}]&c=150000.00&d=&e=Thành công`; got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
}
