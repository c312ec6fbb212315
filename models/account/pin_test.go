package account

import (
	"context"
	"testing"
	"time"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/fault"
)

func TestPINsThatTheFamilyWouldTryFirstAreRefused(t *testing.T) {
	for _, p := range []string{
		"000000", "111111", "123456", "012345", "567890", "654321", "543210", "474747", "123123", "407407",
		"112233", "159753", "912345", "345678", // the last two stand in the number
	} {
		want(t, judgePIN(p, "+84912345678"), "pin.weak")
	}
	for _, p := range []string{"", "123", "4071", "1234567", "12a456", "407 196", "４０７１９６", "-40719", "407196\x00"} {
		want(t, judgePIN(p, "+84912345678"), "pin.shape")
	}
	for _, p := range []string{"407196", " 830562 ", "199054"} {
		if err := judgePIN(p, "+84912345678"); err != nil {
			t.Errorf("%q: %v", p, err)
		}
	}
}

func TestAPINProvesOnePersonOfTheFamily(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		ctx := t.Context()
		in := d.withPIN(lan, "Lan")
		proof, err := d.CheckPIN(ctx, in.Identity.PersonID, " 407196 ")
		if err != nil || !proof.Of(in.Identity.PersonID, d.Now()) || proof.Of("other", d.Now()) {
			t.Errorf("%+v %v", proof, err)
		}
		_, err = d.CheckPIN(ctx, in.Identity.PersonID, "902581")
		want(t, err, "pin.wrong")
		if got := fault.All(err)[0].Args["left"]; got != 4 {
			t.Errorf("%v tries left", got)
		}
		_, err = d.CheckPIN(ctx, "nobody", pin)
		want(t, err, "person.unknown")
		d.pass(time.Hour)
		_, err = d.CheckPIN(ctx, d.join(minh, "Minh").Identity.PersonID, pin)
		want(t, err, "pin.unset")
	})
}

func TestParallelGuessesAreCountedOneByOne(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		id := d.withPIN(lan, "Lan").Identity.PersonID
		ok, errs := parallel(16, func(i int) error {
			_, err := []*Accounts{d.Accounts, d.other}[i%2].CheckPIN(context.Background(), id, "902581")
			return err
		})
		wrong := 0
		for _, err := range errs {
			if fault.Has(err, "pin.wrong") {
				wrong++
			} else {
				want(t, err, "pin.locked")
			}
		}
		if ok != 0 || wrong != PINTries-1 {
			t.Errorf("%d taken, %d judged wrong", ok, wrong)
		}
		_, err := d.CheckPIN(t.Context(), id, pin)
		want(t, err, "pin.locked")
	})
}

func TestEachLockIsLongerUntilTheRightPIN(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		id := d.withPIN(lan, "Lan").Identity.PersonID
		for _, lock := range append(pinLocks, pinLocks[len(pinLocks)-1]) {
			for i := range PINTries {
				_, err := d.CheckPIN(t.Context(), id, "902581")
				if i < PINTries-1 {
					want(t, err, "pin.wrong")
				} else {
					want(t, err, "pin.locked")
				}
			}
			d.pass(lock - time.Minute)
			_, err := d.CheckPIN(t.Context(), id, pin)
			want(t, err, "pin.locked")
			if left := fault.All(err)[0].Args["minutes"]; left != int64(1) {
				t.Errorf("%v minutes left", left)
			}
			d.pass(time.Minute)
		}
		if _, err := d.CheckPIN(t.Context(), id, pin); err != nil {
			t.Fatal(err)
		}
		for range PINTries {
			_, _ = d.CheckPIN(t.Context(), id, "902581")
		}
		d.pass(pinLocks[0])
		if _, err := d.CheckPIN(t.Context(), id, pin); err != nil {
			t.Errorf("the right PIN did not make the next lock short again: %v", err)
		}
	})
}

func TestANewPINAsksForTheOldOneOrAFreshPhone(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		ctx := t.Context()
		in := d.join(lan, "Lan")
		d.pass(PhoneFresh + time.Second)
		_, err := d.SetPIN(ctx, stamp(in), in.Identity, SetPIN{New: pin})
		want(t, err, "account.phone.again")

		proved, device := d.prove(lan, "")
		in, err = d.ChoosePerson(ctx, proved.Identity, ChoosePerson{PersonID: in.Identity.PersonID})
		if err != nil {
			t.Fatal(err)
		}
		first, err := d.SetPIN(ctx, stamp(in), in.Identity, SetPIN{New: pin})
		if err != nil || !first.Identity.Strong(d.Now()) || !first.Identity.HasPIN || first.Token == in.Token {
			t.Fatalf("%+v %v", first, err)
		}
		_, err = d.Session(ctx, in.Token)
		want(t, err, "session.unknown")

		// Another session of hers, with the PIN given; then she changes it.
		d.pass(time.Hour)
		proved, _ = d.prove(lan, device)
		second, err := d.ChoosePerson(ctx, proved.Identity, ChoosePerson{PersonID: in.Identity.PersonID, PIN: pin})
		if err != nil || !second.Identity.Strong(d.Now()) {
			t.Fatalf("%+v %v", second, err)
		}
		_, err = d.SetPIN(ctx, stamp(in), second.Identity, SetPIN{New: "830562"})
		want(t, err, "pin.needed")
		_, err = d.SetPIN(ctx, stamp(in), second.Identity, SetPIN{Old: "902581", New: "830562"})
		want(t, err, "pin.wrong")
		if all := fault.All(err); len(all) != 1 || all[0].Field != "old_pin" {
			t.Errorf("%+v", all)
		}
		if _, err = d.SetPIN(ctx, stamp(in), second.Identity, SetPIN{Old: pin, New: "830562"}); err != nil {
			t.Fatal(err)
		}
		who, err := d.Session(ctx, first.Token)
		if err != nil || who.Strong(d.Now()) {
			t.Errorf("the other session still counts as proved: %+v %v", who, err)
		}
		if _, err := d.CheckPIN(ctx, in.Identity.PersonID, "830562"); err != nil {
			t.Error(err)
		}
		if last := d.hands.sent[len(d.hands.sent)-1]; last.Template != "pin.changed" || last.To != "+84900000001" {
			t.Errorf("the owner was told %v", last)
		}
	})
}

// resetCode goes through a reset code on the person's own phone.
func (d *desk) resetCode(in SignedIn, device string) CodeProof {
	d.t.Helper()
	sent, err := d.SendResetCode(d.t.Context(), in.Identity, SendCode{DeviceToken: device})
	if err != nil {
		d.t.Fatal(err)
	}
	return CodeProof{RequestID: sent.RequestID, Code: d.hands.code(d.t, lan), DeviceToken: sent.DeviceToken}
}

func TestAForgottenPINIsReplacedAfterACodeAndADay(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		ctx := t.Context()
		in := d.withPIN(lan, "Lan")
		for range PINTries {
			_, _ = d.CheckPIN(ctx, in.Identity.PersonID, "902581")
		}
		d.pass(time.Hour)
		// Without the PIN nobody signs in to ask: the phone alone, proved, is enough to ask.
		guest, _ := d.prove(lan, "")
		d.pass(time.Minute)
		other := d.join(minh, "Minh")
		_, err := d.AskPINReset(ctx, actor.Guest{PhoneID: guest.Identity.PhoneID}.Stamp(), guest.Identity, PINReset{CodeProof: d.resetCode(guest.SignedIn, ""), PersonID: other.Identity.PersonID})
		want(t, err, "person.unknown")
		d.pass(time.Minute)
		from, err := d.AskPINReset(ctx, actor.Guest{PhoneID: guest.Identity.PhoneID}.Stamp(), guest.Identity, PINReset{CodeProof: d.resetCode(guest.SignedIn, ""), PersonID: in.Identity.PersonID})
		if err != nil || from != d.Now().Add(ResetWait) {
			t.Fatalf("%v %v", from, err)
		}
		if last := d.hands.sent[len(d.hands.sent)-1]; last.Template != "pin.reset" || last.Args["from"] != from {
			t.Errorf("the family was told %v", last)
		}
		d.pass(time.Hour)
		again, err := d.AskPINReset(ctx, stamp(in), in.Identity, PINReset{CodeProof: d.resetCode(in, "")})
		if err != nil || again != from {
			t.Errorf("asking again moved it to %v, %v", again, err)
		}
		_, err = d.SetPIN(ctx, stamp(in), in.Identity, SetPIN{New: "830562"})
		want(t, err, "pin.needed")

		d.pass(ResetWait)
		_, err = d.SetPIN(ctx, stamp(in), in.Identity, SetPIN{New: "830562"})
		want(t, err, "account.phone.again")
		proved, _ := d.prove(lan, "")
		in, err = d.ChoosePerson(ctx, proved.Identity, ChoosePerson{PersonID: in.Identity.PersonID})
		if err != nil {
			t.Fatal(err)
		}
		if _, err = d.SetPIN(ctx, stamp(in), in.Identity, SetPIN{New: "830562"}); err != nil {
			t.Fatal(err)
		}
		if _, err := d.CheckPIN(ctx, in.Identity.PersonID, "830562"); err != nil {
			t.Error(err)
		}
	})
}

func TestTheRightPINCallsAResetOff(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		ctx := t.Context()
		in := d.withPIN(lan, "Lan")
		d.pass(time.Hour)
		if _, err := d.AskPINReset(ctx, stamp(in), in.Identity, PINReset{CodeProof: d.resetCode(in, "")}); err != nil {
			t.Fatal(err)
		}
		if _, err := d.CheckPIN(ctx, in.Identity.PersonID, pin); err != nil {
			t.Fatal(err)
		}
		d.pass(ResetWait + time.Minute)
		proved, _ := d.prove(lan, "")
		_, err := d.ChoosePerson(ctx, proved.Identity, ChoosePerson{PersonID: in.Identity.PersonID})
		want(t, err, "pin.needed")
		_, err = d.SetPIN(ctx, stamp(in), in.Identity, SetPIN{New: "830562"})
		want(t, err, "pin.needed")
	})
}

func TestTheDeskDoesNotResetItsPINByPhone(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		ctx := t.Context()
		id, err := d.CreateAdmin(ctx, lan, "Bàn quản lý", pin)
		if err != nil {
			t.Fatal(err)
		}
		proved, _ := d.prove(lan, "")
		_, err = d.ChoosePerson(ctx, proved.Identity, ChoosePerson{PersonID: id})
		want(t, err, "pin.needed")
		_, err = d.ChoosePerson(ctx, proved.Identity, ChoosePerson{PersonID: id, PIN: "902581"})
		want(t, err, "pin.wrong")
		in, err := d.ChoosePerson(ctx, proved.Identity, ChoosePerson{PersonID: id, PIN: pin})
		if err != nil || len(in.Identity.Roles) != 1 || in.Identity.Roles[0].Role != Admin || !in.Identity.Strong(d.Now()) {
			t.Fatalf("%+v %v", in.Identity, err)
		}
		d.pass(time.Hour)
		_, err = d.AskPINReset(ctx, stamp(in), in.Identity, PINReset{CodeProof: d.resetCode(in, "")})
		want(t, err, "pin.desk")
		d.pass(PINFresh)
		if in.Identity.Strong(d.Now()) {
			t.Error("the PIN of yesterday still counts")
		}
		stepped, err := d.StepUp(ctx, in.Identity, pin)
		if err != nil || stepped.Token == in.Token || !stepped.Identity.Strong(d.Now()) || stepped.Identity.ExpiresAt != in.Identity.ExpiresAt {
			t.Errorf("%+v %v", stepped, err)
		}
		if _, err := d.CreateAdmin(ctx, lan, "BÀN quản lý", "830562"); err != nil {
			t.Error(err)
		}
		if _, err := d.CheckPIN(ctx, id, "830562"); err != nil {
			t.Errorf("the operator's command did not set the PIN: %v", err)
		}
	})
}

func TestARoleNeedsAPersonWithAPIN(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		in := d.join(lan, "Lan")
		boss := actor.Admin{PersonID: "boss", Channel: actor.Page}
		err := d.GrantRole(t.Context(), boss, GrantRole{PersonID: in.Identity.PersonID, Role: Officer})
		want(t, err, "role.pin_first")
	})
}
