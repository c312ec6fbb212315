package session

import (
	"net/http/httptest"
	"testing"

	"github.com/gofiber/fiber/v2"
)

func TestAnAddressCannotBeMadeUp(t *testing.T) {
	for _, c := range []struct {
		proxies []string
		sent    []string
		want    string
	}{
		{nil, []string{"203.0.113.9"}, "0.0.0.0"},
		{[]string{"10.0.0.1"}, []string{"203.0.113.9"}, "0.0.0.0"},
		{[]string{"0.0.0.0"}, nil, "0.0.0.0"},
		{[]string{"0.0.0.0"}, []string{"203.0.113.9"}, "203.0.113.9"},
		{[]string{"0.0.0.0"}, []string{"198.51.100.1, 203.0.113.9"}, "203.0.113.9"},
		{[]string{"0.0.0.0"}, []string{"198.51.100.1", "203.0.113.9"}, "203.0.113.9"},
		{[]string{"0.0.0.0", "10.0.0.0/8"}, []string{"198.51.100.1, 203.0.113.9, 10.1.2.3"}, "203.0.113.9"},
		{[]string{"0.0.0.0"}, []string{"203.0.113.9, unknown"}, "0.0.0.0"},
		{[]string{"0.0.0.0"}, []string{"::ffff:203.0.113.9"}, "203.0.113.9"},
		{[]string{"0.0.0.0"}, []string{"2001:db8::1"}, "2001:db8::1"},
	} {
		app := fiber.New(fiber.Config{
			EnableTrustedProxyCheck: true, TrustedProxies: c.proxies, ProxyHeader: fiber.HeaderXForwardedFor, EnableIPValidation: true,
		})
		got := ""
		app.Get("/", func(c *fiber.Ctx) error { got = Address(c); return nil })
		req := httptest.NewRequest("GET", "/", nil)
		for _, s := range c.sent {
			req.Header.Add("X-Forwarded-For", s)
		}
		if _, err := app.Test(req); err != nil {
			t.Fatal(err)
		}
		if got != c.want {
			t.Errorf("%v behind %v: %s, want %s", c.sent, c.proxies, got, c.want)
		}
	}
}
