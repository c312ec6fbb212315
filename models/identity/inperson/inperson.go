// Package inperson keeps a check in person from passing before two different people have
// seen the document: a helper with the person beside them, and an officer.
package inperson

import (
	"context"
	"time"

	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/identity"
)

// Provider is people. It calls nobody.
type Provider struct{}

// Code implements identity.Provider.
func (Provider) Code() string { return "in_person" }

// Method implements identity.Provider.
func (Provider) Method() string { return "in_person" }

// Electronic implements identity.Provider.
func (Provider) Electronic() bool { return false }

// Life implements identity.Provider: so long after the helper the officer may come.
func (Provider) Life() time.Duration { return 30 * 24 * time.Hour }

// Start asks nothing of the person but to show the document.
func (Provider) Start(_ context.Context, s identity.Subject) (identity.Next, error) {
	return identity.Next{Tx: s.Reference}, nil
}

// Result is what the officer read, once both have seen the same document. It refuses with
// "identity.helper_first" before a helper has, and with "identity.last4" on the number when
// the two read different ones.
func (Provider) Result(_ context.Context, t identity.Transaction) (identity.Result, error) {
	seen := map[identity.Role]identity.Sighting{}
	for _, s := range t.Seen {
		seen[s.Role] = s
	}
	helper, one := seen[identity.ByHelper]
	officer, two := seen[identity.ByOfficer]
	switch {
	case !one || !helper.Present:
		return identity.Result{}, fault.New(fault.Conflict, "identity.helper_first").On("method")
	case !two || t.Read == nil:
		return identity.Result{}, identity.ErrPending
	case helper.PersonID == officer.PersonID:
		return identity.Result{}, fault.New(fault.Conflict, "identity.two_people").On("method")
	case helper.Last4 != officer.Last4:
		return identity.Result{}, fault.New(fault.Conflict, "identity.last4").On("reference")
	}
	return *t.Read, nil
}
