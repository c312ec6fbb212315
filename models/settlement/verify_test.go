package settlement_test

import (
	"testing"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/settlement"
)

func TestVerifyFindsWhatDoesNotAgree(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newShop(t, d)
		an := s.stall()
		s.sell(an, sale{goods: 100_000})
		b := s.open()
		s.tx(func(tx *gorm.DB) error {
			if err := tx.Exec("UPDATE payouts SET amount = amount + 100000").Error; err != nil {
				return err
			}
			return tx.Exec("UPDATE payout_batches SET status = 'paid' WHERE id = ?", b.ID).Error
		})
		found, err := settlement.Verify(ctx, d.Read(ctx))
		rules := map[string]bool{}
		for _, v := range found {
			rules[v.Rule] = true
		}
		if err != nil || len(found) != 3 || !rules["settlement.payout"] || !rules["settlement.overpaid"] || !rules["settlement.batch"] {
			t.Errorf("%v, %v", found, err)
		}
		for _, sql := range []string{"UPDATE payout_moves SET reason = 'x'", "DELETE FROM payout_moves", "UPDATE payouts SET amount = 0"} {
			if err := d.Tx(ctx, func(tx *gorm.DB) error { return tx.Exec(sql).Error }); !db.IsCheck(err) {
				t.Errorf("%s: %v", sql, err)
			}
		}
	})
}
