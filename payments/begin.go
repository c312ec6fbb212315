package payments

import (
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/money"
)

// Start is one attempt to pay, written down by the caller before the gateway is called.
type Start struct {
	PaymentID   string        // the payment's id
	Code        string        // the payment's own 10-character code: the text of a bank transfer
	Attempt     int           // 1, 2, … within the payment
	Ref         string        // Capabilities.Ref.Make(Code, Attempt, At): ours, single-use at the provider
	Amount      money.VND     // what is asked for in this attempt
	Description string        // words for the buyer; the driver folds and cuts them to the provider's rule
	Locale      string        // "vi" or "en"
	CustomerIP  string        // one address, as the provider wants it
	ReturnURL   string        // where the browser comes back
	CancelURL   string        // where the browser comes back without paying; "" is ReturnURL
	NotifyURL   string        // where the provider's messages go, when it takes that per attempt
	At          clock.Instant // when the attempt was written; the provider's dates are made of it
	ExpiresAt   clock.Instant // the buyer's deadline
	PayTo       *BankAccount  // direct collection: the seller's own account; nil is the operator's
	Method      string        // the provider's own choice within it (a bank code); "" lets the buyer choose
}

// Begun is what the caller keeps of an attempt that the provider took on.
type Begun struct {
	ProviderRef string // the provider's id of the attempt; may be ""
	State       string // the driver's own note for later calls; opaque to everybody else
	Status      Status // StatusPending, or more where the provider already knows
	Next        Next
}

// Attempt is an attempt as the caller kept it: what a driver needs to ask about it.
type Attempt struct {
	PaymentID   string
	Code        string
	Ref         string
	ProviderRef string // from Begun; "" when Begin never answered
	State       string // from Begun
	TxnID       string // the provider's id of the money, once an event told it
	Amount      money.VND
	At          clock.Instant // Start.At
	ExpiresAt   clock.Instant
}

// NextKind is what the buyer's device does next.
type NextKind string

// The kinds.
const (
	NextRedirect     NextKind = "redirect"      // go to URL, by GET or by posting Form
	NextQR           NextKind = "qr"            // show QR; a bank's or wallet's app reads it
	NextDeeplink     NextKind = "deeplink"      // open an app on the same phone
	NextClientSecret NextKind = "client_secret" // the provider's own script finishes the payment
	NextNone         NextKind = "none"          // nothing to do now (paid at the door)
)

// Next tells the buyer's device what to do. Kind is the main road; a wallet may fill the
// fields of others beside it. It is kept as JSON with the attempt.
type Next struct {
	Kind         NextKind      `json:"kind"`
	URL          string        `json:"url,omitempty"`
	Method       string        `json:"method,omitempty"` // "GET" or "POST", for URL
	Form         []Field       `json:"form,omitempty"`   // what is posted to URL, in this order
	QR           string        `json:"qr,omitempty"`     // the text inside the QR picture
	Transfer     *Transfer     `json:"transfer,omitempty"`
	ClientSecret string        `json:"client_secret,omitempty"`
	Deeplink     string        `json:"deeplink,omitempty"`
	ExpiresAt    clock.Instant `json:"expires_at"`
}

// Field is one field of a form; the order of fields can be part of a signature.
type Field struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Transfer is what a buyer types who cannot scan: a bank transfer by hand.
type Transfer struct {
	BIN     string    `json:"bin"` // the bank, 6 digits
	Bank    string    `json:"bank"`
	Account string    `json:"account"`
	Holder  string    `json:"holder"`
	Memo    string    `json:"memo"` // the text that finds the payment again
	Amount  money.VND `json:"amount"`
}

// BankAccount is an account that receives money.
type BankAccount struct {
	BIN    string `json:"bin"` // the bank, 6 digits
	Number string `json:"number"`
	Holder string `json:"holder"`
}
