// Package view keeps what every page shares: the frame around it, the words in the
// reader's language, and the small pieces (fields, prices, badges, cards, steps) that
// look and behave the same wherever they stand.
package view
