// Package complaint keeps a buyer's complaint moving: at every moment somebody has to act
// until an instant, what was said stays said, and an order has one open complaint at most.
package complaint
