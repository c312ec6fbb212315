// Package identity keeps every check of who a person is applied once, and only by the word
// of who made it: a provider that the market asks itself, or two people who saw the
// document. What a browser brings back is never read.
//
// A provider is a port; drivers stand below this package. Numbers and names of people are
// sealed on arrival. A number of twelve digits is guessed from its plain hash in minutes,
// so what is kept to find the same card again is its blind index, which needs the market's
// key.
package identity
