// Package vietqr keeps a bank transfer recognisable: it draws the QR that fills in account,
// amount and text on the buyer's phone, and reads the bank's notice of the money back into
// the payment whose code stands in that text.
//
// The picture follows EMVCo (merchant presented) as NAPAS 247 uses it. Money is learned
// from notice sources, each in its own sub-package; one source per receiving account.
package vietqr
