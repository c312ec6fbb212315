// Package locale keeps every sentence of the market in two languages, Vietnamese first,
// and finds one for each key: a reader never sees a bare key of ours, nor a hole in it.
package locale
