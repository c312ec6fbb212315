package settlement

import (
	"context"
	"errors"
	"fmt"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/code"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/ledger"
	"github.com/chophien/chophien/models/payment"
)

// job is who opens batches.
var job = actor.System{Job: "payouts", Channel: actor.Worker}

// chunk is how many sellers are looked at in one statement.
const chunk = 200

// OpenBatch opens the batch that is due today, if one is, and puts into it the whole
// balance of every seller who can be paid: at least the minimum of the day's Terms, or
// waiting so long that the next batch would be late; with a payee whose waiting time is
// over and whom neither bank nor post has refused. Sellers are paid again when EveryDays
// have passed. Refunds that wait
// for a transfer go with it; they open a batch of their own on any day that has none, so
// that no buyer waits for a payday. It does nothing when nobody is to be paid.
//
// Each seller is one short transaction, so a process that stops half-way loses nothing:
// the next call goes on with the same batch. Two processes may call at once; nobody is
// paid twice.
func (c *Cashier) OpenBatch(ctx context.Context) (opened *Batch, err error) {
	b, err := c.filling(ctx)
	if err != nil || b == nil {
		return nil, err
	}
	payday, err := c.payday(ctx, b.Day, b.ID)
	if err != nil {
		return nil, err
	}
	terms, err := TermsOn(ctx, c.read(ctx), b.Day)
	if err != nil {
		return nil, err
	}
	for after := ""; payday; {
		sellers, err := c.payable(ctx, b.Day, terms, after, chunk)
		if err != nil {
			return nil, err
		}
		if len(sellers) == 0 {
			break
		}
		for _, id := range sellers {
			if err := c.payOut(ctx, b, terms, id); errors.Is(err, errClosed) {
				return nil, nil // another process has finished it
			} else if err != nil {
				return nil, fmt.Errorf("settlement: payout: %w", err)
			}
		}
		after = sellers[len(sellers)-1]
	}
	if err := c.carryAll(ctx, b); errors.Is(err, errClosed) {
		return nil, nil
	} else if err != nil {
		return nil, fmt.Errorf("settlement: refund: %w", err)
	}
	return b, c.close(ctx, b)
}

// Payday is OpenBatch as a job of the schedule: run it every hour or so.
func (c *Cashier) Payday(ctx context.Context) error {
	_, err := c.OpenBatch(ctx)
	return err
}

// filling returns the batch to be filled: one that a stopped process has left, or today's
// when it is due, or nil.
func (c *Cashier) filling(ctx context.Context) (*Batch, error) {
	now := c.Now()
	today := now.Date()
	var last []Batch
	// One that is being filled comes before today's.
	err := c.read(ctx).Where("status = ? OR day = ?", Filling, today).Order("CASE status WHEN 'filling' THEN 0 ELSE 1 END").Limit(1).Find(&last).Error
	if err != nil {
		return nil, err
	}
	if len(last) > 0 {
		if last[0].Status == Filling {
			return &last[0], nil
		}
		return nil, nil // today's is there
	}
	if due, err := c.anybody(ctx, today); err != nil || !due {
		return nil, err
	}
	b := Batch{ID: db.NewID(), Code: code.New(), Day: today, Status: Filling, CreatedAt: now}
	err = c.DB.Tx(ctx, func(tx *gorm.DB) error {
		res := tx.Clauses(clause.OnConflict{DoNothing: true}).Create(&b)
		if res.Error == nil && res.RowsAffected == 0 {
			return errClosed
		}
		return res.Error
	})
	if errors.Is(err, errClosed) {
		return nil, nil // another process was quicker; it fills it
	}
	return &b, err
}

// anybody reports whether today somebody is to be paid: a seller on a payday, or a buyer.
func (c *Cashier) anybody(ctx context.Context, today clock.Date) (bool, error) {
	refunds, err := c.bundles(ctx, payment.Bundle{}, 1)
	if err != nil || len(refunds) > 0 {
		return err == nil, err
	}
	payday, err := c.payday(ctx, today, "")
	if err != nil || !payday {
		return false, err
	}
	terms, err := TermsOn(ctx, c.read(ctx), today)
	if err != nil {
		return false, err
	}
	someone, err := c.payable(ctx, today, terms, "", 1)
	return len(someone) > 0, err
}

// payday reports whether sellers are paid on day, batches but the given one counted.
func (c *Cashier) payday(ctx context.Context, day clock.Date, but string) (bool, error) {
	last, err := lastPayday(c.read(ctx).Where("b.id <> ?", but))
	if err != nil || last == "" {
		return err == nil, err
	}
	terms, err := TermsOn(ctx, c.read(ctx), day)
	return day >= terms.nextDay(last), err
}

// lastPayday is the day of the newest batch in which a seller was paid, or "".
func lastPayday(q *gorm.DB) (day clock.Date, err error) {
	var days []clock.Date
	err = q.Table("payout_batches b").Select("b.day").Where("EXISTS (SELECT 1 FROM payouts p WHERE p.batch_id = b.id)").
		Order("b.day DESC").Limit(1).Scan(&days).Error
	if len(days) > 0 {
		day = days[0]
	}
	return day, err
}

var errClosed = errors.New("settlement: the batch is closed")

// close lets the desk have the batch. One that nobody could be paid in goes away.
func (c *Cashier) close(ctx context.Context, b *Batch) error {
	return c.DB.Tx(ctx, func(tx *gorm.DB) error {
		res := tx.Exec(`DELETE FROM payout_batches WHERE id = ? AND status = 'filling'
			AND NOT EXISTS (SELECT 1 FROM payouts WHERE batch_id = payout_batches.id)
			AND NOT EXISTS (SELECT 1 FROM refund_transfers WHERE batch_id = payout_batches.id)`, b.ID)
		if res.Error != nil || res.RowsAffected == 1 {
			return res.Error
		}
		b.Status = Open
		return tx.Table("payout_batches").Where("id = ? AND status = ?", b.ID, Filling).Update("status", Open).Error
	})
}

// payable lists sellers to be paid on day, by id, after the one given.
func (c *Cashier) payable(ctx context.Context, day clock.Date, terms Terms, after string, limit int) ([]string, error) {
	var ids []string
	// An order that was settled while its seller was being paid may have missed that
	// payout by as long as a transaction takes: hence the minute.
	err := c.read(ctx).Raw(`SELECT b.seller_id FROM seller_balances b
		JOIN (`+destinations+`) AS d ON d.seller_id = b.seller_id AND d.why = ''
		WHERE b.balance > 0 AND b.seller_id > @after AND (b.balance >= @minimum OR EXISTS (
			SELECT 1 FROM settlements s JOIN orders o ON o.id = s.order_id WHERE s.seller_id = b.seller_id
			AND CASE WHEN o.delivered_at > 0 THEN o.delivered_at ELSE s.at END <= @late AND s.at > COALESCE(
				(SELECT MAX(p.created_at) FROM payouts p WHERE p.seller_id = b.seller_id AND p.status <> 'returned'), 0) - 60000))
		ORDER BY b.seller_id LIMIT @limit`,
		map[string]any{"now": c.Now(), "after": after, "minimum": terms.Minimum, "late": terms.late(day), "limit": limit}).Scan(&ids).Error
	return ids, err
}

// payOut puts one seller's balance into the batch, once.
func (c *Cashier) payOut(ctx context.Context, b *Batch, terms Terms, sellerID string) error {
	for range 3 {
		err := c.DB.Tx(ctx, func(tx *gorm.DB) error { return c.payOutIn(ctx, tx, b, terms, sellerID) })
		if !fault.Has(err, "ledger.short") {
			return err
		}
		// A refund took some of it between the look and the transfer: look again.
	}
	return nil // refunds keep coming; the next batch will do
}

func (c *Cashier) payOutIn(ctx context.Context, tx *gorm.DB, b *Batch, terms Terms, sellerID string) error {
	now := c.Now()
	if err := stillFilling(tx, b); err != nil {
		return err
	}
	balance, err := ledger.Balance(ctx, tx, ledger.Seller(sellerID))
	if err != nil || !balance.Positive() {
		return err
	}
	to, err := destinationOf(ctx, tx, sellerID, now)
	if err != nil || to.Why != "" {
		return err
	}
	fee := terms.feeOf(balance)
	p := Payout{ID: db.NewID(), Code: code.New(), BatchID: b.ID, SellerID: sellerID, Amount: balance.Sub(fee), Fee: fee, Status: Due,
		PayeeID: to.PayeeID, AccountID: to.AccountID, CreatedAt: now}
	res := tx.Clauses(clause.OnConflict{Columns: []clause.Column{{Name: "batch_id"}, {Name: "seller_id"}}, DoNothing: true}).Create(&p)
	if res.Error != nil || res.RowsAffected == 0 {
		return res.Error // in the batch already
	}
	_, err = ledger.Post(ctx, tx, ledger.Cause{Kind: "payout", ID: p.ID}, now,
		ledger.Posting{From: ledger.Seller(sellerID), To: ledger.PayoutTransit(p.ID), Amount: p.Amount, Covered: true},
		ledger.Posting{From: ledger.Seller(sellerID), To: ledger.PayoutFee(), Amount: p.Fee, Covered: true})
	if err != nil {
		return err
	}
	return p.record(ctx, tx, "", job, "", now)
}
