package account

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"gorm.io/gorm"

	"golang.org/x/text/unicode/norm"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/vntext"
)

// MostPeople is how many people may share one phone.
const MostPeople = 12

// person is a row of people.
type person struct {
	ID             string
	PhoneID        string        `gorm:"<-:create"`
	Name           string        `gorm:"<-:create"`
	Locale         string        `gorm:"<-:create"`
	State          string        `gorm:"<-:create"`
	PINHash        string        `gorm:"column:pin_hash;<-:create"`
	PINTries       int           `gorm:"column:pin_tries;<-:create"`
	PINLocks       int           `gorm:"column:pin_locks;<-:create"`
	PINLockedUntil clock.Instant `gorm:"column:pin_locked_until;<-:create"`
	PINResetAt     clock.Instant `gorm:"column:pin_reset_at;<-:create"`
	CreatedAt      clock.Instant `gorm:"<-:create"`
}

// TableName is people.
func (person) TableName() string { return "people" }

const active = "active"

// PersonCard is what others of the same phone, and rooms that write a name beside an id,
// get to know of a person.
type PersonCard struct {
	ID      string
	PhoneID string
	Name    string
	Locale  string
	HasPIN  bool
}

const selectCards = `SELECT p.id, p.phone_id, p.name, p.locale, p.pin_hash <> '' AS has_pin FROM people p `

// People lists the people of a phone, the first one first.
func People(ctx context.Context, q *gorm.DB, phoneID string) ([]PersonCard, error) {
	return cards(ctx, q, "WHERE p.phone_id = ? AND p.state = 'active' ORDER BY p.created_at, p.id", phoneID)
}

// Person finds one person who was not erased; fault.NotFound "person.unknown" otherwise.
func Person(ctx context.Context, q *gorm.DB, personID string) (PersonCard, error) {
	found, err := cards(ctx, q, "WHERE p.id = ? AND p.state = 'active'", personID)
	if err == nil && len(found) == 0 {
		err = fault.New(fault.NotFound, "person.unknown")
	}
	if err != nil {
		return PersonCard{}, err
	}
	return found[0], nil
}

// Names tells the names of people in one statement; the erased have none.
func Names(ctx context.Context, q *gorm.DB, personIDs []string) (map[string]string, error) {
	found, err := cards(ctx, q, "WHERE p.id IN ? AND p.state = 'active'", personIDs)
	names := make(map[string]string, len(found))
	for _, p := range found {
		names[p.ID] = p.Name
	}
	return names, err
}

func cards(ctx context.Context, q *gorm.DB, where string, args ...any) ([]PersonCard, error) {
	var out []PersonCard
	if err := q.WithContext(ctx).Raw(selectCards+where, args...).Scan(&out).Error; err != nil {
		return nil, fmt.Errorf("account: people: %w", err)
	}
	return out, nil
}

// FindPerson finds somebody by number and name, both of which the asker must know. Case
// and marks of the name count only where two of the phone are called alike without them.
// Unknown number and unknown name are one and the same fault.NotFound "person.unknown",
// so that it lists nobody's family.
func (a *Accounts) FindPerson(ctx context.Context, q *gorm.DB, typedPhone, name string) (PersonCard, error) {
	number, err := NormalPhone(typedPhone)
	if err != nil {
		return PersonCard{}, err
	}
	found, err := cards(ctx, q, `JOIN phones ph ON ph.id = p.phone_id
		WHERE ph.blind = ? AND p.state = 'active' ORDER BY p.created_at, p.id`, a.Keys.Blind(sealedNumber, number))
	if err != nil {
		return PersonCard{}, err
	}
	var alike []PersonCard
	for _, p := range found {
		if sameName(p.Name, name) {
			return p, nil
		}
		if vntext.Fold(p.Name) == vntext.Fold(name) {
			alike = append(alike, p)
		}
	}
	if len(alike) != 1 {
		return PersonCard{}, fault.New(fault.NotFound, "person.unknown").On("name")
	}
	return alike[0], nil
}

// sameName reports whether two names are written alike but for case.
func sameName(a, b string) bool {
	return strings.EqualFold(norm.NFC.String(a), norm.NFC.String(strings.TrimSpace(b)))
}

// cleanName judges a person's name: "person.name" when it is empty or has no letter,
// else the keys of vntext.Input.
func cleanName(typed string) (string, error) {
	name, refused := vntext.Input(norm.NFC.String(typed), 60, false)
	if refused == "" && vntext.Fold(name) == "" {
		refused = "person.name"
	}
	if refused != "" {
		return "", fault.New(fault.Invalid, refused).On("name").With("most", 60)
	}
	return name, nil
}

// NameOf is a person's name as it is kept, for a page that asks it before the rest. It refuses
// "person.name" on "name" where it is empty or has no letter, else the keys of vntext.Input.
func NameOf(typed string) (string, error) { return cleanName(typed) }

// cleanLocale is one of the two languages, Vietnamese where it is neither.
func cleanLocale(tag string) string {
	if tag == "en" {
		return tag
	}
	return "vi"
}

// addPerson adds a person to a phone; "person.many" when the phone has MostPeople.
func (a *Accounts) addPerson(ctx context.Context, tx *gorm.DB, phoneID, name, locale string) (person, error) {
	row := person{
		ID: db.NewID(), PhoneID: phoneID, Name: name, Locale: cleanLocale(locale), State: active, CreatedAt: a.Now(),
	}
	// The count may be passed by two requests at once, and then it is one more: a bound
	// against filling the table, not a promise.
	var n int64
	err := tx.WithContext(ctx).Raw("SELECT count(*) FROM people WHERE phone_id = ? AND state = 'active'", phoneID).Scan(&n).Error
	if err == nil && n >= MostPeople {
		return row, fault.New(fault.Conflict, "person.many").On("name").With("most", MostPeople)
	}
	if err == nil {
		err = tx.WithContext(ctx).Create(&row).Error
	}
	if err != nil {
		return row, fmt.Errorf("account: add person: %w", err)
	}
	return row, nil
}

// takePerson reads a person's row; fault.NotFound "person.unknown" when there is none or
// the person was erased.
func takePerson(ctx context.Context, q *gorm.DB, personID string) (person, error) {
	var row person
	err := q.WithContext(ctx).Where("id = ? AND state = 'active'", personID).Take(&row).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return row, fault.New(fault.NotFound, "person.unknown")
	}
	if err != nil {
		return row, fmt.Errorf("account: person: %w", err)
	}
	return row, nil
}
