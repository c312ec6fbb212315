// Package payments keeps every gateway behind one door: money is asked for, confirmed,
// asked about and given back in the same words, whoever carries it.
//
// A driver lives in a sub-package and imports only this package and floor 0. It proves
// that it keeps the contract by running payments/contract in its own tests. Nothing here
// knows a database: a driver verifies, words and asks; what is believed of it is decided
// in models.
package payments
