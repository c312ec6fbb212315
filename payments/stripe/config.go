package stripe

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/payments"
)

// Code is the gateway's code.
const Code = "stripe"

// MethodIntent asks for a PaymentIntent instead of a page: the caller finishes it with
// Stripe's own script or app kit and the client secret.
const MethodIntent = "payment_intent"

// Where Stripe is.
const (
	APIURL   = "https://api.stripe.com"
	PagesURL = "https://checkout.stripe.com"
)

// Config is what an operator sets. Only SecretKey, Secrets and Now must be given; what
// Stripe does not publish for đồng can be changed here.
type Config struct {
	Production bool              // refuse keys for trying out, and plain http
	SecretKey  payments.Secret   // sk_… or rk_…
	Secrets    []payments.Secret // whsec_… of the webhook's address; two while one is replaced
	URL        string            // of the API, an origin; "" is APIURL
	Pages      string            // of Stripe's page, an origin; "" is PagesURL
	Min, Max   money.VND         // 0: 15,000 to 99,999,999
	MinRefund  money.VND         // 0: 1,000
	TTL        time.Duration     // how long a buyer has; 0: 15 minutes
	HoldGrace  time.Duration     // how long a notice may be under way; 0: 10 minutes

	Now  clock.Clock
	HTTP *http.Client // nil is payments.NewClient
}

// most is the largest amount that Stripe can write: 8 digits.
const most = 99_999_999

const maxHold = 2 * time.Hour // the longest that stock waits for money

// Check tells everything that is wrong with the configuration, without its secrets.
func (c Config) Check() error { return c.complete() }

func (c *Config) complete() error {
	c.defaults()
	var wrong []error
	add := func(format string, args ...any) { wrong = append(wrong, fmt.Errorf("stripe: "+format, args...)) }
	switch key := c.SecretKey.Reveal(); {
	case !strings.HasPrefix(key, "sk_") && !strings.HasPrefix(key, "rk_") || strings.ContainsAny(key, " \t\r\n"):
		add("the secret key begins with sk_ or rk_")
	case c.Production && !c.live():
		add("the key is one for trying out: its money is play money, and production refuses it")
	}
	if len(c.Secrets) == 0 {
		add("a webhook secret is needed")
	}
	for _, a := range []struct{ name, address string }{{"API", c.URL}, {"page", c.Pages}} {
		u, err := url.Parse(a.address)
		switch {
		case err != nil || u.Host == "" || u.User != nil || u.Scheme != "https" && u.Scheme != "http" || u.Scheme+"://"+u.Host != a.address:
			add("the address of the %s must be an origin such as %s", a.name, APIURL)
		case c.Production && u.Scheme != "https":
			add("the address of the %s: production needs https", a.name)
		}
	}
	if !c.Min.Positive() || c.Min.Cmp(c.Max) > 0 || c.Max.Dong() > most || !c.MinRefund.Positive() {
		add("the least and the most amount do not fit together, or leave the 8 digits that Stripe can write")
	}
	if c.TTL < 5*time.Minute || c.HoldGrace < 0 || c.TTL+c.HoldGrace > maxHold {
		add("a buyer has 5 minutes or more, and 2 hours or less with the grace")
	}
	return errors.Join(wrong...)
}

func (c *Config) defaults() {
	c.Secrets = payments.Active(c.Secrets)
	orElse(&c.URL, APIURL)
	orElse(&c.Pages, PagesURL)
	orElse(&c.Min, money.Of(15_000)) // about half a US dollar, which Stripe asks for at least
	orElse(&c.Max, money.Of(most))
	orElse(&c.MinRefund, money.Of(1_000))
	orElse(&c.TTL, 15*time.Minute)
	orElse(&c.HoldGrace, 10*time.Minute)
	if c.HTTP == nil {
		c.HTTP = payments.NewClient()
	}
}

// live reports whether the key moves real money.
func (c *Config) live() bool {
	key := c.SecretKey.Reveal()
	return strings.HasPrefix(key, "sk_live_") || strings.HasPrefix(key, "rk_live_")
}

func orElse[T comparable](v *T, otherwise T) {
	var zero T
	if *v == zero {
		*v = otherwise
	}
}
