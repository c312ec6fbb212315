package main

import (
	"errors"
	"slices"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/shipping"
	"github.com/chophien/chophien/models/shipping/counter"
	"github.com/chophien/chophien/payments"
	"github.com/chophien/chophien/payments/cod"
	"github.com/chophien/chophien/payments/momo"
	"github.com/chophien/chophien/payments/stripe"
	"github.com/chophien/chophien/payments/vietqr/payos"
	"github.com/chophien/chophien/payments/vnpay"
	"github.com/chophien/chophien/payments/zalopay"
)

// takesMoMo reports whether the operator wants MoMo: something of it is set.
func (c *config) takesMoMo() bool {
	return c.MoMo.PartnerCode != "" || !c.MoMo.AccessKey.IsZero() || len(c.MoMo.Secrets) > 0
}

// takesStripe reports whether the operator wants Stripe.
func (c *config) takesStripe() bool {
	return !c.Stripe.SecretKey.IsZero() || len(c.Stripe.WebhookSecrets) > 0
}

// momo is what its driver is made of.
func (c *config) momo(now clock.Clock) momo.Config {
	return momo.Config{
		Production: c.Production, PartnerCode: c.MoMo.PartnerCode, AccessKey: c.MoMo.AccessKey, Secrets: c.MoMo.Secrets, URL: c.MoMo.URL,
		Method: c.MoMo.Method, Now: now,
	}
}

// stripe is what its driver is made of.
func (c *config) stripe(now clock.Clock) stripe.Config {
	return stripe.Config{Production: c.Production, SecretKey: c.Stripe.SecretKey, Secrets: c.Stripe.WebhookSecrets, Min: money.Of(c.Stripe.Min), Now: now}
}

// payos is what its driver is made of.
func (c *config) payos() payos.Config {
	return payos.Config{Production: c.Production, ClientID: c.PayOS.ClientID, APIKey: c.PayOS.APIKey, Secrets: c.PayOS.Secrets, TextMax: c.PayOS.TextMax}
}

// vnpay is what its driver is made of.
func (c *config) vnpay(now clock.Clock) vnpay.Config {
	v := c.VNPay
	return vnpay.Config{
		Production: c.Production, TmnCode: v.TmnCode, Secrets: v.Secrets, PayURL: v.URL, APIURL: v.APIURL, IP: v.IP, Now: now,
		Min: money.Of(v.Min), Max: money.Of(v.Max), MinRefund: money.Of(v.MinRefund), QueryGap: v.QueryGap, RefundDone: v.RefundDone,
	}
}

// zalopay is what its driver is made of.
func (c *config) zalopay(now clock.Clock) zalopay.Config {
	z := c.ZaloPay
	return zalopay.Config{
		Production: c.Production, AppID: z.AppID, Key1: z.Key1, Keys2: z.Key2, URL: z.URL, Pages: z.Pages, Now: now,
		Min: money.Of(z.Min), Max: money.Of(z.Max), MinRefund: money.Of(z.MinRefund),
	}
}

// checkGateways judges the gateways that are set up.
func (c *config) checkGateways(p *problems) {
	if c.VNPay.set() {
		p.all("VNPAY_…", c.vnpay(clock.System).Check())
	}
	if c.ZaloPay.set() {
		p.all("ZALOPAY_…", c.zalopay(clock.System).Check())
	}
	if c.PayOS.links() {
		p.all("PAYOS_…", c.payos().Check())
	}
	if c.takesMoMo() {
		p.all("MOMO_…", c.momo(clock.System).Check())
	}
	if c.takesStripe() {
		p.all("STRIPE_…", c.stripe(clock.System).Check())
	}
	c.checkDoor(p)
	c.checkDirect(p)
}

// direct reports whether buyers pay sellers, and not the market.
func (c *config) direct() bool { return c.Collection == "direct" }

// checkDirect refuses, where sellers collect, every way to pay whose money would reach the
// market.
func (c *config) checkDirect(p *problems) {
	if !c.direct() {
		return
	}
	for _, other := range []struct {
		name string
		set  bool
	}{
		{"PAYOS_CLIENT_ID", c.PayOS.links()}, {"VNPAY_…", c.VNPay.set()}, {"ZALOPAY_…", c.ZaloPay.set()},
		{"MOMO_…", c.takesMoMo()}, {"STRIPE_…", c.takesStripe()}, {"COD", c.COD.On},
	} {
		if other.set {
			p.add("COLLECTION=direct: sellers are paid by VietQR alone, and %s would bring their money to the market", other.name)
		}
	}
}

// checkDoor judges what is said of payment at the door.
func (c *config) checkDoor(p *problems) {
	if !c.COD.On {
		if c.COD.Cash || len(c.COD.Carriers) > 0 {
			p.add("COD_CASH and COD_CARRIERS: set COD as well, or nobody pays at the door")
		}
		return
	}
	if c.VietQR.Account == "" && !c.COD.Cash {
		p.add("COD: the QR at the door is that of VIETQR_ACCOUNT; without one, and without COD_CASH, nothing could be paid there")
	}
	if c.COD.Limit < 1 {
		p.add("--cod-limit: at least 1")
	}
	if c.COD.Max < 1 || c.COD.Max > money.Max {
		p.add("--cod-max: out of range")
	}
	for _, code := range c.COD.Carriers {
		if code != shipping.Standard && code != counter.Code {
			p.add("COD_CARRIERS: no carrier %q collects for the market", code)
		}
	}
}

// doorTaker is who takes money at the door where a carrier brings it; otherwise is what
// holds where no contract names the carrier.
func (c *config) doorTaker(carrier string, otherwise order.Taker) order.Taker {
	switch {
	case !c.COD.On:
		return order.NoTaker
	case slices.Contains(c.COD.Carriers, carrier):
		return order.CarrierTakes
	}
	return otherwise
}

// door is the gateway of payment at the door, for which transfer draws the QR; nil where it
// is switched off.
func (c *config) door(transfer payments.Gateway) (payments.Gateway, error) {
	if !c.COD.On {
		return nil, nil
	}
	return cod.New(cod.Config{Transfer: transfer, Cash: c.COD.Cash, Max: money.Of(c.COD.Max)})
}

// all adds every problem that err joins.
func (p *problems) all(where string, err error) {
	if err == nil {
		return
	}
	var joined interface{ Unwrap() []error }
	if !errors.As(err, &joined) {
		p.add("%s: %w", where, err)
		return
	}
	for _, one := range joined.Unwrap() {
		p.add("%s: %w", where, one)
	}
}

// wallets are the gateways that take money on pages of their own, in the order in which
// buyers see them.
func (m *market) wallets() (out []payments.Gateway, err error) {
	if m.cfg.PayOS.links() {
		g, err := payos.New(m.cfg.payos())
		if err != nil {
			return nil, err
		}
		out = append(out, g)
	}
	if m.cfg.VNPay.set() {
		g, err := vnpay.New(m.cfg.vnpay(m.Now))
		if err != nil {
			return nil, err
		}
		out = append(out, g)
	}
	if m.cfg.ZaloPay.set() {
		g, err := zalopay.New(m.cfg.zalopay(m.Now))
		if err != nil {
			return nil, err
		}
		out = append(out, g)
	}
	if m.cfg.takesMoMo() {
		g, err := momo.New(m.cfg.momo(m.Now))
		if err != nil {
			return nil, err
		}
		out = append(out, g)
	}
	if m.cfg.takesStripe() {
		g, err := stripe.New(m.cfg.stripe(m.Now))
		if err != nil {
			return nil, err
		}
		out = append(out, g)
	}
	return out, nil
}
