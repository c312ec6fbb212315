package api

import (
	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/checkout"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/payment"
	"github.com/chophien/chophien/models/settlement"
	"github.com/chophien/chophien/payments"
)

func (a *api) deskBooksRoutes() chapter {
	return chapter{"Desk: books", []*route{
		on(a, "GET", "/desk/books/payments", "listPayments", "Payments, the newest first", a.listPayments),
		on(a, "GET", "/desk/books/events", "listProviderEvents", "What gateways and banks told, the newest first, without their words", a.listEvents),
		on(a, "GET", "/desk/books/refunds", "listRefunds", "Refunds, the newest first", a.listRefunds),
		on(a, "GET", "/desk/books/credits", "listBankCredits", "Bank transfers that came to the market's account, the newest first", a.listCredits).
			says("Words are looked for in the texts of the 1000 newest that the other filters leave."),
		on(a, "GET", "/desk/books/payouts", "listBookedPayouts", "Payouts to sellers of all batches, the newest first", a.listPayouts),
		on(a, "GET", "/desk/books/refused", "listRefusedNotices", "Messages of gateways and banks that were refused, the newest first", a.listRefused).
			says("Of each only that it came, and why it was refused. Many of one kind within a minute are counted together."),
	}}
}

// booksQuery narrows a list of the books; what is left out does not.
type booksQuery struct {
	paging
	Q       string `json:"q" doc:"the code of a payment, a purchase or an order, in full"`
	Status  string `json:"status" doc:"of a payment or a refund; the outcome of an event"`
	Gateway string `json:"gateway" doc:"or the source of bank notices"`
}

func (q booksQuery) wanted() payment.Wanted {
	return payment.Wanted{Text: q.Q, Status: q.Status, Gateway: q.Gateway}
}

type paymentRow struct {
	ID        string         `json:"id"`
	Code      string         `json:"payment_code"`
	GroupID   string         `json:"group_id"`
	Status    payment.Status `json:"status"`
	Amount    money.VND      `json:"amount"`
	Received  money.VND      `json:"received"`
	Allocated money.VND      `json:"allocated" doc:"what of it went to orders"`
	Refunding money.VND      `json:"refunding" doc:"asked back, not yet given"`
	Refunded  money.VND      `json:"refunded"`
	DueAt     clock.Instant  `json:"due_at"`
	PaidAt    clock.Instant  `json:"paid_at"`
	CreatedAt clock.Instant  `json:"created_at"`
}

func (a *api) listPayments(c *fiber.Ctx, _ actor.Admin, in booksQuery) (list[paymentRow], error) {
	ctx := c.UserContext()
	return paged(in.paging, func(after db.Cursor, limit int) ([]payment.Payment, error) {
		return payment.ListPayments(ctx, a.DB.Read(ctx), in.wanted(), after.ID, limit)
	}, func(p payment.Payment) db.Cursor { return db.Cursor{At: p.CreatedAt, ID: p.ID} }, func(p payment.Payment) paymentRow {
		return paymentRow{p.ID, p.Code, p.GroupID, p.Status, p.Amount, p.Received, p.Allocated, p.Refunding, p.Refunded, p.DueAt, p.PaidAt, p.CreatedAt}
	})
}

type eventRow struct {
	ID         string        `json:"id"`
	Gateway    string        `json:"gateway"`
	Key        string        `json:"key" doc:"the same for every delivery of the same news"`
	Kind       string        `json:"kind"`
	Outcome    string        `json:"outcome"`
	PaymentID  *string       `json:"payment_id"`
	ReceivedAt clock.Instant `json:"received_at"`
}

func (a *api) listEvents(c *fiber.Ctx, _ actor.Admin, in booksQuery) (list[eventRow], error) {
	ctx := c.UserContext()
	return paged(in.paging, func(after db.Cursor, limit int) ([]payment.Event, error) {
		return payment.ListEvents(ctx, a.DB.Read(ctx), in.wanted(), after.ID, limit)
	}, func(e payment.Event) db.Cursor { return db.Cursor{At: e.ReceivedAt, ID: e.ID} }, func(e payment.Event) eventRow {
		return eventRow{e.ID, e.Gateway, e.EventKey, e.Kind, e.Outcome, e.PaymentID, e.ReceivedAt}
	})
}

type refundRow struct {
	refundOut
	PaymentID string `json:"payment_id"`
	Gateway   string `json:"gateway"`
	Cause     string `json:"cause"`
	Failure   string `json:"failure" doc:"why the gateway, or the bank, did not give it"`
	Evidence  string `json:"evidence" doc:"the bank's or the gateway's reference"`
}

func (a *api) listRefunds(c *fiber.Ctx, _ actor.Admin, in booksQuery) (list[refundRow], error) {
	ctx := c.UserContext()
	return paged(in.paging, func(after db.Cursor, limit int) ([]payment.Refund, error) {
		return payment.ListRefunds(ctx, a.DB.Read(ctx), in.wanted(), after.ID, limit)
	}, func(r payment.Refund) db.Cursor { return db.Cursor{At: r.CreatedAt, ID: r.ID} }, func(r payment.Refund) refundRow {
		return refundRow{refundOf(r), r.PaymentID, r.Gateway, r.CauseKind, r.Failure, r.Evidence}
	})
}

type creditsQuery struct {
	paging
	daysQuery
	Q      string `json:"q" doc:"the code of a payment, a purchase or an order in full, a bank's reference, a sum in đồng, or words in the text"`
	State  string `json:"state" doc:"matched, unmatched, settled (sent back), foreign, twin or doubtful"`
	Source string `json:"source" doc:"who told of it"`
}

func (a *api) listCredits(c *fiber.Ctx, by actor.Admin, in creditsQuery) (list[creditOut], error) {
	return paged(in.paging, func(after db.Cursor, limit int) ([]checkout.SeenCredit, error) {
		w := payment.Sought{State: in.State, Source: in.Source, From: in.From, To: in.To}
		return a.Checkout.CreditBook(c.UserContext(), by, w, in.Q, after, limit)
	}, checkout.SeenCredit.Cursor, creditOf)
}

type payoutsQuery struct {
	paging
	Q      string            `json:"q" doc:"the code of a payout, a sum in đồng, or a seller by name, part of its address or id"`
	Status settlement.Status `json:"status" doc:"due, sent, paid or returned"`
}

type bookedPayout struct {
	batchPayout
	BatchID string `json:"batch_id"`
}

func (a *api) listPayouts(c *fiber.Ctx, by actor.Admin, in payoutsQuery) (list[bookedPayout], error) {
	return paged(in.paging, func(after db.Cursor, limit int) ([]settlement.Payout, error) {
		return a.Cashier.EveryPayout(c.UserContext(), by, in.Q, in.Status, after, limit)
	}, settlement.Payout.Cursor, func(p settlement.Payout) bookedPayout { return bookedPayout{payoutOf(p), p.BatchID} })
}

type refusedQuery struct {
	paging
	Gateway string `json:"gateway" doc:"or the source of bank notices"`
}

type refusedRow struct {
	ID      string           `json:"id"`
	Gateway string           `json:"gateway"`
	Outcome payments.Outcome `json:"outcome" doc:"bad_signature, stale, malformed, foreign or too_large; unknown_ref: rightly signed, of nothing that the market knows"`
	Times   int              `json:"times" doc:"so many alike since the last one that is listed"`
	Ref     string           `json:"ref" doc:"what an unknown_ref is about"`
	Amount  money.VND        `json:"amount" doc:"likewise"`
	At      clock.Instant    `json:"at"`
}

func (a *api) listRefused(c *fiber.Ctx, by actor.Admin, in refusedQuery) (list[refusedRow], error) {
	return paged(in.paging, func(after db.Cursor, limit int) ([]checkout.Refusal, error) {
		return a.Checkout.Refused(c.UserContext(), by, in.Gateway, after, limit)
	}, checkout.Refusal.Cursor, func(r checkout.Refusal) refusedRow {
		return refusedRow{r.ID, r.Listener, r.Outcome, r.Times, r.Ref, r.Amount, r.At}
	})
}
