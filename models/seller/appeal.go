package seller

import (
	"context"
	"time"

	"golang.org/x/text/unicode/norm"
	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/crypt"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/outbox"
	"github.com/chophien/chophien/models/vntext"
)

// AppealState is where an appeal stands.
type AppealState string

// The states of an appeal.
const (
	AppealOpen   AppealState = "open"
	AppealUpheld AppealState = "upheld" // the suspension stands
	AppealLifted AppealState = "lifted" // it is over
)

// Appeal is a seller's word against a suspension, once for each.
type Appeal struct {
	ID          string `gorm:"primaryKey"`
	SellerID    string
	MoveID      string
	WordsSealed string      `gorm:"<-:create"`
	PhotoID     string      `gorm:"default:null"`
	State       AppealState `gorm:"<-:create"` // moveAppeal alone writes it later
	SuspendedBy string
	FiledBy     string
	DueAt       clock.Instant
	ToldAt      clock.Instant `gorm:"<-:create"`
	DecidedBy   string        `gorm:"<-:create"`
	DecidedAt   clock.Instant `gorm:"<-:create"`
	Reason      string        `gorm:"<-:create"`
	CreatedAt   clock.Instant
}

// TableName implements gorm's Tabler.
func (Appeal) TableName() string { return "seller_appeals" }

// Cursor is where the page behind a starts.
func (a Appeal) Cursor() db.Cursor { return db.Cursor{At: a.CreatedAt, ID: a.ID} }

// appealClocks say until when an appeal is answered, by the day on which it is filed.
var appealClocks = []struct {
	From   clock.Date
	Within time.Duration
	Source string
}{
	{"2026-11-01", 5 * 24 * time.Hour, "The market's own promise; the guiding decree of Law 122/2025/QH15 may set another"},
}

// AnswerBy is when an appeal that is filed now is to be answered.
func AnswerBy(now clock.Instant) clock.Instant {
	within := appealClocks[0].Within
	for _, c := range appealClocks {
		if c.From <= now.Date() {
			within = c.Within
		}
	}
	return now.Add(within)
}

// Notes of appeals, with a state behind the first; the body is Note with AppealID.
const (
	AppealNotes       = "appeal."
	AppealOverdueNote = "appeal.overdue"
)

// AppealNote is the body of the notes of appeals.
type AppealNote struct {
	SellerID string `json:"seller_id,omitempty"`
	AppealID string `json:"appeal_id,omitempty"`
	Appeals  int64  `json:"appeals,omitempty"` // late ones that nobody was told of
}

// NewAppeal is what a seller says against a suspension. The paper is one that media has
// taken in as a certificate.
type NewAppeal struct {
	Words   string `json:"words" form:"words"`
	PaperID string `json:"paper_id,omitempty" form:"-"`
}

const (
	wordsPurpose = "seller_appeals.words"
	maxWords     = 1000
)

// File takes a seller's appeal, once for each suspension ("appeal.once"), while the stall is
// suspended ("appeal.not_suspended"). It needs the right to edit members, which is that of
// who leads the stall ("right.edit_members"), and words ("appeal.words"). The caller gives
// the paper its place.
func File(ctx context.Context, tx *gorm.DB, keys *crypt.Keyring, in NewAppeal, by actor.Member, now clock.Instant) (*Appeal, error) {
	if err := Leads(ctx, tx, by); err != nil {
		return nil, err
	}
	words, refused := vntext.Input(norm.NFC.String(in.Words), maxWords, true)
	switch {
	case refused != "":
		return nil, fault.New(fault.Invalid, refused).On("words").With("most", maxWords)
	case words == "":
		return nil, fault.New(fault.Invalid, "appeal.words").On("words")
	}
	if err := hold(ctx, tx, by.SellerID); err != nil {
		return nil, err
	}
	s, err := Find(ctx, tx, by.SellerID)
	if err != nil {
		return nil, err
	}
	if s.State != Suspended {
		return nil, fault.New(fault.Conflict, "appeal.not_suspended")
	}
	against, err := Suspension(ctx, tx, s.ID)
	if err != nil {
		return nil, err
	}
	a := Appeal{
		ID: db.NewID(), SellerID: s.ID, MoveID: against.ID, WordsSealed: keys.Seal(wordsPurpose, words), PhotoID: in.PaperID, State: AppealOpen,
		SuspendedBy: against.ActorID, FiledBy: by.PersonID, DueAt: AnswerBy(now), CreatedAt: now,
	}
	err = tx.WithContext(ctx).Create(&a).Error
	if db.IsDuplicate(err) {
		return nil, fault.New(fault.Conflict, "appeal.once")
	}
	if err != nil {
		return nil, err
	}
	return &a, recordAppeal(ctx, tx, &a, "", "", by, now)
}

// Leads refuses a member who does not lead the stall ("right.edit_members"), and a helper
// ("assist.own"): it reads the right again from the table.
func Leads(ctx context.Context, q *gorm.DB, by actor.Member) error {
	return MustHold(ctx, q, by, actor.EditMembers)
}

// Words opens what the seller wrote; "" when who wrote it was erased.
func (a Appeal) Words(keys *crypt.Keyring) (string, error) {
	return keys.Open(wordsPurpose, a.WordsSealed)
}

func recordAppeal(ctx context.Context, tx *gorm.DB, a *Appeal, from AppealState, reason string, by actor.Actor, now clock.Instant) error {
	who := by.Stamp()
	err := tx.WithContext(ctx).Table("seller_appeal_moves").Create(map[string]any{
		"id": db.NewID(), "appeal_id": a.ID, "from_state": from, "to_state": a.State, "actor_kind": who.Kind, "actor_id": who.ID,
		"on_behalf_of": who.OnBehalfOf, "channel": who.Channel, "reason": reason, "created_at": now,
	}).Error
	if err != nil {
		return err
	}
	return outbox.Add(ctx, tx, outbox.Note{Type: AppealNotes + string(a.State), Version: 1, Subject: a.SellerID, Body: AppealNote{SellerID: a.SellerID, AppealID: a.ID}})
}

// ForgetWords wipes what a person wrote in appeals.
func ForgetWords(ctx context.Context, tx *gorm.DB, personID string) error {
	return tx.WithContext(ctx).Table("seller_appeals").Where("filed_by = ?", personID).Update("words_sealed", "").Error
}
