package fulfillment_test

import (
	"strings"
	"testing"

	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/fulfillment"
	"github.com/chophien/chophien/models/order"
)

// A seller refuses in own words: on one line, without numbers, and once.
func TestRefusingInOwnWords(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := sold(t, d, "flat")
		for _, bad := range []struct {
			in  fulfillment.Refusal
			key string
		}{
			{fulfillment.Refusal{Reason: fulfillment.RefuseOther}, "order.refuse_words"},
			{fulfillment.Refusal{Reason: fulfillment.RefuseOther, Words: " \n\t "}, "order.refuse_words"},
			{fulfillment.Refusal{Reason: "because", Words: "Hỏng vườn"}, "order.refuse_reason"},
			{fulfillment.Refusal{Reason: fulfillment.RefuseOther, Words: strings.Repeat("ư", order.LongestRefusal+1)}, "text.too_long"},
			{fulfillment.Refusal{Reason: "refuse.away", Words: "a\u202eb"}, "text.control"},
			{fulfillment.Refusal{Reason: "refuse.away", Words: "a\x00b"}, "text.control"},
			{fulfillment.Refusal{Reason: "refuse.away", Words: "\xff"}, "text.encoding"},
		} {
			_, err := s.f.Refuse(ctx, s.seller, s.id, bad.in)
			refused(t, err, bad.key)
		}
		s.status(t, order.Placed)

		for range 2 { // a phone tells it twice
			_, err := s.f.Refuse(ctx, s.seller, s.id, fulfillment.Refusal{Reason: fulfillment.RefuseOther, Words: "Mưa đá.\r\nGọi 0912.345.678 hoặc zalo.me/abc " + strings.Repeat("ư", 200)})
			fine(t, err)
		}
		said, err := order.Refusals(ctx, d.Read(ctx), s.id)
		fine(t, err)
		if want := "Mưa đá. Gọi •••• hoặc •••• " + strings.Repeat("ư", 200); said[s.id] != want {
			t.Errorf("%q, want %q", said[s.id], want)
		}
		s.Prove(t)
	})
}
