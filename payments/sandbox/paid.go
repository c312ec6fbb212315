package sandbox

import (
	"encoding/json"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/payments"
)

// Paid is the body by which the bank tells Merchant that the session of ref was paid, for
// who measures the market from outside and plays the bank. It is sent with the header
// Header, made by payments.Stamp.
func Paid(ref string, amount money.VND, at clock.Instant) []byte {
	txn := json.Number(longID(ref))
	return encode(event{
		ID: "evt_" + ref + "_1", Merchant: Merchant, Type: payments.EventPayment, Ref: ref, TxnID: &txn,
		Status: payments.StatusPaid, Amount: amount, AtMS: int64(at),
	})
}
