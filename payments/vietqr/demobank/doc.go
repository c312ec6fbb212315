// Package demobank keeps a bank for demonstrations: a buyer says "my bank sent so much with
// this text", and the market hears of it through the same door, with the same proofs, as of
// real money. It refuses to exist in production.
package demobank
