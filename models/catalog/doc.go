// Package catalog keeps what is offered true: nothing is published before the facts that
// its class obliges are stated, no price changes without a trace, and a certificate counts
// only when an officer has seen the paper and only on the days on which it surely holds.
package catalog
