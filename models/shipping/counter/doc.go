// Package counter keeps a parcel that the seller takes to a post counter in sight: priced
// before by the post's list, sent only with the number from the receipt.
package counter
