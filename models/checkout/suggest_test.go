package checkout_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/chophien/chophien/models/checkout"
	"github.com/chophien/chophien/models/code"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/payments"
)

func TestTheInboxSuggestsAndAPersonMatches(t *testing.T) {
	roads(t, "a slip of one letter weighs more than equal money", func(t *testing.T, w *wildWorld) {
		_, meant, s := w.bought(w.async)
		_, other, _ := w.bought(w.async)
		right := w.payment(t, meant).Code
		letter := code.Alphabet[:1]
		if right[:1] == letter {
			letter = code.Alphabet[1:2]
		}
		credit := func(id, text string) string {
			t.Helper()
			o := w.co.Apply(ctx, "notice", payments.Event{Key: "notice:" + id, Kind: payments.EventBankCredit, Amount: s.Attempt.Amount, At: w.Now(),
				Bank: &payments.BankCredit{Source: "notice", SourceID: id, Account: "0123", Content: text, Codes: code.Find(text)}}, "raw")
			var found string
			err := w.DB.Read(ctx).Raw("SELECT id FROM bank_credits WHERE source_id = ? AND state = 'unmatched'", id).Scan(&found).Error
			if o != payments.Applied || err != nil || found == "" {
				t.Fatal(o, err, found)
			}
			return found
		}
		first := credit("s1", "CK "+letter+strings.ToLower(right[1:])+" che")
		likely, err := w.co.Suggest(ctx, w.desk, first)
		if err != nil || len(likely) < 2 {
			t.Fatal(likely, err)
		}
		if l := likely[0]; l.Code != right || !slices.Equal(l.Whys, []string{checkout.BySlip, checkout.ByAmount, checkout.ByTime}) {
			t.Errorf("the likeliest is %+v, not %s", l, right)
		}
		if l := likely[1]; l.Code != w.payment(t, other).Code || !slices.Equal(l.Whys, []string{checkout.ByAmount, checkout.ByTime}) {
			t.Errorf("the next is %+v", l)
		}
		if n := w.Count(t, "bank_credits", "state = 'unmatched'"); n != 1 {
			t.Error("a suggestion matched by itself")
		}
		if err := w.co.MatchCredit(ctx, w.desk, first, likely[0].Code); err != nil {
			t.Fatal(err)
		}
		if _, err := w.co.Suggest(ctx, w.desk, first); !fault.Has(err, "payment.credit_settled") {
			t.Errorf("suggested for what is matched: %v", err)
		}
		if _, err := w.co.Suggest(ctx, w.desk, db.NewID()); !fault.Has(err, "payment.unknown") {
			t.Error(err)
		}
		if err := w.co.ReturnCredit(ctx, w.desk, credit("s2", "khong ro"), "FT0002"); err != nil {
			t.Fatal(err)
		}
	})
}
