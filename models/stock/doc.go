// Package stock keeps what is promised within what is there: held never passes on hand,
// lots add up to on hand, and every change says why.
//
// Each verb changes the variant's stock row first; whoever comes second waits there, so
// lots and holds of one variant are never changed by two at once.
package stock
