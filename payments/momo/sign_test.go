package momo

import (
	"encoding/json"
	"os"
	"testing"

	"github.com/chophien/chophien/payments"
	"github.com/chophien/chophien/payments/contract"
)

// Vectors are MoMo's texts and signatures, made from the fields of each.
func Vectors(t testing.TB, file string) []contract.Vector {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var f struct {
		Cases []struct {
			Name      string `json:"name"`
			AccessKey string `json:"access_key"`
			SecretKey string `json:"secret_key"`
			Hash      string `json:"hash_data"`
			Signature string `json:"signature"`
		}
	}
	if err := json.Unmarshal(b, &f); err != nil {
		t.Fatal(err)
	}
	const (
		info = "Thanh toán đơn hàng ORD20261122-0001"
		data = "eyJwYXltZW50X2lkIjoicGF5XzAwMDEifQ=="
	)
	sale := map[string]string{
		"amount": "150000", "extraData": data, "ipnUrl": "https://shop.example.vn/api/v1/payments/momo/ipn", "orderId": "ORD20261122-0001", "orderInfo": info,
		"partnerCode": "MOMOTEST01", "redirectUrl": "https://shop.example.vn/payments/momo/return", "requestId": "REQ-0001", "requestType": "captureWallet",
		"orderType": "momo_wallet", "responseTime": "1763785912345",
	}
	with := func(more ...string) map[string]string {
		values := map[string]string{}
		for name, v := range sale {
			values[name] = v
		}
		for i := 0; i < len(more); i += 2 {
			values[more[i]] = more[i+1]
		}
		return values
	}
	said := map[string]struct {
		fields []string
		values map[string]string
	}{
		"create_official_sample": {createFields, map[string]string{
			"amount": "50000", "ipnUrl": "https://callback.url/notify", "orderId": "MOMO1763785800000", "orderInfo": "pay with MoMo", "partnerCode": "MOMO",
			"redirectUrl": "https://momo.vn/return", "requestId": "MOMO1763785800000", "requestType": "captureWallet",
		}},
		"create":                   {createFields, sale},
		"ipn_success":              {noticeFields, with("message", "Giao dịch thành công.", "payType", "qr", "resultCode", "0", "transId", "4088878653")},
		"ipn_user_denied_1006":     {noticeFields, with("message", "Giao dịch bị từ chối bởi người dùng.", "resultCode", "1006", "transId", "1763785912345")},
		"query":                    {queryFields, with("requestId", "REQ-Q-0001")},
		"refund":                   {refundFields, with("amount", "50000", "description", "Hoan tien ORD20261122-0001", "orderId", "RFD20261122-0001", "requestId", "REQ-R-0001", "transId", "4088878653")},
		"refund_empty_description": {refundFields, with("amount", "50000", "orderId", "RFD20261122-0002", "requestId", "REQ-R-0002", "transId", "4088878653")},
	}
	var out []contract.Vector
	for _, c := range f.Cases {
		v, ok := said[c.Name]
		if !ok {
			if c.Name != "confirm_capture" { // money is taken in one step: nothing is left to confirm
				t.Errorf("the vector %s is tried by nobody", c.Name)
			}
			continue
		}
		text := func() string {
			return signed(v.fields, func(name string) string {
				if name == "accessKey" {
					return c.AccessKey
				}
				return v.values[name]
			})
		}
		out = append(out,
			contract.Vector{Name: c.Name + ", text", Got: text, Want: c.Hash},
			contract.Vector{Name: c.Name + ", signature", Got: func() string { return signature(payments.Hide(c.SecretKey), text()) }, Want: c.Signature})
	}
	if len(out) != 2*len(said) {
		t.Errorf("%d of %d vectors were found", len(out)/2, len(said))
	}
	return out
}
