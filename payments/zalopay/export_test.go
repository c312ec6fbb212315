package zalopay

import "github.com/chophien/chophien/payments"

// What the tests of this package sign the vectors with.
var Sign = sign

// Order is what create asks for.
type Order = order

// Sign is the signature over an order.
func (o order) Sign(key payments.Secret) string { return o.sign(key) }

// Kept is the JSON that ZaloPay keeps for us.
func Kept(returnURL, paymentID string) string {
	text, err := encode(embed{ReturnURL: returnURL, Preferred: []string{}, PaymentID: paymentID})
	if err != nil {
		panic(err)
	}
	return text
}
