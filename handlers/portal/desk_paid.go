package portal

import (
	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/handlers/session"
	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/settlement"
	pages "github.com/chophien/chophien/web/portal"
)

// markPaid records that the bank has done a batch.
func (w *portal) markPaid(c *fiber.Ctx, by actor.Admin) error {
	in, err := session.Bind[settlement.MarkPaid](c)
	if err == nil {
		err = onField(w.Cashier.MarkBatchPaid(c.UserContext(), by, c.Params("batch"), in), "bank_ref")
	}
	return w.batchDone(c, by, in.BankRef, "batch_paid", err)
}

// markPostPaid records that the post has paid out a batch's list.
func (w *portal) markPostPaid(c *fiber.Ctx, by actor.Admin) error {
	in, err := session.Bind[struct {
		Ref string `form:"post_ref"`
	}](c)
	if err == nil {
		err = onField(w.Cashier.MarkPostPaid(c.UserContext(), by, c.Params("batch"), settlement.MarkPaid{BankRef: in.Ref}), "post_ref")
	}
	if err == nil {
		return done(c, pages.DeskPath("payouts", c.Params("batch")), "batch_paid")
	}
	if ps, ok := mendable(c, session.Language(c), err); ok {
		return w.showBatch(c, by, ofPost, in.Ref, ps)
	}
	return err
}

// markPayoutPaid records that the bank has done one transfer of a batch.
func (w *portal) markPayoutPaid(c *fiber.Ctx, by actor.Admin) error {
	in, err := session.Bind[settlement.MarkPaid](c)
	if err == nil {
		err = w.Cashier.MarkPayoutPaid(c.UserContext(), by, c.Params("payout"), in)
	}
	return w.transferDone(c, by, c.Params("payout"), in.BankRef, "payout_paid", err)
}

// markRefundPaid records that the bank has done one transfer to a buyer.
func (w *portal) markRefundPaid(c *fiber.Ctx, by actor.Admin) error {
	in, err := session.Bind[settlement.MarkPaid](c)
	if err == nil {
		err = w.Cashier.MarkRefundPaid(c.UserContext(), by, c.Params("transfer"), in)
	}
	return w.transferDone(c, by, c.Params("transfer"), in.BankRef, "payout_paid", err)
}

// returnRefund records that a transfer to a buyer did not arrive.
func (w *portal) returnRefund(c *fiber.Ctx, by actor.Admin) error {
	in, err := session.Bind[settlement.Return](c)
	if err == nil {
		err = w.Cashier.ReturnRefund(c.UserContext(), by, c.Params("transfer"), in)
	}
	return w.transferDone(c, by, c.Params("transfer"), "", "payout_returned", err)
}

// returnPayout records that a transfer did not arrive.
func (w *portal) returnPayout(c *fiber.Ctx, by actor.Admin) error {
	in, err := session.Bind[settlement.Return](c)
	if err == nil {
		err = w.Cashier.ReturnPayout(c.UserContext(), by, c.Params("payout"), in)
	}
	return w.transferDone(c, by, c.Params("payout"), "", "payout_returned", err)
}

func (w *portal) batchDone(c *fiber.Ctx, by actor.Admin, ref, word string, err error) error {
	if err == nil {
		return done(c, here(c, pages.DeskPath("payouts", c.Params("batch"))), word)
	}
	if ps, ok := mendable(c, session.Language(c), err); ok {
		return w.showBatch(c, by, "", ref, ps)
	}
	return err
}

// transferDone ends a deed about one transfer of a batch: what is wrong stands in its form,
// while that is there.
func (w *portal) transferDone(c *fiber.Ctx, by actor.Admin, of, ref, word string, err error) error {
	if err != nil {
		if ps, ok := mendable(c, session.Language(c), err); ok {
			return w.showBatch(c, by, of, ref, ps.Of(of))
		}
	}
	return w.batchDone(c, by, "", word, err)
}
