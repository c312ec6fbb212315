// Package zalopaytest keeps a ZaloPay for tests: a server that proves the market's
// signatures, has its own truth of money, and is as silent and strict as the real one.
package zalopaytest
