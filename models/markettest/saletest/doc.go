// Package saletest keeps a market that sells: tests of what comes after a sale begin with
// orders that were really placed and really paid.
package saletest
