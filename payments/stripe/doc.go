// Package stripe keeps Stripe's word about money: what it signed in the last five minutes,
// or says when it is asked, and never that a browser came back.
//
// Pages send buyers to a Checkout Session, Stripe's own page. A PaymentIntent needs
// Stripe's script on the page that finishes it, which the market's pages never load: it
// serves programs that call the API, as the method MethodIntent.
package stripe
