package account

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/division"
	"github.com/chophien/chophien/models/division/divisiontest"
	"github.com/chophien/chophien/models/fault"
)

var boss = actor.Admin{PersonID: "boss", Channel: actor.Page}

func TestWhoeverIsSignedOutIsSoEverywhereWithinASecond(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		ctx := t.Context()
		in := d.join(lan, "Lan")
		for name, end := range map[string]func(SignedIn) error{
			"sign out": func(s SignedIn) error { return d.SignOut(ctx, s.Identity) },
			"revoke":   func(s SignedIn) error { return d.RevokeSession(ctx, buyer(s), s.Identity.SessionID) },
			"others":   func(SignedIn) error { return d.RevokeOthers(ctx, in.Identity) },
		} {
			tok, err := d.NewToken(ctx, in.Identity, NewToken{Label: name})
			if err != nil {
				t.Fatal(err)
			}
			for _, a := range []*Accounts{d.Accounts, d.other} { // both have it in their cache
				if _, err := a.Session(ctx, tok.Token); err != nil {
					t.Fatal(err)
				}
			}
			if err := end(tok); err != nil {
				t.Fatal(name, err)
			}
			_, err = d.Session(ctx, tok.Token)
			want(t, err, "session.unknown")
			d.pass(time.Second)
			_, err = d.other.Session(ctx, tok.Token)
			want(t, err, "session.unknown")
			if _, err := d.other.Session(ctx, in.Token); err != nil {
				t.Errorf("%s ended another session: %v", name, err)
			}
		}
		if err := d.EndSessions(ctx, boss, in.Identity.PersonID); err != nil {
			t.Fatal(err)
		}
		d.pass(time.Second)
		for _, a := range []*Accounts{d.Accounts, d.other} {
			_, err := a.Session(ctx, in.Token)
			want(t, err, "session.unknown")
		}
	})
}

func TestNobodyEndsTheSessionsOfAnother(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		a, b := d.join(lan, "Lan"), d.join(minh, "Minh")
		err := d.RevokeSession(t.Context(), buyer(b), a.Identity.SessionID)
		want(t, err, "session.gone")
		if _, err := d.Session(t.Context(), a.Token); err != nil {
			t.Error(err)
		}
		list, err := d.Sessions(t.Context(), d.DB.Read(t.Context()), buyer(b))
		if err != nil || len(list) != 1 || list[0].ID != b.Identity.SessionID {
			t.Errorf("%+v %v", list, err)
		}
	})
}

func TestSessionsEndByThemselves(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		ctx := t.Context()
		idle, busy := d.join(lan, "Lan"), d.join(minh, "Minh")
		for range 7 { // the busy one is seen every 29 days, the idle one never
			d.pass(29 * day)
			_, err := d.Session(ctx, busy.Token)
			if left := busy.Identity.ExpiresAt.Sub(d.Now()); (err == nil) != (left > 0) {
				t.Errorf("%v before its end: %v", left, err)
			}
			if d.Now() > start.Add(30*day) {
				_, err = d.other.Session(ctx, idle.Token)
				want(t, err, "session.unknown")
			}
		}
		if got := busy.Identity.ExpiresAt.Sub(busy.Identity.CreatedAt); got != 180*day {
			t.Errorf("a browser's session lives %v", got)
		}
	})
}

func TestUseIsWrittenOnceAMinuteAndReadOnceASecond(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		ctx := t.Context()
		in := d.join(lan, "Lan")
		look := func() int {
			return dbtest.CountStatements(d.DB, func() {
				for range 50 {
					if _, err := d.Session(ctx, in.Token); err != nil {
						t.Error(err)
					}
				}
			})
		}
		if n := look(); n != 1 {
			t.Errorf("%d statements for 50 looks within a second", n)
		}
		d.pass(time.Second)
		if n := look(); n != 1 {
			t.Errorf("%d statements in the next second", n)
		}
		d.pass(time.Minute)
		if n := look(); n != 2 {
			t.Errorf("%d statements in the next minute", n)
		}
		who, err := d.other.Session(ctx, in.Token)
		if err != nil || who.LastSeenAt != d.Now() {
			t.Errorf("seen at %v, %v", who.LastSeenAt, err)
		}
	})
}

func TestTokensThatAreNoneCostNothing(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		for _, token := range []string{"", "x", strings.Repeat("A", 42), strings.Repeat("A", 44), strings.Repeat("x", 1<<20)} {
			n := dbtest.CountStatements(d.DB, func() {
				_, err := d.Session(t.Context(), token)
				want(t, err, "session.unknown")
				if !fault.Is(err, fault.Unauthenticated) {
					t.Error(err)
				}
			})
			if n != 0 {
				t.Errorf("%d statements for a token of %d characters", n, len(token))
			}
		}
		_, err := d.Session(t.Context(), newToken())
		want(t, err, "session.unknown")
		if len(d.cache.entries) != 0 {
			t.Error("an unknown token is kept in memory")
		}
	})
}

func TestTokensForPrograms(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		ctx := t.Context()
		in := d.withPIN(lan, "Lan")
		_, err := d.NewToken(ctx, in.Identity, NewToken{Label: " "})
		want(t, err, "token.label")
		_, err = d.NewToken(ctx, in.Identity, NewToken{Label: "kho"})
		want(t, err, "pin.needed")
		_, err = d.NewToken(ctx, in.Identity, NewToken{Label: "kho", PIN: "902581"})
		want(t, err, "pin.wrong")
		tok, err := d.NewToken(ctx, in.Identity, NewToken{Label: "kho", PIN: pin})
		if err != nil || tok.Identity.Kind != Bearer || tok.Identity.Label != "kho" || !tok.Identity.Strong(d.Now().Add(30*day)) {
			t.Fatalf("%+v %v", tok, err)
		}
		guest, _ := d.prove(minh, "")
		_, err = d.NewToken(ctx, guest.Identity, NewToken{Label: "kho"})
		want(t, err, "session.person")
		list, err := d.Sessions(ctx, d.DB.Read(ctx), buyer(in))
		if err != nil || len(list) != 2 {
			t.Errorf("%+v %v", list, err)
		}
	})
}

func TestRolesCountAtOnceAndEndAtOnce(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		ctx := t.Context()
		divisiontest.Seed(t, d.DB)
		in := d.withPIN(lan, "Lan")
		id := in.Identity.PersonID
		ward := GrantRole{PersonID: id, Role: Officer, Scheme: division.Current, Code: divisiontest.VanChan}
		for _, c := range []struct {
			in  GrantRole
			key string
		}{
			{GrantRole{PersonID: id, Role: "king"}, "role.unknown"},
			{GrantRole{PersonID: id, Role: Admin, Scheme: division.Current, Code: divisiontest.VanChan}, "role.admin_everywhere"},
			{GrantRole{PersonID: id, Role: Officer, Scheme: division.Current, Code: "99999"}, "address.ward"},
			{GrantRole{PersonID: id, Role: Officer, Code: "1"}, "address.ward"},
			{GrantRole{PersonID: "nobody", Role: Officer}, "person.unknown"},
			{ward, ""}, {ward, "role.held"},
			{GrantRole{PersonID: id, Role: Officer}, ""}, {GrantRole{PersonID: id, Role: Officer}, "role.held"},
		} {
			err := d.GrantRole(ctx, boss, c.in)
			if (c.key == "" && err != nil) || (c.key != "" && !fault.Has(err, c.key)) {
				t.Errorf("%+v: %v, want %q", c.in, err, c.key)
			}
		}
		d.pass(time.Second)
		who, err := d.other.Session(ctx, in.Token)
		if err != nil || len(who.Roles) != 2 || who.Roles[0].Code != "" || who.Roles[1].Code != divisiontest.VanChan {
			t.Fatalf("%+v %v", who.Roles, err)
		}
		if holders, err := Holders(ctx, d.DB.Read(ctx), boss, Officer); err != nil || len(holders) != 2 {
			t.Errorf("%+v %v", holders, err)
		}
		for _, r := range who.Roles {
			if err := d.RevokeRole(ctx, boss, r.ID); err != nil {
				t.Error(err)
			}
			want(t, d.RevokeRole(ctx, boss, r.ID), "role.gone")
		}
		want(t, d.RevokeRole(ctx, boss, "nothing"), "role.gone")
		d.pass(time.Second)
		if who, err := d.other.Session(ctx, in.Token); err != nil || len(who.Roles) != 0 {
			t.Errorf("%+v %v", who.Roles, err)
		}
	})
}

// However many people of the desk take the role from each other at the same moment, one is
// left, and who was too late reads why.
func TestTheDeskKeepsItsLastPerson(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		ctx := t.Context()
		people := make([]string, 4)
		for i := range people {
			people[i] = d.withPIN(fmt.Sprintf("09100000%02d", i), fmt.Sprintf("Người Thử %d", i)).Identity.PersonID
		}
		many := len(people)
		for range 3 {
			for _, id := range people {
				if err := d.GrantRole(ctx, boss, GrantRole{PersonID: id, Role: Admin}); err != nil && !fault.Has(err, "role.held") {
					t.Fatal(err)
				}
			}
			held, err := Holders(ctx, d.DB.Read(ctx), boss, Admin)
			if err != nil || len(held) != many {
				t.Fatalf("%d people at the desk, %v", len(held), err)
			}
			errs, all := make([]error, many), sync.WaitGroup{}
			for i := range held {
				all.Go(func() {
					errs[i] = d.RevokeRole(ctx, actor.Admin{PersonID: held[i].PersonID, Channel: actor.Page}, held[(i+1)%many].ID)
				})
			}
			all.Wait()
			refused := 0
			for _, err := range errs {
				switch {
				case fault.Has(err, "role.last_admin"):
					refused++
				case err != nil:
					t.Error(err)
				}
			}
			left, err := Holders(ctx, d.DB.Read(ctx), boss, Admin)
			if err != nil || len(left) != 1 || refused != 1 {
				t.Fatalf("%d people are left, %d were refused, %v", len(left), refused, err)
			}
			want(t, d.RevokeRole(ctx, boss, left[0].ID), "role.last_admin")
			d.pass(time.Hour)
		}
	})
}

// The database itself keeps the last one, whoever writes to it.
func TestTheDatabaseKeepsTheDesk(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		ctx := t.Context()
		id := d.withPIN(lan, "Lan").Identity.PersonID
		if err := d.GrantRole(ctx, boss, GrantRole{PersonID: id, Role: Admin}); err != nil {
			t.Fatal(err)
		}
		for _, sql := range []string{
			"UPDATE roles SET revoked_at = 1, revoked_by = 'x'", "UPDATE roles SET role = 'helper'", "DELETE FROM roles",
		} {
			err := d.DB.Tx(ctx, func(tx *gorm.DB) error { return tx.Exec(sql).Error })
			if !db.IsCheck(err) {
				t.Errorf("%s: %v", sql, err)
			}
		}
		if held, err := Holders(ctx, d.DB.Read(ctx), boss, Admin); err != nil || len(held) != 1 {
			t.Errorf("%+v %v", held, err)
		}
	})
}

func TestErasureLeavesIdsOnly(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		ctx := t.Context()
		divisiontest.Seed(t, d.DB)
		in := d.withPIN(lan, "Lò Thị Lan")
		id, phoneID := in.Identity.PersonID, in.Identity.PhoneID
		address := NewAddress{Recipient: "Lan", Phone: lan, Scheme: division.Current, WardCode: divisiontest.VanChan, Place: []byte(`{"street":"Bản Mới"}`)}
		if _, err := d.SaveAddress(ctx, buyer(in), address); err != nil {
			t.Fatal(err)
		}
		erase := func(verb func(tx *gorm.DB) error) error { return d.DB.Tx(ctx, verb) }
		want(t, erase(func(tx *gorm.DB) error { return d.Erase(ctx, tx, actor.Buyer{PersonID: "other"}, id) }), "person.unknown")
		want(t, erase(func(tx *gorm.DB) error { return d.Erase(ctx, tx, actor.Member{PersonID: id}, id) }), "person.unknown")
		want(t, erase(func(tx *gorm.DB) error { return d.ErasePhone(ctx, tx, boss, phoneID) }), "phone.in_use")
		if err := erase(func(tx *gorm.DB) error { return d.Erase(ctx, tx, buyer(in), id) }); err != nil {
			t.Fatal(err)
		}
		d.pass(time.Second)
		_, err := d.other.Session(ctx, in.Token)
		want(t, err, "session.unknown")
		_, err = Person(ctx, d.DB.Read(ctx), id)
		want(t, err, "person.unknown")
		_, err = d.CheckPIN(ctx, id, pin)
		want(t, err, "person.unknown")
		if list, err := d.Addresses(ctx, d.DB.Read(ctx), buyer(in)); err != nil || len(list) != 0 {
			t.Errorf("%+v %v", list, err)
		}
		if number, err := d.PhoneNumber(ctx, d.DB.Read(ctx), phoneID); err != nil || number != "+84900000001" {
			t.Errorf("%q %v", number, err)
		}
		want(t, erase(func(tx *gorm.DB) error { return d.Erase(ctx, tx, boss, id) }), "person.unknown")

		if err := erase(func(tx *gorm.DB) error { return d.ErasePhone(ctx, tx, boss, phoneID) }); err != nil {
			t.Fatal(err)
		}
		_, err = d.PhoneNumber(ctx, d.DB.Read(ctx), phoneID)
		want(t, err, "phone.unknown")
		want(t, erase(func(tx *gorm.DB) error { return d.ErasePhone(ctx, tx, boss, phoneID) }), "phone.unknown")

		d.pass(time.Hour)
		proved, _ := d.prove(lan, "")
		if proved.Identity.PhoneID == phoneID || len(proved.People) != 0 {
			t.Error("the number came back with its past")
		}
	})
}

func TestAddressesAreKeptSealedAndOnlyForTheirOwner(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		ctx, q := t.Context(), d.DB.Read(t.Context())
		divisiontest.Seed(t, d.DB)
		a, b := buyer(d.join(lan, "Lan")), buyer(d.join(minh, "Minh"))
		in := NewAddress{Recipient: "Giàng A Chú", Phone: "0900 000 009", Scheme: division.Current, WardCode: divisiontest.NghiaLo, Place: []byte(`{"street":"Tổ 3"}`)}
		saved, err := d.SaveAddress(ctx, a, in)
		if err != nil || saved.Phone != "+84900000009" {
			t.Fatalf("%+v %v", saved, err)
		}
		list, err := d.Addresses(ctx, q, a)
		if err != nil || len(list) != 1 || list[0].Recipient != "Giàng A Chú" || string(list[0].Place) != `{"street":"Tổ 3"}` {
			t.Errorf("%+v %v", list, err)
		}
		want(t, d.RemoveAddress(ctx, b, saved.ID), "address.gone")
		bad := in
		bad.WardCode = "99999"
		_, err = d.SaveAddress(ctx, a, bad)
		want(t, err, "address.ward")
		_, err = d.SaveAddress(ctx, a, NewAddress{Recipient: "x\x07", Phone: "1"})
		want(t, err, "text.control")
		want(t, err, "phone.invalid")
		for range MostAddresses - 1 {
			if _, err := d.SaveAddress(ctx, a, in); err != nil {
				t.Fatal(err)
			}
		}
		_, err = d.SaveAddress(ctx, a, in)
		want(t, err, "address.many")
		if err := d.RemoveAddress(ctx, a, saved.ID); err != nil {
			t.Error(err)
		}
		want(t, d.RemoveAddress(ctx, a, saved.ID), "address.gone")
		var sealed string
		if err := q.Raw("SELECT sealed FROM addresses WHERE id = ?", saved.ID).Scan(&sealed).Error; err != nil || sealed != "" {
			t.Errorf("the removed address is still there: %v", err)
		}
	})
}

func TestPeopleOfAPhone(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		ctx, q := t.Context(), d.DB.Read(t.Context())
		in := d.join(lan, "Lò Thị Lan")
		found, err := d.FindPerson(ctx, q, lan, "lo thi lan")
		if err != nil || found.ID != in.Identity.PersonID {
			t.Errorf("%+v %v", found, err)
		}
		for _, name := range []string{"Lò Thị Lân", "Lò Thị Lan"} { // the second one is there
			if _, err := d.Enrol(ctx, actor.System{Job: "test", Channel: actor.CLI}, Enrol{Phone: lan, Name: name}); err != nil {
				t.Fatal(err)
			}
		}
		if all, err := People(ctx, q, in.Identity.PhoneID); err != nil || len(all) != 2 {
			t.Errorf("%+v %v", all, err)
		}
		found, err = d.FindPerson(ctx, q, lan, "lò thị LÂN")
		if err != nil || found.ID == in.Identity.PersonID {
			t.Errorf("%+v %v", found, err)
		}
		_, err = d.FindPerson(ctx, q, lan, "lo thi lan") // which of the two?
		want(t, err, "person.unknown")
		for _, phone := range []string{lan, minh} {
			_, err = d.FindPerson(ctx, q, phone, "Lò Văn Lâm")
			want(t, err, "person.unknown")
		}
		if err := d.EditPerson(ctx, buyer(in), EditPerson{Name: "<b>Lan</b>", Locale: "en"}); err != nil {
			t.Fatal(err)
		}
		want(t, d.EditPerson(ctx, buyer(in), EditPerson{Name: "Lan", Locale: "fr"}), "person.locale")
		who, err := d.Session(ctx, in.Token)
		if err != nil || who.Name != "<b>Lan</b>" || who.Locale != "en" {
			t.Errorf("%+v %v", who, err)
		}
		if names, err := Names(ctx, q, []string{in.Identity.PersonID, "nobody"}); err != nil || len(names) != 1 {
			t.Errorf("%v %v", names, err)
		}
		for i := range MostPeople - 1 {
			d.pass(25 * time.Hour)
			proved, _ := d.prove(lan, "")
			_, err = d.AddPerson(ctx, proved.Identity, AddPerson{Name: "Người nhà", Consent: ConsentText})
			if (err == nil) != (i < MostPeople-2) {
				t.Fatalf("person %d: %v", i+3, err)
			}
		}
		want(t, err, "person.many")
	})
}
