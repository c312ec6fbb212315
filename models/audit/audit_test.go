package audit_test

import (
	"strconv"
	"testing"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/audit"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
)

const now clock.Instant = 1_790_000_000_000

func write(t *testing.T, d *db.DB, e audit.Entry, at clock.Instant) error {
	t.Helper()
	return d.Tx(t.Context(), func(tx *gorm.DB) error { return audit.Write(t.Context(), tx, e, at) })
}

func deed(subject string) audit.Entry {
	return audit.Entry{
		By:   actor.Stamp{Kind: actor.KindHelper, ID: "p1", OnBehalfOf: "s1", Channel: actor.API},
		Verb: "seller.approve", Subject: audit.Subject{Kind: "seller", ID: subject},
		Reason: "papers_complete", Detail: map[string]any{"paper_id": "d1", "stars": 4},
	}
}

func TestAnEntryTellsWhoDidWhatForWhom(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		if err := write(t, d, deed("s1"), now); err != nil {
			t.Fatal(err)
		}
		rows, err := audit.List(t.Context(), d.Read(t.Context()), audit.Filter{SubjectKind: "seller", SubjectID: "s1"}, db.Cursor{}, 10)
		if err != nil || len(rows) != 1 {
			t.Fatalf("%d rows, %v", len(rows), err)
		}
		got := rows[0]
		want := audit.Row{ID: got.ID, At: now, ActorKind: "helper", ActorID: "p1", OnBehalfOf: "s1", Channel: "api",
			Verb: "seller.approve", SubjectKind: "seller", SubjectID: "s1", Reason: "papers_complete", Detail: got.Detail}
		if got != want {
			t.Errorf("%+v", got)
		}
		var detail struct {
			Paper string `json:"paper_id"`
			Stars int
		}
		if err := got.Read(&detail); err != nil || detail.Paper != "d1" || detail.Stars != 4 {
			t.Errorf("%+v, %v", detail, err)
		}
	})
}

func TestNothingIsEverChanged(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		if err := write(t, d, deed("s1"), now); err != nil {
			t.Fatal(err)
		}
		for _, q := range []string{"UPDATE audit_entries SET verb = 'x'", "DELETE FROM audit_entries"} {
			err := d.Tx(t.Context(), func(tx *gorm.DB) error { return tx.Exec(q).Error })
			if !db.IsCheck(err) {
				t.Errorf("%s: %v", q, err)
			}
		}
		if d.Dialect() == db.Postgres {
			err := d.Tx(t.Context(), func(tx *gorm.DB) error { return tx.Exec("TRUNCATE audit_entries").Error })
			if !db.IsCheck(err) {
				t.Errorf("truncate: %v", err)
			}
		}
	})
}

func TestNoPersonalWordsGetIn(t *testing.T) {
	d := dbtest.SQLite(t)
	for name, e := range map[string]func(*audit.Entry){
		"a sentence as the reason": func(e *audit.Entry) { e.Reason = "Bà Lan đã gọi" },
		"a name":                   func(e *audit.Entry) { e.Detail = map[string]string{"name": "Giàng A Mẫu"} },
		"a phone number":           func(e *audit.Entry) { e.Detail = map[string]any{"list": []string{"0900000001"}} },
		"a phone number, abroad":   func(e *audit.Entry) { e.Detail = map[string]any{"a": map[string]string{"b": "+84900000001"}} },
		"an e-mail address":        func(e *audit.Entry) { e.Detail = map[string]string{"to": "a@example.org"} },
		"no object":                func(e *audit.Entry) { e.Detail = []string{"a"} },
	} {
		bad := deed("s1")
		e(&bad)
		if err := write(t, d, bad, now); err == nil {
			t.Errorf("%s was written", name)
		}
	}
}

func TestPagesMeetWithoutGapOrOverlap(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		for i := range 25 {
			if err := write(t, d, deed("s"+strconv.Itoa(i)), now.Add(0)+clock.Instant(i/10)); err != nil {
				t.Fatal(err)
			}
		}
		seen := map[string]bool{}
		var after db.Cursor
		var last audit.Row
		for page := 0; ; page++ {
			sent, err := db.ParseCursor(after.String())
			if err != nil {
				t.Fatal(err)
			}
			rows, err := audit.List(t.Context(), d.Read(t.Context()), audit.Filter{ActorID: "p1", Verb: "seller.approve"}, sent, 7)
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range rows {
				if seen[r.ID] || last.ID != "" && (r.At > last.At || r.At == last.At && r.ID > last.ID) {
					t.Fatalf("out of order on page %d", page)
				}
				seen[r.ID], last = true, r
			}
			if len(rows) < 7 {
				break
			}
			after = rows[6].Cursor()
		}
		if len(seen) != 25 {
			t.Errorf("%d entries seen", len(seen))
		}
	})
}
