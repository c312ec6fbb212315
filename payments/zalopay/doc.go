// Package zalopay keeps ZaloPay v2 honest: what it says is signed with a key of its own, and
// is believed as it was written, byte for byte.
//
// ZaloPay tells only of money that was taken: that a buyer gave up is learned by asking, or
// by time. Our ids begin with the day in Vietnam on which they were made, and ZaloPay
// refuses those of another day; a refund that was asked for before midnight is therefore
// looked for under that day's id before it is asked for again.
package zalopay
