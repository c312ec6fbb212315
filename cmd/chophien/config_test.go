package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
)

// parse reads a command line as main does.
func parse(t *testing.T, args ...string) (*commands, error) {
	t.Helper()
	var line commands
	k, err := kong.New(&line, kong.Name("chophien"), kong.Exit(func(int) { t.Error("the parser ended the program") }))
	if err != nil {
		t.Fatal(err)
	}
	_, err = k.Parse(args)
	return &line, err
}

func TestAllProblemsAreToldAtOnce(t *testing.T) {
	line, err := parse(t, "serve", "--production", "--sandbox", "--listen", "8080", "--ops-listen", "0.0.0.0:9", "--database-url", "mysql://x",
		"--max-conns", "1", "--trusted-proxies", "everybody", "--cors-origins", "*", "--keys", "only-one-half", "--rate-limit=-1",
		"--momo-partner-code", "M", "--momo-url", "http://test-payment.momo.vn", "--momo-method", "cash", "--stripe-secret-key", "sk_test_only-one-half", "--stripe-min", "200000000")
	if err != nil {
		t.Fatal(err)
	}
	err = line.Serve.Config.check()
	if err == nil {
		t.Fatal("nothing is wrong")
	}
	for _, part := range []string{
		"--listen", "--base-url", "--ops-listen", "DATABASE_URL", "--max-conns", "--trusted-proxies", "--cors-origins", "CHOPHIEN_BLIND_KEY",
		"--rate-limit", "--sandbox", "--market-desk-phone", "--sms-url",
		"MOMO_…: momo: the access key", "MOMO_…: momo: a secret key", "MOMO_…: momo: production needs https", "MOMO_…: momo: the method",
		"STRIPE_…: stripe: a webhook secret", "STRIPE_…: stripe: the key is one for trying out", "STRIPE_…: stripe: the least and the most",
	} {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("not told: %s", part)
		}
	}
	if strings.Contains(err.Error(), "only-one-half") || strings.Contains(err.Error(), "mysql://x") {
		t.Errorf("a secret is told: %v", err)
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

func TestNoSecretIsPrinted(t *testing.T) {
	for name, value := range map[string]string{
		"CHOPHIEN_KEYS": secret, "CHOPHIEN_BLIND_KEY": secret, "DATABASE_URL": "postgres://shop:" + secret + "@db.example/shop",
		"MIGRATE_DATABASE_URL": "postgres://owner:" + secret + "@db.example/shop", "SMS_HEADERS": "Authorization: " + secret + ";X-Other: " + secret,
		"S3_ACCESS_KEY": secret, "S3_SECRET_KEY": secret, "SEPAY_SECRETS": secret + "," + secret, "SEPAY_API_KEYS": secret, "CASSO_SECRETS": secret,
		"MOMO_ACCESS_KEY": secret, "MOMO_SECRETS": secret + "," + secret, "STRIPE_SECRET_KEY": secret, "STRIPE_WEBHOOK_SECRETS": secret + "," + secret,
		"CHOPHIEN_ADMIN_PIN": secret,
	} {
		t.Setenv(name, value)
	}
	for _, args := range [][]string{{"serve"}, {"migrate"}, {"admin", "create", "--phone", "0900000001", "--name", "An"}} {
		line, err := parse(t, args...)
		if err != nil {
			t.Fatal(err)
		}
		if got := line.Serve.Config.CassoSecrets; args[0] == "serve" && (len(got) != 1 || got[0].Reveal() != secret || len(line.Serve.Config.SMS.Headers) != 2) {
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

func TestHelpTellsNoSecret(t *testing.T) {
	t.Setenv("CHOPHIEN_KEYS", secret)
	t.Setenv("DATABASE_URL", "postgres://shop:"+secret+"@db.example/shop")
	var line commands
	var out bytes.Buffer
	k, err := kong.New(&line, kong.Name("chophien"), kong.Writers(&out, &out), kong.Exit(func(int) { panic("done") }))
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
