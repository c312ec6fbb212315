// Package requirement keeps a stall from trading while anything asked of its kind is
// neither accepted nor waived.
//
// What is asked of which kind of seller is data, in rules, with its day and its source.
// Each requirement says what waits for it: trading at all, packed food on the shelf, or
// the sending of money. Stalls that were there before the table are asked the same; what
// they had proved counts, and what was not asked of them before is waived for those who
// already sold, in words that say so (Before).
//
// Who may hand in and decide is decided by models/admission, which calls this package
// inside its transactions; the seller's row is taken before a requirement moves, so an
// opening and a withdrawal come one after the other.
package requirement
