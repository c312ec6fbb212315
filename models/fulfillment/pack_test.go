package fulfillment_test

import (
	"testing"
	"time"

	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/fulfillment"
	"github.com/chophien/chophien/models/order"
)

func TestALittleLessGoesBackAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := sold(t, d, "flat").until(t, order.Confirmed)
		p, err := s.f.Pack(ctx, s.seller, s.id, s.packs(1960, boxes)) // 2 % less, to the gram
		fine(t, err)
		if p.Question != nil || p.Back.Dong() != 4000 || p.Order.Status != order.Packed {
			t.Errorf("%+v", p)
		}
		if back := s.Back(t, s.id); back != 4000 {
			t.Errorf("%d goes back", back)
		}
		s.until(t, order.Delivered)
		s.Pass(order.Quiet)
		fine(t, s.f.CompleteDue(ctx))
		s.status(t, order.Completed)
		s.Prove(t)
	})
}

func TestMoreThanOrderedIsAPresent(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := sold(t, d, "flat").until(t, order.Confirmed)
		p, err := s.f.Pack(ctx, s.seller, s.id, s.packs(2100, boxes))
		fine(t, err)
		if p.Question != nil || !p.Back.IsZero() || p.Order.PackedGoods != p.Order.Goods {
			t.Errorf("%+v", p)
		}
		s.Prove(t)
	})
}

func TestPackingIsJudged(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := sold(t, d, "flat")
		_, err := s.f.Pack(ctx, s.seller, s.id, s.packs(grams, boxes))
		refused(t, err, "order.move")
		s.until(t, order.Confirmed)
		for key, q := range map[string]map[string]int64{
			"order.pack_missing":  {s.weighed: grams},
			"order.pack_too_much": s.packs(2401, boxes),
			"order.pack_grams":    s.packs(1000*grams, boxes),
			"order.pack_unknown":  {s.weighed: grams, s.box: boxes, "other": 1},
			"order.pack_nothing":  s.packs(0, 0),
		} {
			_, err := s.f.Pack(ctx, s.seller, s.id, q)
			refused(t, err, key)
			if len(fault.All(err)) != 1 {
				t.Errorf("%s: %v", key, err)
			}
		}
		_, err = s.f.Pack(ctx, s.seller, s.id, s.packs(-1, boxes+1))
		if all := fault.All(err); len(all) != 2 || all[0].Field == all[1].Field {
			t.Errorf("two wrong fields are told as %v", err)
		}
		s.status(t, order.Confirmed)
		if n := s.Count(t, "weight_questions", ""); n != 0 {
			t.Errorf("%d questions", n)
		}
	})
}

// Weighing tells what packing then does, and does nothing.
func TestWeighingTellsWhatPackingDoes(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := sold(t, d, "flat").until(t, order.Confirmed)
		for _, n := range []int64{2000, 1990, 1960, 1959, 1000, 999, 1, 2400} {
			all, _, err := s.f.Weigh(ctx, s.seller, s.id, s.packs(n, boxes))
			fine(t, err)
			for _, one := range all {
				if one.Line.ID != s.weighed {
					continue
				}
				if one.Asks != (n < 1960) || (one.Slip == fulfillment.Half) != (n < 1000) || one.Back.Dong() != max(0, (2000-n)*100) {
					t.Errorf("%d g: %+v", n, one)
				}
			}
		}
		_, _, err := s.f.Weigh(ctx, s.seller, s.id, s.packs(0, 0))
		refused(t, err, "order.pack_nothing")
		s.status(t, order.Confirmed)
		p, err := s.f.Pack(ctx, s.seller, s.id, s.packs(1990, boxes))
		fine(t, err)
		if p.Back.Dong() != 1000 || s.Count(t, "weight_questions", "") != 0 {
			t.Errorf("%+v", p)
		}
		s.Prove(t)
	})
}

func TestLessIsAskedFirst(t *testing.T) {
	ask := func(t *testing.T, d *db.DB, weight, count int64) *sale {
		s := sold(t, d, "flat").until(t, order.Confirmed)
		for range 2 {
			p, err := s.f.Pack(ctx, s.seller, s.id, s.packs(weight, count))
			fine(t, err)
			if p.Question == nil || p.Order.Status != order.Confirmed || p.Question.AnswerBy != s.Now().Add(24*time.Hour) {
				t.Fatalf("%+v", p)
			}
		}
		if n := s.Count(t, "weight_questions", ""); n != 1 {
			t.Fatalf("asked %d times", n)
		}
		return s
	}
	t.Run("yes", func(t *testing.T) {
		dbtest.Each(t, func(t *testing.T, d *db.DB) {
			s := ask(t, d, 1959, boxes)
			for range 2 {
				o, err := s.f.TakeLess(ctx, s.buyer, s.id)
				fine(t, err)
				if o.Status != order.Packed || o.PackedGoods.Dong() != goods-4100 {
					t.Errorf("%+v", o)
				}
			}
			_, err := s.f.DeclineLess(ctx, s.buyer, s.id)
			refused(t, err, "weight.closed")
			if back := s.Back(t, s.id); back != 4100 {
				t.Errorf("%d goes back", back)
			}
			s.Prove(t)
		})
	})
	t.Run("a line of nothing", func(t *testing.T) {
		dbtest.Each(t, func(t *testing.T, d *db.DB) {
			s := ask(t, d, 0, boxes)
			_, err := s.f.TakeLess(ctx, s.buyer, s.id)
			fine(t, err)
			s.until(t, order.Delivered)
			s.Pass(order.Quiet)
			fine(t, s.f.CompleteDue(ctx))
			s.status(t, order.Completed)
			s.Prove(t)
		})
	})
	t.Run("no", func(t *testing.T) {
		dbtest.Each(t, func(t *testing.T, d *db.DB) {
			s := ask(t, d, grams, boxes-1)
			for range 2 {
				_, err := s.f.DeclineLess(ctx, s.buyer, s.id)
				fine(t, err)
			}
			s.status(t, order.Cancelled)
			if back := s.Back(t, s.id); back != goods+30_000 {
				t.Errorf("%d goes back", back)
			}
			s.Prove(t)
		})
	})
	t.Run("silence", func(t *testing.T) {
		dbtest.Each(t, func(t *testing.T, d *db.DB) {
			s := ask(t, d, 1000, boxes)
			s.Pass(fulfillment.AnswerWithin - time.Millisecond)
			fine(t, s.f.AskOverdue(ctx))
			s.status(t, order.Confirmed)
			s.Pass(time.Millisecond)
			fine(t, s.f.AskOverdue(ctx))
			s.status(t, order.Cancelled)
			_, err := s.f.TakeLess(ctx, s.buyer, s.id)
			refused(t, err, "weight.closed")
			s.Prove(t)
		})
	})
	t.Run("found after all", func(t *testing.T) {
		dbtest.Each(t, func(t *testing.T, d *db.DB) {
			s := ask(t, d, 1000, boxes)
			p, err := s.f.Pack(ctx, s.seller, s.id, s.packs(1200, boxes))
			fine(t, err)
			if p.Question == nil || p.Question.Less.Dong() != 80_000 {
				t.Errorf("asks %+v", p.Question)
			}
			_, err = s.f.Pack(ctx, s.seller, s.id, s.packs(grams, boxes))
			fine(t, err)
			s.status(t, order.Packed)
			if n := s.Count(t, "weight_questions", "state = 'withdrawn'"); n != 2 {
				t.Errorf("%d questions taken back", n)
			}
			_, err = s.f.TakeLess(ctx, s.buyer, s.id)
			refused(t, err, "weight.closed")
		})
	})
	t.Run("the seller cannot after all", func(t *testing.T) {
		dbtest.Each(t, func(t *testing.T, d *db.DB) {
			s := ask(t, d, 1000, boxes)
			_, err := s.f.Refuse(ctx, s.seller, s.id, fulfillment.Refusal{Reason: "refuse.harvest_failed"})
			fine(t, err)
			fine(t, s.f.AskOverdue(ctx))
			if n := s.Count(t, "weight_questions", "state = 'withdrawn'"); n != 1 {
				t.Errorf("%d questions put away", n)
			}
			s.Prove(t)
		})
	})
}
