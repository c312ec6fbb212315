package catalog_test

import (
	"testing"

	"gorm.io/gorm"
	"pgregory.net/rapid"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/catalog"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/fault"
)

// decision2585 is what the six papers of QĐ 2585/QĐ-UBND of 28 December 2023 say.
func decision2585(scan string) catalog.NewCertificate {
	return catalog.NewCertificate{
		Kind: catalog.OCOP, Number: "2585/QĐ-UBND", Issuer: "UBND tỉnh Yên Bái", Stars: 4, IssuedOn: "2023-12-28",
		ValidUntil: "2026-12-28", RecognisedYear: 2023, ScanID: scan,
	}
}

// claim writes a paper as its seller claims it, with a scan.
func claim(t *testing.T, d *db.DB, productID string, n catalog.NewCertificate) string {
	t.Helper()
	var c *catalog.Certificate
	in(t, d, func(tx *gorm.DB) (err error) {
		c, err = catalog.ClaimCertificate(t.Context(), tx, productID, n, an, now)
		return err
	})
	return c.ID
}

func stars(t *testing.T, d *db.DB, id string, on clock.Date) (page, list int) {
	t.Helper()
	q := d.Read(t.Context())
	p, err := catalog.PageOf(t.Context(), q, id, on)
	if err != nil {
		t.Fatal(err)
	}
	cards, err := catalog.Shown(t.Context(), q, []string{id}, on)
	if err != nil || len(cards) != 1 {
		t.Fatal(cards, err)
	}
	return p.Stars, cards[0].Stars
}

func TestABadgeShowsOnlyWhatAnOfficerHasSeenAndOnlyWhileItHolds(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		place(t, d)
		photo(t, d, "scan", "certificate", mine)
		p, _ := onShelf(t, d, tea())
		id := claim(t, d, p.ID, decision2585("scan"))
		if a, b := stars(t, d, p.ID, "2026-12-27"); a != 0 || b != 0 {
			t.Errorf("unverified shows %d, %d", a, b)
		}
		in(t, d, func(tx *gorm.DB) error {
			return catalog.VerifyCertificate(t.Context(), tx, id, decision2585(""), officer, now)
		})
		for on, want := range map[clock.Date]int{
			"2023-12-27": 0, "2023-12-28": 4, "2026-11-22": 4, "2026-12-27": 4, "2026-12-28": 4, "2026-12-29": 0, "2027-01-01": 0,
		} {
			if a, b := stars(t, d, p.ID, on); a != want || b != want {
				t.Errorf("on %s the page shows %d and the list %d, want %d", on, a, b, want)
			}
			found, err := catalog.List(t.Context(), d.Read(t.Context()), catalog.Filter{StarsMin: 4}, on, db.Cursor{}, 5)
			if err != nil || len(found) != want/4 {
				t.Errorf("on %s a filter for 4 stars finds %d, %v", on, len(found), err)
			}
		}
		in(t, d, func(tx *gorm.DB) error {
			return catalog.WithdrawCertificate(t.Context(), tx, id, "Thu hồi", officer, now)
		})
		if a, b := stars(t, d, p.ID, "2026-12-01"); a != 0 || b != 0 {
			t.Errorf("withdrawn shows %d, %d", a, b)
		}
	})
}

func TestAYearAloneProvesOnlyWhatIsSure(t *testing.T) {
	for _, c := range []struct {
		kind  catalog.CertificateKind
		until clock.Date
		year  int
		want  clock.Date
	}{
		{catalog.OCOP, "2026-12-28", 2023, "2026-12-28"},
		{catalog.OCOP, "", 2023, "2025-12-31"}, // signed on 1 January 2023 at the earliest
		{catalog.OCOP, "", 0, ""},
		{catalog.VietGAP, "", 2023, ""},
		{catalog.VietGAP, "2027-05-01", 0, "2027-05-01"},
		{catalog.GI, "", 0, "9999-12-31"},
	} {
		if got := catalog.SurelyUntil(c.kind, c.until, c.year); got != c.want {
			t.Errorf("%+v: %q", c, got)
		}
	}
	// Whatever the day of signing in the year, the paper still holds on the last day told.
	rapid.Check(t, func(t *rapid.T) {
		year := rapid.IntRange(2018, 2090).Draw(t, "year")
		signed := clock.Date("2018-01-01").AddMonths(12 * (year - 2018)).AddDays(rapid.IntRange(0, 364).Draw(t, "day"))
		if last := catalog.SurelyUntil(catalog.OCOP, "", year); last >= signed.AddMonths(36) {
			t.Fatalf("signed %s, shown on %s", signed, last)
		}
	})
}

func TestAnOfficerVerifiesNumberDateAndScanOfTheirOwnPlace(t *testing.T) {
	d := dbtest.SQLite(t)
	place(t, d)
	photo(t, d, "scan", "certificate", mine)
	photo(t, d, "foreign", "certificate", theirs)
	photo(t, d, "picture", "product", mine)
	p, _ := onShelf(t, d, tea())
	id := claim(t, d, p.ID, catalog.NewCertificate{Kind: catalog.OCOP, Number: "2585/QĐ-UBND", Stars: 4})
	try := func(by actor.Actor, change func(n *catalog.NewCertificate)) func(tx *gorm.DB) error {
		return func(tx *gorm.DB) error {
			n := decision2585("scan")
			change(&n)
			return catalog.VerifyCertificate(t.Context(), tx, id, n, by, now)
		}
	}
	same := func(*catalog.NewCertificate) {}
	refused(t, d, "certificate.number", try(officer, func(n *catalog.NewCertificate) { n.Number = " " }))
	refused(t, d, "certificate.issued_on", try(officer, func(n *catalog.NewCertificate) { n.IssuedOn = "" }))
	refused(t, d, "certificate.issued_on", try(officer, func(n *catalog.NewCertificate) { n.IssuedOn = today.AddDays(1) }))
	refused(t, d, "date.syntax", try(officer, func(n *catalog.NewCertificate) { n.IssuedOn = "2023-02-30" }))
	refused(t, d, "certificate.scan", try(officer, func(n *catalog.NewCertificate) { n.ScanID = "" }))
	refused(t, d, "photo.unknown", try(officer, func(n *catalog.NewCertificate) { n.ScanID = "foreign" }))
	refused(t, d, "photo.unknown", try(officer, func(n *catalog.NewCertificate) { n.ScanID = "picture" }))
	refused(t, d, "certificate.stars", try(officer, func(n *catalog.NewCertificate) { n.Stars = 2 }))
	refused(t, d, "certificate.stars", try(officer, func(n *catalog.NewCertificate) { n.Stars = 6 }))
	refused(t, d, "certificate.year_needed", try(officer, func(n *catalog.NewCertificate) { n.ValidUntil, n.RecognisedYear = "", 0 }))
	refused(t, d, "certificate.until", try(officer, func(n *catalog.NewCertificate) { n.ValidUntil = "2023-12-27" }))
	refused(t, d, "certificate.officer", try(an, same))
	refused(t, d, "certificate.officer", try(actor.Buyer{PersonID: "x"}, same))
	refused(t, d, "certificate.unknown", try(actor.Officer{PersonID: "o", Scheme: scheme, Code: "04630"}, same))
	in(t, d, try(actor.Officer{PersonID: "o", Scheme: scheme, Code: ward}, same))
	cs, err := catalog.Certificates(t.Context(), d.Read(t.Context()), p.ID)
	if err != nil || len(cs) != 1 || cs[0].State != catalog.Verified || cs[0].VerifiedBy != "o" || cs[0].LastDay != "2026-12-28" || cs[0].Issuer != "UBND tỉnh Yên Bái" {
		t.Errorf("%+v, %v", cs, err)
	}
	refused(t, d, "certificate.moved", func(tx *gorm.DB) error {
		return catalog.RefuseCertificate(t.Context(), tx, id, "muộn", officer, now)
	})
	refused(t, d, "certificate.already", func(tx *gorm.DB) error {
		_, err := catalog.ClaimCertificate(t.Context(), tx, p.ID, decision2585("scan"), an, now)
		return err
	})
}

func TestTheQueueOfPapersIsOfTheOfficersPlace(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		place(t, d)
		p, _ := onShelf(t, d, tea())
		r, _ := onShelf(t, d, rice())
		refused(t, d, "certificate.bare", func(tx *gorm.DB) error {
			_, err := catalog.ClaimCertificate(t.Context(), tx, p.ID, catalog.NewCertificate{Kind: catalog.VietGAP}, an, now)
			return err
		})
		one := claim(t, d, p.ID, catalog.NewCertificate{Kind: catalog.VietGAP, Number: "VG-1"})
		claim(t, d, r.ID, catalog.NewCertificate{Kind: catalog.GI, Number: "GI-1"})
		for code, want := range map[string]int{"": 2, ward: 1, "15": 2, "01": 0} {
			rows, err := catalog.ToVerify(t.Context(), d.Read(t.Context()), scheme, code, db.Cursor{}, 10)
			if err != nil || len(rows) != want {
				t.Errorf("%q: %d, %v", code, len(rows), err)
			}
		}
		refused(t, d, "certificate.reason", func(tx *gorm.DB) error {
			return catalog.RefuseCertificate(t.Context(), tx, one, "", officer, now)
		})
		in(t, d, func(tx *gorm.DB) error {
			return catalog.RefuseCertificate(t.Context(), tx, one, "Ảnh mờ", officer, now)
		})
		if rows, _ := catalog.ToVerify(t.Context(), d.Read(t.Context()), "", "", db.Cursor{}, 10); len(rows) != 1 {
			t.Errorf("%d left", len(rows))
		}
		err := d.Tx(t.Context(), func(tx *gorm.DB) error {
			return catalog.VerifyCertificate(t.Context(), tx, one, decision2585(""), desk, now)
		})
		if err == nil || fault.Is(err, fault.Internal) {
			t.Errorf("a refused paper was verified: %v", err)
		}
	})
}
