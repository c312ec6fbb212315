package requirement

import (
	"context"
	"slices"

	"golang.org/x/text/unicode/norm"
	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/crypt"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/vntext"
)

// Paper is what a seller hands in; which fields count, the kind says. FileIDs are pictures
// and scans that media has taken in: of a card as identity, of all else as certificate.
type Paper struct {
	Number     string     `json:"number,omitempty" form:"number"`           // of the paper, or the tax code
	ValidUntil clock.Date `json:"valid_until,omitempty" form:"valid_until"` // its last day
	Exemption  Exemption  `json:"exemption,omitempty" form:"exemption"`     // instead of a food-safety paper
	FileIDs    []string   `json:"file_ids,omitempty" form:"-"`
}

// What can be handed in.
const (
	maxNumber = 40
	maxReason = 300
	MaxFiles  = 4 // of one requirement, at one time
)

// clean drops what the kind does not use and refuses what it lacks.
func (in *Paper) clean(k Kind, today clock.Date) error {
	var l fault.List
	was := *in
	*in = Paper{FileIDs: was.FileIDs}
	refuse := func(bad bool, key, field string) {
		if bad {
			l.Add(fault.New(fault.Invalid, key).On(field))
		}
	}
	number := func() {
		clean, refused := vntext.Input(norm.NFC.String(was.Number), maxNumber, false)
		if refused != "" {
			l.Add(fault.New(fault.Invalid, refused).On("number").With("most", maxNumber))
		}
		in.Number = clean
	}
	until := func() {
		if in.ValidUntil = was.ValidUntil; in.ValidUntil == "" {
			return
		}
		_, err := clock.ParseDate(string(in.ValidUntil))
		refuse(err != nil, "date.syntax", "valid_until")
		refuse(err == nil && in.ValidUntil < today, "requirement.over", "valid_until")
	}
	switch k {
	case Identity:
		refuse(len(in.FileIDs) == 0, "requirement.file", "file_ids")
	case TaxCode:
		number()
		in.Number = digitsOf(in.Number)
		refuse(!isTaxCode(in.Number), "requirement.tax_code", "number")
	case Licence:
		number()
		refuse(in.Number == "", "requirement.number", "number")
		refuse(len(in.FileIDs) == 0, "requirement.file", "file_ids")
	case FoodSafety:
		if in.Exemption = was.Exemption; in.Exemption != "" {
			refuse(!slices.Contains(Exemptions, in.Exemption), "requirement.exemption", "exemption")
			break
		}
		number()
		until()
		refuse(in.Number == "", "requirement.number", "number")
		refuse(len(in.FileIDs) == 0, "requirement.file", "file_ids")
	default:
		return fault.New(fault.Conflict, "requirement.by_itself")
	}
	refuse(len(in.FileIDs) > MaxFiles, "requirement.files", "file_ids")
	return l.Err()
}

// HandIn gives a requirement to an officer to be compared. The caller has decided who may,
// and gives the files their place. It refuses beside the fields what the kind lacks,
// "requirement.by_itself" what nobody hands in, and as move does.
func HandIn(ctx context.Context, tx *gorm.DB, keys *crypt.Keyring, r *Requirement, in *Paper, by actor.Actor, now clock.Instant) error {
	if err := in.clean(r.Kind, now.Date()); err != nil {
		return err
	}
	return move(ctx, tx, r, Handed, in.columns(keys, r.Kind, map[string]any{"handed_by": by.Stamp().ID, "handed_at": now, "method": ""}), "", by, now)
}

// columns writes what was typed; a picture of a card has no number until an officer reads it.
func (in *Paper) columns(keys *crypt.Keyring, k Kind, set map[string]any) map[string]any {
	set["number_sealed"], set["number_last4"] = keys.Seal(numberPurpose, in.Number), last4(in.Number)
	set["exemption"], set["valid_until"] = in.Exemption, in.ValidUntil
	return set
}

func last4(s string) string {
	r := []rune(s)
	return string(r[max(0, len(r)-4):])
}

// digitsOf drops what people put between the digits of a number.
func digitsOf(s string) string {
	out := make([]rune, 0, len(s))
	for _, r := range s {
		if r != ' ' && r != '-' && r != '.' {
			out = append(out, r)
		}
	}
	return string(out)
}

// isTaxCode: the number of a citizen's card (12 digits, an individual's tax code since 1
// July 2025), a tax code of an organisation (10), or of its branch (13).
func isTaxCode(s string) bool {
	if len(s) != 10 && len(s) != 12 && len(s) != 13 {
		return false
	}
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}
