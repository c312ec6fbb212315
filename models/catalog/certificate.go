package catalog

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/clock"
)

// CertificateKind is what sort of paper it is.
type CertificateKind string

// The kinds of certificate.
const (
	OCOP    CertificateKind = "ocop"
	VietGAP CertificateKind = "vietgap"
	Organic CertificateKind = "organic"
	HACCP   CertificateKind = "haccp"
	ISO     CertificateKind = "iso"
	GI      CertificateKind = "gi" // geographical indication: protected without an end
	Other   CertificateKind = "other"
)

// CertificateKinds lists the kinds in the order in which pages offer them.
var CertificateKinds = []CertificateKind{OCOP, VietGAP, Organic, HACCP, ISO, GI, Other}

// CertificateState is where a certificate stands.
type CertificateState string

// The states of a certificate.
const (
	Claimed   CertificateState = "claimed"   // the seller says so; shows nothing
	Verified  CertificateState = "verified"  // an officer has compared it with the paper
	Refused   CertificateState = "refused"   // an officer has said why not
	Withdrawn CertificateState = "withdrawn" // the issuer or the seller took it back
)

// CertificateStates lists the states of a certificate.
var CertificateStates = []CertificateState{Claimed, Verified, Refused, Withdrawn}

// Certificate is what a paper says of a product. LastDay is written with the verdict.
type Certificate struct {
	ID             string `gorm:"primaryKey"`
	ProductID      string
	Kind           CertificateKind
	Number         string           `gorm:"<-:create"`
	Issuer         string           `gorm:"<-:create"`
	Stars          int              `gorm:"<-:create"`
	IssuedOn       clock.Date       `gorm:"<-:create"`
	ValidUntil     clock.Date       `gorm:"<-:create"`
	RecognisedYear int              `gorm:"<-:create"`
	ScanID         string           `gorm:"default:null;<-:create"`
	State          CertificateState `gorm:"<-:create"`
	LastDay        clock.Date       `gorm:"<-:create"`
	VerifiedBy     string           `gorm:"<-:create"`
	VerifiedAt     clock.Instant    `gorm:"<-:create"`
	Reason         string           `gorm:"<-:create"`
	CreatedAt      clock.Instant
}

// forEver is the last day of what does not end.
const forEver clock.Date = "9999-12-31"

// SurelyUntil is the last day on which a paper that says so much surely holds, or "" when
// it proves no day at all.
//
// A stated end counts, the day itself included. An OCOP certificate holds 36 months from
// its signing, but when only the year of recognition is known it may have been signed on
// the first day of that year: recognised in 2023, it surely holds to 31 December 2025 and
// no further. A geographical indication has no end. Any other paper must state one.
func SurelyUntil(kind CertificateKind, validUntil clock.Date, recognisedYear int) clock.Date {
	switch {
	case validUntil != "":
		return validUntil
	case kind == GI:
		return forEver
	case kind == OCOP && recognisedYear > 0:
		return clock.Date(fmt.Sprintf("%04d-12-31", recognisedYear+2))
	}
	return ""
}

// Shown reports whether the certificate may be shown on a day: an officer has verified
// its number, its date and a scan of it, and it holds on that day, from the day of issue
// to the last day included.
func (c Certificate) Shown(on clock.Date) bool {
	return c.State == Verified && c.Number != "" && c.IssuedOn != "" && c.ScanID != "" && c.VerifiedAt > 0 &&
		c.LastDay != "" && c.IssuedOn <= on && on <= c.LastDay
}

// shownSQL is Shown in SQL, for the certificates of alias c; it takes the day twice. The
// other conditions are in the CHECK of the table.
const shownSQL = "c.state = 'verified' AND c.issued_on <= ? AND c.last_day >= ?"

// ShownStars is the OCOP rank that may be shown on a day, 0 for none.
func ShownStars(cs []Certificate, on clock.Date) int {
	stars := 0
	for _, c := range cs {
		if c.Kind == OCOP && c.Shown(on) {
			stars = max(stars, c.Stars)
		}
	}
	return stars
}

// Certificates returns the papers of a product, whatever their state, oldest first.
func Certificates(ctx context.Context, q *gorm.DB, productID string) ([]Certificate, error) {
	var rows []Certificate
	err := q.WithContext(ctx).Where("product_id = ?", productID).Order("created_at, id").Find(&rows).Error
	return rows, err
}
