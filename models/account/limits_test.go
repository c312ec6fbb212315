package account

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/chophien/chophien/models/fault"
)

func TestTheNextCodeComesAfterAMinute(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		if _, err := d.ask(lan, ""); err != nil {
			t.Fatal(err)
		}
		d.pass(59 * time.Second)
		_, err := d.ask(lan, "")
		want(t, err, "account.code.wait")
		if all := fault.All(err); all[0].Kind != fault.Limited || all[0].Args["seconds"] != int64(1) {
			t.Errorf("%+v", all[0])
		}
		d.pass(time.Second)
		if _, err := d.ask(lan, ""); err != nil {
			t.Error(err)
		}
	})
}

func TestStrangersCannotLockAKnownDeviceOut(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		d.Limits = Limits{AllDay: 12, AddressDay: 9}
		_, device := d.prove(lan, "")
		d.pass(time.Hour)
		var err error
		for err == nil { // strangers ask until the number is closed to them
			_, err = d.ask(lan, "")
			d.pass(time.Minute)
		}
		want(t, err, "account.code.day")
		for i := 0; fault.Has(err, "account.code.day") || err == nil; i++ { // … and then the whole purse
			_, err = d.SendCode(t.Context(), SendCode{Phone: fmt.Sprintf("0911%06d", i*1000), Address: fmt.Sprintf("198.51.100.%d", i%250)})
		}
		want(t, err, "account.code.busy")
		_, err = d.ask(lan, "")
		if !fault.Is(err, fault.Limited) {
			t.Errorf("a stranger still gets codes: %v", err)
		}
		if _, again := d.prove(lan, device); again != device {
			t.Error("the device was forgotten")
		}
		// The device has its own measure all the same.
		for err = nil; err == nil; {
			d.pass(time.Minute)
			_, err = d.ask(lan, device)
		}
		want(t, err, "account.code.day")
		// For another number it is a stranger's device.
		_, err = d.ask(minh, device)
		want(t, err, "account.code.busy")
	})
}

func TestOneAddressAndOneBlockOfNumbersAreBounded(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		d.Limits = Limits{AddressHour: 3, BlockHour: 4}
		sent := 0
		for i := range 10 { // one client that changes its IPv6 address at will
			_, err := d.SendCode(t.Context(), SendCode{
				Phone: fmt.Sprintf("0912%06d", i*1000), Address: fmt.Sprintf("2001:db8:1:2:%x::%x", i, i+1)})
			if err == nil {
				sent++
			} else {
				want(t, err, "account.code.address")
			}
		}
		if sent != 3 {
			t.Errorf("%d sent for one /64", sent)
		}
		sent = 0
		for i := range 10 { // neighbouring numbers from everywhere
			_, err := d.SendCode(t.Context(), SendCode{Phone: fmt.Sprintf("0913000%03d", i), Address: fmt.Sprintf("198.51.100.%d", i)})
			if err == nil {
				sent++
			} else {
				want(t, err, "account.code.busy")
			}
		}
		if sent != 4 {
			t.Errorf("%d sent into one block", sent)
		}
	})
}

func TestTwoProcessesAgreeOnEveryCount(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		both := []*Accounts{d.Accounts, d.other}
		ok, errs := parallel(20, func(i int) error {
			_, err := both[i%2].SendCode(context.Background(), SendCode{Phone: lan, Address: fmt.Sprintf("198.51.100.%d", i)})
			return err
		})
		if ok != 1 {
			t.Errorf("%d codes at once for one number", ok)
		}
		for _, err := range errs {
			want(t, err, "account.code.wait")
		}
		d.pass(day)
		d.Limits.AllDay, d.other.Limits.AllDay = 7, 7
		before := d.hands.count()
		ok, errs = parallel(30, func(i int) error {
			_, err := both[i%2].SendCode(context.Background(),
				SendCode{Phone: fmt.Sprintf("0915%06d", i*1000), Address: fmt.Sprintf("198.51.100.%d", i)})
			return err
		})
		if ok != 7 || d.hands.count()-before != 7 {
			t.Errorf("%d allowed, %d sent of a purse of 7", ok, d.hands.count()-before)
		}
		for _, err := range errs {
			want(t, err, "account.code.busy")
		}
	})
}

func TestACountStartsAnewWhenItsWindowIsOver(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		for i := range 5 {
			if _, err := d.ask(lan, ""); err != nil {
				t.Fatalf("code %d: %v", i, err)
			}
			d.pass(time.Minute)
		}
		_, err := d.ask(lan, "")
		want(t, err, "account.code.day")
		d.pass(day - 5*time.Minute)
		if _, err := d.ask(lan, ""); err != nil {
			t.Error(err)
		}
		if n, err := d.Prune(t.Context()); err != nil || n != 0 {
			t.Errorf("pruned %d, %v", n, err)
		}
		d.pass(3 * day)
		if n, err := d.Prune(t.Context()); err != nil || n == 0 {
			t.Errorf("pruned %d, %v", n, err)
		}
	})
}

func TestNetworks(t *testing.T) {
	for in, out := range map[string]string{
		"203.0.113.7": "203.0.113.7", "::ffff:203.0.113.7": "203.0.113.7", "2001:db8:1:2:3:4:5:6": "2001:db8:1:2::/64",
		"fe80::1%eth0": "fe80::/64", "": "?", "unix": "?", "203.0.113.7, 10.0.0.1": "?",
	} {
		if got := Network(in); got != out {
			t.Errorf("%q is %q, want %q", in, got, out)
		}
	}
}
