package settlement

import (
	"context"
	"errors"
	"regexp"
	"strings"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/audit"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/ledger"
)

// MarkPaid is what the desk types when the bank has done it.
type MarkPaid struct {
	BankRef string `json:"bank_ref" form:"bank_ref"` // the bank's own reference of the transfer, or the post's
}

var bankRef = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9 ./_-]{2,63}$`)

func (in *MarkPaid) clean() error {
	in.BankRef = strings.TrimSpace(in.BankRef)
	if !bankRef.MatchString(in.BankRef) {
		return fault.New(fault.Invalid, "payout.bank_ref").On("bank_ref")
	}
	return nil
}

// MarkBatchPaid records that the bank has done every transfer of a batch that has not
// come back. It may be called again with the same reference, after a failure half-way
// too. It refuses with payout.not_exported a batch that was never given to the bank, and
// with payout.ref_used a reference that belongs to another batch.
func (c *Cashier) MarkBatchPaid(ctx context.Context, by actor.Admin, batchID string, in MarkPaid) error {
	return c.markPaid(ctx, by, batchID, byBank, in)
}

// MarkPostPaid records, by the post's reference, that everybody of a batch's list has
// fetched their money, those apart whose money has come back. It repeats and refuses like
// MarkBatchPaid, beside post_ref.
func (c *Cashier) MarkPostPaid(ctx context.Context, by actor.Admin, batchID string, in MarkPaid) error {
	err := c.markPaid(ctx, by, batchID, byPost, in)
	for _, f := range fault.All(err) {
		if f.Field == "bank_ref" {
			f.Field = "post_ref"
		}
	}
	return err
}

func (c *Cashier) markPaid(ctx context.Context, by actor.Admin, batchID string, r road, in MarkPaid) error {
	if _, err := findBatch(ctx, c.read(ctx), batchID); err != nil {
		return err
	}
	if err := in.clean(); err != nil {
		return err
	}
	if err := c.DB.Tx(ctx, func(tx *gorm.DB) error { return c.referTo(ctx, tx, by, batchID, r, in.BankRef) }); err != nil {
		return err
	}
	for {
		var sent []Payout
		err := c.read(ctx).Where("batch_id = ? AND status = ?", batchID, Sent).Where(r.goes()).Order("id").Limit(chunk).Find(&sent).Error
		if err != nil {
			return err
		}
		if len(sent) == 0 {
			break
		}
		for i := range sent {
			err := c.DB.Tx(ctx, func(tx *gorm.DB) error {
				p := sent[i]
				if err := p.paid(ctx, tx, by, in.BankRef, c.Now()); err != nil {
					return err
				}
				return closeIfDone(ctx, tx, by, batchID, c.Now())
			})
			if err != nil && !fault.Has(err, "payout.moved") { // somebody else was quicker
				return err
			}
		}
	}
	if r == byBank {
		if err := c.markRefundsPaid(ctx, batchID, in.BankRef); err != nil {
			return err
		}
	}
	// Of two who mark the last two at once neither sees the other's.
	return c.DB.Tx(ctx, func(tx *gorm.DB) error { return closeIfDone(ctx, tx, by, batchID, c.Now()) })
}

func (c *Cashier) markRefundsPaid(ctx context.Context, batchID, ref string) error {
	for {
		var sent []RefundTransfer
		err := c.read(ctx).Where("batch_id = ? AND status = ?", batchID, Sent).Order("id").Limit(chunk).Find(&sent).Error
		if err != nil || len(sent) == 0 {
			return err
		}
		for i := range sent {
			err := c.DB.Tx(ctx, func(tx *gorm.DB) error {
				t := sent[i]
				return t.paid(ctx, tx, ref, c.Now())
			})
			if err != nil && !fault.Has(err, "payout.moved") {
				return err
			}
		}
	}
}

// referTo keeps the answer's reference on the batch before anything is marked with it.
func (c *Cashier) referTo(ctx context.Context, tx *gorm.DB, by actor.Admin, batchID string, r road, ref string) error {
	res := tx.Table("payout_batches").Where("id = ? AND status = ? AND "+r.ref()+" IN ?", batchID, Exported, []string{"", ref}).
		Where("EXISTS (?)", onRoad(tx, r, batchID)).Where("NOT EXISTS (?)", onRoad(tx, r, batchID, Due)).Update(r.ref(), ref)
	switch {
	case db.IsDuplicate(res.Error):
		return fault.New(fault.Conflict, "payout.ref_used").On("bank_ref")
	case res.Error != nil:
		return res.Error
	case res.RowsAffected == 0:
		b, err := findBatch(ctx, tx, batchID)
		if err != nil {
			return err
		}
		was := b.BankRef
		if r == byPost {
			was = b.PostRef
		}
		if b.Status == Settled && was == ref {
			return nil
		}
		if b.Status == Exported && was != "" && was != ref {
			return fault.New(fault.Conflict, "payout.moved") // it is being marked with another reference
		}
		return fault.New(fault.Conflict, "payout.not_exported")
	}
	return audit.Write(ctx, tx, audit.Entry{By: by.Stamp(), Verb: "payout.paid", Detail: map[string]any{"road": string(r)}, Subject: audit.Subject{Kind: "payout_batch", ID: batchID}}, c.Now())
}

// onRoad finds what a batch sends on a road, of some statuses or of all.
func onRoad(tx *gorm.DB, r road, batchID string, statuses ...Status) *gorm.DB {
	pick := func(table string) *gorm.DB {
		q := tx.Session(&gorm.Session{NewDB: true}).Table(table).Select("1").Where("batch_id = ?", batchID)
		if len(statuses) > 0 {
			q = q.Where("status IN ?", statuses)
		}
		return q
	}
	all := pick("payouts").Where(r.goes())
	if r == byPost {
		return all
	}
	return tx.Session(&gorm.Session{NewDB: true}).Raw("? UNION ALL ?", all, pick("refund_transfers"))
}

// MarkPayoutPaid records that the bank has done one transfer, where it answers one by one.
// Again with the same reference it has no effect.
func (c *Cashier) MarkPayoutPaid(ctx context.Context, by actor.Admin, payoutID string, in MarkPaid) error {
	return c.DB.Tx(ctx, func(tx *gorm.DB) error {
		p, err := Find(ctx, tx, payoutID)
		if err != nil {
			return err
		}
		if err := in.clean(); err != nil {
			return err
		}
		if p.Status == Paid && p.BankRef == in.BankRef {
			return nil
		}
		if err := p.paid(ctx, tx, by, in.BankRef, c.Now()); err != nil {
			return err
		}
		err = audit.Write(ctx, tx, audit.Entry{By: by.Stamp(), Verb: "payout.paid", Subject: audit.Subject{Kind: "payout", ID: p.ID}}, c.Now())
		return errors.Join(err, closeIfDone(ctx, tx, by, p.BatchID, c.Now()))
	})
}

func (p *Payout) paid(ctx context.Context, tx *gorm.DB, by actor.Admin, ref string, now clock.Instant) error {
	if p.Status != Sent {
		return fault.New(fault.Conflict, "payout.moved")
	}
	if err := p.move(ctx, tx, Paid, map[string]any{"bank_ref": ref, "paid_at": now}, by, "", now); err != nil {
		return err
	}
	_, err := ledger.Post(ctx, tx, ledger.Cause{Kind: "payout_paid", ID: p.ID}, now,
		ledger.Posting{From: ledger.PayoutTransit(p.ID), To: ledger.Bank(), Amount: p.Amount})
	return err
}

// closeIfDone ends a batch in which nothing is on its way any more.
func closeIfDone(ctx context.Context, tx *gorm.DB, by actor.Admin, batchID string, now clock.Instant) error {
	return tx.WithContext(ctx).Table("payout_batches").
		Where(`id = ? AND status = ? AND NOT EXISTS (SELECT 1 FROM payouts WHERE batch_id = payout_batches.id AND status IN ('due', 'sent'))
			AND NOT EXISTS (SELECT 1 FROM refund_transfers WHERE batch_id = payout_batches.id AND status IN ('due', 'sent'))`, batchID, Exported).
		Updates(map[string]any{"status": Settled, "paid_at": now, "paid_by": by.PersonID}).Error
}
