package conversation_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/audit"
	"github.com/chophien/chophien/models/conversation"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/fulfillment"
	"github.com/chophien/chophien/models/markettest"
	"github.com/chophien/chophien/models/markettest/saletest"
	"github.com/chophien/chophien/models/order"
)

var ctx = context.Background()

// sale is an order that two people talk about.
type sale struct {
	*saletest.Shop
	talks  *conversation.Talks
	buyer  conversation.Buyer
	seller actor.Member
	o      order.Order
	n      int
}

func open(t *testing.T, d *db.DB) *sale {
	t.Helper()
	shop := saletest.Open(t, d, order.EarnedBySeller)
	s := &sale{Shop: shop, talks: &conversation.Talks{DB: d, Now: shop.Now, Keys: shop.Till.Keys}}
	var id string
	id, s.seller = s.Seller(t)
	by := s.Buyer(t)
	s.buyer = conversation.Buyer(by)
	s.o = s.Orders(t, s.Paid(t, by, map[string]int64{s.Variant(t, markettest.Good{SellerID: id, Stock: 9}): 1}, "flat"))[0]
	return s
}

func (s *sale) say(by actor.Actor, text string) error {
	s.n++
	return s.talks.Say(ctx, by, s.o.Code, conversation.Words{Text: text}, fmt.Sprint("key-", s.n))
}

func (s *sale) read(t *testing.T, by actor.Actor) conversation.View {
	t.Helper()
	v, err := s.talks.Read(ctx, by, s.o.ID)
	fine(t, err)
	return v
}

// notes counts the notes that say that a side has something to read.
func (s *sale) notes(t *testing.T, to conversation.Side) (n int64) {
	t.Helper()
	fine(t, s.DB.Read(ctx).Table("outbox_notes").Where("type = ? AND body LIKE ?", conversation.NoteType, `%"to":"`+string(to)+`"%`).Count(&n).Error)
	return n
}

func (s *sale) confirm(t *testing.T) {
	t.Helper()
	f := &fulfillment.Fulfillment{DB: s.DB, Now: s.Now, Gateways: s.Gateways, Carriers: s.Carriers}
	_, err := f.Confirm(ctx, s.seller, s.o.ID)
	fine(t, err)
}

func fine(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func refused(t testing.TB, err error, key string) {
	t.Helper()
	if !fault.Has(err, key) {
		t.Errorf("want %s, got %v", key, err)
	}
}

func TestBuyerAndSellerTalkAndNobodyElse(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := open(t, d)
		fine(t, s.say(s.buyer, "  Nhà có chó, gọi trước nhé \n"))
		s.Pass(time.Second)
		fine(t, s.say(s.seller, "Vâng"))
		v := s.read(t, s.seller)
		if len(v.Messages) != 2 || v.Messages[0].Text != "Nhà có chó, gọi trước nhé" || v.Messages[0].Author != conversation.Buying || v.Unread != 1 || !v.Open || v.Side != conversation.Selling {
			t.Errorf("%+v", v)
		}
		_, other := s.Seller(t)
		blind := s.seller
		blind.Rights = actor.NewRights(actor.SeeOrders)
		for key, by := range map[string]actor.Actor{"order.unknown": other, "right.handle_orders": blind} {
			refused(t, s.say(by, "x"), key)
			_, err := s.talks.Read(ctx, by, s.o.ID)
			refused(t, err, key)
			refused(t, s.talks.Report(ctx, by, s.o.ID, "talk.rude"), key)
			refused(t, s.talks.Seen(ctx, by, s.o.ID, s.Now()), key)
		}
		for _, by := range []actor.Actor{conversation.Buyer(s.Buyer(t)), actor.Admin{PersonID: "desk"}, actor.System{Job: "x"}} {
			_, err := s.talks.Read(ctx, by, s.o.ID)
			refused(t, err, "order.unknown")
		}
		refused(t, s.say(s.buyer, " \n "), "talk.empty")
		refused(t, s.say(s.buyer, strings.Repeat("á", conversation.Longest+1)), "text.too_long")
		same := func() error {
			return s.talks.Say(ctx, s.buyer, s.o.ID, conversation.Words{Text: "một lần"}, "again")
		}
		fine(t, errors.Join(same(), same()))
		if n := len(s.read(t, s.buyer).Messages); n != 3 {
			t.Errorf("%d messages", n)
		}
		var raw []string
		fine(t, d.Read(ctx).Table("conversation_messages").Pluck("text_sealed", &raw).Error)
		if strings.Contains(strings.Join(raw, ""), "Vâng") {
			t.Error("what was said is readable in the database")
		}
		s.Prove(t)
	})
}

func TestTheOtherSideIsToldOnceUntilItReads(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := open(t, d)
		for range 3 {
			fine(t, s.say(s.buyer, "Alo"))
			s.Pass(time.Minute)
		}
		if n := s.notes(t, conversation.Selling); n != 1 {
			t.Errorf("%d notes", n)
		}
		waiting, err := conversation.UnreadOf(ctx, d.Read(ctx), s.seller.SellerID, s.Now(), 9)
		if err != nil || len(waiting) != 1 || waiting[0].ID != s.o.ID {
			t.Errorf("%v, %v", waiting, err)
		}
		last := s.read(t, s.seller).Messages[2].At
		refused(t, s.talks.Seen(ctx, s.seller, s.o.ID, s.Now().Add(time.Second)), "talk.later")
		fine(t, s.talks.Seen(ctx, s.seller, s.o.ID, last))
		fine(t, s.talks.Seen(ctx, s.seller, s.o.ID, last.Add(-time.Hour))) // an old page takes nothing back
		if n := s.read(t, s.seller).Unread; n != 0 {
			t.Errorf("%d unread", n)
		}
		if _, found, err := conversation.FirstUnread(ctx, d.Read(ctx), s.o.ID, conversation.Selling); err != nil || found {
			t.Errorf("%v, %v", found, err)
		}
		fine(t, s.say(s.buyer, "Còn một điều"))
		fine(t, s.say(s.seller, "Dạ"))
		if a, b := s.notes(t, conversation.Selling), s.notes(t, conversation.Buying); a != 2 || b != 1 {
			t.Errorf("%d and %d notes", a, b)
		}
		var bodies []string
		fine(t, d.Read(ctx).Table("outbox_notes").Where("type = ?", conversation.NoteType).Pluck("body", &bodies).Error)
		if strings.Contains(strings.Join(bodies, ""), "Alo") {
			t.Error("a note holds what was said")
		}
	})
}

func TestNumbersAreMaskedUntilTheSellerAccepts(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := open(t, d)
		for _, text := range []string{"Gọi 0912 345 678 nhé", "số 09.12.34.56.78", "+84 912345678", "xem https://a.example/x", "zalo.me/0912345678", "gửi an@example.org"} {
			fine(t, s.say(s.buyer, text))
			s.Pass(time.Second)
		}
		fine(t, s.say(s.buyer, "2 hộp 500 g, giao trước 10/12/2026"))
		mine, theirs := s.read(t, s.buyer).Messages, s.read(t, s.seller).Messages
		for i, m := range theirs {
			hidden := i < len(theirs)-1
			if m.Masked != hidden || hidden == (m.Text == mine[i].Text) || mine[i].Masked || hidden && !strings.Contains(m.Text, "••••") {
				t.Errorf("%+v of %q", m, mine[i].Text)
			}
		}
		s.confirm(t)
		for i, m := range s.read(t, s.seller).Messages {
			if m.Masked || m.Text != mine[i].Text {
				t.Errorf("%+v", m)
			}
		}
	})
}

func TestATalkEndsAndHasItsBounds(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := open(t, d)
		fine(t, s.say(s.seller, "Chào bạn"))
		fine(t, d.Tx(ctx, func(tx *gorm.DB) error {
			return tx.Exec("UPDATE conversation_sides SET written = ? WHERE side = 'seller'", conversation.Most).Error
		}))
		refused(t, s.say(s.seller, "thêm"), "talk.many")
		fine(t, s.say(s.buyer, "vẫn nói được"))
		f := &fulfillment.Fulfillment{DB: d, Now: s.Now, Gateways: s.Gateways, Carriers: s.Carriers}
		_, err := f.Refuse(ctx, s.seller, s.o.ID, fulfillment.Refusal{Reason: "refuse.sold_out"})
		fine(t, err)
		s.Pass(conversation.OpenAfter - time.Minute)
		fine(t, s.say(s.buyer, "cảm ơn"))
		s.Pass(time.Minute)
		refused(t, s.say(s.buyer, "nữa"), "talk.closed")
		if v := s.read(t, s.buyer); v.Open || len(v.Messages) != 3 {
			t.Errorf("%+v", v)
		}
		s.Pass(conversation.Keep)
		if v := s.read(t, s.buyer); len(v.Messages) != 0 {
			t.Errorf("%+v", v)
		}
		fine(t, d.Tx(ctx, func(tx *gorm.DB) error {
			n, err := conversation.Prune(ctx, tx, s.Now(), 9)
			if n != 3 {
				t.Errorf("%d pruned", n)
			}
			return err
		}))
	})
}

func TestTheDeskReadsForAReasonThatIsWrittenDown(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := open(t, d)
		fine(t, s.say(s.buyer, "Gọi 0912345678"))
		refused(t, s.talks.Report(ctx, s.seller, s.o.ID, "because"), "talk.reason")
		fine(t, s.talks.Report(ctx, s.seller, s.o.ID, "talk.outside"))
		fine(t, s.talks.Report(ctx, s.seller, s.o.ID, "talk.rude")) // called already
		desk := actor.Admin{PersonID: db.NewID()}
		calls, err := s.talks.Reports(ctx, desk, db.Cursor{}, 9)
		if err != nil || len(calls) != 1 || calls[0].Reason != "talk.outside" || !s.read(t, s.seller).Reported {
			t.Fatalf("%+v, %v", calls, err)
		}
		_, err = s.talks.Inspect(ctx, desk, s.o.ID, "curious")
		refused(t, err, "talk.reason")
		v, err := s.talks.Inspect(ctx, desk, s.o.ID, "talk.reported")
		if err != nil || len(v.Messages) != 1 || v.Messages[0].Text != "Gọi 0912345678" {
			t.Errorf("%+v, %v", v, err)
		}
		rows, err := audit.List(ctx, d.Read(ctx), audit.Filter{Verb: "conversation.read"}, db.Cursor{}, 9)
		if err != nil || len(rows) != 1 || rows[0].ActorID != desk.PersonID || rows[0].SubjectID != s.o.ID || rows[0].Reason != "talk.reported" {
			t.Errorf("%+v, %v", rows, err)
		}
		fine(t, s.talks.Settle(ctx, desk, calls[0].ID))
		fine(t, s.talks.Settle(ctx, desk, calls[0].ID))
		refused(t, s.talks.Settle(ctx, desk, db.NewID()), "talk.unknown")
		if s.read(t, s.seller).Reported {
			t.Error("still reported")
		}
		fine(t, d.Tx(ctx, func(tx *gorm.DB) error {
			return conversation.Forget(ctx, tx, order.Owner{PersonID: s.buyer.PersonID, PhoneID: s.buyer.PhoneID})
		}))
		if got := s.read(t, s.seller).Messages; len(got) != 1 || got[0].Text != "" {
			t.Errorf("%+v", got)
		}
	})
}
