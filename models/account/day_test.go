package account

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/division"
	"github.com/chophien/chophien/models/division/divisiontest"
	"github.com/chophien/chophien/models/fault"
)

// fair is an officer, a helper who supervises, and a day that the officer opened.
type fair struct {
	officer actor.Officer
	helper  actor.Helper
	day     Day
}

const hall = "198.51.100.9" // the network of the place

func (d *desk) fair(expected int) fair {
	d.t.Helper()
	ctx := d.t.Context()
	divisiontest.Seed(d.t, d.DB)
	id := func(phone string, role RoleName) string {
		id, err := d.Enrol(ctx, actor.System{Job: "test", Channel: actor.CLI},
			Enrol{Phone: phone, Name: "Cán Bộ", PIN: pin, Role: role, Scheme: division.Current, Code: divisiontest.VanChan})
		if err != nil {
			d.t.Fatal(err)
		}
		return id
	}
	f := fair{
		officer: actor.Officer{PersonID: id("0900000101", Officer), Scheme: division.Current, Code: divisiontest.VanChan, Channel: actor.Page},
		helper:  actor.Helper{PersonID: id("0900000102", Helper), Channel: actor.Page},
	}
	var err error
	f.day, err = d.OpenDay(ctx, f.officer, NewDay{
		Scheme: division.Current, WardCode: divisiontest.VanChan, Place: "Nhà văn hóa thôn Thử", Hours: 2, Expected: expected, SupervisorID: f.helper.PersonID,
	})
	if err == nil {
		err = d.DayHere(ctx, f.helper, f.day.ID, hall)
	}
	if err != nil {
		d.t.Fatal(err)
	}
	return f
}

func newcomer(i int) string { return fmt.Sprintf("09%08d", 12_000_000+i*7) }

func (d *desk) signUp(i int, day string) error {
	d.t.Helper()
	ctx, phone := d.t.Context(), newcomer(i)
	sent, err := d.SendCode(ctx, SendCode{Phone: phone, Address: hall, Day: day})
	if err != nil {
		return err
	}
	proved, err := d.ProveCode(ctx, CodeProof{RequestID: sent.RequestID, Code: d.hands.code(d.t, phone), DeviceToken: sent.DeviceToken})
	if err == nil {
		_, err = d.AddPerson(ctx, proved.Identity, AddPerson{Name: fmt.Sprint("Người Thử ", i), Consent: ConsentText})
	}
	return err
}

func TestSixtySignUpAtOneAddressInTwoHours(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		f := d.fair(60)
		for i := range 60 { // one after the other, in the first hour and a half
			if err := d.signUp(i, f.day.Code); err != nil {
				t.Fatalf("sign-up %d: %v", i, err)
			}
			d.pass(90 * time.Second)
		}
		// Who mistypes asks again, and then the purse is empty.
		for i := 60; i < f.day.Purse; i++ {
			if err := d.signUp(i, f.day.Code); err != nil {
				t.Fatalf("code %d: %v", i, err)
			}
		}
		want(t, d.signUp(1000, f.day.Code), "day.full")
		found, err := FindDay(t.Context(), d.DB.Read(t.Context()), f.officer, f.day.ID)
		if err != nil || found.Used != f.day.Purse {
			t.Errorf("%+v %v", found, err)
		}
	})
}

func TestABurstThatNobodySupervisesIsStopped(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		f := d.fair(60)
		for _, c := range []struct{ name, address, day string }{
			{"from another address", "198.51.100.77", f.day.Code}, {"without its code", hall, ""}, {"with a code of nothing", hall, "ABCDEFGH23"},
			{"when it has run out", hall, f.day.Code}, // the bursts before took a day each
		} {
			sent := int64(0)
			for i := range 60 {
				_, err := d.SendCode(t.Context(), SendCode{Phone: newcomer(200 + i), Address: c.address, Day: c.day})
				if err == nil {
					sent++
				} else {
					want(t, err, "account.code.address")
				}
			}
			if sent != DefaultLimits.AddressHour {
				t.Errorf("%s: %d codes", c.name, sent)
			}
			d.pass(25 * time.Hour)
		}
	})
}

func TestTheNextThirtyWaitWithoutADay(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		for i := range DefaultLimits.AddressHour {
			if err := d.signUp(int(i), ""); err != nil {
				t.Fatal(i, err)
			}
		}
		want(t, d.signUp(100, ""), "account.code.address")
	})
}

// The purse gives nobody one guess more at an account, known or not.
func TestADayMovesNoLimitOfAPhone(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		f := d.fair(120)
		d.join(lan, "Lan")
		for _, phone := range []string{lan, minh} {
			sent := 0
			for range 12 {
				d.pass(time.Minute)
				if _, err := d.SendCode(t.Context(), SendCode{Phone: phone, Address: hall, Day: f.day.Code}); err == nil {
					sent++
				} else {
					want(t, err, "account.code.day")
				}
			}
			most := int(DefaultLimits.Day)
			if phone == lan {
				most-- // joined with one
			}
			if sent != most {
				t.Errorf("%d codes for one phone", sent)
			}
		}
	})
}

func TestManyAtOnceTakeNoMoreThanThePurse(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		f := d.fair(6)
		both := []*Accounts{d.Accounts, d.other}
		ok, errs := parallel(20, func(i int) error {
			_, err := both[i%2].SendCode(context.Background(), SendCode{Phone: newcomer(i), Address: hall, Day: f.day.Code})
			return err
		})
		if ok != f.day.Purse {
			t.Errorf("%d codes out of a purse of %d", ok, f.day.Purse)
		}
		for _, err := range errs {
			want(t, err, "day.full")
		}
	})
}

func TestWhoMayOpenAndRunADay(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		ctx := t.Context()
		f := d.fair(10)
		good := NewDay{Scheme: division.Current, WardCode: divisiontest.VanChan, Place: "Chợ Thử", Hours: 8, Expected: 120}
		with := func(change func(*NewDay)) NewDay { in := good; change(&in); return in }
		lan := d.join(lan, "Lan").Identity.PersonID
		for _, c := range []struct {
			by  actor.Actor
			in  NewDay
			key string
		}{
			{f.helper, good, "day.open"}, {actor.Buyer{PersonID: lan}, good, "day.open"},
			{f.officer, with(func(in *NewDay) { in.Hours = 1 }), "day.hours"}, {f.officer, with(func(in *NewDay) { in.Hours = 9 }), "day.hours"},
			{f.officer, with(func(in *NewDay) { in.Expected = 0 }), "day.expected"}, {f.officer, with(func(in *NewDay) { in.Expected = 121 }), "day.expected"},
			{f.officer, with(func(in *NewDay) { in.Place = " 🌾 " }), "day.place"}, {f.officer, with(func(in *NewDay) { in.WardCode = "15" }), "place.ward"},
			{actor.Officer{PersonID: f.officer.PersonID, Scheme: division.Current, Code: "00070"}, good, "place.ward"},
			{f.officer, with(func(in *NewDay) { in.SupervisorID = lan }), "day.supervisor"},
			{f.officer, with(func(in *NewDay) { in.SupervisorID = f.helper.PersonID }), "day.already"},
			{f.officer, good, ""},
		} {
			_, err := d.OpenDay(ctx, c.by, c.in)
			if c.key == "" && err != nil || c.key != "" && !fault.Has(err, c.key) {
				t.Errorf("%+v %+v: %v, want %q", c.by, c.in, err, c.key)
			}
		}
		stranger := actor.Helper{PersonID: lan}
		want(t, d.DayHere(ctx, stranger, f.day.ID, hall), "day.unknown")
		want(t, d.EndDay(ctx, stranger, f.day.ID), "day.unknown")
		want(t, d.DayHere(ctx, f.officer, f.day.ID, hall), "day.supervise")
		if days, err := Days(ctx, d.DB.Read(ctx), f.helper); err != nil || len(days) != 1 {
			t.Errorf("%+v %v", days, err)
		}
		if days, err := Days(ctx, d.DB.Read(ctx), boss); err != nil || len(days) != 2 {
			t.Errorf("%+v %v", days, err)
		}
		if _, err := d.RunningDay(ctx, d.DB.Read(ctx), f.day.Code); err != nil {
			t.Error(err)
		}
		if err := d.EndDay(ctx, f.officer, f.day.ID); err != nil {
			t.Fatal(err)
		}
		want(t, d.EndDay(ctx, f.helper, f.day.ID), "day.over")
		want(t, d.DayHere(ctx, f.helper, f.day.ID, hall), "day.over")
		_, err := d.RunningDay(ctx, d.DB.Read(ctx), f.day.Code)
		want(t, err, "day.unknown")
		var verbs []string
		if err := d.DB.Read(ctx).Raw("SELECT verb FROM audit_entries WHERE subject_id = ? ORDER BY at, id", f.day.ID).Scan(&verbs).Error; err != nil || fmt.Sprint(verbs) != "[day.opened day.here day.ended]" {
			t.Errorf("%v %v", verbs, err)
		}
		if err := d.signUp(1, f.day.Code); err != nil { // as without a day
			t.Error(err)
		}
	})
}
