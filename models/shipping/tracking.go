package shipping

import (
	"context"
	"regexp"
	"strings"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/fault"
)

var trackingLike = regexp.MustCompile(`^[A-Z0-9][A-Z0-9./-]{4,38}[A-Z0-9]$`)

// CleanTracking is a number as somebody typed it off a receipt: upper case, no spaces. ok
// is false for what cannot be a tracking number.
func CleanTracking(typed string) (number string, ok bool) {
	number = strings.ToUpper(strings.Join(strings.Fields(typed), ""))
	return number, trackingLike.MatchString(number)
}

// SetTracking gives a parcel its number, or another one while it is not delivered. It
// refuses with "shipping.tracking" what cannot be a number, with
// "shipping.tracking_taken" one that another parcel of the carrier has, and with
// "shipping.ended" a parcel whose journey is over.
func SetTracking(ctx context.Context, tx *gorm.DB, s *Shipment, typed string) error {
	number, ok := CleanTracking(typed)
	if !ok {
		return fault.New(fault.Invalid, "shipping.tracking").On("tracking")
	}
	if number == s.TrackingNo {
		return nil
	}
	res := tx.WithContext(ctx).Table("shipments").
		Where("id = ? AND status NOT IN ?", s.ID, []Status{Arrived, CameBack, Called}).Update("tracking_no", number)
	switch {
	case db.IsDuplicate(res.Error):
		return fault.New(fault.Conflict, "shipping.tracking_taken").On("tracking")
	case res.Error != nil:
		return res.Error
	case res.RowsAffected == 0:
		return fault.New(fault.Conflict, "shipping.ended").On("tracking")
	}
	s.TrackingNo = number
	return nil
}
