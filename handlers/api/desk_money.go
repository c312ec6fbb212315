package api

import (
	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/handlers/session"
	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/checkout"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/payment"
	"github.com/chophien/chophien/models/seller"
	"github.com/chophien/chophien/models/settlement"
	"github.com/chophien/chophien/models/tax"
)

func (a *api) deskMoneyRoutes() chapter {
	return chapter{"Desk: money", []*route{
		on(a, "GET", "/desk/money/tasks", "listMoneyTasks", "Money that a person must look at, oldest first", a.moneyTasks).
			says("Words are looked for in the texts of the 1000 newest transfers that are asked about."),
		on(a, "POST", "/desk/money/tasks/{task}/close", "closeMoneyTask", "Say how a task was dealt with", a.closeMoneyTask).once().need("note"),
		on(a, "GET", "/desk/money/credits/{credit}/suggestions", "suggestPayments", "Payments that an unmatched bank transfer may have been for, the likeliest first", a.suggestions).
			says("Reasons: text (it names several), code (one character is wrong), payer (has paid for this buyer before), amount, time. Nothing is matched by them."),
		on(a, "POST", "/desk/money/credits/{credit}/match", "matchCredit", "Say which payment a bank transfer was for", a.matchCredit).once().need("payment_code"),
		on(a, "GET", "/desk/money/refunds/{refund}", "getRefundTarget", "A refund, and where it is to be transferred to", a.refundTarget).
			says("Who looked is kept."),
		on(a, "POST", "/desk/money/refunds/{refund}/transferred", "markTransferred", "Say that a refund was transferred", a.markTransferred).once().need("evidence"),
		on(a, "POST", "/desk/money/refunds/{refund}/reopen", "reopenRefund", "Say that a bank sent a refund back that was transferred by hand", a.reopenRefund).once().
			says("The buyer is asked for an account once more."),
		on(a, "POST", "/desk/money/refunds/{refund}/decide", "decideRefund", "Say what a gateway's own books know of a refund about which it gave no answer", a.decideRefund).once().need("given", "evidence").
			says("What was never given becomes a transfer."),
		on(a, "POST", "/desk/money/credits/{credit}/return", "returnCredit", "Say that an unmatched bank transfer went back to its sender", a.returnCredit).once().need("evidence"),
		on(a, "POST", "/desk/money/credits/{credit}/disown", "disownCredit", "Say that an unmatched bank transfer is none of the market's business", a.disownCredit).once().need("reason").
			says("The owner's own money, interest, a supplier's refund: it leaves the market's books and stays on the account."),
		on(a, "GET", "/desk/money/credits/{credit}/twin", "getTwin", "The bank transfer that a doubtful one may tell of once more", a.twin),
		on(a, "POST", "/desk/money/credits/{credit}/twin", "judgeTwin", "Say whether a doubtful bank transfer tells of money that another source has told of", a.judgeTwin).once().need("same").
			says("What is the same money books nothing; what is not is booked now."),
		on(a, "GET", "/desk/money/withholding/{period}", "getWithholdingPeriod", "Withheld tax of a month (YYYY-MM) by seller", a.withholdingPeriod),
		on(a, "GET", "/desk/money/withholding/{period}/total", "getWithholdingTotal", "Withheld tax of a month (YYYY-MM) in all", a.withholdingTotal),
		on(a, "GET", "/desk/sellers/{seller}/balance", "getSellerBalance", "A seller's money at a glance", a.sellerBalance),
		on(a, "GET", "/desk/sellers/{seller}/statement", "getSellerStatement", "What moved a seller's balance, newest first", a.sellerStatement),
		on(a, "GET", "/desk/sellers/{seller}/totals", "getSellerTotals", "Sums of a seller's orders that ended from one day to another", a.sellerTotals).need("from", "to"),
	}}
}

type moneyTask struct {
	ID        string           `json:"id"`
	Kind      payment.TaskKind `json:"kind"`
	PaymentID *string          `json:"payment_id"`
	RefundID  *string          `json:"refund_id"`
	OrderCode string           `json:"order_code,omitempty" doc:"the order of a parcel that is to be paid at the door, and of which nobody says what became: say that it was paid in cash or came back"`
	Credit    *creditOut       `json:"credit,omitempty" doc:"the bank transfer that it is about"`
	Amount    money.VND        `json:"amount"`
	Note      string           `json:"note,omitempty" doc:"what does not fit, or which source of bank notices is silent"`
	CreatedAt clock.Instant    `json:"created_at"`
}

type creditOut struct {
	ID         string        `json:"id"`
	Amount     money.VND     `json:"amount"`
	Reference  string        `json:"reference,omitempty" doc:"the bank's own number of the transfer"`
	Content    string        `json:"content" doc:"the text of the transfer, as its sender wrote it"`
	Source     string        `json:"source" doc:"who told of it"`
	PaymentID  *string       `json:"payment_id,omitempty" doc:"of what it was for"`
	State      string        `json:"state" doc:"matched, unmatched, settled (sent back), foreign (not the market's), twin (told of twice), doubtful (perhaps)"`
	ReceivedAt clock.Instant `json:"received_at"`
}

type tasksQuery struct {
	paging
	Q string `json:"q" doc:"the code of a payment, a purchase or an order in full, a bank's reference, a sum in đồng, or words in the text of a transfer"`
}

func (a *api) moneyTasks(c *fiber.Ctx, by actor.Admin, in tasksQuery) (list[moneyTask], error) {
	ctx := c.UserContext()
	q := a.DB.Read(ctx)
	tasks, next, err := rowsOf(in.paging, func(after db.Cursor, limit int) ([]payment.Task, error) {
		return a.Checkout.Tasks(ctx, by, in.Q, after, limit)
	}, func(t payment.Task) db.Cursor { return db.Cursor{At: t.CreatedAt, ID: t.ID} })
	if err != nil {
		return list[moneyTask]{}, err
	}
	var ids []string
	for _, t := range tasks {
		if t.CreditID != nil {
			ids = append(ids, *t.CreditID)
		}
	}
	credits, err := a.Checkout.Credits(ctx, by, ids...)
	if err != nil {
		return list[moneyTask]{}, err
	}
	orders, err := payment.DoorOrders(ctx, q, tasks...)
	if err != nil {
		return list[moneyTask]{}, err
	}
	return list[moneyTask]{Next: next, Items: each(tasks, func(t payment.Task) moneyTask {
		out := moneyTask{ID: t.ID, Kind: t.Kind, PaymentID: t.PaymentID, RefundID: t.RefundID, Amount: t.Amount, Note: t.Note, CreatedAt: t.CreatedAt}
		if t.Kind == payment.TaskDoor {
			out.OrderCode = orders[*t.PaymentID]
		}
		if t.CreditID != nil {
			cr := credits[*t.CreditID]
			out.Credit = new(creditOf(cr))
		}
		return out
	})}, nil
}

func creditOf(c checkout.SeenCredit) creditOut {
	return creditOut{c.ID, c.Amount, c.Reference, c.Text, c.Source, c.PaymentID, c.State, c.ReceivedAt}
}

func (a *api) twin(c *fiber.Ctx, by actor.Admin, _ none) (creditOut, error) {
	of, found, err := a.Checkout.TwinOf(c.UserContext(), by, c.Params("credit"))
	if err == nil && !found {
		err = fault.New(fault.NotFound, "payment.unknown")
	}
	return creditOf(of), err
}

type noteIn struct {
	Note string `json:"note"`
}

func (a *api) closeMoneyTask(c *fiber.Ctx, by actor.Admin, in noteIn) (none, error) {
	return none{}, a.Checkout.CloseTask(c.UserContext(), by, c.Params("task"), in.Note)
}

type suggestionOut struct {
	PaymentID string         `json:"payment_id"`
	Code      string         `json:"payment_code"`
	Amount    money.VND      `json:"amount"`
	Status    payment.Status `json:"status"`
	Whys      []string       `json:"reasons"`
}

func (a *api) suggestions(c *fiber.Ctx, by actor.Admin, _ none) (list[suggestionOut], error) {
	rows, err := a.Checkout.Suggest(c.UserContext(), by, c.Params("credit"))
	return full(rows, err, func(s checkout.Suggestion) suggestionOut {
		return suggestionOut{s.PaymentID, s.Code, s.Amount, s.Status, s.Whys}
	})
}

type matchIn struct {
	PaymentCode string `json:"payment_code"`
}

func (a *api) matchCredit(c *fiber.Ctx, by actor.Admin, in matchIn) (none, error) {
	return none{}, a.Checkout.MatchCredit(c.UserContext(), by, c.Params("credit"), in.PaymentCode)
}

type refundTargetOut struct {
	refundOut
	PaymentID string         `json:"payment_id"`
	Evidence  string         `json:"evidence" doc:"the bank's reference of the transfer"`
	Account   *refundAccount `json:"account,omitempty" doc:"absent until the buyer has named it"`
}

type refundAccount struct {
	BankBIN string `json:"bank_bin"`
	Number  string `json:"number"`
	Holder  string `json:"holder"`
}

func (a *api) refundTarget(c *fiber.Ctx, by actor.Admin, _ none) (refundTargetOut, error) {
	r, to, named, err := a.Checkout.RefundTarget(c.UserContext(), by, c.Params("refund"))
	if err != nil {
		return refundTargetOut{}, err
	}
	out := refundTargetOut{refundOut: refundOf(r), PaymentID: r.PaymentID, Evidence: r.Evidence}
	if named {
		out.Account = &refundAccount{to.BankBIN, to.Number, to.Holder}
	}
	return out, nil
}

type evidenceIn struct {
	Evidence string `json:"evidence" doc:"the bank's reference of the transfer"`
}

func (a *api) markTransferred(c *fiber.Ctx, by actor.Admin, in evidenceIn) (none, error) {
	key, err := session.Key(c)
	if err == nil {
		err = a.Checkout.MarkTransferred(c.UserContext(), by, c.Params("refund"), in.Evidence, key)
	}
	return none{}, err
}

func (a *api) reopenRefund(c *fiber.Ctx, by actor.Admin, _ none) (none, error) {
	key, err := session.Key(c)
	if err == nil {
		err = a.Checkout.ReopenTransfer(c.UserContext(), by, c.Params("refund"), key)
	}
	return none{}, err
}

type decideIn struct {
	Given    bool   `json:"given" doc:"whether the gateway's books say that the buyer has it"`
	Evidence string `json:"evidence" doc:"where the books say so"`
}

func (a *api) decideRefund(c *fiber.Ctx, by actor.Admin, in decideIn) (none, error) {
	return none{}, a.Checkout.DecideRefund(c.UserContext(), by, c.Params("refund"), in.Given, in.Evidence)
}

func (a *api) returnCredit(c *fiber.Ctx, by actor.Admin, in evidenceIn) (none, error) {
	return none{}, a.Checkout.ReturnCredit(c.UserContext(), by, c.Params("credit"), in.Evidence)
}

type reasonIn struct {
	Reason string `json:"reason" doc:"what the money is"`
}

func (a *api) disownCredit(c *fiber.Ctx, by actor.Admin, in reasonIn) (none, error) {
	return none{}, a.Checkout.DisownCredit(c.UserContext(), by, c.Params("credit"), in.Reason)
}

type twinIn struct {
	Same bool `json:"same"`
}

func (a *api) judgeTwin(c *fiber.Ctx, by actor.Admin, in twinIn) (none, error) {
	return none{}, a.Checkout.JudgeTwin(c.UserContext(), by, c.Params("credit"), in.Same)
}

type withholdingQuery struct {
	paging
	Seller string `json:"seller" doc:"name, part of its address or id"`
}

func (a *api) withholdingPeriod(c *fiber.Ctx, _ actor.Admin, in withholdingQuery) (list[taxMonth], error) {
	ctx := c.UserContext()
	q := a.DB.Read(ctx)
	return paged(in.paging, func(after db.Cursor, limit int) ([]tax.Month, error) {
		var only []string
		if in.Seller != "" {
			ids, err := seller.Meant(ctx, q, in.Seller)
			if err != nil || len(ids) == 0 {
				return nil, err
			}
			only = ids
		}
		return tax.BySeller(ctx, q, c.Params("period"), only, after.ID, limit)
	}, func(m tax.Month) db.Cursor { return db.Cursor{ID: m.SellerID} }, taxMonthOf)
}

func (a *api) withholdingTotal(c *fiber.Ctx, _ actor.Admin, _ none) (taxMonth, error) {
	ctx := c.UserContext()
	m, err := tax.PeriodTotal(ctx, a.DB.Read(ctx), c.Params("period"))
	return taxMonthOf(m), err
}

func (a *api) sellerBalance(c *fiber.Ctx, by actor.Admin, _ none) (balanceOut, error) {
	b, err := a.Cashier.BalanceOf(c.UserContext(), by, c.Params("seller"))
	return balanceOf(b), err
}

func (a *api) sellerStatement(c *fiber.Ctx, by actor.Admin, in paging) (list[statementRow], error) {
	return paged(in, func(after db.Cursor, limit int) ([]settlement.Row, error) {
		return a.Cashier.StatementOf(c.UserContext(), by, c.Params("seller"), after, limit)
	}, settlement.Row.Cursor, statementOf)
}

func (a *api) sellerTotals(c *fiber.Ctx, by actor.Admin, in daysQuery) (totalsOut, error) {
	if err := in.refuse(); err != nil {
		return totalsOut{}, err
	}
	t, err := a.Cashier.TotalOf(c.UserContext(), by, c.Params("seller"), in.From, in.To)
	return totalsOf(t), err
}
