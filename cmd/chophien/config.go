package main

import (
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/chophien/chophien/models/checkout"
	"github.com/chophien/chophien/payments"
)

// config is everything that an operator sets, by flag or by environment variable. The same
// struct serves demo and serve; each command checks what it needs, all problems at once.
// Secrets are payments.Secret and print as stars.
type config struct {
	Data       string          `env:"CHOPHIEN_DATA" default:"data" help:"Folder of the SQLite file, photos, search index and demo keys."`
	Database   payments.Secret `name:"database-url" env:"DATABASE_URL" help:"postgres://… ; empty keeps a SQLite file in the data folder."`
	MaxConns   int             `env:"CHOPHIEN_MAX_CONNS" default:"16" help:"Connections to PostgreSQL in all."`
	Listen     string          `env:"CHOPHIEN_LISTEN" default:"127.0.0.1:8080" help:"Address of the market."`
	OpsListen  string          `env:"CHOPHIEN_OPS_LISTEN" default:"127.0.0.1:8081" help:"Address of metrics and profiles; loopback only. Empty: none."`
	BaseURL    string          `env:"CHOPHIEN_BASE_URL" help:"How buyers and gateways reach the market: https://cho.example. Empty: http:// and the address of the market."`
	Production bool            `env:"CHOPHIEN_PRODUCTION" help:"Refuse everything that is only for trying out: the sandbox, plain http, demo keys."`
	LogLevel   string          `env:"CHOPHIEN_LOG_LEVEL" default:"info" help:"debug, info, warn or error."`
	LogJSON    bool            `env:"CHOPHIEN_LOG_JSON" help:"Write the log as JSON lines."`

	Keys  payments.Secret `env:"CHOPHIEN_KEYS" help:"Keys of personal data, id:base64,id:base64; the first seals, all open. Empty: a file in the data folder (not in production)."`
	Blind payments.Secret `env:"CHOPHIEN_BLIND_KEY" help:"Key by which sealed numbers are found again, base64."`

	TrustedProxies []string `env:"CHOPHIEN_TRUSTED_PROXIES" help:"Addresses whose X-Forwarded-For is believed."`
	CORSOrigins    []string `env:"CHOPHIEN_CORS_ORIGINS" help:"Origins of other sites that may call the API with a token."`
	RateLimit      int      `env:"CHOPHIEN_RATE_LIMIT" default:"1200" help:"Requests a minute from one address; 0 sets no limit."`

	Market marketConfig `embed:"" prefix:"market-"`
	VietQR vietqrConfig `embed:"" prefix:"vietqr-"`
	MoMo   momoConfig   `embed:"" prefix:"momo-"`
	Stripe stripeConfig `embed:"" prefix:"stripe-"`
	SMS    smsConfig    `embed:"" prefix:"sms-"`
	S3     s3Config     `embed:"" prefix:"s3-"`
	Meili  meiliConfig  `embed:"" prefix:"meili-"`

	Collection string `env:"COLLECTION" default:"market" help:"Who takes buyers' money: market (its own account, held until the order ends) or direct (each order's QR pays its seller; the market holds, pays out, withholds and refunds nothing)."`

	COD codConfig `embed:"" prefix:"cod-"`

	VNPay   vnpayConfig   `embed:"" prefix:"vnpay-"`
	ZaloPay zalopayConfig `embed:"" prefix:"zalopay-"`

	Sandbox      bool              `env:"PAYMENTS_SANDBOX" help:"Offer the play bank; refused in production."`
	SepaySecrets []payments.Secret `env:"SEPAY_SECRETS" help:"HMAC secrets of SePay; two while one is replaced."`
	SepayAPIKeys []payments.Secret `env:"SEPAY_API_KEYS" help:"API keys of SePay, where no HMAC secret is set."`
	CassoSecrets []payments.Secret `env:"CASSO_SECRETS" help:"Checksum keys of Casso."`
	SepayToken   payments.Secret   `env:"SEPAY_API_TOKEN" help:"Token of SePay's API: its list is read for transfers whose notice was lost."`
	SepayURL     string            `env:"SEPAY_API_URL" help:"Where that list is. Empty: SePay's own address."`
	CassoKey     payments.Secret   `env:"CASSO_API_KEY" help:"Key of Casso's API, for its list."`
	CassoURL     string            `env:"CASSO_API_URL" help:"Where that list is. Empty: Casso's own address."`
	BankHours    string            `env:"BANK_HOURS" default:"08:00-17:00" help:"When bank notices are expected, Monday to Friday but on holidays."`
	BankSilence  time.Duration     `env:"BANK_SILENCE" default:"4h" help:"How long no notice may come in these hours before the desk is told; 0: never."`

	PayOS payosConfig `embed:"" prefix:"payos-"`

	EAuth eauthConfig `embed:"" prefix:"eauth-"`

	unread problems // settings that could not be read
}

type marketConfig struct {
	Name            string `env:"MARKET_NAME" default:"Chợ Phiên" help:"Name of the market."`
	Place           string `env:"MARKET_PLACE" default:"Yên Bái, Lào Cai" help:"Where it is at home, in words."`
	Province        string `env:"MARKET_PROVINCE" default:"15" help:"Code of the home province."`
	Terms           string `env:"MARKET_TERMS" default:"2026-11-01" help:"Version of the terms that buyers accept."`
	DeskPhone       string `env:"MARKET_DESK_PHONE" help:"Phone of the market's desk, shown on every product."`
	DeskEmail       string `env:"MARKET_DESK_EMAIL" help:"E-mail of the desk."`
	DeskHours       string `env:"MARKET_DESK_HOURS" default:"7:30–17:00" help:"When the desk answers."`
	DeskAddress     string `env:"MARKET_DESK_ADDRESS" help:"Where the desk is."`
	Registration    string `env:"MARKET_REGISTRATION" help:"Number at the ministry's e-commerce portal."`
	RegistrationURL string `env:"MARKET_REGISTRATION_URL" help:"Its page there."`
}

type vietqrConfig struct {
	BIN     string `env:"VIETQR_BIN" help:"Bank of the receiving account, 6 digits."`
	Account string `env:"VIETQR_ACCOUNT" help:"Number of the receiving account."`
	Holder  string `env:"VIETQR_HOLDER" help:"Its holder, without diacritics."`
}

type payosConfig struct {
	Secrets  []payments.Secret `env:"PAYOS_SECRETS" help:"Checksum keys of payOS; the first signs, two while one is replaced. Alone: payOS tells of transfers to the market's own QR."`
	ClientID string            `env:"PAYOS_CLIENT_ID" help:"The market's number at payOS; with it buyers pay on payOS's pages."`
	APIKey   payments.Secret   `env:"PAYOS_API_KEY" help:"API key of payOS."`
	TextMax  int               `env:"PAYOS_TEXT_MAX" default:"25" help:"Longest text of a transfer: 25, or 9 where the bank is not linked to payOS."`
}

// links reports whether an operator wants payment links of payOS.
func (c payosConfig) links() bool { return c.ClientID != "" || !c.APIKey.IsZero() }

type codConfig struct {
	On       bool     `name:"on" env:"COD" help:"Orders may be paid where they arrive, by a QR shown at the door."`
	Cash     bool     `env:"COD_CASH" help:"Notes and coins are taken there too."`
	Max      int64    `env:"COD_MAX" default:"5000000" help:"The most of one order at the door, in đồng."`
	Limit    int      `env:"COD_LIMIT" default:"3" help:"Unpaid orders of one phone that may be on their way to a door."`
	Carriers []string `env:"COD_CARRIERS" help:"Carriers that by contract collect for the market and remit it, by code: flat, counter. Of the others the seller takes the money."`
}

type momoConfig struct {
	PartnerCode string            `env:"MOMO_PARTNER_CODE" help:"The market's number at MoMo; empty: no MoMo."`
	AccessKey   payments.Secret   `env:"MOMO_ACCESS_KEY" help:"Access key of MoMo."`
	Secrets     []payments.Secret `env:"MOMO_SECRETS" help:"Secret keys of MoMo; the first signs, two while one is replaced."`
	URL         string            `env:"MOMO_URL" help:"Where MoMo is: https://payment.momo.vn in production. Empty: its address for trying out."`
	Method      string            `env:"MOMO_METHOD" default:"captureWallet" help:"captureWallet (the wallet alone) or payWithMethod (what the buyer picks at MoMo)."`
}

type stripeConfig struct {
	SecretKey      payments.Secret   `env:"STRIPE_SECRET_KEY" help:"Secret key of Stripe, sk_… or rk_…; empty: no Stripe."`
	WebhookSecrets []payments.Secret `env:"STRIPE_WEBHOOK_SECRETS" help:"Secrets of the webhook's address, whsec_…; two while one is replaced. The address needs API version 2023-10-16."`
	Min            int64             `env:"STRIPE_MIN" default:"15000" help:"The least that Stripe takes, in đồng: about half a US dollar."`
}

type vnpayConfig struct {
	TmnCode    string            `env:"VNPAY_TMN_CODE" help:"The market's terminal at VNPay; empty: VNPay is not offered."`
	Secrets    []payments.Secret `env:"VNPAY_SECRETS" help:"Hash secrets of VNPay; the first signs, all verify."`
	URL        string            `env:"VNPAY_URL" help:"VNPay's payment page. Empty: the one for trying out, refused in production."`
	APIURL     string            `name:"api-url" env:"VNPAY_API_URL" help:"VNPay's address for questions and refunds. Empty: the one for trying out."`
	IP         string            `env:"VNPAY_IP" help:"Address of this server, as VNPay wants it told. Empty: 127.0.0.1."`
	Min        int64             `env:"VNPAY_MIN" default:"5000" help:"The least that VNPay takes, in đồng."`
	Max        int64             `env:"VNPAY_MAX" default:"999999999" help:"The most."`
	MinRefund  int64             `env:"VNPAY_MIN_REFUND" default:"1000" help:"The least that VNPay gives back; less is transferred by hand."`
	QueryGap   time.Duration     `env:"VNPAY_QUERY_GAP" default:"5m" help:"Between two questions about one payment."`
	RefundDone []string          `env:"VNPAY_REFUND_DONE" default:"00" help:"Statuses by which VNPay tells that a refund has arrived."`
}

// set reports whether an operator wants VNPay.
func (c vnpayConfig) set() bool { return c.TmnCode != "" || len(c.Secrets) > 0 }

type zalopayConfig struct {
	AppID     int64             `env:"ZALOPAY_APP_ID" help:"The market's number at ZaloPay; empty: ZaloPay is not offered."`
	Key1      payments.Secret   `env:"ZALOPAY_KEY1" help:"Signs what is sent to ZaloPay."`
	Key2      []payments.Secret `env:"ZALOPAY_KEY2" help:"Proves what ZaloPay says; two while one is replaced."`
	URL       string            `env:"ZALOPAY_URL" help:"ZaloPay's address. Empty: the one for trying out, or the real one in production."`
	Pages     []string          `env:"ZALOPAY_PAGES" help:"Origins of the pages on which buyers pay. Empty: those that belong to the address."`
	Min       int64             `env:"ZALOPAY_MIN" default:"1000" help:"The least that ZaloPay takes, in đồng."`
	Max       int64             `env:"ZALOPAY_MAX" default:"50000000" help:"The most."`
	MinRefund int64             `env:"ZALOPAY_MIN_REFUND" default:"1000" help:"The least that ZaloPay gives back; less is transferred by hand."`
}

// set reports whether an operator wants ZaloPay.
func (c zalopayConfig) set() bool { return c.AppID != 0 || !c.Key1.IsZero() || len(c.Key2) > 0 }

type smsConfig struct {
	URL     string            `env:"SMS_URL" help:"HTTPS address of the message gateway."`
	Headers []payments.Secret `env:"SMS_HEADERS" sep:";" help:"Headers for it, Name: value, with ; between."`
	Body    string            `env:"SMS_BODY" help:"Body with {to}, {text} and {id}."`
	Accept  string            `env:"SMS_ACCEPT" help:"Pattern that its answer must match; empty: any success."`
}

type s3Config struct {
	Endpoint  string          `env:"S3_ENDPOINT" help:"host:port of the object storage; empty keeps photos in the data folder."`
	Bucket    string          `env:"S3_BUCKET"`
	AccessKey payments.Secret `env:"S3_ACCESS_KEY"`
	SecretKey payments.Secret `env:"S3_SECRET_KEY"`
	Region    string          `env:"S3_REGION"`
	Insecure  bool            `env:"S3_INSECURE" help:"Speak plain http to it (a private network)."`
}

// problems collects everything that is wrong, so that an operator mends it in one go.
type problems []error

func (p *problems) add(format string, args ...any) { *p = append(*p, fmt.Errorf(format, args...)) }

// check judges what does not depend on the command, and fills in what follows from the rest.
func (c *config) check() error {
	p := slices.Clone(c.unread)
	if !slices.Contains([]string{"debug", "info", "warn", "error"}, c.LogLevel) {
		p.add("--log-level: debug, info, warn or error, not %q", c.LogLevel)
	}
	if c.Collection != "market" && c.Collection != "direct" {
		p.add("COLLECTION: market or direct, not %q", c.Collection)
	}
	if _, _, err := net.SplitHostPort(c.Listen); err != nil {
		p.add("--listen: %q is not host:port", c.Listen)
	}
	if c.BaseURL == "" {
		c.BaseURL = "http://" + c.Listen
	}
	c.BaseURL = strings.TrimRight(c.BaseURL, "/")
	u, err := url.Parse(c.BaseURL)
	switch {
	case err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") || u.Path != "":
		p.add("--base-url: %q is not an origin such as https://cho.example", c.BaseURL)
	case c.Production && u.Scheme != "https":
		p.add("--base-url: production needs https")
	}
	if c.OpsListen != "" {
		host, _, err := net.SplitHostPort(c.OpsListen)
		ip := net.ParseIP(host)
		if err != nil || host != "localhost" && (ip == nil || !ip.IsLoopback()) {
			p.add("--ops-listen: metrics and profiles are shown on a loopback address only, not %q", c.OpsListen)
		}
	}
	if c.postgres() {
		if u, err := url.Parse(c.Database.Reveal()); err != nil || u.Scheme != "postgres" && u.Scheme != "postgresql" {
			p.add("DATABASE_URL: not a postgres:// address")
		}
	}
	if c.Keys.IsZero() != c.Blind.IsZero() {
		p.add("CHOPHIEN_KEYS and CHOPHIEN_BLIND_KEY are set together or not at all")
	}
	if c.MaxConns < 4 {
		p.add("--max-conns: at least 4")
	}
	if c.RateLimit < 0 {
		p.add("--rate-limit: 0 or more")
	}
	for _, s := range c.TrustedProxies {
		if net.ParseIP(s) == nil {
			if _, _, err := net.ParseCIDR(s); err != nil {
				p.add("--trusted-proxies: %q is neither an address nor a network", s)
			}
		}
	}
	if slices.Contains(c.CORSOrigins, "*") {
		p.add("--cors-origins: name the sites; * is not taken")
	}
	if _, err := checkout.ParseBankHours(c.BankHours); err != nil {
		p.add("--bank-hours: %w", err)
	}
	if c.BankSilence < 0 {
		p.add("--bank-silence: 0 or more")
	}
	c.checkGateways(&p)
	c.checkSearch(&p)
	c.checkIdentity(&p)
	c.checkProduction(&p)
	return errors.Join(p...)
}

// checkProduction refuses what is only for trying out.
func (c *config) checkProduction(p *problems) {
	if !c.Production {
		return
	}
	if c.Sandbox {
		p.add("--sandbox: the play bank is refused in production")
	}
	if c.Keys.IsZero() {
		p.add("CHOPHIEN_KEYS: production needs its own keys")
	}
	if c.Market.DeskPhone == "" {
		p.add("--market-desk-phone: the law wants a desk that people can reach")
	}
	if c.SMS.URL == "" {
		p.add("--sms-url: without a message gateway nobody can sign in")
	}
	if !c.direct() && c.VietQR.Account == "" && !c.PayOS.links() && !c.takesMoMo() && !c.takesStripe() && !c.VNPay.set() && !c.ZaloPay.set() {
		p.add("--vietqr-account, or the keys of another gateway: without one nobody can pay")
	}
}

// postgres reports whether the market keeps its data in PostgreSQL.
func (c *config) postgres() bool { return !c.Database.IsZero() }

// file is a path inside the data folder.
func (c *config) file(name string) string { return filepath.Join(c.Data, name) }

// logger writes to standard error.
func (c *config) logger() *slog.Logger {
	var level slog.Level
	_ = level.UnmarshalText([]byte(c.LogLevel)) // judged by check
	opts := &slog.HandlerOptions{Level: level}
	if c.LogJSON {
		return slog.New(slog.NewJSONHandler(os.Stderr, opts))
	}
	return slog.New(slog.NewTextHandler(os.Stderr, opts))
}

// grace is how long a shutdown waits for requests in flight.
const grace = 20 * time.Second
