package main

import (
	"context"
	"sync"
	"time"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/conversation"
	"github.com/chophien/chophien/models/insight"
	"github.com/chophien/chophien/models/news"
	"github.com/chophien/chophien/models/once"
	"github.com/chophien/chophien/models/outbox"
	"github.com/chophien/chophien/models/outbox/schedule"
)

// work delivers notes and keeps the schedules until ctx ends; the channel closes when the
// work in hand is done.
func (m *market) work(ctx context.Context) <-chan struct{} {
	s := &schedule.Schedule{DB: m.DB, Now: m.Now, Jobs: m.jobs(), Log: m.Log}
	var all sync.WaitGroup
	for _, d := range m.deliverers() {
		all.Go(func() { d.Run(ctx) })
	}
	all.Go(func() { s.Run(ctx) })
	all.Go(func() { m.fillIndex(ctx) })
	all.Go(func() { m.Lexicon.Follow(ctx) })
	all.Go(func() { m.Insight.Run(ctx) })
	done := make(chan struct{})
	go func() { all.Wait(); close(done) }()
	return done
}

// deliverers know who wants which note. The index has one of its own: a message that takes
// its time must not keep a product from being found.
func (m *market) deliverers() []*outbox.Deliverer {
	index, people := &outbox.Deliverer{DB: m.DB, Now: m.Now, Log: m.Log}, &outbox.Deliverer{DB: m.DB, Now: m.Now, Log: m.Log}
	m.Feed.Listen(index)
	m.News.Listen(people)
	return []*outbox.Deliverer{index, people}
}

// fillIndex fills the index at once where it wants it; the calendar goes on asking, for an
// engine may be away when the market opens.
func (m *market) fillIndex(ctx context.Context) {
	if err := m.Feed.Fill(ctx); err != nil && ctx.Err() == nil {
		m.Log.Error("the search index could not be filled", "error", err)
	}
}

// jobs is the whole calendar of the market. Each job is safe to run twice.
func (m *market) jobs() []schedule.Job {
	every, daily := schedule.Every, schedule.Daily
	return []schedule.Job{
		{Name: "payments.reconcile", Next: every(30 * time.Second), Run: m.Checkout.Reconcile},
		{Name: "bank.statements", Next: every(5 * time.Minute), Run: m.Checkout.ReadStatements},
		{Name: "bank.watch", Next: every(time.Minute), Run: m.Checkout.WatchFeeds},
		{Name: "payments.expire", Next: every(30 * time.Second), Run: m.Checkout.Expire},
		{Name: "refunds.send", Next: every(15 * time.Second), Run: m.Checkout.SendRefunds},
		{Name: "orders.confirm_overdue", Next: every(time.Minute), Run: m.Fulfillment.ConfirmOverdue},
		{Name: "orders.ask_overdue", Next: every(time.Minute), Run: m.Fulfillment.AskOverdue},
		{Name: "orders.pack_overdue", Next: every(time.Minute), Run: m.Fulfillment.PackOverdue},
		{Name: "orders.ship_overdue", Next: every(time.Minute), Run: m.Fulfillment.ShipOverdue},
		{Name: "orders.arrive_overdue", Next: every(time.Minute), Run: m.Fulfillment.ArriveOverdue},
		{Name: "orders.door_overdue", Next: every(time.Minute), Run: m.Fulfillment.DoorOverdue},
		{Name: "orders.nudge", Next: every(time.Minute), Run: m.Fulfillment.NudgeSlow},
		{Name: "reports.overdue", Next: every(time.Minute), Run: m.Moderation.TellOverdue},
		{Name: "complaints.due", Next: every(time.Minute), Run: m.Aftersale.DueTickets},
		{Name: "orders.complete", Next: every(time.Minute), Run: m.Fulfillment.CompleteDue},
		{Name: "invoices.ripen", Next: every(time.Minute), Run: m.Invoices.Ripen},
		{Name: "invoices.fees", Next: daily(0, 20), Run: m.Invoices.CloseMonths},
		{Name: "payouts.open", Next: every(time.Hour), Run: m.Cashier.Payday},
		{Name: "search.fill", Next: every(time.Minute), Run: m.Feed.Fill, Lease: 10 * time.Minute},
		{Name: "search.mend", Next: daily(0, 1), Run: m.Feed.Mend, Lease: 10 * time.Minute},
		{Name: "sellers.lapse", Next: daily(0, 2), Run: m.Admission.Lapse},
		{Name: "sellers.identity", Next: every(20 * time.Second), Run: m.Admission.AskProviders},
		{Name: "sellers.cards", Next: daily(2, 20), Run: m.Admission.ForgetCards},
		{Name: "appeals.overdue", Next: every(time.Minute), Run: m.Admission.TellLateAppeals},
		{Name: "harvests.turn", Next: every(time.Minute), Run: m.Harvests.Turn},
		{Name: "season.turn", Next: every(5 * time.Minute), Run: m.Season.Turn},
		{Name: "papers.warn", Next: daily(8, 0), Run: m.Onboarding.WarnOfEndings},
		{Name: "photos.sweep", Next: daily(2, 30), Run: func(ctx context.Context) error { _, err := m.Album.Sweep(ctx); return err }},
		{Name: "assists.end", Next: every(time.Minute), Run: m.Accounts.EndOverdueAssists},
		{Name: "accounts.prune", Next: daily(3, 0), Run: func(ctx context.Context) error { _, err := m.Accounts.Prune(ctx); return err }},
		{Name: "once.prune", Next: daily(3, 10), Run: m.pruned(once.Prune)},
		{Name: "outbox.prune", Next: daily(3, 20), Run: m.pruned(outbox.Prune)},
		{Name: "news.prune", Next: daily(3, 30), Run: m.pruned(news.Prune)},
		{Name: "talks.prune", Next: daily(3, 50), Run: m.pruned(conversation.Prune)},
		{Name: "searches.prune", Next: daily(3, 40), Run: m.pruned(insight.Prune)},
	}
}

// pruned runs a prune in small transactions until it finds no more.
func (m *market) pruned(prune func(context.Context, *gorm.DB, clock.Instant, int) (int64, error)) func(context.Context) error {
	const chunk = 500
	return func(ctx context.Context) error {
		for {
			var n int64
			err := m.DB.Tx(ctx, func(tx *gorm.DB) (err error) {
				n, err = prune(ctx, tx, m.Now(), chunk)
				return err
			})
			if err != nil || n < chunk {
				return err
			}
		}
	}
}
