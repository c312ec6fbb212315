package markettest

import (
	"testing"

	"github.com/chophien/chophien/models/code"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/division"
)

// Deal is what Order makes; zero fields take the defaults named there.
type Deal struct {
	SellerID     string
	Goods        int64
	Shipping     int64
	Earner       string // seller
	CommissionBP int64
	VATBP        int64
	Status       string // delivered
}

// Order is an order of a guest, without lines and without its payment.
func (m *Market) Order(t testing.TB, deal Deal) (orderID string) {
	t.Helper()
	if deal.Earner == "" {
		deal.Earner = "seller"
	}
	if deal.Status == "" {
		deal.Status = "delivered"
	}
	phoneID, personID := m.Phone(t)
	cartID, groupID, orderID := db.NewID(), db.NewID(), db.NewID()
	m.insert(t, "carts", map[string]any{"id": cartID, "person_id": personID, "state": "spent", "created_at": m.Now(), "touched_at": m.Now()})
	m.insert(t, "order_groups", map[string]any{
		"id": groupID, "code": code.New(), "cart_id": cartID, "person_id": personID, "phone_id": phoneID, "locale": "vi", "terms_version": "1",
		"scheme": division.Current, "ward_code": Ward, "address_sealed": "sealed", "created_at": m.Now(),
	})
	m.insert(t, "orders", map[string]any{
		"id": orderID, "group_id": groupID, "code": code.New(), "seller_id": deal.SellerID, "status": deal.Status,
		"goods": deal.Goods, "packed_goods": deal.Goods, "shipping": deal.Shipping, "commission_bp": deal.CommissionBP, "vat_bp": deal.VATBP,
		"shipping_earner": deal.Earner, "carrier": "flat", "service": "standard", "promised_from": "2026-11-24", "promised_to": "2026-11-26",
		"payable_at": "online", "created_at": m.Now(),
	})
	return orderID
}
