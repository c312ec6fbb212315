package checkout_test

import (
	"testing"
	"time"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/payments"
	"github.com/chophien/chophien/payments/momo/momotest"
)

// Anybody may call a webhook, as often as they like: the disk does not fill by it, and no
// refusal is left out of the count.
func TestRefusalsAreCountedAndDoNotPileUp(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := behind(t, d, momotest.New(t))
		_, _, a, _ := c.begun(t)
		forged := c.fake.Forge(a, a.Amount)
		send := func(n int) {
			t.Helper()
			for range n {
				c.told(t, []payments.RawRequest{forged}, payments.BadSignature)
			}
		}
		send(25)
		c.pass(time.Minute)
		send(1)
		var after db.Cursor
		times, rows := 0, 0
		for {
			page, err := c.co.Refused(ctx, actor.Admin{}, "momo", after, 4)
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range page {
				times, rows, after = times+r.Times, rows+1, r.Cursor()
			}
			if len(page) < 4 {
				break
			}
		}
		if rows != 11 || times != 26 {
			t.Errorf("%d entries of %d refusals", rows, times)
		}
		if all, err := c.co.Refused(ctx, actor.Admin{}, "zalopay", db.Cursor{}, 4); err != nil || len(all) != 0 {
			t.Errorf("of another gateway %+v, %v", all, err)
		}
		c.prove(t)
	})
}
