// Package checkout turns a cart into orders and money into paid orders: nothing is
// promised twice, nobody pays another sum than was shown, and money that came is never
// without an order or a way back.
//
// The story: Show, Place, Pay, Receive (webhook), Return (browser), Reconcile and Expire
// (worker). Every road by which news of money comes leads to one function, paid.
package checkout
