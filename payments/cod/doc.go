// Package cod is payment at the door: the courier or the pickup point shows a QR of the
// very sum that is due, the buyer's phone transfers it, and the parcel changes hands. Where
// the operator allows it, notes and coins are taken as well.
//
// It has no provider: a transfer is told of by the notice source of the account that the QR
// names, and cash by whoever took it. So there is nothing to sign, to ask or to close here.
package cod
