package privacy_test

import (
	"testing"

	"github.com/chophien/chophien/models/audit"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
)

// Whom the desk may call it sees for a reason that is written down, and not any more once
// the buyer was erased.
func TestTheDeskSeesWhoBoughtForAReason(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := open(t, d)
		o := h.sale(t)
		looks := func() []audit.Row {
			t.Helper()
			rows, err := audit.List(t.Context(), d.Read(t.Context()), audit.Filter{Verb: "order.contact"}, db.Cursor{}, 9)
			if err != nil {
				t.Fatal(err)
			}
			return rows
		}
		for _, wrong := range []string{"", "curious"} {
			got, err := h.p.Contact(t.Context(), desk, o.Code, wrong)
			if refused(t, err, "contact.reason"); got.Phone != "" || got.To.Recipient != "" {
				t.Errorf("%q shows %v", wrong, got)
			}
		}
		_, err := h.p.Contact(t.Context(), desk, "nothing", "contact.money")
		refused(t, err, "order.unknown")
		if n := len(looks()); n != 0 {
			t.Errorf("%d looks are written down before any", n)
		}
		who, err := h.p.Contact(t.Context(), desk, o.Code, "contact.money")
		if err != nil || who.Phone != "+84900000001" || who.To.Recipient == "" || who.To.Address.WardCode == "" {
			t.Errorf("%+v, %v", who, err)
		}
		if rows := looks(); len(rows) != 1 || rows[0].Reason != "contact.money" || rows[0].SubjectID != o.ID {
			t.Errorf("written down: %+v", rows)
		}
		if err := h.erase(t); err != nil {
			t.Fatal(err)
		}
		_, err = h.p.Contact(t.Context(), desk, o.Code, "contact.money")
		if refused(t, err, "contact.erased"); len(looks()) != 1 {
			t.Error("a look at nobody is written down")
		}
	})
}
