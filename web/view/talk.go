package view

import "github.com/chophien/chophien/models/clock"

// Said is one thing that somebody said.
type Said struct {
	Who  string
	Mine bool
	At   clock.Instant
	Text []string
	Note string // what is hidden in it: a sentence
}
