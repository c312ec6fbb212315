package api

import (
	"github.com/chophien/chophien/models/catalog"
	"github.com/chophien/chophien/models/clock"
)

// certificateOut is a paper as everybody may see it.
type certificateOut struct {
	Kind     catalog.CertificateKind `json:"kind"`
	Number   string                  `json:"number"`
	Issuer   string                  `json:"issuer"`
	Stars    int                     `json:"stars"`
	IssuedOn clock.Date              `json:"issued_on"`
	LastDay  clock.Date              `json:"last_day" doc:"the last day on which it surely holds"`
}

func certificateOf(c catalog.Certificate) certificateOut {
	return certificateOut{c.Kind, c.Number, c.Issuer, c.Stars, c.IssuedOn, c.LastDay}
}
