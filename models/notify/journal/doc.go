// Package journal keeps every message on this machine instead of sending it: a line in
// the log, and a bounded list that the demo's page of messages reads, also after a
// restart. It shows codes to whoever reads along, so only the demo may use it.
package journal
