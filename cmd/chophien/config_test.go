package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/alecthomas/kong"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/payments"
	"github.com/chophien/chophien/web/locale"
)

// parse reads a command line as main does.
func parse(t *testing.T, args ...string) (*commands, error) {
	t.Helper()
	var line commands
	k, err := commandLine(&line, kong.Exit(func(int) { t.Error("the parser ended the program") }))
	if err != nil {
		t.Fatal(err)
	}
	_, err = k.Parse(args)
	return &line, err
}

func TestAllProblemsAreToldAtOnce(t *testing.T) {
	line, err := parse(t, "serve", "--production", "--sandbox", "--listen", "8080", "--ops-listen", "0.0.0.0:9", "--database-url", "mysql://x",
		"--max-conns", "1", "--trusted-proxies", "everybody", "--cors-origins", "*", "--keys", "only-one-half", "--rate-limit=-1",
		"--momo-partner-code", "M", "--momo-url", "http://test-payment.momo.vn", "--momo-method", "cash", "--stripe-secret-key", "sk_test_only-one-half", "--stripe-min", "200000000",
		"--meili-url", "http://a:only-one-half@search", "--meili-index", "a/b", "--cod-on", "--cod-limit", "0", "--cod-max", "0", "--cod-carriers", "pickup")
	if err != nil {
		t.Fatal(err)
	}
	err = line.Serve.Config.check()
	if err == nil {
		t.Fatal("nothing is wrong")
	}
	for _, part := range []string{
		"--listen", "--base-url", "--ops-listen", "DATABASE_URL", "--max-conns", "--trusted-proxies", "--cors-origins", "CHOPHIEN_BLIND_KEY",
		"--rate-limit", "--sandbox", "--market-desk-phone", "--sms-url", "MEILI_URL", "MEILI_INDEX", "MEILI_KEY",
		"MOMO_…: momo: the access key", "MOMO_…: momo: a secret key", "MOMO_…: momo: production needs https", "MOMO_…: momo: the method",
		"STRIPE_…: stripe: a webhook secret", "STRIPE_…: stripe: the key is one for trying out", "STRIPE_…: stripe: the least and the most",
		"COD: the QR at the door", "--cod-limit", "--cod-max", "COD_CARRIERS: no carrier \"pickup\"",
	} {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("not told: %s", part)
		}
	}
	if strings.Contains(err.Error(), "only-one-half") || strings.Contains(err.Error(), "mysql://x") {
		t.Errorf("a secret is told: %v", err)
	}
}

func TestWhatCannotBeReadIsToldWithTheRest(t *testing.T) {
	for name, value := range map[string]string{
		"CHOPHIEN_MAX_CONNS": "many", "CHOPHIEN_PRODUCTION": "maybe", "BANK_SILENCE": "a while", "VNPAY_MIN": "5.000",
		"CHOPHIEN_LOG_LEVEL": "loud", "COLLECTION": "both", "CHOPHIEN_OPS_LISTEN": "0.0.0.0:9",
	} {
		t.Setenv(name, value)
	}
	line, err := parse(t, "serve")
	if err != nil {
		t.Fatal(err)
	}
	c := &line.Serve.Config
	if c.MaxConns != 16 || c.BankSilence != 4*time.Hour || c.Production {
		t.Errorf("%d connections, %s of silence: not what nobody sets", c.MaxConns, c.BankSilence)
	}
	err = c.check()
	if err == nil {
		t.Fatal("nothing is wrong")
	}
	for _, part := range []string{
		"--max-conns (CHOPHIEN_MAX_CONNS)", "(CHOPHIEN_PRODUCTION)", "(BANK_SILENCE)", "(VNPAY_MIN)", `"many"`, `"5.000"`,
		"--log-level", "COLLECTION", "--ops-listen",
	} {
		if n := strings.Count(err.Error(), part); n != 1 {
			t.Errorf("told %d times: %s", n, part)
		}
	}
	if strings.Contains(err.Error(), "at least 4") {
		t.Errorf("what was not read is judged as well: %v", err)
	}
	if _, err := parse(t, "serve", "--no-such-flag"); err == nil {
		t.Error("a flag that does not exist is taken")
	}
}

func TestAMarketNeedsAWayToPay(t *testing.T) {
	line, err := parse(t, "serve", "--production")
	if err != nil {
		t.Fatal(err)
	}
	if err := line.Serve.Config.check(); err == nil || !strings.Contains(err.Error(), "--vietqr-account") {
		t.Errorf("%v", err)
	}
}

// secret stands in every field that holds one.
const secret = "Xq7-hush-Xq7"

// secrets are the variables of every field that holds one, and how often each holds it.
func secrets(t *testing.T) map[string]string {
	t.Helper()
	one, many := reflect.TypeFor[payments.Secret](), reflect.TypeFor[[]payments.Secret]()
	all := map[string]string{}
	for _, f := range flags(t) {
		switch f.Target.Type() {
		case one:
			all[f.Envs[0]] = secret
		case many:
			sep := string(f.Tag.Sep)
			if f.Tag.Sep == -1 {
				sep = ","
			}
			all[f.Envs[0]] = secret + sep + secret
		}
	}
	for _, name := range []string{"DATABASE_URL", "MIGRATE_DATABASE_URL"} {
		if all[name] == "" {
			t.Errorf("%s is no secret", name)
		}
		all[name] = "postgres://shop:" + secret + "@db.example/shop"
	}
	return all
}

// flags are those of every command that an environment variable sets as well.
func flags(t *testing.T) (all []*kong.Flag) {
	t.Helper()
	var line commands
	k, err := commandLine(&line)
	if err != nil {
		t.Fatal(err)
	}
	err = kong.Visit(k.Model, func(at kong.Visitable, next kong.Next) error {
		if f, ok := at.(*kong.Flag); ok && len(f.Envs) > 0 {
			all = append(all, f)
		}
		return next(nil)
	})
	if err != nil || len(all) < 90 {
		t.Fatal(len(all), err)
	}
	return all
}

func TestNoSecretIsPrinted(t *testing.T) {
	all := secrets(t)
	if len(all) < 24 {
		t.Errorf("only %d secrets", len(all))
	}
	for name, value := range all {
		t.Setenv(name, value)
	}
	for _, args := range [][]string{{"serve"}, {"migrate"}, {"admin", "create", "--phone", "0900000001", "--name", "An"}} {
		line, err := parse(t, args...)
		if err != nil {
			t.Fatal(err)
		}
		if got := line.Serve.Config.CassoSecrets; args[0] == "serve" && (len(got) != 2 || got[0].Reveal() != secret || len(line.Serve.Config.SMS.Headers) != 2) {
			t.Fatal("the secrets were not read")
		}
		var out bytes.Buffer
		for _, format := range []string{"%v", "%+v", "%#v", "%s", "%q"} {
			fmt.Fprintf(&out, format, line)
			fmt.Fprintf(&out, format, *line)
			fmt.Fprintf(&out, format, line.Serve.Config)
			fmt.Fprintf(&out, format, &line.Serve.Config)
		}
		_ = json.NewEncoder(&out).Encode(line)
		slog.New(slog.NewTextHandler(&out, nil)).Info("config", "line", line, "config", line.Serve.Config)
		slog.New(slog.NewJSONHandler(&out, nil)).Info("config", "line", line, "config", &line.Serve.Config)
		if strings.Contains(out.String(), secret) {
			t.Errorf("%s: a secret is printed", args[0])
		}
	}
}

// The table of the README names every variable that the program reads, with its default, and
// no other; so do the files of the containers.
func TestTheREADMENamesEveryVariable(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	name := regexp.MustCompile("`([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*)`")
	rows := map[string]string{} // the row of each variable
	for line := range strings.Lines(string(readme)) {
		names, _, ok := strings.Cut(strings.TrimPrefix(line, "| "), " | ")
		if !ok || !strings.HasPrefix(line, "| `") {
			continue
		}
		for _, m := range name.FindAllStringSubmatch(names, -1) {
			rows[m[1]] = line
		}
	}
	known := map[string]bool{}
	for _, f := range flags(t) {
		at := f.Envs[0]
		known[at] = true
		switch row := rows[at]; {
		case row == "":
			t.Errorf("%s has no row", at)
		case f.Default != "" && !strings.Contains(row, f.Default):
			t.Errorf("%s is %q where nobody sets it, and its row says\n%s", at, f.Default, row)
		}
	}
	for at := range rows {
		if !known[at] {
			t.Errorf("%s is in the table only", at)
		}
	}
	for file, set := range map[string]*regexp.Regexp{
		"../../compose.yaml": regexp.MustCompile(`(?m)^      ((?:CHOPHIEN|S3|MEILI|DATABASE)_[A-Z_]+):`),
		"../../Dockerfile":   regexp.MustCompile(`((?:CHOPHIEN)_[A-Z_]+)=`),
	} {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		found := set.FindAllStringSubmatch(string(raw), -1)
		if len(found) < 2 {
			t.Errorf("%s sets %v", file, found)
		}
		for _, m := range found {
			servers := strings.HasPrefix(m[1], "MEILI_MASTER") || strings.HasPrefix(m[1], "MEILI_ENV") || strings.HasPrefix(m[1], "MEILI_NO_") || strings.HasPrefix(m[1], "MEILI_MAX_")
			if !known[m[1]] && !servers {
				t.Errorf("%s sets %s, which nothing reads", file, m[1])
			}
		}
	}
}

func TestHelpTellsNoSecret(t *testing.T) {
	t.Setenv("CHOPHIEN_KEYS", secret)
	t.Setenv("DATABASE_URL", "postgres://shop:"+secret+"@db.example/shop")
	var line commands
	var out bytes.Buffer
	k, err := commandLine(&line, kong.Writers(&out, &out), kong.Exit(func(int) { panic("done") }))
	if err != nil {
		t.Fatal(err)
	}
	func() {
		defer func() { _ = recover() }()
		_, _ = k.Parse([]string{"serve", "--help"})
	}()
	if !strings.Contains(out.String(), "--listen") || strings.Contains(out.String(), secret) {
		t.Errorf("help: %s", out.String())
	}
}

// A gateway for trying out takes play money: an order paid with it must not be sent.
func TestGatewaysTellAllTheirProblems(t *testing.T) {
	for name, c := range map[string]struct{ args, told []string }{
		"half of it": {
			[]string{"--vnpay-secrets", secret, "--zalopay-key-1", secret},
			[]string{"vnpay: the terminal code", "zalopay: the app id", "zalopay: key2"},
		},
		"play money in production": {
			[]string{"--production", "--vnpay-tmn-code", "TESTTMN1", "--vnpay-secrets", secret, "--zalopay-app-id", "9999", "--zalopay-key-1", secret, "--zalopay-key-2", secret,
				"--zalopay-url", "https://sb-openapi.zalopay.vn", "--zalopay-pages", "https://qcgateway.zalopay.vn"},
			[]string{"vnpay: the payment address is the one for trying out", "vnpay: the API address", "zalopay: an address is for trying out"},
		},
	} {
		line, err := parse(t, append([]string{"serve"}, c.args...)...)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		err = line.Serve.Config.check()
		if err == nil {
			t.Fatalf("%s: nothing is wrong", name)
		}
		for _, part := range c.told {
			if !strings.Contains(err.Error(), part) {
				t.Errorf("%s: not told: %s", name, part)
			}
		}
		if strings.Contains(err.Error(), secret) || strings.Contains(err.Error(), "nobody can pay") != (name == "x") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestGatewaysAreOfferedInOrder(t *testing.T) {
	line, err := parse(t, "serve", "--data", t.TempDir(), "--sandbox", "--vietqr-account", "0000000000", "--vietqr-bin", "970400", "--vietqr-holder", "CHO PHIEN MAU",
		"--vnpay-tmn-code", "TESTTMN1", "--vnpay-secrets", secret, "--zalopay-app-id", "9999", "--zalopay-key-1", secret, "--zalopay-key-2", secret)
	if err != nil {
		t.Fatal(err)
	}
	cfg := line.Serve.Config
	if err := cfg.check(); err != nil {
		t.Fatal(err)
	}
	m := &market{cfg: &cfg}
	m.Now = clock.System
	defer func() { _ = m.Close() }()
	if err := m.openMoney(true); err != nil {
		t.Fatal(err)
	}
	var codes []string
	for _, g := range m.Gateways.All() {
		codes = append(codes, g.Code())
		for _, lang := range []locale.Lang{locale.Vi, locale.En} {
			for _, key := range []string{"gateway." + g.Code(), "gateway." + g.Code() + ".hint"} {
				if words := locale.Raw(lang, key); words == "" || words == key {
					t.Errorf("no word for %s in %s", key, lang)
				}
			}
		}
	}
	if got := strings.Join(codes, " "); got != "vietqr vnpay zalopay sandbox" {
		t.Errorf("offered: %s", got)
	}
	if got := strings.Join(m.Gateways.FormActions(), " "); got != "http://127.0.0.1:8080 https://qcgateway.zalopay.vn https://sandbox.vnpayment.vn" {
		t.Errorf("forms may go to %s", got)
	}
}
