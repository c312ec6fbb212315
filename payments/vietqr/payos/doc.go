// Package payos takes money by payOS, in one of two ways that an operator chooses. As a
// gateway it opens a payment link, a page of payOS with a QR, for each attempt, asks about
// it and closes it. As a source of bank notices it only hears of money that came by the
// market's own QR. Either way the money goes straight to the market's own bank account:
// payOS keeps none, and gives none back.
package payos
