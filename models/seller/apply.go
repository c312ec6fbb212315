package seller

import (
	"context"
	"slices"
	"strings"
	"unicode"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/crypt"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/fault"
)

// NewSeller is what somebody says who wants to sell. OwnerID and PhoneID come from the
// session, Sample from the demo alone: none of the three is an input field.
type NewSeller struct {
	Name       string     `json:"name" form:"name"`
	Kind       Kind       `json:"kind" form:"kind"`
	AboutVI    string     `json:"about_vi" form:"about_vi"`
	AboutEN    string     `json:"about_en" form:"about_en"`
	Scheme     string     `json:"scheme" form:"scheme"`
	WardCode   string     `json:"ward_code" form:"ward_code"`
	BusinessNo string     `json:"business_no" form:"business_no"`
	Residency  Residency  `json:"tax_residency" form:"tax_residency"`
	Pickup     Pickup     `json:"pickup" form:"pickup"`
	OwnerID    string     `json:"-" form:"-"` // the person who becomes the first member
	PhoneID    string     `json:"-" form:"-"`
	Sample     bool       `json:"-" form:"-"`
	Since      clock.Date `json:"-" form:"-"` // today when empty
}

// Apply opens a stall in state applied, with its owner as the first member holding every
// right. A buyer applies for themself, a helper, an officer or the desk for the person
// named in OwnerID. It does not sell before one who keeps it agrees that it is shown (Unshown).
// It refuses with a list of faults on the fields.
func Apply(ctx context.Context, tx *gorm.DB, keys *crypt.Keyring, in NewSeller, by actor.Actor, now clock.Instant) (*Seller, error) {
	switch who := by.(type) {
	case actor.Buyer:
		in.OwnerID = who.PersonID
	case actor.Helper, actor.Officer, actor.Admin, actor.System:
	default:
		return nil, fault.New(fault.Forbidden, "seller.apply")
	}
	if err := in.clean(ctx, tx); err != nil {
		return nil, err
	}
	s := Seller{
		ID: db.NewID(), Name: in.Name, Kind: in.Kind, AboutVI: in.AboutVI, AboutEN: in.AboutEN,
		Scheme: in.Scheme, WardCode: in.WardCode, Since: in.Since, State: Applied, Sample: in.Sample, ByConsent: true,
		BusinessNo: in.BusinessNo, TaxResidency: in.Residency, TaxEntity: entityOf(in.Kind),
		PhoneID: in.PhoneID, CreatedAt: now,
	}
	if s.Since == "" {
		s.Since = now.Date()
	}
	s.PickupSealed = in.Pickup.seal(keys)
	for stored := false; !stored; { // who takes the same free address at the same moment is waited for
		var err error
		if s.Slug, err = freeSlug(ctx, tx, s.Name); err != nil {
			return nil, err
		}
		res := tx.WithContext(ctx).Clauses(clause.OnConflict{Columns: []clause.Column{{Name: "slug"}}, DoNothing: true}).Create(&s)
		if res.Error != nil {
			return nil, res.Error
		}
		stored = res.RowsAffected == 1
	}
	if err := record(ctx, tx, s.ID, "", Applied, "", by, now); err != nil {
		return nil, err
	}
	if in.OwnerID != "" {
		if err := join(ctx, tx, s.ID, in.OwnerID, actor.NewRights(actor.AllRights...), by, now); err != nil {
			return nil, err
		}
	}
	return &s, nil
}

// NameOf is a stall's name as it is kept; it refuses what Apply refuses, on "name".
func NameOf(name string) (string, error) {
	var l fault.List
	cleanName(&l, &name)
	return name, l.Err()
}

func cleanName(l *fault.List, name *string) {
	tidy(l, "name", name, maxName, false)
	if !strings.ContainsFunc(*name, unicode.IsLetter) { // nobody could look for it
		l.Add(fault.New(fault.Invalid, "seller.name").On("name"))
	}
}

func (in *NewSeller) clean(ctx context.Context, q *gorm.DB) error {
	var l fault.List
	cleanName(&l, &in.Name)
	tidy(&l, "about_vi", &in.AboutVI, maxAbout, true)
	tidy(&l, "about_en", &in.AboutEN, maxAbout, true)
	tidy(&l, "business_no", &in.BusinessNo, maxCode, false)
	in.Pickup.clean(&l)
	if !slices.Contains(Kinds, in.Kind) {
		l.Add(fault.New(fault.Invalid, "seller.kind").On("kind"))
	}
	if in.Residency == "" {
		in.Residency = Resident
	}
	if in.Residency != Resident && in.Residency != NonResident {
		l.Add(fault.New(fault.Invalid, "seller.residency").On("tax_residency"))
	}
	known, err := isWard(ctx, q, in.Scheme, in.WardCode)
	if err != nil {
		return err
	}
	if !known {
		l.Add(fault.New(fault.Invalid, "place.ward").On("ward_code"))
	}
	return l.Err()
}

// isWard reports whether a ward of today has this key.
func isWard(ctx context.Context, q *gorm.DB, scheme, code string) (bool, error) {
	var n int64
	err := q.WithContext(ctx).Table("divisions").Where("scheme = ? AND code = ? AND level = 'ward'", scheme, code).Count(&n).Error
	return n == 1, err
}
