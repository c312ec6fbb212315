package bleve

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/chophien/chophien/search"
)

var (
	// ErrNone is returned by Look where this version of the program has no index yet.
	ErrNone = errors.New("search: there is no index")

	// ErrDamaged is returned by Look for an index that cannot be read.
	ErrDamaged = errors.New("search: the index is damaged")

	errLooking = errors.New("search: the index was opened to be read")
)

// Look opens the index in dir to be read and leaves every file as it is; Put, Remove and
// Rebuild fail. It fails with ErrNone, ErrDamaged, or search.ErrBusy while an Engine owns dir.
func Look(dir string, lexicon *search.Lexicon) (*Engine, error) {
	if _, err := os.Stat(filepath.Join(dir, ownerFile)); errors.Is(err, os.ErrNotExist) {
		return nil, ErrNone
	}
	o, err := lock(dir, seenBolt())
	switch {
	case isDamaged(err):
		return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
	case err != nil:
		return nil, err
	case o.state.Schema != schema || o.state.Folder == "":
		return nil, errors.Join(ErrNone, o.close())
	}
	e := &Engine{owner: o, lexicon: lexicon, filled: o.state.Filled, looking: true}
	seen := settings()
	seen["read_only"] = true
	if e.gen, err = openGeneration(o.path(o.state.Folder), seen); err != nil {
		return nil, errors.Join(ErrDamaged, err, o.close())
	}
	return e, nil
}
