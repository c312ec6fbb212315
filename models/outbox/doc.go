// Package outbox keeps a promise made inside a transaction: a note added there is
// delivered after the commit, at least once, and in order per subject, whatever crashes
// in between; one that cannot be delivered ends where people see it.
//
// A handler is idempotent by the note's id. Notes carry ids only, so a handler reads the
// thing itself, as it is by then. The order holds within a lane: the subject together
// with the family of the type, "order" for "order.placed". A note that is given up does
// not hold up the later ones of its lane: they are about the same thing, which is read
// anew.
package outbox
