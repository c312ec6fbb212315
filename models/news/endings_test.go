package news_test

import (
	"sync"
	"testing"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/account"
	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/markettest"
)

// proved gives a stall an accepted food-safety paper with a last day.
func (m *town) proved(t *testing.T, stall actor.Member, last clock.Date) {
	t.Helper()
	m.tx(t, func(tx *gorm.DB) error {
		return tx.Exec("UPDATE requirements SET state = 'accepted', reason = '', valid_until = ?, decided_by = 'officer', decided_at = ? WHERE seller_id = ? AND kind = 'food_safety'",
			last, m.Now(), stall.SellerID).Error
	})
}

// A food-safety paper that ends is told of 30 and 7 days before, once each though two workers
// look: to who leads the stall, and to the helper if the household agreed to be helped. A
// renewed paper begins anew.
func TestAPaperThatEndsIsToldToSellerAndHelper(t *testing.T) {
	inBoth(t, func(t *testing.T, m *town) {
		m.holds(t, "officer", account.Officer, markettest.Ward)
		m.holds(t, "helper", account.Helper, markettest.Ward)
		one, alone := m.keeper(t, "one"), m.keeper(t, "alone")
		m.tx(t, func(tx *gorm.DB) error {
			return tx.Table("consents").Create(map[string]any{"id": db.NewID(), "person_id": one.PersonID, "purpose": account.Helping,
				"version": "1", "channel": actor.Page, "created_at": m.Now()}).Error
		})
		m.proved(t, one, "2026-12-28")
		m.proved(t, alone, "2026-12-28")
		both := func() error {
			var all sync.WaitGroup
			for range 2 {
				all.Go(func() {
					if err := m.opening.WarnOfEndings(ctx); err != nil {
						t.Error(err)
					}
				})
			}
			all.Wait()
			return nil
		}
		m.after(t, m.day(t, "2026-11-27"))
		fine(t, m.day(t, "2026-11-28"))
		m.after(t, both(), "alone requirement.ending.food", "helper paper.ending.near", "one requirement.ending.food")
		m.after(t, m.day(t, "2026-12-10"))
		m.tx(t, func(tx *gorm.DB) error {
			return tx.Exec("UPDATE requirements SET valid_until = '2027-03-01' WHERE seller_id = ? AND kind = 'food_safety'", alone.SellerID).Error
		})
		m.after(t, m.day(t, "2026-12-22"), "helper paper.ending.near", "one requirement.ending.food")
		m.after(t, m.day(t, "2026-12-28"))
		m.after(t, m.day(t, "2027-01-30"), "alone requirement.ending.food")
	})
}

// The helper hears of a certificate's end too.
func TestACertificateThatEndsIsToldToTheHelper(t *testing.T) {
	inBoth(t, func(t *testing.T, m *town) {
		m.holds(t, "helper", account.Helper, markettest.Ward)
		one := m.keeper(t, "one")
		m.tx(t, func(tx *gorm.DB) error {
			return tx.Table("consents").Create(map[string]any{"id": db.NewID(), "person_id": one.PersonID, "purpose": account.Helping,
				"version": "1", "channel": actor.Page, "created_at": m.Now()}).Error
		})
		m.certified(t, one, "2026-12-28")
		m.after(t, m.day(t, "2026-12-01"), "helper paper.ending.near", "one certificate.ending")
		m.after(t, m.day(t, "2026-12-02"))
	})
}
