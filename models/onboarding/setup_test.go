package onboarding_test

import (
	"strconv"
	"strings"
	"testing"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/account"
	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/crypt"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/division"
	"github.com/chophien/chophien/models/onboarding"
	"github.com/chophien/chophien/models/requirement"
	"github.com/chophien/chophien/models/seller"
	"github.com/chophien/chophien/models/table"
)

const now clock.Instant = 1_790_000_000_000

var (
	desk = actor.Admin{PersonID: "desk", Channel: actor.CLI}
	an   = actor.Member{PersonID: "an", Rights: actor.NewRights(actor.EditProducts), Channel: actor.Page}
)

// market opens the room on d with one active stall, "gian-mau", and fills in an's seller.
func market(t testing.TB, d *db.DB) (*onboarding.Onboarding, actor.Member) {
	t.Helper()
	keys, blind, err := crypt.Generate(nil, "t")
	if err != nil {
		t.Fatal(err)
	}
	ring, err := crypt.ParseKeyring(keys, blind)
	if err != nil {
		t.Fatal(err)
	}
	places, err := division.New("15")
	if err != nil {
		t.Fatal(err)
	}
	o := &onboarding.Onboarding{DB: d, Keys: ring, Places: places, Now: func() clock.Instant { return now }}
	err = d.Tx(t.Context(), func(tx *gorm.DB) error {
		if err := units(tx, places, division.Current, "15", "04672", "04630"); err != nil {
			return err
		}
		if err := units(tx, places, division.Legacy, "15", "140", "04657"); err != nil {
			return err
		}
		if err := tx.Exec("INSERT INTO phones (id, blind, sealed, created_at) VALUES ('phone', 'b', 's', 1)").Error; err != nil {
			return err
		}
		return tx.Exec("INSERT INTO people (id, phone_id, name, locale, state, created_at) VALUES ('an', 'phone', 'An Mẫu', 'vi', 'active', 1)").Error
	})
	if err != nil {
		t.Fatal(err)
	}
	id, err := o.Apply(t.Context(), seller.NewSeller{
		Name: "Gian mẫu", Kind: seller.Cooperative, Scheme: division.Current, WardCode: "04672", OwnerID: "an",
	}, "", desk)
	if err != nil {
		t.Fatal(err)
	}
	err = d.Tx(t.Context(), func(tx *gorm.DB) error {
		all, err := requirement.OfSeller(t.Context(), tx, id)
		for i := range all {
			if err == nil {
				err = requirement.Accept(t.Context(), tx, ring, &all[i], requirement.Proof{Method: "papers"}, desk, now)
			}
		}
		if err != nil {
			return err
		}
		people := account.Accounts{DB: d, Now: o.Now}
		if _, err := people.Answer(t.Context(), tx, actor.Buyer{PersonID: "an", Channel: actor.Page},
			account.Consent{Purpose: account.Publishing, Version: account.ConsentTexts[account.Publishing], Answer: account.Yes}); err != nil {
			return err
		}
		if err := seller.AddCheck(t.Context(), tx, ring, id, seller.NewCheck{Method: seller.Papers, Reference: "MẪU-0001"}, desk, now); err != nil {
			return err
		}
		return seller.Activate(t.Context(), tx, id, "", desk, now)
	})
	if err != nil {
		t.Fatal(err)
	}
	me := an
	me.SellerID = id
	return o, me
}

// units writes the few places that the tests name; loading all of them takes long.
func units(tx *gorm.DB, places *division.Directory, scheme string, codes ...string) error {
	if err := tx.Exec("INSERT INTO division_schemes (scheme, edition) VALUES (?, 'test')", scheme).Error; err != nil {
		return err
	}
	for _, code := range codes {
		u, _ := places.Lookup(scheme, code)
		if err := tx.Create(&u).Error; err != nil {
			return err
		}
	}
	return nil
}

func sheet(t testing.TB, text string) table.Sheet {
	t.Helper()
	s, err := table.Read(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func take(t testing.TB, o *onboarding.Onboarding, text string, opt onboarding.ImportOptions) onboarding.Report {
	t.Helper()
	rep, err := o.Import(t.Context(), sheet(t, text), opt, desk)
	if err != nil {
		t.Fatal(err)
	}
	if rep.Rows != rep.Imported+rep.Unchanged+rep.Refused {
		t.Errorf("%d rows are not %d + %d + %d", rep.Rows, rep.Imported, rep.Unchanged, rep.Refused)
	}
	return rep
}

// says lists "row key@column" of every reason.
func says(rep onboarding.Report) string {
	var out []string
	for _, r := range rep.Refusals {
		for _, f := range r.Faults {
			out = append(out, strings.TrimSpace(strings.Join([]string{strconv.Itoa(r.Row), f.Key + "@" + f.Field}, " ")))
		}
	}
	return strings.Join(out, "; ")
}

func count(t testing.TB, d *db.DB, table, where string, args ...any) (n int64) {
	t.Helper()
	if err := d.Read(t.Context()).Table(table).Where(where, args...).Count(&n).Error; err != nil {
		t.Fatal(err)
	}
	return n
}
