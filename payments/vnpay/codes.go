package vnpay

import (
	"strings"
	"time"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/payments"
)

// judge is what a message says of an attempt by its two codes: what became of the payment,
// and how the transaction stands.
func judge(response, transaction string) (payments.Status, payments.Decline) {
	switch {
	case response == "07" || transaction == "07":
		return payments.StatusReview, payments.DeclineNone
	case response == "00" && transaction == "00":
		return payments.StatusPaid, payments.DeclineNone
	case transaction == "04": // the bank took the money and VNPay has not got it
		return payments.StatusProcessing, payments.DeclineNone
	case response == "00" && transaction == "01":
		return payments.StatusPending, payments.DeclineNone
	case response == "24":
		return payments.StatusCancelled, payments.DeclineBuyer
	case response == "11":
		return payments.StatusExpired, payments.DeclineExpired
	}
	if why, known := declines[response]; known {
		return payments.StatusFailed, why
	}
	return payments.StatusFailed, payments.DeclineOther
}

var declines = map[string]payments.Decline{
	"09": payments.DeclineAccount, // not signed up for internet banking
	"10": payments.DeclineAuth,    // card details wrong three times
	"12": payments.DeclineAccount, // card locked
	"13": payments.DeclineAuth,    // wrong one-time password
	"51": payments.DeclineFunds,
	"65": payments.DeclineLimit, // limit of the day
	"75": payments.DeclineUnavailable,
	"79": payments.DeclineAuth, // wrong payment password too often
}

// moved reports whether money left the buyer for good, as far as VNPay says.
func moved(s payments.Status) bool { return s == payments.StatusPaid || s == payments.StatusReview }

// number is VNPay's number of a transaction; it writes 0 for none.
func number(s string) string {
	if strings.Trim(s, "0") == "" {
		return ""
	}
	return s
}

// payDate reads VNPay's time. One that cannot be read becomes otherwise: a strange date is
// no reason to lose money.
func payDate(s string, otherwise clock.Instant) clock.Instant {
	t, err := time.ParseInLocation(stampLayout, s, clock.Zone)
	if err != nil || clock.At(t) <= 0 {
		return otherwise
	}
	return clock.At(t)
}
