// Package admission opens a stall exactly when who stands behind it is known and nothing
// that blocks trading is still asked of its kind, and stops it when that is so no more.
//
// Papers are seen by who leads the stall, the officers of its place and the desk alone, and
// every look is kept. The picture of a card is gone with the word about it. Providers of
// identity are called outside every transaction, and what they found is applied once.
package admission
