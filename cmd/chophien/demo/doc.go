// Package demo keeps a market for trying: the province's public list of products, sold by
// stalls that say plainly they are samples, at sample prices, by people who do not exist.
package demo
