package contract

import (
	"testing"

	"github.com/chophien/chophien/search"
)

// Run tests the engines that open makes: each is empty, and closed by open's own cleanup.
func Run(t *testing.T, open func(t *testing.T) search.Engine) {
	filled := open(t)
	if err := filled.Rebuild(t.Context(), All(Market(t))); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name string
		test func(*testing.T, search.Engine)
	}{
		{"Relevance", relevance},
	} {
		t.Run(c.name, func(t *testing.T) { c.test(t, filled) })
	}
}
