package momo

import "github.com/chophien/chophien/payments"

// What MoMo's result codes mean for a payment. A code that is not here is news that nobody
// can read yet: the payment is being checked, never failed.
var results = map[string]struct {
	status  payments.Status
	decline payments.Decline
}{
	"0":    {payments.StatusPaid, ""},
	"9000": {payments.StatusPaid, ""}, // authorised; autoCapture makes it final
	"1000": {payments.StatusPending, ""},
	"7000": {payments.StatusProcessing, ""},
	"7002": {payments.StatusProcessing, ""},
	"8000": {payments.StatusProcessing, ""},
	"1001": {payments.StatusFailed, payments.DeclineFunds},
	"1002": {payments.StatusFailed, payments.DeclineAccount}, // the card's bank says no
	"1003": {payments.StatusCancelled, payments.DeclineOther},
	"1004": {payments.StatusFailed, payments.DeclineLimit},
	"1005": {payments.StatusExpired, payments.DeclineExpired},
	"1006": {payments.StatusCancelled, payments.DeclineBuyer},
	"1007": {payments.StatusFailed, payments.DeclineAccount},
	"1017": {payments.StatusCancelled, payments.DeclineOther},
	"1026": {payments.StatusFailed, payments.DeclineOther},
	"4001": {payments.StatusFailed, payments.DeclineAccount},
	"4002": {payments.StatusFailed, payments.DeclineAccount},
	"4100": {payments.StatusFailed, payments.DeclineAuth},
	"98":   {payments.StatusFailed, payments.DeclineUnavailable},
	"99":   {payments.StatusFailed, payments.DeclineOther},
}

// read is a result code in our words.
func read(code string) (payments.Status, payments.Decline) {
	if r, ok := results[code]; ok {
		return r.status, r.decline
	}
	return payments.StatusProcessing, ""
}

// underway reports a code by which MoMo says that it may have done what was asked, or may
// still do it: the number was used before, somebody else asks for the same at this moment,
// or it has not finished. What became of it is asked, never asked for again.
func underway(code string) bool {
	switch code {
	case "40", "41", "43", "99", "7000", "7002", "8000":
		return true
	}
	return false
}

// later reports a code by which MoMo did nothing and wants to be asked again later.
func later(code string) bool { return code == "10" || code == "1080" }
