// Package once keeps a retried request from having its effect twice: the verb claims the
// request's key inside its own transaction and stores there the id of what it made, and
// every later request with that key is answered from that id.
package once
