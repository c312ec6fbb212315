// Package earning keeps the end of an order's money exact: what its escrow holds when it
// ends is handed to commission, carrier and seller to the đồng, once, at the terms that
// the order froze, and a refund after that takes back from each what it was given.
//
//	settle     escrow → commission, commission_vat, shipping_payable, seller
//	take back  commission, commission_vat, shipping_payable, seller → escrow
//
// An order whose buyer paid its seller has no escrow: when it ends its seller owes the
// commission, and a refund after that takes of it off again.
//
//	charge     seller → commission, commission_vat, shipping_payable
//
// Capture, withholding and the refunds out of escrow are payment's.
package earning
