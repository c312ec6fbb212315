package account

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/fault"
)

func TestACodeProvesThePhoneAndThenAPersonIsChosen(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		ctx := t.Context()
		proved, device := d.prove(lan, "")
		guest := proved.Identity
		if guest.Kind != Guest || guest.PersonID != "" || guest.PhoneID == "" || len(proved.People) != 0 {
			t.Fatalf("a proved phone is %+v", proved)
		}
		_, err := d.AddPerson(ctx, guest, AddPerson{Name: " ", Consent: "on"})
		want(t, err, "person.name")
		want(t, err, "person.consent")
		in, err := d.AddPerson(ctx, guest, AddPerson{Name: "Lò Thị Lan", Consent: ConsentText, Kind: Cookie})
		if err != nil {
			t.Fatal(err)
		}
		if in.Token == proved.Token || in.Identity.Name != "Lò Thị Lan" || in.Identity.Kind != Cookie {
			t.Fatalf("signed in as %+v", in.Identity)
		}
		for _, a := range []*Accounts{d.Accounts, d.other} {
			_, err := a.Session(ctx, proved.Token)
			want(t, err, "session.unknown")
			if who, err := a.Session(ctx, in.Token); err != nil || who.PersonID != in.Identity.PersonID {
				t.Fatalf("%+v %v", who, err)
			}
		}

		// The second of the family, later, on the same phone.
		d.pass(time.Hour)
		proved, again := d.prove("+84 900 000 001", device)
		if again != device || len(proved.People) != 1 || proved.People[0].Name != "Lò Thị Lan" {
			t.Fatalf("people of the phone: %+v", proved.People)
		}
		chosen, err := d.ChoosePerson(ctx, proved.Identity, ChoosePerson{PersonID: proved.People[0].ID, Kind: Bearer, Label: "ứng dụng"})
		if err != nil || chosen.Identity.PersonID != in.Identity.PersonID || chosen.Identity.Kind != Bearer {
			t.Fatalf("%+v %v", chosen, err)
		}
		_, err = d.ChoosePerson(ctx, proved.Identity, ChoosePerson{PersonID: proved.People[0].ID})
		want(t, err, "session.unknown") // the guest session was used up
	})
}

func TestNobodyOfAnotherPhoneIsChosen(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		victim := d.join(lan, "Lan")
		proved, _ := d.prove(minh, "")
		_, err := d.ChoosePerson(t.Context(), proved.Identity, ChoosePerson{PersonID: victim.Identity.PersonID})
		want(t, err, "person.unknown")
		d.pass(PhoneFresh + time.Second)
		_, err = d.AddPerson(t.Context(), proved.Identity, AddPerson{Name: "Minh", Consent: ConsentText})
		want(t, err, "account.phone.again")
		if _, err := d.Session(t.Context(), proved.Token); err != nil {
			t.Errorf("the guest's session ended with the half hour: %v", err)
		}
	})
}

func TestOfTwentyUsesOfOneCodeOneSucceeds(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		sent, err := d.ask(lan, "")
		if err != nil {
			t.Fatal(err)
		}
		proof := CodeProof{RequestID: sent.RequestID, Code: d.hands.code(t, lan), DeviceToken: sent.DeviceToken}
		ok, errs := parallel(20, func(i int) error {
			_, err := []*Accounts{d.Accounts, d.other}[i%2].ProveCode(context.Background(), proof)
			return err
		})
		if ok != 1 {
			t.Errorf("%d of 20 succeeded", ok)
		}
		for _, err := range errs {
			want(t, err, "account.code.over")
		}
	})
}

func TestFiveGuessesAndNoMoreHoweverManyAtOnce(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		sent, err := d.ask(lan, "")
		if err != nil {
			t.Fatal(err)
		}
		code := d.hands.code(t, lan)
		_, errs := parallel(40, func(i int) error {
			_, err := []*Accounts{d.Accounts, d.other}[i%2].ProveCode(context.Background(),
				CodeProof{RequestID: sent.RequestID, Code: wrongCode(code, i), DeviceToken: sent.DeviceToken})
			return err
		})
		wrong := 0
		for _, err := range errs {
			if fault.Has(err, "account.code.wrong") {
				wrong++
			} else {
				want(t, err, "account.code.over")
			}
		}
		if wrong != CodeTries-1 { // the fifth hears that it is over
			t.Errorf("%d guesses were judged", wrong)
		}
		_, err = d.ProveCode(t.Context(), CodeProof{RequestID: sent.RequestID, Code: code, DeviceToken: sent.DeviceToken})
		want(t, err, "account.code.over")
	})
}

func TestACodeIsBoundToRequestDeviceAndPurpose(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		ctx := t.Context()
		a, err := d.ask(lan, "")
		if err != nil {
			t.Fatal(err)
		}
		b, err := d.ask(minh, "")
		if err != nil {
			t.Fatal(err)
		}
		code := d.hands.code(t, lan)
		for name, proof := range map[string]CodeProof{
			"other request": {RequestID: b.RequestID, Code: code, DeviceToken: a.DeviceToken},
			"other device":  {RequestID: a.RequestID, Code: code, DeviceToken: b.DeviceToken},
			"no device":     {RequestID: a.RequestID, Code: code},
			"no request":    {Code: code, DeviceToken: a.DeviceToken},
		} {
			_, err := d.ProveCode(ctx, proof)
			if !fault.Has(err, "account.code.over") {
				t.Errorf("%s: %v", name, err)
			}
		}
		err = d.useCode(ctx, CodeProof{RequestID: a.RequestID, Code: code, DeviceToken: a.DeviceToken}, ResetPIN, nil)
		want(t, err, "account.code.over")
		for _, typed := range []string{"", "12345", "1234567", "12345a", "１２３４５６", strings.Repeat("1", 1000)} {
			_, err := d.ProveCode(ctx, CodeProof{RequestID: a.RequestID, Code: typed, DeviceToken: a.DeviceToken})
			want(t, err, "account.code.shape")
		}
		// None of all this cost the owner a try.
		if _, err := d.ProveCode(ctx, CodeProof{RequestID: a.RequestID, Code: code[:3] + " " + code[3:], DeviceToken: a.DeviceToken}); err != nil {
			t.Error(err)
		}
	})
}

func TestACodeLivesFiveMinutesAndTheNextOneReplacesIt(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		first, err := d.ask(lan, "")
		if err != nil {
			t.Fatal(err)
		}
		old := d.hands.code(t, lan)
		d.pass(time.Minute)
		second, err := d.ask(lan, first.DeviceToken)
		if err != nil {
			t.Fatal(err)
		}
		_, err = d.ProveCode(t.Context(), CodeProof{RequestID: first.RequestID, Code: old, DeviceToken: first.DeviceToken})
		want(t, err, "account.code.over")
		d.pass(CodeLife)
		_, err = d.ProveCode(t.Context(), CodeProof{RequestID: second.RequestID, Code: d.hands.code(t, lan), DeviceToken: second.DeviceToken})
		want(t, err, "account.code.over")
	})
}

func TestAStrangerCannotKillACodeOnItsWay(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		sent, err := d.ask(lan, "")
		if err != nil {
			t.Fatal(err)
		}
		code := d.hands.code(t, lan)
		d.pass(time.Minute)
		if _, err := d.ask(lan, ""); err != nil { // from another browser
			t.Fatal(err)
		}
		if _, err := d.ProveCode(t.Context(), CodeProof{RequestID: sent.RequestID, Code: code, DeviceToken: sent.DeviceToken}); err != nil {
			t.Error(err)
		}
	})
}

func TestKnownAndUnknownNumbersAreTreatedAlike(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		d.join(lan, "Lan")
		d.pass(time.Hour)
		var counts [2]int
		for i, phone := range []string{lan, minh} {
			counts[i] = dbtest.CountStatements(d.DB, func() {
				sent, err := d.ask(phone, "")
				if err != nil || sent.RequestID == "" || sent.ExpiresAt != d.Now().Add(CodeLife) || sent.ResendAt != d.Now().Add(time.Minute) {
					t.Errorf("%s: %+v %v", phone, sent, err)
				}
			})
		}
		if counts[0] != counts[1] {
			t.Errorf("%d statements for a known number, %d for an unknown one", counts[0], counts[1])
		}
		var n int
		if err := d.DB.Read(t.Context()).Raw("SELECT count(*) FROM phones").Scan(&n).Error; err != nil || n != 1 {
			t.Errorf("%d phones after asking for an unproved one, %v", n, err)
		}
	})
}

func TestADoubleClickSendsOneCode(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		device := newToken()
		both := []*Accounts{d.Accounts, d.other}
		ids := make([]string, 6)
		ok, errs := parallel(len(ids), func(i int) error {
			sent, err := both[i%2].SendCode(context.Background(), SendCode{Phone: lan, DeviceToken: device})
			ids[i] = sent.RequestID
			return err
		})
		if ok != len(ids) || d.hands.count() != 1 {
			t.Errorf("%d answered, %d sent, %v", ok, d.hands.count(), errs)
		}
		for _, id := range ids {
			if id != ids[0] {
				t.Errorf("two requests: %v", ids)
			}
		}
		proof := CodeProof{RequestID: ids[3], Code: d.hands.code(t, lan), DeviceToken: device}
		if _, err := d.ProveCode(t.Context(), proof); err != nil {
			t.Error(err)
		}
		// What was used is not on its way.
		d.pass(time.Minute)
		if _, err := d.ask(lan, device); err != nil {
			t.Fatal(err)
		}
		if _, err := d.ProveCode(t.Context(), proof); !fault.Has(err, "account.code.over") {
			t.Error(err)
		}
	})
}

func TestAChannelThatFailsTakesNothingFromTheAsker(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		d.hands.off = true
		for range 8 {
			_, err := d.ask(lan, "")
			want(t, err, "account.code.unsent")
			if !fault.Is(err, fault.Unavailable) {
				t.Errorf("%v", err)
			}
		}
		var alive int
		if err := d.DB.Read(t.Context()).Raw("SELECT count(*) FROM signin_codes WHERE expires_at > ?", d.Now()).Scan(&alive).Error; err != nil || alive != 0 {
			t.Errorf("%d codes are good that nobody got, %v", alive, err)
		}
		d.hands.off = false
		if _, err := d.ask(lan, ""); err != nil {
			t.Errorf("after the channel came back: %v", err)
		}
	})
}

func TestCodesAreUniform(t *testing.T) {
	var counts [10]int
	const n = 10_000
	for range n {
		c := newCode()
		if len(c) != 6 {
			t.Fatalf("code %q", c)
		}
		for _, r := range c {
			counts[r-'0']++
		}
	}
	chi := 0.0
	for _, c := range counts {
		d := float64(c) - 6*n/10.0
		chi += d * d / (6 * n / 10.0)
	}
	if chi > 50 { // nine degrees of freedom: once in ten million runs
		t.Errorf("chi-square %.1f of %v", chi, counts)
	}
}

// Whatever is tried in whatever order, a code is good at most once, never after five
// minutes, and never after five tries.
func TestNoOrderOfTriesGetsMoreOutOfACode(t *testing.T) {
	d := open(t, dbtest.Config(t, db.SQLite))
	d.Limits = Limits{Day: 1 << 40, AddressHour: 1 << 40, AddressDay: 1 << 40, BlockHour: 1 << 40, AllDay: 1 << 40}
	n := 0
	rapid.Check(t, func(r *rapid.T) {
		n++
		phone := fmt.Sprintf("0911%06d", n)
		sent, err := d.ask(phone, "")
		if err != nil {
			r.Fatal(err)
		}
		code, born := d.hands.code(t, phone), d.Now()
		tries, used := 0, false
		for range rapid.IntRange(1, 9).Draw(r, "steps") {
			switch rapid.SampledFrom([]string{"wrong", "right", "wait"}).Draw(r, "step") {
			case "wait":
				d.pass(time.Duration(rapid.IntRange(1, 200).Draw(r, "seconds")) * time.Second)
				continue
			case "wrong":
				_, err = d.ProveCode(context.Background(), CodeProof{RequestID: sent.RequestID, Code: wrongCode(code, 0), DeviceToken: sent.DeviceToken})
				if err == nil {
					r.Fatal("a wrong code was taken")
				}
			case "right":
				_, err = d.ProveCode(context.Background(), CodeProof{RequestID: sent.RequestID, Code: code, DeviceToken: sent.DeviceToken})
				good := !used && tries < CodeTries && d.Now().Sub(born) < CodeLife
				if (err == nil) != good {
					r.Fatalf("after %d tries, used %v, %v old: %v", tries, used, d.Now().Sub(born), err)
				}
				used = used || good
			}
			if !used && d.Now().Sub(born) < CodeLife {
				tries++
			}
		}
	})
}

func TestNothingSecretIsStoredOrLogged(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		in := d.withPIN(lan, "Lan")
		code := d.hands.code(t, lan)
		_, err := d.ProveCode(t.Context(), CodeProof{RequestID: "0900000001", Code: code, DeviceToken: "x"})
		want(t, err, "account.code.over")
		if _, err := d.CheckPIN(t.Context(), in.Identity.PersonID, "999990"); err == nil {
			t.Error("999990 was taken")
		}
		var stored strings.Builder
		for _, table := range []string{"phones", "people", "signin_codes", "signin_counters", "devices", "sessions", "consents", "audit_entries"} {
			rows := []map[string]any{}
			if err := d.DB.Read(t.Context()).Table(table).Find(&rows).Error; err != nil || len(rows) == 0 {
				t.Fatalf("%s: %d rows, %v", table, len(rows), err)
			}
			fmt.Fprintln(&stored, table, rows)
		}
		for name, text := range map[string]string{"database": stored.String(), "log": d.log.String()} {
			for _, secret := range []string{"900000001", code, in.Token, "203.0.113", pin + " "} {
				if strings.Contains(text, secret) {
					t.Errorf("the %s holds %s", name, secret)
				}
			}
		}
		if !strings.Contains(d.log.String(), "code sent") || !strings.Contains(d.log.String(), "PIN wrong") {
			t.Errorf("the log tells too little: %s", d.log)
		}
	})
}

func TestADatabaseThatFailsIsNotARefusal(t *testing.T) {
	d := open(t, dbtest.Config(t, db.SQLite))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := d.SendCode(ctx, SendCode{Phone: lan})
	if err == nil || len(fault.All(err)) > 0 || !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	if _, err := d.Session(ctx, newToken()); err == nil || fault.Is(err, fault.Unauthenticated) {
		t.Errorf("a session that could not be read: %v", err)
	}
}
