// Package fault keeps one shape for everything that can be refused: a kind that
// the edge turns into a status, a message key that the locale turns into a
// sentence, and the field that the sentence belongs beside.
package fault
