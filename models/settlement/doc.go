// Package settlement keeps payouts at or below what sellers have earned, and pays what
// they have earned in time: batches are opened by the program itself, filled by a
// conditional statement per seller, exported for the bank by the desk, and marked with
// the bank's word; a transfer that comes back is the seller's again.
//
//	open     seller → payout_transit
//	paid     payout_transit → bank
//	returned payout_transit (or, after it was marked paid, bank) → seller
package settlement
