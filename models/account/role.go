package account

import (
	"context"
	"errors"
	"fmt"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/audit"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/fault"
)

// RoleName is a power that the market gives to a person; what a seller lets a member do
// is a right, and lives with the seller.
type RoleName string

// The roles.
const (
	Helper  RoleName = "helper"  // of a village digital team, in a division
	Officer RoleName = "officer" // of a commune, or of the whole home province
	Admin   RoleName = "admin"   // the market's desk
)

// Role is one role as held. Scheme and Code are its division, empty for the whole home
// province.
type Role struct {
	ID        string
	PersonID  string
	Role      RoleName
	Scheme    string
	Code      string
	GrantedAt clock.Instant
}

const selectRoles = `SELECT id, person_id, role, COALESCE(scheme, '') AS scheme, COALESCE(code, '') AS code, granted_at
	FROM roles WHERE revoked_at = 0 `

// Roles lists what a person holds now, the widest division first.
func Roles(ctx context.Context, q *gorm.DB, personID string) ([]Role, error) {
	return roles(ctx, q, "AND person_id = ? ORDER BY code IS NOT NULL, granted_at, id", personID)
}

// Holders lists who holds a role now, longest first; 500 at most.
func Holders(ctx context.Context, q *gorm.DB, _ actor.Admin, role RoleName) ([]Role, error) {
	return roles(ctx, q, "AND role = ? ORDER BY granted_at, id LIMIT 500", role)
}

func roles(ctx context.Context, q *gorm.DB, where string, args ...any) ([]Role, error) {
	var out []Role
	if err := q.WithContext(ctx).Raw(selectRoles+where, args...).Scan(&out).Error; err != nil {
		return nil, fmt.Errorf("account: roles: %w", err)
	}
	return out, nil
}

// GrantRole is a role to be given; Scheme and Code name its division, both empty for the
// whole home province.
type GrantRole struct {
	PersonID string   `json:"person_id" form:"person_id"`
	Role     RoleName `json:"role" form:"role"`
	Scheme   string   `json:"scheme,omitempty" form:"scheme"`
	Code     string   `json:"code,omitempty" form:"code"`
}

// GrantRole gives a role. It refuses "role.unknown", an admin of a division with
// "role.admin_everywhere", a division that does not exist with "address.ward" on "code",
// what the person holds already with fault.Conflict "role.held", a person without a PIN
// with "role.pin_first" (or whoever shares the phone could set one, and act), and a person
// who is not there with fault.NotFound "person.unknown".
func (a *Accounts) GrantRole(ctx context.Context, by actor.Admin, in GrantRole) error {
	err := a.DB.Tx(ctx, func(tx *gorm.DB) error { return a.grant(ctx, tx, by, by.PersonID, in) })
	a.cache.clear()
	return err
}

func (a *Accounts) grant(ctx context.Context, tx *gorm.DB, by actor.Actor, byID string, in GrantRole) error {
	switch in.Role {
	case Helper, Officer, Admin:
	default:
		return fault.New(fault.Invalid, "role.unknown").On("role")
	}
	if in.Role == Admin && in.Code != "" {
		return fault.New(fault.Invalid, "role.admin_everywhere").On("code")
	}
	if (in.Scheme == "") != (in.Code == "") {
		return fault.New(fault.Invalid, "address.ward").On("code")
	}
	p, err := takePerson(ctx, tx, in.PersonID)
	if err != nil {
		return err
	}
	if p.PINHash == "" {
		return fault.New(fault.Conflict, "role.pin_first").On("person_id")
	}
	id, now := db.NewID(), a.Now()
	res := tx.WithContext(ctx).Exec(`INSERT INTO roles (id, person_id, role, scheme, code, granted_by, granted_at)
		VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
		id, in.PersonID, in.Role, orNull(in.Scheme), orNull(in.Code), byID, now)
	switch {
	case db.IsForeign(res.Error):
		return fault.New(fault.Invalid, "address.ward").On("code")
	case res.Error != nil:
		return fmt.Errorf("account: grant role: %w", res.Error)
	case res.RowsAffected == 0:
		return fault.New(fault.Conflict, "role.held").On("role")
	}
	return audit.Write(ctx, tx, audit.Entry{
		By: by.Stamp(), Verb: "role.granted", Subject: audit.Subject{Kind: "person", ID: in.PersonID},
		Detail: map[string]string{"role": string(in.Role), "scheme": in.Scheme, "code": in.Code},
	}, now)
}

// RevokeRole takes a role back; one that is not held any more is fault.NotFound
// "role.gone". The desk's last one stays, whoever else revokes at the same moment:
// fault.Conflict "role.last_admin".
func (a *Accounts) RevokeRole(ctx context.Context, by actor.Admin, roleID string) error {
	err := a.DB.Tx(ctx, func(tx *gorm.DB) error {
		var r Role
		err := tx.WithContext(ctx).Table("roles").Select("id, person_id, role").Where("id = ?", roleID).Take(&r).Error
		if errors.Is(err, gorm.ErrRecordNotFound) {
			return fault.New(fault.NotFound, "role.gone")
		}
		if err != nil {
			return fmt.Errorf("account: revoke role: %w", err)
		}
		res := tx.WithContext(ctx).Table("roles").Where("id = ? AND revoked_at = 0", roleID).
			Updates(map[string]any{"revoked_at": a.Now(), "revoked_by": by.PersonID})
		switch {
		case r.Role == Admin && db.IsCheck(res.Error): // desk_guard
			return fault.New(fault.Conflict, "role.last_admin")
		case res.Error != nil:
			return fmt.Errorf("account: revoke role: %w", res.Error)
		case res.RowsAffected == 0:
			return fault.New(fault.NotFound, "role.gone")
		}
		return audit.Write(ctx, tx, audit.Entry{
			By: by.Stamp(), Verb: "role.revoked", Subject: audit.Subject{Kind: "person", ID: r.PersonID},
			Detail: map[string]string{"role": string(r.Role)},
		}, a.Now())
	})
	a.cache.clear()
	return err
}

// orNull makes an empty reference NULL, which no foreign key looks at.
func orNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
