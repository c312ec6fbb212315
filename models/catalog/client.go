package catalog

import (
	"context"
	"regexp"

	"gorm.io/gorm"
)

// clientID is what a phone may call a product: a UUID in most.
var clientID = regexp.MustCompile(`^[0-9A-Za-z-]{0,64}$`)

// OfClient finds the product of a seller to which a phone gave the number id. Phones make
// products without a network and send them late, or twice: found is true from the first time
// on, longer than any key of a request is kept. Nothing is found under an empty number.
func OfClient(ctx context.Context, q *gorm.DB, sellerID, id string) (productID string, found bool, err error) {
	if id == "" {
		return "", false, nil
	}
	var ids []string
	err = q.WithContext(ctx).Table("products").Where("seller_id = ? AND client_id = ?", sellerID, id).Limit(1).Pluck("id", &ids).Error
	if err != nil || len(ids) == 0 {
		return "", false, err
	}
	return ids[0], true, nil
}
