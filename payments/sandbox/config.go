package sandbox

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/payments"
)

// Code is the gateway's code.
const Code = "sandbox"

// Merchant is the default name of the market at this bank.
const Merchant = "chophien"

// Config is how the bank behaves. Only BaseURL, Secrets and Now must be given.
type Config struct {
	Production bool              // true refuses everything
	BaseURL    string            // where the market answers: "http://127.0.0.1:8080"
	Dir        string            // where the bank keeps its memory; "" forgets at the end
	Merchant   string            // "" is Merchant
	Secrets    []payments.Secret // the first signs, all verify
	Now        clock.Clock

	Auto            bool                // act by itself as the amount's last three digits say
	SilentOnFailure bool                // like wallets that report success only
	Refunds         payments.RefundMode // RefundSync (the default) or RefundAsync
	RefundsFail     bool
	RefundDelay     time.Duration                                    // of asynchronous refunds; 0: 5 s
	SlowDelay       time.Duration                                    // of a slow approval; 0: 10 s
	Retries         []time.Duration                                  // waits between tries of one delivery; nil: 1 s, 5 s, 30 s
	HTTP            *http.Client                                     // for deliveries; nil waits 10 s at most
	Sleep           func(ctx context.Context, d time.Duration) error // nil sleeps
}

func (c *Config) complete() error {
	if c.Production {
		return fault.New(fault.Forbidden, "payments.sandbox_in_production")
	}
	if c.Secrets = payments.Active(c.Secrets); len(c.Secrets) == 0 {
		return errors.New("sandbox: a secret is needed")
	}
	if c.Now == nil {
		return errors.New("sandbox: a clock is needed")
	}
	u, err := url.Parse(c.BaseURL)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" || u.RawQuery != "" || u.Fragment != "" {
		return errors.New("sandbox: the base address must look like http://host:port")
	}
	c.BaseURL = strings.TrimRight(c.BaseURL, "/")
	switch c.Refunds {
	case "":
		c.Refunds = payments.RefundSync
	case payments.RefundSync, payments.RefundAsync:
	default:
		return fmt.Errorf("sandbox: refunds are %q or %q", payments.RefundSync, payments.RefundAsync)
	}
	if c.Merchant == "" {
		c.Merchant = Merchant
	}
	if c.RefundDelay == 0 {
		c.RefundDelay = 5 * time.Second
	}
	if c.SlowDelay == 0 {
		c.SlowDelay = 10 * time.Second
	}
	if c.Retries == nil {
		c.Retries = []time.Duration{time.Second, 5 * time.Second, 30 * time.Second}
	}
	if c.HTTP == nil {
		c.HTTP = &http.Client{Timeout: 10 * time.Second}
	}
	if c.Sleep == nil {
		c.Sleep = sleep
	}
	return nil
}

func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// origin is the scheme and host of BaseURL.
func (c *Config) origin() string {
	u, _ := url.Parse(c.BaseURL) // complete has parsed it
	return u.Scheme + "://" + u.Host
}
