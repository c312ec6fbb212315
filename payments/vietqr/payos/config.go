package payos

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/payments"
	"github.com/chophien/chophien/payments/vietqr"
)

// The addresses of payOS: its API, and the pages on which buyers pay.
const (
	DefaultURL   = "https://api-merchant.payos.vn"
	DefaultPages = "https://pay.payos.vn"
)

// Config is what an operator sets to offer payment links. Only ClientID, APIKey and Secrets
// must be given; what payOS does not publish can be changed here.
type Config struct {
	Production bool              // refuse plain http
	ClientID   string            // the market's number at payOS
	APIKey     payments.Secret   // sent with every call
	Secrets    []payments.Secret // checksum keys: the first signs, all verify
	URL, Pages string            // origins; "" are DefaultURL and DefaultPages
	Accounts   vietqr.Accounts   // where the money must arrive; none: wherever payOS's channel leads
	TextMax    int               // the longest text of a transfer, 9 to 25; 0: 25. payOS allows 9 where the bank is not linked
	Min, Max   money.VND         // 0: vietqr's
	TTL        time.Duration     // how long a buyer has; 0: 30 minutes
	HoldGrace  time.Duration     // how long a notice may be under way; 0: 10 minutes
	HTTP       *http.Client      // nil is payments.NewClient
}

// maxHold is the longest that stock waits for money, whatever a gateway says.
const maxHold = 2 * time.Hour

// Check tells everything that is wrong with the configuration, without its secrets.
func (c Config) Check() error { return c.complete() }

func (c *Config) complete() error {
	c.defaults()
	var wrong []error
	add := func(format string, args ...any) { wrong = append(wrong, fmt.Errorf("payos: "+format, args...)) }
	if c.ClientID == "" || len(c.ClientID) > 100 || strings.ContainsAny(c.ClientID, " \t\r\n") {
		add("the client id is missing or malformed")
	}
	if c.APIKey.IsZero() || strings.ContainsAny(c.APIKey.Reveal(), "\r\n") {
		add("the API key is missing or malformed")
	}
	if len(c.Secrets) == 0 {
		add("the checksum key is needed")
	}
	for _, origin := range []string{c.URL, c.Pages} {
		u, err := url.Parse(origin)
		switch {
		case err != nil || u.Host == "" || u.User != nil || u.Scheme != "https" && u.Scheme != "http" || u.Scheme+"://"+u.Host != origin:
			add("an address must be an origin such as %s", DefaultURL)
		case c.Production && u.Scheme != "https":
			add("production needs https")
		}
	}
	if len(c.Accounts) > 0 {
		if err := c.Accounts.Check(); err != nil {
			add("%w", err)
		}
	}
	if c.TextMax < 9 || c.TextMax > 25 {
		add("the text of a transfer is 9 to 25 characters long")
	}
	if !c.Min.Positive() || c.Min.Cmp(c.Max) > 0 || c.Max.Dong() > money.Max {
		add("the least and the most amount do not fit together")
	}
	if c.TTL < 5*time.Minute || c.HoldGrace < 0 || c.TTL+c.HoldGrace > maxHold {
		add("a buyer has 5 minutes or more, and 2 hours or less with the grace")
	}
	return errors.Join(wrong...)
}

func (c *Config) defaults() {
	c.Secrets = payments.Active(c.Secrets)
	orElse(&c.URL, DefaultURL)
	orElse(&c.Pages, DefaultPages)
	orElse(&c.TextMax, 25)
	orElse(&c.Min, money.Of(vietqr.DefaultMin))
	orElse(&c.Max, money.Of(vietqr.DefaultMax))
	orElse(&c.TTL, 30*time.Minute)
	orElse(&c.HoldGrace, 10*time.Minute)
	if c.HTTP == nil {
		c.HTTP = payments.NewClient()
	}
}

func orElse[T comparable](v *T, otherwise T) {
	var zero T
	if *v == zero {
		*v = otherwise
	}
}
