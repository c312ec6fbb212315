// Package portal keeps the seller's work one tap away: a page asks one thing, says it in
// a short sentence, and offers the next step as one big button. Officers and the market's
// desk work on the same pages.
package portal
