package payment_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/payment"
)

// Which words of banks tell of one transfer: surely, perhaps, or not at all.
func TestWhichTransfersAreTwins(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := open(t, d)
		ids := []string{m.p.ID}
		m.again()
		ids = append(ids, m.p.ID)
		day := clock.Date("2026-11-20")
		noon := day.Start().Add(12 * time.Hour)
		n := 0
		says := func(source, reference string, at clock.Instant, change ...func(*payment.Credit)) payment.Credit {
			n++
			c := payment.Credit{Source: source, SourceID: fmt.Sprint(n), Account: "0123", Amount: money.Of(90_000), Reference: reference, ReceivedAt: at}
			for _, f := range change {
				f(&c)
			}
			return c
		}
		of := func(p string) func(*payment.Credit) { return func(c *payment.Credit) { c.PaymentID = &p } }
		account := func(a string) func(*payment.Credit) { return func(c *payment.Credit) { c.Account = a } }
		sum := func(a int64) func(*payment.Credit) { return func(c *payment.Credit) { c.Amount = money.Of(a) } }
		const none, doubt, sure = -1, 100, 200 // doubt and sure count from the transfer that is named
		for what, test := range map[string]struct {
			before []payment.Credit
			now    payment.Credit
			want   int
		}{
			"one number of two sources, three days apart": {[]payment.Credit{says("a", "R1", noon)}, says("b", "R1", noon.Add(72*time.Hour)), sure},
			"the later first":                                  {[]payment.Credit{says("a", "R1", noon)}, says("b", "R1", noon.Add(-72*time.Hour)), sure},
			"longer apart":                                     {[]payment.Credit{says("a", "R1", noon)}, says("b", "R1", noon.Add(72*time.Hour+time.Millisecond)), none},
			"one number of one source":                         {[]payment.Credit{says("a", "R1", noon)}, says("a", "R1", noon), doubt},
			"no number, half an hour apart":                    {[]payment.Credit{says("a", "R1", noon)}, says("b", "", noon.Add(30*time.Minute)), doubt},
			"no number on either":                              {[]payment.Credit{says("a", "", noon)}, says("b", "", noon.Add(-30*time.Minute)), doubt},
			"no number, longer apart":                          {[]payment.Credit{says("a", "", noon)}, says("b", "", noon.Add(30*time.Minute+time.Millisecond)), none},
			"numbers that differ":                              {[]payment.Credit{says("a", "R1", noon)}, says("b", "R2", noon), doubt},
			"no number, of one source":                         {[]payment.Credit{says("a", "", noon)}, says("a", "", noon), none},
			"another sum":                                      {[]payment.Credit{says("a", "R1", noon, sum(90_001))}, says("b", "R1", noon), none},
			"another account":                                  {[]payment.Credit{says("a", "R1", noon, account("0124"))}, says("b", "R1", noon), none},
			"two payments":                                     {[]payment.Credit{says("a", "", noon, of(ids[0]))}, says("b", "", noon, of(ids[1])), none},
			"one payment":                                      {[]payment.Credit{says("a", "", noon, of(ids[0]))}, says("b", "", noon, of(ids[0])), doubt},
			"one payment is known":                             {[]payment.Credit{says("a", "", noon, of(ids[0]))}, says("b", "", noon), doubt},
			"the day alone, at its end":                        {[]payment.Credit{says("a", "", day.AddDays(1).Start()-1)}, says("b", "", day.Start()), doubt},
			"the day alone, and the day after":                 {[]payment.Credit{says("a", "", day.AddDays(1).Start())}, says("b", "", day.Start()), none},
			"the day alone, and shortly before it":             {[]payment.Credit{says("a", "", day.Start().Add(-time.Minute))}, says("b", "", day.Start()), none},
			"the day alone was told first":                     {[]payment.Credit{says("a", "", day.Start())}, says("b", "", noon), doubt},
			"the day alone was told first, of the day before":  {[]payment.Credit{says("a", "", day.AddDays(-1).Start())}, says("b", "", noon), none},
			"the first of two that are alike":                  {[]payment.Credit{says("a", "", noon), says("a", "", noon.Add(time.Minute))}, says("b", "", noon), doubt},
			"the number wins over what is only alike, earlier": {[]payment.Credit{says("a", "", noon), says("a", "R1", noon.Add(time.Minute))}, says("b", "R1", noon), sure + 1},
		} {
			undo := errors.New("undo")
			err := d.Tx(ctx, func(tx *gorm.DB) error {
				for i := range test.before {
					if _, err := payment.KeepCredit(ctx, tx, &test.before[i], false, m.Now()); err != nil {
						return err
					}
				}
				twin, found, certain, err := payment.Twin(ctx, tx, test.now, m.Now())
				if err != nil {
					return err
				}
				got := none
				for i, b := range test.before {
					if found && b.ID == twin.ID {
						got = doubt + i
					}
				}
				if certain {
					got += sure - doubt
				}
				if got != test.want {
					t.Errorf("%s: %d, not %d", what, got, test.want)
				}
				// Once its source has told of it, it is no twin of that source's next one.
				if test.want == doubt && test.now.Source == "b" && len(test.before) == 1 {
					again := test.now
					test.now.TwinOf = &twin.ID
					if _, err := payment.KeepCredit(ctx, tx, &test.now, true, m.Now()); err != nil {
						return err
					}
					again.ID, again.SourceID, again.Reference = "", "again", ""
					if _, found, _, err := payment.Twin(ctx, tx, again, m.Now()); err != nil || found {
						t.Errorf("%s: told of a third time: %v %v", what, found, err)
					}
					third := again
					third.Source, third.Reference = "c", test.now.Reference
					if first, _, sure, err := payment.Twin(ctx, tx, third, m.Now()); err != nil || first.ID != test.before[0].ID || sure {
						t.Errorf("%s: a third source's word is not of the first: %+v %v %v", what, first, sure, err)
					}
				}
				return undo
			})
			if err != undo {
				t.Fatal(what, err)
			}
		}
	})
}
