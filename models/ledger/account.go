package ledger

// The kinds of account; account_kinds holds the same list.
const (
	KindGateway         = "gateway"          // what a gateway has collected, below zero until it is handed over
	KindBank            = "bank"             // the market's own bank account
	KindEscrow          = "escrow"           // a buyer's money, kept for one order until it ends
	KindSeller          = "seller"           // what the market owes a seller, or a seller the market
	KindCommission      = "commission"       // earned by the market
	KindCommissionVAT   = "commission_vat"   // VAT on it, owed to the state
	KindVATWithheld     = "vat_withheld"     // of sellers, owed to the state
	KindPITWithheld     = "pit_withheld"     // of sellers, owed to the state
	KindShippingPayable = "shipping_payable" // owed to a carrier
	KindShippingIncome  = "shipping_income"  // kept by the market of delivery fees
	KindGatewayFee      = "gateway_fee"      // paid to gateways
	KindSuspense        = "suspense"         // money that nobody could place yet
	KindRefundTransit   = "refund_transit"   // on its way back to a buyer
	KindPayoutTransit   = "payout_transit"   // on its way to a seller
	KindCourier         = "courier"          // collected at doors, not yet handed over
	KindLoss            = "loss"             // borne by the market
	KindPayoutFee       = "payout_fee"       // kept of payouts for what the bank takes, where sellers bear it
)

// Account is one place where money can be. Owner tells accounts of a kind apart.
type Account struct {
	Kind  string
	Owner string
}

// Gateway is the clearing account of a gateway, by its name.
func Gateway(name string) Account { return Account{KindGateway, name} }

// Bank is the market's bank account.
func Bank() Account { return Account{KindBank, ""} }

// Escrow holds an order's money. It is zero when the order has ended.
func Escrow(orderID string) Account { return Account{KindEscrow, orderID} }

// Seller is what the market owes a seller.
func Seller(id string) Account { return Account{KindSeller, id} }

// Commission is what the market has earned.
func Commission() Account { return Account{KindCommission, ""} }

// CommissionVAT is the VAT on the commission.
func CommissionVAT() Account { return Account{KindCommissionVAT, ""} }

// VATWithheld is the sellers' VAT that the market owes the state.
func VATWithheld() Account { return Account{KindVATWithheld, ""} }

// PITWithheld is the sellers' income tax that the market owes the state.
func PITWithheld() Account { return Account{KindPITWithheld, ""} }

// ShippingPayable is what the market owes a carrier, by its name.
func ShippingPayable(carrier string) Account { return Account{KindShippingPayable, carrier} }

// ShippingIncome is what the market keeps of delivery fees.
func ShippingIncome() Account { return Account{KindShippingIncome, ""} }

// GatewayFee is what a gateway has kept for itself.
func GatewayFee(gateway string) Account { return Account{KindGatewayFee, gateway} }

// Suspense holds money that could not be placed; owner is the payment or the bank credit
// that it came with, so that the same money can be found and taken out again.
func Suspense(owner string) Account { return Account{KindSuspense, owner} }

// RefundTransit holds one refund on its way to the buyer.
func RefundTransit(refundID string) Account { return Account{KindRefundTransit, refundID} }

// PayoutTransit holds one payout on its way to the seller.
func PayoutTransit(payoutID string) Account { return Account{KindPayoutTransit, payoutID} }

// PayoutFee is what the market keeps of payouts for what the bank or the post takes of them.
func PayoutFee() Account { return Account{KindPayoutFee, ""} }

// Courier is what a carrier has collected at doors, by its name.
func Courier(carrier string) Account { return Account{KindCourier, carrier} }

// Loss is what the market bears itself; it stands below zero by that much.
func Loss() Account { return Account{KindLoss, ""} }

// filled reports whether the account only ever gives what it was given: it cannot go
// below zero.
func (a Account) filled() bool {
	switch a.Kind {
	case KindEscrow, KindSuspense, KindRefundTransit, KindPayoutTransit:
		return a.Owner != ""
	}
	return false
}

// String is the account in a report: "escrow/0190…".
func (a Account) String() string {
	if a.Owner == "" {
		return a.Kind
	}
	return a.Kind + "/" + a.Owner
}
