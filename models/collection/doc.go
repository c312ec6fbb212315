// Package collection keeps cash that somebody took at a door explained: who has it, how
// much, and by which line of which remittance it came; each order's cash once.
//
//	seller   kept: the ledger takes it off what the market owes the seller
//	carrier  held, then remitted: nobody earns of it before it is at the bank
package collection
