// Package harvest lets a household sell a harvest that is still to come, and keeps every
// buyer of it whole: what is ordered ahead is never more than the household said, nobody is
// called late before the harvest is there, and who gets nothing gets all the money back.
//
//	open    orders are taken, until a day                       Announce
//	closed  no more orders; it is waited for                    Stop, or the calendar
//	here    the harvest came: orders are served in the order    Arrive
//	        in which they were placed; whom it does not reach
//	        gets the money back; the rest go the usual way
//	failed  it will not come: all money goes back               Fail
//	missed  nobody said a word 3 days after its last day: all   Turn
//	        money goes back
//
// The days may move once, by two weeks at most; buyers are told. A buyer may cancel for all
// the money until the order is packed, as anywhere in the market.
//
// The last day is at most 45 days away when a harvest is announced. So money waits for two
// months at the most (45 days, 14 more, 3 of silence), while gateways still give it back by
// themselves or soon after; what one no longer gives back, the desk transfers.
//
// Only the market may hold such money: nothing is ordered ahead to be paid at the door, or
// where sellers collect.
package harvest
