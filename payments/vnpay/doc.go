// Package vnpay keeps VNPay 2.1.0 honest: buyers are sent there with a signed address, and
// money is believed only from a signed message or from a signed answer to a question.
//
// What VNPay signs is kept apart from how it travels (sign.go). VNPay hears of an attempt
// from the buyer's browser alone, knows a refund by its payment alone (hence one refund a
// payment), and lets itself be asked about a payment once in five minutes.
package vnpay
