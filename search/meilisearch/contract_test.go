package meilisearch

import (
	"testing"

	"github.com/chophien/chophien/search"
	"github.com/chophien/chophien/search/contract"
)

func TestContract(t *testing.T) {
	real(t)
	contract.Run(t, func(t *testing.T) search.Engine { return open(t) })
}
