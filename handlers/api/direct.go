package api

import (
	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/handlers/session"
	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/checkout"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/payment"
	"github.com/chophien/chophien/web/locale"
)

func (a *api) directRoutes() chapter {
	return chapter{"Money that sellers collect", []*route{
		on(a, "POST", "/orders/{group}/payment/claim", "sayPaid", "Say that a transfer to a seller was sent", a.sayPaid).
			says("The seller is told to look at their account. Nothing is paid by it."),
		on(a, "GET", "/stalls/{seller}/collected", "listCollectedTasks", "What waits for the stall: transfers that are short, and money to pay back", a.collectedTasks).may(actor.HandleMoney),
		on(a, "POST", "/stalls/{seller}/orders/{order}/received", "confirmMoney", "Say that the buyer's transfer has reached the account", a.confirmMoney).
			may(actor.HandleMoney).once().need("amount", "text").
			says("With the bank's own words or its number of the transfer; the same words count once. Only of orders whose collector is the seller."),
		on(a, "GET", "/stalls/{seller}/orders/{order}/refunds", "listSellerRefunds", "What the seller pays back of an order, and where to", a.owings).may(actor.HandleMoney),
		on(a, "POST", "/stalls/{seller}/orders/{order}/refunds/{refund}/paid", "confirmPaidBack", "Say that a refund was transferred to the buyer", a.paidBack).
			may(actor.HandleMoney).once().need("evidence"),
	}}
}

// directOut says who is paid where it is not the market, and what the market then does not do.
type directOut struct {
	SellerID  string        `json:"seller_id" doc:"whom the buyer pays, into their own account or that of their cooperative"`
	ClaimedAt clock.Instant `json:"claimed_at" doc:"when the buyer said that it was sent; nothing is paid by it"`
	Notice    string        `json:"notice" doc:"what the market does not do: hold the money, pay it out, withhold tax, guarantee or refund"`
}

func directOf(lang locale.Lang, p payment.Payment) *directOut {
	if !p.Direct() {
		return nil
	}
	return &directOut{*p.CollectorID, p.ClaimedAt, locale.Raw(lang, "direct.buyer")}
}

type claimIn struct {
	Payment string `json:"payment" doc:"id or code; where several are open, the first otherwise"`
}

func (a *api) sayPaid(c *fiber.Ctx, by orderer, in claimIn) (paymentOut, error) {
	p, err := a.Checkout.SayPaid(c.UserContext(), by, c.Params("group"), in.Payment)
	if err != nil {
		return paymentOut{}, err
	}
	return a.paymentOf(c, p), nil
}

type collectedTask struct {
	ID        string           `json:"id"`
	Kind      payment.TaskKind `json:"kind" doc:"under: less came than is due; transfer: to be paid back"`
	OrderID   string           `json:"order_id"`
	OrderCode string           `json:"order_code"`
	RefundID  string           `json:"refund_id,omitempty"`
	Amount    money.VND        `json:"amount"`
	CreatedAt clock.Instant    `json:"created_at"`
}

func (a *api) collectedTasks(c *fiber.Ctx, by actor.Member, in paging) (list[collectedTask], error) {
	if err := has(by, actor.HandleMoney); err != nil {
		return list[collectedTask]{}, err
	}
	ctx := c.UserContext()
	return paged(in, func(after db.Cursor, limit int) ([]payment.Waiting, error) {
		return payment.OfStall(ctx, a.DB.Read(ctx), by.SellerID, "", after, limit)
	}, payment.Waiting.Cursor, func(w payment.Waiting) collectedTask {
		return collectedTask{w.TaskID, w.Kind, w.OrderID, w.OrderCode, w.RefundID, w.Amount, w.CreatedAt}
	})
}

func (a *api) confirmMoney(c *fiber.Ctx, by actor.Member, in checkout.ReceivedMoney) (saleOut, error) {
	o, err := a.Checkout.ConfirmReceived(c.UserContext(), by, c.Params("order"), in)
	return a.moved(c, o, err)
}

// owingOut is a refund that the seller pays.
type owingOut struct {
	refundOut
	To *checkout.RefundAccount `json:"to,omitempty" doc:"where the buyer wants it; empty until they have said so"`
}

func (a *api) owings(c *fiber.Ctx, by actor.Member, _ none) (list[owingOut], error) {
	all, err := a.Checkout.Owings(c.UserContext(), by, c.Params("order"))
	return list[owingOut]{Items: each(all, func(o checkout.Owing) owingOut {
		out := owingOut{refundOut: refundOf(o.Refund)}
		if o.Named {
			out.To = &o.To
		}
		return out
	})}, err
}

func (a *api) paidBack(c *fiber.Ctx, by actor.Member, in evidenceIn) (saleOut, error) {
	o, err := a.Checkout.PaidBack(c.UserContext(), by, c.Params("order"), c.Params("refund"), in.Evidence)
	return a.moved(c, o, err)
}

type paymentQuery struct {
	Payment string `json:"payment" doc:"id or code, where sellers are paid each by itself; the first that is open otherwise"`
}

// directNotice is what sellers are told of the money that they collect.
func (a *api) directNotice(c *fiber.Ctx, direct bool) string {
	if !direct {
		return ""
	}
	return locale.Raw(session.Language(c), "direct.seller")
}
