// Package bleve answers from a folder of this process: nothing to install, one market, up
// to a hundred thousand products.
//
// The folder keeps words: which product holds which, on disk, by bleve. What is filtered,
// counted and sorted by (kinds, prices, stars …) is kept per product in memory, about
// a kilobyte each, and stored beside the words so that both change in one batch.
// Reading columns from memory in one pass gives every facet under all filters but its
// own, and costs a fraction of asking bleve for each.
//
// One process owns the folder. It holds owner.db (lock, schema, name of the current
// index) and one folder gen-N per index; a rebuild makes the next one and swaps.
package bleve
