// Package ledger keeps every đồng in exactly one place: money only moves, from one
// account to another, once per cause, and what was written is never changed.
//
// A posting adds to one account what it takes from another, so all accounts together are
// always 0. An account's balance is what came in less what went out; money that enters
// the market comes out of a gateway's or the bank's account, which therefore stand below
// zero by what they owe the market.
package ledger
