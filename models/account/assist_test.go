package account

import (
	"testing"
	"time"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/fault"
)

// helping is a helper who is signed in, and what somebody new says to be helped by them.
func (d *desk) helping() (actor.Helper, SignedIn, StartAssist) {
	d.t.Helper()
	ctx := d.t.Context()
	helper := d.withPIN(minh, "Minh")
	if err := d.GrantRole(ctx, boss, GrantRole{PersonID: helper.Identity.PersonID, Role: Helper}); err != nil {
		d.t.Fatal(err)
	}
	by := actor.Helper{PersonID: helper.Identity.PersonID, Channel: actor.Page}
	return by, helper, d.readOut(by)
}

// readOut sends a code to the old phone and reads it.
func (d *desk) readOut(by actor.Helper) StartAssist {
	d.t.Helper()
	sent, err := d.SendAssistCode(d.t.Context(), by, SendCode{Phone: lan, Address: "203.0.113.7"})
	if err != nil {
		d.t.Fatal(err)
	}
	return StartAssist{RequestID: sent.RequestID, Code: d.hands.code(d.t, lan), DeviceToken: sent.DeviceToken, Name: "Giàng Thị Mẫu", Consent: ConsentText, Helping: ConsentTexts[Helping]}
}

func TestAHelperWorksForWhoSitsBesideThem(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		ctx := t.Context()
		by, in, say := d.helping()
		for key, change := range map[string]func(*StartAssist){
			"assist.helping": func(s *StartAssist) { s.Helping = "" }, "person.name": func(s *StartAssist) { s.Name = " 🌾 " },
			"person.consent": func(s *StartAssist) { s.Consent = "on" }, "account.code.over": func(s *StartAssist) { s.RequestID = "x" },
		} {
			bad := say
			change(&bad)
			_, err := d.StartAssist(ctx, by, in.Identity, bad)
			want(t, err, key)
		}
		wrong := say
		wrong.Code = wrongCode(say.Code, 0)
		_, err := d.StartAssist(ctx, by, in.Identity, wrong)
		want(t, err, "account.code.wrong")
		one, err := d.StartAssist(ctx, by, in.Identity, say)
		if err != nil || one.EndsAt.Sub(one.StartedAt) != AssistLife {
			t.Fatalf("%+v %v", one, err)
		}
		for _, a := range []*Accounts{d.Accounts, d.other} { // the helper stays who they are
			d.pass(time.Second)
			who, err := a.Session(ctx, in.Token)
			h, ok := who.Helps(d.Now())
			if err != nil || !ok || who.PersonID != by.PersonID || h.PersonID != one.PersonID || h.Name != "Giàng Thị Mẫu" {
				t.Fatalf("%+v %v", who, err)
			}
		}
		given, err := Consents(ctx, d.DB.Read(ctx), actor.Buyer{PersonID: one.PersonID})
		if err != nil || len(given) != 2 || given[0].AssistedBy != by.PersonID || given[1].AssistedBy != by.PersonID {
			t.Errorf("%+v %v", given, err)
		}
		_, err = d.StartAssist(ctx, by, in.Identity, say)
		want(t, err, "account.code.over")
		d.pass(time.Minute)
		_, err = d.StartAssist(ctx, by, in.Identity, d.readOut(by))
		want(t, err, "assist.busy") // one household at a time

		if err := d.EndAssist(ctx, by); err != nil {
			t.Fatal(err)
		}
		if last := d.hands.sent[len(d.hands.sent)-1]; last.Template != "assist.ended" || last.Args["helper"] != "Minh" {
			t.Errorf("the person was told %+v", last)
		}
		want(t, d.EndAssist(ctx, by), "assist.none")
		d.pass(time.Second)
		if who, err := d.other.Session(ctx, in.Token); err != nil || who.Helped.AssistID != "" {
			t.Errorf("%+v %v", who.Helped, err)
		}
	})
}

func TestHelpEndsByItselfAndWhenThePersonSaysSo(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		ctx := t.Context()
		by, in, say := d.helping()
		if _, err := d.StartAssist(ctx, by, in.Identity, say); err != nil {
			t.Fatal(err)
		}
		who, err := d.Session(ctx, in.Token)
		if err != nil {
			t.Fatal(err)
		}
		d.pass(AssistLife)
		if _, ok := who.Helps(d.Now()); ok {
			t.Error("help goes on after its time")
		}
		for range 2 {
			if err := d.EndOverdueAssists(ctx); err != nil {
				t.Fatal(err)
			}
		}
		told := func(times int) {
			t.Helper()
			n := 0
			for _, m := range d.hands.sent {
				if m.Template == "assist.ended" {
					n++
				}
			}
			if n != times {
				t.Errorf("told %d times, not %d", n, times)
			}
		}
		told(1)
		if _, err := d.StartAssist(ctx, by, in.Identity, d.readOut(by)); err != nil {
			t.Fatal(err)
		}
		d.pass(AssistLife)
		again, err := d.StartAssist(ctx, by, in.Identity, d.readOut(by))
		if err != nil {
			t.Fatal(err)
		}
		told(2) // the next one closed what had run out
		if err := d.EndAssistsOf(ctx, actor.Buyer{PersonID: again.PersonID, Channel: actor.Page}); err != nil {
			t.Fatal(err)
		}
		if who, err := d.Session(ctx, in.Token); err != nil || who.Helped.AssistID != "" {
			t.Errorf("%+v %v", who.Helped, err)
		}
	})
}

func TestNoHelperTakesAPIN(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		ctx := t.Context()
		own := d.withPIN(lan, "Giàng Thị Mẫu")
		d.pass(time.Minute)
		by, in, say := d.helping()
		_, err := d.StartAssist(ctx, by, in.Identity, say)
		want(t, err, "assist.pin")
		if who, err := d.Session(ctx, in.Token); err != nil || fault.Is(err, fault.NotFound) || who.Helped.PersonID == own.Identity.PersonID {
			t.Errorf("%+v %v", who.Helped, err)
		}
	})
}

// Who is no helper any more works for nobody, though they serve the market otherwise.
func TestHelpEndsWithTheRole(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		ctx := t.Context()
		by, in, say := d.helping()
		if err := d.GrantRole(ctx, boss, GrantRole{PersonID: by.PersonID, Role: Officer}); err != nil {
			t.Fatal(err)
		}
		if _, err := d.StartAssist(ctx, by, in.Identity, say); err != nil {
			t.Fatal(err)
		}
		held, err := Roles(ctx, d.DB.Read(ctx), by.PersonID)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range held {
			if r.Role == Helper {
				if err := d.RevokeRole(ctx, boss, r.ID); err != nil {
					t.Fatal(err)
				}
			}
		}
		who, err := d.Session(ctx, in.Token)
		if _, helps := who.Helps(d.Now()); err != nil || helps {
			t.Errorf("%+v %v", who.Helped, err)
		}
	})
}
