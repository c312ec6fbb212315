package moderation_test

import (
	"context"
	"testing"
	"time"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/crypt"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/markettest"
	"github.com/chophien/chophien/models/moderation"
)

func TestAReportEndsWithAnAnswer(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		m := markettest.New(t, d)
		keys, blind, err := crypt.Generate(nil, "k1")
		if err != nil {
			t.Fatal(err)
		}
		ring, err := crypt.ParseKeyring(keys, blind)
		if err != nil {
			t.Fatal(err)
		}
		mod := &moderation.Moderation{DB: d, Now: m.Now, Keys: ring}
		seller, _ := m.Seller(t)
		m.Variant(t, markettest.Good{SellerID: seller})
		var product string
		if err := d.Read(ctx).Table("products").Select("id").Limit(1).Scan(&product).Error; err != nil {
			t.Fatal(err)
		}
		guest := actor.Guest{CartToken: "c", Channel: actor.Page}
		in := moderation.ReportListing{Reason: "fake", Text: "Không rõ ai làm <b>", Phone: "0900000009"}
		if _, err := mod.Report(ctx, guest, product, moderation.ReportListing{Reason: "?", Text: "\x00", Phone: "1"}, ""); len(fault.All(err)) != 3 {
			t.Errorf("a wrong report: %v", err)
		}
		if _, err := mod.Report(ctx, guest, db.NewID(), in, ""); !fault.Is(err, fault.NotFound) {
			t.Errorf("a report about nothing: %v", err)
		}
		first, err := mod.Report(ctx, guest, product, in, "key")
		if err != nil {
			t.Fatal(err)
		}
		if again, err := mod.Report(ctx, guest, product, in, "key"); err != nil || again != first {
			t.Errorf("a double click: %s, %v", again, err)
		}
		_, desk := m.Phone(t)
		admin := actor.Admin{PersonID: desk, Channel: actor.Page}
		open, err := mod.Open(ctx, admin, db.Cursor{}, 10)
		if err != nil || len(open) != 1 {
			t.Fatal(open, err)
		}
		if w, err := mod.Words(open[0]); err != nil || w.Text != in.Text || w.Phone != "+84900000009" {
			t.Errorf("words %+v, %v", w, err)
		}
		for _, step := range []struct {
			wait  time.Duration
			notes int64
		}{{moderation.AnswerWithin - time.Millisecond, 0}, {time.Millisecond, 1}, {time.Hour, 1}} {
			m.Pass(step.wait)
			if err := mod.TellOverdue(ctx); err != nil {
				t.Fatal(err)
			}
			if n := m.Count(t, "outbox_notes", "type = ?", moderation.OverdueNote); n != step.notes {
				t.Errorf("the desk is told %d times, want %d", n, step.notes)
			}
		}
		if err := mod.Settle(ctx, admin, first, moderation.Settle{Upheld: true}); !fault.Has(err, "moderation.note") {
			t.Errorf("without a reason: %v", err)
		}
		answer := moderation.Settle{Upheld: true, Note: "Chưa có giấy tờ về nguồn gốc."}
		if err := mod.Settle(ctx, admin, first, answer); err != nil {
			t.Fatal(err)
		}
		if err := mod.Settle(ctx, admin, first, answer); !fault.Has(err, "moderation.settled") {
			t.Errorf("answered twice: %v", err)
		}
		if n := m.Count(t, "products", "id = ? AND state = 'hidden'", product); n != 1 {
			t.Error("the listing is still on the shelf")
		}
	})
}
