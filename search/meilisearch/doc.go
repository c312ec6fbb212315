// Package meilisearch keeps the promise of search with a Meilisearch server (1.16 or later),
// which several processes may share.
//
// The server is asked which products have which words, how many, and in what order of
// price, day or distance; what a question means and which product answers it best are
// decided here, by the lexicon and the weights of package search. So a buyer cannot tell
// which engine runs, and an answer is the same whatever the server's own ranking becomes.
//
// Every word, id and value travels as a token of a-z, 0-9, - and _ (see token): the server
// compares text without regard to marks and capitals, tokens as they are, and nothing that
// a person typed can become part of a filter.
package meilisearch
