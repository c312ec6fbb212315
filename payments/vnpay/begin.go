package vnpay

import (
	"context"
	"net/http"
	"net/netip"
	"net/url"
	"regexp"
	"strings"

	"github.com/chophien/chophien/payments"
)

const version = "2.1.0"

var bankCode = regexp.MustCompile(`^[A-Za-z0-9]{3,20}$`)

// Begin makes the address to which the buyer goes. It calls nobody, so it cannot be
// ambiguous. It refuses with the codes "bad_request", "return_url" and "bank_code".
func (g *Gateway) Begin(_ context.Context, s payments.Start) (payments.Begun, error) {
	if err := g.Capabilities().Accepts(s.Amount); err != nil {
		return payments.Begun{}, err
	}
	switch {
	case s.Ref == "" || len(s.Ref) > 100 || !plain(s.Ref) || s.ExpiresAt <= s.At:
		return payments.Begun{}, refused("begin", "bad_request")
	case len(s.ReturnURL) < 10 || len(s.ReturnURL) > 255 || !plain(s.ReturnURL):
		return payments.Begun{}, refused("begin", "return_url")
	case s.Method != "" && !bankCode.MatchString(s.Method):
		return payments.Begun{}, refused("begin", "bank_code")
	}
	locale := "vn"
	if s.Locale == "en" {
		locale = "en"
	}
	q := url.Values{}
	for name, value := range map[string]string{
		"Version": version, "Command": "pay", "TmnCode": g.cfg.TmnCode, "Amount": wireAmount(s.Amount), "BankCode": s.Method,
		"CreateDate": stamp(s.At), "ExpireDate": stamp(s.ExpiresAt), "CurrCode": "VND", "IpAddr": g.address(s.CustomerIP), "Locale": locale,
		"OrderInfo": text(s.Description, 255, "Thanh toan "+s.Ref), "OrderType": g.cfg.OrderType, "ReturnUrl": s.ReturnURL, "TxnRef": s.Ref,
	} {
		q.Set("vnp_"+name, value)
	}
	data := canonical(q)
	return payments.Begun{
		Status: payments.StatusPending,
		Next: payments.Next{
			Kind: payments.NextRedirect, Method: http.MethodGet, ExpiresAt: s.ExpiresAt,
			URL: g.cfg.PayURL + "?" + data + "&vnp_SecureHash=" + macHex(g.cfg.Secrets[0], data),
		},
	}, nil
}

// address is one address of at least 7 characters, as VNPay wants it: the first of a list
// that a proxy may have made, or this server's own.
func (g *Gateway) address(ip string) string {
	first, _, _ := strings.Cut(ip, ",")
	a, err := netip.ParseAddr(strings.TrimSpace(first))
	if text := a.WithZone("").Unmap().String(); err == nil && len(text) >= 7 {
		return text
	}
	return g.cfg.IP
}

func refused(op, code string) error { return &payments.Error{Gateway: Code, Op: op, Code: code} }
