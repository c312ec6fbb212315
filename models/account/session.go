package account

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"

	"golang.org/x/text/unicode/norm"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/vntext"
)

// Kind is what a session is for.
type Kind string

// The kinds of session.
const (
	Guest  Kind = "guest"  // a phone is proved, nobody is signed in; carried by cookie or header
	Cookie Kind = "cookie" // a person in a browser
	Bearer Kind = "bearer" // a person's token for the API
)

// life is how long a session lives: idle from its last use, absolute from its start.
type life struct{ idle, absolute time.Duration }

var lives = map[Kind]life{
	Guest:  {24 * time.Hour, 7 * 24 * time.Hour},
	Cookie: {30 * 24 * time.Hour, 180 * 24 * time.Hour},
	Bearer: {90 * 24 * time.Hour, 365 * 24 * time.Hour},
}

// PINFresh is how long a browser session of an officer or admin keeps the powers that
// its PIN unlocked. Tokens for the API keep them, nobody sits there to type.
const PINFresh = 24 * time.Hour

// Identity is who holds a token.
type Identity struct {
	SessionID  string
	Kind       Kind
	Label      string
	PhoneID    string
	PersonID   string // empty: a guest
	Name       string
	Locale     string
	HasPIN     bool
	Roles      []Role        `gorm:"-"`
	Helped     Helped        `gorm:"-"` // for whom a helper works in this session, see Helps
	ProvedAt   clock.Instant // when a code proved the phone
	PINAt      clock.Instant `gorm:"column:pin_at"` // when the PIN proved the person, zero if not
	LastSeenAt clock.Instant // to the minute
	ExpiresAt  clock.Instant // whatever happens
	CreatedAt  clock.Instant
}

// SignedIn is a new session. The token is shown here once and stored nowhere.
type SignedIn struct {
	Token    string
	Identity Identity
}

// Strong reports whether the PIN proved the person in this session, recently enough for
// the powers of a role.
func (i Identity) Strong(now clock.Instant) bool {
	if i.Kind == Bearer {
		return !i.PINAt.IsZero()
	}
	return fresh(i.PINAt, now, PINFresh)
}

// alive reports whether the session is within both of its times.
func (i Identity) alive(now clock.Instant) bool {
	return now < i.ExpiresAt && now.Sub(i.LastSeenAt) < lives[i.Kind].idle
}

// session is a row of sessions.
type session struct {
	ID         string
	TokenHash  string        `gorm:"<-:create"`
	PhoneID    string        `gorm:"<-:create"`
	PersonID   *string       `gorm:"<-:create"` // NULL for a guest
	Kind       Kind          `gorm:"<-:create"`
	Label      string        `gorm:"<-:create"`
	ProvedAt   clock.Instant `gorm:"<-:create"`
	PINAt      clock.Instant `gorm:"column:pin_at;<-:create"`
	LastSeenAt clock.Instant `gorm:"<-:create"`
	ExpiresAt  clock.Instant `gorm:"<-:create"`
	CreatedAt  clock.Instant `gorm:"<-:create"`
}

// TableName is sessions.
func (session) TableName() string { return "sessions" }

// start writes s as a new session under a new token. An ExpiresAt that is set is kept: a
// token that follows another does not live longer.
func (a *Accounts) start(ctx context.Context, tx *gorm.DB, s session) (SignedIn, error) {
	token, now := newToken(), a.Now()
	s.ID, s.TokenHash, s.CreatedAt, s.LastSeenAt = db.NewID(), hashToken(token), now, now
	if s.ExpiresAt.IsZero() {
		s.ExpiresAt = now.Add(lives[s.Kind].absolute)
	}
	if err := tx.WithContext(ctx).Create(&s).Error; err != nil {
		return SignedIn{}, fmt.Errorf("account: session: %w", err)
	}
	who, ok, err := a.identify(ctx, tx, s.TokenHash)
	if err == nil && !ok {
		err = fault.New(fault.NotFound, "person.unknown") // erased a moment ago
	}
	return SignedIn{Token: token, Identity: who}, err
}

// swap ends who's session and starts next in its place, after then has prepared it. Of
// two swaps of one session at once, the second is fault.Unauthenticated "session.unknown".
func (a *Accounts) swap(ctx context.Context, who Identity, next session, then func(tx *gorm.DB, next *session) error) (SignedIn, error) {
	var out SignedIn
	err := a.DB.Tx(ctx, func(tx *gorm.DB) error {
		s := next
		res := tx.WithContext(ctx).Table("sessions").
			Where("id = ? AND revoked_at = 0 AND expires_at > ?", who.SessionID, a.Now()).Update("revoked_at", a.Now())
		if res.Error != nil {
			return fmt.Errorf("account: session: %w", res.Error)
		}
		if res.RowsAffected == 0 {
			return unknownSession()
		}
		var err error
		if then != nil {
			if err = then(tx, &s); err != nil {
				return err
			}
		}
		out, err = a.start(ctx, tx, s)
		return err
	})
	a.cache.clear()
	if err != nil {
		return SignedIn{}, err
	}
	a.log().InfoContext(ctx, "session started", "session", out.Identity.SessionID, "person", out.Identity.PersonID,
		"kind", string(out.Identity.Kind), "pin", !out.Identity.PINAt.IsZero())
	return out, nil
}

// again is who's session once more, for a new token of the same person.
func again(who Identity) session {
	return session{
		PhoneID: who.PhoneID, PersonID: &who.PersonID, Kind: who.Kind, Label: who.Label,
		ProvedAt: who.ProvedAt, PINAt: who.PINAt, ExpiresAt: who.ExpiresAt,
	}
}

func unknownSession() *fault.Fault { return fault.New(fault.Unauthenticated, "session.unknown") }

// cleanLabel is a short name of a session.
func cleanLabel(typed string) (string, error) {
	label, refused := vntext.Input(norm.NFC.String(typed), 60, false)
	if refused != "" {
		return "", fault.New(fault.Invalid, refused).On("label").With("most", 60)
	}
	return label, nil
}
