// Package feed keeps the search engine saying what the database says: every change of a
// product reaches the index after its commit, read anew, in batches, as often as it must.
package feed
