// Package notify keeps the way to a phone replaceable: rooms say which message goes to
// whom, one port carries it, and no channel's failure undoes what the message tells of.
//
// Send goes over a network. It is called after commit or from an outbox handler, never
// inside a transaction.
package notify
