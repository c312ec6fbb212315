// Package charge keeps what the market takes of a sale: dated rules, frozen by each order
// when it is placed, on goods after the seller's discounts and never on delivery, so that
// refunds by any road end at nothing taken.
package charge
