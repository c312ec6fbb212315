// Package invoice keeps what is invoiced equal to what was paid and not given back: one
// invoice an order, handed over once, and every change after that a correction of its own.
//
//	requested  the buyer wants one; the goods are not theirs yet, or not paid
//	due        delivered and paid: it is to be issued, at the figures of that moment
//	handed     its figures are frozen and at who issues it
//	issued     it has a number, a day and, where the tax office gives one, its code
//	refused    whoever issues it says why not; the buyer mends what was wrong
//	void       the order ended with nothing to invoice
//
// The market issues nothing by itself: a seller issues with the software that it has, or
// the tax office's single invoices, and says here what came of it.
package invoice
