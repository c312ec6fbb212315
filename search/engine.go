package search

import (
	"context"
	"errors"
	"iter"
)

// Engine finds published products. All methods may be called at the same time from many
// goroutines; each honours its context.
type Engine interface {
	// Put indexes docs as one batch, replacing earlier ones of the same id. When it
	// returns nil the documents are found. A document whose Version is below the one
	// held is skipped in silence, so that a late worker never brings back the past;
	// an equal Version is written again. Of two with the same id the higher Version
	// wins, then the later one. One document that fails Document.Check refuses all.
	Put(ctx context.Context, docs []Document) error

	// Remove takes products out; ids that are not held are no error. It forgets their
	// versions too: callers build documents from the database when they index them, and
	// remove what the database no longer shows.
	Remove(ctx context.Context, ids []string) error

	// Search answers q after Query.Clean. No text means browse. Nothing found is an
	// empty Result, not an error, and no text whatever makes it fail.
	Search(ctx context.Context, q Query) (Result, error)

	// Suggest completes what is being typed into names of products, and of the kinds,
	// places and sellers that have any: subject by subject, each the best first.
	Suggest(ctx context.Context, t Typing) ([]Suggestion, error)

	// Rebuild fills a new index from docs beside the old one, which answers meanwhile,
	// and swaps them at once. Put and Remove that arrive meanwhile count in both. When
	// docs yields an error, or ctx ends, nothing changes. One rebuild runs at a time:
	// another gets ErrBusy.
	Rebuild(ctx context.Context, docs iter.Seq2[Document, error]) error

	// Held yields what the index holds, in no order, so that it can be compared with the
	// database. What changes meanwhile may be seen or not.
	Held(ctx context.Context) iter.Seq2[Holding, error]

	// Health reports the state of the index, or ErrAway.
	Health(ctx context.Context) (Health, error)

	// Close ends the engine; later calls get ErrAway.
	Close() error
}

// Holding is a product that the index holds, and the Document.Digest of what it knows.
type Holding struct{ ID, Digest string }

// Health is what an operator needs to know of an index.
type Health struct {
	Documents int // products held

	// RebuildWanted is set when the index was never filled as a whole, was written by
	// another version of the program, or could not be read: Search answers with what is
	// there, and Rebuild mends it.
	RebuildWanted bool
}

var (
	// ErrAway is returned when the engine cannot answer: closed, or not reached. The
	// edge says "search is away" and shows the shelves from the database.
	ErrAway = errors.New("search: engine is away")

	// ErrBusy is returned when another process owns the index, or a rebuild already runs.
	ErrBusy = errors.New("search: index is in use")
)
