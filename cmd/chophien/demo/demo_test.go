package demo

import (
	"bytes"
	"encoding/csv"
	"image/jpeg"
	"io"
	"log/slog"
	"strings"
	"testing"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/account"
	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/admission"
	"github.com/chophien/chophien/models/catalog"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/crypt"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/division"
	"github.com/chophien/chophien/models/media"
	"github.com/chophien/chophien/models/media/disk"
	"github.com/chophien/chophien/models/onboarding"
	"github.com/chophien/chophien/models/seller"
)

const now clock.Instant = 1_795_300_000_000 // 22 November 2026

func market(t *testing.T, d *db.DB) Market {
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
	at := func() clock.Instant { return now }
	store, err := disk.Open(t.TempDir(), at)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	album := &media.Album{DB: d, Store: store, Keys: ring, Now: at}
	return Market{
		Admission: &admission.Admission{DB: d, Keys: ring, Now: at, Album: album, Log: slog.New(slog.DiscardHandler)},
		DB:        d, Now: at, Accounts: &account.Accounts{DB: d, Keys: ring, Now: at},
		Onboarding: &onboarding.Onboarding{DB: d, Keys: ring, Places: places, Now: at},
		Album:      album,
	}
}

// shelf reads everything on the shelf on a day.
func shelf(t *testing.T, d *db.DB, on clock.Date) []catalog.Card {
	t.Helper()
	cards, err := catalog.List(t.Context(), d.Read(t.Context()), catalog.Filter{IncludeAlcohol: true}, on, db.Cursor{}, 500)
	if err != nil {
		t.Fatal(err)
	}
	return cards
}

func TestTheWholeListIsOnTheShelfAndSaysThatItIsASample(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := market(t, d)
		rows := 0
		if err := Load(t.Context(), m, func(done, total int) { rows = total }); err != nil {
			t.Fatal(err)
		}
		cards := shelf(t, d, now.Date())
		if len(cards) != 172 || rows < 172 {
			t.Errorf("%d products from %d rows", len(cards), rows)
		}
		first, err := csv.NewReader(bytes.NewReader(list)).ReadAll()
		if err != nil || len(first) != 173 || cards[0].NameVI != first[1][0] || cards[171].NameVI != first[172][0] {
			t.Errorf("the shelf begins with %q and ends with %q", cards[0].NameVI, cards[171].NameVI)
		}
		for _, c := range cards {
			k, known := catalog.KindOf(c.Kind)
			switch {
			case !c.Sample || !strings.HasPrefix(c.SellerName, "Gian hàng mẫu "):
				t.Errorf("%s is sold by %s", c.NameVI, c.SellerName)
			case !known || k.Slug == "" || c.OriginText == "" && c.WardCode == "":
				t.Errorf("%+v", c)
			case c.Class.ContactOnly() != (len(c.Variants) == 0):
				t.Errorf("%s has %d forms", c.NameVI, len(c.Variants))
			}
			for _, v := range c.Variants {
				if v.Price.Dong()%1000 != 0 || v.OnHand%v.Step != 0 || v.OnHand == 0 && !soldOut[c.NameVI] {
					t.Errorf("%s: %+v", c.NameVI, v)
				}
			}
		}
		if n := count(t, d, "products", "producer_name LIKE '09%' OR description_vi LIKE '%09000%'"); n != 0 {
			t.Errorf("%d products carry a phone", n)
		}
		for _, c := range []struct {
			where string
			want  int64
		}{
			{"declaration_no <> '' AND declaration_no NOT LIKE 'MẪU-%'", 0},
			{"class IN ('packed', 'herbal', 'alcohol') AND (ingredients_vi NOT LIKE '(mẫu)%' OR warnings_vi NOT LIKE '(mẫu)%' OR producer_address NOT LIKE '(mẫu)%')", 0},
			{"producer_name = 'HTX Suối Giàng'", 1},
			{"class = 'service' AND tax_class = 'service'", 7},
			{"class = 'alcohol'", 5},
			{"season <> 0", 16},
		} {
			if n := count(t, d, "products", c.where); n != c.want {
				t.Errorf("%s: %d, want %d", c.where, n, c.want)
			}
		}
	})
}

func TestTheSixCertificatesLapseAfterTheirLastDay(t *testing.T) {
	d := dbtest.SQLite(t)
	m := market(t, d)
	if err := Load(t.Context(), m, nil); err != nil {
		t.Fatal(err)
	}
	for on, want := range map[clock.Date]int{"2026-12-27": 6, "2026-12-28": 6, "2026-12-29": 0} {
		got := 0
		for _, c := range shelf(t, d, on) {
			if c.Stars == 4 {
				got++
			} else if c.Stars != 0 {
				t.Errorf("%s shows %d", c.NameVI, c.Stars)
			}
		}
		if got != want {
			t.Errorf("on %s %d show their stars, want %d", on, got, want)
		}
	}
	var scans []string
	if err := d.Read(t.Context()).Table("certificates").Distinct("scan_id").Pluck("scan_id", &scans).Error; err != nil || len(scans) != 6 {
		t.Fatal(scans, err)
	}
	p, err := media.Find(t.Context(), d.Read(t.Context()), scans[0])
	if err != nil || p.LooseSince != 0 {
		t.Fatal(p, err)
	}
	b, err := m.Album.Unseal(t.Context(), p, 640)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = b.Body.Close() }()
	raw, _ := io.ReadAll(b.Body)
	if img, err := jpeg.Decode(bytes.NewReader(raw)); err != nil || img.Bounds().Dx() != 640 {
		t.Error(err)
	}
}

func TestASecondStartReusesEverything(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := market(t, d)
		if err := Load(t.Context(), m, nil); err != nil {
			t.Fatal(err)
		}
		before := counts(t, d)
		was := d.Statements()
		if err := Load(t.Context(), m, nil); err != nil {
			t.Fatal(err)
		}
		if n := d.Statements() - was; n > 1 {
			t.Errorf("%d statements to see that everything is there", n)
		}
		// As if the first start had been interrupted before its last line.
		m2 := m
		err := d.Tx(t.Context(), func(tx *gorm.DB) error {
			for _, sql := range []string{"UPDATE products SET state = 'staged' WHERE kind = 'tea'", "UPDATE payees SET removed_at = 1"} {
				if err := tx.Exec(sql).Error; err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := m2.again(t); err != nil {
			t.Fatal(err)
		}
		if after := counts(t, d); after != before || len(shelf(t, d, now.Date())) != 172 {
			t.Errorf("%v became %v", before, after)
		}
	})
}

// again does what Load does when nothing tells it that it is done.
func (m Market) again(t *testing.T) error {
	people, err := m.enrol(t.Context())
	if err != nil {
		return err
	}
	sellers, err := m.open(t.Context(), people)
	if err != nil {
		return err
	}
	if err := m.fill(t.Context(), nil); err != nil {
		return err
	}
	return m.certify(t.Context(), people, sellers)
}

func counts(t *testing.T, d *db.DB) (n [9]int64) {
	for i, table := range []string{"people", "phones", "sellers", "seller_members", "products", "variants", "certificates", "stock", "payees"} {
		where := "1 = 1"
		if table == "payees" {
			where = "removed_at = 0"
		}
		n[i] = count(t, d, table, where)
	}
	return n
}

func TestThePeopleHaveTheirRolesAndRights(t *testing.T) {
	d := dbtest.SQLite(t)
	m := market(t, d)
	if err := Load(t.Context(), m, nil); err != nil {
		t.Fatal(err)
	}
	q := d.Read(t.Context())
	id := func(is string) string {
		for _, p := range People() {
			if p.Is == is {
				card, err := m.Accounts.FindPerson(t.Context(), q, p.Phone, p.Name)
				if err != nil {
					t.Fatal(is, err)
				}
				return card.ID
			}
		}
		t.Fatal(is)
		return ""
	}
	for is, want := range map[string]account.RoleName{"admin": account.Admin, "province_officer": account.Officer, "commune_officer": account.Officer, "helper": account.Helper} {
		rs, err := account.Roles(t.Context(), q, id(is))
		if err != nil || len(rs) != 1 || rs[0].Role != want || (rs[0].Code != "") != (is == "commune_officer" || is == "helper") {
			t.Errorf("%s: %+v, %v", is, rs, err)
		}
	}
	card, err := seller.CardOf(t.Context(), q, "gian-hang-mau-van-chan")
	if err != nil || !card.Sample || card.State != seller.Active || card.Ward != "Xã Văn Chấn" || !strings.Contains(card.AboutVI, "gian hàng mẫu") {
		t.Fatalf("%+v, %v", card, err)
	}
	for is, want := range map[string]actor.Rights{"head": all, "packer": packs, "accountant": reckons} {
		got, err := seller.Member(t.Context(), q, card.ID, id(is))
		if err != nil || got.Rights != want {
			t.Errorf("%s: %+v, %v", is, got, err)
		}
	}
	if n := count(t, d, "phones", "1 = 1"); int(n) != len(People())-1 {
		t.Errorf("%d phones for %d people: two buyers share one", n, len(People()))
	}
}

func count(t *testing.T, d *db.DB, table, where string) (n int64) {
	t.Helper()
	if err := d.Read(t.Context()).Table(table).Where(where).Count(&n).Error; err != nil {
		t.Fatal(err)
	}
	return n
}
