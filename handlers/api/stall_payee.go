package api

import (
	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/handlers/session"
	"github.com/chophien/chophien/models/account"
	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/seller"
	"github.com/chophien/chophien/models/settlement"
)

func (a *api) stallPayeeRoutes() chapter {
	const proofs = "A code is sent by sendPayeeCode first. It can be paid to after 48 hours; every member is told."
	return chapter{"Who is paid for a stall, and by which terms", []*route{
		on(a, "GET", "/payout-terms", "listPayoutTerms", "When and how sellers are paid: the terms in force, and those announced", a.payoutTerms),
		on(a, "GET", "/stalls/{seller}/payee", "getPayee", "Where the seller's money goes, with the last digits only", a.payee).may(actor.SeeMoney),
		on(a, "POST", "/stalls/{seller}/payee/codes", "sendPayeeCode", "Send a code to the member's own phone, to change where the money goes", a.sendPayeeCode).may(actor.HandleMoney),
		on(a, "PUT", "/stalls/{seller}/payee", "setPayee", "Replace where the seller's money goes", a.setPayee).may(actor.HandleMoney).once().
			need("kind", "pin", "request_id", "code").
			says("Kinds: own (bank_bin, number, holder), relative (those, relation and consent), cooperative (its slug in cooperative, and consent; it must accept) " +
				"and post (holder and post_point). consent is the version of the text that was agreed to, " + seller.PayeeConsent + ". " + proofs),
		on(a, "GET", "/stalls/{seller}/bank-account", "getBankAccount", "The bank account that the seller's money goes to, with the last digits only", a.bankAccount).may(actor.SeeMoney),
		on(a, "PUT", "/stalls/{seller}/bank-account", "setBankAccount", "Replace where the seller's money goes by an account of their own", a.setBankAccount).may(actor.HandleMoney).once().
			need("bank_bin", "number", "holder", "pin", "request_id", "code").says(proofs),
		on(a, "GET", "/stalls/{seller}/growers", "listGrowers", "Stalls that ask this cooperative to take their money and hand it on, newest first", a.growers).may(actor.HandleMoney),
		on(a, "GET", "/stalls/{seller}/purchase-list/csv", "getPurchaseListCSV", "What a cooperative took from its growers in a period, for its list of purchases", a.purchasesCSV).may(actor.HandleMoney).gives("text/csv").
			says("Lines of growers' orders that ended while their money came to the cooperative, at the prices of the sale. The numbers of the growers' cards and what the cooperative paid are for it to fill in."),
		on(a, "GET", "/stalls/{seller}/purchase-list/xlsx", "getPurchaseListXLSX", "The same as a workbook", a.purchasesXLSX).may(actor.HandleMoney).gives(sheetType),
		on(a, "POST", "/stalls/{seller}/growers/{payee}/accept", "acceptGrower", "Take a grower's money and hand it on", a.acceptGrower).may(actor.HandleMoney),
		on(a, "POST", "/stalls/{seller}/growers/{payee}/refuse", "refuseGrower", "Not take a grower's money, or no longer", a.refuseGrower).may(actor.HandleMoney),
	}}
}

type termsOut struct {
	ValidFrom clock.Date `json:"valid_from" doc:"of batches from this day on"`
	EveryDays int        `json:"every_days" doc:"from one batch to the next"`
	MostDays  int        `json:"most_days" doc:"from delivery to the batch, however small the sum"`
	Minimum   money.VND  `json:"minimum" doc:"what is less waits"`
	FeeBearer string     `json:"fee_bearer" doc:"market or seller"`
	Fee       money.VND  `json:"fee" doc:"of one payout of at least the minimum"`
	Source    string     `json:"source"`
}

func termsOf(t settlement.Terms) termsOut {
	return termsOut{t.ValidFrom, t.EveryDays, t.MostDays, t.Minimum, t.FeeBearer, t.Fee, t.Source}
}

type allTerms struct {
	Items []termsOut `json:"items"`
}

func (a *api) payoutTerms(c *fiber.Ctx, _ nobody, _ none) (allTerms, error) {
	ctx := c.UserContext()
	all, err := settlement.Shown(ctx, a.DB.Read(ctx), a.Now().Date())
	return allTerms{each(all, termsOf)}, err
}

type payeeOut struct {
	Set        bool             `json:"set" doc:"false when nobody has named one"`
	ID         string           `json:"id"`
	Kind       seller.PayeeKind `json:"kind"`
	Holder     string           `json:"holder"`
	BankBIN    string           `json:"bank_bin"`
	Last4      string           `json:"last4"`
	Relation   string           `json:"relation"`
	PostPoint  string           `json:"post_point"`
	Consent    string           `json:"consent" doc:"version of the text that was agreed to"`
	ConsentBy  string           `json:"consent_by" doc:"the person who agreed"`
	Channel    string           `json:"consent_channel"`
	AssistedBy string           `json:"assisted_by"`
	Accepted   bool             `json:"accepted" doc:"by the cooperative that is asked"`
	UsableFrom clock.Instant    `json:"usable_from" doc:"no money goes there earlier"`
	CreatedAt  clock.Instant    `json:"created_at"`
}

func payeeOf(p *seller.Payee) payeeOut {
	if p == nil {
		return payeeOut{}
	}
	out := payeeOut{true, p.ID, p.Kind, p.Holder, p.BankBIN, p.Last4, p.Relation, p.PostPoint, p.Consent, "", p.Channel, p.AssistedBy, !p.Asks(), p.UsableFrom, p.CreatedAt}
	if p.Consent != "" {
		out.ConsentBy = p.CreatedBy
	}
	return out
}

func (a *api) payee(c *fiber.Ctx, by actor.Member, _ none) (payeeOut, error) {
	p, err := a.payeeFor(c, by)
	return payeeOf(p), err
}

func (a *api) payeeFor(c *fiber.Ctx, by actor.Member) (*seller.Payee, error) {
	if err := has(by, actor.SeeMoney, actor.HandleMoney); err != nil {
		return nil, err
	}
	ctx := c.UserContext()
	return seller.PayeeOf(ctx, a.DB.Read(ctx), by.SellerID)
}

func (a *api) sendPayeeCode(c *fiber.Ctx, by actor.Member, in pinCodeIn) (sentCode, error) {
	if err := has(by, actor.HandleMoney); err != nil {
		return sentCode{}, err
	}
	s, err := a.Accounts.SendPayeeCode(c.UserContext(), session.Who(c), account.SendCode{
		DeviceToken: in.DeviceToken, Address: session.Address(c), Locale: string(session.Language(c)),
	})
	return sentOf(s), err
}

// newPayee is a payee with both proofs.
type newPayee struct {
	seller.NewPayee
	twice
}

type twice struct {
	PIN         string `json:"pin"`
	RequestID   string `json:"request_id"`
	Code        string `json:"code"`
	DeviceToken string `json:"device_token,omitempty" doc:"what sendPayeeCode gave"`
}

func (a *api) setPayee(c *fiber.Ctx, by actor.Member, in newPayee) (payeeOut, error) {
	p, err := a.replacePayee(c, by, in)
	return payeeOf(p), err
}

func (a *api) replacePayee(c *fiber.Ctx, by actor.Member, in newPayee) (*seller.Payee, error) {
	if err := has(by, actor.HandleMoney); err != nil {
		return nil, err
	}
	if in.Kind.Banked() && !a.KnowsBank(in.BankBIN) {
		return nil, fault.New(fault.Invalid, "refund.bank").On("bank_bin")
	}
	ctx := c.UserContext()
	proof, err := a.Accounts.ProveTwice(ctx, by.PersonID, account.TwiceProof{PIN: in.PIN, RequestID: in.RequestID, Code: in.Code, DeviceToken: in.DeviceToken})
	if err != nil {
		return nil, err
	}
	return a.Onboarding.SetPayee(ctx, in.NewPayee, by, proof)
}

type bankAccountOut struct {
	Set        bool          `json:"set" doc:"false when nobody has named one"`
	BankBIN    string        `json:"bank_bin"`
	Last4      string        `json:"last4"`
	Holder     string        `json:"holder"`
	UsableFrom clock.Instant `json:"usable_from" doc:"no money goes there earlier"`
}

func bankOf(p *seller.Payee) bankAccountOut {
	if p == nil || !p.Kind.Banked() {
		return bankAccountOut{}
	}
	return bankAccountOut{true, p.BankBIN, p.Last4, p.Holder, p.UsableFrom}
}

func (a *api) bankAccount(c *fiber.Ctx, by actor.Member, _ none) (bankAccountOut, error) {
	p, err := a.payeeFor(c, by)
	return bankOf(p), err
}

type newBankAccount struct {
	BankBIN string `json:"bank_bin"`
	Number  string `json:"number"`
	Holder  string `json:"holder"`
	twice
}

func (a *api) setBankAccount(c *fiber.Ctx, by actor.Member, in newBankAccount) (bankAccountOut, error) {
	p, err := a.replacePayee(c, by, newPayee{seller.NewPayee{Kind: seller.OwnAccount, BankBIN: in.BankBIN, Number: in.Number, Holder: in.Holder}, in.twice})
	return bankOf(p), err
}

type growerOut struct {
	PayeeID    string        `json:"payee_id"`
	SellerID   string        `json:"seller_id"`
	Name       string        `json:"name"`
	Accepted   bool          `json:"accepted"`
	UsableFrom clock.Instant `json:"usable_from" doc:"no money comes earlier"`
	CreatedAt  clock.Instant `json:"created_at"`
}

func (a *api) growers(c *fiber.Ctx, by actor.Member, in paging) (list[growerOut], error) {
	ctx := c.UserContext()
	return paged(in, func(after db.Cursor, limit int) ([]seller.Grower, error) {
		return seller.Growers(ctx, a.DB.Read(ctx), by, after, limit)
	}, seller.Grower.Cursor, func(g seller.Grower) growerOut {
		return growerOut{g.PayeeID, g.SellerID, g.Name, g.AcceptedAt > 0, g.UsableFrom, g.CreatedAt}
	})
}

func (a *api) acceptGrower(c *fiber.Ctx, by actor.Member, _ none) (none, error) {
	return none{}, a.Onboarding.AcceptGrower(c.UserContext(), c.Params("payee"), by)
}

func (a *api) refuseGrower(c *fiber.Ctx, by actor.Member, _ none) (none, error) {
	return none{}, a.Onboarding.RefuseGrower(c.UserContext(), c.Params("payee"), by)
}
