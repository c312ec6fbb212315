// Package news keeps people told: what happened reaches the phones that it concerns, each
// once, in words of their own language, after the fact is in the database.
//
// A message costs money and somebody's attention. So what one moment brings is told
// together (an order that was cancelled and the money that comes back), what a person did
// is not told to that person again, and what has been overtaken when its turn comes is not
// told at all: the later note tells of it.
//
// Nobody's phone rings at night: from 21:00 to 07:00 in Vietnam what can wait until the morning
// does, read anew then; only what would be too late by then goes. Codes of sign-in are not of
// this room.
//
//	buyer    orders.go      confirmed, sent, late, arrived, completed, cancelled, came back
//	         weight.go      less was packed; will less do?
//	         refunds.go     money came back, or where should it go
//	         complaints.go  answered, decided, somebody wrote
//	         seasons.go     a stall sells again: to last year's buyers who agreed to notices
//	         harvests.go    the days of a harvest moved, or it brought nothing
//	         talk.go        the seller wrote about the order
//	seller   paid.go        an order waits
//	         direct.go      a buyer says they have paid; money is to be paid back
//	         orders.go      it was cancelled: do not send it
//	         nudges.go      a deadline comes near; an order stands still
//	         complaints.go  opened, the desk has it, decided, taken back, somebody wrote
//	         talk.go        the buyer wrote about an order
//	         payouts.go     money is on its way, arrived, came back
//	         stalls.go      the stall, its bank account, its papers and listings
//	         seasons.go     its season begins soon
//	         harvests.go    the days of a harvest have come, are over, were missed
//	helper, officer, desk   nudges.go, seasons.go, harvests.go, complaints.go, payouts.go, refunds.go, reports.go, stalls.go
//
// Messages go to members who have the right for what is told; where nobody has it, to
// those who may give it. Of a silent seller hears the helper of its ward if the household
// agreed to be helped, else the officers of the ward, else the desk.
package news
