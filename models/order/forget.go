package order

import (
	"context"

	"gorm.io/gorm"
)

// Owner is whose groups are meant: a person's, and with a phone those of its guests too.
type Owner struct {
	PersonID string
	PhoneID  string
}

// Groups are the ids of the owner's groups, as a part of another question.
func (o Owner) Groups(q *gorm.DB) *gorm.DB {
	q = q.Session(&gorm.Session{NewDB: true}).Table("order_groups").Select("id")
	if o.PhoneID == "" {
		return q.Where("person_id = ?", o.PersonID)
	}
	return q.Where("person_id = ? OR (person_id IS NULL AND phone_id = ?)", o.PersonID, o.PhoneID)
}

// Unfinished counts the orders of an owner that have not come to an end.
func Unfinished(ctx context.Context, q *gorm.DB, o Owner) (int64, error) {
	var n int64
	err := q.WithContext(ctx).Table("orders").Where("group_id IN (?)", o.Groups(q)).
		Where("status NOT IN ?", []Status{Completed, Cancelled, Returned}).Count(&n).Error
	return n, err
}

// UnfinishedSales counts the orders of a seller that have not come to an end.
func UnfinishedSales(ctx context.Context, q *gorm.DB, sellerID string) (int64, error) {
	var n int64
	err := q.WithContext(ctx).Table("orders").Where("seller_id = ?", sellerID).
		Where("status NOT IN ?", []Status{Completed, Cancelled, Returned}).Count(&n).Error
	return n, err
}

// Forget wipes where the owner's orders went and to whom, and what sellers said on refusing. What was sold, for how much,
// when and into which ward stays: it is the seller's contract too, and the tax office's.
func Forget(ctx context.Context, tx *gorm.DB, o Owner) error {
	orders := tx.Session(&gorm.Session{NewDB: true}).Table("orders").Select("id").Where("group_id IN (?)", o.Groups(tx))
	if err := tx.WithContext(ctx).Exec("DELETE FROM order_refusals WHERE order_id IN (?)", orders).Error; err != nil {
		return err
	}
	return tx.WithContext(ctx).Table("order_groups").Where("id IN (?)", o.Groups(tx)).Update("address_sealed", "").Error
}

// Forgotten reports whether the group was wiped: nobody knows any more to whom it went.
func (g Group) Forgotten() bool { return g.AddressSealed == "" }
