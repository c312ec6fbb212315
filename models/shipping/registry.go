package shipping

import (
	"fmt"
	"slices"

	"github.com/chophien/chophien/models/fault"
)

// Carriers are the carriers that an operator has switched on, in the order in which a
// buyer sees them.
type Carriers struct{ all []Carrier }

// NewCarriers keeps carriers. It refuses a code that is given twice.
func NewCarriers(all ...Carrier) (*Carriers, error) {
	seen := map[string]bool{}
	for _, c := range all {
		if seen[c.Code()] {
			return nil, fmt.Errorf("shipping: the code %q is given twice", c.Code())
		}
		seen[c.Code()] = true
	}
	return &Carriers{all: slices.Clone(all)}, nil
}

// All are the carriers in order.
func (cs *Carriers) All() []Carrier { return slices.Clone(cs.all) }

// Find returns a carrier. It refuses with "shipping.unknown_carrier".
func (cs *Carriers) Find(code string) (Carrier, error) {
	for _, c := range cs.all {
		if c.Code() == code {
			return c, nil
		}
	}
	return nil, fault.New(fault.Invalid, "shipping.unknown_carrier").On("carrier")
}
