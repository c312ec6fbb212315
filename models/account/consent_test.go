package account

import (
	"sync"
	"testing"
	"time"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
)

// says is an answer, as privacy writes it down.
func (d *desk) says(by actor.Actor, in Consent) error {
	return d.DB.Tx(d.t.Context(), func(tx *gorm.DB) error {
		_, err := d.Answer(d.t.Context(), tx, by, in)
		return err
	})
}

// word is an answer to today's text of a purpose.
func word(purpose string, a Answer) Consent {
	return Consent{Purpose: purpose, Version: ConsentTexts[purpose], Answer: a}
}

func TestConsentIsProvableAndCanBeTakenBack(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		ctx, q := t.Context(), d.DB.Read(t.Context())
		me := buyer(d.join(lan, "Lan"))
		for range 2 {
			if err := d.says(me, word(Notices, Yes)); err != nil {
				t.Fatal(err)
			}
		}
		want(t, d.says(me, Consent{Purpose: "anything", Version: "1", Answer: Yes}), "consent.purpose")
		want(t, d.says(me, Consent{Purpose: Notices, Answer: Yes}), "consent.version")
		want(t, d.says(me, word(Notices, "")), "consent.answer")
		want(t, d.says(me, word(Privacy, No)), "consent.privacy")
		want(t, d.says(me, word(Notices, No)), "consent.stands")
		want(t, d.says(actor.Guest{}, word(Notices, Yes)), "session.needed")
		if err := d.withdraw(me, Notices); err != nil {
			t.Fatal(err)
		}
		want(t, d.withdraw(me, Notices), "consent.gone")
		d.pass(time.Minute)
		if err := d.says(me, word(Notices, Yes)); err != nil {
			t.Fatal(err)
		}
		list, err := Consents(ctx, q, me)
		if err != nil || len(list) != 3 { // privacy, notices withdrawn, notices again
			t.Errorf("%+v %v", list, err)
		}
	})
}

// A no is kept as a yes is: once, until a yes takes its place, and provable after that.
func TestANoIsKept(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		ctx, q := t.Context(), d.DB.Read(t.Context())
		me := buyer(d.join(lan, "Lan"))
		if asked, err := ToAsk(ctx, q, me.PersonID); err != nil || len(asked) != len(Purposes) {
			t.Errorf("asked %v, %v", asked, err)
		}
		d.pass(time.Minute)
		for _, purpose := range []string{Publishing, Notices, Notices} {
			if err := d.says(me, word(purpose, No)); err != nil {
				t.Fatal(err)
			}
		}
		// What is needed is asked again, what is free is not.
		if asked, err := ToAsk(ctx, q, me.PersonID); err != nil || len(asked) != 2 || asked[0] != Publishing || asked[1] != Helping {
			t.Errorf("asked %v, %v", asked, err)
		}
		list, err := Consents(ctx, q, me)
		if err != nil || len(list) != 3 || list[0].Answer != No || list[0].WithdrawnAt.IsZero() || list[0].Channel != actor.Page || list[0].Version != ConsentTexts[list[0].Purpose] {
			t.Errorf("%+v %v", list, err)
		}
		for _, purpose := range []string{Publishing, Notices} {
			if stands, err := Agreed(ctx, q, me.PersonID, purpose); err != nil || stands {
				t.Errorf("%s stands: %v %v", purpose, stands, err)
			}
		}
		d.pass(time.Minute)
		if err := d.says(me, word(Notices, Yes)); err != nil {
			t.Fatal(err)
		}
		list, err = Consents(ctx, q, me)
		if err != nil || len(list) != 4 || list[0].Answer != Yes || !list[0].WithdrawnAt.IsZero() {
			t.Errorf("%+v %v", list, err)
		}
		for _, past := range []string{
			"UPDATE consent_refusals SET purpose = 'helping'", "DELETE FROM consent_refusals", "UPDATE consent_refusals SET replaced_at = 0 WHERE replaced_at > 0",
			"INSERT INTO consents (id, person_id, purpose, version, channel, created_at) SELECT 'x', person_id, purpose, version, channel, 1 FROM consent_refusals WHERE replaced_at = 0",
			"INSERT INTO consent_refusals (id, person_id, purpose, version, channel, created_at) SELECT 'x', person_id, purpose, version, channel, 1 FROM consents WHERE purpose = 'notices'",
		} {
			if err := d.DB.Tx(ctx, func(tx *gorm.DB) error { return tx.Exec(past).Error }); err == nil {
				t.Errorf("the database takes %q", past)
			}
		}
	})
}

// A finger that hits both buttons leaves one word, whichever was first.
func TestAYesAndANoAtOnceAreOneWord(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		ctx, q := t.Context(), d.DB.Read(t.Context())
		me := buyer(d.join(lan, "Lan"))
		for range 5 {
			var wg sync.WaitGroup
			for _, a := range []Answer{Yes, No, Yes, No} {
				wg.Go(func() { _ = d.says(me, word(Notices, a)) })
			}
			wg.Wait()
			var yes, no int64
			if err := q.Raw("SELECT COUNT(*) FROM consents WHERE purpose = 'notices' AND withdrawn_at = 0").Scan(&yes).Error; err != nil {
				t.Fatal(err)
			}
			if err := q.Raw("SELECT COUNT(*) FROM consent_refusals WHERE replaced_at = 0").Scan(&no).Error; err != nil {
				t.Fatal(err)
			}
			if yes != 1 || no != 0 { // a yes was among them, and no no came over it
				t.Fatalf("%d yes, %d no", yes, no)
			}
			if err := d.withdraw(me, Notices); err != nil {
				t.Fatal(err)
			}
			if list, err := Consents(ctx, q, me); err != nil || len(list) == 0 {
				t.Fatal(err)
			}
		}
	})
}

// The word of who sits beside a helper is theirs, with who helped; without the help it is
// nobody's.
func TestAHelperWritesDownWhatThePersonSays(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		ctx, q := t.Context(), d.DB.Read(t.Context())
		by, in, say := d.helping()
		want(t, d.says(by, word(Publishing, Yes)), "assist.none")
		one, err := d.StartAssist(ctx, by, in.Identity, say)
		if err != nil {
			t.Fatal(err)
		}
		stranger := by
		stranger.ForID = d.join("0900 000 077", "Người lạ").Identity.PersonID
		want(t, d.says(stranger, word(Publishing, Yes)), "assist.none")
		by.ForID = one.PersonID
		for purpose, a := range map[string]Answer{Publishing: Yes, Notices: No} {
			if err := d.says(by, word(purpose, a)); err != nil {
				t.Fatal(err)
			}
		}
		given, err := Consents(ctx, q, actor.Buyer{PersonID: one.PersonID})
		if err != nil || len(given) != 4 {
			t.Fatalf("%+v %v", given, err)
		}
		for _, g := range given {
			if g.AssistedBy != by.PersonID || g.Channel != actor.Page || (g.Answer == No) != (g.Purpose == Notices) {
				t.Errorf("%+v", g)
			}
		}
		if own, err := Consents(ctx, q, actor.Buyer{PersonID: by.PersonID}); err != nil || len(own) != 1 { // to have an account
			t.Errorf("the helper said %+v, %v", own, err)
		}
		if err := d.EndAssist(ctx, by); err != nil {
			t.Fatal(err)
		}
		want(t, d.says(by, word(Notices, Yes)), "assist.none")
	})
}

// Who said no to help before may say yes when a helper sits beside them.
func TestHelpBeginsAfterANo(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		ctx := t.Context()
		by, in, say := d.helping()
		one, err := d.StartAssist(ctx, by, in.Identity, say)
		if err != nil {
			t.Fatal(err)
		}
		me := actor.Buyer{PersonID: one.PersonID, Channel: actor.Page}
		if err := d.withdraw(me, Helping); err != nil {
			t.Fatal(err)
		}
		if err := d.says(me, word(Helping, No)); err != nil {
			t.Fatal(err)
		}
		if err := d.EndAssistsOf(ctx, me); err != nil {
			t.Fatal(err)
		}
		d.pass(2 * time.Minute)
		if _, err := d.StartAssist(ctx, by, in.Identity, d.readOut(by)); err != nil {
			t.Error(err)
		}
	})
}
