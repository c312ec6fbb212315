package seller

import (
	"context"
	"strings"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/fault"
)

// Membership is that a person may act for a seller.
type Membership struct {
	ID        string `gorm:"primaryKey"`
	SellerID  string
	PersonID  string
	Rights    actor.Rights `gorm:"<-:create"`
	AddedBy   string
	CreatedAt clock.Instant
	RemovedAt clock.Instant `gorm:"<-:create"`
}

// TableName implements gorm's Tabler.
func (Membership) TableName() string { return "seller_members" }

// Member makes the actor that person is for a seller; the caller sets its channel. Who is
// not a member finds nothing: "seller.unknown".
func Member(ctx context.Context, q *gorm.DB, sellerID, personID string) (actor.Member, error) {
	m, err := membership(ctx, q, sellerID, personID)
	if err != nil {
		return actor.Member{}, err
	}
	return actor.Member{PersonID: m.PersonID, SellerID: m.SellerID, Rights: m.Rights}, nil
}

func membership(ctx context.Context, q *gorm.DB, sellerID, personID string) (m Membership, err error) {
	res := q.WithContext(ctx).Where("seller_id = ? AND person_id = ? AND removed_at = 0", sellerID, personID).Limit(1).Find(&m)
	if res.Error == nil && (res.RowsAffected == 0 || personID == "") {
		return m, fault.New(fault.NotFound, "seller.unknown")
	}
	return m, res.Error
}

// MustHold reads the rights of by again from the table and refuses who lacks one: with
// fault.Forbidden and "right." and the right, or "assist.own" where a helper presses, whose
// it is not whatever the member holds. Who is no member any more is "seller.unknown".
func MustHold(ctx context.Context, q *gorm.DB, by actor.Member, right actor.Right) error {
	m, err := membership(ctx, q, by.SellerID, by.PersonID)
	if err == nil && by.HelperID != "" && !m.Rights.ForHelper().Has(right) {
		return fault.New(fault.Forbidden, "assist.own")
	}
	if err == nil && !m.Rights.Has(right) {
		err = fault.New(fault.Forbidden, "right."+string(right))
	}
	return err
}

// Stall is a seller that a person may act for.
type Stall struct {
	SellerID string
	Slug     string
	Name     string
	Kind     Kind
	State    State
	Sample   bool
	Rights   actor.Rights
}

// MembershipsOf lists the sellers that a person may act for, by name.
func MembershipsOf(ctx context.Context, q *gorm.DB, personID string) ([]Stall, error) {
	var rows []Stall
	err := q.WithContext(ctx).Raw(`SELECT s.id AS seller_id, s.slug, s.name, s.kind, s.state, s.sample, m.rights
		FROM seller_members m JOIN sellers s ON s.id = m.seller_id
		WHERE m.person_id = ? AND m.removed_at = 0 ORDER BY s.name, s.id`, personID).Scan(&rows).Error
	return rows, err
}

// Members lists who may act for a seller, first come first. Their names are account's.
func Members(ctx context.Context, q *gorm.DB, sellerID string) ([]Membership, error) {
	var rows []Membership
	err := q.WithContext(ctx).Where("seller_id = ? AND removed_at = 0", sellerID).Order("created_at, id").Find(&rows).Error
	return rows, err
}

// AddMember lets a person act for the seller with rights. It refuses with
// "right.edit_members" without that right, "member.rights" for a right that the giver does
// not hold or that does not exist, and "member.already".
func AddMember(ctx context.Context, tx *gorm.DB, sellerID, personID string, rights actor.Rights, by actor.Actor, now clock.Instant) error {
	if err := mayEditMembers(ctx, tx, sellerID, rights, by); err != nil {
		return err
	}
	return join(ctx, tx, sellerID, personID, rights, by, now)
}

func join(ctx context.Context, tx *gorm.DB, sellerID, personID string, rights actor.Rights, by actor.Actor, now clock.Instant) error {
	var already, known int64
	if err := tx.WithContext(ctx).Table("people").Where("id = ?", personID).Count(&known).Error; err != nil {
		return err
	}
	if known == 0 {
		return fault.New(fault.NotFound, "person.unknown").On("person_id")
	}
	err := tx.WithContext(ctx).Table("seller_members").
		Where("seller_id = ? AND person_id = ? AND removed_at = 0", sellerID, personID).Count(&already).Error
	if err != nil {
		return err
	}
	if already > 0 {
		return fault.New(fault.Conflict, "member.already").On("person_id")
	}
	err = tx.WithContext(ctx).Create(&Membership{
		ID: db.NewID(), SellerID: sellerID, PersonID: personID, Rights: actor.NewRights(rights.List()...),
		AddedBy: by.Stamp().ID, CreatedAt: now,
	}).Error
	if err != nil {
		return err
	}
	return told(ctx, tx, "member.add", sellerID, personID, by, now)
}

// ChangeRights replaces what a member may do. It refuses like AddMember, and with
// "member.last_editor" when nobody could change the members any more.
func ChangeRights(ctx context.Context, tx *gorm.DB, sellerID, personID string, rights actor.Rights, by actor.Actor, now clock.Instant) error {
	if err := mayEditMembers(ctx, tx, sellerID, rights, by); err != nil {
		return err
	}
	m, err := membership(ctx, tx, sellerID, personID)
	if err != nil {
		return err
	}
	return change(ctx, tx, m, map[string]any{"rights": actor.NewRights(rights.List()...)}, "member.change", by, now)
}

// RemoveMember ends what a person may do for the seller. It refuses like ChangeRights.
func RemoveMember(ctx context.Context, tx *gorm.DB, sellerID, personID string, by actor.Actor, now clock.Instant) error {
	if err := mayEditMembers(ctx, tx, sellerID, "", by); err != nil {
		return err
	}
	m, err := membership(ctx, tx, sellerID, personID)
	if err != nil {
		return err
	}
	return change(ctx, tx, m, map[string]any{"removed_at": now}, "member.remove", by, now)
}

func change(ctx context.Context, tx *gorm.DB, m Membership, to map[string]any, verb string, by actor.Actor, now clock.Instant) error {
	// The seller's row first: two editors who remove each other then come one after the other.
	if err := hold(ctx, tx, m.SellerID); err != nil {
		return err
	}
	res := tx.WithContext(ctx).Table("seller_members").
		Where("id = ? AND rights = ? AND removed_at = 0", m.ID, m.Rights).Updates(to)
	if res.Error != nil {
		return res.Error
	}
	if res.RowsAffected == 0 {
		return fault.New(fault.Conflict, "member.moved")
	}
	left, err := Members(ctx, tx, m.SellerID)
	if err != nil {
		return err
	}
	for _, l := range left {
		if l.Rights.Has(actor.EditMembers) {
			return told(ctx, tx, verb, m.SellerID, m.PersonID, by, now)
		}
	}
	return fault.New(fault.Conflict, "member.last_editor")
}

// mayEditMembers reads the giver's rights again from the table: a member whose right was
// just taken away is still signed in.
func mayEditMembers(ctx context.Context, q *gorm.DB, sellerID string, given actor.Rights, by actor.Actor) error {
	if len(given.List()) != len(words(given)) {
		return fault.New(fault.Invalid, "member.rights").On("rights")
	}
	switch who := by.(type) {
	case actor.Admin, actor.System:
		_, err := Find(ctx, q, sellerID)
		return err
	case actor.Member:
		if who.SellerID != sellerID {
			return fault.New(fault.NotFound, "seller.unknown")
		}
		if who.HelperID != "" {
			return fault.New(fault.Forbidden, "assist.own")
		}
		now, err := membership(ctx, q, sellerID, who.PersonID)
		if err != nil {
			return err
		}
		if !now.Rights.Has(actor.EditMembers) {
			return fault.New(fault.Forbidden, "right.edit_members")
		}
		for _, r := range given.List() {
			if !now.Rights.Has(r) {
				return fault.New(fault.Forbidden, "member.rights").On("rights")
			}
		}
		return nil
	}
	return fault.New(fault.NotFound, "seller.unknown")
}

func words(rs actor.Rights) []string { return strings.Fields(string(rs)) }
