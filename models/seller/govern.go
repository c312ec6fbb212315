package seller

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/fault"
)

// Governed returns a seller to whoever may judge it: the desk, or an officer of its place.
// To an officer of another place it is "seller.unknown"; others get "seller.check".
func Governed(ctx context.Context, q *gorm.DB, sellerID string, by actor.Actor) (*Seller, error) {
	return governed(ctx, q, sellerID, by)
}

func governed(ctx context.Context, q *gorm.DB, sellerID string, by actor.Actor) (*Seller, error) {
	s, err := Find(ctx, q, sellerID)
	if err != nil {
		return nil, err
	}
	return s, mayGovern(ctx, q, s, by)
}

// Apart refuses a person of the stall that they are about to judge: "seller.own".
func Apart(ctx context.Context, q *gorm.DB, sellerID string, by actor.Actor) error {
	if _, program := by.(actor.System); program {
		return nil
	}
	_, err := membership(ctx, q, sellerID, by.Stamp().ID)
	switch {
	case fault.Is(err, fault.NotFound):
		return nil
	case err == nil:
		err = fault.New(fault.Forbidden, "seller.own")
	}
	return err
}

// mayGovern lets the desk through, a schedule, and an officer in whose place the seller
// is: an empty code is the whole home province, a province holds its wards.
func mayGovern(ctx context.Context, q *gorm.DB, s *Seller, by actor.Actor) error {
	switch who := by.(type) {
	case actor.Admin, actor.System:
		return nil
	case actor.Officer:
		if who.Code == "" || who.Scheme == s.Scheme && who.Code == s.WardCode {
			return nil
		}
		var n int64
		err := q.WithContext(ctx).Table("divisions").
			Where("scheme = ? AND code = ? AND parent_code = ? AND scheme = ?", s.Scheme, s.WardCode, who.Code, who.Scheme).
			Count(&n).Error
		if err != nil || n == 1 {
			return err
		}
		return fault.New(fault.NotFound, "seller.unknown") // another place's seller is not this officer's to see
	}
	return fault.New(fault.Forbidden, "seller.check")
}
