package db_test

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/fault"
)

func TestACursorComesBackAsItWas(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := db.Cursor{At: clock.Instant(rapid.Int64().Draw(t, "at")), ID: rapid.StringMatching(`[a-z0-9-]{0,40}`).Draw(t, "id")}
		got, err := db.ParseCursor(c.String())
		if err != nil || got != c {
			t.Fatalf("%+v became %+v, %v", c, got, err)
		}
	})
	rapid.Check(t, func(t *rapid.T) {
		if c, err := db.ParseCursor(rapid.String().Draw(t, "junk")); err != nil && !fault.Has(err, "page.cursor") {
			t.Fatalf("%+v, %v", c, err)
		}
	})
}
