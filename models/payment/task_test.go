package payment_test

import (
	"testing"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/payment"
)

// A person is asked about one matter once while nobody has answered, and an answer ends
// that matter alone.
func TestAMatterIsAskedAboutOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := open(t, d)
		other := m.p.ID
		m.again()
		m.funded()
		r1, r2 := m.back("test", 1_000), m.back("test", 2_000)
		asks := func(want int64, do func(tx *gorm.DB) error) {
			t.Helper()
			m.do(do)
			if n := m.Count(t, "money_tasks", "kind = 'review' AND state = 'open'"); n != want {
				t.Errorf("%d matters are open, not %d", n, want)
			}
		}
		review := func(id, note string) func(tx *gorm.DB) error {
			return func(tx *gorm.DB) error { return payment.Review(ctx, tx, id, money.Of(1), note, m.Now()) }
		}
		refund := func(r *payment.Refund, note string) func(tx *gorm.DB) error {
			return func(tx *gorm.DB) error { return payment.ReviewRefund(ctx, tx, *r, note, m.Now()) }
		}
		asks(1, review(m.p.ID, "amount"))
		asks(1, review(m.p.ID, "amount"))
		asks(2, review(m.p.ID, "fraud"))
		asks(3, review(other, "amount"))
		asks(4, refund(r1, "refund_silent"))
		asks(4, refund(r1, "refund_silent"))
		asks(5, refund(r2, "refund_silent"))
		under := func(r *payment.Refund, want bool) {
			t.Helper()
			if is, err := payment.UnderReview(ctx, d.Read(ctx), r.ID); err != nil || is != want {
				t.Errorf("under review: %v, %v", is, err)
			}
		}
		under(r1, true)
		asks(4, func(tx *gorm.DB) error { return payment.Reviewed(ctx, tx, r1.ID, m.Now()) })
		under(r1, false)
		under(r2, true)
		asks(5, refund(r1, "refund_silent"))
		asks(4, func(tx *gorm.DB) error { return payment.Agree(ctx, tx, m.p.ID, m.Now()) })
		if n := m.Count(t, "money_tasks", "note = 'amount' AND state = 'open' AND payment_id = ?", other); n != 1 {
			t.Error("the books of one payment answer for another")
		}
		asks(5, review(m.p.ID, "amount"))
		asks(5, func(tx *gorm.DB) error { return payment.Complete(ctx, tx, m.p.ID, m.Now()) }) // of short money alone

		var task payment.Task
		if err := d.Read(ctx).Where("note = 'fraud'").Take(&task).Error; err != nil {
			t.Fatal(err)
		}
		asks(4, func(tx *gorm.DB) error { return payment.CloseTask(ctx, tx, task.ID, "xong", "person", m.Now()) })
		task.State, task.Note, task.DoneBy, task.DoneAt = "done", "xong", "person", m.Now()
		same(m, task.ID, task)
	})
}
