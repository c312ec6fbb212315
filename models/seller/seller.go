package seller

import (
	"github.com/chophien/chophien/models/clock"
)

// Kind is what sort of seller it is.
type Kind string

// The kinds of seller.
const (
	Household        Kind = "household"
	Cooperative      Kind = "cooperative"
	CooperativeGroup Kind = "cooperative_group" // tổ hợp tác: no legal person
	Company          Kind = "company"
)

// Kinds lists the kinds in the order in which pages offer them.
var Kinds = []Kind{Household, Cooperative, CooperativeGroup, Company}

// Entity is whom the tax office sees; only an individual has tax withheld by the market.
type Entity string

// The two entities.
const (
	Individual Entity = "individual"
	Legal      Entity = "company"
)

// Residency is where a seller is at home for the tax office.
type Residency string

// The two residencies.
const (
	Resident    Residency = "resident"
	NonResident Residency = "non_resident"
)

// Seller is who sells. PickupSealed is the address where carriers collect, sealed.
type Seller struct {
	ID           string `gorm:"primaryKey"`
	Slug         string
	Name         string
	Kind         Kind
	AboutVI      string `gorm:"column:about_vi"`
	AboutEN      string `gorm:"column:about_en"`
	Scheme       string
	WardCode     string
	Since        clock.Date
	State        State `gorm:"<-:create"` // move alone writes it later
	Sample       bool  `gorm:"<-:create"`
	ByConsent    bool  `gorm:"<-:create"` // asked on the way whether it is shown; see Unshown
	BusinessNo   string
	TaxResidency Residency `gorm:"<-:create"`
	TaxEntity    Entity    `gorm:"<-:create"`
	PickupSealed string
	PhoneID      string `gorm:"default:null"`
	PhotoID      string `gorm:"default:null"`
	CreatedAt    clock.Instant
	Rest         `gorm:"embedded"`
}

// entityOf is how a kind is taxed unless an officer says otherwise: a cooperative group
// has no legal person, so its people are taxed.
func entityOf(k Kind) Entity {
	if k == Household || k == CooperativeGroup {
		return Individual
	}
	return Legal
}
