package catalog

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/fault"
)

// Product is what is offered and what is stated of it. SellerID is empty for a catalogue
// entry that nobody has claimed. Stated stars are what a source says: only a certificate
// shows a badge.
type Product struct {
	ID              string `gorm:"primaryKey"`
	Slug            string
	SellerID        string `gorm:"default:null;<-:create"`
	Class           Class
	Kind            string
	OCOPGroup       int    `gorm:"column:ocop_group"`
	NameVI          string `gorm:"column:name_vi"`
	NameEN          string `gorm:"column:name_en"`
	DescriptionVI   string `gorm:"column:description_vi"`
	DescriptionEN   string `gorm:"column:description_en"`
	Scheme          string `gorm:"default:null"`
	WardCode        string `gorm:"default:null"`
	LegacyScheme    string `gorm:"default:null"`
	LegacyCode      string `gorm:"default:null"`
	OriginText      string
	Season          Months
	ShelfLifeDays   int    // 0 for not stated
	StorageVI       string `gorm:"column:storage_vi"`
	IngredientsVI   string `gorm:"column:ingredients_vi"`
	UsageVI         string `gorm:"column:usage_vi"`
	WarningsVI      string `gorm:"column:warnings_vi"`
	DeclarationType string // "", self, standard, registration
	DeclarationNo   string
	DeclarationOn   clock.Date
	ProducerName    string
	ProducerAddress string
	Evidence        string // certified, ocop-stated, ocop-plan, specialty or empty
	StatedStars     int
	RecognisedYear  int
	DecisionNo      string
	SourceURL       string `gorm:"column:source_url"`
	TaxClass        string
	Sample          bool          `gorm:"<-:create"`
	State           State         `gorm:"<-:create"` // move alone writes it later
	Version         int64         `gorm:"<-:create"`
	ImportID        string        `gorm:"<-:create"`
	EntryKey        string        `gorm:"<-:create"`
	EntryHash       string        `gorm:"<-:create"`
	ClientID        string        `gorm:"<-:create"` // of the phone that made it; unique for its seller
	CreatedAt       clock.Instant `gorm:"<-:create"`
	PublishedAt     clock.Instant `gorm:"<-:create"`
	BySeason        bool          `gorm:"<-:create"` // the calendar puts it to sleep and wakes it
	Asleep          bool          `gorm:"<-:create"` // seen and found, and not to be bought
	WakesOn         clock.Date    `gorm:"<-:create"` // "" when it sleeps until its seller wakes it
}

// Name is the product's name in a language, Vietnamese where the other is not given.
func (p Product) Name(lang string) string {
	if lang == "en" && p.NameEN != "" {
		return p.NameEN
	}
	return p.NameVI
}

// OCOP reports whether a source calls the product OCOP; it says nothing of stars.
func (p Product) OCOP() bool { return p.Evidence == "certified" || p.Evidence == "ocop-stated" }

// Find returns the product of an id, whatever its state, or fault "product.unknown".
func Find(ctx context.Context, q *gorm.DB, id string) (*Product, error) {
	var p Product
	res := q.WithContext(ctx).Where("id = ?", id).Limit(1).Find(&p)
	if res.Error == nil && res.RowsAffected == 0 {
		return nil, fault.New(fault.NotFound, "product.unknown")
	}
	return &p, res.Error
}
