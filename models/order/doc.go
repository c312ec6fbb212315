// Package order keeps what was agreed: an order never changes what was bought, and moves
// only along its edges, each move with a name under it.
package order
