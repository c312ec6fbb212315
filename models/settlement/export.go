package settlement

import (
	"context"
	"strings"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/audit"
	"github.com/chophien/chophien/models/crypt"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/seller"
	"github.com/chophien/chophien/models/vntext"
)

// Transfer is one line of the bank's file.
type Transfer struct {
	BankBIN string
	Account string
	Holder  string
	Amount  money.VND
	Text    string // the payout's code: by it the bank's answer is found again
}

// Export gives out the transfers of a batch for the bank, those to sellers and those to
// buyers, and from then on they are on their way. What the post pays out is not among
// them: see PostList. Exported again it gives the same transfers, without those that have
// come back meanwhile or that the bank has done: a file that went to a bank twice would pay
// them twice. Who opened the account numbers is kept in the audit. It refuses with
// payout.filling a batch that is not complete yet.
func (c *Cashier) Export(ctx context.Context, by actor.Admin, batchID string) ([]Transfer, error) {
	if err := c.send(ctx, by, batchID, byBank); err != nil {
		return nil, err
	}
	out, err := transfers(ctx, c.read(ctx), c.Keys, batchID)
	if err != nil {
		return nil, err
	}
	refunds, err := c.refundTransfersOf(ctx, c.read(ctx), batchID)
	return append(out, refunds...), err
}

// send marks what a batch sends on a road as sent.
func (c *Cashier) send(ctx context.Context, by actor.Admin, batchID string, r road) error {
	if err := c.DB.Tx(ctx, func(tx *gorm.DB) error { return c.handOver(ctx, tx, by, batchID, r) }); err != nil {
		return err
	}
	for more := true; more; {
		err := c.DB.Tx(ctx, func(tx *gorm.DB) (err error) {
			more, err = c.markSent(ctx, tx, by, batchID, r)
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// holderOf is a name as banks compare it: in capitals, without marks.
func holderOf(name string) string { return strings.ToUpper(vntext.ASCII(name)) }

func (c *Cashier) handOver(ctx context.Context, tx *gorm.DB, by actor.Admin, batchID string, r road) error {
	now := c.Now()
	res := tx.Table("payout_batches").Where("id = ? AND status = ?", batchID, Open).
		Updates(map[string]any{"status": Exported, "exported_at": now, "exported_by": by.PersonID})
	if res.Error != nil {
		return res.Error
	}
	if res.RowsAffected == 0 {
		b, err := findBatch(ctx, tx, batchID)
		if err != nil {
			return err
		}
		if b.Status == Filling {
			return fault.New(fault.Conflict, "payout.filling")
		}
	}
	if r == byBank {
		if err := sentAt(ctx, tx, batchID, now); err != nil {
			return err
		}
	}
	return audit.Write(ctx, tx, audit.Entry{By: by.Stamp(), Verb: "payout.export", Detail: map[string]any{"road": string(r)}, Subject: audit.Subject{Kind: "payout_batch", ID: batchID}}, now)
}

// markSent moves some of the batch's payouts, and reports whether there may be more.
func (c *Cashier) markSent(ctx context.Context, tx *gorm.DB, by actor.Admin, batchID string, r road) (more bool, err error) {
	now := c.Now()
	var ps []Payout
	if err := tx.Where("batch_id = ? AND status = ?", batchID, Due).Where(r.goes()).Order("id").Limit(chunk).Find(&ps).Error; err != nil {
		return false, err
	}
	for i := range ps {
		err := ps[i].move(ctx, tx, Sent, map[string]any{"sent_at": now}, by, "", now)
		if err != nil {
			return false, err
		}
	}
	return len(ps) == chunk, nil
}

func transfers(ctx context.Context, q *gorm.DB, keys *crypt.Keyring, batchID string) ([]Transfer, error) {
	var rows []struct {
		Account seller.Payee `gorm:"embedded"`
		Amount  money.VND
		Code    string
	}
	err := q.WithContext(ctx).Raw(`SELECT a.bank_bin, a.number_sealed, a.holder, p.amount, p.code FROM payouts p
		JOIN payees a ON a.id = p.account_id
		WHERE p.batch_id = ? AND a.kind <> 'post' AND p.status = 'sent' ORDER BY p.id`, batchID).Scan(&rows).Error
	if err != nil {
		return nil, err
	}
	out := make([]Transfer, len(rows))
	for i, r := range rows {
		number, err := r.Account.Number(keys)
		if err != nil {
			return nil, err
		}
		out[i] = Transfer{BankBIN: r.Account.BankBIN, Account: number, Holder: r.Account.Holder, Amount: r.Amount, Text: r.Code}
	}
	return out, nil
}
