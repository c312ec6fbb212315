package aftersale_test

import (
	"sync"
	"testing"
	"time"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/aftersale"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/complaint"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/ledger"
	"github.com/chophien/chophien/models/media"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/order"
)

// together runs all at the same moment and returns what each was told.
func together(all ...func() error) []error {
	told := make([]error, len(all))
	start := make(chan struct{})
	var wg sync.WaitGroup
	for i, do := range all {
		wg.Go(func() {
			<-start
			told[i] = do()
		})
	}
	close(start)
	wg.Wait()
	return told
}

// TestAComplaintInTheLastMoment opens complaints while the clock completes their order: one
// is first, and an open complaint never stands over an order that completed after it.
func TestAComplaintInTheLastMoment(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := open(t, d, order.EarnedBySeller)
		for range 8 {
			s := m.sold(t, 0).until(t, order.Delivered)
			s.Pass(order.Quiet)
			complain := func() error {
				_, err := s.a.Complain(ctx, s.buyer, s.id, aftersale.Complaint{Reason: complaint.Damaged, Text: "x"}, db.NewID())
				return err
			}
			complete := func() error { return s.f.CompleteDue(ctx) }
			told := together(complete, complain, complete, complain)
			if (told[1] == nil) == (told[3] == nil) {
				t.Errorf("two complaints were told %v and %v", told[1], told[3])
			}
			o := s.Order(t, s.id)
			if o.Status == order.Delivered && o.CompleteAfter != 0 {
				t.Error("the clock runs over an open complaint")
			}
			m.Prove(t)
			s.later(t, 25)
			if o := s.Order(t, s.id); !o.Status.Ended() {
				t.Errorf("the order stays %s", o.Status)
			}
		}
		m.Prove(t)
	})
}

// TestOneWordEndsAComplaint lets everybody end a complaint at once: one word counts, its
// money goes back once, and the order's clock does not stand still for ever.
func TestOneWordEndsAComplaint(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := open(t, d, order.EarnedByCarrier)
		for range 6 {
			s := m.sold(t, 0).until(t, order.Delivered)
			ticket := s.complains(t, complaint.Damaged, s.honey)
			_, err := s.a.Offer(ctx, s.seller, ticket.ID, aftersale.Answer{Terms: s.gives(10_000), Text: "x"})
			fine(t, err)
			s.Pass(aftersale.AcceptWithin)
			for _, err := range together(
				func() error { _, err := s.a.Accept(ctx, s.buyer, ticket.ID); return err },
				func() error { _, err := s.a.LetBe(ctx, s.buyer, ticket.ID); return err },
				func() error { _, err := s.a.Insist(ctx, s.buyer, ticket.ID); return err },
				func() error {
					_, err := s.a.Decide(ctx, desk, ticket.ID, aftersale.Decision{Terms: s.gives(30_000), Text: "x", Bearer: "market"})
					return err
				},
				func() error {
					_, err := s.a.Offer(ctx, s.seller, ticket.ID, aftersale.Answer{Terms: s.gives(50_000), Text: "x"})
					return err
				},
				func() error { return s.a.DueTickets(ctx) },
				func() error { _, err := s.a.LetBe(ctx, s.buyer, ticket.ID); return err },
			) {
				if err != nil && !fault.Is(err, fault.Conflict) {
					t.Error(err)
				}
			}
			m.Prove(t)
			got := s.ticket(t, ticket.ID)
			if back := s.Back(t, s.id); back != got.Refund.Dong() {
				t.Errorf("%v was agreed and %d goes back", got.Refund, back)
			}
			s.later(t, 20)
			s.state(t, ticket.ID, complaint.Closed)
			if o := s.Order(t, s.id); !o.Status.Ended() {
				t.Errorf("the order stays %s", o.Status)
			}
		}
		m.Prove(t)
	})
}

func TestPicturesBelongToWhoSentThem(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := open(t, d, order.EarnedBySeller).sold(t, 0).until(t, order.Delivered)
		other := s.sold(t, 0).until(t, order.Delivered)
		keep := func(o media.Owner) string {
			p := media.Photo{ID: db.NewID(), Purpose: media.Complaint, OwnerSellerID: o.SellerID, CreatedBy: o.PersonID, ContentType: "image/jpeg",
				ContentHash: "h", Width: 10, Height: 10, Bytes: 1, CreatedAt: s.Now(), LooseSince: s.Now()}
			fine(t, d.Tx(ctx, func(tx *gorm.DB) error { return tx.Create(&p).Error }))
			return p.ID
		}
		mine, second := keep(media.Owner{PersonID: s.buyer.PersonID}), keep(media.Owner{PersonID: s.buyer.PersonID})
		sellers := keep(media.Owner{SellerID: s.seller.SellerID})
		in := aftersale.Complaint{Reason: complaint.Damaged, Text: "x", Photos: []string{second, mine}}
		_, err := s.a.Complain(ctx, other.buyer, other.id, in, db.NewID())
		refused(t, err, "media.absent")
		ticket, err := s.a.Complain(ctx, s.buyer, s.id, in, db.NewID())
		fine(t, err)
		_, err = s.a.Say(ctx, s.buyer, ticket.ID, aftersale.Reply{Text: "y", Photos: []string{mine}}, "k")
		refused(t, err, "media.attached")
		_, err = s.a.Say(ctx, s.buyer, ticket.ID, aftersale.Reply{Text: "y", Photos: []string{sellers}}, "k")
		refused(t, err, "media.absent")
		_, err = s.a.Say(ctx, s.seller, ticket.ID, aftersale.Reply{Text: "y", Photos: []string{sellers}}, "k")
		fine(t, err)
		v, err := s.a.Show(ctx, desk, ticket.ID)
		fine(t, err)
		if len(v.Talk) != 2 || len(v.Talk[0].Photos) != 2 || v.Talk[0].Photos[0] != second || v.Talk[1].Photos[0] != sellers {
			t.Errorf("%+v", v.Talk)
		}
	})
}

// TestAGuestHasThePhone lets a guest, known by a proved phone alone, cancel and complain.
func TestAGuestHasThePhone(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := open(t, d, order.EarnedBySeller)
		s, cart, tea := m.stocked(t, 0)
		phoneID, _ := m.Phone(t)
		s.shopper.Shopper = actor.Guest{CartToken: "token", PhoneID: phoneID, Channel: actor.Page}
		s.shopper.PersonID, s.shopper.PhoneID = "", phoneID
		s.buyer = buyerOf(s.shopper)
		s.group = m.Paid(t, s.shopper, cart, "flat")
		s.named(t, tea)
		s.until(t, order.Delivered)
		stranger := s.buyer
		stranger.PhoneID, _ = m.Phone(t)
		_, err := m.a.MayComplain(ctx, stranger, s.id)
		refused(t, err, "order.unknown")
		ticket := s.complains(t, complaint.Missing, s.honey)
		_, err = m.a.Accept(ctx, stranger, ticket.ID)
		refused(t, err, "complaint.unknown")
		s.Pass(time.Hour)
		_, err = m.a.Say(ctx, s.buyer, ticket.ID, aftersale.Reply{Text: "y"}, "k")
		fine(t, err)
		m.Prove(t)
	})
}

// TestWhatIsGivenBackBeforeItWasEarned refunds a part of an order that has not left, and
// then ends the order: nothing stays behind, whoever earns the delivery.
func TestWhatIsGivenBackBeforeItWasEarned(t *testing.T) {
	for _, earner := range []order.Earner{order.EarnedBySeller, order.EarnedByCarrier} {
		t.Run(string(earner), func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, d *db.DB) {
				s := open(t, d, earner).sold(t, 0).until(t, order.Packed)
				s.Pass(6 * 24 * time.Hour)
				ticket := s.complains(t, complaint.Late)
				in := s.gives(10_000)
				in.Shipping = money.Of(20_000)
				_, err := s.a.Offer(ctx, s.seller, ticket.ID, aftersale.Answer{Terms: in, Text: "x"})
				fine(t, err)
				_, err = s.a.Accept(ctx, s.buyer, ticket.ID)
				fine(t, err)
				s.status(t, order.Packed)
				_, err = s.a.CancelByDesk(ctx, desk, s.id, "desk.seller_asked")
				fine(t, err)
				if back := s.Back(t, s.id); back != paidGoods+delivery {
					t.Errorf("%d goes back", back)
				}
				if owed := s.Balance(t, ledger.Seller(s.seller.SellerID)); owed != 0 {
					t.Errorf("the seller has %d", owed)
				}
				s.Prove(t)
			})
		})
	}
}

// waiting waits until a transaction stands before a row that another one has taken. On
// SQLite all who write stand in one line.
func waiting(t testing.TB, d *db.DB) {
	t.Helper()
	for n := 0; d.Dialect() == db.Postgres; n++ {
		var blocked int64
		fine(t, d.Read(ctx).Raw("SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'").Scan(&blocked).Error)
		if blocked > 0 {
			return
		}
		if n == 1000 {
			t.Fatal("nobody waits")
		}
		time.Sleep(5 * time.Millisecond)
	}
}

// TestAParcelArrivesWhileItsComplaintEnds lets a parcel be handed over at the moment at
// which the complaint about it ends: whoever is first, the order's last clock runs after.
func TestAParcelArrivesWhileItsComplaintEnds(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := open(t, d, order.EarnedBySeller)
		for name, end := range map[string]func(s *sale, a *aftersale.Aftersale, ticket string) error{
			"let be": func(s *sale, a *aftersale.Aftersale, ticket string) error {
				_, err := a.LetBe(ctx, s.buyer, ticket)
				return err
			},
			"granted in part": func(s *sale, a *aftersale.Aftersale, ticket string) error {
				_, err := a.Decide(ctx, desk, ticket, aftersale.Decision{Terms: s.gives(10_000), Text: "x"})
				return err
			},
		} {
			s := m.sold(t, 0).until(t, order.Shipped)
			ticket := s.complains(t, complaint.Damaged, s.honey)
			delivered := make(chan error, 1)
			var begun sync.Once
			slow := *s.a // its clock is read when the order's row is taken
			slow.Now = func() clock.Instant {
				begun.Do(func() {
					go func() { _, err := s.f.Deliver(ctx, s.seller, s.id); delivered <- err }()
					waiting(t, d)
				})
				return s.Now()
			}
			if err := end(s, &slow, ticket.ID); err != nil {
				t.Errorf("%s: %v", name, err)
			}
			if err := <-delivered; err != nil {
				t.Errorf("%s: delivered: %v", name, err)
			}
			if o := s.Order(t, s.id); o.Status != order.Delivered || o.CompleteAfter == 0 {
				t.Errorf("%s: the order is %s and its clock stands at %v", name, o.Status, o.CompleteAfter)
			}
			m.Prove(t)
		}
	})
}
