package bleve

import (
	"testing"

	"github.com/chophien/chophien/search"
	"github.com/chophien/chophien/search/contract"
)

func TestContract(t *testing.T) {
	contract.Run(t, func(t *testing.T) search.Engine { return open(t, t.TempDir()) })
}

func open(t testing.TB, dir string) *Engine {
	t.Helper()
	e, err := Open(dir, search.NewLexicon())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	})
	return e
}
