package account

import (
	"fmt"
	"testing"
	"time"

	"github.com/chophien/chophien/models/fault"
)

// The chance to get into an account by guessing, codes and PINs together, is less than one
// in 10,000 for any 24 hours: the windows of the counters are fixed, so that 24 hours may
// touch two of them.
func TestGuessingIsHopelessByTheLimits(t *testing.T) {
	pins := 0
	for n := range 1_000_000 {
		if judgePIN(fmt.Sprintf("%06d", n), "+84912345678") == nil {
			pins++
		}
	}
	l := DefaultLimits
	codes := 2 * (l.Day*CodeTries + l.KnownWrong)
	chance := float64(codes)/1e6 + 2*PINDay/float64(pins)
	if chance >= 1e-4 || pins < 990_000 {
		t.Errorf("%d guesses of codes and %d of %d PINs: %.2g a day", codes, 2*PINDay, pins, chance)
	}
}

// Whoever tries for two days, with a device of their own and with one of the family, and
// with the owner's right PINs in between, is judged no more often than the limits say.
func TestGuessersAreJudgedNoMoreOftenThanTheLimitsSay(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		ctx := t.Context()
		in := d.withPIN(lan, "Lan")
		_, family := d.proveLater(lan)
		codes, pins := 0, 0
		guess := func(device string, count *int) {
			sent, err := d.ask(lan, device)
			if err != nil {
				return
			}
			code := d.hands.code(t, lan)
			for i := range 2 * CodeTries {
				_, err := d.ProveCode(ctx, CodeProof{RequestID: sent.RequestID, Code: wrongCode(code, i), DeviceToken: sent.DeviceToken})
				if fault.Has(err, "account.code.wrong") || fault.Has(err, "account.code.over") && i == CodeTries-1 {
					*count++
				}
			}
		}
		for range 48 {
			guess("", &codes)
			d.pass(2 * time.Minute)
			guess(family, &codes)
			for range PINTries - 1 {
				if _, err := d.CheckPIN(ctx, in.Identity.PersonID, "902581"); fault.Has(err, "pin.wrong") {
					pins++
				}
			}
			_, _ = d.CheckPIN(ctx, in.Identity.PersonID, pin) // the owner, who makes the locks short again
			d.pass(28 * time.Minute)
		}
		l := DefaultLimits
		if most := int(2 * (l.Day*CodeTries + l.KnownWrong)); codes > most || codes < most/2 {
			t.Errorf("%d codes were judged in a day, %d may be", codes, most)
		}
		if pins > 2*PINDay || pins < PINDay-1 {
			t.Errorf("%d PINs were judged in a day, %d may be", pins, 2*PINDay)
		}
		// The family's own device is told how long it has to wait.
		d.pass(time.Minute)
		if sent, err := d.ask(lan, family); err == nil {
			_, err = d.ProveCode(ctx, CodeProof{RequestID: sent.RequestID, Code: d.hands.code(t, lan), DeviceToken: sent.DeviceToken})
			want(t, err, "account.code.guessed")
		}
		d.pass(2 * day)
		if proved, _ := d.prove(lan, family); len(proved.People) != 1 {
			t.Error("the owner is locked out for good")
		}
		if _, err := d.CheckPIN(ctx, in.Identity.PersonID, pin); err != nil {
			t.Error(err)
		}
	})
}

// Three people on one number: the code of the phone opens none of those who have a PIN.
func TestEachOfThreeOnOnePhoneNeedsTheirOwnPIN(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		ctx := t.Context()
		pins := map[string]string{"Lan": "407196", "Minh": "830562", "Pàng": "719038"}
		ids, device := map[string]string{}, ""
		for name, pin := range pins {
			proved, token := d.prove(lan, device)
			device = token
			in, err := d.AddPerson(ctx, proved.Identity, AddPerson{Name: name, Consent: ConsentText})
			if err == nil {
				in, err = d.SetPIN(ctx, stamp(in), in.Identity, SetPIN{New: pin})
			}
			if err != nil {
				t.Fatal(err)
			}
			ids[name] = in.Identity.PersonID
			d.pass(time.Minute)
		}
		here, _ := d.prove(lan, device)
		now := here.SignedIn
		for name, id := range ids {
			_, err := d.ChoosePerson(ctx, now.Identity, ChoosePerson{PersonID: id})
			want(t, err, "pin.needed")
			for other, pin := range pins {
				if other != name {
					_, err = d.ChoosePerson(ctx, now.Identity, ChoosePerson{PersonID: id, PIN: pin})
					want(t, err, "pin.wrong")
				}
			}
			next, err := d.ChoosePerson(ctx, now.Identity, ChoosePerson{PersonID: id, PIN: pins[name]})
			if err != nil || next.Token == now.Token || next.Identity.PersonID != id {
				t.Fatalf("%+v %v", next.Identity, err)
			}
			_, err = d.Session(ctx, now.Token)
			want(t, err, "session.unknown") // a new person is a new token
			now = next
		}
		d.pass(PhoneFresh + time.Second)
		_, err := d.ChoosePerson(ctx, now.Identity, ChoosePerson{PersonID: ids["Lan"], PIN: pins["Lan"]})
		want(t, err, "account.phone.again")
	})
}

// proveLater proves the phone on a device of its own, a while after whatever was before.
func (d *desk) proveLater(phone string) (ProvedPhone, string) {
	d.t.Helper()
	d.pass(time.Hour)
	return d.prove(phone, "")
}
