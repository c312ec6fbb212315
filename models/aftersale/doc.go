// Package aftersale keeps a buyer's way back open: an order can be cancelled before it is
// packed and complained of afterwards, and every complaint ends, in words or in money.
//
//	open       the seller answers within 2 working days, else the desk has it
//	answered   the buyer takes the offer or insists within 3 days; silence takes what is
//	           offered, and lets a "no" stand
//	escalated  the desk decides within 5 working days; if it does not, the buyer is right,
//	           and where goods had arrived the market pays, because its silence is no
//	           fault of the seller's
//	agreed, rejected   people may still write for a week, then it is closed
//
// While a complaint is open its order does not complete. What is agreed goes back at
// once; then the order completes with the rest, or is returned when no goods are left.
package aftersale
