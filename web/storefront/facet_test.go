package storefront

import (
	"fmt"
	"testing"
)

func TestAFacetFoldsWhatIsManyAndKeepsWhatIsChosenInSight(t *testing.T) {
	for n := range 30 {
		for on := range n {
			var c Facet
			for i := range n {
				c.Options = append(c.Options, FacetOption{Label: fmt.Sprint(i), On: i == on})
			}
			near, far := c.near(), c.far()
			if len(near)+len(far) != n {
				t.Fatalf("of %d stand %d open and %d folded", n, len(near), len(far))
			}
			for _, o := range far {
				if o.On {
					t.Fatalf("of %d the chosen %d is folded away", n, on)
				}
			}
		}
	}
}
