package payments

import (
	"fmt"
	"regexp"
	"slices"

	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/money"
)

// Registry is the gateways and bank notice sources that an operator has switched on. It is
// made once at start and only read afterwards.
type Registry struct {
	gateways []Gateway
	notices  []Listener
}

var codeRule = regexp.MustCompile(`^[a-z][a-z0-9_]{1,19}$`)

// NewRegistry keeps gateways in the order in which a buyer sees them, and the sources of
// bank notices. It refuses codes that are malformed, given twice, or "bank", which is a
// part of the notice sources' addresses, and a second gateway for the door.
func NewRegistry(gateways []Gateway, notices []Listener) (*Registry, error) {
	seen := map[string]bool{"bank": true}
	check := func(code string) error {
		if !codeRule.MatchString(code) {
			return fmt.Errorf("payments: %q cannot be the code of a gateway", code)
		}
		if seen[code] {
			return fmt.Errorf("payments: the code %q is given twice or reserved", code)
		}
		seen[code] = true
		return nil
	}
	for _, g := range gateways {
		if err := check(g.Code()); err != nil {
			return nil, err
		}
	}
	for _, n := range notices {
		if err := check(n.Code()); err != nil {
			return nil, err
		}
	}
	doors := 0
	for _, g := range gateways {
		if g.Capabilities().Door {
			doors++
		}
	}
	if doors > 1 {
		return nil, fmt.Errorf("payments: %d gateways take money at the door, one is enough", doors)
	}
	return &Registry{gateways: slices.Clone(gateways), notices: slices.Clone(notices)}, nil
}

// All are the gateways in the order in which a buyer sees them.
func (r *Registry) All() []Gateway { return slices.Clone(r.gateways) }

// Offer are the gateways that take amount at once, in order. Door is not among them.
func (r *Registry) Offer(amount money.VND) []Gateway {
	var offer []Gateway
	for _, g := range r.gateways {
		if c := g.Capabilities(); !c.Door && c.Accepts(amount) == nil {
			offer = append(offer, g)
		}
	}
	return offer
}

// Door is the gateway that takes money at the door, if the operator has switched one on.
func (r *Registry) Door() (g Gateway, on bool) {
	for _, g := range r.gateways {
		if g.Capabilities().Door {
			return g, true
		}
	}
	return nil, false
}

// Gateway finds a gateway. It refuses with payments.gateway_unknown.
func (r *Registry) Gateway(code string) (Gateway, error) {
	for _, g := range r.gateways {
		if g.Code() == code {
			return g, nil
		}
	}
	return nil, fault.New(fault.NotFound, "payments.gateway_unknown").On("gateway")
}

// Webhook finds the gateway that listens on /webhooks/{code}. It refuses with
// payments.gateway_unknown, also for a gateway that never calls.
func (r *Registry) Webhook(code string) (Listener, error) {
	g, err := r.Gateway(code)
	if err != nil {
		return nil, err
	}
	if l, ok := g.(Listener); ok {
		return l, nil
	}
	return nil, fault.New(fault.NotFound, "payments.gateway_unknown")
}

// Notice finds the source of bank notices that listens on /webhooks/bank/{code}. It refuses
// with payments.notice_unknown.
func (r *Registry) Notice(code string) (Listener, error) {
	for _, n := range r.notices {
		if n.Code() == code {
			return n, nil
		}
	}
	return nil, fault.New(fault.NotFound, "payments.notice_unknown")
}

// Notices are the sources of bank notices.
func (r *Registry) Notices() []Listener { return slices.Clone(r.notices) }

// FormActions are the origins that forms may be sent on to, for the Content-Security-Policy:
// a POST of ours that redirects to a gateway is blocked otherwise.
func (r *Registry) FormActions() []string {
	var origins []string
	for _, g := range r.gateways {
		origins = append(origins, g.Capabilities().FormActions...)
	}
	slices.Sort(origins)
	return slices.Compact(origins)
}
