// Package flat keeps the market's standard delivery priced by one table: how far and how
// heavy, nothing else.
package flat
