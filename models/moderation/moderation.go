package moderation

import (
	"time"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/crypt"
	"github.com/chophien/chophien/models/db"
)

// Moderation takes reports and settles them.
type Moderation struct {
	DB   *db.DB
	Now  clock.Clock
	Keys *crypt.Keyring
}

// AnswerWithin is how long the desk may take.
const AnswerWithin = 48 * time.Hour

// Reasons are what can be wrong with a listing.
var Reasons = []string{"wrong", "fake", "banned", "stars", "other"}

// Report is one report as the desk sees it. Words and Phone are opened for the desk only.
type Report struct {
	ID          string
	ProductID   string
	Reason      string
	WordsSealed string
	State       string `gorm:"<-:create"` // open, upheld, dismissed
	ActorKind   string
	ActorID     string
	SettledBy   string        `gorm:"<-:create"`
	SettledAt   clock.Instant `gorm:"<-:create"`
	Note        string        `gorm:"<-:create"`
	DueAt       clock.Instant
	CreatedAt   clock.Instant
}

// TableName names the table.
func (Report) TableName() string { return "listing_reports" }

// Cursor is where the page behind r starts.
func (r Report) Cursor() db.Cursor { return db.Cursor{At: r.CreatedAt, ID: r.ID} }

// Words is what the person who reported wrote, and how to reach them.
type Words struct {
	Text  string `json:"text"`
	Phone string `json:"phone"`
}
