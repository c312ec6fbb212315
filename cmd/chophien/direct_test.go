package main

import (
	"strings"
	"testing"

	"github.com/chophien/chophien/models/clock"
)

// Where sellers collect, a way to pay that leads to the market is refused, all at once.
func TestSellersArePaidByTransfersAlone(t *testing.T) {
	line, err := parse(t, "serve", "--collection", "direct", "--cod-on", "--vnpay-tmn-code", "TESTTMN1", "--vnpay-secrets", secret,
		"--momo-partner-code", "M", "--stripe-secret-key", "sk_test_x", "--zalopay-app-id", "9999")
	if err != nil {
		t.Fatal(err)
	}
	err = line.Serve.Config.check()
	if err == nil {
		t.Fatal("nothing is wrong")
	}
	for _, way := range []string{"COD ", "VNPAY_…", "MOMO_…", "STRIPE_…", "ZALOPAY_…"} {
		if !strings.Contains(err.Error(), "COLLECTION=direct: sellers are paid by VietQR alone, and "+way) {
			t.Errorf("not told: %s", way)
		}
	}
	line, err = parse(t, "serve", "--collection", "nobody")
	if err != nil {
		t.Fatal(err)
	}
	if err := line.Serve.Config.check(); err == nil || !strings.Contains(err.Error(), `COLLECTION: market or direct, not "nobody"`) {
		t.Errorf("nobody collects: %v", err)
	}
}

// The market needs no account of its own then, and sources only where it has some.
func TestAMarketWhoseSellersCollect(t *testing.T) {
	line, err := parse(t, "serve", "--data", t.TempDir(), "--collection", "direct", "--sandbox")
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
	all := m.Gateways.All()
	if len(all) != 1 || all[0].Code() != "vietqr" || !all[0].Capabilities().PayTo {
		t.Errorf("offered: %v", all)
	}
}
