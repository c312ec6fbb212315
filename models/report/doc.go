// Package report keeps the market accountable: every promise of stock, orders and money
// can be recomputed from the rows, and what breaks one is named.
package report
