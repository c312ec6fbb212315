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
)

// job is who opens batches.
var job = actor.System{Job: "payouts", Channel: actor.Worker}

// chunk is how many sellers are looked at in one statement.
const chunk = 200

// OpenBatch opens the batch that is due today, if one is, and puts into it the whole
// balance of every seller who can be paid: at least the minimum, or waiting so long that
// the next batch would be late; with a bank account whose waiting time is over and that
// no bank has refused. It does nothing before EveryDays have passed since the last one,
// and when nobody is to be paid.
//
// Each seller is one short transaction, so a process that stops half-way loses nothing:
// the next call goes on with the same batch. Two processes may call at once; nobody is
// paid twice.
func (c *Cashier) OpenBatch(ctx context.Context) (opened *Batch, err error) {
	b, err := c.filling(ctx)
	if err != nil || b == nil {
		return nil, err
	}
	for after := ""; ; {
		sellers, err := c.payable(ctx, b.Day, after, chunk)
		if err != nil {
			return nil, err
		}
		if len(sellers) == 0 {
			break
		}
		for _, id := range sellers {
			if err := c.payOut(ctx, b, id); errors.Is(err, errClosed) {
				return nil, nil // another process has finished it
			} else if err != nil {
				return nil, fmt.Errorf("settlement: payout: %w", err)
			}
		}
		after = sellers[len(sellers)-1]
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
	// One that is being filled comes before all others.
	err := c.read(ctx).Order("CASE status WHEN 'filling' THEN 0 ELSE 1 END, day DESC").Limit(1).Find(&last).Error
	if err != nil {
		return nil, err
	}
	if len(last) > 0 {
		if last[0].Status == Filling {
			return &last[0], nil
		}
		if today < c.Terms.nextDay(last[0].Day) {
			return nil, nil
		}
	}
	if someone, err := c.payable(ctx, today, "", 1); err != nil || len(someone) == 0 {
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

var errClosed = errors.New("settlement: the batch is closed")

// close lets the desk have the batch. One that nobody could be paid in goes away.
func (c *Cashier) close(ctx context.Context, b *Batch) error {
	return c.DB.Tx(ctx, func(tx *gorm.DB) error {
		res := tx.Exec(`DELETE FROM payout_batches WHERE id = ? AND status = 'filling'
			AND NOT EXISTS (SELECT 1 FROM payouts WHERE batch_id = payout_batches.id)`, b.ID)
		if res.Error != nil || res.RowsAffected == 1 {
			return res.Error
		}
		b.Status = Open
		return tx.Table("payout_batches").Where("id = ? AND status = ?", b.ID, Filling).Update("status", Open).Error
	})
}

// payable lists sellers to be paid on day, by id, after the one given.
func (c *Cashier) payable(ctx context.Context, day clock.Date, after string, limit int) ([]string, error) {
	var ids []string
	// An order that was settled while its seller was being paid may have missed that
	// payout by as long as a transaction takes: hence the minute.
	err := c.read(ctx).Raw(`SELECT b.seller_id FROM seller_balances b
		JOIN bank_accounts a ON a.seller_id = b.seller_id AND a.removed_at = 0 AND a.usable_from <= ?
		WHERE b.balance > 0 AND b.seller_id > ? AND (b.balance >= ? OR EXISTS (
			SELECT 1 FROM settlements s WHERE s.seller_id = b.seller_id AND s.at <= ? AND s.at > COALESCE(
				(SELECT MAX(p.created_at) FROM payouts p WHERE p.seller_id = b.seller_id AND p.status <> 'returned'), 0) - 60000))
		AND NOT EXISTS (SELECT 1 FROM payouts r WHERE r.bank_account_id = a.id AND r.account_refused)
		ORDER BY b.seller_id LIMIT ?`, c.Now(), after, c.Terms.Minimum, c.Terms.late(day), limit).Scan(&ids).Error
	return ids, err
}

// payOut puts one seller's balance into the batch, once.
func (c *Cashier) payOut(ctx context.Context, b *Batch, sellerID string) error {
	for range 3 {
		err := c.DB.Tx(ctx, func(tx *gorm.DB) error { return c.payOutIn(ctx, tx, b, sellerID) })
		if !fault.Has(err, "ledger.short") {
			return err
		}
		// A refund took some of it between the look and the transfer: look again.
	}
	return nil // refunds keep coming; the next batch will do
}

func (c *Cashier) payOutIn(ctx context.Context, tx *gorm.DB, b *Batch, sellerID string) error {
	now := c.Now()
	// Touching the batch keeps it from being closed until this payout is in it.
	res := tx.Table("payout_batches").Where("id = ? AND status = ?", b.ID, Filling).Update("status", Filling)
	if res.Error != nil {
		return res.Error
	}
	if res.RowsAffected == 0 {
		return errClosed
	}
	amount, err := ledger.Balance(ctx, tx, ledger.Seller(sellerID))
	if err != nil || !amount.Positive() {
		return err
	}
	account, err := usable(ctx, tx, sellerID, now)
	if err != nil || account == nil {
		return err
	}
	p := Payout{ID: db.NewID(), Code: code.New(), BatchID: b.ID, SellerID: sellerID, Amount: amount, Status: Due,
		BankAccountID: account.ID, CreatedAt: now}
	res = tx.Clauses(clause.OnConflict{Columns: []clause.Column{{Name: "batch_id"}, {Name: "seller_id"}}, DoNothing: true}).Create(&p)
	if res.Error != nil || res.RowsAffected == 0 {
		return res.Error // in the batch already
	}
	_, err = ledger.Post(ctx, tx, ledger.Cause{Kind: "payout", ID: p.ID}, now,
		ledger.Posting{From: ledger.Seller(sellerID), To: ledger.PayoutTransit(p.ID), Amount: amount, Covered: true})
	if err != nil {
		return err
	}
	return p.record(ctx, tx, "", job, "", now)
}
