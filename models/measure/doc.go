// Package measure keeps quantities whole: pieces or grams, in steps that the seller
// chose, never a fraction.
package measure
