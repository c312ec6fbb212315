// Package vnpaytest keeps a VNPay for tests: a server that proves the market's signatures,
// has its own truth of money, and is as forgetful, late and strict as the real one.
package vnpaytest
