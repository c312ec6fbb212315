// Package trader keeps what traders offer a household for its goods, as the household notes
// it, so that a price of the market never stands without the price that it is instead of.
package trader
