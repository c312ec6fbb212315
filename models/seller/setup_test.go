package seller_test

import (
	"context"
	"testing"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/account"
	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/crypt"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/seller"
)

const (
	now    clock.Instant = 1_790_000_000_000
	scheme               = "2025-07-01"
	ward                 = "04672" // Xã Văn Chấn
)

var desk = actor.Admin{PersonID: "desk", Channel: actor.Page}

func keyring(t testing.TB) *crypt.Keyring {
	t.Helper()
	keys, blind, err := crypt.Generate(nil, "t")
	if err != nil {
		t.Fatal(err)
	}
	k, err := crypt.ParseKeyring(keys, blind)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// place writes one province with one ward, and people who share a phone.
func place(t testing.TB, d *db.DB, people ...string) {
	t.Helper()
	in(t, d, func(tx *gorm.DB) error {
		for _, sql := range []string{
			"INSERT INTO division_schemes (scheme, edition) VALUES ('2025-07-01', 'test')",
			`INSERT INTO divisions (scheme, code, level, kind, name, bare, parent_code, folded, valid_from) VALUES
				('2025-07-01', '15', 'province', 'Tỉnh', 'Tỉnh Lào Cai', 'Lào Cai', NULL, 'lao cai', '2025-07-01'),
				('2025-07-01', '01', 'province', 'Thành phố', 'Thành phố Hà Nội', 'Hà Nội', NULL, 'ha noi', '2025-07-01'),
				('2025-07-01', '04672', 'ward', 'Xã', 'Xã Văn Chấn', 'Văn Chấn', '15', 'van chan', '2025-07-01'),
				('2025-07-01', '04630', 'ward', 'Xã', 'Xã Tú Lệ', 'Tú Lệ', '15', 'tu le', '2025-07-01')`,
			"INSERT INTO phones (id, blind, sealed, created_at) VALUES ('phone', 'b', 's', 1)",
		} {
			if err := tx.Exec(sql).Error; err != nil {
				return err
			}
		}
		for _, p := range people {
			err := tx.Exec("INSERT INTO people (id, phone_id, name, locale, state, created_at) VALUES (?, 'phone', 'An Mẫu', 'vi', 'active', 1)", p).Error
			if err != nil {
				return err
			}
		}
		return nil
	})
}

func in(t testing.TB, d *db.DB, fn func(tx *gorm.DB) error) {
	t.Helper()
	if err := d.Tx(context.Background(), fn); err != nil {
		t.Fatal(err)
	}
}

func refused(t testing.TB, d *db.DB, key string, fn func(tx *gorm.DB) error) {
	t.Helper()
	if err := d.Tx(context.Background(), fn); !fault.Has(err, key) {
		t.Errorf("want %s, got %v", key, err)
	}
}

func household(owner string) seller.NewSeller {
	return seller.NewSeller{Name: "Nhà chị Mẫu", Kind: seller.Household, Scheme: scheme, WardCode: ward, OwnerID: owner}
}

func apply(t testing.TB, d *db.DB, k *crypt.Keyring, n seller.NewSeller) *seller.Seller {
	t.Helper()
	var s *seller.Seller
	in(t, d, func(tx *gorm.DB) (err error) {
		s, err = seller.Apply(t.Context(), tx, k, n, desk, now)
		return err
	})
	return s
}

// agrees is the yes of a person that their stalls are shown to everybody.
func agrees(t testing.TB, d *db.DB, personID string) {
	t.Helper()
	in(t, d, func(tx *gorm.DB) error {
		a := account.Accounts{DB: d, Now: func() clock.Instant { return now }}
		_, err := a.Answer(t.Context(), tx, actor.Buyer{PersonID: personID, Channel: actor.Page},
			account.Consent{Purpose: account.Publishing, Version: account.ConsentTexts[account.Publishing], Answer: account.Yes})
		return err
	})
}

func open(t testing.TB, d *db.DB, k *crypt.Keyring, owner string) *seller.Seller {
	t.Helper()
	agrees(t, d, owner)
	s := apply(t, d, k, household(owner))
	in(t, d, func(tx *gorm.DB) error {
		if err := seller.AddCheck(t.Context(), tx, k, s.ID, seller.NewCheck{Method: seller.InPerson, Reference: "015000000001"}, desk, now); err != nil {
			return err
		}
		return seller.Activate(t.Context(), tx, s.ID, "", desk, now)
	})
	return s
}

func member(t testing.TB, d *db.DB, sellerID, personID string) actor.Member {
	t.Helper()
	m, err := seller.Member(t.Context(), d.Read(t.Context()), sellerID, personID)
	if err != nil {
		t.Fatal(err)
	}
	m.Channel = actor.Page
	return m
}
